import type { Deployment } from '../../../core/outputs';
import { namedFormats } from '../../../core/records/named-formats';
import type { AthenaDeployment } from '../../../scripts/engines/athena';
import { compareFlowLogs, wantedTables } from '../../../scripts/tables/wanted-tables';

type FlowLog = Deployment['flow_logs'][number];

const destination = {
  type: 's3',
  bucket: 'logs',
  prefix: 'v5-text-daily-920050b5/',
  file_format: 'plain-text',
  hive_compatible_partitions: false,
  per_hour_partition: false,
} as const;

const flowLog: FlowLog = {
  name: 'traffic',
  id: 'fl-0a',
  source: 'vpc-0a',
  record_format: namedFormats.v5.toString(),
  max_aggregation_interval: 600,
  traffic_type: 'ALL',
  destination,
};

const deployment = (flow_logs: FlowLog[], more: Partial<Deployment> = {}): AthenaDeployment =>
  ({
    contract: 1,
    stack: 'flow-logs-s3',
    region: 'eu-central-1',
    account: '123456789012',
    partition: 'aws',
    flow_logs,
    source_accounts: [],
    networks: [],
    athena: {
      database: 'flowtoll',
      table: 'vpc_flow_logs',
      columns: 'aws',
      partitions: 'projection',
      workgroup: 'flowtoll',
      results_location: 's3://results/',
    },
    ...more,
  }) as AthenaDeployment;

describe('a table for each place', () => {
  test('flow logs that deliver to one place share a table', () => {
    const other = { ...flowLog, id: 'fl-0b', source: 'vpc-0b' };
    const [table, ...more] = wantedTables(deployment([flowLog, other]));
    expect(more).toEqual([]);
    expect(table).toMatchObject({
      columns: 'aws',
      partitions: 'projection',
      place: {
        bucket: 'logs',
        prefix: 'v5-text-daily-920050b5/',
        region: 'eu-central-1',
        accounts: ['123456789012'],
        fileFormat: 'plain-text',
        hiveCompatiblePartitions: false,
        perHourPartition: false,
      },
    });
    expect(table!.format.toString()).toBe(flowLog.record_format);
  });

  test("a transit gateway's has the fields of its kind", () => {
    const transit: FlowLog = {
      ...flowLog,
      source: 'tgw-0123456789abcdef0',
      record_format: namedFormats['transit-gateway'].toString(),
      destination: { ...destination, prefix: 'transit/' },
    };
    const tables = wantedTables(deployment([flowLog, transit]));
    expect(tables.map(({ format }) => format.kind)).toEqual(['vpc', 'transit-gateway']);
  });

  test('other accounts are beside its own, each once', () => {
    const [table] = wantedTables(
      deployment([flowLog], { source_accounts: ['999999999999', '123456789012'] }),
    );
    expect(table!.place.accounts).toEqual(['123456789012', '999999999999']);
  });

  test('flow logs to CloudWatch Logs have none, and only these are refused', () => {
    const logs: FlowLog = {
      ...flowLog,
      destination: { type: 'cloudwatch', log_group: '/flowtoll/rejects', log_group_class: 'STANDARD' },
    };
    expect(wantedTables(deployment([logs, flowLog]))).toHaveLength(1);
    expect(() => wantedTables(deployment([logs]))).toThrow(
      "'flow-logs-s3' delivers no flow log to S3; a table needs files there",
    );
  });
});

describe('what the output says and what EC2 says', () => {
  const described = (change: Partial<FlowLog> = {}, deliveryError?: string) => [
    {
      flowLog: { ...flowLog, ...change },
      partition: 'aws',
      ...(deliveryError !== undefined && { deliveryError }),
    },
  ];

  test('are the same', () => {
    expect(compareFlowLogs([flowLog], described())).toEqual([]);
    // a name is a tag
    expect(compareFlowLogs([flowLog], described({ name: 'renamed' }))).toEqual([]);
  });

  test('a delivery that fails is told', () => {
    expect(compareFlowLogs([flowLog], described({}, 'Access error'))).toEqual([
      'AWS cannot deliver flow log fl-0a: Access error',
    ]);
  });

  const next = '; deploy the stack again, then run setup';
  test.each<[string, Partial<FlowLog>, string]>([
    [
      'another record format',
      { record_format: '${srcaddr}' },
      `its record format is '\${srcaddr}', the output says '${flowLog.record_format}'${next}`,
    ],
    [
      'another bucket',
      { destination: { ...destination, bucket: 'elsewhere' } },
      `its bucket is 'elsewhere', the output says 'logs'${next}`,
    ],
    [
      'Parquet',
      { destination: { ...destination, file_format: 'parquet' } },
      `its file_format is 'parquet', the output says 'plain-text'${next}`,
    ],
    [
      'CloudWatch Logs',
      { destination: { type: 'cloudwatch', log_group: '/a', log_group_class: 'STANDARD' } },
      `its destination is cloudwatch, the output says s3${next}`,
    ],
  ])('%s is refused', (_name, change, says) => {
    expect(() => compareFlowLogs([flowLog], described(change))).toThrow(
      `flow log fl-0a is not what the stack's output says: ${says}`,
    );
  });
});
