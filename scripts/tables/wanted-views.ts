import { createHash } from 'node:crypto';
import { savedDays, viewsOfLastDays } from '../../core/questions/saved-queries';
import { identifier } from '../../core/sql/dialect';
import { trino } from '../../core/sql/trino';
import { logTableOf, type TableMetadata } from '../../core/tables/log-table';
import { tableLines } from '../../core/tables/table-lines';
import type { LastDays } from '../../core/tables/time-key';
import { columnsOfUnion, sharedKeys, unionView, unionViewName } from '../../core/tables/union-view';
import { availableIn } from '../../core/traffic/available';
import { namedViews } from '../../core/traffic/views';

/** A view, and the statement that makes it. */
export interface WantedView {
  readonly name: string;
  /** The names of its columns, in their order. */
  readonly columns: readonly string[];
  readonly statement: string;
}

/**
 * The views over all tables of a deployment: those that plain SQL asks, those of the last days that saved queries ask,
 * and where there are several tables the one that shows them as one.
 *
 * @param first the name of the first table
 * @param flowLogs ids of the flow logs that are known to write into a table, by its name
 * @param all whether those are all of its account; nobody lists those of others
 */
export function wantedViews(
  first: string,
  tables: readonly TableMetadata[],
  flowLogs: ReadonlyMap<string, readonly string[]>,
  all = true,
): WantedView[] {
  const logTables = tables.map((table) => logTableOf(table));
  const known = availableIn(
    tables.flatMap(({ name }, index) =>
      (flowLogs.get(name) ?? [name]).map((id) => [id, logTables[index]!.format] as const),
    ),
  );
  const others = !all || logTables.some(({ place }) => place !== undefined && place.accounts.length > 1);
  const available = { ...known, others };
  // without it plain SQL on records would read every day
  const keys = sharedKeys(logTables);
  const lines = (fields: readonly string[], range?: LastDays) =>
    logTables.map((table) => tableLines(trino, table, fields, range, keys)).join('\nUNION ALL\n');
  const views = namedViews(trino, available, keys);
  const union = {
    name: unionViewName(first),
    columns: columnsOfUnion(logTables),
    query: unionView(logTables),
  };
  return [
    ...(tables.length > 1 ? [union] : []),
    ...views.map((view) => ({ ...view, query: view.query(lines(view.fields)) })),
    ...viewsOfLastDays(views).map((view) => ({ ...view, query: view.query(lines(view.fields, savedDays)) })),
  ].map(({ name, columns, query }) => ({
    name,
    columns,
    statement: `CREATE OR REPLACE VIEW ${identifier(name)} AS\n${query}`,
  }));
}

/** Tells one set of views from another: Athena does not give back the text that a view was made of. */
export function viewsHash(views: readonly WantedView[]): string {
  return createHash('sha256')
    .update(views.map(({ statement }) => statement).join('\n'))
    .digest('hex')
    .slice(0, 16);
}
