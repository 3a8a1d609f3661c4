import { closest, distance } from 'fastest-levenshtein';

/**
 * `did you mean 'x'?` for the known name nearest to what was written, or for the few of which it is a word; nothing where
 * none is near.
 */
export function didYouMean(written: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(written, known);
  const near = distance(written, nearest) <= Math.max(2, Math.floor(nearest.length / 2));
  const isWord = /^[a-z]{3,}$/.test(written);
  const ofWord = () => (isWord ? known.filter((name) => name.split(/[-_]/).includes(written)) : []);
  const meant = near ? [nearest] : ofWord();
  if (meant.length === 0 || meant.length > mostMeant) return '';
  const names = meant.map((name) => `'${name}'`);
  return `did you mean ${[names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' or ')}?`;
}

const mostMeant = 6;
