import type { Cidr } from '../records/cidr';

/**
 * Where the two SQL dialects differ; everything else is written in the subset that DuckDB and Trino share.
 * Each function takes and gives SQL text.
 */
export interface Dialect {
  readonly name: 'duckdb' | 'trino';
  /**
   * The word that has a relation of a WITH clause made once, however often it is named. Without one, it is made anew
   * each time.
   */
  readonly materialized: 'MATERIALIZED' | undefined;
  /** The value as a type, or NULL where it is not of that type. */
  tryCast(expression: string, type: 'bigint'): string;
  /** The value of `x` in the row with the largest `by`. */
  largestBy(x: string, by: string): string;
  /** The value of `x` in the row with the least `by`; `by` may be a ROW. */
  leastBy(x: string, by: string): string;
  /**
   * The sum of whole numbers in the groups of which `test` holds, NULL in the others, where it may be anything: a sum beyond
   * 64 bits, which fails, is none there. `test` is of columns that rows are grouped by.
   */
  sumWhere(value: string, test: string): string;
  /** UTC day of epoch seconds, e.g. `2026-01-31`. */
  day(seconds: string): string;
  /** UTC hour of epoch seconds, e.g. `2026-01-31T05:00:00Z`. */
  hour(seconds: string): string;
  /** UTC month of epoch seconds, e.g. `2026-01`. */
  month(seconds: string): string;
  /** UTC month of epoch seconds as a number that counts months: year * 12 + month - 1. */
  monthNumber(seconds: string): string;
  /** Whether an address, as text, is in a range; false for what is no address. */
  inCidr(address: string, cidr: Cidr): string;
  /**
   * An address as text that sorts as addresses do: `4` and 8 hexadecimal digits, or `6` and 32; NULL for what is no
   * address.
   */
  addressKey(address: string): string;
  /** An IPv6 address as RFC 5952 writes it; anything else as it is. */
  shortestAddress(address: string): string;
  /** `whole * part / total` rounded down, exact beyond 64 bits; NULL where the total is 0 or NULL. */
  share(whole: string, part: string, total: string): string;
}

/** Whether an address may be an IPv6 address that is not written as RFC 5952 does: few are, and rewriting costs. */
export function mayBeShorter(address: string): string {
  return `${address} LIKE '%:%' AND (${address} LIKE '0%' OR ${address} LIKE '%:0%' OR ${address} <> lower(${address}))`;
}

/** A text literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name that may be a reserved word, quoted; both dialects use double quotes. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
