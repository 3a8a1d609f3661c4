import { defineConfig, type Configuration } from '../../../core/configuration';
import type { CloudWatchSettings, S3Settings, Source } from '../../../core/configuration/configuration';
import type { ResolvedFlowLog } from '../../../core/configuration/resolve-flow-log';
import { namedFormats } from '../../../core/records/named-formats';

const vpc = 'vpc-0123456789abcdef0';
const otherVpc = 'vpc-0fedcba9876543210';
const transitGateway = 'tgw-0123456789abcdef0';
const valid: Configuration = { region: 'eu-central-1', source: { vpcId: vpc } };

function toS3(s3: S3Settings, change: Partial<Configuration> = {}): readonly ResolvedFlowLog[] {
  return defineConfig({ ...valid, ...change, s3, cloudwatch: false }).s3!.flowLogs;
}

function toCloudWatch(
  cloudwatch: CloudWatchSettings,
  change: Partial<Configuration> = {},
): readonly ResolvedFlowLog[] {
  return defineConfig({ ...valid, ...change, s3: false, cloudwatch }).cloudwatch!.flowLogs;
}

describe('to S3', () => {
  test('recommended: everything, every ten minutes, Parquet by the hour, in a folder of the record format', () => {
    expect(toS3({})).toEqual([
      {
        name: 'traffic',
        source: { kind: expect.objectContaining({ setting: 'vpcId' }), id: vpc },
        recordFormat: namedFormats.recommended,
        trafficType: 'ALL',
        maxAggregationInterval: 600,
        tagFields: [],
        destination: {
          kind: 's3',
          delivery: {
            fileFormat: 'parquet',
            hiveCompatiblePartitions: false,
            perHourPartition: true,
            prefix: 'v11-parquet-hourly-7782c260/',
          },
        },
      },
    ]);
  });

  test("eks-article: everything, every ten minutes, text by the day, in the bucket's root", () => {
    expect(toS3({ preset: 'eks-article' })).toEqual([
      {
        name: 'traffic',
        source: { kind: expect.objectContaining({ setting: 'vpcId' }), id: vpc },
        recordFormat: namedFormats['eks-article'],
        trafficType: 'ALL',
        maxAggregationInterval: 600,
        tagFields: [],
        destination: {
          kind: 's3',
          delivery: {
            fileFormat: 'plain-text',
            hiveCompatiblePartitions: false,
            perHourPartition: false,
            prefix: '',
          },
        },
      },
    ]);
  });

  const folderOf = (settings: S3Settings) => {
    const { destination } = toS3(settings)[0]!;
    return destination.kind === 's3' ? destination.delivery.prefix : undefined;
  };

  test.each<{ what: string; settings: S3Settings }>([
    { what: 'record format', settings: { recordFormat: 'v5' } },
    { what: 'order of fields', settings: { recordFormat: '${bytes} ${version}' } },
    { what: 'file format', settings: { fileFormat: 'plain-text' } },
    { what: 'folders', settings: { hiveCompatiblePartitions: true } },
    { what: 'hours', settings: { perHourPartition: false } },
  ])('a changed $what never shares the folder of the old one', ({ settings }) => {
    expect(folderOf(settings)).toMatch(/^v\d+-[a-z-]+-[0-9a-f]{8}\/$/);
    expect(folderOf(settings)).not.toBe(folderOf({}));
  });

  test('what a changed interval or traffic type writes is read by the same table, in the same folder', () => {
    expect(folderOf({ maxAggregationInterval: 60, trafficType: 'REJECT' })).toBe(folderOf({}));
  });

  test('a format string that spells a named format is that format', () => {
    expect(folderOf({ recordFormat: namedFormats.recommended.toString() })).toBe(folderOf({}));
  });
});

describe('to CloudWatch Logs', () => {
  test('recommended: everything, every minute', () => {
    expect(toCloudWatch({})).toEqual([
      {
        name: 'traffic',
        source: { kind: expect.objectContaining({ setting: 'vpcId' }), id: vpc },
        recordFormat: namedFormats.recommended,
        trafficType: 'ALL',
        maxAggregationInterval: 60,
        tagFields: [],
        destination: { kind: 'cloudwatch', logGroupName: '/flowtoll/traffic' },
      },
    ]);
  });

  test('nat-article: its fields, every minute, in a log group of the environment', () => {
    expect(toCloudWatch({ preset: 'nat-article' }, { environment: 'dev' })).toMatchObject([
      {
        recordFormat: namedFormats['nat-article'],
        maxAggregationInterval: 60,
        destination: { kind: 'cloudwatch', logGroupName: '/aws/dev-flow-logs/traffic' },
      },
    ]);
  });

  test.each([
    { environment: undefined, own: undefined, group: '/flowtoll/nat' },
    { environment: 'prod', own: undefined, group: '/flowtoll/prod/nat' },
    { environment: 'prod', own: '/network/nat', group: '/network/nat' },
  ])('the log group is $group', ({ environment, own, group }) => {
    const flowLogs = toCloudWatch({ flowLogs: { nat: { logGroupName: own } } }, { environment });
    expect(flowLogs).toMatchObject([{ destination: { logGroupName: group } }]);
  });
});

describe('several flow logs', () => {
  test('are as their stack says where they say nothing themselves', () => {
    const flowLogs = toS3({
      recordFormat: 'v5',
      maxAggregationInterval: 60,
      trafficType: 'REJECT',
      perHourPartition: false,
      flowLogs: {
        same: {},
        own: { trafficType: 'ACCEPT', recordFormat: 'default', fileFormat: 'plain-text' },
      },
    });
    expect(flowLogs).toMatchObject([
      {
        name: 'same',
        recordFormat: namedFormats.v5,
        maxAggregationInterval: 60,
        trafficType: 'REJECT',
        destination: { delivery: { fileFormat: 'parquet', perHourPartition: false } },
      },
      {
        name: 'own',
        recordFormat: namedFormats.default,
        maxAggregationInterval: 60,
        trafficType: 'ACCEPT',
        destination: { delivery: { fileFormat: 'plain-text', perHourPartition: false } },
      },
    ]);
  });

  test('of one name are told apart by their ids', () => {
    const flowLogs = toCloudWatch({}, { source: { vpcId: [vpc, otherVpc] } });
    expect(flowLogs.map(({ name, destination }) => [name, destination])).toEqual([
      [`traffic-${vpc}`, { kind: 'cloudwatch', logGroupName: `/flowtoll/traffic-${vpc}` }],
      [`traffic-${otherVpc}`, { kind: 'cloudwatch', logGroupName: `/flowtoll/traffic-${otherVpc}` }],
    ]);
  });

  test('a list of one id is named by it too, so that one more id changes no other flow log', () => {
    expect(toS3({}, { source: { vpcId: [vpc] } }).map(({ name }) => name)).toEqual([`traffic-${vpc}`]);
    expect(toS3({}, { source: { vpcId: vpc } }).map(({ name }) => name)).toEqual(['traffic']);
  });

  test('of one VPC may share a folder where their traffic differs', () => {
    const [yes, no] = toS3({ flowLogs: { yes: { trafficType: 'ACCEPT' }, no: { trafficType: 'REJECT' } } });
    expect(yes!.destination).toEqual(no!.destination);
  });

  test('of two VPCs share the folder of their record format', () => {
    const [one, other] = toS3({}, { source: { vpcId: [vpc, otherVpc] } });
    expect(one!.destination).toEqual(other!.destination);
  });

  test("a flow log's own source goes before the stack's, and the stack's before the configuration's", () => {
    const ids = toS3({
      source: { vpcId: otherVpc },
      flowLogs: { stack: {}, own: { source: { subnetId: 'subnet-0123abcd' } } },
    }).map(({ source }) => source);
    expect(ids).toMatchObject([{ id: otherVpc }, { id: 'subnet-0123abcd' }]);
  });

  test('one of the S3 stack may go to CloudWatch Logs, and is then as that destination wants it', () => {
    const [, rejects] = toS3({
      fileFormat: 'parquet',
      hiveCompatiblePartitions: true,
      flowLogs: { all: {}, rejects: { destination: 'cloudwatch', trafficType: 'REJECT' } },
    });
    expect(rejects).toMatchObject({
      maxAggregationInterval: 60,
      trafficType: 'REJECT',
      destination: { kind: 'cloudwatch', logGroupName: '/flowtoll/rejects' },
    });
  });
});

describe('a transit gateway', () => {
  test.each<{ source: Source }>([
    { source: { transitGatewayId: transitGateway } },
    { source: { transitGatewayAttachmentId: 'tgw-attach-0123456789abcdef0' } },
  ])('$source logs everything, all fields, every minute', ({ source }) => {
    expect(toS3({}, { source })).toMatchObject([
      {
        recordFormat: namedFormats['transit-gateway'],
        trafficType: undefined,
        maxAggregationInterval: 60,
        destination: { delivery: { prefix: 'transit-gateway-v6-parquet-hourly-0a16a096/' } },
      },
    ]);
  });

  test('beside a VPC leaves alone what the stack says of VPCs', () => {
    const [ofVpc, ofGateway] = toS3({
      recordFormat: 'v5',
      trafficType: 'REJECT',
      maxAggregationInterval: 600,
      flowLogs: { vpc: {}, gateway: { source: { transitGatewayId: transitGateway } } },
    });
    expect(ofVpc).toMatchObject({ trafficType: 'REJECT', maxAggregationInterval: 600 });
    expect(ofGateway).toMatchObject({ trafficType: undefined, maxAggregationInterval: 60 });
    expect(ofGateway!.recordFormat).toBe(namedFormats['transit-gateway']);
  });

  test('may have a choice of its own fields', () => {
    const [flowLog] = toS3(
      { flowLogs: { gateway: { recordFormat: '${tgw-id} ${bytes}' } } },
      { source: { transitGatewayId: transitGateway } },
    );
    expect(flowLog!.recordFormat.toString()).toBe('${tgw-id} ${bytes}');
    expect(flowLog!.recordFormat.kind).toBe('transit-gateway');
  });
});

test('tag fields come with their specification', () => {
  const tagFields = [{ resourceType: 'instance', tagKeys: ['team', 'app'] }] as const;
  const recordFormat = '${instance-tag} ${instance-tag-2} ${bytes}';
  expect(toS3({ recordFormat, tagFields })).toMatchObject([{ tagFields }]);
});
