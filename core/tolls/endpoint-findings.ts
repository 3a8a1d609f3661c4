import {
  bytesOf,
  costOf,
  groups,
  inGigabytes,
  monthOfHours,
  perMonth,
  unitPrice,
  type FindingRule,
  type Scene,
  type SeenCharge,
} from './finding';
import { costOfBytes, gigabyte } from './money';

const withGatewayEndpoint = ['S3', 'DYNAMODB'];

/** What AWS's ranges call services that have no interface endpoint: addresses of customers, and of the edge. */
const withoutInterfaceEndpoint = [
  'CLOUDFRONT',
  'CLOUDFRONT_ORIGIN_FACING',
  'EC2',
  'GLOBALACCELERATOR',
  'ROUTE53',
  'ROUTE53_HEALTHCHECKS',
];

/** Whether what is at the other end is in the Region, as it is taken to be where nothing tells. */
function isHere({ region, of: { remote_region: there } }: SeenCharge): boolean {
  return there === null || there === region;
}

export const missingGatewayEndpoint: FindingRule = {
  id: 'missing-gateway-endpoint',
  title: 'S3 or DynamoDB through a NAT gateway',
  meaning:
    'Bytes to and from S3 and DynamoDB of the same Region that a NAT gateway processes; a gateway endpoint takes them free. It does not serve another Region.',
  tolls: ['nat-processing'],
  by: ['vpc', 'remote_aws_service', 'remote_region'],
  find: (charges, scene) =>
    groups(
      charges.filter(isHere).filter(({ of }) => withGatewayEndpoint.includes(of['remote_aws_service'] ?? '')),
      ['vpc', 'remote_aws_service'],
    ).map((group) => {
      const { vpc, remote_aws_service: service } = group[0]!.of;
      return {
        seen: `${inGigabytes(bytesOf(group))} of ${service} through NAT gateways of ${vpc ?? 'an unknown VPC'}`,
        bytes: bytesOf(group),
        saving: perMonth(costOf(group, scene), scene),
        advice: `Add a gateway endpoint for ${service} to the route tables of the private subnets: it costs nothing.`,
      };
    }),
};

export const interfaceEndpoint: FindingRule = {
  id: 'interface-endpoint',
  title: 'AWS services through a NAT gateway',
  meaning:
    'Bytes of other AWS services of the same Region through a NAT gateway, above the break-even of an interface endpoint in each Availability Zone that uses them: its hours, by what a GB then costs less.',
  tolls: ['nat-processing'],
  by: ['vpc', 'az', 'remote_aws_service', 'remote_region'],
  find: (charges, scene) =>
    groups(
      charges
        .filter(isHere)
        .filter(({ of: { remote_aws_service: service } }) =>
          service ? ![...withGatewayEndpoint, ...withoutInterfaceEndpoint].includes(service) : false,
        ),
      ['vpc', 'remote_aws_service'],
    ).flatMap((group) => {
      const { vpc, remote_aws_service: service } = group[0]!.of;
      const breakEven = breakEvenBytes(scene, group[0]!.region);
      // bytes of an unknown zone, as of a difference at the gateway, are no zone more
      const known = new Set(group.map(({ of }) => of['az']).filter((az) => az !== null));
      const zones = Math.max(1, known.size);
      const monthly = perMonth(bytesOf(group), scene);
      if (breakEven === undefined || monthly <= breakEven * BigInt(zones)) return [];
      const less = savedPerGigabyte(scene, group[0]!.region)!;
      const hours = monthOfHours(scene, 'interface-endpoint-hours', group[0]!.region)!;
      return [
        {
          seen: `${inGigabytes(bytesOf(group))} of ${service} through NAT gateways of ${vpc ?? 'an unknown VPC'}, from ${zones} Availability ${zones === 1 ? 'Zone' : 'Zones'}`,
          bytes: bytesOf(group),
          saving: costOfBytes(monthly, less) - hours * BigInt(zones),
          advice: `Add an interface endpoint in each of the zones; it pays above ${inGigabytes(breakEven)} a month and zone. This reckons with one service: ${service} may be several, and each has an endpoint of its own.`,
        },
      ];
    }),
};

/** What a GB costs less by an interface endpoint than by a NAT gateway. */
function savedPerGigabyte(scene: Scene, region: string | null): bigint | undefined {
  const nat = unitPrice(scene, 'nat-processing', region);
  const endpoint = unitPrice(scene, 'interface-endpoint', region);
  return nat === undefined || endpoint === undefined ? undefined : nat - endpoint;
}

/** Bytes a month from which on an interface endpoint in one zone costs less than the NAT gateway. */
export function breakEvenBytes(scene: Scene, region: string | null): bigint | undefined {
  const hours = monthOfHours(scene, 'interface-endpoint-hours', region);
  const less = savedPerGigabyte(scene, region);
  if (hours === undefined || less === undefined || less <= 0n) return undefined;
  return (hours * gigabyte) / costOfBytes(gigabyte, less);
}
