import { defineConfig } from '../../../core/configuration';
import { retentionDays } from '../../../core/configuration/configuration';
import { refusal } from '../refusal';

const vpc = 'vpc-0123456789abcdef0';
const otherVpc = 'vpc-0fedcba9876543210';
const transitGateway = 'tgw-0123456789abcdef0';
const key = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const valid = { region: 'eu-central-1', source: { vpcId: vpc } };

/** The valid configuration with something else in it, as a JavaScript user could write it. */
function configure(change: object): ReturnType<typeof defineConfig> {
  return defineConfig({ ...valid, ...change } as never);
}

const bucketNames =
  "a name that S3 takes: 3 to 55 lower-case letters, digits, dots and hyphens (8 of S3's 63 are kept for " +
  "'-results'), a letter or digit at both ends, no two dots in a row, not like an IP address, and none of the " +
  'beginnings and endings that S3 reserves';
const anyBucketNames = bucketNames.replace(/55 (.*) \(.*'-results'\)/, '63 $1');
const keys =
  'the full ARN of a customer managed KMS key (a key id or an alias makes delivery fail), arn:aws:kms:…:key/…';
const sources =
  '(eksCluster, vpcId, subnetId, networkInterfaceId, transitGatewayId, transitGatewayAttachmentId, regionalNatGatewayId)';

test('a Region is enough', () => {
  expect(() => defineConfig({ region: 'eu-central-1' })).not.toThrow();
});

describe('what is no configuration is refused', () => {
  test.each([
    { configuration: undefined, message: 'the configuration must be an object of settings, got: nothing' },
    { configuration: null, message: 'the configuration must be an object of settings, got: null' },
    { configuration: 'eu', message: 'the configuration must be an object of settings, got: "eu"' },
    { configuration: {}, message: "'region' must be an AWS Region code, e.g. eu-central-1, got: nothing" },
  ])('$configuration', ({ configuration, message }) => {
    expect(refusal(() => defineConfig(configuration as never))).toBe(message);
  });
});

const wrongValues: { what: string; change: object; message: string }[] = [
  {
    what: 'a Region that is none',
    change: { region: 'Frankfurt' },
    message: `'region' must be an AWS Region code, e.g. eu-central-1, got: "Frankfurt"`,
  },
  {
    what: 'an account as a number, which loses its zeros',
    change: { account: 123456789012 },
    message: `'account' must be an account id of 12 digits, as a string, got: 123456789012`,
  },
  {
    what: 'an environment in upper case',
    change: { environment: 'Prod' },
    message: `'environment' must be 1 to 16 lower-case letters, digits and hyphens, a letter first, got: "Prod"`,
  },
  {
    what: 'another removal',
    change: { removal: 'retain' },
    message: `'removal' must be "keep" or "destroy", got: "retain"`,
  },
  {
    what: 'a tag that the stacks set',
    change: { tags: { Stack: 'x' } },
    message: `'tags' must be tags other than Project, Environment, Stack, which the stacks set, and none beginning with aws:, got: {"Stack":"x"}`,
  },
  {
    what: 'a tag that AWS reserves',
    change: { tags: { 'AWS:cost': 'x' } },
    message: `'tags' must be tags other than Project, Environment, Stack, which the stacks set, and none beginning with aws:, got: {"AWS:cost":"x"}`,
  },
  {
    what: 'a tag that is no text',
    change: { tags: { Budget: 7 } },
    message: `'tags.Budget' must be a string, got: 7`,
  },
  {
    what: 'two sources',
    change: { source: { vpcId: vpc, eksCluster: 'prod' } },
    message: `'source' must be exactly one source ${sources}, got: {"eksCluster":"prod","vpcId":"${vpc}"}`,
  },
  {
    what: 'two sources for one flow log',
    change: { s3: { flowLogs: { traffic: { source: { vpcId: vpc, subnetId: 'subnet-0123abcd' } } } } },
    message: `'s3.flowLogs.traffic.source' must be exactly one source ${sources}, got: {"vpcId":"${vpc}","subnetId":"subnet-0123abcd"}`,
  },
  {
    what: 'a source that names nothing',
    change: { source: {} },
    message: `'source' must be exactly one source ${sources}, got: {}`,
  },
  {
    what: 'the id of another kind of source',
    change: { source: { vpcId: 'subnet-0123abcd' } },
    message: `'source.vpcId' must be a VPC id (vpc-…) or its ARN, got: "subnet-0123abcd"`,
  },
  {
    what: 'a wrong id in a list',
    change: { source: { subnetId: ['subnet-0123abcd', 'public'] } },
    message: `'source.subnetId.1' must be a subnet id (subnet-…) or its ARN, got: "public"`,
  },
  {
    what: 'an empty list of ids',
    change: { source: { vpcId: [] } },
    message: `'source.vpcId' must be a VPC id (vpc-…) or its ARN, or a list of them, got: []`,
  },
  {
    what: 'a cluster by its ARN',
    change: { source: { eksCluster: 'arn:aws:eks:eu-central-1:123456789012:cluster/prod' } },
    message: `'source.eksCluster' must be the name of an EKS cluster: 1 to 100 letters, digits, hyphens and underscores, a letter or digit first, got: "arn:aws:eks:eu-central-1:123456789012:cluster/prod"`,
  },
  {
    what: 'a CIDR that is none',
    change: { networks: [{ cidr: '10.0.0.0', name: 'office' }] },
    message: `'networks.0.cidr' must be a CIDR like 10.0.0.0/16 or 2001:db8::/32, with no bit set after its prefix, got: "10.0.0.0"`,
  },
  {
    what: 'a CIDR with bits after its prefix',
    change: {
      networks: [
        { cidr: '10.0.0.0/8', name: 'office' },
        { cidr: '10.1.2.3/8', name: 'lab' },
      ],
    },
    message: `'networks.1.cidr' must be a CIDR like 10.0.0.0/16 or 2001:db8::/32, with no bit set after its prefix, got: "10.1.2.3/8"`,
  },
  {
    what: 'a network without a name',
    change: { networks: [{ cidr: '10.0.0.0/8', name: '' }] },
    message: `'networks.0.name' must be a name, got: ""`,
  },
  {
    what: 'an Availability Zone by its name',
    change: { networks: [{ cidr: '10.0.0.0/8', name: 'office', az: 'eu-central-1a' }] },
    message: `'networks.0.az' must be an Availability Zone id, e.g. euc1-az1, got: "eu-central-1a"`,
  },
  {
    what: 'a provider constraint with an operator',
    change: { provider: { minimumVersion: '>= 6.0' } },
    message: `'provider.minimumVersion' must be a version like 6.25.0, got: ">= 6.0"`,
  },
  {
    what: 'a state bucket that S3 refuses',
    change: { backend: { s3: { bucket: 'Terraform_State' } } },
    message: `'backend.s3.bucket' must be ${anyBucketNames}, got: "Terraform_State"`,
  },
  {
    what: 'a state without a bucket',
    change: { backend: { s3: {} } },
    message: `'backend.s3.bucket' must be ${anyBucketNames}, got: nothing`,
  },
  {
    what: 'neither settings nor false',
    change: { s3: true },
    message: `'s3' must be false or an object of settings, got: true`,
  },
  {
    what: 'another preset',
    change: { s3: { preset: 'nat-article' } },
    message: `'s3.preset' must be "recommended" or "eks-article", got: "nat-article"`,
  },
  {
    what: 'interval 300',
    change: { s3: { maxAggregationInterval: 300 } },
    message: `'s3.maxAggregationInterval' must be 60 or 600, got: 300`,
  },
  {
    what: 'an interval as text',
    change: { cloudwatch: { maxAggregationInterval: '60' } },
    message: `'cloudwatch.maxAggregationInterval' must be 60 or 600, got: "60"`,
  },
  {
    what: 'another kind of traffic',
    change: { s3: { trafficType: 'all' } },
    message: `'s3.trafficType' must be "ALL" or "ACCEPT" or "REJECT", got: "all"`,
  },
  {
    what: 'another file format',
    change: { s3: { fileFormat: 'csv' } },
    message: `'s3.fileFormat' must be "plain-text" or "parquet", got: "csv"`,
  },
  {
    what: 'a flag as text',
    change: { s3: { perHourPartition: 'yes' } },
    message: `'s3.perHourPartition' must be true or false, got: "yes"`,
  },
  {
    what: 'a bucket name that S3 refuses',
    change: { s3: { bucketName: 'My_Logs' } },
    message: `'s3.bucketName' must be ${bucketNames}, got: "My_Logs"`,
  },
  {
    what: 'a bucket name without room for the results bucket',
    change: { s3: { bucketName: 'a'.repeat(56) } },
    message: `'s3.bucketName' must be ${bucketNames}, got: "${'a'.repeat(56)}"`,
  },
  {
    what: 'another encryption',
    change: { s3: { encryption: 'aws:kms' } },
    message: `'s3.encryption' must be "AES256" or "customer-key" or { kmsKeyArn }, with ${keys}, got: "aws:kms"`,
  },
  {
    what: 'a key by its alias',
    change: { s3: { encryption: { kmsKeyArn: 'alias/logs' } } },
    message: `'s3.encryption.kmsKeyArn' must be ${keys}, got: "alias/logs"`,
  },
  {
    what: 'every principal as key reader',
    change: { s3: { encryption: 'customer-key', keyReaders: ['*'] } },
    message: `'s3.keyReaders.0' must be the ARN of an IAM role or user, arn:aws:iam::…:role/…, got: "*"`,
  },
  {
    what: 'a storage class that Athena skips',
    change: { s3: { transitions: [{ storageClass: 'GLACIER', afterDays: 90 }] } },
    message: `'s3.transitions.0.storageClass' must be "STANDARD_IA" or "GLACIER_IR" or "INTELLIGENT_TIERING" (Athena skips archived objects without an error), got: "GLACIER"`,
  },
  {
    what: 'STANDARD_IA before 30 days',
    change: { s3: { transitions: [{ storageClass: 'STANDARD_IA', afterDays: 29 }] } },
    message: `'s3.transitions.0' must be at least 30 days for STANDARD_IA, S3's own limit, got: {"storageClass":"STANDARD_IA","afterDays":29}`,
  },
  {
    what: 'an expiration after part of a day',
    change: { s3: { expirationDays: 0.5 } },
    message: `'s3.expirationDays' must be a whole number from 1 to 36500, got: 0.5`,
  },
  {
    what: 'an expiration of true',
    change: { s3: { expirationDays: true } },
    message: `'s3.expirationDays' must be a whole number of days from 1 to 36500, or false, got: true`,
  },
  {
    what: 'a source account with hyphens',
    change: { s3: { sourceAccounts: ['123456789012', '1234-5678-9012'] } },
    message: `'s3.sourceAccounts.1' must be an account id of 12 digits, as a string, got: "1234-5678-9012"`,
  },
  {
    what: 'a database that must be quoted',
    change: { s3: { athena: { database: 'flow-logs' } } },
    message: `'s3.athena.database' must be a name that Athena takes unquoted: 1 to 128 lower-case letters, digits and underscores, a letter first, got: "flow-logs"`,
  },
  {
    what: "a scan limit below the provider's",
    change: { s3: { athena: { scanLimitBytes: 10_000_000 } } },
    message: `'s3.athena.scanLimitBytes' must be a whole number of bytes from 10485760 to 7881299347898368, got: 10000000`,
  },
  {
    what: 'a folder of results that begins with a slash',
    change: { s3: { athena: { resultsPrefix: '/results' } } },
    message: `'s3.athena.resultsPrefix' must be a folder in a bucket: at most 200 letters, digits and !_.*'()=/-, no '/' first and no two in a row, got: "/results"`,
  },
  {
    what: 'a flow log in upper case',
    change: { s3: { flowLogs: { All: {} } } },
    message: `'s3.flowLogs.All' must be named with 1 to 24 lower-case letters, digits and hyphens, a letter first, got: "All"`,
  },
  {
    what: 'no flow log',
    change: { s3: { flowLogs: {} } },
    message: `'s3.flowLogs' must be at least one flow log by name, got: {}`,
  },
  {
    what: 'tags of another resource type',
    change: { s3: { tagFields: [{ resourceType: 'vpc', tagKeys: ['team'] }] } },
    message: `'s3.tagFields.0.resourceType' must be "instance" or "network-interface" or "auto-scaling-group", got: "vpc"`,
  },
  {
    what: 'another log group class',
    change: { cloudwatch: { logGroupClass: 'DELIVERY' } },
    message: `'cloudwatch.logGroupClass' must be "STANDARD" or "INFREQUENT_ACCESS", got: "DELIVERY"`,
  },
  {
    what: 'a subscription to a queue',
    change: {
      cloudwatch: { subscription: { destinationArn: 'arn:aws:sqs:eu-central-1:123456789012:logs' } },
    },
    message: `'cloudwatch.subscription.destinationArn' must be the ARN of a Lambda function, a Kinesis data stream or a Firehose stream, got: "arn:aws:sqs:eu-central-1:123456789012:logs"`,
  },
  {
    what: 'a log group that AWS reserves',
    change: { cloudwatch: { flowLogs: { traffic: { logGroupName: 'aws/flow-logs' } } } },
    message: `'cloudwatch.flowLogs.traffic.logGroupName' must be a log group name: 1 to 512 of letters, digits and _-/.#, not beginning with 'aws/', got: "aws/flow-logs"`,
  },
];

test.each(wrongValues)(
  '$what is refused by setting, what it got and what is allowed',
  ({ change, message }) => {
    expect(refusal(() => configure(change))).toBe(message);
  },
);

test.each([
  { change: { sorce: {} }, setting: 'sorce', nearest: 'source' },
  { change: { S3: {} }, setting: 'S3', nearest: 's3' },
  { change: { cloudWatch: {} }, setting: 'cloudWatch', nearest: 'cloudwatch' },
  { change: { source: { vpcid: vpc } }, setting: 'source.vpcid', nearest: 'vpcId' },
  { change: { s3: { bucket_name: 'logs' } }, setting: 's3.bucket_name', nearest: 'bucketName' },
  { change: { s3: { athena: { databse: 'x' } } }, setting: 's3.athena.databse', nearest: 'database' },
  {
    change: { s3: { flowLogs: { all: { traficType: 'ALL' } } } },
    setting: 's3.flowLogs.all.traficType',
    nearest: 'trafficType',
  },
  { change: { cloudwatch: { retention: 30 } }, setting: 'cloudwatch.retention', nearest: 'retentionDays' },
  { change: { networks: [{ cdir: '10.0.0.0/8', name: 'x' }] }, setting: 'networks.0.cdir', nearest: 'cidr' },
])('the unknown setting $setting is refused, and $nearest offered', ({ change, setting, nearest }) => {
  const [line, ...others] = refusal(() => configure(change))
    .split('\n')
    .filter((one) => one.startsWith(`'${setting}'`));
  expect(others).toEqual([]);
  expect(line).toContain(`must be one of the settings `);
  expect(line).toContain(`; did you mean '${nearest}'?, got: `);
});

test('an unknown setting names all that are known', () => {
  expect(refusal(() => configure({ frobnicate: 1 }))).toBe(
    "'frobnicate' must be one of the settings region, account, environment, removal, tags, source, networks, " +
      'provider, backend, s3, cloudwatch, got: 1',
  );
});

test('a value too long to read is shortened', () => {
  const message = refusal(() => configure({ s3: { bucketName: 'A'.repeat(500) } }));
  expect(message.slice(message.indexOf(', got: '))).toBe(`, got: "${'A'.repeat(116)}...`);
});

describe('several wrong settings are named at once, each in a line', () => {
  test.each([
    {
      where: 'beside each other',
      change: { region: 'x', account: 'y', removal: 'z' },
      settings: ['region', 'account', 'removal'],
    },
    {
      where: 'in both stacks',
      change: { s3: { trafficType: 'x' }, cloudwatch: { trafficType: 'y' } },
      settings: ['s3.trafficType', 'cloudwatch.trafficType'],
    },
    {
      where: 'in one stack',
      change: { s3: { trafficType: 'x', maxAggregationInterval: 300, athena: { table: 'A' } } },
      settings: ['s3.trafficType', 's3.maxAggregationInterval', 's3.athena.table'],
    },
  ])('$where', ({ change, settings }) => {
    const lines = refusal(() => configure(change)).split('\n');
    expect(lines.map((line) => /^'([^']+)' must be .+, got: .+$/.exec(line)?.[1]).sort()).toEqual(
      settings.sort(),
    );
  });
});

const misfits: { what: string; change: object; message: string }[] = [
  {
    what: 'an unknown field',
    change: { s3: { recordFormat: '${version} ${scraddr}' } },
    message: `'s3.recordFormat': unknown field 'scraddr' in a vpc record format; did you mean 'srcaddr'?`,
  },
  {
    what: 'a repeated field',
    change: { cloudwatch: { recordFormat: '${bytes} ${bytes}' } },
    message: `'cloudwatch.recordFormat': a record format must name a field once, got twice: bytes`,
  },
  {
    what: 'a format string of one flow log with two spaces',
    change: { s3: { flowLogs: { all: { recordFormat: '${version}  ${bytes}' } } } },
    message: `'s3.flowLogs.all.recordFormat': a record format must be fields written \${field-name} with one space between them, got at position 2: ''`,
  },
  {
    what: 'a misspelt record format',
    change: { s3: { recordFormat: 'recomended' } },
    message: `'s3.recordFormat': unknown record format 'recomended'; did you mean 'recommended'? known are default, v5, recommended, eks-article, nat-article, transit-gateway, or write a format string: \${version} …`,
  },
  {
    what: 'a record format that is near to none',
    change: { s3: { recordFormat: 'everything-there-is' } },
    message: `'s3.recordFormat': unknown record format 'everything-there-is'; known are default, v5, recommended, eks-article, nat-article, transit-gateway, or write a format string: \${version} …`,
  },
  {
    what: "a name that every object has, which is no record format's",
    change: { s3: { recordFormat: 'constructor' } },
    message: `'s3.recordFormat': unknown record format 'constructor'; known are default, v5, recommended, eks-article, nat-article, transit-gateway, or write a format string: \${version} …`,
  },
  {
    what: "a transit gateway's record format for a VPC",
    change: { s3: { recordFormat: 'transit-gateway' } },
    message: `'s3.recordFormat': 'transit-gateway' is of transit-gateway flow logs, the source is of vpc flow logs`,
  },
  {
    what: 'a tag field without its tag field specification',
    change: { s3: { recordFormat: '${version} ${instance-tag}' } },
    message: `'s3.tagFields': field 'instance-tag' needs a tag field specification with a tag key for instance`,
  },
  {
    what: 'a tag key that the format does not show',
    change: { s3: { tagFields: [{ resourceType: 'instance', tagKeys: ['team'] }] } },
    message: `'s3.tagFields': the tag field specification of instance has 1 tag keys, but the record format shows 0 of them`,
  },
  {
    what: 'Parquet to CloudWatch',
    change: { cloudwatch: { fileFormat: 'parquet' } },
    message: `'cloudwatch.fileFormat' must be "plain-text" for CloudWatch Logs, got: "parquet"; Parquet is for S3`,
  },
  {
    what: 'Parquet for all flow logs to CloudWatch',
    change: { cloudwatch: { fileFormat: 'parquet', flowLogs: { all: {} } } },
    message: `'cloudwatch.fileFormat' must be "plain-text" for CloudWatch Logs, got: "parquet"; Parquet is for S3`,
  },
  {
    what: 'Parquet for the one flow log that goes to CloudWatch',
    change: { s3: { flowLogs: { rejects: { destination: 'cloudwatch', fileFormat: 'parquet' } } } },
    message: `'s3.flowLogs.rejects.fileFormat' must be "plain-text" for CloudWatch Logs, got: "parquet"; Parquet is for S3`,
  },
  {
    what: 'Hive folders in CloudWatch',
    change: { cloudwatch: { hiveCompatiblePartitions: true } },
    message: `'cloudwatch.hiveCompatiblePartitions' must be left out for CloudWatch Logs, which has no folders, got: true`,
  },
  {
    what: 'hourly folders in CloudWatch',
    change: { cloudwatch: { flowLogs: { all: { perHourPartition: true } } } },
    message: `'cloudwatch.flowLogs.all.perHourPartition' must be left out for CloudWatch Logs, which has no folders, got: true`,
  },
  {
    what: 'a flow log to S3 in the stack of CloudWatch Logs',
    change: { cloudwatch: { flowLogs: { all: { destination: 's3' } } } },
    message: `'cloudwatch.flowLogs.all.destination' must be "cloudwatch" in this stack, got: "s3"; move the flow log to 's3.flowLogs'`,
  },
  {
    what: 'a log group for a flow log to S3',
    change: { s3: { flowLogs: { all: { logGroupName: '/flow' } } } },
    message: `'s3.flowLogs.all.logGroupName' must be left out for a flow log to S3, got: /flow`,
  },
  {
    what: 'one log group for two sources',
    change: {
      cloudwatch: { flowLogs: { all: { source: { vpcId: [vpc, otherVpc] }, logGroupName: '/flow' } } },
    },
    message: `'cloudwatch.flowLogs.all.logGroupName' must be left out for a list of sources, because one log group holds one flow log`,
  },
  {
    what: 'one log group for two flow logs',
    change: {
      cloudwatch: { flowLogs: { all: { logGroupName: '/flow' }, rejects: { logGroupName: '/flow' } } },
    },
    message: `'cloudwatch.flowLogs' all and rejects must have a log group each, because records of two flow logs in one cannot be told apart, got: /flow`,
  },
  {
    what: "two record formats in the article's one folder",
    change: { s3: { preset: 'eks-article', flowLogs: { all: {}, more: { recordFormat: 'v5' } } } },
    message: `'s3.flowLogs' all and more must have the same record format, because this preset delivers both to the bucket's root; use the recommended preset, or a configuration each`,
  },
  {
    what: 'nothing to deploy',
    change: { s3: false, cloudwatch: false },
    message: `'s3' and 'cloudwatch' must not both be false: nothing would be deployed`,
  },
  {
    what: 'one log group for flow logs of both stacks',
    change: {
      s3: { flowLogs: { all: {}, traffic: { destination: 'cloudwatch' } } },
      cloudwatch: { flowLogs: { traffic: {} } },
    },
    message: `'s3.flowLogs' and 'cloudwatch.flowLogs' must have a log group each, got in both: /flowtoll/traffic; name one of the flow logs otherwise, or set 'cloudwatch' to false`,
  },
  ...['s3', 'cloudwatch'].map((stack) => ({
    what: `a key of another Region for ${stack}`,
    change: { [stack]: { encryption: { kmsKeyArn: key.replace('eu-central-1', 'us-east-1') } } },
    message: `'${stack}.encryption.kmsKeyArn' must be a key in the stack's Region eu-central-1, got: ${key.replace('eu-central-1', 'us-east-1')}`,
  })),
  {
    what: 'a bucket that logs access to itself',
    change: { s3: { bucketName: 'my-logs', accessLogs: { bucket: 'my-logs' } } },
    message: `'s3.accessLogs.bucket' must be another bucket than 's3.bucketName', got for both: my-logs`,
  },
  {
    what: 'a traffic type for a transit gateway',
    change: {
      source: { transitGatewayId: transitGateway },
      s3: { flowLogs: { all: { trafficType: 'ALL' } } },
    },
    message: `'s3.flowLogs.all.trafficType' must be left out for a transit gateway, which logs everything, got: ALL`,
  },
  {
    what: 'ten minutes for a transit gateway',
    change: {
      source: { transitGatewayId: transitGateway },
      s3: { flowLogs: { all: { maxAggregationInterval: 600 } } },
    },
    message: `'s3.flowLogs.all.maxAggregationInterval' must be 60 for a transit gateway, got: 600`,
  },
  {
    what: "a VPC's field for a transit gateway",
    change: {
      source: { transitGatewayId: transitGateway },
      s3: { flowLogs: { all: { recordFormat: '${interface-id}' } } },
    },
    message: `'s3.flowLogs.all.recordFormat': field 'interface-id' is of vpc flow logs, this record format is of transit-gateway flow logs`,
  },
  {
    what: 'a source in another Region',
    change: { source: { vpcId: `arn:aws:ec2:us-east-1:123456789012:vpc/${vpc}` } },
    message: `'source.vpcId' must be in the stack's Region eu-central-1, got one in us-east-1: arn:aws:ec2:us-east-1:123456789012:vpc/${vpc}; set 'region' to us-east-1, or deploy a second configuration there`,
  },
  {
    what: 'a regional NAT gateway on an old provider',
    change: {
      source: { regionalNatGatewayId: 'nat-0123456789abcdef0' },
      provider: { minimumVersion: '6.9.0' },
    },
    message: `'provider.minimumVersion' must be at least 6.25.0 for a regional NAT gateway as source, got: 6.9.0`,
  },
  {
    what: 'readers of a key that is not made here',
    change: { s3: { keyReaders: ['arn:aws:iam::123456789012:role/analyst'] } },
    message: `'s3.keyReaders' must go with encryption "customer-key": only the key made here has a policy of ours, got encryption: "AES256"`,
  },
  {
    what: 'a transition on the day of deletion',
    change: { s3: { expirationDays: 90, transitions: [{ storageClass: 'GLACIER_IR', afterDays: 90 }] } },
    message: `'s3.transitions.0.afterDays' must be less than the 90 days after which logs are deleted, got: 90`,
  },
  {
    what: 'a subscription to an infrequently accessed log group',
    change: {
      cloudwatch: {
        logGroupClass: 'INFREQUENT_ACCESS',
        subscription: { destinationArn: 'arn:aws:lambda:eu-central-1:123456789012:function:ship' },
      },
    },
    message: `'cloudwatch.subscription' must go with logGroupClass "STANDARD": log groups of class INFREQUENT_ACCESS have no subscription filters`,
  },
  {
    what: 'a kept log group whose key is destroyed',
    change: { cloudwatch: { encryption: 'customer-key' } },
    message: `'cloudwatch.encryption' must not be "customer-key" with removal "keep": destroy would keep the log group and delete its key; set removal to "destroy", or give the { kmsKeyArn } of a key that outlives the stack`,
  },
];

test.each(misfits)('$what is refused, naming the setting', ({ change, message }) => {
  expect(refusal(() => configure(change))).toBe(message);
});

describe('accepted:', () => {
  test.each<{ what: string; change: object }>([
    {
      what: 'everything of the top level',
      change: { account: '000000000042', environment: 'prod', tags: { a: '' } },
    },
    {
      what: 'a network in IPv6 with its place',
      change: { networks: [{ cidr: 'fc00::/7', name: 'x', region: 'eu-west-1', az: 'euw1-az1' }] },
    },
    { what: 'no stack for S3', change: { s3: false } },
    { what: 'no stack for CloudWatch Logs', change: { cloudwatch: false } },
    {
      what: 'a customer key where everything is destroyed',
      change: { removal: 'destroy', cloudwatch: { encryption: 'customer-key' } },
    },
    { what: 'a key that outlives the stack', change: { cloudwatch: { encryption: { kmsKeyArn: key } } } },
    {
      what: 'STANDARD_IA after 30 days',
      change: { s3: { transitions: [{ storageClass: 'STANDARD_IA', afterDays: 30 }] } },
    },
    {
      what: 'a transition the day before deletion',
      change: { s3: { expirationDays: 90, transitions: [{ storageClass: 'GLACIER_IR', afterDays: 89 }] } },
    },
    {
      what: 'a late transition where nothing is deleted',
      change: {
        s3: { expirationDays: false, transitions: [{ storageClass: 'GLACIER_IR', afterDays: 3000 }] },
      },
    },
    { what: "the provider's lowest scan limit", change: { s3: { athena: { scanLimitBytes: 10_485_760 } } } },
    {
      what: 'text without folders, said aloud, for CloudWatch Logs',
      change: { cloudwatch: { fileFormat: 'plain-text', hiveCompatiblePartitions: false } },
    },
    {
      what: 'two record formats in folders of their own',
      change: { s3: { flowLogs: { all: {}, more: { recordFormat: 'v5' } } } },
    },
    {
      what: 'a minute for a transit gateway',
      change: {
        source: { transitGatewayId: transitGateway },
        s3: { flowLogs: { all: { maxAggregationInterval: 60 } } },
      },
    },
  ])('$what', ({ change }) => {
    expect(() => configure(change)).not.toThrow();
  });
});

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
test.each([
  { setting: 'backend.s3.bucket', change: { backend: { s3: { bucket: 's'.repeat(63) } } } },
  { setting: 's3.accessLogs.bucket', change: { s3: { accessLogs: { bucket: 's'.repeat(63) } } } },
])("$setting may fill S3's 63 characters: no results bucket is named after it", ({ change }) => {
  expect(() => configure(change)).not.toThrow();
});

test('a source named twice is refused, because every record would be counted twice', () => {
  const change = { source: { vpcId: [vpc, otherVpc, vpc] }, cloudwatch: false };
  expect(refusal(() => configure(change))).toBe(`'source.vpcId' must name a source once, got twice: ${vpc}`);
});

test.each([{ fileFormat: 'parquet' }, { perHourPartition: true }, { hiveCompatiblePartitions: true }])(
  "another layout in the article's one folder is refused, because a table reads one of them: %j",
  (layout) => {
    const s3 = {
      preset: 'eks-article',
      flowLogs: { all: {}, more: { source: { vpcId: otherVpc }, ...layout } },
    };
    expect(refusal(() => configure({ s3 }))).toBe(
      "'s3.flowLogs' all and more must have the same file format and folders, because this preset delivers both " +
        "to the bucket's root; use the recommended preset, or a configuration each",
    );
  },
);

test.each([
  { one: {}, more: {} },
  { one: {}, more: { trafficType: 'REJECT' } },
  { one: { trafficType: 'ACCEPT' }, more: { maxAggregationInterval: 60 } },
  { one: { trafficType: 'REJECT' }, more: { trafficType: 'REJECT' } },
  { one: { source: { eksCluster: 'prod' } }, more: { source: { eksCluster: 'prod' } } },
])('the same traffic twice in one folder is refused: $one and $more', ({ one, more }) => {
  expect(refusal(() => configure({ s3: { flowLogs: { one, more } } }))).toBe(
    "'s3.flowLogs' one and more must differ in source, record format or destination, because one repeats the " +
      'records of the other in the same folder',
  );
});

// https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
test('log groups are kept for as many days as CloudWatch Logs takes, and no others', () => {
  const taken = [
    1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
  ];
  expect([...retentionDays]).toEqual(taken);
  for (const days of taken) expect(() => configure({ cloudwatch: { retentionDays: days } })).not.toThrow();
  for (const days of [0, 2, 31, 364, 366, 3654]) {
    expect(refusal(() => configure({ cloudwatch: { retentionDays: days } }))).toBe(
      `'cloudwatch.retentionDays' must be ${taken.join(' or ')}, got: ${days}`,
    );
  }
});
