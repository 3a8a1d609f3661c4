import type { Cidr } from '../records/cidr';
import { literal, mayBeShorter, type Dialect } from './dialect';

export const duckdb: Dialect = {
  name: 'duckdb',
  materialized: 'MATERIALIZED',
  tryCast: (expression, type) => `TRY_CAST(${expression} AS ${type})`,
  largestBy: (x, by) => `arg_max(${x}, ${by})`,
  leastBy: (x, by) => `arg_min(${x}, ${by})`,
  // sums have 128 bits, so the test is of each group and not of each row
  sumWhere: (value, test) => `CASE WHEN ${test} THEN CAST(SUM(${value}) AS bigint) END`,
  // make_timestamp is UTC always; to_timestamp would follow the session's time zone
  day: (seconds) => `strftime(make_timestamp(${seconds} * 1000000), '%Y-%m-%d')`,
  hour: (seconds) => `strftime(make_timestamp(${seconds} * 1000000), '%Y-%m-%dT%H:00:00Z')`,
  month: (seconds) => `strftime(make_timestamp(${seconds} * 1000000), '%Y-%m')`,
  monthNumber: (seconds) =>
    `(year(make_timestamp(${seconds} * 1000000)) * 12 + month(make_timestamp(${seconds} * 1000000)) - 1)`,
  inCidr,
  addressKey: (address) =>
    `CASE WHEN ${address} LIKE '%:%' THEN '6' || ${ipv6Hex(address)} ELSE '4' || format('{:08x}', ${ipv4Number(address)}) END`,
  shortestAddress: (address) =>
    `CASE WHEN ${mayBeShorter(address)} THEN ${shortestIpv6(address)} ELSE ${address} END`,
  share: (whole, part, total) =>
    `CAST(CAST(${whole} AS hugeint) * CAST(${part} AS hugeint) // NULLIF(CAST(${total} AS hugeint), 0) AS bigint)`,
};

/** DuckDB's own address type lives in an extension that is downloaded at run time, so addresses are taken apart here. */
function inCidr(address: string, { family, base, length }: Cidr): string {
  const size = family === 4 ? 32n : 128n;
  const last = base + (1n << (size - BigInt(length))) - 1n;
  if (family === 4) {
    return `COALESCE(${ipv4Number(address)} BETWEEN ${base} AND ${last}, false)`;
  }
  const hex = (value: bigint) => literal(value.toString(16).padStart(32, '0'));
  return `(${address} LIKE '%:%' AND COALESCE(${ipv6Hex(address)} BETWEEN ${hex(base)} AND ${hex(last)}, false))`;
}

function ipv4Number(address: string): string {
  const octet = (index: number) => `TRY_CAST(split_part(${address}, '.', ${index}) AS UTINYINT)::BIGINT`;
  return `(${octet(1)} * 16777216 + ${octet(2)} * 65536 + ${octet(3)} * 256 + ${octet(4)})`;
}

/** The 32 hexadecimal digits of an IPv6 address, which sort as the addresses do. */
function ipv6Hex(address: string): string {
  const groups = (half: string) =>
    `CASE WHEN ${half} = '' THEN []::VARCHAR[] ELSE string_split(${half}, ':') END`;
  const head = groups(`split_part(${address}, '::', 1)`);
  const tail = groups(`split_part(${address}, '::', 2)`);
  const zeros = `list_transform(range(8 - len(${head}) - len(${tail})), lambda i: '0')`;
  const all = `CASE WHEN ${address} LIKE '%::%' THEN list_concat(${head}, list_concat(${zeros}, ${tail})) ELSE string_split(${address}, ':') END`;
  return `array_to_string(list_transform(${all}, lambda g: lpad(lower(g), 4, '0')), '')`;
}

/**
 * RFC 5952: no leading zeros, small letters, the first of the longest runs of zero groups left out; what is no address
 * stays. On the way each group stands between colons; of runs of zeros the longest is the largest text. A lambda over a
 * list of one gives a name to what is needed twice.
 */
function shortestIpv6(address: string): string {
  const leftOut = `repeat('0:', 8 - len(list_filter(string_split(${address}, ':'), lambda g: g <> '')))`;
  const written = `':' || trim(replace(lower(${address}), '::', ':' || ${leftOut}), ':') || ':'`;
  const groups = `regexp_replace(${written}, ':0+([0-9a-f])', ':\\1', 'g')`;
  const longestRun = `list_max(regexp_extract_all(groups, ':0(:0)+:'))`;
  const shortened = `COALESCE(regexp_replace(groups, ${longestRun}, '::'), groups)`;
  const isAddress = `regexp_full_match(groups, ':([0-9a-f]{1,4}:){8}')`;
  const shortest = `regexp_replace(${shortened}, '^:([^:])|([^:]):$', '\\1\\2', 'g')`;
  return `list_transform([${groups}], lambda groups: CASE WHEN ${isAddress} THEN ${shortest} ELSE ${address} END)[1]`;
}
