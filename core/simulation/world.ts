/**
 * What exists: VPCs, their interfaces, and who holds which address. Times are Unix seconds; ranges are half-open.
 */
export interface World {
  readonly interfaces: readonly NetworkInterface[];
  readonly pods: readonly Pod[];
}

export interface Vpc {
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly cidrs: readonly string[];
}

export interface Subnet {
  readonly id: string;
  readonly vpc: Vpc;
  /** The AZ id, e.g. `euc1-az1`. */
  readonly az: string;
  readonly cidr: string;
  /** Where it is not in an AZ itself: then records show no AZ. */
  readonly sublocation?: { readonly type: 'localzone' | 'wavelength' | 'outpost'; readonly id: string };
}

/** The values of the field interface-type; every other kind of interface has none. */
export type InterfaceType =
  'nat_gateway' | 'network_load_balancer' | 'regional_nat_gateway' | 'transit_gateway' | 'vpc_endpoint';

/** Who an interface is for. */
export type Holder =
  | 'node'
  | 'instance'
  | 'control-plane'
  | 'nat-gateway'
  | 'load-balancer'
  | 'database'
  | 'interface-endpoint'
  | 'transit-gateway';

export interface NetworkInterface {
  /** `eni-…`; `-` for a regional NAT gateway, which has no interface. */
  readonly id: string;
  readonly vpc: Vpc;
  /** None for a regional NAT gateway. */
  readonly subnet?: Subnet;
  /** The primary private IPv4 address; of a regional NAT gateway its public one. */
  readonly address: string;
  readonly address6?: string;
  readonly publicAddress?: string;
  /** Addresses and prefixes behind it, e.g. those of pods. */
  readonly secondary?: readonly string[];
  /** The instance, where it is yours; none for interfaces that AWS manages. */
  readonly instance?: string;
  /** On a Nitro instance records span at most 60 seconds, and paths 7 and 8 are told apart; elsewhere both are 2. */
  readonly nitro?: boolean;
  readonly type?: InterfaceType;
  /** The id of a regional NAT gateway. */
  readonly resource?: string;
  /** Whose it is, where the VPC's owner shares its subnets with other accounts. @default the VPC's account */
  readonly account?: string;
  /** What account-id says where it is not that account: `unknown` on some interfaces of AWS services. */
  readonly shownAccount?: string;
  readonly holder: Holder;
  /** The holder's name, e.g. a node's. */
  readonly name: string;
}

/** A worker node: an instance with a first interface, and more for pods. */
export interface Node {
  readonly name: string;
  readonly instance: string;
  readonly interfaces: readonly [NetworkInterface, ...NetworkInterface[]];
  /** AWS_VPC_K8S_CNI_EXTERNALSNAT=true: what its pods send out of the VPC keeps their addresses. */
  readonly externalSnat: boolean;
}

export interface Pod {
  readonly namespace: string;
  readonly workload: string;
  readonly name: string;
  /** Uses its node's own address. */
  readonly hostNetwork?: boolean;
  readonly leases: readonly [Lease, ...Lease[]];
}

/** An address that a pod held on a node for a time. */
export interface Lease {
  readonly address: string;
  readonly node: Node;
  readonly interface: NetworkInterface;
  readonly from: number;
  readonly until: number;
}

/** The interface's own address of the family of the given one. */
export function ownAddress(of: NetworkInterface, like: string): string {
  if (!like.includes(':')) return of.address;
  if (of.address6 === undefined) throw new Error(`${of.id} has no IPv6 address`);
  return of.address6;
}

export function accountOf(at: NetworkInterface): string {
  return at.account ?? at.vpc.account;
}

/** What tells interfaces apart: a regional NAT gateway by its own id. */
export function interfaceKey(of: NetworkInterface): string {
  return of.resource ?? of.id;
}
