import { allFields } from '../../../core/records/record-format';
import { columnName } from '../../../core/records/field';
import { namedFormats } from '../../../core/records/named-formats';
import { articleColumns } from '../../../core/tables/article-columns';
import { logTableOf } from '../../../core/tables/log-table';
import {
  addPartitions,
  createDatabase,
  createTable,
  dropPartitions,
  dropTable,
  longestStatement,
  setProperties,
  showPartitions,
} from '../../../core/tables/table-ddl';
import {
  isTableOf,
  laterTableName,
  partitionKeysOf,
  partitionOf,
  timeKeyOf,
  type TableDefinition,
} from '../../../core/tables/table-definition';
import { sortsAsTime } from '../../../core/tables/time-key';
import { hiveHourly, layouts, plainDaily } from '../delivery/layouts';
import { article, type GlueInput, placeWith, recommended, toGlue } from './table-definitions';

async function created(definition: TableDefinition): Promise<GlueInput['TableInput']> {
  const [call] = await toGlue(createTable(definition));
  expect(call!.operation).toBe('CreateTable');
  return call!.input.TableInput;
}

test("the article's table, in full", () => {
  expect(createTable(article())).toBe(
    `CREATE EXTERNAL TABLE IF NOT EXISTS \`vpc_flow_logs\` (
  \`version\` int,
  \`account\` string,
  \`instanceid\` string,
  \`interfaceid\` string,
  \`pktsrcaddr\` string,
  \`sourceaddress\` string,
  \`sourceport\` int,
  \`pktdstaddr\` string,
  \`destinationaddress\` string,
  \`destinationport\` int,
  \`protocol\` int,
  \`numpackets\` bigint,
  \`numbytes\` bigint,
  \`starttime\` bigint,
  \`endtime\` bigint,
  \`action\` string,
  \`logstatus\` string,
  \`azid\` string
)
PARTITIONED BY (\`dt\` string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '
STORED AS TEXTFILE
LOCATION 's3://team-flow-logs/AWSLogs/123456789012/vpcflowlogs/eu-central-1/'
TBLPROPERTIES (
  'skip.header.line.count' = '1',
  'flowtoll.record_format' = '\${version} \${account-id} \${instance-id} \${interface-id} \${pkt-srcaddr} \${srcaddr} \${srcport} \${pkt-dstaddr} \${dstaddr} \${dstport} \${protocol} \${packets} \${bytes} \${start} \${end} \${action} \${log-status} \${az-id}',
  'flowtoll.place' = '{"bucket":"team-flow-logs","prefix":"","region":"eu-central-1","accounts":["123456789012"],"fileFormat":"plain-text","hiveCompatiblePartitions":false,"perHourPartition":false}',
  'flowtoll.made_by' = 'setup'
)`,
  );
});

test('the recommended table: Parquet, by the hour, projected', async () => {
  const { StorageDescriptor, PartitionKeys, Parameters } = await created(recommended());
  expect(StorageDescriptor.SerdeInfo.SerializationLibrary).toBe(
    'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
  );
  expect(StorageDescriptor.Columns).toHaveLength(36);
  expect(PartitionKeys).toEqual([{ Name: 'dt', Type: 'string' }]);
  const root =
    's3://team-flow-logs/v11-parquet-hourly-1a2b3c4d/AWSLogs/123456789012/vpcflowlogs/eu-central-1/';
  expect(StorageDescriptor.Location).toBe(root);
  expect(Parameters).toMatchObject({
    'projection.enabled': 'true',
    'projection.dt.type': 'date',
    'projection.dt.format': 'yyyy/MM/dd/HH',
    'projection.dt.range': '2026/01/31/00,NOW',
    'projection.dt.interval': '1',
    'projection.dt.interval.unit': 'HOURS',
    'storage.location.template': `${root}\${dt}/`,
  });
  expect(Parameters).not.toHaveProperty(['skip.header.line.count']);
});

test("columns have the names and types of AWS's own statement", async () => {
  // https://docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-create-table-statement.html, versions 2 to 5
  const documented =
    'version int, account_id string, interface_id string, srcaddr string, dstaddr string, srcport int, dstport int, ' +
    'protocol bigint, packets bigint, bytes bigint, start bigint, end bigint, action string, log_status string, ' +
    'vpc_id string, subnet_id string, instance_id string, tcp_flags int, type string, pkt_srcaddr string, ' +
    'pkt_dstaddr string, region string, az_id string, sublocation_type string, sublocation_id string, ' +
    'pkt_src_aws_service string, pkt_dst_aws_service string, flow_direction string, traffic_path int';
  const { StorageDescriptor } = await created(
    recommended({ format: namedFormats.v5, place: placeWith(plainDaily) }),
  );
  const columns = StorageDescriptor.Columns.map(({ Name, Type }) => `${Name} ${Type}`).join(', ');
  // a protocol is a number below 256, and of 32 bits in AWS's Parquet files
  expect(columns).toBe(documented.replace('protocol bigint', 'protocol int'));
  expect(StorageDescriptor.SerdeInfo).toEqual({
    SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    Parameters: { 'serialization.format': ' ', 'field.delim': ' ' },
  });
});

test('no partition key has the name of a column, whatever the format', () => {
  const columns = new Set([...[...allFields.values()].map(columnName), ...Object.values(articleColumns)]);
  const keys = partitionKeysOf({ place: placeWith(plainDaily, { accounts: ['1', '2'] }) });
  expect(keys).toEqual(['account_code', 'dt']);
  expect(keys.filter((key) => columns.has(key))).toEqual([]);
});

test("a format that has fields beside the article's gets AWS's names", async () => {
  const { StorageDescriptor } = await created(article({ format: namedFormats.v5 }));
  expect(StorageDescriptor.Columns.map(({ Name }) => Name)).toContain('pkt_src_aws_service');
});

const formats = { recommended: namedFormats.recommended, 'eks-article': namedFormats['eks-article'] };
const cases = layouts.flatMap((layout) =>
  (['projection', 'explicit'] as const).flatMap((partitions) =>
    (['aws', 'eks-article'] as const).flatMap((columns) =>
      [['123456789012'], ['123456789012', '999999999999']].map((accounts) => ({
        name: [
          layout.fileFormat,
          layout.hiveCompatiblePartitions ? 'Hive' : 'plain',
          layout.perHourPartition ? 'hourly' : 'daily',
          partitions,
          columns,
          `${accounts.length} accounts`,
        ].join(', '),
        definition: recommended({
          columns,
          partitions,
          format: columns === 'aws' ? formats.recommended : formats['eks-article'],
          place: placeWith(layout, { accounts, prefix: 'some/folder/' }),
        }),
      })),
    ),
  ),
);

// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
function documentedFolder({ place }: TableDefinition, account: string): string {
  const path = place.hiveCompatiblePartitions
    ? `aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=eu-central-1/year=2026/month=02/day=03/`
    : `${account}/vpcflowlogs/eu-central-1/2026/02/03/`;
  const hour = place.hiveCompatiblePartitions ? 'hour=04/' : '04/';
  return `s3://team-flow-logs/some/folder/AWSLogs/${path}${place.perHourPartition ? hour : ''}`;
}

describe.each(cases)('$name', ({ definition }) => {
  const time = new Date('2026-02-03T04:59:59Z');
  const accounts = definition.place.accounts;

  test('the statement is Hive, and the table is read back as what it was made of', async () => {
    const { Name, PartitionKeys, Parameters, StorageDescriptor } = await created(definition);
    const columns = StorageDescriptor.Columns.map(({ Name: name, Type: type }) => ({ name, type }));
    const partitionKeys = PartitionKeys.map(({ Name: name, Type: type }) => ({ name, type }));
    const table = logTableOf({ name: Name, columns, partitionKeys, parameters: Parameters });
    expect(table.format.toString()).toBe(definition.format.toString());
    expect(table.columns).toBe(definition.columns);
    expect(table.place).toEqual(definition.place);
    expect(table.timeKeys).toEqual([timeKeyOf(definition)]);
    expect(sortsAsTime(table.timeKeys!)).toBe(true);
    expect(Parameters['flowtoll.record_format']).toBe(definition.format.toString());
    for (const account of accounts)
      expect(documentedFolder(definition, account).startsWith(StorageDescriptor.Location)).toBe(true);
  });

  test('a partition is where AWS delivers', async () => {
    const partitions = accounts.map((account) => partitionOf(definition, account, time));
    expect(partitions.map(({ location }) => location)).toEqual(
      accounts.map((account) => documentedFolder(definition, account)),
    );
    if (definition.partitions === 'projection') {
      const { Parameters, PartitionKeys } = await created(definition);
      const template = Parameters['storage.location.template']!;
      for (const { values, location } of partitions) {
        expect(Object.keys(values)).toEqual(PartitionKeys.map(({ Name }) => Name));
        const filled = Object.entries(values).reduce(
          (text, [key, value]) => text.replace(`\${${key}}`, value),
          template,
        );
        expect(filled).toBe(location);
      }
      if (accounts.length > 1) expect(Parameters['projection.account_code.values']).toBe(accounts.join(','));
    } else {
      const [sql] = addPartitions(definition.name, partitions);
      const [{ operation, input }] = (await toGlue(sql!)) as [{ operation: string; input: GlueInput }];
      expect(operation).toBe('BatchCreatePartition');
      const day = definition.place.perHourPartition ? '2026-02-03-04' : '2026-02-03';
      expect(
        input.PartitionInputList.map(({ Values, StorageDescriptor }) => [
          ...Values,
          StorageDescriptor.Location,
        ]),
      ).toEqual(
        accounts.map((account) => [
          ...(accounts.length > 1 ? [account] : []),
          day,
          documentedFolder(definition, account),
        ]),
      );
    }
  });
});

describe('many partitions', () => {
  // the longest names there can be: a bucket of 63 letters, the folder of a format, Hive's folders
  const definition = recommended({
    partitions: 'explicit',
    place: placeWith(hiveHourly, {
      bucket: 'b'.repeat(63),
      prefix: 'v11-parquet-hive-hourly-1a2b3c4d/',
      region: 'ap-southeast-2',
    }),
  });
  const begin = Date.UTC(2026, 0, 1);
  const year = Array.from({ length: 8_760 }, (_, hour) =>
    partitionOf(definition, '123456789012', new Date(begin + hour * 3_600_000)),
  );

  test('a year of hours is added in at most ten statements, each as long as Athena takes', async () => {
    const statements = addPartitions('vpc_flow_logs', year);
    expect(statements.length).toBeLessThanOrEqual(10);
    const values: string[] = [];
    const locations = new Set<string>();
    for (const sql of statements) {
      expect(Buffer.byteLength(sql)).toBeLessThanOrEqual(longestStatement);
      for (const { input } of await toGlue(sql)) {
        for (const { Values, StorageDescriptor } of input.PartitionInputList) {
          values.push(...Values);
          locations.add(StorageDescriptor.Location);
        }
      }
    }
    expect(values).toHaveLength(8_760);
    expect([values[0], values.at(-1)]).toEqual(['2026-01-01-00', '2026-12-31-23']);
    expect(new Set(values).size).toBe(8_760);
    expect(locations.size).toBe(8_760);
  }, 60_000);

  test('they are dropped in fewer', async () => {
    const statements = dropPartitions('vpc_flow_logs', year);
    expect(statements.length).toBeLessThanOrEqual(2);
    const dropped = (await Promise.all(statements.map(toGlue))).flat();
    expect(dropped.flatMap(({ input }) => input.PartitionsToDelete).length).toBe(8_760);
  }, 60_000);

  test('none is no statement', () => {
    expect(addPartitions('vpc_flow_logs', [])).toEqual([]);
    expect(dropPartitions('vpc_flow_logs', [])).toEqual([]);
  });

  test('bytes are counted, not letters', () => {
    const place = placeWith(plainDaily, { prefix: `${'ü'.repeat(400)}/` });
    const partitions = Array.from({ length: 1_000 }, (_, day) =>
      partitionOf(
        recommended({ partitions: 'explicit', place }),
        '123456789012',
        new Date(begin + day * 86_400_000),
      ),
    );
    for (const sql of addPartitions('t', partitions))
      expect(Buffer.byteLength(sql)).toBeLessThanOrEqual(longestStatement);
  });
});

describe('names and texts of any kind', () => {
  const nasty = [
    `it's`,
    `a"b`,
    'back\\slash',
    '`tick`',
    `both ' and "`,
    'dollar ${x}',
    'ünïcode',
    `'`,
    `\\'`,
  ];

  test.each(nasty)('%s comes through as it is', async (word) => {
    const { Parameters, StorageDescriptor } = await created(
      article({ place: placeWith(plainDaily, { prefix: `${word}/` }) }),
    );
    expect(StorageDescriptor.Location).toBe(
      `s3://team-flow-logs/${word}/AWSLogs/123456789012/vpcflowlogs/eu-central-1/`,
    );
    expect(JSON.parse(Parameters['flowtoll.place']!)).toMatchObject({ prefix: `${word}/` });
    const [call] = await toGlue(setProperties('t', { [word]: word }));
    expect(call!.input.TableInput.Parameters[word]).toBe(word);
  });

  test('the smaller statements, in full', () => {
    expect(createDatabase('traffic')).toBe('CREATE DATABASE IF NOT EXISTS `traffic`');
    expect(dropTable('logs')).toBe('DROP TABLE IF EXISTS `logs`');
    expect(showPartitions('logs')).toBe('SHOW PARTITIONS `logs`');
    const partition = partitionOf(article(), '123456789012', new Date('2021-12-01T00:00:00Z'));
    expect(addPartitions('logs', [partition])).toEqual([
      "ALTER TABLE `logs` ADD IF NOT EXISTS\nPARTITION (`dt`='2021-12-01') LOCATION 's3://team-flow-logs/AWSLogs/123456789012/vpcflowlogs/eu-central-1/2021/12/01/'",
    ]);
    expect(dropPartitions('logs', [partition, partition])).toEqual([
      "ALTER TABLE `logs` DROP IF EXISTS\nPARTITION (`dt`='2021-12-01'),\nPARTITION (`dt`='2021-12-01')",
    ]);
  });
});

describe('the names of tables', () => {
  test('a later table is named after its place, for ever the same', () => {
    const place = placeWith(plainDaily, { prefix: 'v5-text-daily-920050b5/' });
    const name = laterTableName('vpc_flow_logs', place);
    expect(name).toMatch(/^vpc_flow_logs_[0-9a-f]{8}$/);
    expect(laterTableName('vpc_flow_logs', { ...place, accounts: ['1', '2'] })).toBe(name);
    expect(laterTableName('vpc_flow_logs', { ...place, prefix: 'other/' })).not.toBe(name);
    expect(isTableOf('vpc_flow_logs', name)).toBe(true);
  });

  test.each([
    ['vpc_flow_logs', true],
    ['vpc_flow_logs_all', false],
    ['vpc_flow_logs_1a2b3c4d5', false],
    ['vpc_flow_logs_1A2B3C4D', false],
    ['xvpc_flow_logs', false],
  ])('%s belongs to the table: %s', (name, expected) => {
    expect(isTableOf('vpc_flow_logs', name)).toBe(expected);
  });
});
