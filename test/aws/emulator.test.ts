import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  BatchGetQueryExecutionCommand,
  CreateNamedQueryCommand,
  CreatePreparedStatementCommand,
  CreateWorkGroupCommand,
  DeleteNamedQueryCommand,
  DeletePreparedStatementCommand,
  DeleteWorkGroupCommand,
  GetQueryExecutionCommand,
  GetTableMetadataCommand,
  GetWorkGroupCommand,
  ListPreparedStatementsCommand,
  ListTagsForResourceCommand,
  StartQueryExecutionCommand,
  UpdateWorkGroupCommand,
} from '@aws-sdk/client-athena';
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteQueryDefinitionCommand,
  DescribeLogGroupsCommand,
  DescribeQueryDefinitionsCommand,
  PutQueryDefinitionCommand,
  StartQueryCommand,
  StopQueryCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateFlowLogsCommand,
  CreateSubnetCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  DescribeFlowLogsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  EC2Client,
  GetFlowLogsIntegrationTemplateCommand,
  type CreateFlowLogsCommandInput,
  type FlowLog,
} from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  DescribeClusterCommand,
  EKSClient,
  UpdateClusterConfigCommand,
} from '@aws-sdk/client-eks';
import {
  BatchCreatePartitionCommand,
  CreateDatabaseCommand,
  CreateTableCommand,
  GetColumnStatisticsForPartitionCommand,
  GetColumnStatisticsForTableCommand,
  GetPartitionsCommand,
  GlueClient,
  type GetPartitionsCommandInput,
  type GetPartitionsCommandOutput,
  type PartitionInput,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { describeWithAws } from './describe-with-aws';
import { ACCOUNT, REGION, startEmulator, type Emulator } from './emulator';
import { run, terraformEnvironment } from './terraform';

describeWithAws('emulator', () => {
  let emulator: Emulator;
  let ec2: EC2Client;
  let s3: S3Client;
  let athena: AthenaClient;
  let glue: GlueClient;
  let logs: CloudWatchLogsClient;
  let eks: EKSClient;

  beforeAll(async () => {
    emulator = await startEmulator();
    ec2 = new EC2Client(emulator.client);
    s3 = new S3Client(emulator.client);
    athena = new AthenaClient(emulator.client);
    glue = new GlueClient(emulator.client);
    logs = new CloudWatchLogsClient(emulator.client);
    eks = new EKSClient(emulator.client);
  }, 90_000);
  beforeEach(() => emulator.reset());
  afterAll(() => emulator?.stop());

  async function vpcWithSubnet() {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/24' }),
    );
    return { vpcId: Vpc?.VpcId ?? '', subnetId: Subnet?.SubnetId ?? '' };
  }

  async function flowLogs(input: CreateFlowLogsCommandInput): Promise<FlowLog[]> {
    const created = await ec2.send(new CreateFlowLogsCommand(input));
    expect(created.Unsuccessful ?? []).toEqual([]);
    const found = await ec2.send(new DescribeFlowLogsCommand({ FlowLogIds: created.FlowLogIds }));
    return found.FlowLogs ?? [];
  }

  test('answers an operation that it lacks once, with the reason, not with a 500 that gets retried', async () => {
    const template = new GetFlowLogsIntegrationTemplateCommand({
      FlowLogId: 'fl-0123456789abcdef0',
      ConfigDeliveryS3DestinationArn: 'arn:aws:s3:::flow',
      IntegrateServices: {},
    });

    await expect(ec2.send(template)).rejects.toMatchObject({
      name: 'NotImplemented',
      message: expect.stringContaining('get_flow_logs_integration_template'),
      $metadata: { httpStatusCode: 501, attempts: 1 },
    });
  });

  test("gives Terraform the answer that it lost, and does the work of others' repeated requests again", async () => {
    const createWorkGroup = async (userAgent: string, attempt: number): Promise<number> => {
      const response = await fetch(emulator.endpoint, {
        method: 'POST',
        headers: {
          Authorization: `AWS4-HMAC-SHA256 Credential=emulator/20260131/${REGION}/athena/aws4_request`,
          'Content-Type': 'application/x-amz-json-1.1',
          'X-Amz-Target': 'AmazonAthena.CreateWorkGroup',
          'User-Agent': userAgent,
          'Amz-Sdk-Invocation-Id': userAgent,
          'Amz-Sdk-Request': `attempt=${attempt}; max=25`,
        },
        body: JSON.stringify({ Name: userAgent.replace(/\W/g, '') }),
      });
      return response.status;
    };

    expect(await createWorkGroup('Terraform/1.11.4', 1)).toBe(200);
    expect(await createWorkGroup('Terraform/1.11.4', 2)).toBe(200);
    expect(await createWorkGroup('aws-sdk-js/3', 1)).toBe(200);
    expect(await createWorkGroup('aws-sdk-js/3', 2)).toBe(400);
    expect(emulator.log()).toContain('repeated: AmazonAthena.CreateWorkGroup attempt=2');
  });

  describe('flow logs to S3', () => {
    let vpcId: string;
    beforeEach(async () => {
      ({ vpcId } = await vpcWithSubnet());
      const location = { LocationConstraint: REGION } as const;
      await s3.send(new CreateBucketCommand({ Bucket: 'flow', CreateBucketConfiguration: location }));
    });
    const toS3 = (LogDestination: string): CreateFlowLogsCommandInput => ({
      ResourceType: 'VPC',
      ResourceIds: [vpcId],
      TrafficType: 'ALL',
      LogDestinationType: 's3',
      LogDestination,
    });

    test.each([
      'arn:aws:s3:::flow',
      'arn:aws:s3:::flow/',
      'arn:aws:s3:::flow/logs',
      'arn:aws:s3:::flow/a/b/',
    ])('return the destination %s as it was sent', async (destination) => {
      expect(await flowLogs(toS3(destination))).toMatchObject([{ LogDestination: destination }]);
    });

    test('return their destination options', async () => {
      const options = {
        FileFormat: 'parquet',
        HiveCompatiblePartitions: true,
        PerHourPartition: true,
      } as const;

      const found = await flowLogs({ ...toS3('arn:aws:s3:::flow/logs/'), DestinationOptions: options });

      expect(found).toMatchObject([{ DestinationOptions: options }]);
    });

    test('return the default destination options where none were sent', async () => {
      expect(await flowLogs(toS3('arn:aws:s3:::flow'))).toMatchObject([
        {
          DestinationOptions: {
            FileFormat: 'plain-text',
            HiveCompatiblePartitions: false,
            PerHourPartition: false,
          },
        },
      ]);
    });

    test('are told from each other by their prefix', async () => {
      await flowLogs(toS3('arn:aws:s3:::flow'));
      await flowLogs(toS3('arn:aws:s3:::flow/a/'));

      await expect(flowLogs(toS3('arn:aws:s3:::flow/a/'))).rejects.toMatchObject({
        name: 'FlowLogAlreadyExists',
      });
    });

    test('are unsuccessful where the bucket is missing', async () => {
      const { FlowLogIds, Unsuccessful } = await ec2.send(
        new CreateFlowLogsCommand(toS3('arn:aws:s3:::elsewhere/a/')),
      );

      expect(FlowLogIds ?? []).toEqual([]);
      expect(Unsuccessful).toMatchObject([
        { ResourceId: vpcId, Error: { Message: 'LogDestination: elsewhere does not exist.' } },
      ]);
    });

    test('need a traffic type', async () => {
      const input = { ...toS3('arn:aws:s3:::flow'), TrafficType: undefined };

      await expect(flowLogs(input)).rejects.toMatchObject({ name: 'MissingParameter' });
    });

    test('are described in pages', async () => {
      for (const prefix of ['a', 'b', 'c']) await flowLogs(toS3(`arn:aws:s3:::flow/${prefix}/`));

      const first = await ec2.send(new DescribeFlowLogsCommand({ MaxResults: 2 }));
      const second = await ec2.send(
        new DescribeFlowLogsCommand({ MaxResults: 2, NextToken: first.NextToken }),
      );

      expect(first.FlowLogs).toHaveLength(2);
      expect(second.FlowLogs).toHaveLength(1);
      expect(second.NextToken).toBeUndefined();
    });
  });

  test('finds the log group of a flow log by its ARN', async () => {
    const { subnetId } = await vpcWithSubnet();
    await logs.send(new CreateLogGroupCommand({ logGroupName: '/flow' }));
    const destination = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/flow`;

    const found = await flowLogs({
      ResourceType: 'Subnet',
      ResourceIds: [subnetId],
      TrafficType: 'ACCEPT',
      LogDestination: destination,
      DeliverLogsPermissionArn: `arn:aws:iam::${ACCOUNT}:role/flow`,
    });

    expect(found).toMatchObject([
      {
        LogDestinationType: 'cloud-watch-logs',
        LogDestination: destination,
        LogGroupName: '/flow',
        DeliverLogsStatus: 'SUCCESS',
      },
    ]);
    expect(found[0]?.DestinationOptions).toBeUndefined();
  });

  describe('a transit gateway', () => {
    let gatewayId: string;
    let attachmentId: string;
    beforeEach(async () => {
      const { vpcId, subnetId } = await vpcWithSubnet();
      const { TransitGateway } = await ec2.send(new CreateTransitGatewayCommand({}));
      gatewayId = TransitGateway?.TransitGatewayId ?? '';
      const { TransitGatewayVpcAttachment } = await ec2.send(
        new CreateTransitGatewayVpcAttachmentCommand({
          TransitGatewayId: gatewayId,
          VpcId: vpcId,
          SubnetIds: [subnetId],
          TagSpecifications: [
            { ResourceType: 'transit-gateway-attachment', Tags: [{ Key: 'team', Value: 'net' }] },
          ],
        }),
      );
      attachmentId = TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
      await logs.send(new CreateLogGroupCommand({ logGroupName: '/tgw' }));
    });
    const toLogs = (type: 'TransitGateway' | 'TransitGatewayAttachment', id: string) => ({
      ResourceType: type,
      ResourceIds: [id],
      LogGroupName: '/tgw',
      DeliverLogsPermissionArn: `arn:aws:iam::${ACCOUNT}:role/flow`,
    });

    test('returns its flow log, with the interval and the format of transit gateways', async () => {
      const found = await flowLogs(toLogs('TransitGateway', gatewayId));

      expect(found).toMatchObject([{ ResourceId: gatewayId, MaxAggregationInterval: 60 }]);
      expect(found[0]?.LogFormat).toMatch(/^\$\{version} \$\{resource-type} .* \$\{pkt-dst-aws-service}$/);
      expect(found[0]?.TrafficType).toBeUndefined();
    });

    test('returns the flow log of its attachment', async () => {
      const input = { ...toLogs('TransitGatewayAttachment', attachmentId), LogFormat: '${tgw-id} ${bytes}' };

      expect(await flowLogs(input)).toMatchObject([{ ResourceId: attachmentId, LogFormat: input.LogFormat }]);
    });

    test.each([
      ['another interval than 60', { MaxAggregationInterval: 600 }],
      ['a traffic type', { TrafficType: 'ALL' } as const],
    ])('refuses %s', async (_, wrong) => {
      const input = { ...toLogs('TransitGateway', gatewayId), ...wrong };

      await expect(flowLogs(input)).rejects.toMatchObject({ name: 'InvalidParameter' });
    });

    test.each([
      ['TransitGateway', 'tgw-0123456789abcdef0', 'InvalidTransitGatewayID.NotFound'],
      [
        'TransitGatewayAttachment',
        'tgw-attach-0123456789abcdef0',
        'InvalidTransitGatewayAttachmentID.NotFound',
      ],
    ] as const)('refuses an unknown %s', async (type, id, name) => {
      await expect(flowLogs(toLogs(type, id))).rejects.toMatchObject({ name });
    });

    test('keeps the tags of an attachment, and describes it as deleted once it is', async () => {
      const describeIt = async () => {
        const ids = { TransitGatewayAttachmentIds: [attachmentId] };
        return (await ec2.send(new DescribeTransitGatewayVpcAttachmentsCommand(ids)))
          .TransitGatewayVpcAttachments;
      };
      expect(await describeIt()).toMatchObject([{ Tags: [{ Key: 'team', Value: 'net' }] }]);

      await ec2.send(
        new DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachmentId }),
      );

      expect(await describeIt()).toMatchObject([{ State: 'deleted' }]);
    });
  });

  describe('Athena', () => {
    const name = 'flow';
    const arn = `arn:aws:athena:${REGION}:${ACCOUNT}:workgroup/${name}`;
    const configuration = async () =>
      (await athena.send(new GetWorkGroupCommand({ WorkGroup: name }))).WorkGroup?.Configuration;
    beforeEach(() =>
      athena.send(
        new CreateWorkGroupCommand({
          Name: name,
          Configuration: {
            BytesScannedCutoffPerQuery: 10_000_000,
            EngineVersion: { SelectedEngineVersion: 'AUTO' },
            ResultConfiguration: {
              OutputLocation: 's3://flow/results/',
              EncryptionConfiguration: { EncryptionOption: 'SSE_S3' },
            },
          },
        }),
      ),
    );

    test('lists no tags for an untagged work group', async () => {
      expect((await athena.send(new ListTagsForResourceCommand({ ResourceARN: arn }))).Tags).toEqual([]);
    });

    test('publishes metrics unless told otherwise, and knows its engine', async () => {
      expect(await configuration()).toMatchObject({
        PublishCloudWatchMetricsEnabled: true,
        EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
      });
    });

    test('updates a work group: sets, removes and keeps', async () => {
      await athena.send(
        new UpdateWorkGroupCommand({
          WorkGroup: name,
          Description: 'new',
          State: 'DISABLED',
          ConfigurationUpdates: {
            RemoveBytesScannedCutoffPerQuery: true,
            PublishCloudWatchMetricsEnabled: false,
            ResultConfigurationUpdates: {
              OutputLocation: 's3://flow/other/',
              RemoveEncryptionConfiguration: true,
            },
          },
        }),
      );

      const { WorkGroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup: name }));
      expect(WorkGroup).toMatchObject({ Description: 'new', State: 'DISABLED' });
      expect(WorkGroup?.Configuration).toMatchObject({
        PublishCloudWatchMetricsEnabled: false,
        EnforceWorkGroupConfiguration: true,
        ResultConfiguration: { OutputLocation: 's3://flow/other/' },
      });
      expect(WorkGroup?.Configuration?.BytesScannedCutoffPerQuery).toBeUndefined();
      expect(WorkGroup?.Configuration?.ResultConfiguration?.EncryptionConfiguration).toBeUndefined();
    });

    test('says that an unknown work group is not found', async () => {
      await expect(athena.send(new GetWorkGroupCommand({ WorkGroup: 'none' }))).rejects.toMatchObject({
        name: 'InvalidRequestException',
        message: 'WorkGroup none is not found.',
      });
    });

    test('deletes a work group that is not empty only recursively', async () => {
      await athena.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1', WorkGroup: name }));

      await expect(athena.send(new DeleteWorkGroupCommand({ WorkGroup: name }))).rejects.toThrow(
        'WorkGroup flow is not empty',
      );
      await athena.send(new DeleteWorkGroupCommand({ WorkGroup: name, RecursiveDeleteOption: true }));

      await expect(configuration()).rejects.toThrow('not found');
    });

    test('returns named queries in a batch, and deletes them', async () => {
      const query = { Name: 'top', Database: 'flow', QueryString: 'SELECT 1', WorkGroup: name };
      const { NamedQueryId: id = '' } = await athena.send(new CreateNamedQueryCommand(query));
      const batch = () => athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds: [id, 'none'] }));

      expect(await batch()).toMatchObject({
        NamedQueries: [{ ...query, NamedQueryId: id }],
        UnprocessedNamedQueryIds: [{ NamedQueryId: 'none' }],
      });

      await athena.send(new DeleteNamedQueryCommand({ NamedQueryId: id }));
      expect(await batch()).toMatchObject({ NamedQueries: [] });
    });

    // What AWS's model of Athena marks as idempotent. An SDK repeats a request whose answer was lost.
    test('takes a repeated request to create or delete as the same one', async () => {
      const query = { Name: 'top', Database: 'flow', QueryString: 'SELECT 1', WorkGroup: name };
      const create = () =>
        athena.send(new CreateNamedQueryCommand({ ...query, ClientRequestToken: 'x'.repeat(32) }));
      const { NamedQueryId: id } = await create();
      expect(await create()).toMatchObject({ NamedQueryId: id });

      const deleteQuery = () => athena.send(new DeleteNamedQueryCommand({ NamedQueryId: id }));
      await deleteQuery();
      await deleteQuery();
      const deleteWorkGroup = () => athena.send(new DeleteWorkGroupCommand({ WorkGroup: name }));
      await deleteWorkGroup();
      await deleteWorkGroup();
      await expect(configuration()).rejects.toThrow('not found');
    });

    test('lists prepared statements, and deletes them', async () => {
      const statement = { StatementName: 'top', WorkGroup: name };
      await athena.send(new CreatePreparedStatementCommand({ ...statement, QueryStatement: 'SELECT ?' }));
      const list = async () =>
        (await athena.send(new ListPreparedStatementsCommand({ WorkGroup: name }))).PreparedStatements;

      expect(await list()).toMatchObject([{ StatementName: 'top' }]);

      await athena.send(new DeletePreparedStatementCommand(statement));
      expect(await list()).toEqual([]);
    });

    test('returns query executions in a batch', async () => {
      const { QueryExecutionId: id = '' } = await athena.send(
        new StartQueryExecutionCommand({ QueryString: 'SELECT 1', WorkGroup: name }),
      );

      const batch = await athena.send(new BatchGetQueryExecutionCommand({ QueryExecutionIds: [id, 'none'] }));

      expect(batch).toMatchObject({
        QueryExecutions: [{ QueryExecutionId: id, Query: 'SELECT 1', Status: { State: 'SUCCEEDED' } }],
        UnprocessedQueryExecutionIds: [{ QueryExecutionId: 'none' }],
      });
    });

    test('refuses an unknown query', async () => {
      await expect(
        athena.send(new GetQueryExecutionCommand({ QueryExecutionId: 'none' })),
      ).rejects.toMatchObject({ name: 'InvalidRequestException' });
    });

    test("returns the metadata of the Glue catalog's tables", async () => {
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'flow' } }));
      await glue.send(
        new CreateTableCommand({
          DatabaseName: 'flow',
          TableInput: {
            Name: 'logs',
            TableType: 'EXTERNAL_TABLE',
            PartitionKeys: [{ Name: 'day', Type: 'string' }],
            StorageDescriptor: { Columns: [{ Name: 'bytes', Type: 'bigint' }] },
          },
        }),
      );
      const table = (TableName: string) =>
        athena.send(
          new GetTableMetadataCommand({ CatalogName: 'AwsDataCatalog', DatabaseName: 'flow', TableName }),
        );

      expect((await table('logs')).TableMetadata).toMatchObject({
        Name: 'logs',
        TableType: 'EXTERNAL_TABLE',
        Columns: [{ Name: 'bytes', Type: 'bigint' }],
        PartitionKeys: [{ Name: 'day', Type: 'string' }],
      });
      await expect(table('none')).rejects.toMatchObject({ name: 'MetadataException' });
    });
  });

  describe('the partitions of a Glue table', () => {
    const name = { DatabaseName: 'flow', TableName: 'logs' };
    const partition = (...Values: string[]) => ({
      Values,
      StorageDescriptor: { Location: `s3://flow/${Values}/`, Columns: [{ Name: 'bytes', Type: 'bigint' }] },
    });
    const create = (PartitionInputList: PartitionInput[]) =>
      glue.send(new BatchCreatePartitionCommand({ ...name, PartitionInputList }));
    const list = async (more: Partial<GetPartitionsCommandInput> = {}) =>
      glue.send(new GetPartitionsCommand({ ...name, ...more }));
    const values = ({ Partitions = [] }: GetPartitionsCommandOutput) =>
      Partitions.flatMap((one) => one.Values ?? []);

    beforeEach(async () => {
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'flow' } }));
      const TableInput = { Name: 'logs', PartitionKeys: [{ Name: 'dt', Type: 'string' }] };
      await glue.send(new CreateTableCommand({ DatabaseName: 'flow', TableInput }));
    });

    test('come all for an empty expression, as Trino asks, and some for another', async () => {
      await create([partition('a'), partition('b')]);
      expect(values(await list({ Expression: '' }))).toEqual(['a', 'b']);
      expect(values(await list({ Expression: `dt = 'b'` }))).toEqual(['b']);
    });

    test('come in pages and in segments, each once', async () => {
      const all = Array.from({ length: 7 }, (_, index) => `${index}`);
      await create(all.map((value) => partition(value)));
      const first = await list({ MaxResults: 4 });
      const second = await list({ MaxResults: 4, NextToken: first.NextToken });
      const segments = [0, 1, 2].map((SegmentNumber) =>
        list({ Segment: { SegmentNumber, TotalSegments: 3 } }),
      );

      expect([values(first), values(second), second.NextToken]).toEqual([
        all.slice(0, 4),
        all.slice(4),
        undefined,
      ]);
      expect((await Promise.all(segments)).flatMap(values).sort()).toEqual(all);
    });

    test('come without their columns where nobody wants them', async () => {
      await create([partition('a')]);
      expect((await list()).Partitions?.[0]?.StorageDescriptor).toEqual(partition('a').StorageDescriptor);
      const { Partitions } = await list({ ExcludeColumnSchema: true });
      expect(Partitions?.[0]?.StorageDescriptor).toEqual({ Location: 's3://flow/a/' });
    });

    test('are made at most a hundred at once, with a value for each key', async () => {
      const many = Array.from({ length: 101 }, (_, index) => partition(`${index}`));
      await expect(create(many)).rejects.toMatchObject({ name: 'ValidationException' });
      await expect(create([partition('a', 'b')])).rejects.toMatchObject({ name: 'InvalidInputException' });
      expect((await create(many.slice(1))).Errors ?? []).toEqual([]);
      expect((await create([partition('1'), partition('new')])).Errors).toMatchObject([
        { PartitionValues: ['1'], ErrorDetail: { ErrorCode: 'AlreadyExistsException' } },
      ]);
    });

    test('have no statistics of their columns, nor has the table', async () => {
      const ColumnNames = ['bytes'];
      const ofTable = new GetColumnStatisticsForTableCommand({ ...name, ColumnNames });
      const ofPartition = new GetColumnStatisticsForPartitionCommand({
        ...name,
        ColumnNames,
        PartitionValues: ['a'],
      });
      expect((await glue.send(ofTable)).ColumnStatisticsList).toEqual([]);
      expect((await glue.send(ofPartition)).ColumnStatisticsList).toEqual([]);
    });
  });

  describe('CloudWatch Logs', () => {
    test.each([
      [undefined, 'STANDARD'],
      ['STANDARD', 'STANDARD'],
      ['INFREQUENT_ACCESS', 'INFREQUENT_ACCESS'],
    ] as const)('returns the class of a log group of class %s', async (logGroupClass, expected) => {
      await logs.send(new CreateLogGroupCommand({ logGroupName: '/flow', logGroupClass }));

      const { logGroups } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '/flow' }));

      expect(logGroups).toMatchObject([{ logGroupName: '/flow', logGroupClass: expected }]);
    });

    test('saves, replaces, lists and deletes Insights queries', async () => {
      const list = async () =>
        (await logs.send(new DescribeQueryDefinitionsCommand({ queryDefinitionNamePrefix: 'flowtoll/' })))
          .queryDefinitions;
      const query = { name: 'flowtoll/top', queryString: 'fields @message', logGroupNames: ['/flow'] };
      const { queryDefinitionId } = await logs.send(new PutQueryDefinitionCommand(query));
      await logs.send(new PutQueryDefinitionCommand({ name: 'other', queryString: 'fields @message' }));
      const replaced = { ...query, queryDefinitionId, queryString: 'limit 1' };
      await logs.send(new PutQueryDefinitionCommand(replaced));

      expect(await list()).toMatchObject([replaced]);

      await logs.send(new DeleteQueryDefinitionCommand({ queryDefinitionId }));
      expect(await list()).toEqual([]);
    });

    test('refuses to stop a query that has ended', async () => {
      await logs.send(new CreateLogGroupCommand({ logGroupName: '/flow' }));
      const { queryId } = await logs.send(
        new StartQueryCommand({
          logGroupName: '/flow',
          startTime: 1,
          endTime: 2,
          queryString: 'fields @message',
        }),
      );

      await expect(logs.send(new StopQueryCommand({ queryId }))).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
    });
  });

  describe('S3', () => {
    test('lets an object into a bucket whose policy denies requests without TLS', async () => {
      await s3.send(new CreateBucketCommand({ Bucket: 'logs' }));
      const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::logs/*' };
      const withoutTls = { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
      const put = () => s3.send(new PutObjectCommand({ Bucket: 'logs', Key: 'a', Body: 'b' }));
      await putPolicy(withoutTls);
      await expect(put()).resolves.toBeDefined();
      await putPolicy(deny);
      await expect(put()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
    });

    function putPolicy(statement: object) {
      const policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
      return s3.send(new PutBucketPolicyCommand({ Bucket: 'logs', Policy: policy }));
    }
  });

  describe('EKS', () => {
    const create = (...subnetIds: string[]) =>
      eks.send(
        new CreateClusterCommand({
          name: 'shop',
          roleArn: `arn:aws:iam::${ACCOUNT}:role/eks`,
          resourcesVpcConfig: { subnetIds },
        }),
      );

    test("returns the VPC of a cluster's subnets, also after an update", async () => {
      const { vpcId, subnetId } = await vpcWithSubnet();
      await create(subnetId);
      await eks.send(
        new UpdateClusterConfigCommand({ name: 'shop', resourcesVpcConfig: { endpointPrivateAccess: true } }),
      );

      const { cluster } = await eks.send(new DescribeClusterCommand({ name: 'shop' }));

      expect(cluster?.resourcesVpcConfig).toMatchObject({
        vpcId,
        subnetIds: [subnetId],
        endpointPublicAccess: true,
        endpointPrivateAccess: true,
      });
    });

    test('refuses an unknown subnet', async () => {
      await expect(create('subnet-0123456789abcdef0')).rejects.toMatchObject({
        name: 'InvalidParameterException',
      });
    });
  });

  test("suffices, by its environment alone, for Terraform's provider: apply, empty plan, destroy", async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'flowtoll-stack-'));
    writeFileSync(join(cwd, 'stack.tf.json'), JSON.stringify(STACK));
    const env = { ...terraformEnvironment(), ...emulator.environment };
    const terraform = async (...args: string[]) => {
      const finished = await run('terraform', [...args, '-no-color'], { cwd, env });
      return finished.code === 0 ? 0 : `${finished.code}\n${finished.stdout}\n${finished.stderr}`;
    };

    try {
      expect(await terraform('init')).toBe(0);
      expect(await terraform('apply', '-auto-approve')).toBe(0);
      expect(await terraform('plan', '-detailed-exitcode')).toBe(0);
      expect(await terraform('destroy', '-auto-approve')).toBe(0);
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  }, 180_000);
});

/** The gaps that only Terraform falls into, as every stack has its provider: a region, default tags, no more. */
const STACK = {
  terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } },
  provider: { aws: [{ region: REGION, default_tags: [{ tags: { project: 'flowtoll' } }] }] },
  resource: {
    aws_vpc: { vpc: { cidr_block: '10.0.0.0/16' } },
    aws_s3_bucket: { bucket: { bucket: 'flow', force_destroy: true } },
    aws_flow_log: {
      s3: {
        vpc_id: '${aws_vpc.vpc.id}',
        traffic_type: 'ALL',
        log_destination_type: 's3',
        log_destination: '${aws_s3_bucket.bucket.arn}/flow/',
        destination_options: [
          { file_format: 'parquet', hive_compatible_partitions: true, per_hour_partition: true },
        ],
      },
    },
    aws_cloudwatch_log_group: { group: { name: '/flow', log_group_class: 'INFREQUENT_ACCESS' } },
    aws_cloudwatch_query_definition: { query: { name: 'flowtoll/top', query_string: 'fields @message' } },
    aws_athena_workgroup: { group: { name: 'flow' } },
    aws_athena_named_query: {
      query: {
        name: 'top',
        database: 'flow',
        query: 'SELECT 1',
        workgroup: '${aws_athena_workgroup.group.name}',
      },
    },
  },
};
