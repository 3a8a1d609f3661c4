import type { Result } from '../../../core/report/result';
import { plainStyle, tableLines } from '../../../core/report/table';
import { column, nastyTexts, talkers } from './results';

const lines = (text: string) => text.split('\n').slice(1, -1);

test('numbers stand right and text left, quantities have units, NULL is a dash', () => {
  expect(tableLines(talkers)).toEqual(
    lines(`
source       destination_port    bytes    flows
10.0.1.5                  443  12.3 GB  123,456
2001:db8::1              8080  3.07 GB        7
-                           -      0 B        -
`),
  );
});

test('totals stand below a rule, what was left out above it, notes below all', () => {
  const result: Result = {
    ...talkers,
    more: 1234,
    totals: [null, null, 16_508_780_543n, 123_463],
    notes: ['a GB is 2^30 bytes'],
  };
  expect(tableLines(result)).toEqual(
    lines(`
source       destination_port    bytes    flows
10.0.1.5                  443  12.3 GB  123,456
2001:db8::1              8080  3.07 GB        7
-                           -      0 B        -
… 1,234 more
───────────────────────────────────────────────
total                          15.4 GB  123,463

a GB is 2^30 bytes
`),
  );
});

test('without a row it says so below the header', () => {
  expect(tableLines({ ...talkers, rows: [] })).toEqual(['source  destination_port  bytes  flows', 'no rows']);
});

test('without a column it says so alone', () => {
  expect(tableLines({ command: 'sql', columns: [], rows: [] })).toEqual(['no rows']);
});

test('totals of numbers alone have no label', () => {
  const result = {
    ...column([1024, 2048], { name: 'bytes', type: 'integer', unit: 'bytes' } as const),
    totals: [3072],
  };
  expect(tableLines(result)).toEqual(
    lines(`
  bytes
1.00 KB
2.00 KB
───────
3.00 KB
`),
  );
});

test('money and decimals have as many places as their column needs', () => {
  const result: Result = {
    command: 'bill',
    columns: [
      { name: 'toll', type: 'text' },
      { name: 'usd', type: 'decimal', unit: 'usd' },
      { name: 'gigabytes', type: 'decimal', unit: 'gigabytes' },
      { name: 'share', type: 'decimal' },
    ],
    rows: [
      ['cross-az-out', '1234.500000', '61725.000000', 0.5],
      ['nat-bytes', '0.004500', '0.100000', 0.25],
      ['internet', '-1.000000', '0.000100', 0],
      ['vpc-peering', '0.000000', '0.000000', 1],
    ],
    totals: [null, '1233.504500', '61725.100100', null],
  };
  expect(tableLines(result)).toEqual(
    lines(`
toll                  usd   gigabytes  share
cross-az-out  $1,234.5000  61,725.000   0.50
nat-bytes         $0.0045       0.100   0.25
internet         -$1.0000      <0.001   0.00
vpc-peering       $0.0000       0.000   1.00
────────────────────────────────────────────
total         $1,233.5045  61,725.100
`),
  );
});

describe('bars', () => {
  const bars = (cells: (number | null)[], width?: number) =>
    tableLines(column(cells, { name: 'flows', type: 'integer', unit: 'flows' }), {
      color: false,
      bar: true,
      ...(width !== undefined && { width }),
    });

  test('are as long as the first quantity, to an eighth of a column', () => {
    expect(bars([240, 120, 5, 0, null])).toEqual(
      lines(`
flows
  240  ████████████████████████
  120  ████████████
    5  ▌
    0
    -
`),
    );
  });

  test('take the room there is', () => {
    expect(bars([10, 5], 20)).toEqual(['flows', '   10  █████████████', '    5  ██████▌']);
  });

  test.each([
    ['in no room', [10, 5], 12],
    ['for one row', [10], 80],
    ['where all is zero', [0, 0], 80],
    ['below zero', [10, -5], 80],
  ])('are not drawn %s', (_, cells, width) => {
    expect(bars(cells, width).join('')).not.toMatch(/[█▌]/);
  });

  test('are not drawn for numbers that are no quantity', () => {
    const ports = column([443, 80], { name: 'port', type: 'integer' });
    expect(tableLines(ports, { color: false, bar: true })).toEqual(['port', ' 443', '  80']);
  });
});

describe('on a narrow terminal', () => {
  const pods: Result = {
    command: 'traffic',
    columns: [
      { name: 'source_pod', type: 'text' },
      { name: 'destination_workload', type: 'text' },
      { name: 'bytes', type: 'integer', unit: 'bytes' },
    ],
    rows: [
      ['checkout-7d9f8c6b5-x2x4z', 'payments', 1024],
      ['日本語日本語日本語日本語', 'a', 2048],
    ],
  };

  test('headers give way, names do not: one cut short is nobody’s', () => {
    expect(tableLines(pods, { ...plainStyle, width: 46 })).toEqual(
      lines(`
source_pod                destinatio…    bytes
checkout-7d9f8c6b5-x2x4z  payments     1.00 KB
日本語日本語日本語日本語  a            2.00 KB
`),
    );
  });

  test('addresses and numbers stay whole where the terminal is too narrow for them', () => {
    const payers: Result = {
      command: 'bill',
      columns: [
        { name: 'toll', type: 'text' },
        { name: 'address', type: 'text' },
        { name: 'usd', type: 'decimal', unit: 'usd' },
      ],
      rows: [
        ['nat-processing', '10.20.32.33', '0.02'],
        ['nat-processing', '10.20.32.34', '0.01'],
        ['nat-processing', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff', '0.01'],
      ],
    };
    expect(tableLines(payers, { ...plainStyle, width: 20 })).toEqual(tableLines(payers));
  });

  test('the widest sentence is cut first, and none below eight columns', () => {
    const questions: Result = {
      command: 'ask',
      columns: ['question', 'title', 'asks_for'].map((name) => ({ name, type: 'text' as const })),
      rows: [
        ['top-talkers', 'Which addresses send the most?', 'nothing at all'],
        ['from-address', 'Where does this address send to?', '--where source=10.0.1.5'],
      ],
    };
    expect(tableLines(questions, { ...plainStyle, width: 50 })).toEqual(
      lines(`
question      title              asks_for
top-talkers   Which addresses …  nothing at all
from-address  Where does this …  --where source=1…
`),
    );
    expect(tableLines(questions, { ...plainStyle, width: 5 })).toEqual(
      lines(`
question      title     asks_for
top-talkers   Which a…  nothing…
from-address  Where d…  --where…
`),
    );
  });

  test('a name longer than any address gives way', () => {
    const name = 'a'.repeat(60);
    expect(tableLines(column([name]), { ...plainStyle, width: 20 })).toEqual(['value', `${'a'.repeat(38)}…`]);
    expect(tableLines(column([name]), { ...plainStyle, width: 50 })[1]).toBe(`${'a'.repeat(49)}…`);
  });

  test('what fits stays whole', () => {
    expect(tableLines(pods, { ...plainStyle, width: 80 })).toEqual(tableLines(pods));
  });
});

test.each(Object.entries(nastyTexts))('%s stays on its line and says nothing to the terminal', (_, text) => {
  const printed = tableLines(column([text, 'next']));
  expect(printed).toHaveLength(3);
  expect(printed.join('')).not.toMatch(/\p{Cc}|\p{Cs}|\u202e/u);
});

test('ANSI codes come only when asked for', () => {
  const result = { ...column(['a']), more: 2 };
  expect(tableLines(result, { color: true, bar: false })).toEqual([
    '\u001b[1mvalue\u001b[22m',
    'a',
    '\u001b[2m… 2 more\u001b[22m',
  ]);
  expect(tableLines(result).join('')).not.toContain('\u001b');
});

test('large integers keep every digit', () => {
  expect(tableLines(column([2n ** 53n + 1n], { type: 'integer' }))).toEqual([
    '           value',
    '9007199254740993',
  ]);
});

test('a table of 200,000 rows does not overflow the stack', () => {
  expect(
    tableLines(
      column(
        Array.from({ length: 200_000 }, (_, index) => index),
        { type: 'integer', unit: 'flows' },
      ),
    ),
  ).toHaveLength(200_001);
});
