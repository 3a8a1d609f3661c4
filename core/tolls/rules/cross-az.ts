import { freesHop, isDocumented } from '../metered-ends';
import { type Rule, firstOf } from './rule';

const free = `(${freesHop('from_kind')} OR ${freesHop('to_kind')})`;

/** Whether the interface at the far end of the hop is of another account, which pays for itself. */
const foreign = {
  from: `(direction = 'in' AND foreign_next AND NOT from_logged)`,
  to: `(direction = 'out' AND foreign_next AND NOT to_logged)`,
};

/**
 * Between interfaces in two Availability Zones of a VPC: once at each metered end of one's own. Where one end is of a
 * kind that AWS takes nothing for, the hop is shown, and taken no times.
 */
export const crossAz: Rule = {
  toll: 'cross-az',
  applies: `way = 'vpc' AND from_az <> to_az`,
  fromTimes: `CASE WHEN ${free} OR ${foreign.from} THEN 0 ELSE 1 END`,
  toTimes: `CASE WHEN ${free} OR ${foreign.to} THEN 0 ELSE 1 END`,
  how: firstOf(
    [
      [free, 'zone-free'],
      [`from_kind IS NULL AND NOT ${foreign.from} OR to_kind IS NULL AND NOT ${foreign.to}`, 'may-be-alb'],
      [`${foreign.from} OR ${foreign.to}`, 'other-account'],
      [`NOT (${isDocumented('from_kind')} AND ${isDocumented('to_kind')})`, 'assumed-end'],
      ['named', 'named'],
      ['both_ends', 'learnt'],
    ],
    'planned',
  ),
};
