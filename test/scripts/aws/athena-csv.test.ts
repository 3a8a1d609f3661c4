import { readAthenaCsv } from '../../../scripts/aws/athena-csv';

/** The rows of a file that arrives in pieces of so many bytes. */
async function rows(file: string, size = file.length + 1): Promise<(string | null)[][]> {
  const bytes = Buffer.from(file);
  async function* pieces() {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const found = [];
  for await (const row of readAthenaCsv(pieces())) found.push(row);
  return found;
}

const files: [name: string, file: string, rows: (string | null)[][]][] = [
  ['nothing', '', []],
  [
    'values in quotes',
    '"a","b"\n"c","d"\n',
    [
      ['a', 'b'],
      ['c', 'd'],
    ],
  ],
  ['empty text, which is not NULL', '"",,""\n', [['', null, '']]],
  ['NULL at both ends', ',"a",\n', [[null, 'a', null]]],
  ['a single NULL', '"name"\n\n"a"\n', [['name'], [null], ['a']]],
  ['only NULLs', ',,\n', [[null, null, null]]],
  ['quotes', '"say ""a""","""",""""""\n', [['say "a"', '"', '""']]],
  ['commas and line ends', '"a,b","c\nd","e\r\nf"\n', [['a,b', 'c\nd', 'e\r\nf']]],
  ['letters of all lengths', '"ä€😀","\u0000"\n', [['ä€😀', '\u0000']]],
  ['a mark of byte order, which is text', '"\ufeffa"\n', [['\ufeffa']]],
  ['no last line end', '"a"\n"b"', [['a'], ['b']]],
  [
    'line ends of Windows',
    '"a",\r\n"b","c"\r\n',
    [
      ['a', null],
      ['b', 'c'],
    ],
  ],
];

describe.each(files)('%s', (_, file, expected) => {
  test.each([1, 2, 3, 7, 1000])('in pieces of %i bytes', async (size) => {
    expect(await rows(file, size)).toEqual(expected);
  });
});

test('a file that ends within a value is refused, as is one that is no such file', async () => {
  await expect(rows('"a","b')).rejects.toThrow('ends within a value');
  await expect(rows('a,b\n')).rejects.toThrow('has "a" outside of quotes');
  await expect(rows('"a"b\n')).rejects.toThrow('has "b" outside of quotes');
});

test('a million values take no more than a second or two', async () => {
  const file = '"2026-02-03","10.0.0.1","12345"\n'.repeat(333_333);
  const begin = performance.now();
  expect(await rows(file, 65_536)).toHaveLength(333_333);
  expect(performance.now() - begin).toBeLessThan(10_000);
});
