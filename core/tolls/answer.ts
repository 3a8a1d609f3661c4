import { literal, type Dialect } from '../sql/dialect';
import { filterCondition, type Filter } from '../traffic/filter';
import { monthText, type BillDimension } from './bill-dimensions';
import { tolls, type Charge, type HowId, type Reason, type TollId } from './toll';

/*
 * A bill, and what is looked at beside it for savings, are one statement: where reading is dear, it is done once.
 */

/** Charges by other dimensions than the bill's. */
export interface Look {
  readonly by: readonly string[];
  /** Those that it is about. */
  readonly tolls: readonly TollId[];
  /** Whether it is of all traffic, whatever the bill's filters. @default false */
  readonly unfiltered?: boolean;
  /**
   * For dimensions that have a value for each address: SQL of fewer values, of which there need not be more, by their
   * names. Over `charge_toll`, `charge_bytes` and the columns that `column` names; windows partition by `look`.
   */
  readonly fewer?: (column: (name: string) => string) => Readonly<Record<string, string>>;
}

interface Asked {
  readonly dimensions: readonly BillDimension[];
  readonly tolls: readonly TollId[];
  readonly unfiltered?: boolean;
  readonly fewer?: Look['fewer'];
}

interface AskedFilter {
  readonly filter: Filter;
  readonly dimension: BillDimension;
}

/** The end that pays, and where nobody does, the one inside. */
const paying = `CASE WHEN source_times > 0 OR destination_times = 0 AND NOT source_beyond THEN 'source' ELSE 'destination' END`;

const measured = [
  'charge_toll',
  'charge_region',
  'charge_to_region',
  'charge_month',
  'charge_how',
  'charge_times',
  'charge_reason',
];

const columnAt = (index: number) => `value_${index}`;

/**
 * SQL of the charges, from `taken`: a row for each, with the number of what was asked, the bill's being 0. Asked by who
 * pays, each end of the packet that pays is a charge of its own; else a hop's bytes are in one charge, however often
 * they are taken.
 */
export function answer(
  by: readonly BillDimension[],
  filters: readonly AskedFilter[],
  looks: readonly (Look & { readonly dimensions: readonly BillDimension[] })[],
  dialect: Dialect,
): string {
  const all: Asked[] = [{ dimensions: by, tolls: [...tolls.keys()] }, ...looks];
  const filtered = filters.map(({ dimension }) => dimension);
  const sides = all.flatMap(({ dimensions, tolls: ids }, look) => {
    const apart = [...dimensions, ...filtered].some(({ ofPayer }) => ofPayer);
    return (apart ? ['source', 'destination'] : ['both']).flatMap((side) =>
      ids.map((toll) => `(${look}, ${literal(side)}, ${literal(toll)})`),
    );
  });
  const count = Math.max(...all.map(({ dimensions }) => dimensions.length));
  const values = Array.from({ length: count }, (_, index) => {
    const of = all.map(({ dimensions }) => dimensions[index]?.value(dialect));
    return `${ofLook(of, 'CAST(NULL AS varchar)')} AS ${columnAt(index)}`;
  });
  const whole = all.flatMap(({ unfiltered }, look) => (unfiltered ? [`look = ${look}`] : []));
  const conditions = [
    `(side = 'both' OR ${times} > 0 OR source_times + destination_times = 0 AND side = ${paying})`,
    ...filters.map(
      ({ filter, dimension }) => `(${[...whole, filterCondition(dialect, dimension, filter)].join(' OR ')})`,
    ),
  ];
  const columns = ['look', ...measured, ...values.map((_, index) => columnAt(index))];
  const sums = `SELECT look, toll AS charge_toll, paid_in AS charge_region, charged_to AS charge_to_region, ${monthText} AS charge_month, how AS charge_how,
  CASE side WHEN 'both' THEN source_times + destination_times ELSE ${times} END AS charge_times,
  ${[`${unattributed} AS charge_reason`, ...values].join(',\n  ')}, CAST(SUM(bytes) AS bigint) AS charge_bytes
FROM (SELECT t.*, l.look, l.side, CASE l.side WHEN 'both' THEN ${paying} ELSE l.side END AS payer
  FROM taken t JOIN (VALUES ${sides.join(', ')}) AS l (look, side, looked_at) ON l.looked_at = t.toll) AS p
WHERE ${conditions.join('\n  AND ')}
GROUP BY ${columns.map((_, index) => index + 1).join(', ')}`;
  const order = `ORDER BY look, charge_bytes DESC, ${columns.map((_, index) => `${index + 1} NULLS LAST`).join(', ')}`;
  return `${fewer(sums, all, columns)}\n${order}`;
}

const times = `CASE payer WHEN 'source' THEN source_times ELSE destination_times END`;

/** Puts what looks need not tell apart together. */
function fewer(sums: string, all: readonly Asked[], columns: readonly string[]): string {
  if (!all.some((asked) => asked.fewer)) return sums;
  const replaced = all.map(({ dimensions, fewer: replace }) => {
    const names = dimensions.map(({ name }) => name);
    const by = replace?.((name) => columnAt(names.indexOf(name))) ?? {};
    return new Map(Object.entries(by).map(([name, sql]) => [columnAt(names.indexOf(name)), sql]));
  });
  const values = columns.map((column) => {
    const of = replaced.map((sql) => sql.get(column));
    return of.some((sql) => sql !== undefined) ? `${ofLook(of, column)} AS ${column}` : column;
  });
  return `SELECT ${columns.join(', ')}, CAST(SUM(charge_bytes) AS bigint) AS charge_bytes
FROM (SELECT ${values.join(',\n  ')}, charge_bytes FROM (${sums}) AS sums) AS fewer
GROUP BY ${columns.map((_, index) => index + 1).join(', ')}`;
}

/** SQL of a value by what was asked. */
function ofLook(values: readonly (string | undefined)[], otherwise: string): string {
  const [first] = values;
  if (values.length === 1 && first !== undefined) return first;
  const whens = values.flatMap((sql, look) => (sql === undefined ? [] : [`WHEN ${look} THEN ${sql}`]));
  return whens.length === 0 ? otherwise : `CASE look ${whens.join(' ')} ELSE ${otherwise} END`;
}

/** Why nobody can be named: an instance's own address leaves the VPC while others are behind it, as node SNAT does. */
const unattributed = (() => {
  const leaves = (end: string, other: string) =>
    `${end}_stands_in AND (${other}_beyond OR ${other}_in <> ${end}_in)`;
  const snat = `CASE payer WHEN 'source' THEN ${leaves('source', 'destination')} ELSE ${leaves('destination', 'source')} END`;
  return `CASE WHEN leg = 'nat-difference' THEN 'nat-difference' WHEN overlay THEN 'overlay' WHEN ${snat} THEN 'node-snat' END`;
})();

/** The charges of the bill, and those of each look, from the rows of the answer. */
export function readAnswer(
  rows: readonly (readonly unknown[])[],
  by: readonly unknown[],
  looks: readonly Look[],
): { readonly charges: Charge[]; readonly looks: Charge[][] } {
  const counts = [by.length, ...looks.map((look) => look.by.length)];
  const [charges, ...looked] = counts.map((count, look) =>
    rows.filter((row) => Number(row[0]) === look).map((row) => charge(row, count)),
  );
  return { charges: charges!, looks: looked };
}

function charge(row: readonly unknown[], count: number): Charge {
  const [, toll, region, toRegion, month, how, taken, reason, ...rest] = row;
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return {
    toll: toll as TollId,
    region: text(region),
    toRegion: text(toRegion),
    month: text(month),
    how: how as HowId,
    times: Number(taken) as Charge['times'],
    bytes: BigInt(rest.at(-1) as string),
    unattributed: text(reason) as Reason | null,
    dimensions: rest.slice(0, count).map(text),
  };
}
