import {
  defaultSlackMs,
  folderOfHour,
  foldersOfRange,
  parseDateFolder,
  rootFolder,
  stepOf,
} from '../../../core/delivery/partitions';
import type { S3Delivery, S3Layout } from '../../../core/delivery/s3-delivery';
import { refusal } from '../refusal';
import { Seeded } from '../seeded';
import { hiveDaily, hiveHourly, layouts, plainDaily, plainHourly } from './layouts';

const account = '123456789012';
const region = 'us-east-1';
const minute = 60_000;
const hour = 60 * minute;

function delivery(layout: S3Layout, prefix = ''): S3Delivery {
  return { ...layout, prefix };
}

// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
const plainRoot = 'AWSLogs/123456789012/vpcflowlogs/us-east-1/';
const hiveRoot = 'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/';

const documented = [
  { name: 'plain and daily', layout: plainDaily, root: plainRoot, date: '2026/01/05/' },
  { name: 'plain and hourly', layout: plainHourly, root: plainRoot, date: '2026/01/05/03/' },
  { name: 'Hive and daily', layout: hiveDaily, root: hiveRoot, date: 'year=2026/month=01/day=05/' },
  { name: 'Hive and hourly', layout: hiveHourly, root: hiveRoot, date: 'year=2026/month=01/day=05/hour=03/' },
];

describe.each(documented)('$name', ({ layout, root, date }) => {
  const time = new Date('2026-01-05T03:59:59.999Z');

  test.each(['', 'v5-text-daily-920050b5/', 'team/logs/'])("below '%s' it is where AWS says", (prefix) => {
    expect(rootFolder(delivery(layout, prefix), account, region)).toBe(`${prefix}${root}`);
    expect(folderOfHour(delivery(layout, prefix), account, region, time)).toBe(`${prefix}${root}${date}`);
  });

  test('Parquet is in the same place as text', () => {
    const parquet = delivery({ ...layout, fileFormat: 'parquet' });
    expect(folderOfHour(parquet, account, region, time)).toBe(`${root}${date}`);
  });
});

test('folders are by UTC, whatever the time zone of the time', () => {
  const newYear = new Date('2026-01-01T00:30:00+02:00');
  expect(folderOfHour(delivery(plainHourly), account, region, newYear)).toBe(`${plainRoot}2025/12/31/22/`);
});

test('an account with leading zeros keeps them', () => {
  expect(rootFolder(delivery(plainDaily), '000000000042', 'eu-west-1')).toBe(
    'AWSLogs/000000000042/vpcflowlogs/eu-west-1/',
  );
});

test('the slack is an hour where nothing else is said', () => {
  expect(defaultSlackMs).toBe(3_600_000);
  const from = new Date('2026-06-15T12:00:00Z');
  const range = { from, to: new Date('2026-06-15T13:00:00Z') };
  expect(foldersOfRange(delivery(plainHourly), account, region, range)).toEqual(
    foldersOfRange(delivery(plainHourly), account, region, range, 3_600_000),
  );
});

describe('the folders of a time range', () => {
  // each worked by hand: the range, widened by the slack on both sides, half-open
  test.each([
    {
      name: 'one hour, hourly',
      layout: plainHourly,
      from: '2026-06-15T12:00:00Z',
      to: '2026-06-15T13:00:00Z',
      folders: ['2026/06/15/11/', '2026/06/15/12/', '2026/06/15/13/'],
    },
    {
      name: 'one hour, hourly, without slack',
      layout: plainHourly,
      from: '2026-06-15T12:00:00Z',
      to: '2026-06-15T13:00:00Z',
      slack: 0,
      folders: ['2026/06/15/12/'],
    },
    {
      name: 'four minutes across an hour, without slack',
      layout: plainHourly,
      from: '2026-06-15T10:58:00Z',
      to: '2026-06-15T11:02:00Z',
      slack: 0,
      folders: ['2026/06/15/10/', '2026/06/15/11/'],
    },
    {
      name: 'four minutes across an hour',
      layout: plainHourly,
      from: '2026-06-15T10:58:00Z',
      to: '2026-06-15T11:02:00Z',
      folders: ['2026/06/15/09/', '2026/06/15/10/', '2026/06/15/11/', '2026/06/15/12/'],
    },
    {
      name: 'a second before the end of an hour, slack of ten minutes',
      layout: plainHourly,
      from: '2026-06-15T10:15:00Z',
      to: '2026-06-15T10:49:59Z',
      slack: 10 * minute,
      folders: ['2026/06/15/10/'],
    },
    {
      name: 'a second more, slack of ten minutes',
      layout: plainHourly,
      from: '2026-06-15T10:15:00Z',
      to: '2026-06-15T10:50:01Z',
      slack: 10 * minute,
      folders: ['2026/06/15/10/', '2026/06/15/11/'],
    },
    {
      name: 'the first hour of March, hourly: February has 28 days',
      layout: plainHourly,
      from: '2026-03-01T00:00:00Z',
      to: '2026-03-01T01:00:00Z',
      folders: ['2026/02/28/23/', '2026/03/01/00/', '2026/03/01/01/'],
    },
    {
      name: 'midnight before the leap day, Hive and hourly',
      layout: hiveHourly,
      from: '2028-02-28T23:30:00Z',
      to: '2028-02-29T00:30:00Z',
      folders: [
        'year=2028/month=02/day=28/hour=22/',
        'year=2028/month=02/day=28/hour=23/',
        'year=2028/month=02/day=29/hour=00/',
        'year=2028/month=02/day=29/hour=01/',
      ],
    },
    {
      name: 'the last hour of a year, Hive and hourly',
      layout: hiveHourly,
      from: '2025-12-31T23:00:00Z',
      to: '2026-01-01T00:00:00Z',
      folders: [
        'year=2025/month=12/day=31/hour=22/',
        'year=2025/month=12/day=31/hour=23/',
        'year=2026/month=01/day=01/hour=00/',
      ],
    },
    {
      name: 'one day, daily',
      layout: plainDaily,
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
      folders: ['2025/12/31/', '2026/01/01/', '2026/01/02/'],
    },
    {
      name: 'one day, daily, without slack',
      layout: plainDaily,
      from: '2026-01-01T00:00:00Z',
      to: '2026-01-02T00:00:00Z',
      slack: 0,
      folders: ['2026/01/01/'],
    },
    {
      name: 'noon, daily: an hour of slack stays within the day',
      layout: plainDaily,
      from: '2026-01-01T12:00:00Z',
      to: '2026-01-01T12:05:00Z',
      folders: ['2026/01/01/'],
    },
    {
      name: 'a week, Hive and daily',
      layout: hiveDaily,
      from: '2026-02-26T00:00:00Z',
      to: '2026-03-05T00:00:00Z',
      slack: 0,
      folders: [
        'year=2026/month=02/day=26/',
        'year=2026/month=02/day=27/',
        'year=2026/month=02/day=28/',
        'year=2026/month=03/day=01/',
        'year=2026/month=03/day=02/',
        'year=2026/month=03/day=03/',
        'year=2026/month=03/day=04/',
      ],
    },
    {
      name: 'a day, hourly: every hour of it, one before and one after',
      layout: plainHourly,
      from: '2026-10-25T00:00:00Z',
      to: '2026-10-26T00:00:00Z',
      folders: [
        '2026/10/24/23/',
        ...['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11'].map(
          (one) => `2026/10/25/${one}/`,
        ),
        ...['12', '13', '14', '15', '16', '17', '18', '19', '20', '21', '22', '23'].map(
          (one) => `2026/10/25/${one}/`,
        ),
        '2026/10/26/00/',
      ],
    },
  ])('$name', ({ layout, from, to, slack, folders }) => {
    const range = { from: new Date(from), to: new Date(to) };
    const root = layout.hiveCompatiblePartitions ? hiveRoot : plainRoot;
    expect(foldersOfRange(delivery(layout, 'logs/'), account, region, range, slack)).toEqual(
      folders.map((folder) => `logs/${root}${folder}`),
    );
  });

  test('hold every record that starts in the range, and few others', () => {
    const chance = new Seeded(20260305);
    for (let count = 0; count < 500; count++) {
      const layout = chance.one(layouts);
      const from = Date.UTC(2026, 1, 20) + chance.below(14 * 24 * 60) * minute;
      const length = 1 + chance.below(3 * 24 * 60 * 60);
      const range = { from: new Date(from), to: new Date(from + length * 1000) };
      const folders = foldersOfRange(delivery(layout), account, region, range);

      // filed by its end, up to ten minutes after its start; an hour off its key has been seen, on either side
      const start = from + chance.below(length) * 1000;
      for (const filed of [start, start + 10 * minute, start - hour, start + hour - 1]) {
        expect(folders).toContain(folderOfHour(delivery(layout), account, region, new Date(filed)));
      }
      expect(folders).toEqual([...new Set(folders)].sort());
      const step = layout.perHourPartition ? hour : 24 * hour;
      expect(folders.length).toBeLessThanOrEqual(Math.ceil((length * 1000 + 2 * hour) / step) + 1);
    }
  });

  test.each([
    { name: 'empty', to: '2026-06-15T12:00:00.000Z' },
    { name: 'the wrong way round', to: '2026-06-14T12:00:00.000Z' },
  ])('cannot be told where it is $name', ({ to }) => {
    const from = '2026-06-15T12:00:00.000Z';
    const range = { from: new Date(from), to: new Date(to) };
    expect(refusal(() => foldersOfRange(delivery(plainDaily), account, region, range))).toBe(
      `the end of a time range must be after its start, got: ${from} to ${to}`,
    );
  });
});

describe('a folder of dates', () => {
  const read = (layout: S3Layout, folder: string) => {
    const found = parseDateFolder(layout, folder);
    return found && [found.from.toISOString(), found.to.toISOString(), found.holdsFiles];
  };

  test.each([
    [plainDaily, '2026/', '2026-01-01T00', '2027-01-01T00', false],
    [plainDaily, '2028/02/', '2028-02-01T00', '2028-03-01T00', false],
    [plainDaily, '2026/12/', '2026-12-01T00', '2027-01-01T00', false],
    [plainDaily, '2028/02/29/', '2028-02-29T00', '2028-03-01T00', true],
    [plainHourly, '2026/12/31/', '2026-12-31T00', '2027-01-01T00', false],
    [plainHourly, '2026/12/31/23/', '2026-12-31T23', '2027-01-01T00', true],
    [hiveDaily, 'year=2026/month=03/day=29/', '2026-03-29T00', '2026-03-30T00', true],
    [hiveHourly, 'year=2026/month=03/day=29/hour=02/', '2026-03-29T02', '2026-03-29T03', true],
  ] as const)('%j reads %s', (layout, folder, from, to, holdsFiles) => {
    expect(read(layout, folder)).toEqual([`${from}:00:00.000Z`, `${to}:00:00.000Z`, holdsFiles]);
  });

  test.each([
    [plainDaily, ''],
    [plainDaily, '26/'],
    [plainDaily, '2026/1/'],
    [plainDaily, '2026/13/'],
    [plainDaily, '2026/02/29/'],
    [plainDaily, '2026/01/31/05/'],
    [plainDaily, 'year=2026/'],
    [plainHourly, '2026/01/31/24/'],
    [plainHourly, '2026/01/31/05/more/'],
    [hiveHourly, '2026/'],
    [hiveHourly, 'month=01/'],
    [hiveHourly, 'year=2026/day=01/'],
    [hiveHourly, 'year=01/'],
  ])('%j does not read %s', (layout, folder) => {
    expect(read(layout, folder)).toBeUndefined();
  });

  test.each(documented)('$name: the folder of every hour of two years reads as its time', ({ layout }) => {
    const root = rootFolder(delivery(layout), account, region);
    const begin = Date.UTC(2027, 0, 1);
    const wrong: string[] = [];
    for (let time = begin; time < begin + 731 * 24 * hour; time += hour) {
      const folder = folderOfHour(delivery(layout), account, region, new Date(time)).slice(root.length);
      const found = parseDateFolder(layout, folder);
      const [from, to] = [Number(found?.from), Number(found?.to)];
      if (!found?.holdsFiles || to - from !== stepOf(layout) || time < from || time >= to) wrong.push(folder);
    }
    expect(wrong).toEqual([]);
  });
});
