import { duckdb } from '../../../core/sql/duckdb';
import { trino } from '../../../core/sql/trino';
import { namedFormats } from '../../../core/records/named-formats';
import { RecordFormat } from '../../../core/records/record-format';
import { articleColumns } from '../../../core/tables/article-columns';
import type { LogTable } from '../../../core/tables/log-table';
import { tableLines } from '../../../core/tables/table-lines';
import { useLogs } from './logs';

const world = useLogs();

/** A table as Trino shows text: strings keep `-`, numbers that are none are NULL. */
async function table(name: string, columns: Record<string, string>, path: string): Promise<void> {
  const items = Object.entries(columns).map(([column, value]) => `${value} AS "${column}"`);
  await world.engine().execute(`CREATE TABLE ${name} AS SELECT ${items.join(', ')}, '${path}' AS "$path"`);
}

test("the EKS article's columns are all there are", () => {
  expect(Object.keys(articleColumns).sort()).toEqual(
    namedFormats['eks-article'].fields.map(({ name }) => name).sort(),
  );
});

test("a table by AWS's names", async () => {
  const columns = {
    version: '2',
    account_id: "'012345678901'",
    interface_id: "'eni-1'",
    srcaddr: "'10.0.0.1'",
    dstaddr: "'10.0.0.2'",
    srcport: '0',
    dstport: '0',
    protocol: '1',
    packets: 'CAST(4 AS BIGINT)',
    bytes: 'CAST(336 AS BIGINT)',
    start: '1432917027000',
    end: '1432917142000',
    action: "'-'",
    log_status: "'OK'",
  };
  await table('aws', columns, 's3://bucket/AWSLogs/1_vpcflowlogs_x_fl-0abc_20260131T2355Z_1.log.gz');
  await table(
    'plain',
    { ...columns, srcaddr: "'-'", bytes: 'CAST(NULL AS BIGINT)', log_status: "'NODATA'" },
    's3://bucket/other.gz',
  );
  const fields = ['srcaddr', 'bytes', 'start', 'end', 'action', 'vpc-id', 'tcp-flags'];
  const lines = (name: string) =>
    tableLines(duckdb, { name, format: namedFormats.default, columns: 'aws' }, fields);
  expect((await world.engine().query(lines('aws'))).rows).toEqual([
    ['record', 'fl-0abc', '10.0.0.1', 336, 1432917027, 1432917142, null, null, null],
  ]);
  expect((await world.engine().query(lines('plain'))).rows).toEqual([
    ['no_data', 'unknown', null, null, 1432917027, 1432917142, null, null, null],
  ]);
});

test.each([
  [
    's3://acme-fl-archive/AWSLogs/1/vpcflowlogs/x/2026/01/31/1_vpcflowlogs_x_fl-0abc_20260131T2355Z_1.log.gz',
    'fl-0abc',
  ],
  ['s3://logs/netfl-data/fl-bad/1_vpcflowlogs_x_fl-0abc_20260131T2355Z_1.log.parquet', 'fl-0abc'],
  ['s3://acme-fl-archive/moved/fl-0abc.log.gz', 'fl-0abc'],
  ['s3://acme-fl-archive/moved/rows.log.gz', 'unknown'],
])('the flow log of %s is %s', async (path, flowLog) => {
  const sql = tableLines(duckdb, { name: 'one', format: new RecordFormat(['srcaddr']), columns: 'aws' }, []);
  const rows = await world
    .engine()
    .query(sql.replace('FROM one', `FROM (SELECT '-' AS srcaddr, '${path}' AS "$path")`));
  expect(rows.rows).toEqual([['no_data', flowLog]]);
});

test("a table by the EKS article's names", async () => {
  const columns = {
    version: '3',
    account: "'123456789012'",
    instanceid: "'i-1'",
    interfaceid: "'eni-1'",
    pktsrcaddr: "'10.0.1.1'",
    sourceaddress: "'10.0.0.1'",
    sourceport: '443',
    pktdstaddr: "'10.0.1.2'",
    destinationaddress: "'10.0.0.2'",
    destinationport: '50000',
    protocol: '6',
    numpackets: '4',
    numbytes: '336',
    starttime: '1432917027',
    endtime: '1432917142',
    action: "'ACCEPT'",
    logstatus: "'OK'",
    azid: "'use1-az1'",
  };
  await table('article', columns, 's3://bucket/x_fl-0abc_y.log.gz');
  const lines = tableLines(
    duckdb,
    { name: 'article', format: namedFormats['eks-article'], columns: 'eks-article' },
    ['srcaddr', 'pkt-dstaddr', 'dstport', 'bytes', 'end', 'az-id', 'region'],
  );
  expect((await world.engine().query(lines)).rows).toEqual([
    ['record', 'fl-0abc', '10.0.0.1', '10.0.1.2', 50000, 336, 1432917142, 'use1-az1', null],
  ]);
});

test('the text for Trino, in full', () => {
  const format = new RecordFormat(['srcaddr', 'bytes', 'log-status']);
  expect(
    tableLines(trino, { name: '"db"."logs"', format, columns: 'aws' }, ['srcaddr', 'bytes', 'start']),
  ).toBe(
    `SELECT CASE WHEN "log_status" = 'OK' AND "srcaddr" <> '-' AND "srcaddr" <> '' ` +
      `AND TRY_CAST("bytes" AS bigint) BETWEEN 0 AND 999999999999999 THEN 'record' ` +
      `WHEN "log_status" = 'NODATA' THEN 'no_data' WHEN "log_status" = 'SKIPDATA' THEN 'skip_data' ` +
      `ELSE 'bad' END AS kind, COALESCE(NULLIF(regexp_extract("$path", '(?:^|[/_])(fl-[0-9a-f]+)(?:[_.][^/]*)?$', 1), ''), 'unknown') AS flow_log, ` +
      `CASE WHEN "srcaddr" NOT IN ('-', '') THEN "srcaddr" END AS "srcaddr", TRY_CAST("bytes" AS bigint) AS "bytes", ` +
      `CAST(NULL AS BIGINT) AS "start" FROM "db"."logs"`,
  );
});

test('a time range reads only the partitions that can hold it', async () => {
  await world
    .engine()
    .execute(
      `CREATE TABLE days AS SELECT '10.0.0.1' AS srcaddr, strftime(d, '%Y-%m-%d') AS dt, 'fl-0abc' AS "$path" FROM generate_series(DATE '2026-01-01', DATE '2026-03-01', INTERVAL 1 DAY) t(d)`,
    );
  const table: LogTable = {
    name: 'days',
    format: new RecordFormat(['srcaddr']),
    columns: 'aws',
    timeKeys: [{ name: 'dt', pattern: 'yyyy-MM-dd' }],
  };
  const count = async (range?: { from?: number; to?: number }) => {
    const lines = tableLines(duckdb, table, ['srcaddr'], range);
    const { rows } = await world.engine().query(`SELECT COUNT(*) FROM (${lines}) AS line`);
    return rows[0]![0];
  };
  expect(await count()).toBe(60);
  // a day, and the hour before it and the hour after it
  expect(await count({ from: Date.UTC(2026, 1, 1) / 1000, to: Date.UTC(2026, 1, 2) / 1000 })).toBe(3);
  expect(await count({ from: Date.UTC(2026, 1, 1, 3) / 1000, to: Date.UTC(2026, 1, 1, 4) / 1000 })).toBe(1);
});

test('what AWS wrote as Parquet is told by its status alone', async () => {
  const format = new RecordFormat(['srcaddr', 'bytes', 'log-status']);
  const table: LogTable = { name: 'typed', format, columns: 'aws', fileFormat: 'parquet' };
  const rows = ['OK', 'NODATA', 'SKIPDATA', '-'].map((status) => `('10.0.0.1', 7, '${status}', 'fl-0abc')`);
  await world
    .engine()
    .execute(
      `CREATE TABLE typed AS SELECT * FROM (VALUES ${rows.join(', ')}) t(srcaddr, bytes, log_status, "$path")`,
    );
  const lines = tableLines(duckdb, table, ['bytes']);
  expect((await world.engine().query(lines)).rows.map(([kind]) => kind)).toEqual([
    'record',
    'no_data',
    'skip_data',
    'bad',
  ]);
  // every other column costs
  expect(lines).not.toContain('srcaddr');
  expect(
    tableLines(duckdb, { ...table, format: new RecordFormat(['srcaddr', 'bytes']) }, ['bytes']),
  ).toContain('srcaddr');
});

test('partition keys come along where they are asked for', () => {
  const table: LogTable = { name: 'days', format: new RecordFormat(['srcaddr']), columns: 'aws' };
  expect(tableLines(trino, table, ['srcaddr'], {}, ['dt'])).toMatch(/ AS "srcaddr", "dt" FROM days$/);
});
