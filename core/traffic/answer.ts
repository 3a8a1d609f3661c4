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

/** SQL of the answer, each row ending in `totals`. */
export function answerWithTotals(dialect: Dialect, relation: string, asked: Asked): string {
  const all = asked.measures.map(
    ({ name }) => `, SUM(${identifier(name)}) OVER () AS ${identifier(`all_${name}`)}`,
  );
  return `SELECT *, COUNT(*) OVER () AS answer_rows${all.join('')} FROM (${sums(dialect, relation, asked)}) AS result${orderAndLimit(asked)}`;
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

function sums(dialect: Dialect, relation: string, { by, measures, filters }: Asked): string {
  const conditions = filters.map(({ filter, dimension }) => filterCondition(dialect, dimension, filter));
  const columns = [
    ...by.map((dimension) => named(dimension.value(dialect), identifier(dimension.name))),
    ...measures.map((measure) => `${measure.sum} AS ${identifier(measure.name)}`),
  ];
  const where = conditions.length > 0 ? `\nWHERE ${conditions.join('\n  AND ')}` : '';
  const groupBy = by.length > 0 ? `\nGROUP BY ${by.map((_, index) => index + 1).join(', ')}` : '';
  return `SELECT ${columns.join(', ')}\nFROM ${relation}${where}${groupBy}`;
}

function named(value: string, name: string): string {
  return value === name ? name : `${value} AS ${name}`;
}

function orderAndLimit({ by, measures, sort = [], limit }: Asked): string {
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
  const orderBy = order.length > 0 ? `\nORDER BY ${order.join(', ')}` : '';
  return `${orderBy}${limit === undefined ? '' : `\nLIMIT ${limit}`}`;
}
