import type { Cell, Result, ResultColumn } from '../../../core/report/result';

/** A small result; each test changes one thing. */
export const talkers: Result = {
  command: 'traffic',
  columns: [
    { name: 'source', type: 'text' },
    { name: 'destination_port', type: 'integer' },
    { name: 'bytes', type: 'integer', unit: 'bytes' },
    { name: 'flows', type: 'integer', unit: 'flows' },
  ],
  rows: [
    ['10.0.1.5', 443, 13_207_024_435, 123_456n],
    ['2001:db8::1', 8080, 3_301_756_108, 7],
    [null, null, 0, null],
  ],
};

/** A result of one column. */
export function column(cells: readonly Cell[], described: Partial<ResultColumn> = {}): Result {
  return {
    command: 'sql',
    columns: [{ name: 'value', type: 'text', ...described }],
    rows: cells.map((cell) => [cell]),
  };
}

/** What tags, names of pods and SQL can put into a cell, and what goes wrong with it. */
export const nastyTexts: Readonly<Record<string, string>> = {
  empty: '',
  'a pipe': 'a|b',
  'an escaped pipe': 'a\\|b',
  'a comma': 'a,b',
  quotes: 'say "hi"',
  'a quote alone': '"',
  'a line feed': 'a\nb',
  'a carriage return': 'a\r\nb',
  'a tab': 'a\tb',
  'a formula': '=1+1',
  'spaces around': '  a  ',
  'a backslash at the end': 'a\\',
  'the word for NULL': 'null',
  'a dash': '-',
  'an escape sequence': '\u001b[2Jgone',
  NUL: 'a\0b',
  'text that runs backwards': '\u202eabc',
  'half a surrogate pair': '\ud800',
  'two columns wide': '日本語',
  'a combining mark': 'e\u0301',
  Markdown: '*a* _b_ `c` <d> [e]',
};
