import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import { identifier, type Dialect } from '../sql/dialect';
import { articleColumns } from './article-columns';
import { kindOfLine } from './kind';
import { castValue, fieldColumns } from './lines';
import type { LogTable } from './log-table';
import { lastDaysConditions, timeConditions, type LastDays, type TimeRange } from './time-key';

/**
 * SQL text of the lines relation over a table, with just the named fields.
 *
 * @param range reads only the partitions that can hold records of this time, and all of these
 */
export function tableLines(
  dialect: Dialect,
  table: LogTable,
  fields: readonly string[],
  range: TimeRange | LastDays = {},
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
  const keys = table.timeKeys ?? [];
  const conditions = 'lastDays' in range ? lastDaysConditions(keys, range) : timeConditions(keys, range);
  return [
    `SELECT ${kindOfLine(dialect, table.format, { column })} AS kind`,
    `, COALESCE(NULLIF(regexp_extract("$path", 'fl-[0-9a-f]+'), ''), 'unknown') AS flow_log`,
    ...columns.map((one) => `, ${one}`),
    ` FROM ${table.name}`,
    ...(conditions.length > 0 ? [` WHERE ${conditions.join(' AND ')}`] : []),
  ].join('');
}
