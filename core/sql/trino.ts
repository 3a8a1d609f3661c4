import { printCidr } from '../records/cidr';
import { literal, mayBeShorter, type Dialect } from './dialect';

/** Trino, and Athena, whose engine it is. */
export const trino: Dialect = {
  name: 'trino',
  materialized: undefined,
  tryCast: (expression, type) => `TRY_CAST(${expression} AS ${type})`,
  largestBy: (x, by) => `max_by(${x}, ${by})`,
  leastBy: (x, by) => `min_by(${x}, ${by})`,
  sumWhere: (value, test) => `SUM(CASE WHEN ${test} THEN ${value} END)`,
  day: (seconds) => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m-%d')`,
  hour: (seconds) => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m-%dT%H:00:00Z')`,
  month: (seconds) => `date_format(from_unixtime(${seconds}, 'UTC'), '%Y-%m')`,
  monthNumber: (seconds) =>
    `(year(from_unixtime(${seconds}, 'UTC')) * 12 + month(from_unixtime(${seconds}, 'UTC')) - 1)`,
  inCidr: (address, cidr) =>
    `COALESCE(contains(${literal(printCidr(cidr))}, TRY_CAST(${address} AS ipaddress)), false)`,
  addressKey: (address) => {
    // all addresses are of 16 bytes here, those of IPv4 as IPv6 writes them
    const hex = `lower(to_hex(CAST(TRY_CAST(${address} AS ipaddress) AS varbinary)))`;
    return `CASE WHEN ${hex} LIKE '00000000000000000000ffff%' THEN '4' || substr(${hex}, 25) ELSE '6' || ${hex} END`;
  },
  shortestAddress: (address) =>
    `CASE WHEN ${mayBeShorter(address)} THEN COALESCE(CAST(TRY_CAST(${address} AS ipaddress) AS varchar), ${address}) ELSE ${address} END`,
  share: (whole, part, total) => {
    const exact = (number: string) => `CAST(${number} AS decimal(38, 0))`;
    const product = `${exact(whole)} * ${exact(part)}`;
    const divisor = `NULLIF(${exact(total)}, 0)`;
    return `CAST((${product} - (${product}) % ${divisor}) / ${divisor} AS bigint)`;
  },
};
