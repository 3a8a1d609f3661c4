import { namedFormats } from '../../../core/records/named-formats';
import { logTableOf, type TableMetadata } from '../../../core/tables/log-table';
import { articleColumns } from '../../../core/tables/article-columns';

const strings = (...names: string[]) => names.map((name) => ({ name, type: 'string' }));

const table = (more: Partial<TableMetadata>): TableMetadata => ({
  name: 'vpc_flow_logs',
  columns: strings('srcaddr', 'end', 'pkt_srcaddr'),
  partitionKeys: [],
  parameters: {},
  ...more,
});

const place = {
  bucket: 'logs',
  prefix: 'v2/',
  region: 'eu-central-1',
  accounts: ['123456789012'],
  fileFormat: 'parquet',
  hiveCompatiblePartitions: false,
  perHourPartition: true,
} as const;

test('the record format is the columns in their order', () => {
  const read = logTableOf(table({}), 'traffic');
  expect(read).toMatchObject({ name: '"traffic"."vpc_flow_logs"', columns: 'aws', timeKeys: [] });
  expect(read.format.toString()).toBe('${srcaddr} ${end} ${pkt-srcaddr}');
  expect(read).not.toHaveProperty('place');
});

test("the article's columns are known by their names", () => {
  const columns = namedFormats['eks-article'].fields.map(({ name }) => articleColumns[name]!);
  const read = logTableOf(table({ columns: strings(...columns), partitionKeys: strings('dt') }));
  expect(read).toMatchObject({ columns: 'eks-article', timeKeys: [{ name: 'dt', pattern: 'yyyy-MM-dd' }] });
  expect(read.format.toString()).toBe(namedFormats['eks-article'].toString());
});

test("a transit gateway's columns are of its kind", () => {
  const columns = namedFormats['transit-gateway'].fields.map(({ name }) => name.replaceAll('-', '_'));
  const { format } = logTableOf(table({ columns: strings(...columns) }));
  expect(format.kind).toBe('transit-gateway');
  expect(format.toString()).toBe(namedFormats['transit-gateway'].toString());
});

test('a table of something else is refused by name', () => {
  expect(() => logTableOf(table({ name: 'orders', columns: strings('srcaddr', 'amount') }))).toThrow(
    /^the table 'orders' is not one of flow logs: unknown field 'amount'/,
  );
});

test('where its files are is in a property of ours', () => {
  const property = { 'flowtoll.place': JSON.stringify(place) };
  expect(logTableOf(table({ parameters: property })).place).toEqual(place);
  expect(() => logTableOf(table({ parameters: { 'flowtoll.place': '{"bucket":1}' } }))).toThrow(
    /damaged property 'flowtoll.place'; run flowtoll setup/,
  );
});

test('how its files are written is known from its place, else from how they are read', () => {
  const serde = { 'serde.serialization.lib': 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe' };
  expect(logTableOf(table({})).fileFormat).toBe('plain-text');
  expect(logTableOf(table({ parameters: serde })).fileFormat).toBe('parquet');
  expect(logTableOf(table({ parameters: { 'flowtoll.place': JSON.stringify(place) } })).fileFormat).toBe(
    'parquet',
  );
});

describe('the partition keys that tell time', () => {
  const timeKeys = (more: Partial<TableMetadata>) =>
    logTableOf(table(more)).timeKeys!.map(({ name, pattern }) => `${name} ${pattern}`);
  const projected = (key: string, format: string) => ({
    'projection.enabled': 'true',
    [`projection.${key}.type`]: 'date',
    [`projection.${key}.format`]: format,
  });

  test('of a projected date', () => {
    const keys = { partitionKeys: strings('account_code', 'dt') };
    expect(timeKeys({ ...keys, parameters: projected('dt', 'yyyy/MM/dd/HH') })).toEqual(['dt yyyy/MM/dd/HH']);
    // https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-partition-projection.html
    expect(
      timeKeys({
        partitionKeys: strings('accid', 'region', 'day'),
        parameters: projected('day', 'yyyy/MM/dd'),
      }),
    ).toEqual(['day yyyy/MM/dd']);
  });

  test('of a date that does not sort: none', () => {
    expect(timeKeys({ partitionKeys: strings('day'), parameters: projected('day', 'dd/MM/yyyy') })).toEqual(
      [],
    );
  });

  test('of partitions added one by one, in a table of ours', () => {
    const parameters = { 'flowtoll.place': JSON.stringify(place) };
    expect(timeKeys({ partitionKeys: strings('dt'), parameters })).toEqual(['dt yyyy-MM-dd-HH']);
  });

  test('of Hive-compatible folders, as in the table of the guide', () => {
    // https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-parquet.html
    const keys = strings('aws-account-id', 'aws-service', 'aws-region', 'year', 'month', 'day');
    expect(timeKeys({ partitionKeys: keys })).toEqual(['year yyyy', 'month MM', 'day dd']);
    expect(timeKeys({ partitionKeys: [...keys, ...strings('hour')] })).toContain('hour HH');
    expect(timeKeys({ partitionKeys: strings('year', 'day') })).toEqual([]);
  });

  test('of a key that may mean anything: none', () => {
    expect(timeKeys({ partitionKeys: strings('dt') })).toEqual([]);
    expect(timeKeys({ partitionKeys: [{ name: 'year', type: 'int' }] })).toEqual([]);
  });
});
