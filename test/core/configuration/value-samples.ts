import * as checks from '../../../core/configuration/value-check';
import type { ValueCheck } from '../../../core/configuration/value-check';

export interface ValueSamples {
  readonly setting: string;
  readonly check: ValueCheck;
  /** By what makes them good. */
  readonly good: Readonly<Record<string, string>>;
  /** By what makes them bad. */
  readonly bad: Readonly<Record<string, string>>;
}

/** What is wrong everywhere. */
const neverRight = {
  nothing: '',
  'a space': ' ',
  'a line break': '\n',
  'an interpolation': '${x}',
  'a directive': '%{x}',
  quotes: '"x"',
  'a backslash': 'a\\b',
  'letters of another script': 'журнал',
};

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const goodBuckets = {
  'three characters': 'abc',
  'three digits': '123',
  "AWS's example with account and numbers": 'my-log-bucket-111122223333',
  "AWS's example with dots": 'example.com',
  'dots and hyphens': 'www.my-logs.example-2.com',
  'a digit at both ends': '1-logs-1',
  'three numbers only': '192.168.5',
  'an address with a name behind': '192.168.5.4.logs',
  'an address with hyphens': '192-168-5-4',
  'a reserved beginning elsewhere': 'logs-xn--a-sthree-b-amzn-s3-demo-c',
  'a reserved ending elsewhere': 'a-s3alias-b--ol-s3-c.mrap-d--x-s3-e--table-s3-f',
  'endings that are almost reserved': 'a-ol-s3',
  'hyphens in a row': 'a---b',
  'a hyphen beside a dot': 'a-.b',
};

const badBuckets = {
  ...neverRight,
  'two characters': 'ab',
  '64 characters': 'a'.repeat(64),
  "AWS's example with an upper-case letter": 'My-Logs',
  "AWS's example with an underscore": 'amzn_s3_demo_bucket',
  "AWS's example with a final hyphen": 'my-logs-',
  'a hyphen first': '-my-logs',
  'a dot first': '.logs',
  'a dot last': 'logs.',
  'two dots in a row': 'my..logs',
  "AWS's example of an address": '192.168.5.4',
  'any four numbers, like an address': '999.0.0.999',
  'a space within': 'my logs',
  'a slash': 'my-logs/folder',
  'an ARN': 'arn:aws:s3:::my-logs',
  'a final line break': 'my-logs\n',
  'a first line of its own': 'my-logs\nmy-logs',
  'the beginning xn--': 'xn--logs',
  'the beginning sthree-': 'sthree-logs',
  'the beginning sthree-configurator': 'sthree-configurator.logs',
  'the beginning amzn-s3-demo-': 'amzn-s3-demo-bucket',
  'the ending -s3alias': 'logs-s3alias',
  'the ending --ol-s3': 'logs--ol-s3',
  'the ending .mrap': 'logs.mrap',
  'the ending --x-s3': 'logs--x-s3',
  'the ending --table-s3': 'logs--table-s3',
};

/** Values good and bad by AWS's documentation, for every check of a single value. */
export const valueSamples: readonly ValueSamples[] = [
  {
    setting: 'any bucket name',
    check: checks.bucketName,
    good: {
      ...goodBuckets,
      'the longest that S3 takes': 'a'.repeat(63),
      "the ending of an account's own namespace": 'logs-111122223333-eu-central-1-an',
    },
    bad: badBuckets,
  },
  {
    setting: "the archive's bucket name",
    check: checks.archiveBucketName,
    good: { ...goodBuckets, 'the longest that leaves room for -results': 'a'.repeat(55) },
    bad: {
      ...badBuckets,
      '56 characters, which leaves no room for -results': 'a'.repeat(56),
      // only for buckets in an account's own namespace, which the bucket of this stack is not
      'the ending -an': 'logs-111122223333-eu-central-1-an',
    },
  },
  {
    // https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html
    setting: 'cluster name',
    check: checks.clusterName,
    good: {
      'one letter': 'a',
      'one digit': '1',
      'upper case, hyphen and underscore': 'Prod-cluster_1',
      '100 characters': 'c'.repeat(100),
    },
    bad: {
      ...neverRight,
      '101 characters': 'c'.repeat(101),
      'a hyphen first': '-prod',
      'an underscore first': '_prod',
      'a dot': 'prod.eu',
      'an ARN': 'arn:aws:eks:eu-central-1:123456789012:cluster/prod',
      'a final line break': 'prod\n',
    },
  },
  {
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html (safe characters)
    setting: 'folder name',
    check: checks.folderName,
    good: {
      'one level': 'query-results',
      'a final slash': 'query-results/',
      'three levels': 'a/b/c',
      'every safe character': "Az09!-_.*'()",
      'a Hive folder': 'env=prod',
      '200 characters': 'f'.repeat(200),
    },
    bad: {
      ...neverRight,
      'a slash alone': '/',
      'a slash first': '/query-results',
      'two slashes in a row': 'a//b',
      'two slashes last': 'a//',
      '201 characters': 'f'.repeat(201),
      'a space within': 'query results',
      'a question mark': 'a?b',
      'a hash': 'a#b',
      'an S3 URI': 's3://bucket/folder',
      'a final line break': 'a\n',
    },
  },
  {
    // https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html
    setting: 'database name',
    check: checks.databaseName,
    good: {
      'the article’s': 'flowloggluedb',
      'one letter': 'a',
      'digits and underscores': 'flow_logs_2026',
      '128 characters': 'd'.repeat(128),
    },
    bad: {
      ...neverRight,
      '129 characters': 'd'.repeat(129),
      'a digit first': '2026_logs',
      'an underscore first': '_logs',
      'a hyphen': 'flow-logs',
      'a dot': 'flow.logs',
      'an upper-case letter': 'flowLogs',
      'a final line break': 'logs\n',
    },
  },
  {
    // https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html, and the other partitions
    setting: 'Region',
    check: checks.region,
    good: Object.fromEntries(
      (
        'us-east-1 us-west-2 eu-central-1 eu-west-3 ap-northeast-1 ap-southeast-7 ap-east-2 ca-west-1 mx-central-1 ' +
        'sa-east-1 il-central-1 me-central-1 af-south-1 cn-north-1 cn-northwest-1 us-gov-west-1 us-iso-east-1 ' +
        'us-isob-east-1 eu-isoe-west-1 us-isof-south-1 eusc-de-east-1'
      )
        .split(' ')
        .map((code) => [code, code]),
    ),
    bad: {
      ...neverRight,
      'its name': 'Frankfurt',
      'an Availability Zone': 'eu-central-1a',
      'an Availability Zone id': 'euc1-az1',
      'no number': 'eu-central',
      'upper case': 'EU-CENTRAL-1',
      'an underscore': 'eu_central_1',
      'no hyphens': 'eucentral1',
      'a final hyphen': 'eu-central-1-',
      'a wildcard': 'eu-*-1',
      global: 'aws-global',
      'a final line break': 'eu-central-1\n',
    },
  },
  {
    setting: 'environment',
    check: checks.environmentName,
    good: {
      'one letter': 'p',
      'a word': 'prod',
      'a hyphen and a digit': 'eu-prod2',
      '16 characters': 'a'.repeat(16),
    },
    bad: {
      ...neverRight,
      '17 characters': 'a'.repeat(17),
      'a digit first': '2prod',
      'a hyphen first': '-prod',
      'a hyphen last': 'prod-',
      'an upper-case letter': 'Prod',
      'an underscore': 'eu_prod',
      'a slash': 'eu/prod',
      'a final line break': 'prod\n',
    },
  },
  {
    setting: 'account',
    check: checks.accountId,
    good: { 'twelve digits': '123456789012', 'leading zeros': '000000000042' },
    bad: {
      ...neverRight,
      'eleven digits': '12345678901',
      'thirteen digits': '1234567890123',
      'hyphens as in the console': '1234-5678-9012',
      'what records call an unknown owner': 'unknown',
      'digits of another script': '١٢٣٤٥٦٧٨٩٠١٢',
      'a final line break': '123456789012\n',
    },
  },
  {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    setting: 'log group name',
    check: checks.logGroupName,
    good: {
      'the article’s': '/aws/prod-flow-logs/traffic',
      'every allowed character': 'Az09_-/.#',
      '512 characters': 'g'.repeat(512),
      'aws/ elsewhere': '/aws/flow-logs',
      'the word aws': 'aws',
    },
    bad: {
      ...neverRight,
      '513 characters': 'g'.repeat(513),
      'aws/ first': 'aws/flow-logs',
      'a colon': 'flow:logs',
      'an asterisk': 'flow*',
      'an ARN': 'arn:aws:logs:eu-central-1:123456789012:log-group:flow',
      'a final line break': '/flow\n',
    },
  },
  {
    // https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html
    setting: 'workgroup name',
    check: checks.workgroupName,
    good: { 'every allowed character': 'Az09._-', '128 characters': 'w'.repeat(128), 'a digit': '1' },
    bad: {
      ...neverRight,
      '129 characters': 'w'.repeat(129),
      'a slash': 'flow/toll',
      'a space within': 'flow toll',
      'a final line break': 'flow\n',
    },
  },
  {
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html: the full ARN
    setting: 'KMS key',
    check: checks.kmsKeyArn,
    good: {
      'a key': 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      'a multi-Region key': 'arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab',
      'a key in GovCloud':
        'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      'a key in China': 'arn:aws-cn:kms:cn-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
    bad: {
      ...neverRight,
      'a key id': '1234abcd-12ab-34cd-56ef-1234567890ab',
      'an alias': 'alias/aws/s3',
      'the ARN of an alias': 'arn:aws:kms:eu-central-1:123456789012:alias/logs',
      'no account': 'arn:aws:kms:eu-central-1::key/1234abcd-12ab-34cd-56ef-1234567890ab',
      'no key': 'arn:aws:kms:eu-central-1:123456789012:key/',
      'another service': 'arn:aws:s3:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    },
  },
  {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
    setting: 'principal',
    check: checks.principalArn,
    good: {
      'a role': 'arn:aws:iam::123456789012:role/analyst',
      'a role in a path': 'arn:aws:iam::123456789012:role/team/data/analyst',
      'a user like an e-mail address': 'arn:aws:iam::123456789012:user/jane.doe+x=1@example.com',
      'a role of single sign-on':
        'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Reader_0123456789abcdef',
    },
    bad: {
      ...neverRight,
      everybody: '*',
      'every role': 'arn:aws:iam::123456789012:role/*',
      'an account id': '123456789012',
      'an account': 'arn:aws:iam::123456789012:root',
      'a group': 'arn:aws:iam::123456789012:group/analysts',
      'a session': 'arn:aws:sts::123456789012:assumed-role/analyst/jane',
      'no name': 'arn:aws:iam::123456789012:role/',
    },
  },
  {
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html
    setting: 'subscription destination',
    check: checks.subscriptionDestinationArn,
    good: {
      'a function': 'arn:aws:lambda:eu-central-1:123456789012:function:lambda-promtail',
      'a version of a function': 'arn:aws:lambda:eu-central-1:123456789012:function:lambda_promtail:live',
      'a data stream': 'arn:aws:kinesis:eu-central-1:123456789012:stream/flow.logs',
      'a Firehose stream': 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/flow-logs',
    },
    bad: {
      ...neverRight,
      'a queue': 'arn:aws:sqs:eu-central-1:123456789012:flow-logs',
      'a bucket': 'arn:aws:s3:::flow-logs',
      'the name of a function': 'lambda-promtail',
      'an URL': 'https://logs.example.com',
    },
  },
  {
    setting: 'provider version',
    check: checks.versionNumber,
    good: { 'a version': '6.25.0', 'large numbers': '5.100.10', 'the first': '0.0.1' },
    bad: {
      ...neverRight,
      'two numbers': '6.25',
      'four numbers': '6.25.0.1',
      'an operator': '>= 6.25.0',
      'a v': 'v6.25.0',
      'a prerelease': '6.0.0-beta2',
      'a final line break': '6.25.0\n',
    },
  },
];
