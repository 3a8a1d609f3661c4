import { findFiles } from '../../../scripts/engines/delivered-files';
import type { LogPlace } from '../../../core/tables/log-table';
import { printObjectKey } from '../../../core/delivery/object-key';

/** A bucket with a file of 100 bytes for each hour of 2026, of two accounts. */
const layout = {
  prefix: 'v5/',
  fileFormat: 'parquet',
  hiveCompatiblePartitions: false,
  perHourPartition: true,
} as const;
const place: LogPlace = {
  ...layout,
  bucket: 'flow',
  region: 'eu-central-1',
  accounts: ['111111111111', '222222222222'],
};

const keys = place.accounts.flatMap((account) =>
  Array.from({ length: 365 * 24 }, (_, hour) =>
    printObjectKey({
      ...layout,
      account,
      region: place.region,
      slot: new Date(Date.UTC(2026, 0, 1, hour)),
      flowLogId: `fl-${account}`,
      hash: 'abc',
    }),
  ),
);
const hour = 'v5/AWSLogs/111111111111/vpcflowlogs/eu-central-1/2026/01/01/00/';
const others = [
  // read as any other file of its folder
  `${hour}notes.txt`,
  hour,
  `${hour}_SUCCESS`,
  `${hour}.part.crc`,
  'v5/AWSLogs/aws-programmatic-access-test-object',
];

const now = Date.UTC(2026, 6, 1) / 1000;

async function find(from?: string, to?: string) {
  const listed: string[] = [];
  const s3 = {
    async *list(bucket: string, prefix: string) {
      listed.push(`${bucket}/${prefix}`);
      for (const key of [...keys, ...others]) if (key.startsWith(prefix)) yield { key, bytes: 100 };
    },
  };
  const time = (text: string) => Date.parse(`${text}Z`) / 1000;
  const period = {
    ...(from !== undefined && { from: time(from) }),
    ...(to !== undefined && { to: time(to) }),
  };
  return { ...(await findFiles(s3, [place], period, now)), listed };
}

test('an hour is in its folder and those before and after, of both accounts', async () => {
  const found = await find('2026-03-02T05:00', '2026-03-02T06:00');
  expect(found).toMatchObject({
    files: 6,
    bytes: 600,
    flowLogs: new Set(['fl-111111111111', 'fl-222222222222']),
  });
  expect(found.listed.sort()).toEqual([
    'flow/v5/AWSLogs/111111111111/vpcflowlogs/eu-central-1/2026/03/02/',
    'flow/v5/AWSLogs/222222222222/vpcflowlogs/eu-central-1/2026/03/02/',
  ]);
});

test('half a year is listed by the month', async () => {
  const found = await find('2026-01-01T00:00', '2026-07-01T00:00');
  // 181 days, and the hour after; and the notes
  expect(found.files).toBe(2 * (181 * 24 + 1) + 1);
  expect(found.bytes).toBe(found.files * 100);
  // December's last hour can hold a record of January, July's first one of June
  expect(found.listed).toHaveLength(2 * 8);
});

test('without an end it is until now, without a beginning all', async () => {
  expect((await find('2026-06-30T00:00')).files).toBe(2 * (24 + 2));
  const all = await find(undefined, '2026-02-01T00:00');
  expect(all.files).toBe(2 * 365 * 24 + 1);
  expect(all.listed).toHaveLength(2);
});
