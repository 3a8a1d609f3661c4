import { AthenaClient, GetWorkGroupCommand } from '@aws-sdk/client-athena';
import {
  CloudWatchLogsClient,
  DescribeLogGroupsCommand,
  type LogGroup,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeFlowLogsCommand, EC2Client, type FlowLog } from '@aws-sdk/client-ec2';
import { GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import { GetKeyPolicyCommand, GetKeyRotationStatusCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { ACCOUNT, REGION, startEmulator, type Emulator } from '../aws/emulator';
import { describeWithAws } from '../aws/describe-with-aws';
import { createNetwork, type Network } from './network';
import { expectDone, Project } from './project';

const bucket = 'team-flow-logs';
const results = `${bucket}-results`;

/** The 36 fields of the recommended format, as EC2 must have them: written out, not derived. */
const recommended =
  '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ${packets} ' +
  '${bytes} ${start} ${end} ${action} ${log-status} ${vpc-id} ${subnet-id} ${instance-id} ${tcp-flags} ${type} ' +
  '${pkt-srcaddr} ${pkt-dstaddr} ${region} ${az-id} ${sublocation-type} ${sublocation-id} ${pkt-src-aws-service} ' +
  '${pkt-dst-aws-service} ${flow-direction} ${traffic-path} ${resource-id} ${interface-type} ' +
  '${next-hop-interface-id} ${next-hop-subnet-id} ${next-hop-az-id} ${next-hop-vpc-id} ${next-hop-interface-type}';

const eksArticle =
  '${version} ${account-id} ${instance-id} ${interface-id} ${pkt-srcaddr} ${srcaddr} ${srcport} ${pkt-dstaddr} ' +
  '${dstaddr} ${dstport} ${protocol} ${packets} ${bytes} ${start} ${end} ${action} ${log-status} ${az-id}';

let emulator: Emulator;
let network: Network;
let project: Project;

async function flowLogs(): Promise<FlowLog[]> {
  return (await new EC2Client(emulator.client).send(new DescribeFlowLogsCommand({}))).FlowLogs!;
}

function s3(): S3Client {
  return new S3Client({ ...emulator.client, forcePathStyle: true });
}

async function bucketExists(name: string): Promise<boolean> {
  return s3()
    .send(new HeadBucketCommand({ Bucket: name }))
    .then(
      () => true,
      () => false,
    );
}

async function logGroups(): Promise<LogGroup[]> {
  return (await new CloudWatchLogsClient(emulator.client).send(new DescribeLogGroupsCommand({}))).logGroups!;
}

async function logGroupNames(): Promise<(string | undefined)[]> {
  return (await logGroups()).map(({ logGroupName }) => logGroupName);
}

async function start(): Promise<void> {
  emulator = await startEmulator();
  network = await createNetwork(emulator);
  project = new Project(emulator, 'flow-logs-s3', {
    bucket_name: bucket,
    eks_cluster_name: network.clusterName,
  });
}

async function stop(): Promise<void> {
  await emulator?.stop();
  project?.remove();
}

const configuration = (format: string, removal: string) => `{
  region: '${REGION}',
  account: '${ACCOUNT}',
  environment: 'test',
  removal: '${removal}',
  tags: { Team: 'network' },
  networks: [{ cidr: '192.168.0.0/16', name: 'office \${not a reference} %{nor this}' }],
  cloudwatch: { logGroupClass: 'INFREQUENT_ACCESS' },
  s3: {
    recordFormat: '${format}',
    encryption: 'customer-key',
    transitions: [{ storageClass: 'GLACIER_IR', afterDays: 30 }],
    expirationDays: 90,
    sourceAccounts: ['999999999999'],
    flowLogs: { all: {}, rejects: { trafficType: 'REJECT', destination: 'cloudwatch', maxAggregationInterval: 60 } },
  },
}`;

describeWithAws('cdktf deploy flow-logs-s3, with a customer key, several flow logs and lifecycle', () => {
  beforeAll(async () => {
    await start();
    project.configure(configuration('recommended', 'keep'));
    expectDone(await project.deploy());
  }, 400_000);

  afterAll(stop);

  it('makes each flow log as it was asked for, the format equal character for character', async () => {
    const [all, rejects] = [
      (await flowLogs()).find((flowLog) => flowLog.LogDestinationType === 's3')!,
      (await flowLogs()).find((flowLog) => flowLog.LogDestinationType === 'cloud-watch-logs')!,
    ];
    expect(all.LogFormat).toBe(recommended);
    expect(all).toMatchObject({
      ResourceId: network.vpcId,
      TrafficType: 'ALL',
      MaxAggregationInterval: 600,
      DestinationOptions: { FileFormat: 'parquet', HiveCompatiblePartitions: false, PerHourPartition: true },
    });
    expect(all.LogDestination).toMatch(
      new RegExp(`^arn:aws:s3:::${bucket}/v11-parquet-hourly-[0-9a-f]{8}/$`),
    );
    expect(rejects.LogFormat).toBe(recommended);
    expect(rejects).toMatchObject({
      ResourceId: network.vpcId,
      TrafficType: 'REJECT',
      MaxAggregationInterval: 60,
    });
    expect(await flowLogs()).toHaveLength(2);
  });

  it('tags everything with project, stack, environment and what the configuration adds', async () => {
    const tags = { Project: 'flowtoll', Stack: 'flow-logs-s3', Environment: 'test', Team: 'network' };
    const ofFlowLog = (await flowLogs())[0]!.Tags!.map(({ Key, Value }) => [Key, Value]);
    expect(Object.fromEntries(ofFlowLog)).toMatchObject(tags);
    const { TagSet } = await s3().send(new GetBucketTaggingCommand({ Bucket: bucket }));
    expect(Object.fromEntries(TagSet!.map(({ Key, Value }) => [Key, Value]))).toEqual(tags);
  });

  it.each([bucket, results])('guards the bucket %s', async (Bucket) => {
    const client = s3();
    const { PublicAccessBlockConfiguration } = await client.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    });
    const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] });
    expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe('Enabled');
    const { ServerSideEncryptionConfiguration } = await client.send(
      new GetBucketEncryptionCommand({ Bucket }),
    );
    const [rule] = ServerSideEncryptionConfiguration!.Rules!;
    expect(rule!.ApplyServerSideEncryptionByDefault!.SSEAlgorithm).toBe('aws:kms');
    expect(rule!.ApplyServerSideEncryptionByDefault!.KMSMasterKeyID).toMatch(
      new RegExp(`^arn:aws:kms:${REGION}:${ACCOUNT}:key/`),
    );
  });

  it('lets log delivery write to its folder only, for the given accounts, and nobody without TLS', async () => {
    const { Policy } = await s3().send(new GetBucketPolicyCommand({ Bucket: bucket }));
    const folder = (await flowLogs()).find((flowLog) => flowLog.LogDestinationType === 's3')!.LogDestination!;
    const source = {
      StringEquals: { 'aws:SourceAccount': [ACCOUNT, '999999999999'] },
      ArnLike: {
        'aws:SourceArn': [`arn:aws:logs:${REGION}:${ACCOUNT}:*`, `arn:aws:logs:${REGION}:999999999999:*`],
      },
    };
    expect(JSON.parse(Policy!)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'DenyWithoutTls',
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:*',
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        },
        {
          Sid: 'AWSLogDeliveryWrite',
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: 's3:PutObject',
          Resource: [`${folder}AWSLogs/${ACCOUNT}/*`, `${folder}AWSLogs/999999999999/*`],
          Condition: {
            ...source,
            StringEquals: { ...source.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
          },
        },
        {
          Sid: 'AWSLogDeliveryAclCheck',
          Effect: 'Allow',
          Principal: { Service: 'delivery.logs.amazonaws.com' },
          Action: ['s3:GetBucketAcl', 's3:ListBucket'],
          Resource: `arn:aws:s3:::${bucket}`,
          Condition: source,
        },
      ],
    });
  });

  it('moves logs to a class that Athena reads, and deletes them after the days asked for', async () => {
    const { Rules } = await s3().send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket }));
    expect(Rules).toEqual([
      expect.objectContaining({
        Status: 'Enabled',
        Transitions: [{ Days: 30, StorageClass: 'GLACIER_IR' }],
        Expiration: { Days: 90 },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      }),
    ]);
  });

  it('makes a key that rotates and that log delivery may use', async () => {
    const { ServerSideEncryptionConfiguration } = await s3().send(
      new GetBucketEncryptionCommand({ Bucket: bucket }),
    );
    const KeyId =
      ServerSideEncryptionConfiguration!.Rules![0]!.ApplyServerSideEncryptionByDefault!.KMSMasterKeyID!;
    const kms = new KMSClient(emulator.client);
    expect((await kms.send(new GetKeyRotationStatusCommand({ KeyId }))).KeyRotationEnabled).toBe(true);
    const { Policy } = await kms.send(new GetKeyPolicyCommand({ KeyId, PolicyName: 'default' }));
    expect(JSON.parse(Policy!).Statement).toContainEqual({
      Sid: 'AWSLogDeliveryEncrypts',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      Resource: '*',
      Condition: {
        StringEquals: { 'aws:SourceAccount': [ACCOUNT, '999999999999'] },
        ArnLike: {
          'aws:SourceArn': [`arn:aws:logs:${REGION}:${ACCOUNT}:*`, `arn:aws:logs:${REGION}:999999999999:*`],
        },
      },
    });
  });

  it('makes a locked workgroup and a database', async () => {
    const { WorkGroup } = await new AthenaClient(emulator.client).send(
      new GetWorkGroupCommand({ WorkGroup: 'flowtoll-test' }),
    );
    expect(WorkGroup!.Configuration).toMatchObject({
      EnforceWorkGroupConfiguration: true,
      PublishCloudWatchMetricsEnabled: true,
      BytesScannedCutoffPerQuery: 107374182400,
      ResultConfiguration: {
        OutputLocation: `s3://${results}/query-results/`,
        ExpectedBucketOwner: ACCOUNT,
        EncryptionConfiguration: { EncryptionOption: 'SSE_KMS' },
      },
    });
    const { Database } = await new GlueClient(emulator.client).send(
      new GetDatabaseCommand({ Name: 'flowtoll_test' }),
    );
    expect(Database!.Name).toBe('flowtoll_test');
  });

  it('sends the rejects to a log group of their own', async () => {
    const { logGroups } = await new CloudWatchLogsClient(emulator.client).send(
      new DescribeLogGroupsCommand({}),
    );
    expect(logGroups).toEqual([
      expect.objectContaining({
        logGroupName: '/flowtoll/test/rejects',
        logGroupClass: 'INFREQUENT_ACCESS',
        retentionInDays: 365,
      }),
    ]);
  });

  it('says in one output what was deployed, and keeps the outputs of the original', async () => {
    const outputs = await project.outputs();
    expect(outputs['bucket_arn']).toBe(`arn:aws:s3:::${bucket}`);
    expect(outputs['eks_cluster_output']).toBe(network.vpcId);
    const [all] = (await flowLogs()).filter((flowLog) => flowLog.LogDestinationType === 's3');
    expect(await project.deployment()).toEqual({
      contract: 1,
      stack: 'flow-logs-s3',
      environment: 'test',
      region: REGION,
      account: ACCOUNT,
      partition: 'aws',
      source_accounts: ['999999999999'],
      networks: [{ cidr: '192.168.0.0/16', name: 'office ${not a reference} %{nor this}' }],
      athena: {
        database: 'flowtoll_test',
        table: 'vpc_flow_logs',
        columns: 'aws',
        partitions: 'projection',
        workgroup: 'flowtoll-test',
        results_location: `s3://${results}/query-results/`,
      },
      flow_logs: [
        {
          name: 'all',
          id: all!.FlowLogId,
          source: network.vpcId,
          record_format: recommended,
          max_aggregation_interval: 600,
          traffic_type: 'ALL',
          destination: {
            type: 's3',
            bucket,
            prefix: all!.LogDestination!.replace(`arn:aws:s3:::${bucket}/`, ''),
            file_format: 'parquet',
            hive_compatible_partitions: false,
            per_hour_partition: true,
          },
        },
        expect.objectContaining({
          name: 'rejects',
          destination: {
            type: 'cloudwatch',
            log_group: '/flowtoll/test/rejects',
            log_group_class: 'INFREQUENT_ACCESS',
          },
        }),
      ],
    });
  });

  it('plans nothing the second time, by plain Terraform too', async () => {
    const { code, stdout } = await project.terraform('plan', '-detailed-exitcode', '-no-color');
    expect(stdout).toContain('No changes.');
    expect(code).toBe(0);
  }, 120_000);

  it('shows a changed record format as a replacement into a new folder', async () => {
    project.configure(configuration('v5', 'keep'));
    expectDone(await project.synth());
    const changes = await project.plan();
    const flowLog = changes.find(
      ({ type, change }) => type === 'aws_flow_log' && change.before['log_destination_type'] === 's3',
    )!;
    expect(flowLog.change.actions).toEqual(['delete', 'create']);
    expect(flowLog.change.replace_paths).toEqual(
      expect.arrayContaining([['log_format'], ['log_destination']]),
    );
    expect(flowLog.change.before['log_destination']).toMatch(/\/v11-parquet-hourly-[0-9a-f]{8}\/$/);
    expect(flowLog.change.after['log_destination']).toMatch(/\/v5-parquet-hourly-[0-9a-f]{8}\/$/);
    const destroyed = changes.filter(
      ({ type, change }) => type !== 'aws_flow_log' && change.actions.includes('delete'),
    );
    // the questions that need interface-type, which v5 lacks
    expect(destroyed.map(({ type, change }) => [type, change.before['name']])).toEqual(
      ['nat-aws-services', 'nat-directions', 'through-nat'].map((id) => [
        'aws_athena_named_query',
        `flowtoll-${id}`,
      ]),
    );
  }, 120_000);

  it('keeps a bucket that holds logs, with its key, and the log group, and says why', async () => {
    project.configure(configuration('recommended', 'keep'));
    await s3().send(new PutObjectCommand({ Bucket: bucket, Key: 'AWSLogs/one.log.gz', Body: 'a record' }));
    const { code, stdout, stderr } = await project.destroy();
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toContain('BucketNotEmpty');
    expect(await bucketExists(bucket)).toBe(true);
    expect(await logGroupNames()).toEqual(['/flowtoll/test/rejects']);
    const state = expectDone(await project.terraform('state', 'list')).stdout.split('\n');
    expect(
      state.filter((address) => /^aws_(kms_key|s3_bucket|cloudwatch_log_group)\./.test(address)),
    ).toEqual([
      expect.stringMatching(/^aws_kms_key\.archive_key/),
      expect.stringMatching(/^aws_s3_bucket\.archive_bucket/),
    ]);
  }, 200_000);

  it('takes the kept log group back by terraform import, and with removal "destroy" destroys all', async () => {
    project.configure(configuration('recommended', 'destroy'));
    expectDone(await project.synth());
    const planned = (await project.plan()).find(({ type }) => type === 'aws_cloudwatch_log_group')!;
    expectDone(await project.terraform('import', '-no-color', planned.address, '/flowtoll/test/rejects'));
    expectDone(await project.deploy());
    expectDone(await project.destroy());
    expect(await bucketExists(bucket)).toBe(false);
    expect(await logGroupNames()).toEqual([]);
    expect(await flowLogs()).toEqual([]);
  }, 400_000);
});

describeWithAws("cdktf deploy flow-logs-s3, as the article's Terraform did", () => {
  beforeAll(async () => {
    await start();
    project.configure(`{ region: '${REGION}', s3: { preset: 'eks-article' } }`);
    expectDone(await project.deploy());
  }, 400_000);

  afterAll(stop);

  it("delivers the article's 18 fields as daily text to the bucket's root", async () => {
    const [flowLog] = await flowLogs();
    expect(flowLog!.LogFormat).toBe(eksArticle);
    expect(flowLog).toMatchObject({
      ResourceId: network.vpcId,
      TrafficType: 'ALL',
      MaxAggregationInterval: 600,
      LogDestination: `arn:aws:s3:::${bucket}`,
      DestinationOptions: {
        FileFormat: 'plain-text',
        HiveCompatiblePartitions: false,
        PerHourPartition: false,
      },
    });
    expect((await project.deployment()).athena).toMatchObject({
      database: 'flowloggluedb',
      table: 'vpc_flow_logs',
      columns: 'eks-article',
      partitions: 'explicit',
    });
  });

  it('plans nothing the second time, and destroys an empty bucket', async () => {
    const { stdout, code } = await project.terraform('plan', '-detailed-exitcode', '-no-color');
    expect(stdout).toContain('No changes.');
    expect(code).toBe(0);
    expectDone(await project.destroy());
    expect(await bucketExists(bucket)).toBe(false);
    expect(await bucketExists(results)).toBe(false);
  }, 200_000);
});
