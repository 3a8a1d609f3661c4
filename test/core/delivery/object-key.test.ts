import { parseObjectKey, printObjectKey, type FlowLogObject } from '../../../core/delivery/object-key';
import { Seeded } from '../seeded';
import { hiveDaily, hiveHourly, layouts, plainDaily, plainHourly } from './layouts';

// AWS's own example of a file name, in the folders of its user guide:
// https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-path.html
const example: FlowLogObject = {
  ...plainDaily,
  prefix: '',
  account: '123456789012',
  region: 'us-east-1',
  slot: new Date('2018-06-20T16:20:00Z'),
  flowLogId: 'fl-1234abcd',
  hash: 'fe123456',
};
const name = '123456789012_vpcflowlogs_us-east-1_fl-1234abcd_20180620T1620Z_fe123456';
const plainRoot = 'AWSLogs/123456789012/vpcflowlogs/us-east-1';
const hiveRoot = 'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1';

const documented: { layout: string; key: string; object: FlowLogObject }[] = [
  { layout: 'plain, daily', key: `${plainRoot}/2018/06/20/${name}.log.gz`, object: example },
  {
    layout: 'plain, hourly',
    key: `${plainRoot}/2018/06/20/16/${name}.log.gz`,
    object: { ...example, ...plainHourly },
  },
  {
    layout: 'Hive, daily',
    key: `${hiveRoot}/year=2018/month=06/day=20/${name}.log.gz`,
    object: { ...example, ...hiveDaily },
  },
  {
    layout: 'Hive, hourly',
    key: `${hiveRoot}/year=2018/month=06/day=20/hour=16/${name}.log.gz`,
    object: { ...example, ...hiveHourly },
  },
  {
    layout: 'Parquet, plain, hourly, in a folder',
    key: `v11-parquet-hourly-7782c260/${plainRoot}/2018/06/20/16/${name}.log.parquet`,
    object: { ...example, ...plainHourly, fileFormat: 'parquet', prefix: 'v11-parquet-hourly-7782c260/' },
  },
  {
    layout: 'Parquet, Hive, daily, in folders',
    key: `team/logs/${hiveRoot}/year=2018/month=06/day=20/${name}.log.parquet`,
    object: { ...example, ...hiveDaily, fileFormat: 'parquet', prefix: 'team/logs/' },
  },
];

test.each(documented)('$layout: prints and parses as documented', ({ key, object }) => {
  expect(printObjectKey(object)).toBe(key);
  expect(parseObjectKey(key)).toEqual(object);
});

test('the key of a real file is read, and printed back', () => {
  const key =
    'AWSLogs/123456789012/vpcflowlogs/us-east-1/2021/09/02/' +
    '123456789012_vpcflowlogs_us-east-1_fl-01b07217476488e53_20210902T2145Z_c2ed8707.log.gz';
  const object = {
    ...plainDaily,
    prefix: '',
    account: '123456789012',
    region: 'us-east-1',
    slot: new Date('2021-09-02T21:45:00Z'),
    flowLogId: 'fl-01b07217476488e53',
    hash: 'c2ed8707',
  };
  expect(parseObjectKey(key)).toEqual(object);
  expect(printObjectKey(object)).toBe(key);
});

describe('also read:', () => {
  const key = documented[0]!.key;

  test.each<{ what: string; key: string; object: Partial<FlowLogObject> }>([
    { what: 'a prefix', key: `logs/${key}`, object: { prefix: 'logs/' } },
    {
      what: 'a prefix of account and VPC names',
      key: `123456789012/vpc-0123456789abcdef0/prod/${key}`,
      object: { prefix: '123456789012/vpc-0123456789abcdef0/prod/' },
    },
    {
      what: 'a prefix that begins like the reserved folder',
      key: `AWSLogs-copy/${key}`,
      object: { prefix: 'AWSLogs-copy/' },
    },
    {
      what: 'a prefix that ends like the reserved folder',
      key: `myAWSLogs/${key}`,
      object: { prefix: 'myAWSLogs/' },
    },
    { what: 'a prefix with a bare percent sign', key: `100%/${key}`, object: { prefix: '100%/' } },
    {
      what: 'Parquet with the short ending',
      key: `${plainRoot}/2018/06/20/${name}.parquet`,
      object: { fileFormat: 'parquet' },
    },
    {
      what: 'a Hive key percent-encoded, as in a notification',
      key: `${hiveRoot}/year=2018/month=06/day=20/hour=16/${name}.log.gz`.replaceAll('=', '%3D'),
      object: hiveHourly,
    },
    {
      what: 'a plain key percent-encoded throughout',
      key: encodeURIComponent(`logs/${key}`),
      object: { prefix: 'logs/' },
    },
    {
      what: 'a file delivered after midnight, in the folder of the next day',
      key: `${plainRoot}/2018/06/21/${name}.log.gz`,
      object: {},
    },
    {
      what: 'a file in the folder of the next hour',
      key: `${plainRoot}/2018/06/20/17/${name}.log.gz`,
      object: plainHourly,
    },
    {
      what: 'a Region of GovCloud',
      key: key.replaceAll('us-east-1', 'us-gov-west-1'),
      object: { region: 'us-gov-west-1' },
    },
    {
      what: 'an account with leading zeros',
      key: key.replaceAll('123456789012', '000000000042'),
      object: { account: '000000000042' },
    },
    {
      what: 'the last slot of a leap day',
      key: key.replace('2018/06/20', '2028/02/29').replace('20180620T1620Z', '20280229T2355Z'),
      object: { slot: new Date('2028-02-29T23:55:00Z') },
    },
  ])('$what', (sample) => {
    expect(parseObjectKey(sample.key)).toEqual({ ...example, ...sample.object });
  });
});

const file = `${name}.log.gz`;
const notFlowLogFiles = {
  nothing: '',
  'a folder of a day': `${plainRoot}/2018/06/20/`,
  'the folder of the account': 'AWSLogs/123456789012/',
  'a file outside AWSLogs': file,
  'a file under another folder': `logs/123456789012/vpcflowlogs/us-east-1/2018/06/20/${file}`,
  'a folder that only ends in AWSLogs': `myAWSLogs/123456789012/vpcflowlogs/us-east-1/2018/06/20/${file}`,
  'the file that a flow log is tested with': 'AWSLogs/123456789012/vpcflowlogs/us-east-1/test.txt',
  'a CloudTrail file':
    'AWSLogs/123456789012/CloudTrail/us-east-1/2018/06/20/123456789012_CloudTrail_us-east-1_20180620T1620Z_fe123456abcdefgh.json.gz',
  'a load balancer log':
    'AWSLogs/123456789012/elasticloadbalancing/us-east-1/2018/06/20/123456789012_elasticloadbalancing_us-east-1_app.lb.1234_20180620T1620Z_10.0.0.1_abcd.log.gz',
  'a flow log file among the files of another service': `AWSLogs/123456789012/CloudTrail/us-east-1/2018/06/20/${file}`,
  'a Hive path of another service': `AWSLogs/aws-account-id=123456789012/aws-service=cloudtrail/aws-region=us-east-1/year=2018/month=06/day=20/${file}`,
  'month 19 in the path': `${plainRoot}/2018/19/20/${file}`,
  'month 19 in the Hive path': `${hiveRoot}/year=2018/month=19/day=20/${file}`,
  'month 19 in the name': `${plainRoot}/2018/06/20/${file.replace('20180620T', '20181920T')}`,
  'month 00': `${plainRoot}/2018/00/20/${file}`,
  'the 31st of June': `${plainRoot}/2018/06/31/${file}`,
  'the 29th of February in a common year': `${plainRoot}/2018/02/29/${file}`,
  'hour 24 in the path': `${plainRoot}/2018/06/20/24/${file}`,
  'hour 24 in the name': `${plainRoot}/2018/06/20/${file.replace('T1620', 'T2400')}`,
  'minute 60': `${plainRoot}/2018/06/20/${file.replace('T1620', 'T1660')}`,
  'a time with seconds': `${plainRoot}/2018/06/20/${file.replace('T1620Z', 'T162000Z')}`,
  'a time without Z': `${plainRoot}/2018/06/20/${file.replace('T1620Z', 'T1620')}`,
  'a month of one digit': `${plainRoot}/2018/6/20/${file}`,
  'no day': `${plainRoot}/2018/06/${file}`,
  'no day in the Hive path': `${hiveRoot}/year=2018/month=06/${file}`,
  'an empty folder for the hour': `${plainRoot}/2018/06/20//${file}`,
  'a folder below the hour': `${plainRoot}/2018/06/20/16/20/${file}`,
  'a Hive folder below the hour': `${hiveRoot}/year=2018/month=06/day=20/hour=16/minute=20/${file}`,
  'Hive folders in another order': `${hiveRoot}/year=2018/day=20/month=06/${file}`,
  'an unknown Hive folder for the hour': `${hiveRoot}/year=2018/month=06/day=20/hh=16/${file}`,
  'a Hive folder without a value': `${hiveRoot}/year=2018/month=06/day=20/hour=/${file}`,
  'plain dates in a Hive path': `${hiveRoot}/2018/06/20/${file}`,
  'Hive dates in a plain path': `${plainRoot}/year=2018/month=06/day=20/${file}`,
  'another account in the name': `${plainRoot}/2018/06/20/${file.replace('123456789012', '210987654321')}`,
  'another Region in the name': `${plainRoot}/2018/06/20/${file.replace('us-east-1', 'us-east-2')}`,
  'an account of eleven digits': `${plainRoot}/2018/06/20/${file}`.replaceAll('123456789012', '12345678901'),
  'an id that is no flow log': `${plainRoot}/2018/06/20/${file.replace('fl-', 'vpc-')}`,
  'no hash': `${plainRoot}/2018/06/20/${file.replace('_fe123456', '')}`,
  'another ending': `${plainRoot}/2018/06/20/${name}.json.gz`,
  'text that is not compressed': `${plainRoot}/2018/06/20/${name}.log`,
  'something after the ending': `${plainRoot}/2018/06/20/${file}.tmp`,
  // dates as AWS never writes them, though their digits in a row make one
  'a year of six digits': `${plainRoot}/201806/2/0/${file}`,
  'a month of three digits': `${plainRoot}/2018/062/0/${file}`,
  'a second value in a Hive folder': `${hiveRoot}/year=2018/month=06/day=20=21/${file}`,
};

test.each(Object.entries(notFlowLogFiles))('%s is not a flow log file', (_, key) => {
  expect(parseObjectKey(key)).toBeUndefined();
});

test('1000 files: what is printed parses back', () => {
  const chance = new Seeded(20180620);
  for (let count = 0; count < 1000; count++) {
    const object: FlowLogObject = {
      ...chance.one(layouts),
      prefix: chance.one(['', 'logs/', 'a/b=c/d_e/', 'AWSLogs2/', '123456789012/', "it's (here)!/"]),
      account: chance.text('0123456789', 12),
      region: chance.one(['us-east-1', 'eu-central-1', 'ap-southeast-2', 'us-gov-west-1', 'cn-northwest-1']),
      slot: new Date(Date.UTC(2015, 0, 1) + chance.below(20 * 365 * 24 * 12) * 300_000),
      flowLogId: `fl-${chance.text('0123456789abcdef', chance.one([8, 17]))}`,
      hash: chance.text('0123456789abcdef', 8),
    };
    expect(parseObjectKey(printObjectKey(object))).toEqual(object);
  }
});
