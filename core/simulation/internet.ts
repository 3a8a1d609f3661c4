import { type Chance } from './chance';
import { type End } from './conversation';
import { type IpRange, awsRanges } from './ip-ranges';

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

/** Hosts of the documentation ranges, and of AWS's published ones. */
export function internet(chance: Chance): Internet {
  const some = (count: number, prefix: string, range?: IpRange): Host[] =>
    Array.from({ length: count }, (_, index) => ({
      address: `${prefix}${1 + ((index * 37 + chance.below(7)) % 254)}`,
      ...(range ? { service: range.service, region: range.region } : {}),
    }));
  return {
    hosts: distinct([...some(24, '198.51.100.'), ...some(12, '203.0.113.')]),
    clients: distinct([...some(200, '192.0.2.'), ...some(200, '203.0.113.')]),
    clients6: Array.from({ length: 60 }, (_, index) => ({
      address: `2001:db8:${(0xa000 + index).toString(16)}::${chance.between(1, 0xffff).toString(16)}`,
    })),
    scanners: distinct(some(180, '198.51.100.')),
    s3: distinct([...some(8, '52.219.72.', awsRanges.s3), ...some(8, '52.219.75.', awsRanges.s3)]),
    s3Elsewhere: distinct(some(4, '52.216.8.', awsRanges.s3Virginia)),
    services: distinct([
      ...some(3, '52.119.188.', awsRanges.dynamoDb),
      ...some(3, '13.32.99.', awsRanges.cloudFront),
      ...some(4, '3.120.14.', awsRanges.ec2),
      ...some(2, '54.239.54.', awsRanges.apis),
    ]),
  };
}

function distinct(hosts: readonly Host[]): Host[] {
  return [...new Map(hosts.map((host) => [host.address, host])).values()];
}
