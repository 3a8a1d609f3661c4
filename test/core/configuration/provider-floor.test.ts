import { isBefore, providerCeiling, providerFloor } from '../../../core/configuration/provider-floor';
import type { ResolvedFlowLog } from '../../../core/configuration/resolve-flow-log';
import { sourceKinds, type SourceKind } from '../../../core/configuration/source';
import { namedFormats } from '../../../core/records/named-formats';
import { refusal } from '../refusal';

const sourceKind = (setting: SourceKind['setting']) => sourceKinds.find((kind) => kind.setting === setting)!;

const plain: ResolvedFlowLog = {
  name: 'traffic',
  source: { kind: sourceKind('vpcId'), id: 'vpc-0123456789abcdef0' },
  recordFormat: namedFormats.recommended,
  trafficType: 'ALL',
  maxAggregationInterval: 600,
  tagFields: [],
  destination: { kind: 'cloudwatch', logGroupName: '/flowtoll/traffic' },
};
const ofCluster: ResolvedFlowLog = { ...plain, source: { kind: 'eksCluster', name: 'prod' } };
const ofRegionalNat: ResolvedFlowLog = {
  ...plain,
  source: { kind: sourceKind('regionalNatGatewayId'), id: 'nat-0123456789abcdef0' },
};
const withTags: ResolvedFlowLog = {
  ...plain,
  tagFields: [{ resourceType: 'instance', tagKeys: ['team'] }],
};

test.each<{ what: string; flowLogs: ResolvedFlowLog[]; floor: string }>([
  { what: 'no flow log', flowLogs: [], floor: '5.100.0' },
  { what: 'a VPC', flowLogs: [plain], floor: '5.100.0' },
  { what: 'a cluster', flowLogs: [ofCluster], floor: '5.100.0' },
  { what: 'a regional NAT gateway', flowLogs: [plain, ofRegionalNat], floor: '6.25.0' },
  { what: 'tag fields', flowLogs: [withTags, plain], floor: '6.52.0' },
  { what: 'both', flowLogs: [withTags, ofRegionalNat], floor: '6.52.0' },
])('$what needs provider $floor', ({ flowLogs, floor }) => {
  expect(providerFloor(flowLogs, undefined)).toBe(floor);
});

test('a configured floor above what is needed stands', () => {
  expect(providerFloor([plain], '6.0.0')).toBe('6.0.0');
  expect(providerFloor([ofRegionalNat], '6.25.0')).toBe('6.25.0');
  expect(providerFloor([ofRegionalNat], '6.100.0')).toBe('6.100.0');
});

test.each([
  {
    flowLogs: [plain, ofRegionalNat],
    configured: '6.9.0',
    message:
      "'provider.minimumVersion' must be at least 6.25.0 for a regional NAT gateway as source, got: 6.9.0",
  },
  {
    flowLogs: [withTags],
    configured: '6.51.0',
    message:
      "'provider.minimumVersion' must be at least 6.52.0 for tag fields (aws_flow_log's tag_field_specification), got: 6.51.0",
  },
])(
  'a configured floor of $configured below what is needed is refused',
  ({ flowLogs, configured, message }) => {
    expect(refusal(() => providerFloor(flowLogs, configured))).toBe(message);
  },
);

test('a floor at the ceiling or above leaves no version, and is refused', () => {
  expect(providerCeiling).toBe('7.0.0');
  expect(providerFloor([plain], '6.999.0')).toBe('6.999.0');
  for (const configured of ['7.0.0', '7.0.1', '10.0.0']) {
    expect(refusal(() => providerFloor([plain], configured))).toBe(
      `'provider.minimumVersion' must be at least 5.100.0 and below 7.0.0, got: ${configured}`,
    );
  }
});

test('a floor below what the stacks are tested on is refused', () => {
  expect(providerFloor([plain], '5.100.0')).toBe('5.100.0');
  for (const configured of ['5.99.9', '4.67.0']) {
    expect(refusal(() => providerFloor([plain], configured))).toBe(
      `'provider.minimumVersion' must be at least 5.100.0 and below 7.0.0, got: ${configured}`,
    );
  }
});

test.each([
  ['5.100.0', '6.0.0', true],
  ['5.99.0', '5.100.0', true],
  ['6.9.0', '6.25.0', true],
  ['6.25.0', '6.25.1', true],
  ['6.25.9', '6.25.10', true],
  ['6.25.0', '6.25.0', false],
  ['6.25.0', '6.9.0', false],
  ['6.0.0', '5.100.0', false],
  ['6.0.9', '5.9.10', false],
  ['10.0.0', '9.0.0', false],
])('version %s is before %s: %s', (version, other, before) => {
  expect(isBefore(version, other)).toBe(before);
});
