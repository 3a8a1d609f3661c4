import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import { identifier, type Dialect } from '../sql/dialect';
import { articleColumns } from './article-columns';
import { kindOfLine, type LineKind } from './kind';
import { castValue, fieldColumns } from './lines';
import type { LogTable } from './log-table';
import { lastDaysConditions, timeConditions, type LastDays, type TimeRange } from './time-key';

/**
 * SQL text of the lines relation over a table, with just the named fields.
 *
 * @param range reads only the partitions that can hold records of this time, and all of these
 * @param keys partition keys that come too, as more columns
 */
export function tableLines(
  dialect: Dialect,
  table: LogTable,
  fields: readonly string[],
  range: TimeRange | LastDays = {},
  keys: readonly string[] = [],
): string {
  const byName = new Map(table.format.fields.map((field) => [field.name, field]));
  const column = (name: string) => {
    const own = table.columns === 'eks-article' ? articleColumns[name] : columnName(byName.get(name)!);
    if (own === undefined) throw new Error(`the EKS article's table has no column for '${name}'`);
    return identifier(own);
  };
  const columns = fieldColumns(fields.map(fieldNamed), table.format, (field) =>
    castValue(dialect, field, column(field.name)),
  );
  const { timeKeys = [] } = table;
  const conditions =
    'lastDays' in range ? lastDaysConditions(timeKeys, range) : timeConditions(timeKeys, range);
  return [
    `SELECT ${kind(dialect, table, column)} AS kind`,
    `, COALESCE(NULLIF(regexp_extract("$path", ${flowLogInPath}, 1), ''), 'unknown') AS flow_log`,
    ...[...columns, ...keys.map(identifier)].map((one) => `, ${one}`),
    ` FROM ${table.name}`,
    ...(conditions.length > 0 ? [` WHERE ${conditions.join(' AND ')}`] : []),
  ].join('');
}

/** In the file's own name: the name of a bucket, too, can have `fl-` in it. */
const flowLogInPath = `'(?:^|[/_])(fl-[0-9a-f]+)(?:[_.][^/]*)?$'`;

/**
 * AWS writes Parquet with types, and no line of it is torn: the status alone tells what a line is. What else a line of text
 * must hold is not looked at, for every column that is read is paid for.
 */
function kind(dialect: Dialect, { format, fileFormat }: LogTable, column: (name: string) => string): string {
  if (fileFormat !== 'parquet' || !format.has('log-status')) return kindOfLine(dialect, format, { column });
  const kinds = { OK: 'record', NODATA: 'no_data', SKIPDATA: 'skip_data' } satisfies Record<string, LineKind>;
  const cases = Object.entries(kinds).map(([status, one]) => `WHEN '${status}' THEN '${one}'`);
  return `CASE ${column('log-status')} ${cases.join(' ')} ELSE 'bad' END`;
}
