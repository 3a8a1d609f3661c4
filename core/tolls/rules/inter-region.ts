import { type Rule, firstOf } from './rule';

const farRegion = `COALESCE(destination_region, destination_place_region)`;
const elsewhere = `COALESCE(${farRegion} <> region AND ${farRegion} <> 'GLOBAL', false)`;

/**
 * What leaves for another Region, paid by the sender at its Region's price; what comes in from one is free. By peering
 * (path 5), by public address, or to a private address that is known to be in another Region, through a transit gateway or
 * what may be one.
 */
export const interRegion: Rule = {
  toll: 'inter-region',
  applies: `from_logged AND (way = 'peering' AND (path = 5 OR ${elsewhere})
    OR way = 'vpc' AND NOT (to_holds AND to_interface IS NOT NULL) AND COALESCE(to_kind, 'transit_gateway') = 'transit_gateway' AND ${elsewhere}
    OR way = 'internet-gateway' AND both_ends AND COALESCE(from_region <> to_region, false)
    OR way = 'internet-gateway' AND NOT both_ends AND leaves AND far_service IS NOT NULL AND far_service NOT LIKE 'CLOUDFRONT%' AND COALESCE(NOT far_here, false))`,
  fromTimes: '1',
  toTimes: '0',
  how: firstOf(
    [
      [`leg = 'nat-difference'`, 'nat-difference'],
      [`way = 'internet-gateway' AND NOT both_ends`, 'ranges'],
      [`path = 5`, 'path'],
      ['destination_region IS NOT NULL', 'learnt'],
    ],
    'planned',
  ),
  toRegion: farRegion,
};
