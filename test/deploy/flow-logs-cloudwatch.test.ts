import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeFlowLogsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { GetRoleCommand, GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { ACCOUNT, REGION, startEmulator, type Emulator } from '../aws/emulator';
import { describeWithAws } from '../aws/describe-with-aws';
import { createNetwork, type Network } from './network';
import { expectDone, Project } from './project';

const natArticle =
  '${region} ${vpc-id} ${az-id} ${subnet-id} ${instance-id} ${interface-id} ${flow-direction} ${srcaddr} ${dstaddr} ' +
  '${srcport} ${dstport} ${pkt-srcaddr} ${pkt-dstaddr} ${pkt-src-aws-service} ${pkt-dst-aws-service} ' +
  '${traffic-path} ${packets} ${bytes} ${action}';

let emulator: Emulator;
let network: Network;
let project: Project;

describeWithAws("cdktf deploy flow-logs-cloudwatch, with the NAT article's format", () => {
  beforeAll(async () => {
    emulator = await startEmulator();
    network = await createNetwork(emulator);
    project = new Project(emulator, 'flow-logs-cloudwatch', {});
    project.configure(configuration('keep'));
    expectDone(await project.deploy());
  }, 200_000);

  afterAll(async () => {
    await emulator?.stop();
    project?.remove();
  });

  const configuration = (removal: string) => `{
    region: '${REGION}',
    environment: 'dev',
    removal: '${removal}',
    cloudwatch: {
      preset: 'nat-article',
      retentionDays: 400,
      flowLogs: {
        vpc: { source: { vpcId: '${network.vpcId}' } },
        node: { source: { networkInterfaceId: '${network.networkInterfaceId}' }, trafficType: 'REJECT' },
        subnet: { source: { subnetId: '${network.subnetId}' }, recordFormat: 'default', trafficType: 'ACCEPT' },
      },
    },
  }`;

  const logGroups = async () =>
    (await new CloudWatchLogsClient(emulator.client).send(new DescribeLogGroupsCommand({}))).logGroups!;

  const flowLogOf = async (resource: string) => {
    const { FlowLogs } = await new EC2Client(emulator.client).send(new DescribeFlowLogsCommand({}));
    return FlowLogs!.find(({ ResourceId }) => ResourceId === resource)!;
  };

  it('makes a flow log for each source, the format equal character for character', async () => {
    expect(await flowLogOf(network.vpcId)).toMatchObject({
      LogFormat: natArticle,
      TrafficType: 'ALL',
      MaxAggregationInterval: 60,
      LogDestinationType: 'cloud-watch-logs',
      LogDestination: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/dev-flow-logs/vpc`,
    });
    expect(await flowLogOf(network.networkInterfaceId)).toMatchObject({
      TrafficType: 'REJECT',
      LogFormat: natArticle,
    });
    expect(await flowLogOf(network.subnetId)).toMatchObject({
      TrafficType: 'ACCEPT',
      LogFormat:
        '${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol} ' +
        '${packets} ${bytes} ${start} ${end} ${action} ${log-status}',
    });
  });

  it('makes a log group for each, of the class and retention asked for', async () => {
    const found = (await logGroups()).map(({ logGroupName, logGroupClass, retentionInDays }) => [
      logGroupName,
      logGroupClass,
      retentionInDays,
    ]);
    expect(found.sort()).toEqual([
      ['/aws/dev-flow-logs/node', 'STANDARD', 400],
      ['/aws/dev-flow-logs/subnet', 'STANDARD', 400],
      ['/aws/dev-flow-logs/vpc', 'STANDARD', 400],
    ]);
  });

  it('lets only flow logs of this account and Region write, and only to their log group', async () => {
    const iam = new IAMClient(emulator.client);
    const RoleName = (await flowLogOf(network.vpcId)).DeliverLogsPermissionArn!.split('/').at(-1)!;
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(JSON.parse(decodeURIComponent(Role!.AssumeRolePolicyDocument!)).Statement).toEqual([
      {
        Sid: 'FlowLogsAssume',
        Effect: 'Allow',
        Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': ACCOUNT },
          ArnLike: { 'aws:SourceArn': `arn:aws:ec2:${REGION}:${ACCOUNT}:vpc-flow-log/*` },
        },
      },
    ]);
    const policy = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'write-flow-logs' }));
    const logGroup = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:/aws/dev-flow-logs/vpc`;
    expect(JSON.parse(decodeURIComponent(policy.PolicyDocument!)).Statement).toEqual([
      {
        Sid: 'WriteRecords',
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
        Resource: [logGroup, `${logGroup}:*`],
      },
      {
        Sid: 'FindLogGroup',
        Effect: 'Allow',
        Action: 'logs:DescribeLogGroups',
        Resource: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:*`,
      },
    ]);
  });

  it('says in its output what was deployed', async () => {
    const { flow_logs, athena, stack } = await project.deployment();
    expect({ stack, athena }).toEqual({ stack: 'flow-logs-cloudwatch', athena: undefined });
    expect(flow_logs[0]).toEqual({
      name: 'vpc',
      id: (await flowLogOf(network.vpcId)).FlowLogId,
      source: network.vpcId,
      record_format: natArticle,
      max_aggregation_interval: 60,
      traffic_type: 'ALL',
      destination: { type: 'cloudwatch', log_group: '/aws/dev-flow-logs/vpc', log_group_class: 'STANDARD' },
    });
  });

  it('plans nothing the second time', async () => {
    const { code, stdout } = await project.terraform('plan', '-detailed-exitcode', '-no-color');
    expect(stdout).toContain('No changes.');
    expect(code).toBe(0);
  }, 120_000);

  it('fails at plan, naming VPC and Region, where the VPC is not in the Region', async () => {
    const missing = 'vpc-00000000000000001';
    project.configure(`{ region: '${REGION}', environment: 'dev', source: { vpcId: '${missing}' } }`);
    expectDone(await project.synth());
    const { code, stderr } = await project.terraform('plan', '-no-color');
    expect(code).toBe(1);
    expect(stderr.replaceAll(/[│\s]+/g, ' ')).toContain(
      `${missing} is not a VPC of this account in the stack's Region ${REGION}; set 'region' to the VPC's own`,
    );
  }, 120_000);

  it('leaves the log groups at destroy, and with removal "destroy" removes them', async () => {
    project.configure(configuration('keep'));
    expectDone(await project.destroy());
    expect(await logGroups()).toHaveLength(3);
    expect(await flowLogOf(network.vpcId)).toBeUndefined();

    await emulator.reset();
    network = await createNetwork(emulator);
    project.configure(configuration('destroy'));
    expectDone(await project.deploy());
    expect(await logGroups()).toHaveLength(3);
    expectDone(await project.destroy());
    expect(await logGroups()).toEqual([]);
  }, 300_000);
});
