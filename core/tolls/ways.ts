import type { Step } from '../traffic/step';
import { isNat } from './metered-ends';

/** Which way a hop's bytes go; `unknown` where nothing tells. */
export type Way =
  | 'vpc'
  | 'internet-gateway'
  | 'gateway-endpoint'
  | 'peering'
  | 'virtual-private-gateway'
  | 'local-zone'
  | 'unknown';

export interface Known {
  readonly guesses: boolean;
  readonly ranges: boolean;
  readonly services: boolean;
}

/**
 * The step `routed`, from `hops`: `way`; `leaves`: whether the bytes go out rather than come in, where one end is no
 * interface; and of that end `far_service`, `far_region`, `far_beyond`, `far_six`.
 *
 * traffic-path tells the way (https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html):
 *
 * - 1 in the VPC, NAT gateways and attachments of transit gateways included
 * - 2 an internet gateway or a gateway endpoint; on Nitro 7 a gateway endpoint, 8 an internet gateway
 * - 3 a virtual private gateway, 4 peering in the Region, 5 to another Region, 6 a Local Zone or Wavelength
 *
 * Without it, what is between two interfaces is in the VPC, and what is for an address beyond has left by an internet
 * gateway if it is IPv6 (an egress-only one has no path either) or if the interface has a public way out: it is reached
 * from outside, or the VPC's NAT gateways are logged and have not seen it.
 *
 * @param guesses whether data lack traffic-path
 * @param ranges whether AWS's address ranges are given
 * @param services whether the records name AWS's services
 */
export function routed({ guesses, ranges, services }: Known): Step[] {
  const near = `CASE WHEN direction = 'out' THEN from_interface ELSE to_interface END`;
  const reached = `MAX(CASE WHEN direction = 'in' AND to_holds AND from_interface IS NULL AND source_beyond AND COALESCE(opens, false) THEN 1 ELSE 0 END) OVER (PARTITION BY ${near})`;
  const natSeen = `MAX(CASE WHEN nat AND (from_logged AND ${isNat('from_kind')} OR to_logged AND ${isNat('to_kind')} OR type_learnt) THEN 1 ELSE 0 END) OVER (PARTITION BY vpc)`;
  const leaves = 'to_interface IS NULL';
  const far = (column: string) => `CASE WHEN ${leaves} THEN destination_${column} ELSE source_${column} END`;
  return [
    {
      name: 'exits',
      query: `SELECT *, ${leaves} AS leaves, ${far('service')} AS far_service, ${far('place_region')} AS far_region, ${far('beyond')} AS far_beyond, ${far('six')} AS far_six,
  from_interface IS NOT NULL AND to_interface IS NOT NULL AS both_ends,
  leg IS NOT NULL AND nat AS outside_nat,
  ${guesses ? `${reached} = 1 OR ${natSeen} = 1` : 'false'} AS has_way_out
FROM hops`,
    },
    {
      name: 'routed',
      query: `SELECT *, CASE
    WHEN direction IS NULL THEN 'unknown'
    WHEN path = 3 THEN 'virtual-private-gateway'
    WHEN path IN (4, 5) THEN 'peering'
    WHEN path = 6 THEN 'local-zone'
    WHEN path = 7 OR path = 2 AND COALESCE(far_service, '') IN ('S3', 'DYNAMODB') AND COALESCE(far_here, true) THEN 'gateway-endpoint'
    WHEN path IN (2, 8) OR outside_nat THEN 'internet-gateway'
    WHEN both_ends THEN CASE WHEN COALESCE(from_vpc, vpc) = COALESCE(to_vpc, vpc) THEN 'vpc' ELSE 'unknown' END
    WHEN path = 1 OR NOT far_beyond THEN 'vpc'
    WHEN NOT leaves OR far_six OR has_way_out THEN 'internet-gateway'
    WHEN far_service IN ('S3', 'DYNAMODB') THEN 'gateway-endpoint'
    ELSE 'unknown' END AS way
FROM (SELECT *, far_service IS NOT NULL AND far_region IS NULL AND ${ranges ? 'false' : 'true'} AS region_assumed, ${!ranges && !services ? 'far_service IS NULL' : 'false'} AS services_unknown,
    CASE WHEN far_region = 'GLOBAL' THEN NULL WHEN far_region IS NOT NULL THEN far_region = region WHEN ${ranges ? 'false' : 'far_service IS NOT NULL'} THEN true END AS far_here FROM exits) AS e`,
    },
  ];
}
