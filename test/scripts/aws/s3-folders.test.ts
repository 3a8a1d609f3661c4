import { folderOfHour, rootFolder } from '../../../core/delivery/partitions';
import { deliveredFolders, firstDelivery } from '../../../scripts/aws/s3-folders';
import { hiveHourly, layouts, plainDaily, plainHourly } from '../../core/delivery/layouts';
import { placeWith } from '../../core/tables/table-definitions';

/** A bucket as S3 lists it by folders: the next level, in the order of names. Counts what it is asked. */
function bucketOf(keys: readonly string[]) {
  const asked: string[] = [];
  return {
    asked,
    async *folders(_bucket: string, prefix: string) {
      asked.push(prefix);
      const below = keys.flatMap((key) => {
        const rest = key.startsWith(prefix) ? key.slice(prefix.length) : '';
        return rest.includes('/') ? [`${prefix}${rest.slice(0, rest.indexOf('/') + 1)}`] : [];
      });
      yield* [...new Set(below)].sort();
    },
  };
}

const account = '123456789012';
const hour = 3_600_000;

function hoursFrom(begin: string, count: number): Date[] {
  return Array.from({ length: count }, (_, index) => new Date(Date.parse(begin) + index * hour));
}

describe.each(layouts)('%j', (layout) => {
  const place = placeWith(layout, { prefix: 'some/folder/' });
  const times = hoursFrom('2025-12-30T22:00Z', 60);
  const keys = times.map((time) => `${folderOfHour(place, account, place.region, time)}a.log.gz`);

  test('every folder with a file is found once, in time order', async () => {
    const found = await deliveredFolders(bucketOf(keys), place);
    const step = layout.perHourPartition ? hour : 24 * hour;
    const expected = [...new Set(times.map((time) => Math.floor(time.getTime() / step) * step))];
    expect(found).toEqual(expected.map((time) => ({ account, time: new Date(time) })));
    expect(await firstDelivery(bucketOf(keys), place)).toEqual(new Date(expected[0]!));
  });
});

test('what is no folder of dates is passed over, as are other layouts', async () => {
  const place = placeWith(plainDaily);
  const root = rootFolder(place, account, place.region);
  const keys = [
    'lost/a',
    '2026/13/01/a',
    '2026/01/a',
    '2025/01/31x/a',
    'year=2026/month=01/day=01/a',
    '2026/01/05/deeper/a',
  ];
  const bucket = bucketOf(keys.map((key) => `${root}${key}`));
  expect(await deliveredFolders(bucket, place)).toEqual([{ account, time: new Date('2026-01-05T00:00Z') }]);
  // 2025 has a folder, but none with files
  expect(await firstDelivery(bucket, place)).toEqual(new Date('2026-01-05T00:00Z'));
});

test('a place without files has neither folders nor a beginning', async () => {
  expect(await deliveredFolders(bucketOf([]), placeWith(plainHourly))).toEqual([]);
  expect(await firstDelivery(bucketOf([]), placeWith(plainHourly))).toBeUndefined();
});

test('all accounts of a place are looked at', async () => {
  const place = placeWith(plainDaily, { accounts: [account, '999999999999'] });
  const keys = [
    `${folderOfHour(place, account, place.region, new Date('2026-01-05T00:00Z'))}a`,
    `${folderOfHour(place, '999999999999', place.region, new Date('2026-01-04T00:00Z'))}a`,
  ];
  expect(await deliveredFolders(bucketOf(keys), place)).toEqual([
    { account: '999999999999', time: new Date('2026-01-04T00:00Z') },
    { account, time: new Date('2026-01-05T00:00Z') },
  ]);
  expect(await firstDelivery(bucketOf(keys), place)).toEqual(new Date('2026-01-04T00:00Z'));
});

test('two days out of three years of hours take seven calls, and a year takes 379', async () => {
  const place = placeWith(hiveHourly);
  const times = hoursFrom('2024-01-01T00:00Z', 3 * 8_766);
  const bucket = bucketOf(times.map((time) => `${folderOfHour(place, account, place.region, time)}a`));
  const days = { from: new Date('2026-01-31T12:00Z'), to: new Date('2026-02-02T12:00Z') };
  expect(await deliveredFolders(bucket, place, days)).toHaveLength(48);
  // the years, the months of 2026, the days of January and February, the hours of three days
  expect(bucket.asked).toHaveLength(1 + 1 + 2 + 3);

  bucket.asked.length = 0;
  const year = { from: new Date('2025-01-01T00:00Z'), to: new Date('2026-01-01T00:00Z') };
  expect(await deliveredFolders(bucket, place, year)).toHaveLength(8_760);
  expect(bucket.asked).toHaveLength(1 + 1 + 12 + 365);
}, 60_000);
