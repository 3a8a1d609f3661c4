import type { RecordFormat } from '../records/record-format';
import { trino } from '../sql/trino';
import { boundsOfLastDays } from '../tables/time-key';
import { availableIn } from '../traffic/available';
import { planPivot, type PivotPlan } from '../traffic/pivot';
import type { NamedView } from '../traffic/views';
import { UserError } from '../user-error';
import { questions } from './catalogue';
import { parseFilter } from './options';
import type { Question } from './question';

/** A question as Athena's console saves it. */
export interface SavedQuery {
  readonly name: string;
  readonly description: string;
  readonly sql: string;
}

/** How far back saved queries look, in full UTC days: a query that nobody gives a time must not read everything. */
export const savedDays = { lastDays: 7 } as const;

/**
 * The questions that record formats can answer, as short queries on the views that `flowtoll setup` makes of the last
 * days. Their text does not change from day to day, nor with the table.
 */
export function savedQueries(formats: readonly RecordFormat[]): SavedQuery[] {
  const available = availableIn(formats.map((format, index) => [String(index), format] as const));
  if (!available.some.has('start')) return [];
  return questions.flatMap((question) => {
    const where = [...(question.pivot.where ?? []), ...(question.asks ?? []).map(parseFilter)];
    const plan = unlessRefused(() => planPivot({ ...question.pivot, where }, trino, available));
    return plan ? [saved(question, plan)] : [];
  });
}

function saved({ id, title, why, asks = [] }: Question, plan: PivotPlan): SavedQuery {
  const comments = [
    `${title} The last ${savedDays.lastDays} full days, UTC.`,
    ...asks.map((ask) => `Put your own in place of: ${ask}`),
    ...plan.notes,
  ];
  return {
    name: `flowtoll-${id}`,
    description: `${title} ${why}`,
    sql: [...comments.map((line) => `-- ${line}`), plan.fromView(ofLastDays(plan.view))].join('\n'),
  };
}

function ofLastDays(view: string): string {
  return `${view}_last_${savedDays.lastDays}_days`;
}

/** The views that saved queries ask: the same over the lines of the last days. */
export function viewsOfLastDays(views: readonly NamedView[]): NamedView[] {
  const { from, to } = boundsOfLastDays(savedDays);
  const seconds = (time: string) => `CAST(to_unixtime(${time}) AS bigint)`;
  return views
    .filter(({ name, fields }) => name !== 'records' && fields.includes('start'))
    .map(({ query, ...view }) => ({
      ...view,
      name: ofLastDays(view.name),
      query: (lines) =>
        query(
          `SELECT * FROM (${lines}) AS recent WHERE kind = 'bad' OR (start >= ${seconds(from)} AND start < ${seconds(to)})`,
        ),
    }));
}

function unlessRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
