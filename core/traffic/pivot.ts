import { didYouMean } from '../nearest';
import type { Dialect } from '../sql/dialect';
import { UserError } from '../user-error';
import {
  answer,
  answerFromView,
  answerWithCounts,
  readCounted,
  totals,
  type AnswerCell,
  type Asked,
  type CountedAnswer,
  type SortKey,
} from './answer';
import { refuseMissing, type Available } from './available';
import { dimensions } from './dimensions';
import { pairViews, views, type Dimension, type View } from './dimension';
import type { Filter } from './filter';
import { measures, type Measure } from './measures';
import { coverageFields, sightedFields } from './sighted';
import { needsWindows, sightings, windowFields } from './sightings';
import { withSteps, type Step } from './step';
import { viewSteps } from './view-steps';

/** Any dimensions, measures and filters: the pivot table under every question. */
export interface Pivot {
  readonly by: readonly string[];
  /** @default ['bytes'] */
  readonly measures?: readonly string[];
  /** All of them must hold. */
  readonly where?: readonly Filter[];
  /** @default - every row is kept */
  readonly having?: Having;
  /** @default - the measures from the largest, then the dimensions from the smallest */
  readonly sort?: readonly SortKey[];
  readonly limit?: number | undefined;
  /** Epoch seconds, half-open. @default - all */
  readonly from?: number;
  readonly to?: number;
  /** The view, where no dimension tells. @default 'transfers' */
  readonly view?: View;
}

/** What an answer without rows says, unless its question has better words. */
export const noRowFits = 'no row fits';

/** Keeps the rows that have more than 0 of a measure, shown or not. */
export interface Having {
  readonly measure: string;
  /** What is said where no row has. */
  readonly otherwise: string;
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
  /** The same, with what lines there were and what the limit leaves out, of the same reading; `read` takes it apart. */
  statementWithCounts(lines: string): string;
  read(rows: readonly (readonly AnswerCell[])[]): CountedAnswer;
  /** The same from a view of `namedViews`, which has dimensions and measures as columns; shown measures are left out. */
  fromView(name: string): string;
  /** What the reader of the answer should know. */
  readonly notes: readonly string[];
  /** What an answer without rows says. */
  readonly nothing: string;
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
  const having = pivot.having && find(measures, pivot.having.measure, 'measure');
  const summed = having ? [...measured, having] : measured;
  const asked = [...by, ...filters.map(({ dimension }) => dimension)];
  const view = chooseView(pivot.view, [...asked, ...summed]);
  refuseMissing([...asked, ...summed], available);
  refuseCoarse(summed, pivot.by);
  const comparesPairs = pairViews.includes(view);
  if (comparesPairs) refuseMissing([{ name: view, fields: comparedFields }], available);
  if ((pivot.from !== undefined || pivot.to !== undefined) && !available.some.has('start')) {
    throw new UserError('a time range needs field start, which the record format of this data lacks');
  }

  const accepted: Filter[] =
    comparesPairs && !asked.some(({ name }) => name === 'action') && available.some.has('action')
      ? [{ name: 'action', negated: false, values: [{ kind: 'text', value: 'ACCEPT' }] }]
      : [];
  const all = [...filters, ...accepted.map((filter) => ({ filter, dimension: dimensions.get('action')! }))];
  const keys = Object.assign(
    {},
    ...[...asked, ...all.map(({ dimension }) => dimension)].map(({ keys = {} }) => keys),
  ) as Record<string, string>;
  const fields = [
    ...new Set([
      ...(view === 'coverage' ? coverageFields : sightedFields),
      ...(needsWindows(available) ? windowFields : []),
      ...[...asked, ...summed].flatMap((one) => one.fields),
    ]),
  ].filter((name) => available.some.has(name));
  const stepsOf = (lines: string, counted: boolean): Step[] => [
    ...sightings({ ...pivot, lines, keys, counted, fields: new Set(fields) }, dialect, available, fields),
    ...viewSteps(dialect, view, asked, Object.keys(keys), available),
  ];
  const steps = (lines: string) => stepsOf(lines, false);
  const rows = { ...pivot, by, measures: measured, filters: all, having };
  const answered = answer(dialect, 'asked', rows);
  return {
    view,
    dimensions: by,
    measures: measured,
    fields,
    steps,
    answer: answered,
    totals: totals(dialect, 'asked', rows),
    statement: (lines) => `${withSteps(steps(lines))}${answered}`,
    statementWithCounts: (lines) =>
      `${withSteps(stepsOf(lines, true))}${answerWithCounts(dialect, 'asked', rows)}`,
    read: (all) => readCounted(rows, all),
    fromView: (name) => answerFromView(dialect, name, rows),
    notes: [...notes(view, asked, available), ...seenOften(view, filters, measured)],
    nothing: pivot.having?.otherwise ?? noRowFits,
  };
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
  const fitting = views.filter((view) => possible([view]));
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

/** What accounts of the same bytes are compared by, whatever is asked. */
const comparedFields = ['srcaddr', 'dstaddr', 'bytes'];

/** What compares the ends of a pair would compare those of many, most of which have one end only. */
function refuseCoarse(measured: readonly Measure[], by: readonly string[]): void {
  for (const { name, by: needed = [] } of measured) {
    if (!needed.every((dimension) => by.includes(dimension))) {
      throw new UserError(`'${name}' is of pairs; ask for it by ${needed.join(' and ')}`);
    }
  }
}

/** What transfers cannot tell of a record format, and what comes of it; the first that holds is said. */
const countedTwice: readonly {
  readonly of: (fields: ReadonlySet<string>) => boolean;
  readonly note: string;
}[] = [
  {
    of: (fields) => !fields.has('pkt-srcaddr') || !fields.has('pkt-dstaddr'),
    note: 'without pkt-srcaddr and pkt-dstaddr, bytes of pods and through NAT gateways may be counted twice',
  },
  {
    of: (fields) => !fields.has('interface-id'),
    note: 'without interface-id, bytes that several interfaces saw may be counted twice',
  },
  {
    of: (fields) => !fields.has('instance-id') && !fields.has('interface-type'),
    note: 'without instance-id or interface-type a NAT gateway looks like a node with pods: bytes through it may be counted twice',
  },
];

function untold({ flowLogs }: Pick<Available, 'flowLogs'>): string[] {
  // records of a transit gateway are between the ends, whatever they lack
  const formats = [...flowLogs.values()].filter((fields) => !fields.has('tgw-id'));
  const twice = countedTwice.find(({ of }) => formats.some(of));
  return [
    ...(twice ? [twice.note] : []),
    ...(formats.every((fields) => fields.has('action')) ? [] : ['without action, rejected bytes are in it']),
  ];
}

/** Filters of one interface, or of one side of what passes it. */
const ofOneSide = ['interface', 'instance', 'direction', 'in_transit', 'action'];

/** Beside transfers, what interfaces saw looks like more traffic than there was. */
function seenOften(view: View, filters: Asked['filters'], measured: readonly Measure[]): string[] {
  const bytes = measured.some(({ unit }) => unit === 'bytes' || unit === 'gigabytes');
  const oneSide = filters.some(({ dimension }) => ofOneSide.includes(dimension.name));
  return bytes && !oneSide && !pairViews.includes(view)
    ? ['bytes count at each interface that saw them; by source or destination they count once']
    : [];
}

function notes(view: View, asked: readonly Dimension[], { every, flowLogs }: Available): string[] {
  const partly = [...new Set(asked.flatMap(({ fields }) => fields))].filter((field) => !every.has(field));
  const own = new Set(asked.flatMap(({ note }) => note ?? []));
  return [
    ...own,
    ...(partly.length > 0 ? [`some of the data lacks ${partly.join(', ')}: there these columns show -`] : []),
    ...(pairViews.includes(view) ? untold({ flowLogs }) : []),
  ];
}
