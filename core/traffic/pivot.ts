import { didYouMean } from '../nearest';
import { identifier, type Dialect } from '../sql/dialect';
import { UserError } from '../user-error';
import type { Available } from './available';
import { dimensions } from './dimensions';
import type { Dimension, View } from './dimension';
import { filterCondition, type Filter } from './filter';
import { flowLogWindows, oneFlowLogAtATime } from './flow-log-windows';
import { measures, type Measure } from './measures';
import { ends } from './ends';
import { seen } from './seen';
import { sided } from './sided';
import { sighted, sightedFields, type SightedQuery } from './sighted';
import { withSteps, type Step } from './step';
import { counted } from './transfers';

/** Any dimensions, measures and filters: the pivot table under every question. */
export interface Pivot {
  readonly by: readonly string[];
  /** @default ['bytes'] */
  readonly measures?: readonly string[];
  /** All of them must hold. */
  readonly where?: readonly Filter[];
  /** @default - the measures from the largest, then the dimensions from the smallest */
  readonly sort?: readonly SortKey[];
  readonly limit?: number | undefined;
  /** Epoch seconds, half-open. @default - all */
  readonly from?: number;
  readonly to?: number;
  /** The view, where no dimension tells. @default 'transfers' */
  readonly view?: View;
}

export interface SortKey {
  readonly name: string;
  /** @default - measures begin with the largest, dimensions with the smallest */
  readonly direction?: 'ascending' | 'descending';
}

/**
 * A pivot, checked, as the steps by which an engine answers it: either a table for each step and then `answer`, or all of
 * it as one `statement`.
 */
export interface PivotPlan {
  readonly view: View;
  readonly dimensions: readonly Dimension[];
  readonly measures: readonly Measure[];
  /** The fields that are read, by AWS's names. */
  readonly fields: readonly string[];
  /** The steps from the lines relation to `asked`, the rows of the view; of these `sighted` reads the lines, once. */
  steps(lines: string): Step[];
  /** SQL of the answer, from `asked`. */
  readonly answer: string;
  /** SQL of one row, from `asked`: how many rows the answer has without its limit, and the sums of its measures. */
  readonly totals: string;
  /** All of it in one statement. */
  statement(lines: string): string;
  /** The same, each row ending in `totals`: what is left out by the limit is counted in the same reading. */
  statementWithTotals(lines: string): string;
  /** The same from a view of `namedViews`, which has dimensions and measures as columns; shown measures are left out. */
  fromView(name: string): string;
  /** What the reader of the answer should know. */
  readonly notes: readonly string[];
}

/**
 * @throws UserError for unknown names (naming the nearest), dimensions of two views (naming the pair) and fields that
 * the data lacks (naming them)
 */
export function planPivot(pivot: Pivot, dialect: Dialect, available: Available): PivotPlan {
  const by = pivot.by.map((name) => find(dimensions, name, 'dimension'));
  const filters = (pivot.where ?? []).map((filter) => ({
    filter,
    dimension: find(dimensions, filter.name, 'dimension'),
  }));
  const measured = (pivot.measures?.length ? pivot.measures : ['bytes']).map((name) =>
    find(measures, name, 'measure'),
  );
  const asked = [...by, ...filters.map(({ dimension }) => dimension)];
  const view = chooseView(pivot.view, [...asked, ...measured]);
  refuseMissing([...asked, ...measured], available);
  if (view === 'transfers') refuseMissing([accounts], available);
  if ((pivot.from !== undefined || pivot.to !== undefined) && !available.some.has('start')) {
    throw new UserError('a time range needs field start, which the record format of this data lacks');
  }

  const accepted: Filter[] =
    view === 'transfers' && !asked.some(({ name }) => name === 'action') && available.some.has('action')
      ? [{ name: 'action', negated: false, values: [{ kind: 'text', value: 'ACCEPT' }] }]
      : [];
  const all = [...filters, ...accepted.map((filter) => ({ filter, dimension: dimensions.get('action')! }))];
  const keys = Object.assign(
    {},
    ...[...asked, ...all.map(({ dimension }) => dimension)].map(({ keys = {} }) => keys),
  ) as Record<string, string>;
  const fields = [
    ...new Set([...sightedFields, ...[...asked].flatMap((dimension) => dimension.fields)]),
  ].filter((name) => available.some.has(name));
  const steps = (lines: string): Step[] => [
    ...sightings({ ...pivot, lines, keys, fields: available.some }, dialect, available, fields),
    ...relation(view, dialect, keys, asked, available),
  ];
  const rows = result('asked', by, measured, dialect, all);
  const answer = `SELECT * FROM (${rows}) AS result${orderAndLimit(pivot, by, measured)}`;
  const sums = measured.map(({ name }) => `, SUM(${identifier(name)}) AS ${identifier(name)}`).join('');
  const sumsOver = measured
    .map(({ name }) => `, SUM(${identifier(name)}) OVER () AS ${identifier(`all_${name}`)}`)
    .join('');
  return {
    view,
    dimensions: by,
    measures: measured,
    fields,
    steps,
    answer,
    totals: `SELECT COUNT(*) AS answer_rows${sums} FROM (${rows}) AS result`,
    statement: (lines) => `${withSteps(steps(lines))}${answer}`,
    statementWithTotals: (lines) =>
      `${withSteps(steps(lines))}SELECT *, COUNT(*) OVER () AS answer_rows${sumsOver} FROM (${rows}) AS result${orderAndLimit(pivot, by, measured)}`,
    fromView: (name) => {
      const sums = measured.filter(({ show }) => !show);
      const filtered = all.map(({ filter, dimension }) => ({ filter, dimension: asColumn(dimension) }));
      return `${result(identifier(name), by.map(asColumn), sums, dialect, filtered)}${orderAndLimit(pivot, by, sums)}`;
    },
    notes: notes(view, asked, available),
  };
}

/** From the lines to `sighted`; where flow logs overlap, first which of them counts when. */
function sightings(
  query: SightedQuery,
  dialect: Dialect,
  available: Available,
  needed: readonly string[],
): Step[] {
  if (!needsWindows(available))
    return [{ name: 'sighted', query: sighted(dialect, query), materialized: dialect.materialized }];
  const { lines } = query;
  return [
    { name: 'flow_log_windows', query: flowLogWindows(lines, rankedFields(available, needed)) },
    {
      name: 'sighted',
      query: sighted(dialect, { ...query, lines: oneFlowLogAtATime(lines) }),
      materialized: dialect.materialized,
    },
  ];
}

/** From `sighted` to the rows of the view. */
function relation(
  view: View,
  dialect: Dialect,
  keys: Readonly<Record<string, string>>,
  asked: readonly Dimension[],
  available: Available,
): Step[] {
  if (view === 'coverage') return [{ name: 'asked', query: 'SELECT * FROM sighted' }];
  const tellsSides = available.every.has('flow-direction');
  if (view === 'sightings' && tellsSides)
    return [...sided(true), { name: 'asked', query: `SELECT * FROM sided WHERE kind = 'record'` }];
  const facts = view === 'transfers' ? factColumns(asked) : [];
  const key = view === 'transfers' && 'key_action' in keys ? ['key_action'] : [];
  const rest = Object.keys(keys).filter((name) => ![...key, ...facts].includes(name));
  const sums = seen(dialect, [...key, ...facts], rest);
  const all = [sums.step, ...sided(tellsSides, 'seen')];
  if (view === 'sightings') return [...all, { name: 'asked', query: sums.spread('sided', ['direction']) }];
  const added = [
    'source_vpc',
    'destination_vpc',
    ...facts.flatMap((fact) => [`source_${fact}`, `destination_${fact}`]),
  ];
  return [
    ...all,
    ...ends(dialect, sums.columns, facts, sums.details),
    ...counted(key),
    { name: 'asked', query: sums.spread('counted', added) },
  ];
}

/** Columns of what the records of an address's own interface say of it. */
function factColumns(asked: readonly Dimension[]): string[] {
  return [
    ...new Set(
      asked.flatMap(({ name, fact }) => (fact ? [fact.column] : name === 'az_pair' ? ['fact_az'] : [])),
    ),
  ];
}

/** Without an interface, a start and an end nothing tells which records of two flow logs are of the same time. */
function needsWindows({ flowLogs, some }: Available): boolean {
  return flowLogs.size > 1 && ['interface-id', 'start', 'end', 'action'].every((field) => some.has(field));
}

function rankedFields({ flowLogs }: Available, needed: readonly string[]): Map<string, number> {
  return new Map(
    [...flowLogs].map(([id, fields]) => [id, needed.filter((field) => fields.has(field)).length]),
  );
}

function find<T>(known: ReadonlyMap<string, T>, name: string, what: string): T {
  const found = known.get(name);
  if (found) return found;
  throw new UserError(
    `unknown ${what} '${name}'; ${didYouMean(name, [...known.keys()]) || `known are ${[...known.keys()].join(', ')}`}`,
  );
}

/** The one view that has all that is named; where several have, the wanted one or the first. */
function chooseView(
  wanted: View | undefined,
  named: readonly { readonly name: string; readonly views: readonly View[] }[],
): View {
  const possible = (views: readonly View[]) =>
    named.every((one) => views.some((view) => one.views.includes(view)));
  const fitting = (['transfers', 'sightings', 'coverage'] as const).filter((view) => possible([view]));
  if (wanted && fitting.includes(wanted)) return wanted;
  if (fitting[0]) return fitting[0];
  const [first, other] = conflict(named);
  throw new UserError(
    `'${first.name}' is of ${first.views.join(' and ')}, '${other.name}' of ${other.views.join(' and ')}; one answer is of one view, ask for them apart`,
  );
}

function conflict<T extends { readonly views: readonly View[] }>(named: readonly T[]): [T, T] {
  for (const one of named) {
    const other = named.find(({ views }) => !views.some((view) => one.views.includes(view)));
    if (other) return [one, other];
  }
  return [named[0]!, named.at(-1)!];
}

/** What transfers are compared by, whatever is asked. */
const accounts = { name: 'transfers', fields: ['srcaddr', 'dstaddr', 'bytes'] };

function refuseMissing(
  asked: readonly { readonly name: string; readonly fields: readonly string[] }[],
  { some }: Available,
): void {
  for (const { name, fields } of asked) {
    const missing = fields.filter((field) => !some.has(field));
    if (missing.length > 0) {
      throw new UserError(
        `'${name}' needs ${missing.length === 1 ? 'field' : 'fields'} ${missing.join(' and ')}, which the record format of this data lacks`,
      );
    }
  }
}

/** A dimension in a view that has it as a column. */
function asColumn(dimension: Dimension): Dimension {
  return { ...dimension, value: () => identifier(dimension.name) };
}

function result(
  relation: string,
  by: readonly Dimension[],
  measured: readonly Measure[],
  dialect: Dialect,
  filters: readonly { filter: Filter; dimension: Dimension }[],
): string {
  const conditions = filters.map(({ filter, dimension }) => filterCondition(dialect, dimension, filter));
  const columns = [
    ...by.map((dimension) => named(dimension.value(dialect), identifier(dimension.name))),
    ...measured.map((measure) => `${measure.sum} AS ${identifier(measure.name)}`),
  ];
  const where = conditions.length > 0 ? `\nWHERE ${conditions.join('\n  AND ')}` : '';
  const groupBy = by.length > 0 ? `\nGROUP BY ${by.map((_, index) => index + 1).join(', ')}` : '';
  return `SELECT ${columns.join(', ')}\nFROM ${relation}${where}${groupBy}`;
}

function named(value: string, name: string): string {
  return value === name ? name : `${value} AS ${name}`;
}

function orderAndLimit(
  { sort = [], limit }: Pivot,
  by: readonly Dimension[],
  measured: readonly Measure[],
): string {
  const names = new Set([...by, ...measured].map(({ name }) => name));
  for (const { name } of sort) {
    if (!names.has(name))
      throw new UserError(`the answer cannot be sorted by '${name}', it has ${[...names].join(', ')}`);
  }
  const ofMeasure = (name: string) => measured.some((measure) => measure.name === name);
  const rest = [...measured.slice(0, 1), ...by].filter(({ name }) => !sort.some((key) => key.name === name));
  const keys: SortKey[] = [...sort, ...rest.map(({ name }) => ({ name }))];
  const order = keys.map(({ name, direction = ofMeasure(name) ? 'descending' : 'ascending' }) =>
    [identifier(name), direction === 'ascending' ? 'ASC' : 'DESC', 'NULLS LAST'].join(' '),
  );
  const orderBy = order.length > 0 ? `\nORDER BY ${order.join(', ')}` : '';
  return `${orderBy}${limit === undefined ? '' : `\nLIMIT ${limit}`}`;
}

function notes(view: View, asked: readonly Dimension[], { some, every }: Available): string[] {
  const partly = [...new Set(asked.flatMap(({ fields }) => fields))].filter((field) => !every.has(field));
  return [
    ...(partly.length > 0 ? [`some of the data lacks ${partly.join(', ')}: there these columns show -`] : []),
    ...(view === 'transfers' && !some.has('pkt-srcaddr')
      ? ['without pkt-srcaddr and pkt-dstaddr, bytes of pods and through NAT gateways may be counted twice']
      : []),
  ];
}
