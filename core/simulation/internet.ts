import { type Chance } from './chance';
import { type End } from './conversation';
import { type IpRange, type SimulatedRegion, awsRanges, simulatedRegions } from './ip-ranges';

/** A host outside of every VPC, without a port yet. */
export type Host = Omit<End, 'port'>;

/** Those outside of the VPC that the EKS scenario talks to. Hosts and clients are in the documentation ranges. */
export interface Internet {
  readonly hosts: readonly Host[];
  readonly clients: readonly Host[];
  readonly clients6: readonly Host[];
  readonly scanners: readonly Host[];
  /** S3 in the VPC's Region, and in another one. */
  readonly s3: readonly Host[];
  readonly s3Elsewhere: readonly Host[];
  /** DynamoDB, a CDN, other hosts in EC2, and an API of AWS. */
  readonly services: readonly Host[];
}

/** Hosts of the documentation ranges, and of AWS's published ones: of a Region, and of another one. */
export function internet(chance: Chance, region: SimulatedRegion): Internet {
  const some = (count: number, prefix: string, range?: IpRange): Host[] =>
    Array.from({ length: count }, (_, index) => ({
      address: `${prefix}${1 + ((index * 37 + chance.below(7)) % 254)}`,
      ...(range ? { service: range.service, region: range.region } : {}),
    }));
  const { s3, dynamoDb, ec2, apis, other } = simulatedRegions[region];
  const far = simulatedRegions[other].s3;
  return {
    hosts: distinct([...some(24, '198.51.100.'), ...some(12, '203.0.113.')]),
    clients: distinct([...some(200, '192.0.2.'), ...some(200, '203.0.113.')]),
    clients6: Array.from({ length: 60 }, (_, index) => ({
      address: `2001:db8:${(0xa000 + index).toString(16)}::${chance.between(1, 0xffff).toString(16)}`,
    })),
    scanners: distinct(some(180, '198.51.100.')),
    s3: distinct(s3.addresses.flatMap((prefix) => some(8, prefix, s3.range))),
    s3Elsewhere: distinct(some(4, far.addresses[0], far.range)),
    services: distinct([
      ...some(3, dynamoDb.addresses[0], dynamoDb.range),
      ...some(3, '13.32.99.', awsRanges.cloudFront),
      ...some(4, ec2.addresses[0], ec2.range),
      ...some(2, apis.addresses[0], apis.range),
    ]),
  };
}

function distinct(hosts: readonly Host[]): Host[] {
  return [...new Map(hosts.map((host) => [host.address, host])).values()];
}
