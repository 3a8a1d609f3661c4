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

export const missingGatewayEndpoint: FindingRule = {
  id: 'missing-gateway-endpoint',
  title: 'S3 or DynamoDB through a NAT gateway',
  meaning:
    'Bytes to and from S3 and DynamoDB that a NAT gateway processes; a gateway endpoint takes them free.',
  tolls: ['nat-processing'],
  by: ['vpc', 'remote_aws_service'],
  find: (charges, scene) =>
    groups(
      charges.filter(({ of }) => withGatewayEndpoint.includes(of['remote_aws_service'] ?? '')),
      ['vpc', 'remote_aws_service'],
    ).map((group) => {
      const { vpc, remote_aws_service: service } = group[0]!.of;
      return {
        seen: `${inGigabytes(bytesOf(group))} of ${service} through NAT gateways of ${vpc ?? 'an unknown VPC'}`,
        bytes: bytesOf(group),
        saving: perMonth(costOf(group, scene), scene),
        advice: `Add a gateway endpoint for ${service} to the route tables of the private subnets: it costs nothing. It serves the Region it is in.`,
      };
    }),
};

export const interfaceEndpoint: FindingRule = {
  id: 'interface-endpoint',
  title: 'AWS services through a NAT gateway',
  meaning:
    'Bytes of other AWS services through a NAT gateway, above the break-even of an interface endpoint in each Availability Zone that uses them: its hours, by what a GB then costs less.',
  tolls: ['nat-processing'],
  by: ['vpc', 'az', 'remote_aws_service'],
  find: (charges, scene) =>
    groups(
      charges.filter(({ of: { remote_aws_service: service } }) =>
        service ? ![...withGatewayEndpoint, ...withoutInterfaceEndpoint].includes(service) : false,
      ),
      ['vpc', 'remote_aws_service'],
    ).flatMap((group) => {
      const { vpc, remote_aws_service: service } = group[0]!.of;
      const breakEven = breakEvenBytes(scene, group[0]!.region);
      const zones = new Set(group.map(({ of }) => of['az'])).size;
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
