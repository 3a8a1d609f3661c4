import { farHow } from './far-how';
import type { Rule } from './rule';

/**
 * Inside the Region by public address: the far address is of EC2, as those of instances and load balancers are. It is
 * taken at each end of one's own, in one zone too. Each end sees the other by its public address, so each of the two
 * records is an end of its own; by IPv6 both see the same packet.
 */
export const publicAddress: Rule = {
  toll: 'public-address',
  applies: `way = 'internet-gateway' AND (both_ends OR far_service = 'EC2' AND COALESCE(far_here, false))`,
  fromTimes: 'CASE WHEN from_interface IS NOT NULL THEN 1 ELSE 0 END',
  toTimes: 'CASE WHEN to_interface IS NOT NULL THEN 1 ELSE 0 END',
  how: farHow,
};
