import { TerraformOutput, TerraformVariable } from 'cdktf';
import type { S3Delivery } from '../../core/delivery/s3-delivery';
import { namedFormats } from '../../core/records/named-formats';
import { RecordFormat } from '../../core/records/record-format';
import { FlowLog, type FlowLogProps } from '../../modules/flow-log';
import { FlowLogDestination } from '../../modules/flow-log-destination';
import { FlowLogSource } from '../../modules/flow-log-source';
import { LogArchive } from '../../modules/log-archive';
import { aStack, mistake, synthesize } from './synth';
import type { TerraformStack } from 'cdktf';
import type { AwsEnvironment } from '../../modules/aws-environment';

const delivery: S3Delivery = {
  prefix: '',
  fileFormat: 'plain-text',
  hiveCompatiblePartitions: false,
  perHourPartition: false,
};

function build(props: Partial<FlowLogProps>) {
  return (scope: TerraformStack, environment: AwsEnvironment) => {
    const archive = new LogArchive(scope, 'archive', {
      environment,
      bucketName: 'my-logs',
      deliveries: [delivery],
    });
    return new FlowLog(scope, 'all', {
      name: 'flowtoll-all',
      source: FlowLogSource.subnet('subnet-0a'),
      destination: FlowLogDestination.s3(archive, delivery),
      recordFormat: RecordFormat.parse('${version} ${account-id}'),
      ...props,
    });
  };
}

const flowLogWith = (props: Partial<FlowLogProps> = {}) =>
  synthesize((scope, environment) => void build(props)(scope, environment)).one('aws_flow_log');
const mistakeWith = (props: Partial<FlowLogProps>) =>
  mistake(() => aStack((scope, environment) => void build(props)(scope, environment)));

const toBucket = {
  log_destination_type: 's3',
  log_destination: '${aws_s3_bucket.archive/bucket/bucket.arn}',
  destination_options: {
    file_format: 'plain-text',
    hive_compatible_partitions: false,
    per_hour_partition: false,
  },
  depends_on: [
    'aws_s3_bucket_policy.archive/bucket/policy',
    'aws_s3_bucket_public_access_block.archive/bucket/public-access-block',
    'aws_s3_bucket_ownership_controls.archive/bucket/ownership',
    'aws_s3_bucket_server_side_encryption_configuration.archive/bucket/encryption',
  ],
};

const tagFormat = RecordFormat.parse('${instance-tag} ${instance-tag-2} ${asg-tag}');
const tagFields: FlowLogProps['tagFields'] = [
  { resourceType: 'instance', tagKeys: ['Name', 'team'] },
  { resourceType: 'auto-scaling-group', tagKeys: ['node-group'] },
];

describe('FlowLog', () => {
  it('records all traffic every 600 s where nothing is said, in an escaped format', () => {
    expect(flowLogWith()).toEqual({
      ...toBucket,
      subnet_id: 'subnet-0a',
      traffic_type: 'ALL',
      max_aggregation_interval: 600,
      log_format: '$${version} $${account-id}',
      tags: { Name: 'flowtoll-all' },
    });
  });

  it('takes every setting', () => {
    expect(
      flowLogWith({
        name: 'rejects',
        recordFormat: tagFormat,
        trafficType: 'REJECT',
        maxAggregationInterval: 60,
        tagFields,
      }),
    ).toEqual({
      ...toBucket,
      subnet_id: 'subnet-0a',
      traffic_type: 'REJECT',
      max_aggregation_interval: 60,
      log_format: '$${instance-tag} $${instance-tag-2} $${asg-tag}',
      tags: { Name: 'rejects' },
      tag_field_specification: [
        { resource_type: 'instance', tag_keys: ['Name', 'team'] },
        { resource_type: 'auto-scaling-group', tag_keys: ['node-group'] },
      ],
    });
  });

  it('has no tag field specification where no tag field is wanted, so that older providers take it', () => {
    expect(flowLogWith({ tagFields: [] })).not.toHaveProperty('tag_field_specification');
  });

  it.each([
    [FlowLogSource.transitGateway('tgw-0a'), { transit_gateway_id: 'tgw-0a' }],
    [
      FlowLogSource.transitGatewayAttachment('tgw-attach-0a'),
      { transit_gateway_attachment_id: 'tgw-attach-0a' },
    ],
  ])('records a transit gateway every 60 s, without a traffic type', (source, argument) => {
    const recordFormat = RecordFormat.parse('${version} ${tgw-id}', 'transit-gateway');
    const expected = {
      ...toBucket,
      ...argument,
      max_aggregation_interval: 60,
      log_format: '$${version} $${tgw-id}',
      tags: { Name: 'flowtoll-all' },
    };
    expect(flowLogWith({ source, recordFormat })).toEqual(expected);
    expect(flowLogWith({ source, recordFormat, maxAggregationInterval: 60 })).toEqual(expected);
  });

  it('records a regional NAT gateway', () => {
    expect(flowLogWith({ source: FlowLogSource.regionalNatGateway('nat-0a') })).toMatchObject({
      regional_nat_gateway_id: 'nat-0a',
      traffic_type: 'ALL',
      max_aggregation_interval: 600,
    });
  });

  it('names exactly one source', () => {
    const sources = ['vpc_id', 'subnet_id', 'eni_id', 'transit_gateway_id', 'regional_nat_gateway_id'];
    expect(Object.keys(flowLogWith()).filter((key) => sources.includes(key))).toEqual(['subnet_id']);
  });

  it('says what it records, as Terraform knows it', () => {
    const stack = synthesize((scope, environment) => {
      const flowLog = build({ source: FlowLogSource.eksCluster('prod') })(scope, environment);
      new TerraformOutput(scope, 'source', { value: flowLog.source });
    });
    const vpcId = '${data.aws_eks_cluster.all/eks-cluster.vpc_config[0].vpc_id}';
    expect(stack.output('source')).toEqual({ vpcId });
    expect(stack.one('aws_flow_log')['vpc_id']).toBe(vpcId);
  });

  it('takes a traffic type and an interval that Terraform knows only later', () => {
    const stack = synthesize((scope, environment) => {
      const trafficType = new TerraformVariable(scope, 'type', {}).stringValue;
      const maxAggregationInterval = new TerraformVariable(scope, 'interval', { type: 'number' }).numberValue;
      build({ trafficType, maxAggregationInterval })(scope, environment);
    });
    expect(stack.one('aws_flow_log')).toMatchObject({
      traffic_type: '${var.type}',
      max_aggregation_interval: '${var.interval}',
    });
  });

  describe('refuses', () => {
    const transitGateway = {
      source: FlowLogSource.transitGateway('tgw-0a'),
      recordFormat: namedFormats['transit-gateway'],
    };

    it.each<[string, Partial<FlowLogProps>, string]>([
      [
        'records of a transit gateway for another source',
        { recordFormat: namedFormats['transit-gateway'] },
        "'recordFormat' must be of vpc flow logs, got: one of transit-gateway flow logs",
      ],
      [
        'VPC records for a transit gateway',
        { source: transitGateway.source },
        "'recordFormat' must be of transit-gateway flow logs, got: one of vpc flow logs",
      ],
      [
        'a traffic type for a transit gateway',
        { ...transitGateway, trafficType: 'ALL' },
        "'trafficType' must be left out for a transit gateway, which logs everything, got: ALL",
      ],
      [
        'an unknown traffic type',
        { trafficType: 'DROP' },
        "'trafficType' must be ALL, ACCEPT or REJECT, got: DROP",
      ],
      [
        'another interval',
        { maxAggregationInterval: 300 },
        "'maxAggregationInterval' must be 60 or 600, got: 300",
      ],
      [
        'another interval than 60 s for a transit gateway',
        { ...transitGateway, maxAggregationInterval: 600 },
        "'maxAggregationInterval' must be 60, got: 600",
      ],
      [
        'a tag field without its key',
        { recordFormat: RecordFormat.parse('${instance-tag}') },
        "field 'instance-tag' needs a tag field specification with a tag key for instance",
      ],
      [
        'a second tag field without its key',
        { recordFormat: tagFormat, tagFields: [{ resourceType: 'instance', tagKeys: ['Name'] }] },
        "field 'instance-tag-2' needs a tag field specification with a second tag key for instance",
      ],
      [
        'a tag key without its field',
        { tagFields: [{ resourceType: 'instance', tagKeys: ['Name'] }] },
        'the tag field specification of instance has 1 tag keys, but the record format shows 0 of them',
      ],
      [
        'three tag keys of one resource type',
        { tagFields: [{ resourceType: 'instance', tagKeys: ['a', 'b', 'c'] }] },
        'the tag field specification of instance must have 1 or 2 tag keys, got: 3',
      ],
      [
        'a resource type twice',
        {
          tagFields: [
            { resourceType: 'instance', tagKeys: ['a'] },
            { resourceType: 'instance', tagKeys: ['b'] },
          ],
        },
        'tag field specifications must name a resource type once, got twice: instance',
      ],
    ])('%s', (_, props, message) => {
      expect(mistakeWith(props)).toBe(message);
    });
  });

  describe('rules', () => {
    it('EC2.6: records at least what was rejected', () => {
      expect(flowLogWith()['traffic_type']).toBe('ALL');
    });

    it('EC2.48: has a tag', () => {
      expect(flowLogWith()['tags']).toEqual({ Name: 'flowtoll-all' });
    });
  });
});
