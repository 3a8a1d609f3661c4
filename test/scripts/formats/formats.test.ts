import type { Cell, Result } from '../../../core/report/result';
import { plainStyle } from '../../../core/report/table';
import { UserError } from '../../../core/user-error';
import { chooseFormat, outputFormatNames, type OutputFormat, outputFormats } from '../../../scripts/formats';
import { column, nastyTexts, talkers } from '../../core/report/results';
import { refusal } from '../../core/refusal';

const print = (format: OutputFormat, result: Result) =>
  [...outputFormats[format](result, plainStyle)].join('');

describe('csv', () => {
  test('is RFC 4180: a header, CRLF, numbers in full, NULL as nothing', () => {
    expect(print('csv', talkers)).toBe(
      'source,destination_port,bytes,flows\r\n' +
        '10.0.1.5,443,13207024435,123456\r\n' +
        '2001:db8::1,8080,3301756108,7\r\n' +
        ',,0,\r\n',
    );
  });

  test.each<[Cell, string]>([
    ['a|b', 'a|b'],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['a\nb', '"a\nb"'],
    ['a\rb', '"a\rb"'],
    ['', '""'],
    [null, ''],
    ['=1+1', '=1+1'],
    [true, 'true'],
    [2n ** 53n + 1n, '9007199254740993'],
    [-0.5, '-0.5'],
    ['0.100000', '0.100000'],
  ])('%p is %s', (cell, field) => {
    expect(print('csv', column([cell]))).toBe(`value\r\n${field}\r\n`);
  });

  test.each(Object.entries(nastyTexts))('%s comes back as it was', (_, text) => {
    expect(readCsv(print('csv', column([text, 'next'])))).toEqual([['value'], [text], ['next']]);
  });

  test('has no totals, notes or rows left out, which would be added up', () => {
    const more = { more: 5, totals: [null, null, 1, 2], notes: ['a note'] };
    expect(print('csv', { ...talkers, ...more })).toBe(print('csv', talkers));
  });

  test('of no row is its header', () => {
    expect(print('csv', column([]))).toBe('value\r\n');
  });
});

describe('json', () => {
  const stats = {
    records: 2,
    bad_lines: 0,
    odd: 0,
    no_data: 0,
    skip_data: 0,
    overlap: 0,
    bytes_scanned: 100,
    elapsed_ms: 3,
    usd_estimate: null,
  };

  test('has the shape that programs rely on', () => {
    expect(JSON.parse(print('json', { ...talkers, stats }))).toEqual({
      flowtoll: 1,
      command: 'traffic',
      columns: [
        { name: 'source', type: 'text' },
        { name: 'destination_port', type: 'integer' },
        { name: 'bytes', type: 'integer', unit: 'bytes' },
        { name: 'flows', type: 'integer', unit: 'flows' },
      ],
      rows: [
        { source: '10.0.1.5', destination_port: 443, bytes: 13207024435, flows: 123456 },
        { source: '2001:db8::1', destination_port: 8080, bytes: 3301756108, flows: 7 },
        { source: null, destination_port: null, bytes: 0, flows: null },
      ],
      stats,
    });
  });

  test('is one row a line, and ends with a line end', () => {
    expect(print('json', column(['a', null]))).toBe(
      '{"flowtoll":1,"command":"sql","columns":[{"name":"value","type":"text"}],"rows":[\n' +
        '{"value":"a"},\n' +
        '{"value":null}\n' +
        ']}\n',
    );
  });

  test.each<[Cell, string]>([
    [2n ** 53n, '9007199254740992'],
    [2n ** 53n + 1n, '"9007199254740993"'],
    [-(2n ** 53n) - 1n, '"-9007199254740993"'],
    [2 ** 53, '9007199254740992'],
    [2 ** 60, '"1152921504606846976"'],
    [0n, '0'],
    [null, 'null'],
    ['9007199254740993', '"9007199254740993"'],
  ])('an integer is a number up to 2^53 and text beyond: %p', (cell, text) => {
    expect(print('ndjson', column([cell], { type: 'integer' }))).toBe(`{"value":${text}}\n`);
  });

  test.each<[Cell, string]>([
    ['0.100000', '"0.100000"'],
    [0.1, '0.1'],
    [NaN, 'null'],
    [-Infinity, 'null'],
  ])('a decimal that is exact stays exact, and one that is none is null: %p', (cell, text) => {
    expect(print('ndjson', column([cell], { type: 'decimal' }))).toBe(`{"value":${text}}\n`);
  });

  test.each(Object.entries(nastyTexts))('%s comes back as it was', (_, text) => {
    expect(JSON.parse(print('json', column([text]))).rows).toEqual([{ value: text }]);
  });

  test('without a row is still whole', () => {
    expect(JSON.parse(print('json', column([])))).toEqual({
      flowtoll: 1,
      command: 'sql',
      columns: [{ name: 'value', type: 'text' }],
      rows: [],
    });
  });

  test('keeps columns of any name', () => {
    const result = { ...column(['a']), columns: [{ name: '__proto__', type: 'text' as const }] };
    expect(print('ndjson', result)).toBe('{"__proto__":"a"}\n');
  });
});

test('ndjson is one row an object, and nothing without rows', () => {
  expect(print('ndjson', column(['a\nb', true]))).toBe('{"value":"a\\nb"}\n{"value":true}\n');
  expect(print('ndjson', column([]))).toBe('');
});

describe('markdown', () => {
  test('is aligned, with units, totals, what was left out and notes', () => {
    const result = {
      ...talkers,
      totals: [null, null, 16_508_780_543, 123_463],
      more: 2,
      notes: ['a *note*'],
    };
    expect(print('markdown', result)).toBe(
      `
| source      | destination_port |       bytes |       flows |
| ----------- | ---------------: | ----------: | ----------: |
| 10.0.1.5    |              443 |     12.3 GB |     123,456 |
| 2001:db8::1 |             8080 |     3.07 GB |           7 |
| -           |                - |         0 B |           - |
| **total**   |                  | **15.4 GB** | **123,463** |

… 2 more

a \\*note\\*
`.slice(1),
    );
  });

  test.each([
    ['a|b', 'a\\|b'],
    ['a\\|b', 'a\\\\\\|b'],
    ['a\nb', 'a\\\\nb'],
    ['<b>&amp;', '\\<b\\>\\&amp;'],
    ['use1-az1~use1-az2', 'use1-az1\\~use1-az2'],
    ['eks_node_group', 'eks_node_group'],
    ['_private_', '\\_private\\_'],
    ['`x`', '\\`x\\`'],
  ])('%j is written %s', (text, written) => {
    expect(print('markdown', column([text])).split('\n')[2]).toBe(`| ${written.padEnd(5)} |`);
  });

  test.each(Object.entries(nastyTexts))('%s stays in its cell', (_, text) => {
    const printed = print('markdown', column([text, 'next'])).split('\n');
    expect(printed).toHaveLength(5);
    for (const line of printed.slice(0, 4)) expect(line).toMatch(/^\| (?:[^|\\]|\\.)* \|$/);
  });
});

test('the table ends each line', () => {
  expect(print('table', column(['a']))).toBe('value\na\n');
});

test('every format prints every nasty text, and no row', () => {
  for (const format of outputFormatNames) {
    expect(() => print(format, column([...Object.values(nastyTexts), null, 2n ** 64n]))).not.toThrow();
    expect(() => print(format, { command: 'sql', columns: [], rows: [] })).not.toThrow();
  }
});

describe('the format', () => {
  test.each([
    [undefined, undefined, 'table'],
    [undefined, '-', 'table'],
    [undefined, 'a.csv', 'csv'],
    [undefined, 'A.CSV', 'csv'],
    [undefined, 'folder.csv/a.json', 'json'],
    [undefined, 'a.ndjson', 'ndjson'],
    [undefined, 'a.jsonl', 'ndjson'],
    [undefined, 'a.md', 'markdown'],
    [undefined, 'a.markdown', 'markdown'],
    [undefined, 'a.txt', 'table'],
    ['json', 'a.csv', 'json'],
    ['csv', 'a.unknown', 'csv'],
    ['markdown', undefined, 'markdown'],
  ])('for --format %s --output %s is %s', (format, output, chosen) => {
    expect(chooseFormat(format, output)).toBe(chosen);
  });

  test.each(['a', 'a.xlsx', '.csv', 'a.csv.gz'])('is not guessed from %s', (output) => {
    expect(refusal(() => chooseFormat(undefined, output))).toBe(
      `the ending of --output must be .txt, .csv, .json, .ndjson, .jsonl, .md, .markdown, got: '${output}'; or give --format too`,
    );
  });

  test.each([
    ['jsn', "; did you mean 'json'?"],
    ['toString', ''],
    ['', ''],
  ])("is none of '%s'", (format, hint) => {
    expect(() => chooseFormat(format, undefined)).toThrow(
      new UserError(`--format must be table, csv, json, ndjson, markdown, got: '${format}'${hint}`),
    );
  });
});

/** A reader of RFC 4180, as small as can be. */
function readCsv(text: string): string[][] {
  return text
    .split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/)
    .slice(0, -1)
    .map((line) =>
      line
        .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
        .map((field) => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field)),
    );
}
