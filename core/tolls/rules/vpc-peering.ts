import { type Rule, firstOf } from './rule';

/**
 * Peering inside the Region, between two Availability Zones: once at each end of one's own. Inside one zone it is free,
 * which is only known where both zones are.
 */
export const vpcPeering: Rule = {
  toll: 'vpc-peering',
  applies: `way = 'peering' AND COALESCE(path, 4) = 4 AND COALESCE(from_az <> to_az, true)`,
  fromTimes: 'CASE WHEN from_interface IS NOT NULL THEN 1 ELSE 0 END',
  toTimes: 'CASE WHEN to_interface IS NOT NULL THEN 1 ELSE 0 END',
  how: firstOf(
    [
      ['from_az IS NULL OR to_az IS NULL', 'az-unknown'],
      ['foreign_next', 'other-account'],
      ['named', 'named'],
      ['both_ends', 'learnt'],
    ],
    'planned',
  ),
};
