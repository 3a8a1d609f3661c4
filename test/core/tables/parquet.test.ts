import { join } from 'node:path';
import { badLines } from '../../../scripts/files/bad-lines';
import { kinds, useLogs } from './logs';

const world = useLogs();
let count = 0;
async function parquet(select: string): Promise<string> {
  const path = join(world.folder, `${++count} it's [one]*.parquet`);
  await world.engine().execute(`COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet)`);
  return path;
}

const numbers = {
  version: 2,
  srcport: 20641,
  dstport: 22,
  protocol: 6,
  packets: 20,
  bytes: 4249,
  start: 1418530010,
  end: 1418530070,
};
const texts = {
  account_id: '012345678901',
  interface_id: 'eni-1235b8ca123456789',
  srcaddr: '172.31.16.139',
  dstaddr: '172.31.16.21',
  action: 'ACCEPT',
  log_status: 'OK',
};
const column = (name: string, hyphens: boolean) => `"${hyphens ? name.replaceAll('_', '-') : name}"`;

/** A row as AWS writes it, but for the numbers' type, the spelling and the order of the columns. */
function row(
  type: 'aws' | 'BIGINT' | 'VARCHAR',
  { hyphens = false, reverse = false, set = {} as Record<string, string> } = {},
): string {
  const own = (name: string) =>
    type !== 'aws' ? type : ['packets', 'bytes', 'start', 'end'].includes(name) ? 'BIGINT' : 'INTEGER';
  const items = [
    ...Object.entries(texts).map(
      ([name, value]) => `CAST(${set[name] ?? `'${value}'`} AS VARCHAR) AS ${column(name, hyphens)}`,
    ),
    ...Object.entries(numbers).map(
      ([name, value]) => `CAST(${set[name] ?? value} AS ${own(name)}) AS ${column(name, hyphens)}`,
    ),
  ];
  return `SELECT ${(reverse ? items.reverse() : items).join(', ')}`;
}

const fields = ['account-id', 'srcaddr', 'srcport', 'bytes', 'start', 'end', 'action', 'tcp-flags'];
const select = 'kind, account_id, srcaddr, srcport, bytes, start, "end", action, tcp_flags';
const expected = [
  'record',
  '012345678901',
  '172.31.16.139',
  20641,
  4249,
  1418530010,
  1418530070,
  'ACCEPT',
  null,
];

test.each([
  ["AWS's types", row('aws')],
  ['every number of 64 bits', row('BIGINT')],
  ['strings', row('VARCHAR')],
  ['hyphens in the names', row('aws', { hyphens: true })],
  ['another order', row('aws', { reverse: true })],
  [
    'columns that are no fields',
    `SELECT 1 AS day, *, {'a': 1, 'b': [1]} AS extra, 'x' AS "date" FROM (${row('aws')})`,
  ],
  [
    "the EKS article's names",
    row('aws')
      .replace('account_id', 'account')
      .replace('interface_id', 'interfaceid')
      .replace('srcaddr"', 'sourceaddress"')
      .replace('dstaddr"', 'destinationaddress"')
      .replace('"bytes"', '"numbytes"')
      .replace('"packets"', '"numpackets"')
      .replace('"start"', 'starttime')
      .replace('"end"', 'endtime')
      .replace('log_status', 'logstatus')
      .replace('"srcport"', 'sourceport')
      .replace('"dstport"', 'destinationport'),
  ],
])('a record is the same in every way to write it: %s', async (_, sql) => {
  const { groups, problems } = await world.find(await parquet(sql));
  expect(problems).toEqual([]);
  expect(await world.rows(groups, fields, select)).toEqual([expected]);
});

test('files of different types, names and orders are read together, in any order', async () => {
  const paths = [
    await parquet(row('VARCHAR', { reverse: true })),
    await parquet(row('aws')),
    await parquet(row('BIGINT', { hyphens: true })),
    await parquet(`SELECT *, 19 AS tcp_flags FROM (${row('aws')})`),
    await parquet(row('aws')),
  ];
  const { groups } = await world.find(paths);
  expect(groups).toHaveLength(4);
  for (const order of [groups, [...groups].reverse()]) {
    expect(await world.kinds(order)).toEqual(kinds({ record: 5 }));
    expect(await world.rows(order, ['bytes', 'tcp-flags'], 'SUM(bytes), SUM(tcp_flags)')).toEqual([
      [5 * 4249, 19],
    ]);
  }
});

const none = { srcport: 'NULL', dstport: 'NULL', protocol: 'NULL', packets: 'NULL', bytes: 'NULL' };
const dashes = { srcaddr: "'-'", dstaddr: "'-'", action: "'-'" };
const cases: [string, string, string][] = [
  ['NODATA', row('aws', { set: { ...none, ...dashes, log_status: "'NODATA'" } }), 'no_data'],
  ['SKIPDATA', row('aws', { set: { ...none, ...dashes, log_status: "'SKIPDATA'" } }), 'skip_data'],
  [
    'NODATA in strings',
    row('VARCHAR', { set: { bytes: "'-'", packets: "'-'", log_status: "'NODATA'" } }),
    'no_data',
  ],
  ['bytes NULL', row('aws', { set: { bytes: 'NULL' } }), 'bad'],
  ['bytes - in strings', row('VARCHAR', { set: { bytes: "'-'" } }), 'bad'],
  ['srcaddr -', row('aws', { set: { srcaddr: "'-'" } }), 'bad'],
  ['srcaddr NULL', row('aws', { set: { srcaddr: 'NULL' } }), 'bad'],
  ['interface NULL', row('aws', { set: { interface_id: 'NULL' } }), 'record'],
  ['log-status NULL', row('aws', { set: { log_status: 'NULL' } }), 'bad'],
  ['end before start', row('aws', { set: { end: '1' } }), 'bad'],
];
test.each(cases)('%s', async (_, sql, kind) => {
  const { groups } = await world.find(await parquet(sql));
  expect(await world.kinds(groups)).toEqual(kinds({ [kind]: 1 }));
});

test('bad rows are named by row', async () => {
  const path = await parquet(
    [
      row('aws'),
      row('aws', { set: { bytes: 'NULL' } }),
      row('aws'),
      row('aws', { set: { log_status: "'-'" } }),
    ].join(' UNION ALL '),
  );
  const { groups } = await world.find(path);
  expect(await world.kinds(groups)).toEqual(kinds({ record: 2, bad: 2 }));
  const bad = await badLines(world.engine(), groups);
  expect(bad.map(({ file, reason }) => ({ file, reason }))).toEqual(
    expect.arrayContaining([
      { file: path, reason: 'bytes is not a whole number' },
      { file: path, reason: 'log-status is not OK, NODATA or SKIPDATA' },
    ]),
  );
  expect(bad).toHaveLength(2);
});

test('OCSF is refused', async () => {
  const path = await parquet("SELECT 4001 AS class_uid, {'ip': '10.0.0.1'} AS src_endpoint");
  await expect(world.find(path)).rejects.toThrow(
    `no flow log can be read: '${path}' holds OCSF events, as Security Lake writes them; give the flow logs themselves`,
  );
});

test('Parquet and text in one folder are read each by its own', async () => {
  const text = world.write('some.log', 'srcaddr bytes\n10.0.0.1 5\n');
  const { groups } = await world.find([await parquet(row('aws')), text]);
  expect(await world.rows(groups, ['srcaddr', 'bytes'], 'srcaddr, bytes')).toEqual([
    ['10.0.0.1', 5],
    ['172.31.16.139', 4249],
  ]);
});
