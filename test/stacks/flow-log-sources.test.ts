import type { Configuration } from '../../core/configuration';
import { flowLogsCloudWatch, flowLogsS3, mistake, unlessRefused, type Synthesized } from '../modules/synth';

const stacks: [string, (settings?: Partial<Configuration>) => Synthesized][] = [
  ['flow-logs-s3', flowLogsS3],
  ['flow-logs-cloudwatch', flowLogsCloudWatch],
];

const arguments_ = [
  'vpc_id',
  'subnet_id',
  'eni_id',
  'transit_gateway_id',
  'transit_gateway_attachment_id',
  'regional_nat_gateway_id',
];

/** Of each flow log, the arguments that name its source. */
function sourcesOf(stack: Synthesized): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stack.all('aws_flow_log')).map(([path, flowLog]) => [
      path.replace(/^flow-log-(.*)\/flow-log$/, '$1'),
      Object.fromEntries(Object.entries(flowLog).filter(([key]) => arguments_.includes(key))),
    ]),
  );
}

const outputsOf = ({ document }: Synthesized) => Object.keys(document['output']!);

describe.each(stacks)('sources of %s', (name, synthesized) => {
  it('are the VPC of the EKS cluster of the variable, where none is given', () => {
    const stack = synthesized();
    expect(stack.allData('aws_eks_cluster')).toEqual({ 'eks-cluster': { name: '${var.eks_cluster_name}' } });
    expect(sourcesOf(stack)).toEqual({
      traffic: { vpc_id: '${data.aws_eks_cluster.eks-cluster.vpc_config[0].vpc_id}' },
    });
  });

  it('look the cluster up once for several flow logs', () => {
    const settings = {
      flowLogs: { accepts: { trafficType: 'ACCEPT' }, rejects: { trafficType: 'REJECT' } },
    } as const;
    const stack = synthesized({ source: { eksCluster: 'prod' }, s3: settings, cloudwatch: settings });
    const vpc_id = '${data.aws_eks_cluster.eks-cluster.vpc_config[0].vpc_id}';
    expect(Object.keys(stack.allData('aws_eks_cluster'))).toEqual(['eks-cluster']);
    expect(sourcesOf(stack)).toEqual({ accepts: { vpc_id }, rejects: { vpc_id } });
    expect(outputsOf(stack)).toContain('eks_cluster_output');
  });

  it("are another cluster's VPC where a flow log names one", () => {
    const settings = { flowLogs: { all: { source: { eksCluster: 'other' } } } };
    const stack = synthesized({ s3: settings, cloudwatch: settings });
    expect(stack.allData('aws_eks_cluster')).toEqual({ 'flow-log-all/eks-cluster': { name: 'other' } });
    expect(sourcesOf(stack)).toEqual({
      all: { vpc_id: '${data.aws_eks_cluster.flow-log-all/eks-cluster.vpc_config[0].vpc_id}' },
    });
    expect(outputsOf(stack)).not.toContain('eks_cluster_output');
  });

  it.each([
    ['subnetId', 'subnet-0123456789abcdef0', 'subnet_id'],
    ['networkInterfaceId', 'eni-0123456789abcdef0', 'eni_id'],
    ['transitGatewayId', 'tgw-0123456789abcdef0', 'transit_gateway_id'],
    ['transitGatewayAttachmentId', 'tgw-attach-0123456789abcdef0', 'transit_gateway_attachment_id'],
    ['regionalNatGatewayId', 'nat-0123456789abcdef0', 'regional_nat_gateway_id'],
  ])('may be a %s, which replaces the look-up of the cluster', (setting, id, argument) => {
    const stack = synthesized({ source: { [setting]: id } });
    expect(sourcesOf(stack)).toEqual({ traffic: { [argument]: id } });
    expect(Object.keys(stack.document['data']!)).toEqual(['aws_caller_identity', 'aws_partition']);
    expect(outputsOf(stack)).not.toContain('eks_cluster_output');
    const { flow_logs } = stack.output('flowtoll') as { flow_logs: { source: string }[] };
    expect(flow_logs.map(({ source }) => source)).toEqual([id]);
  });

  it('may be a VPC, which must be in the Region of the stack', () => {
    const stack = synthesized({ source: { vpcId: 'vpc-0123456789abcdef0' } });
    expect(sourcesOf(stack)).toEqual({ traffic: { vpc_id: 'vpc-0123456789abcdef0' } });
    expect(stack.allData('aws_vpcs')).toEqual({
      'flow-log-traffic/vpc': {
        filter: [{ name: 'vpc-id', values: ['vpc-0123456789abcdef0'] }],
        lifecycle: {
          postcondition: [
            {
              condition: '${length(self.ids) == 1}',
              error_message:
                "vpc-0123456789abcdef0 is not a VPC of this account in the stack's Region eu-central-1; set 'region' to the VPC's own",
            },
          ],
        },
      },
    });
  });

  it('may be a VPC by its ARN', () => {
    const stack = synthesized({
      source: { vpcId: 'arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0123456789abcdef0' },
    });
    expect(sourcesOf(stack)).toEqual({ traffic: { vpc_id: 'vpc-0123456789abcdef0' } });
  });

  it('may be several VPCs, each with a flow log and a look-up of its own', () => {
    const stack = synthesized({ source: { vpcId: ['vpc-0123456789abcdef0', 'vpc-0123456789abcdef1'] } });
    expect(sourcesOf(stack)).toEqual({
      'traffic-vpc-0123456789abcdef0': { vpc_id: 'vpc-0123456789abcdef0' },
      'traffic-vpc-0123456789abcdef1': { vpc_id: 'vpc-0123456789abcdef1' },
    });
    expect(Object.keys(stack.allData('aws_vpcs'))).toHaveLength(2);
    const { flow_logs } = stack.output('flowtoll') as { flow_logs: { name: string }[] };
    expect(flow_logs.map((flowLog) => flowLog.name)).toEqual([
      'traffic-vpc-0123456789abcdef0',
      'traffic-vpc-0123456789abcdef1',
    ]);
  });

  it('may be several regional NAT gateways beside the VPC', () => {
    const settings = {
      flowLogs: {
        vpc: {},
        nat: { source: { regionalNatGatewayId: ['nat-0123456789abcdef0', 'nat-0123456789abcdef1'] } },
      },
    };
    const stack = synthesized({
      source: { vpcId: 'vpc-0123456789abcdef0' },
      s3: settings,
      cloudwatch: settings,
    });
    expect(sourcesOf(stack)).toEqual({
      vpc: { vpc_id: 'vpc-0123456789abcdef0' },
      'nat-nat-0123456789abcdef0': { regional_nat_gateway_id: 'nat-0123456789abcdef0' },
      'nat-nat-0123456789abcdef1': { regional_nat_gateway_id: 'nat-0123456789abcdef1' },
    });
    expect(JSON.stringify(stack.document['terraform'])).toContain('>= 6.25.0, < 7.0.0');
  });

  it('of a transit gateway have records and an interval of their own', () => {
    const stack = synthesized({ source: { transitGatewayId: 'tgw-0123456789abcdef0' } });
    const flowLog = stack.one('aws_flow_log');
    expect(flowLog['log_format']).toContain('$${tgw-id}');
    expect(flowLog['max_aggregation_interval']).toBe(60);
    expect(flowLog).not.toHaveProperty('traffic_type');
    const { flow_logs } = stack.output('flowtoll') as { flow_logs: object[] };
    expect(flow_logs[0]).not.toHaveProperty('traffic_type');
  });

  it('refuse an ARN of another Region, naming both', () => {
    const vpcId = 'arn:aws:ec2:us-east-1:123456789012:vpc/vpc-0123456789abcdef0';
    expect(mistake(() => synthesized({ source: { vpcId } }))).toBe(
      `'source.vpcId' must be in the stack's Region eu-central-1, got one in us-east-1: ${vpcId}; set 'region' to us-east-1, or deploy a second configuration there`,
    );
  });

  it.each([
    ['its id', 'vpc-0123456789abcdef0'],
    ['its ARN', 'arn:aws:ec2:eu-central-1:123456789012:vpc/vpc-0123456789abcdef0'],
  ])('record a VPC once that is named twice, by its id and by %s, or refuse it', (_, again) => {
    const otherStack = name === 'flow-logs-s3' ? 'cloudwatch' : 's3';
    const source = { vpcId: ['vpc-0123456789abcdef0', again] };
    const stack = unlessRefused(() => synthesized({ source, [otherStack]: false }));
    expect(Object.values(stack?.all('aws_flow_log') ?? { none: {} })).toHaveLength(1);
  });
});
