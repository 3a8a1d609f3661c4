import { sortsAsTime, timeConditions, timeText, type TimeKey } from '../../../core/tables/time-key';
import { useLogs } from './logs';

const world = useLogs();

const dt = (pattern: string): TimeKey[] => [{ name: 'dt', pattern }];
const hive: TimeKey[] = [
  { name: 'year', pattern: 'yyyy' },
  { name: 'month', pattern: 'MM' },
  { name: 'day', pattern: 'dd' },
  { name: 'hour', pattern: 'HH' },
];
const seconds = (time: string) => Date.parse(time) / 1000;

test('values are UTC, with every digit', () => {
  const time = new Date('2026-01-02T03:59:59.999Z');
  expect(timeText(dt('yyyy/MM/dd/HH')[0]!, time)).toBe('2026/01/02/03');
  expect(timeText(dt('yyyy-MM-dd')[0]!, time)).toBe('2026-01-02');
  expect(timeText(dt("'year='yyyy'/month='MM'/day='dd'/hour='HH")[0]!, time)).toBe(
    'year=2026/month=01/day=02/hour=03',
  );
  expect(hive.map((key) => timeText(key, time))).toEqual(['2026', '01', '02', '03']);
});

test.each([
  ['yyyy', true],
  ['yyyy-MM', true],
  ['yyyy/MM/dd', true],
  ['yyyyMMddHH', true],
  ["'year='yyyy'/month='MM", true],
  ["'day='dd'/month='MM'/year='yyyy", false],
  ['dd-MM-yyyy', false],
  ['yyyy-dd', false],
  ['yyyy-MM-dd HH:mm', false],
  ['M/d/yyyy', false],
  ['', false],
])('whether values of %s sort as time does: %s', (pattern, expected) => {
  expect(sortsAsTime(dt(pattern))).toBe(expected);
});

test('several keys sort by the first, then the next', () => {
  expect(sortsAsTime(hive)).toBe(true);
  expect(sortsAsTime(hive.slice(0, 3))).toBe(true);
  expect(sortsAsTime([hive[1]!, hive[0]!])).toBe(false);
  expect(sortsAsTime([])).toBe(false);
});

test('conditions, in full', () => {
  const hours = { from: seconds('2026-01-31T05:00Z'), to: seconds('2026-01-31T06:00Z') };
  expect(timeConditions(dt('yyyy/MM/dd/HH'), hours)).toEqual([
    `"dt" >= '2026/01/31/04'`,
    `"dt" <= '2026/01/31/06'`,
  ]);
  expect(timeConditions(dt('yyyy-MM-dd'), hours)).toEqual([`"dt" = '2026-01-31'`]);
  expect(timeConditions(hive, hours)).toEqual([
    `"year" = '2026'`,
    `"month" = '01'`,
    `"day" = '31'`,
    `"hour" >= '04'`,
    `"hour" <= '06'`,
  ]);
  expect(timeConditions(dt('yyyy-MM-dd'), { from: hours.from })).toEqual([`"dt" >= '2026-01-31'`]);
  expect(timeConditions(dt('yyyy-MM-dd'), {})).toEqual([]);
  expect(timeConditions([], hours)).toEqual([]);
});

/** Every hour of a year as folders; which of them the conditions keep must be those within an hour of the range. */
describe.each([
  ['one key by the hour', dt('yyyy/MM/dd/HH'), 'hour'],
  ['one key by the day', dt('yyyy-MM-dd'), 'day'],
  ['keys of Hive folders by the hour', hive, 'hour'],
  ['keys of Hive folders by the day', hive.slice(0, 3), 'day'],
] as const)('%s', (_name, keys, unit) => {
  const step = unit === 'hour' ? 3_600 : 86_400;
  const begin = seconds('2025-12-01T00:00Z');
  const end = seconds('2026-12-01T00:00Z');
  const table = `folders_${unit}_${keys.length}`;

  beforeAll(async () => {
    const columns = keys.map(({ name, pattern }) => {
      const format = pattern
        .replace('yyyy', '%Y')
        .replace('MM', '%m')
        .replace('dd', '%d')
        .replace('HH', '%H');
      return `strftime(make_timestamp(t * 1000000), '${format}') AS "${name}"`;
    });
    await world
      .engine()
      .execute(
        `CREATE TABLE ${table} AS SELECT t, ${columns.join(', ')} FROM range(${begin}, ${end}, ${step}) r(t)`,
      );
  });

  it.each([
    ['2026-01-31T05:00Z', '2026-01-31T06:00Z'],
    ['2026-01-01T00:00Z', '2026-01-02T00:00Z'],
    ['2025-12-31T23:00Z', '2026-01-01T01:00Z'],
    ['2026-02-27T22:30Z', '2026-03-01T00:59Z'],
    ['2026-01-10T10:00Z', '2026-10-02T03:00Z'],
    ['2026-03-03T01:00Z', '2026-03-03T01:00:01Z'],
    ['2026-11-30T22:00Z', undefined],
    [undefined, '2025-12-02T00:30Z'],
  ])('from %s to %s', async (from, to) => {
    const range = { from: from && seconds(from), to: to && seconds(to) } as { from?: number; to?: number };
    const { rows } = await world
      .engine()
      .query(`SELECT t FROM ${table} WHERE ${timeConditions(keys, range).join(' AND ')} ORDER BY t`);
    const expected: number[] = [];
    for (let t = begin; t < end; t += step) {
      const tooEarly = range.from !== undefined && t + step <= range.from - 3_600;
      const tooLate = range.to !== undefined && t >= range.to + 3_600;
      if (!tooEarly && !tooLate) expected.push(t);
    }
    expect(rows.map(([t]) => t)).toEqual(expected);
  });
});
