import { oneOfSeveral } from '../accounts';
import { freesHop } from '../metered-ends';
import { type Rule, firstOf } from './rule';

const sameSubnet = 'COALESCE(from_subnet = to_subnet, false)';
const zoneUnknown = `way = 'vpc' AND (from_az IS NULL OR to_az IS NULL) AND NOT ${sameSubnet} AND NOT ${freesHop('from_kind')} AND NOT ${freesHop('to_kind')}`;
const regionUnknown = `way = 'internet-gateway' AND NOT both_ends AND far_service IS NOT NULL AND far_service NOT LIKE 'CLOUDFRONT%' AND far_here IS NULL AND (leaves OR far_service = 'EC2')`;

/** What cannot be told: which way, or the far end's zone, Region or kind. Without price, and never left out. */
export const unknown: Rule = {
  toll: 'unknown',
  applies: `way = 'unknown' OR ${zoneUnknown} OR ${regionUnknown}`,
  fromTimes: `CASE WHEN COALESCE(direction, 'out') = 'out' THEN 1 ELSE 0 END`,
  toTimes: `CASE WHEN direction = 'in' THEN 1 ELSE 0 END`,
  how: firstOf(
    [
      ['direction IS NULL', 'direction-unknown'],
      [regionUnknown, 'region-unknown'],
      [`way = 'unknown'`, 'way-unknown'],
      ['NOT both_ends', 'not-logged'],
      [`'${oneOfSeveral}' IN (from_interface, to_interface)`, 'one-of-several'],
    ],
    'zone-unknown',
  ),
};
