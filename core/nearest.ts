import { closest, distance } from 'fastest-levenshtein';

/** `did you mean 'x'?` for the known name nearest to what was written, or nothing where none is near. */
export function didYouMean(written: string, known: readonly string[]): string {
  if (known.length === 0) return '';
  const nearest = closest(written, known);
  const near = distance(written, nearest) <= Math.max(2, Math.floor(nearest.length / 2));
  return near ? `did you mean '${nearest}'?` : '';
}
