import { UserError } from '../user-error';
import type { OneOrMore, Source } from './configuration';

/** The kinds of source that have an id, with the setting that names them and the argument of `aws_flow_log`. */
export const sourceKinds = [
  {
    setting: 'vpcId',
    argument: 'vpcId',
    idPrefix: 'vpc',
    arnType: 'vpc',
    allowed: 'a VPC id (vpc-…) or its ARN',
  },
  {
    setting: 'subnetId',
    argument: 'subnetId',
    idPrefix: 'subnet',
    arnType: 'subnet',
    allowed: 'a subnet id (subnet-…) or its ARN',
  },
  {
    setting: 'networkInterfaceId',
    argument: 'eniId',
    idPrefix: 'eni',
    arnType: 'network-interface',
    allowed: 'a network interface id (eni-…) or its ARN',
  },
  {
    setting: 'transitGatewayId',
    argument: 'transitGatewayId',
    idPrefix: 'tgw',
    arnType: 'transit-gateway',
    allowed: 'a transit gateway id (tgw-…) or its ARN',
  },
  {
    setting: 'transitGatewayAttachmentId',
    argument: 'transitGatewayAttachmentId',
    idPrefix: 'tgw-attach',
    arnType: 'transit-gateway-attachment',
    allowed: 'a transit gateway attachment id (tgw-attach-…) or its ARN',
  },
  {
    setting: 'regionalNatGatewayId',
    argument: 'regionalNatGatewayId',
    idPrefix: 'nat',
    arnType: 'natgateway',
    allowed: 'a regional NAT gateway id (nat-…) or its ARN',
  },
] as const;

export type SourceKind = (typeof sourceKinds)[number];

/** One thing whose traffic is recorded. */
export type ResolvedSource =
  | { readonly kind: SourceKind; readonly id: string }
  /** The VPC of an EKS cluster; without a name it is the cluster of the stack's variable. */
  | { readonly kind: 'eksCluster'; readonly name: string | undefined };

/** The id in an id or ARN, or undefined where it is neither. */
export function idOfSource(kind: SourceKind, value: string): string | undefined {
  const id = value.startsWith('arn:') ? arnOfSource(kind).exec(value)?.groups?.['id'] : value;
  return id !== undefined && new RegExp(`^${kind.idPrefix}-[0-9a-f]{8,17}$`).test(id) ? id : undefined;
}

function arnOfSource(kind: SourceKind): RegExp {
  return new RegExp(`^arn:aws[a-z-]*:ec2:(?<region>[a-z0-9-]+):[0-9]{12}:${kind.arnType}/(?<id>.+)$`);
}

/**
 * The single things that a configured source stands for.
 *
 * @param setting the path of the source in the configuration, for the message
 * @throws UserError where an ARN is of another Region than the stack's, naming both, and for an id given twice
 */
export function resolveSource(source: Source | undefined, region: string, setting: string): ResolvedSource[] {
  const kind = sourceKinds.find((candidate) => source?.[candidate.setting] !== undefined);
  if (!kind) return [{ kind: 'eksCluster', name: source?.eksCluster }];
  const ids = toList(source![kind.setting]!).map((value) => {
    const itsRegion = arnOfSource(kind).exec(value)?.groups?.['region'];
    if (itsRegion !== undefined && itsRegion !== region) {
      throw new UserError(
        `'${setting}.${kind.setting}' must be in the stack's Region ${region}, got one in ${itsRegion}: ${value}; set 'region' to ${itsRegion}, or deploy a second configuration there`,
      );
    }
    return idOfSource(kind, value)!;
  });
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new UserError(`'${setting}.${kind.setting}' must name a source once, got twice: ${repeated}`);
  }
  return ids.map((id) => ({ kind, id }));
}

/** Whether ids come as a list: then each goes into the name of its flow log, so that one more changes no other. */
export function isList(source: Source | undefined): boolean {
  return sourceKinds.some(({ setting }) => Array.isArray(source?.[setting]));
}

function toList(value: OneOrMore): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}
