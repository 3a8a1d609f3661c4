import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import { identifier, type Dialect } from '../sql/dialect';
import { articleColumns } from '../tables/article-columns';
import type { Available } from './available';
import { dimensions } from './dimensions';
import { pairViews, views, type View } from './dimension';
import { measures } from './measures';
import { planPivot } from './pivot';

/** A view that plain SQL can ask: its name and the SQL of its query, on the lines relation. */
export interface NamedView {
  readonly name: string;
  readonly fields: readonly string[];
  /** The names of its columns, in their order. */
  readonly columns: readonly string[];
  query(lines: string): string;
}

/**
 * `records`, `sightings`, `transfers`, `both_ends` and `coverage`, with every column that the data has fields for.
 *
 * @param keys more columns of the lines, for `records`
 */
export function namedViews(
  dialect: Dialect,
  available: Available,
  keys: readonly string[] = [],
): NamedView[] {
  const fields = [...available.some];
  const columns = ['flow_log', ...fields.map(columnOf), ...keys];
  // without bytes there are no accounts to compare
  const possible = views.filter((view) => available.some.has('bytes') || !pairViews.includes(view));
  const pivots = possible.map((view) => {
    const plan = planPivot(everythingOf(view, available), dialect, available);
    const own = [...plan.dimensions, ...plan.measures].map(({ name }) => name);
    return { name: view, fields: plan.fields, columns: own, query: plan.statement };
  });
  return [
    {
      name: 'records',
      fields,
      columns,
      query: (lines) =>
        `SELECT ${columns.map(identifier).join(', ')} FROM (${lines}) AS line WHERE kind = 'record'`,
    },
    ...pivots,
  ];
}

/** A view is the pivot table by all of its dimensions: too fine for what compares the sums of a pair. */
function everythingOf(view: View, { some }: Available) {
  const by = [...dimensions.values()].filter(
    ({ views, fields }) => views.includes(view) && fields.every((field) => some.has(field)),
  );
  const sums = [...measures.values()].filter(
    ({ views, show, by: pairs, fields }) =>
      views.includes(view) && !show && !pairs && fields.every((field) => some.has(field)),
  );
  return { view, by: by.map(({ name }) => name), measures: sums.map(({ name }) => name) };
}

/**
 * The table of the EKS article over records of its format: its own column names, every line that is no header, and the
 * partition `dt`.
 */
export function articleTable(dialect: Dialect, available: Available): NamedView | undefined {
  const fields = Object.keys(articleColumns);
  if (!fields.every((field) => available.every.has(field))) return undefined;
  const values = fields.map((field) => `${identifier(columnOf(field))} AS ${articleColumns[field]}`);
  return {
    name: 'vpc_flow_logs',
    fields,
    columns: [...fields.map((field) => articleColumns[field]!), 'dt'],
    query: (lines) =>
      `SELECT ${values.join(', ')}, ${dialect.day('start')} AS dt FROM (${lines}) AS line WHERE kind <> 'bad'`,
  };
}

function columnOf(field: string): string {
  return columnName(fieldNamed(field));
}
