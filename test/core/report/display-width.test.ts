import { displayWidth, pad, truncate, visible } from '../../../core/report/display-width';

test.each([
  ['abc', 3],
  ['', 0],
  ['äöü', 3],
  ['日本語', 6],
  ['한국', 4],
  ['ｆｕｌｌ', 8],
  ['e\u0301', 1],
  ['🚀', 2],
  ['a\u200bb', 2],
  ['…', 1],
  ['█', 1],
])("'%s' is %i wide", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['日本語', 6, '日本語'],
  ['日本語', 5, '日本…'],
  ['日本語', 4, '日…'],
  ['e\u0301e\u0301e\u0301', 2, 'e\u0301…'],
])("'%s' cut to %i is '%s'", (text, width, cut) => {
  expect(truncate(text, width)).toBe(cut);
});

test('fills by what is seen', () => {
  expect(pad('日本', 6, 'left')).toBe('日本  ');
  expect(pad('e\u0301', 3, 'right')).toBe('  e\u0301');
  expect(pad('longer', 3, 'right')).toBe('longer');
});

test.each([
  ['a\nb\r\tc', 'a\\nb\\r\\tc'],
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['\u009b31m', '\\u{9b}31m'],
  ['\u202eabc', '\\u{202e}abc'],
  ['\ud800', '\\u{d800}'],
  ['🚀 日本 ä', '🚀 日本 ä'],
])('shows control characters: %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});
