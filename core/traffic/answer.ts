import { identifier, type Dialect } from '../sql/dialect';
import { UserError } from '../user-error';
import type { Dimension } from './dimension';
import { filterCondition, type Filter } from './filter';
import type { Measure } from './measures';

/** What becomes of the rows of a view: which are kept, by what they are added up, how they are sorted. */
export interface Asked {
  readonly by: readonly Dimension[];
  readonly measures: readonly Measure[];
  readonly filters: readonly { readonly filter: Filter; readonly dimension: Dimension }[];
  /** The measure that a row must have more than 0 of. @default - every row is kept */
  readonly having?: Measure | undefined;
  readonly sort?: readonly SortKey[] | undefined;
  readonly limit?: number | undefined;
}

export interface SortKey {
  readonly name: string;
  /** @default - measures begin with the largest, dimensions with the smallest */
  readonly direction?: 'ascending' | 'descending';
}

/** SQL of the answer from the rows of a view. */
export function answer(dialect: Dialect, relation: string, asked: Asked): string {
  return `SELECT * FROM (${sums(dialect, relation, asked)}) AS result${orderAndLimit(asked)}`;
}

/** SQL of one row: how many rows the answer has without its limit, and the sums of its measures. */
export function totals(dialect: Dialect, relation: string, asked: Asked): string {
  const all = asked.measures.map(({ name }) => `, SUM(${identifier(name)}) AS ${identifier(name)}`);
  return `SELECT COUNT(*) AS answer_rows${all.join('')} FROM (${sums(dialect, relation, asked)}) AS result`;
}

/**
 * SQL of the answer from rows that were counted, see `sighted`: first what lines there were, then the rows. Each begins
 * with the kind of lines it counts, NULL in a row of the answer, and ends in how many these are and, where there is a
 * limit, in `totals`. `readCounted` tells them apart.
 */
export function answerWithCounts(dialect: Dialect, relation: string, asked: Asked): string {
  const limited = asked.limit !== undefined;
  const overAll = (aggregate: string, value: string, name: string) =>
    `, ${aggregate}(CASE WHEN lines_of IS NULL THEN ${value} END) OVER () AS ${name}`;
  const all = asked.measures.map(({ name }) => overAll('SUM', identifier(name), identifier(`all_${name}`)));
  const totals = limited ? [overAll('COUNT', '1', 'answer_rows'), ...all] : [];
  const order = orderAndLimit({ ...asked, ...(limited && { limit: asked.limit + countedKinds.length }) }, [
    'lines_of NULLS LAST',
  ]);
  return `SELECT *${totals.join('')} FROM (${sums(dialect, relation, asked, true)}) AS result${order}`;
}

const countedKinds = ['record', 'odd', 'no_data', 'skip_data', 'bad'] as const;

/** How many lines were read of each kind; `odd` are among the records. */
export type LineSums = Readonly<Record<(typeof countedKinds)[number], number>>;

/** What the rows of `answerWithCounts` say. */
export interface CountedAnswer {
  /** Dimensions and sums. */
  readonly rows: readonly (readonly AnswerCell[])[];
  /** How many rows there are without the limit, and their sums. @default - there was no limit, or there is no row */
  readonly totals?: readonly AnswerCell[];
  readonly lines: LineSums;
}

export type AnswerCell = string | number | bigint | boolean | null;

export function readCounted(
  { by, measures, limit }: Pick<Asked, 'by' | 'measures' | 'limit'>,
  all: readonly (readonly AnswerCell[])[],
): CountedAnswer {
  const end = 1 + by.length + measures.length;
  const rows = all.filter(([kind]) => kind === null);
  const counts = new Map(all.filter(([kind]) => kind !== null).map((row) => [row[0], Number(row[end])]));
  const lines = Object.fromEntries(countedKinds.map((kind) => [kind, counts.get(kind) ?? 0])) as LineSums;
  return {
    // the sum of nothing is a row as well
    rows:
      by.length + rows.length === 0
        ? [measures.map(() => null)]
        : rows.slice(0, limit).map((row) => row.slice(1, end)),
    ...(limit !== undefined && rows.length > 0 && { totals: rows[0]!.slice(end + 1) }),
    lines: { ...lines, record: lines.record + lines.odd },
  };
}

/** SQL of the answer from a view that has dimensions and measures as columns; shown measures are left out. */
export function answerFromView(dialect: Dialect, name: string, asked: Asked): string {
  const asColumn = (dimension: Dimension) => ({ ...dimension, value: () => identifier(dimension.name) });
  const columns = {
    ...asked,
    by: asked.by.map(asColumn),
    measures: asked.measures.filter(({ show }) => !show),
    filters: asked.filters.map(({ filter, dimension }) => ({ filter, dimension: asColumn(dimension) })),
  };
  return `${sums(dialect, identifier(name), columns)}${orderAndLimit(columns)}`;
}

/** @param counted whether there are rows, too, that count lines */
function sums(
  dialect: Dialect,
  relation: string,
  { by, measures, filters, having }: Asked,
  counted = false,
): string {
  const conditions = filters.map(({ filter, dimension }) => filterCondition(dialect, dimension, filter));
  const value = (dimension: Dimension) =>
    counted ? `CASE WHEN vpc IS NOT NULL THEN ${dimension.value(dialect)} END` : dimension.value(dialect);
  const groups = [
    ...(counted ? ['CASE WHEN vpc IS NULL THEN destination END AS lines_of'] : []),
    ...by.map((dimension) => named(value(dimension), identifier(dimension.name))),
  ];
  const columns = [
    ...groups,
    ...measures.map((measure) => `${measure.sum} AS ${identifier(measure.name)}`),
    ...(counted ? ['SUM(CASE WHEN vpc IS NULL THEN flows END) AS lines'] : []),
  ];
  const all = conditions.join('\n  AND ');
  const where = conditions.length === 0 ? '' : `\nWHERE ${counted ? `vpc IS NULL OR (${all})` : all}`;
  const groupBy = groups.length > 0 ? `\nGROUP BY ${groups.map((_, index) => index + 1).join(', ')}` : '';
  const kept = having ? `\nHAVING ${counted ? 'COUNT(vpc) = 0 OR ' : ''}${having.sum} > 0` : '';
  return `SELECT ${columns.join(', ')}\nFROM ${relation}${where}${groupBy}${kept}`;
}

function named(value: string, name: string): string {
  return value === name ? name : `${value} AS ${name}`;
}

function orderAndLimit({ by, measures, sort = [], limit }: Asked, first: readonly string[] = []): string {
  const names = new Set([...by, ...measures].map(({ name }) => name));
  for (const { name } of sort) {
    if (!names.has(name))
      throw new UserError(`the answer cannot be sorted by '${name}', it has ${[...names].join(', ')}`);
  }
  const isMeasure = (name: string) => measures.some((measure) => measure.name === name);
  const rest = [...measures.slice(0, 1), ...by].filter(({ name }) => !sort.some((key) => key.name === name));
  const keys: SortKey[] = [...sort, ...rest.map(({ name }) => ({ name }))];
  const order = keys.map(({ name, direction = isMeasure(name) ? 'descending' : 'ascending' }) =>
    [identifier(name), direction === 'ascending' ? 'ASC' : 'DESC', 'NULLS LAST'].join(' '),
  );
  const all = [...first, ...order];
  const orderBy = all.length > 0 ? `\nORDER BY ${all.join(', ')}` : '';
  return `${orderBy}${limit === undefined ? '' : `\nLIMIT ${limit}`}`;
}
