/** Every toll by its id; the ids stand in bills and scripts, so they do not change. */
export type TollId =
  | 'inter-region'
  | 'vpc-peering'
  | 'public-address'
  | 'cross-az'
  | 'nat-processing'
  | 'transit-gateway'
  | 'interface-endpoint'
  | 'internet-egress'
  | 'nat-hours'
  | 'transit-gateway-hours'
  | 'interface-endpoint-hours'
  | 'public-ipv4-hours'
  | 'flow-logs'
  | 'gateway-endpoint'
  | 'aws-service'
  | 'internet-ingress'
  | 'virtual-private-gateway'
  | 'local-zone'
  | 'unknown';

/** A charge AWS takes on a hop, or on something that exists. */
export interface Toll {
  readonly id: TollId;
  readonly title: string;
  /**
   * - transfer: at most one per hop, the first that fits
   * - processing: on top of it, at the interface that handles the bytes
   * - hours: for something that exists, which records do not show
   * - free: costs nothing, and is shown
   * - unpriced: bytes that no price is known for, or that cannot be told
   */
  readonly kind: 'transfer' | 'processing' | 'hours' | 'free' | 'unpriced';
  readonly unit: 'GB' | 'hour' | 'request';
  /** One sentence: on what, how often, and who pays. */
  readonly meaning: string;
  /** Where AWS says so; an address or, for what it does not document, `reasoned`. */
  readonly source: string;
}

const onDemand = 'https://aws.amazon.com/ec2/pricing/on-demand/';
const transferCharges = 'https://docs.aws.amazon.com/cur/latest/userguide/cur-data-transfers-charges.html';
const vpcPricing = 'https://aws.amazon.com/vpc/pricing/';
const privateLink = 'https://aws.amazon.com/privatelink/pricing/';
const transitGateway = 'https://aws.amazon.com/transit-gateway/pricing/';
const recordFields = 'https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html';

const list: readonly Toll[] = [
  {
    id: 'inter-region',
    title: 'To other Regions',
    kind: 'transfer',
    unit: 'GB',
    meaning: 'bytes that leave for another Region, once, paid by the sender at its Region’s price',
    source: transferCharges,
  },
  {
    id: 'vpc-peering',
    title: 'VPC peering, across AZs',
    kind: 'transfer',
    unit: 'GB',
    meaning:
      'bytes over peering inside a Region between two Availability Zones, once at each end of one’s own; free inside one',
    source: onDemand,
  },
  {
    id: 'public-address',
    title: 'By public address inside the Region',
    kind: 'transfer',
    unit: 'GB',
    meaning:
      'bytes to and from public addresses of EC2 and load balancers in the same Region, once at each end of one’s own, in one Availability Zone too',
    source: onDemand,
  },
  {
    id: 'cross-az',
    title: 'Across Availability Zones',
    kind: 'transfer',
    unit: 'GB',
    meaning: 'bytes between interfaces in two Availability Zones, once at each metered end of one’s own',
    source: transferCharges,
  },
  {
    id: 'nat-processing',
    title: 'NAT gateway processing',
    kind: 'processing',
    unit: 'GB',
    meaning: 'every byte that enters a NAT gateway, from either side, once',
    source: vpcPricing,
  },
  {
    id: 'transit-gateway',
    title: 'Transit gateway processing',
    kind: 'processing',
    unit: 'GB',
    meaning: 'every byte that a VPC sends into its transit gateway attachment, once, paid by the sender',
    source: transitGateway,
  },
  {
    id: 'interface-endpoint',
    title: 'Interface endpoint processing',
    kind: 'processing',
    unit: 'GB',
    meaning: 'every byte through an interface endpoint, in both directions, once',
    source: privateLink,
  },
  {
    id: 'internet-egress',
    title: 'To the internet',
    kind: 'transfer',
    unit: 'GB',
    meaning: 'bytes that leave for the internet, once; through a NAT gateway measured where they leave it',
    source: onDemand,
  },
  {
    id: 'nat-hours',
    title: 'NAT gateway hours',
    kind: 'hours',
    unit: 'hour',
    meaning: 'every hour that a NAT gateway exists, a regional one in each of its Availability Zones',
    source: vpcPricing,
  },
  {
    id: 'transit-gateway-hours',
    title: 'Transit gateway attachment hours',
    kind: 'hours',
    unit: 'hour',
    meaning: 'every hour that an attachment to a transit gateway exists',
    source: transitGateway,
  },
  {
    id: 'interface-endpoint-hours',
    title: 'Interface endpoint hours',
    kind: 'hours',
    unit: 'hour',
    meaning: 'every hour that an interface endpoint exists, in each of its Availability Zones',
    source: privateLink,
  },
  {
    id: 'public-ipv4-hours',
    title: 'Public IPv4 address hours',
    kind: 'hours',
    unit: 'hour',
    meaning: 'every hour that a public IPv4 address is held, in use or idle',
    source: vpcPricing,
  },
  {
    id: 'flow-logs',
    title: 'The flow logs themselves',
    kind: 'processing',
    unit: 'GB',
    meaning: 'what delivery, storage and queries of the logs cost',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
  {
    id: 'gateway-endpoint',
    title: 'Gateway endpoint',
    kind: 'free',
    unit: 'GB',
    meaning: 'bytes to and from S3 and DynamoDB by a gateway endpoint or past it in the same Region: free',
    source: 'https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html',
  },
  {
    id: 'aws-service',
    title: 'AWS services of the same Region',
    kind: 'free',
    unit: 'GB',
    meaning: 'bytes to and from AWS services of the same Region by public address, and CloudFront: free',
    source: onDemand,
  },
  {
    id: 'internet-ingress',
    title: 'From the internet',
    kind: 'free',
    unit: 'GB',
    meaning: 'bytes that come in from the internet or another Region: free',
    source: onDemand,
  },
  {
    id: 'virtual-private-gateway',
    title: 'Virtual private gateway',
    kind: 'unpriced',
    unit: 'GB',
    meaning: 'bytes that leave by a virtual private gateway (VPN, Direct Connect), whose prices differ',
    source: recordFields,
  },
  {
    id: 'local-zone',
    title: 'Local Zones and Wavelength',
    kind: 'unpriced',
    unit: 'GB',
    meaning: 'bytes that leave for a Local Zone or a Wavelength Zone, whose prices differ',
    source: recordFields,
  },
  {
    id: 'unknown',
    title: 'Not known',
    kind: 'unpriced',
    unit: 'GB',
    meaning: 'bytes whose way, or whose far end’s Region, Availability Zone or kind, is not known',
    source: 'reasoned',
  },
];

/** Every toll by its id, in the order in which bills show them. */
export const tolls: ReadonlyMap<TollId, Toll> = new Map(list.map((toll) => [toll.id, toll]));

/** How bytes were counted, and what was assumed: one sentence each. */
export const howSentences = {
  named: 'The records name the interfaces at both ends.',
  learnt: 'The interface at the other end is the one whose own records hold the far address.',
  planned: 'Where the far address is comes from the given address plan (--networks).',
  ranges: 'Service and Region of the far address come from the given AWS address ranges.',
  'no-ranges':
    'No AWS address ranges were given: an address of an AWS service is taken as in this Region (--ip-ranges).',
  path: 'traffic-path tells which way the bytes left.',
  'no-path':
    'The records do not tell which way the bytes left: the far address is outside, and this interface is reached from the internet.',
  'egress-only':
    'IPv6 to the outside with no path: taken as an egress-only internet gateway, which AWS documents no path for.',
  'may-be-alb':
    'At most this much: an end is of no instance and no known type, and may be an Application Load Balancer or what else is free.',
  'assumed-end':
    'An end is a NAT gateway or an EKS control plane, taken as metered, which AWS does not document.',
  'no-services':
    'Neither the records nor address ranges name AWS’s own addresses: they count as the internet (--ip-ranges).',
  'no-path-service':
    'The records do not tell which way the bytes left: S3 and DynamoDB that no NAT gateway has seen are free.',
  'region-unknown': 'The Region of an address of AWS is not known.',
  'type-learnt':
    'The records lack interface-type: what passes on the traffic of others and opens connections of its own is taken as a NAT gateway.',
  'nat-inside': 'The NAT gateway has no records of its own: measured at its clients.',
  'nat-outside': 'Measured where it leaves the NAT gateway, blamed on who handed it over to it.',
  'nat-difference':
    'What passed the NAT gateway’s outer side beyond what its clients are seen to have exchanged with the same host.',
  'az-unknown':
    'At most this much: the Availability Zone of the far end is not known, and inside one zone it is free.',
  'zone-free':
    'Across Availability Zones, and free: an end is a load balancer, an endpoint or an attachment.',
  'other-account': 'One end is of another account, which pays for itself.',
  'not-logged': 'Handed to, or by, an interface that is not logged: what it is and where cannot be told.',
  'direction-unknown':
    'Which end of the record is the interface’s own cannot be told: it has one peer, and the format lacks flow-direction.',
  'way-unknown':
    'Which way the bytes left the VPC cannot be told: that needs traffic-path, or records of the NAT or transit gateway.',
  'zone-unknown':
    'The Availability Zone of an end cannot be told: that needs az-id, or records of its interface.',
  'one-of-several':
    'The address was held by several interfaces, not all in one Availability Zone: which of them these bytes are of cannot be told without next-hop-interface-id.',
  'endpoint-of-load-balancer': 'Through a Gateway Load Balancer endpoint, whose price is another one.',
} as const;

export type HowId = keyof typeof howSentences;

/** Why bytes have no owner. */
export const reasons = {
  'node-snat':
    'The node put its own address in place of the pod’s, as the VPC CNI does by default for all that leaves the VPC.',
  'host-network': 'A pod on its node’s network: it has no address of its own.',
  'kube-proxy': 'A node passed it on for a Service (NodePort), from its own address.',
  overlay: 'Inside an overlay network (VXLAN, Geneve): only the nodes show.',
  proxy: 'A proxy or load balancer opened the connection for someone else.',
  'no-lease': 'Nobody is known to have held the address then.',
  'unknown-vpc': 'Which VPC the address is of is not known.',
  'nat-difference': 'Seen on the outer side of a NAT gateway only.',
} as const;

export type Reason = keyof typeof reasons;

/** Bytes that one toll is taken on, of one month, by whatever was asked. */
export interface Charge {
  readonly toll: TollId;
  /** The payer's Region, by its records; null where the format lacks it. */
  readonly region: string | null;
  /** Inter-Region only, where known. */
  readonly toRegion: string | null;
  /** `YYYY-MM`, UTC, of the records' start; null where the format lacks it. */
  readonly month: string | null;
  readonly how: HowId;
  /** How often the toll is taken on each byte: metered ends of one's own. Asked by payers, each end is a charge of its own. */
  readonly times: 0 | 1 | 2;
  /** Bytes that moved, once per hop. */
  readonly bytes: bigint;
  /** Why nobody can be named; null where somebody is. */
  readonly unattributed: Reason | null;
  /** The values of the dimensions asked by, in that order. */
  readonly dimensions: readonly (string | null)[];
}
