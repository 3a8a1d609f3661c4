/** What a terminal shows in two columns: CJK, Hangul, fullwidth forms, and pictures by default. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{17000}-\u{18d08}\u{1b000}-\u{1b2fb}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
/** What it shows in none: marks that combine with the character before, joiners, selectors. */
const zero = /[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]/u;
const plain = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes. */
export function displayWidth(text: string): number {
  if (plain.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  return zero.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

/** Fills with spaces up to the width; numbers stand right, text left. */
export function pad(text: string, width: number, side: 'left' | 'right'): string {
  const spaces = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return side === 'right' ? spaces + text : text + spaces;
}

/** Cuts a text that is too wide, and ends it with `…`. */
export function truncate(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const character of text) {
    used += characterWidth(character);
    if (used > width - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/**
 * Shows control characters as what they are (`\n`, `\u{1b}`), so that a tag's value can neither break a line nor
 * speak to the terminal. Marks that reorder text go the same way.
 */
export function visible(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\p{Cs}]/gu, (character) => {
    const short = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }[character];
    return short ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}
