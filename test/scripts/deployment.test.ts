import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputContract, type Deployment } from '../../core/outputs';
import { findDeployment } from '../../scripts/deployment';
import { run } from '../../scripts/flowtoll';
import { setVariables, startFakeAws, type FakeAws } from './aws/fake-aws';
import { fakeIo, Recorder } from './terminal/fake-io';

/** Each test in a folder of its own, as a user's project: cdktf.out, outputs files, and a terraform that says what it is told. */
let folder: string;
const before = process.cwd();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowtoll-deployment-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const destination = {
  type: 's3',
  bucket: 'flow',
  prefix: 'v5/',
  file_format: 'parquet',
  hive_compatible_partitions: true,
  per_hour_partition: true,
} as const;

function deployment(stack = 'flow-logs-s3'): Deployment {
  return {
    contract: outputContract,
    stack,
    region: 'eu-central-1',
    account: '123456789012',
    partition: 'aws',
    flow_logs: [
      {
        name: 'vpc',
        id: 'fl-0123456789abcdef0',
        source: 'vpc-0123456789abcdef0',
        record_format: '${version} ${srcaddr}',
        max_aggregation_interval: 600,
        traffic_type: 'ALL',
        destination,
      },
    ],
    source_accounts: [],
    networks: [],
    athena: {
      database: 'traffic',
      table: 'vpc_flow_logs',
      columns: 'aws',
      partitions: 'projection',
      workgroup: 'flow',
      results_location: 's3://results/',
    },
  };
}

const write = (name: string, value: unknown) => writeFileSync(name, JSON.stringify(value));

describe('--outputs', () => {
  test("is cdktf's file", async () => {
    write('outputs.json', { 'flow-logs-s3': { flowtoll: deployment(), bucket_arn: 'arn:aws:s3:::flow' } });
    expect(await findDeployment({ outputs: 'outputs.json' })).toEqual(deployment());
  });

  test('is what terraform output -json prints', async () => {
    write('outputs.json', {
      bucket_arn: { sensitive: false, type: 'string', value: 'arn:aws:s3:::flow' },
      flowtoll: { sensitive: false, type: 'dynamic', value: deployment() },
    });
    expect(await findDeployment({ outputs: 'outputs.json' })).toEqual(deployment());
  });

  test('of two stacks needs a name', async () => {
    write('outputs.json', { a: { flowtoll: deployment('a') }, b: { flowtoll: deployment('b') } });
    await expect(findDeployment({ outputs: 'outputs.json' })).rejects.toThrow(
      'several stacks are deployed; name one: --stack a or b',
    );
    expect((await findDeployment({ outputs: 'outputs.json', stack: 'b' })).stack).toBe('b');
    await expect(findDeployment({ outputs: 'outputs.json', stack: 'c' })).rejects.toThrow(
      "there is no stack 'c' in outputs.json",
    );
  });

  test.each([
    ['nothing of ours', '{"a":{"bucket_arn":"x"}}', "'outputs.json' has no output 'flowtoll'; write it with"],
    ['no JSON', '{', "--outputs must be a file of outputs in JSON, got 'outputs.json'"],
    ['an array', '[null]', "'outputs.json' has no output 'flowtoll'"],
    [
      'another contract',
      '{"flowtoll":{"value":{"contract":2}}}',
      "the stack's output 'flowtoll' must be of contract 1, got: 2",
    ],
  ])('that is %s is refused', async (_, content, message) => {
    writeFileSync('outputs.json', content);
    await expect(findDeployment({ outputs: 'outputs.json' })).rejects.toThrow(message);
  });

  test('that is not there is said', async () => {
    await expect(findDeployment({ outputs: 'none.json' })).rejects.toThrow("got 'none.json'");
  });

  test('has names put over it', async () => {
    write('outputs.json', { a: { flowtoll: deployment() } });
    const named = await findDeployment({
      outputs: 'outputs.json',
      database: 'other',
      table: 'mine',
      workgroup: 'primary',
    });
    expect(named.athena).toEqual({
      ...deployment().athena,
      database: 'other',
      table: 'mine',
      workgroup: 'primary',
    });
  });
});

describe('Terraform', () => {
  let restore: () => void;
  beforeEach(() => {
    // prints the file `outputs` of the folder that it runs in, and fails as Terraform does where there is none
    writeFileSync(
      'terraform',
      '#!/bin/sh\n[ "$*" = "output -json -no-color" ] || exit 3\ncat outputs 2>/dev/null && exit\n' +
        'printf "╷\\n│ Error: Backend initialization required, please run \\"terraform init\\"\\n│ \\n" >&2\nexit 1\n',
    );
    chmodSync('terraform', 0o755);
    restore = setVariables({ TERRAFORM_BINARY_NAME: join(folder, 'terraform') });
  });
  afterEach(() => restore());

  function synthesized(stack: string, outputs?: object): void {
    mkdirSync(join('cdktf.out/stacks', stack), { recursive: true });
    if (outputs) write(join('cdktf.out/stacks', stack, 'outputs'), outputs);
  }
  const applied = (stack: string) => ({ flowtoll: { value: deployment(stack) } });

  test('is asked in the folder of each stack; what is not deployed does not count', async () => {
    synthesized('flow-logs-s3', applied('flow-logs-s3'));
    synthesized('flow-logs-cloudwatch');
    synthesized('other', {});
    expect(await findDeployment({})).toEqual(deployment());
  });

  test('that has two stacks needs a name, and is then asked about this one', async () => {
    synthesized('a', applied('a'));
    synthesized('b', applied('b'));
    await expect(findDeployment({})).rejects.toThrow('several stacks are deployed; name one: --stack a or b');
    expect((await findDeployment({ stack: 'b' })).stack).toBe('b');
    await expect(findDeployment({ stack: 'bb' })).rejects.toThrow(
      "there is no stack 'bb' in cdktf.out/stacks; did you mean 'b'?",
    );
  });

  test('that has nothing deployed says why', async () => {
    synthesized('a');
    await expect(findDeployment({})).rejects.toThrow(
      'no stack of cdktf.out/stacks is deployed (a: Backend initialization required, please run "terraform init"); deploy one, or name --outputs, --flow-log, or files with --data',
    );
  });

  test('is not asked where nothing was synthesized', async () => {
    await expect(findDeployment({})).rejects.toThrow(
      'nothing is deployed from here (no cdktf.out/stacks); deploy a stack first, or name --outputs, --flow-log, or files with --data',
    );
  });

  test.each([['setup'], ['partitions', 'list']])(
    'is not there for %s, which takes no files',
    async (...argv) => {
      const io = fakeIo({ stderr: new Recorder() });
      expect(await run(argv, io)).toBe(2);
      expect(io.stderr.text).toBe(
        'flowtoll: nothing is deployed from here (no cdktf.out/stacks); deploy a stack first, or name --outputs, or --flow-log with --database\n',
      );
    },
  );

  test('that is not there is said', async () => {
    synthesized('a');
    const undo = setVariables({ TERRAFORM_BINARY_NAME: join(folder, 'none') });
    await expect(findDeployment({})).rejects.toThrow('was not found; install Terraform');
    undo();
  });
});

describe('--flow-log', () => {
  let aws: FakeAws;
  beforeEach(async () => (aws = await startFakeAws()));
  afterEach(() => aws.stop());

  const item = (fields: Record<string, string>) =>
    Object.entries(fields)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('');
  const flowLog = (more: Record<string, string>) =>
    `<DescribeFlowLogsResponse><flowLogSet><item>${item({
      flowLogId: 'fl-0123456789abcdef0',
      resourceId: 'vpc-0123456789abcdef0',
      logFormat: '${version} ${srcaddr}',
      maxAggregationInterval: '60',
      trafficType: 'ALL',
      ...more,
    })}</item></flowLogSet></DescribeFlowLogsResponse>`;
  const toS3 = {
    logDestinationType: 's3',
    logDestination: 'arn:aws:s3:::flow/v5',
    destinationOptions:
      '<fileFormat>parquet</fileFormat><hiveCompatiblePartitions>true</hiveCompatiblePartitions><perHourPartition>true</perHourPartition>',
  };
  const vpc = `<DescribeVpcsResponse><vpcSet><item><vpcId>vpc-0123456789abcdef0</vpcId><ownerId>123456789012</ownerId></item></vpcSet></DescribeVpcsResponse>`;

  function tell(described: string): void {
    aws.answer = ({ operation }) => ({ body: operation === 'DescribeVpcs' ? vpc : described });
  }

  test('gives what a stack would say', async () => {
    tell(flowLog(toS3));
    const found = await findDeployment({ flowLog: 'fl-0123456789abcdef0', database: 'traffic' });
    const [expected] = deployment().flow_logs;
    expect(found).toEqual({
      ...deployment('fl-0123456789abcdef0'),
      flow_logs: [{ ...expected, name: 'fl-0123456789abcdef0', max_aggregation_interval: 60 }],
      athena: { ...deployment().athena, workgroup: 'primary', results_location: '' },
    });
  });

  test('with its defaults is text in folders of days, at the root of its bucket', async () => {
    tell(flowLog({ logDestinationType: 's3', logDestination: 'arn:aws-cn:s3:::flow' }));
    const found = await findDeployment({ flowLog: 'fl-0123456789abcdef0' });
    expect(found.partition).toBe('aws-cn');
    expect(found.athena).toBeUndefined();
    expect(found.flow_logs[0]!.destination).toEqual({
      type: 's3',
      bucket: 'flow',
      prefix: '',
      file_format: 'plain-text',
      hive_compatible_partitions: false,
      per_hour_partition: false,
    });
  });

  test('that is not there is said', async () => {
    tell('<DescribeFlowLogsResponse><flowLogSet/></DescribeFlowLogsResponse>');
    await expect(findDeployment({ flowLog: 'fl-0123456789abcdef0' })).rejects.toThrow(
      'there is no flow log fl-0123456789abcdef0 in eu-central-1; check its id, and that AWS_REGION and the account are its own',
    );
  });

  test('to Firehose cannot be asked', async () => {
    tell(flowLog({ logDestinationType: 'kinesis-data-firehose', logDestination: 'arn:aws:firehose:x' }));
    await expect(findDeployment({ flowLog: 'fl-0123456789abcdef0' })).rejects.toThrow(
      'goes to kinesis-data-firehose, from where nothing can be asked',
    );
  });

  test('without a permission names it', async () => {
    aws.answer = () => ({ error: 'UnauthorizedOperation', message: 'You are not authorized', status: 403 });
    await expect(findDeployment({ flowLog: 'fl-0123456789abcdef0' })).rejects.toThrow(
      'no permission for ec2:DescribeFlowLogs; ask for a policy of your user or role that allows it',
    );
  });

  test('without a Region says so', async () => {
    const undo = setVariables({ AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined });
    await expect(findDeployment({ flowLog: 'fl-0123456789abcdef0' })).rejects.toThrow(
      'no Region is known; set AWS_REGION, or a profile that has one',
    );
    undo();
  });
});
