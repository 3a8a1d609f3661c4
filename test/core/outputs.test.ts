import { outputContract, outputName, parseDeployment } from '../../core/outputs';
import { refusal } from './refusal';

const toS3 = {
  name: 'traffic',
  id: 'fl-0123456789abcdef0',
  source: 'vpc-0123456789abcdef0',
  record_format: '${version} ${bytes}',
  max_aggregation_interval: 600,
  traffic_type: 'ALL',
  destination: {
    type: 's3',
    bucket: 'my-logs',
    prefix: 'v2-text-daily-81fdf20d/',
    file_format: 'plain-text',
    hive_compatible_partitions: false,
    per_hour_partition: false,
  },
};
const toCloudWatch = {
  name: 'gateway',
  id: 'fl-0fedcba9876543210',
  source: 'tgw-0123456789abcdef0',
  record_format: '${version} ${tgw-id}',
  max_aggregation_interval: 60,
  destination: { type: 'cloudwatch', log_group: '/flowtoll/gateway', log_group_class: 'STANDARD' },
};
const valid = {
  contract: 1,
  stack: 'flow-logs-s3',
  environment: 'prod',
  region: 'eu-central-1',
  account: '000000000042',
  partition: 'aws',
  flow_logs: [toS3, toCloudWatch],
  source_accounts: ['123456789012'],
  networks: [
    { cidr: '10.0.0.0/8', name: 'office' },
    { cidr: '2001:db8::/32', name: 'lab', region: 'eu-west-1', az: 'euw1-az1' },
  ],
  athena: {
    database: 'flowtoll',
    table: 'vpc_flow_logs',
    columns: 'aws',
    partitions: 'projection',
    workgroup: 'flowtoll',
    results_location: 's3://my-logs-results/query-results/',
  },
};

/** As it comes from JSON: what is missing is not even undefined. */
function without(value: object, part: string): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== part));
}

test('the output has its name and contract, by which others find it', () => {
  expect(outputName).toBe('flowtoll');
  expect(outputContract).toBe(1);
});

test('an output is read as it is', () => {
  expect(parseDeployment(valid)).toEqual(valid);
});

test('an output survives JSON, as Terraform prints it', () => {
  expect(parseDeployment(JSON.parse(JSON.stringify(valid)))).toEqual(valid);
});

test('environment and Athena may be absent', () => {
  const small = without(without(valid, 'environment'), 'athena');
  expect(parseDeployment(small)).toEqual(small);
});

test.each([
  { value: undefined, got: 'none' },
  { value: null, got: 'none' },
  { value: {}, got: 'none' },
  { value: 'flowtoll', got: 'none' },
  { value: { ...valid, contract: 2 }, got: '2' },
  { value: { ...valid, contract: 0 }, got: '0' },
  { value: { ...valid, contract: '1' }, got: '"1"' },
])('another contract is refused, got: $got', ({ value, got }) => {
  expect(refusal(() => parseDeployment(value))).toBe(
    `the stack's output 'flowtoll' must be of contract 1, got: ${got}; deploy the stack with this version of flowtoll`,
  );
});

function damaged(change: object): string {
  return refusal(() => parseDeployment({ ...valid, ...change }));
}

test.each([
  { what: 'no Region', change: { region: undefined }, at: 'region', expected: 'string', got: 'undefined' },
  { what: 'an account as a number', change: { account: 42 }, at: 'account', expected: 'string', got: '42' },
  { what: 'no flow logs', change: { flow_logs: {} }, at: 'flow_logs', expected: 'Array', got: 'Object' },
  {
    what: 'an interval as text',
    change: { flow_logs: [toS3, { ...toCloudWatch, max_aggregation_interval: '60' }] },
    at: 'flow_logs.1.max_aggregation_interval',
    expected: 'number',
    got: '"60"',
  },
  {
    what: 'another file format',
    change: { flow_logs: [{ ...toS3, destination: { ...toS3.destination, file_format: 'csv' } }] },
    at: 'flow_logs.0.destination.file_format',
    expected: '("plain-text" | "parquet")',
    got: '"csv"',
  },
  {
    what: 'another kind of destination',
    change: { flow_logs: [{ ...toS3, destination: { type: 'firehose' } }] },
    at: 'flow_logs.0.destination.type',
    expected: '("s3" | "cloudwatch")',
    got: '"firehose"',
  },
  {
    what: 'a network without a name',
    change: { networks: [{ cidr: '10.0.0.0/8', name: null }] },
    at: 'networks.0.name',
    expected: 'string',
    got: 'null',
  },
  {
    what: 'other partitions',
    change: { athena: { ...valid.athena, partitions: 'crawler' } },
    at: 'athena.partitions',
    expected: '("projection" | "explicit")',
    got: '"crawler"',
  },
])('$what is refused by its path', ({ change, at, expected, got }) => {
  expect(damaged(change)).toBe(
    `the stack's output 'flowtoll' is damaged at '${at}': expected ${expected}, got ${got}; deploy the stack again`,
  );
});

describe('every part of an output is needed:', () => {
  const damage = (flowLog: object) => ({ ...valid, flow_logs: [flowLog] });
  const s3 = toS3.destination;
  const cloudWatch = toCloudWatch.destination;

  test.each([
    ...['stack', 'region', 'account', 'partition', 'flow_logs', 'source_accounts', 'networks'].map(
      (part) => ({
        at: part,
        value: without(valid, part),
      }),
    ),
    ...['name', 'id', 'source', 'record_format', 'max_aggregation_interval', 'destination'].map((part) => ({
      at: `flow_logs.0.${part}`,
      value: damage(without(toS3, part)),
    })),
    ...Object.keys(s3).map((part) => ({
      at: `flow_logs.0.destination.${part}`,
      value: damage({ ...toS3, destination: without(s3, part) }),
    })),
    ...Object.keys(cloudWatch).map((part) => ({
      at: `flow_logs.0.destination.${part}`,
      value: damage({ ...toCloudWatch, destination: without(cloudWatch, part) }),
    })),
    ...Object.keys(valid.athena).map((part) => ({
      at: `athena.${part}`,
      value: { ...valid, athena: without(valid.athena, part) },
    })),
  ])('$at', ({ at, value }) => {
    expect(refusal(() => parseDeployment(value))).toContain(
      `the stack's output 'flowtoll' is damaged at '${at}': expected `,
    );
  });
});
