import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import type { LineKind } from '../tables/kind';
import type { Available } from '../traffic/available';
import type { IdleGateway } from './finding';

/*
 * What a bill must know of the lines that are no records: how many were lost, and which NAT gateways had no traffic. Where
 * no table is kept this is a statement of its own, over few columns.
 */

const fields = ['interface-id', 'interface-type', 'region', 'start', 'end'] as const;

/** What the lines of one interface are. */
interface CountedLines {
  readonly kind: LineKind;
  readonly interface: string | null;
  readonly type: string | null;
  readonly region: string | null;
  readonly first: number | null;
  readonly last: number | null;
  readonly lines: number;
}

export interface LineCounts {
  count(kind: LineKind): number;
  /** The first start and the last end of records, and of intervals without traffic. */
  readonly times: { readonly first: number; readonly last: number } | undefined;
  /** NAT gateways whose lines all say that there was no traffic. */
  readonly idle: readonly IdleGateway[];
}

/** The fields that are read, of those that the data have. */
export function countedFields({ some }: Available): string[] {
  return fields.filter((name) => some.has(name));
}

/**
 * SQL of the lines of each interface, by their kind.
 *
 * @param range epoch seconds, half-open: a line belongs to the time of its start, a bad one to any
 */
export function countLines(
  lines: string,
  { some }: Available,
  { from, to }: { readonly from?: number; readonly to?: number },
): string {
  const absent = (name: (typeof fields)[number]) =>
    `CAST(NULL AS ${fieldNamed(name).type === 'string' ? 'varchar' : 'bigint'})`;
  const [id, type, region, start, end] = fields.map((name) =>
    some.has(name) ? `"${columnName(fieldNamed(name))}"` : absent(name),
  );
  const bounds = [
    ...(from === undefined ? [] : [`${start} >= ${from}`]),
    ...(to === undefined ? [] : [`${start} < ${to}`]),
  ];
  return `SELECT kind, ${id}, MAX(${type}), MAX(${region}), MIN(${start}), MAX(${end}), COUNT(*)
FROM (${lines}) AS line${bounds.length > 0 ? ` WHERE kind = 'bad' OR (${bounds.join(' AND ')})` : ''}
GROUP BY 1, 2 ORDER BY 1, 2`;
}

/** @param region of all the data, where the records do not say */
export function readLineCounts(
  rows: readonly (readonly unknown[])[],
  region: string | undefined,
): LineCounts {
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  const number = (value: unknown) => (value === null || value === undefined ? null : Number(value));
  const all = rows.map(([kind, id, type, own, first, last, lines]): CountedLines => ({
    kind: kind as LineKind,
    ...{ interface: text(id), type: text(type), region: text(own) },
    ...{ first: number(first), last: number(last), lines: Number(lines) },
  }));
  const told = all.filter(({ kind, first, last }) => isTelling(kind) && first !== null && last !== null);
  const busy = new Set(all.filter(({ kind }) => kind === 'record').map((one) => one.interface));
  return {
    count: (kind) => all.filter((one) => one.kind === kind).reduce((sum, { lines }) => sum + lines, 0),
    times:
      told.length === 0
        ? undefined
        : {
            first: told.reduce((least, { first }) => Math.min(least, first!), Infinity),
            last: told.reduce((largest, { last }) => Math.max(largest, last!), 0),
          },
    idle: all
      .filter(({ kind, type }) => kind === 'no_data' && type === 'nat_gateway')
      .filter((one) => !busy.has(one.interface))
      .map((one) => ({ interface: one.interface!, region: one.region ?? region ?? null })),
  };
}

function isTelling(kind: LineKind): boolean {
  return kind === 'record' || kind === 'no_data';
}
