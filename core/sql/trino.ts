import { printCidr } from '../records/cidr';
import { literal, type Dialect } from './dialect';

/** Trino, and Athena, whose engine it is. */
export const trino: Dialect = {
  name: 'trino',
  tryCast: (expression, type) => `TRY_CAST(${expression} AS ${type})`,
  largestBy: (x, by) => `max_by(${x}, ${by})`,
  leastBy: (x, by) => `min_by(${x}, ${by})`,
  day: (seconds) => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m-%d')`,
  hour: (seconds) => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m-%dT%H:00:00Z')`,
  month: (seconds) => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m')`,
  inCidr: (address, cidr) =>
    `COALESCE(contains(${literal(printCidr(cidr))}, TRY_CAST(${address} AS ipaddress)), false)`,
};
