import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import type { LineKind } from '../tables/kind';
import type { Available } from '../traffic/available';
import type { IdleGateway } from './finding';

/*
 * What a bill must know of lines, beside their bytes: how many were lost, how far they reach, and which NAT gateways had no
 * traffic. Where `sighted` is kept it tells; elsewhere this is a statement of its own, over few columns.
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

interface Times {
  readonly first?: number;
  readonly last?: number;
}

/** Epoch seconds, half-open. */
interface Range {
  readonly from?: number;
  readonly to?: number;
}

export interface LineCounts {
  count(kind: LineKind): number;
  /** The first start and the last end of records, and of intervals without traffic; undefined where neither is known. */
  readonly times: Times | undefined;
  /** How many seconds these reach over within a time; 0 where that is not known. */
  seconds(within: Range): number;
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
 * @param range a line belongs to the time of its start, a bad one to any
 */
export function countLines(lines: string, { some }: Available, { from, to }: Range): string {
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

/**
 * The same from `sighted` of a bill, which has added lines up.
 *
 * @param read the fields that the bill reads
 */
export function countSighted(read: readonly string[]): string {
  const fact = (column: string, name: (typeof fields)[number]) =>
    read.includes(name) ? `MAX(${column})` : absent(name);
  return `SELECT kind, interface, ${fact('type', 'interface-type')}, ${fact('region', 'region')}, MIN(first), MAX(last), CAST(SUM(flows) AS bigint)
FROM sighted GROUP BY 1, 2 ORDER BY 1, 2`;
}

function absent(name: (typeof fields)[number]): string {
  return `CAST(NULL AS ${fieldNamed(name).type === 'string' ? 'varchar' : 'bigint'})`;
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
  const times = timesOf(all.filter(({ kind }) => kind === 'record' || kind === 'no_data'));
  const busy = new Set(all.filter(({ kind }) => kind === 'record').map((one) => one.interface));
  return {
    count: (kind) => all.filter((one) => one.kind === kind).reduce((sum, { lines }) => sum + lines, 0),
    times,
    seconds: ({ from = -Infinity, to = Infinity }) => {
      const { first, last } = times ?? {};
      if (first === undefined || last === undefined) return 0;
      return Math.max(0, Math.min(last, to) - Math.max(first, from));
    },
    idle: all
      .filter(({ kind, type }) => kind === 'no_data' && type === 'nat_gateway')
      .filter((one) => !busy.has(one.interface))
      .map((one) => ({ interface: one.interface!, region: one.region ?? region ?? null })),
  };
}

function timesOf(lines: readonly CountedLines[]): Times | undefined {
  const firsts = lines.flatMap(({ first }) => first ?? []);
  const lasts = lines.flatMap(({ last }) => last ?? []);
  if (firsts.length + lasts.length === 0) return undefined;
  return {
    ...(firsts.length > 0 && { first: firsts.reduce((a, b) => Math.min(a, b)) }),
    ...(lasts.length > 0 && { last: lasts.reduce((a, b) => Math.max(a, b)) }),
  };
}
