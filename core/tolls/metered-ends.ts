import { literal } from '../sql/dialect';

/** What AWS takes for bytes between Availability Zones at an interface of a kind. */
export interface MeteredEnd {
  /** The field interface-type's values, and what only AWS's API tells. */
  readonly kind: string;
  /** How often the bytes are taken at this end; `free` where the whole hop is, also its other end. */
  readonly takes: 1 | 'free';
  /** Set where AWS does not document it. */
  readonly assumed?: true;
  readonly why: string;
  readonly source: string;
}

const onDemand = 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer_within_the_same_AWS_Region';
const april2022 =
  'https://aws.amazon.com/about-aws/whats-new/2022/04/aws-data-transfer-price-reduction-privatelink-transit-gateway-client-vpn-services/';

/** Every kind of end that is known; an interface of none of these is metered, and the bill says that it may not be. */
export const meteredEnds: readonly MeteredEnd[] = [
  { kind: 'instance', takes: 1, why: 'EC2 instances and containers on them', source: onDemand },
  { kind: 'task', takes: 1, why: 'containers with an interface of their own (Fargate)', source: onDemand },
  {
    kind: 'database',
    takes: 1,
    why: 'RDS, ElastiCache and Redshift, but not their replication',
    source: onDemand,
  },
  { kind: 'network_load_balancer', takes: 1, why: 'Network Load Balancers', source: onDemand },
  {
    kind: 'nat_gateway',
    takes: 1,
    assumed: true,
    why: 'taken as an instance is: clients in another zone show on bills',
    source: 'https://aws.amazon.com/vpc/pricing/',
  },
  {
    kind: 'control_plane',
    takes: 1,
    assumed: true,
    why: 'the interfaces of an EKS control plane, taken as an instance is',
    source: 'https://aws.amazon.com/eks/pricing/',
  },
  {
    kind: 'application_load_balancer',
    takes: 'free',
    why: 'Application Load Balancers and targets of one VPC',
    source: 'https://aws.amazon.com/elasticloadbalancing/faqs/',
  },
  {
    kind: 'classic_load_balancer',
    takes: 'free',
    why: 'Classic Load Balancers and targets of one VPC',
    source: 'https://aws.amazon.com/elasticloadbalancing/faqs/',
  },
  {
    kind: 'vpc_endpoint',
    takes: 'free',
    why: 'interface endpoints, free since April 2022',
    source: april2022,
  },
  {
    kind: 'transit_gateway',
    takes: 'free',
    why: 'transit gateway attachments, free since April 2022',
    source: april2022,
  },
  {
    kind: 'regional_nat_gateway',
    takes: 'free',
    why: 'a regional NAT gateway is in every zone of its clients and keeps their traffic there',
    source: 'https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html',
  },
];

const kindsThat = (test: (end: MeteredEnd) => boolean) =>
  meteredEnds
    .filter(test)
    .map(({ kind }) => literal(kind))
    .join(', ');

/** SQL: whether an end of this kind makes its whole hop free. */
export function freesHop(kind: string): string {
  return `COALESCE(${kind} IN (${kindsThat(({ takes }) => takes === 'free')}), false)`;
}

/** SQL: whether a kind of interface is a NAT gateway. */
export function isNat(kind: string): string {
  return `COALESCE(${kind} IN ('nat_gateway', 'regional_nat_gateway'), false)`;
}

/** SQL: whether AWS documents what an end of this kind costs. */
export function isDocumented(kind: string): string {
  return `COALESCE(${kind} IN (${kindsThat(({ assumed }) => !assumed)}), false)`;
}
