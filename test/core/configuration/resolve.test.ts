import { defineConfig, type Configuration } from '../../../core/configuration';

const valid: Configuration = { region: 'eu-central-1', source: { vpcId: 'vpc-0123456789abcdef0' } };

function configure(change: Partial<Configuration> = {}) {
  return defineConfig({ ...valid, ...change });
}

test('a Region alone deploys both recommended stacks for the cluster that Terraform asks for', () => {
  const { s3, cloudwatch, ...top } = defineConfig({ region: 'eu-central-1' });
  expect(top).toEqual({
    region: 'eu-central-1',
    account: undefined,
    environment: undefined,
    removal: 'keep',
    tags: {},
    networks: [],
    eksCluster: undefined,
    backend: undefined,
  });
  const logGroup = {
    logGroupClass: 'STANDARD',
    retentionDays: 365,
    encryption: 'aws-owned-key',
    subscription: undefined,
  };
  expect(s3).toEqual({
    providerFloor: '5.100.0',
    flowLogs: [expect.objectContaining({ name: 'traffic', source: { kind: 'eksCluster', name: undefined } })],
    archive: {
      bucketName: undefined,
      encryption: 'AES256',
      keyReaders: [],
      versioning: true,
      transitions: [],
      expirationDays: 365,
      accessLogs: undefined,
      sourceAccounts: [],
    },
    athena: {
      database: 'flowtoll',
      table: 'vpc_flow_logs',
      partitions: 'projection',
      columns: 'aws',
      workgroup: 'flowtoll',
      resultsPrefix: 'query-results',
      resultsExpirationDays: 30,
      scanLimitBytes: 107_374_182_400,
      savedQueries: true,
    },
    logGroup,
  });
  expect(cloudwatch).toEqual({
    providerFloor: '5.100.0',
    flowLogs: [expect.objectContaining({ name: 'traffic', source: { kind: 'eksCluster', name: undefined } })],
    logGroup,
  });
});

test('everything that is set stands', () => {
  const key = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const archive = {
    bucketName: 'my-logs',
    encryption: 'customer-key',
    keyReaders: ['arn:aws:iam::123456789012:role/analyst'],
    versioning: false,
    transitions: [{ storageClass: 'GLACIER_IR', afterDays: 30 }],
    expirationDays: 60,
    accessLogs: { bucket: 'access-logs', prefix: 's3' },
    sourceAccounts: ['000000000042'],
  } as const;
  const athena = {
    database: 'network',
    table: 'flows',
    partitions: 'explicit',
    workgroup: 'network',
    resultsPrefix: 'results',
    resultsExpirationDays: 7,
    scanLimitBytes: 20_000_000,
    savedQueries: false,
  } as const;
  const logGroup = {
    logGroupClass: 'STANDARD',
    retentionDays: 30,
    encryption: { kmsKeyArn: key },
    subscription: {
      destinationArn: 'arn:aws:lambda:eu-central-1:123456789012:function:ship',
      filterPattern: '',
    },
  } as const;
  const networks = [{ cidr: '10.0.0.0/8', name: 'office' }];
  const resolved = configure({
    account: '123456789012',
    environment: 'prod',
    removal: 'destroy',
    tags: { Team: 'network' },
    networks,
    provider: { minimumVersion: '6.0.0' },
    s3: { ...archive, athena },
    cloudwatch: logGroup,
  });
  expect(resolved).toMatchObject({
    account: '123456789012',
    environment: 'prod',
    removal: 'destroy',
    tags: { Team: 'network' },
    networks,
  });
  expect(resolved.s3).toMatchObject({ providerFloor: '6.0.0', logGroup });
  expect(resolved.s3?.archive).toEqual(archive);
  expect(resolved.s3?.athena).toEqual({ ...athena, columns: 'aws' });
  expect(resolved.cloudwatch).toMatchObject({ providerFloor: '6.0.0', logGroup });
});

test("the article's preset has its database, columns and explicit partitions, and keeps logs for good", () => {
  const { s3 } = configure({ s3: { preset: 'eks-article' } });
  expect(s3?.athena).toMatchObject({
    database: 'flowloggluedb',
    table: 'vpc_flow_logs',
    columns: 'eks-article',
    partitions: 'explicit',
    resultsPrefix: 'query-results',
  });
  expect(s3?.archive.expirationDays).toBeUndefined();
});

test('an environment goes into the names of database and workgroup', () => {
  const { s3 } = configure({ environment: 'eu-prod' });
  expect(s3?.athena).toMatchObject({ database: 'flowtoll_eu_prod', workgroup: 'flowtoll-eu-prod' });
  const article = configure({ environment: 'dev', s3: { preset: 'eks-article' } });
  expect(article.s3?.athena.database).toBe('flowloggluedb_dev');
});

test('names that are given are not changed by the environment', () => {
  const { s3 } = configure({ environment: 'prod', s3: { athena: { database: 'net', workgroup: 'net' } } });
  expect(s3?.athena).toMatchObject({ database: 'net', workgroup: 'net' });
});

test('false leaves a stack out', () => {
  expect(configure({ s3: false })).toMatchObject({ s3: undefined, cloudwatch: { flowLogs: [{}] } });
  expect(configure({ cloudwatch: false })).toMatchObject({ cloudwatch: undefined, s3: { flowLogs: [{}] } });
});

test('false keeps logs for good', () => {
  expect(configure({ s3: { expirationDays: false } }).s3?.archive.expirationDays).toBeUndefined();
  expect(configure({ s3: { preset: 'eks-article', expirationDays: 30 } }).s3?.archive.expirationDays).toBe(
    30,
  );
});

test('the name of the cluster becomes the default of its variable', () => {
  expect(configure({ source: { eksCluster: 'prod' } })).toMatchObject({
    eksCluster: 'prod',
    s3: { flowLogs: [{ source: { kind: 'eksCluster', name: undefined } }] },
  });
  expect(configure().eksCluster).toBeUndefined();
});

test('a cluster of one flow log is looked up by its own name', () => {
  const { s3 } = configure({ s3: { flowLogs: { other: { source: { eksCluster: 'staging' } } } } });
  expect(s3?.flowLogs).toMatchObject([{ source: { kind: 'eksCluster', name: 'staging' } }]);
});

test.each([
  {
    given: { bucket: 'state' },
    expected: { bucket: 'state', region: 'eu-central-1', keyPrefix: 'flowtoll' },
  },
  {
    given: { bucket: 'state', region: 'us-east-1', keyPrefix: 'team/flow/' },
    expected: { bucket: 'state', region: 'us-east-1', keyPrefix: 'team/flow' },
  },
])('state in S3: $expected', ({ given, expected }) => {
  expect(configure({ backend: { s3: given } }).backend).toEqual(expected);
});

test('a slash at the end of a folder is dropped', () => {
  expect(configure({ s3: { athena: { resultsPrefix: 'a/b/' } } }).s3?.athena.resultsPrefix).toBe('a/b');
});

test('a flow log of the S3 stack that goes to CloudWatch Logs gets a log group as that section says', () => {
  const { s3 } = configure({
    cloudwatch: { retentionDays: 30, logGroupClass: 'INFREQUENT_ACCESS' },
    s3: { flowLogs: { all: {}, rejects: { destination: 'cloudwatch', trafficType: 'REJECT' } } },
  });
  expect(s3?.logGroup).toMatchObject({ retentionDays: 30, logGroupClass: 'INFREQUENT_ACCESS' });
  expect(s3?.flowLogs.map(({ name, destination }) => [name, destination.kind])).toEqual([
    ['all', 's3'],
    ['rejects', 'cloudwatch'],
  ]);
});
