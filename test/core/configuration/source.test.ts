import { idOfSource, resolveSource, sourceKinds, type SourceKind } from '../../../core/configuration/source';
import { refusal } from '../refusal';

const hex = '0123456789abcdef0';
const region = 'eu-central-1';
const ids: Record<SourceKind['setting'], { id: string; arn: string }> = {
  vpcId: { id: `vpc-${hex}`, arn: `vpc/vpc-${hex}` },
  subnetId: { id: `subnet-${hex}`, arn: `subnet/subnet-${hex}` },
  networkInterfaceId: { id: `eni-${hex}`, arn: `network-interface/eni-${hex}` },
  transitGatewayId: { id: `tgw-${hex}`, arn: `transit-gateway/tgw-${hex}` },
  transitGatewayAttachmentId: {
    id: `tgw-attach-${hex}`,
    arn: `transit-gateway-attachment/tgw-attach-${hex}`,
  },
  regionalNatGatewayId: { id: `nat-${hex}`, arn: `natgateway/nat-${hex}` },
};
const arnOf = (setting: SourceKind['setting'], itsRegion = region) =>
  `arn:aws:ec2:${itsRegion}:123456789012:${ids[setting].arn}`;

test('every source of the EC2 API has a kind, and the argument of aws_flow_log', () => {
  expect(sourceKinds.map((kind) => [kind.setting, kind.argument])).toEqual([
    ['vpcId', 'vpcId'],
    ['subnetId', 'subnetId'],
    ['networkInterfaceId', 'eniId'],
    ['transitGatewayId', 'transitGatewayId'],
    ['transitGatewayAttachmentId', 'transitGatewayAttachmentId'],
    ['regionalNatGatewayId', 'regionalNatGatewayId'],
  ]);
});

describe.each([...sourceKinds])('$setting', (kind) => {
  const { id } = ids[kind.setting];

  test('is an id, old or new, or an ARN of any partition', () => {
    const prefix = id.slice(0, -hex.length);
    expect(idOfSource(kind, id)).toBe(id);
    expect(idOfSource(kind, `${prefix}1a2b3c4d`)).toBe(`${prefix}1a2b3c4d`);
    expect(idOfSource(kind, arnOf(kind.setting))).toBe(id);
    expect(idOfSource(kind, arnOf(kind.setting).replace('arn:aws:', 'arn:aws-us-gov:'))).toBe(id);
  });

  test('is not the id of anything else', () => {
    for (const other of sourceKinds.filter((one) => one !== kind)) {
      expect(idOfSource(kind, ids[other.setting].id)).toBeUndefined();
      expect(idOfSource(kind, arnOf(other.setting))).toBeUndefined();
    }
  });

  test.each([
    ['nothing', () => ''],
    ['a prefix alone', () => id.slice(0, -hex.length)],
    ['seven characters', () => id.slice(0, 7 - hex.length)],
    ['eighteen characters', () => `${id}0`],
    ['upper case', () => id.toUpperCase()],
    ['a letter beyond f', () => id.replace('a', 'g')],
    ['a line break', () => `${id}\n`],
    ['an ARN without account', () => arnOf(kind.setting).replace('123456789012', '')],
    ['an ARN of another service', () => arnOf(kind.setting).replace(':ec2:', ':s3:')],
    ['an ARN with something behind', () => `${arnOf(kind.setting)}/x`],
  ])('is not %s', (_, value) => {
    expect(idOfSource(kind, value())).toBeUndefined();
  });

  test('gives the thing that is recorded, by id or ARN, single or in a list', () => {
    const expected = { kind, id };
    expect(resolveSource({ [kind.setting]: id }, region, 'source')).toEqual([expected]);
    expect(resolveSource({ [kind.setting]: arnOf(kind.setting) }, region, 'source')).toEqual([expected]);
    const other = id.replace(hex, '0fedcba9876543210');
    expect(resolveSource({ [kind.setting]: [id, other] }, region, 'source')).toEqual([
      expected,
      { kind, id: other },
    ]);
  });

  test('named twice is refused, be it by id or ARN', () => {
    const both = { [kind.setting]: [id, arnOf(kind.setting)] };
    expect(refusal(() => resolveSource(both, region, 'source'))).toBe(
      `'source.${kind.setting}' must name a source once, got twice: ${id}`,
    );
  });

  test('of another Region is refused, naming both', () => {
    const arn = arnOf(kind.setting, 'us-east-1');
    expect(refusal(() => resolveSource({ [kind.setting]: [id, arn] }, region, 's3.source'))).toBe(
      `'s3.source.${kind.setting}' must be in the stack's Region eu-central-1, got one in us-east-1: ${arn}; ` +
        "set 'region' to us-east-1, or deploy a second configuration there",
    );
  });
});

test('a cluster is looked up, by its name or by the name that Terraform is given', () => {
  expect(resolveSource({ eksCluster: 'prod' }, region, 'source')).toEqual([
    { kind: 'eksCluster', name: 'prod' },
  ]);
  expect(resolveSource(undefined, region, 'source')).toEqual([{ kind: 'eksCluster', name: undefined }]);
});
