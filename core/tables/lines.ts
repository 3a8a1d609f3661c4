import { columnName, type Field } from '../records/field';
import type { RecordFormat } from '../records/record-format';
import type { Dialect } from '../sql/dialect';

/*
 * A lines relation is SQL text of a query with one row per line of the logs:
 *
 * - `kind`: LineKind, never NULL
 * - `flow_log`: the flow log's id from the file name, else `unknown`, never NULL
 * - one column per field asked for: text with `-` as NULL, or BIGINT; NULL where the format lacks the field;
 *   start and end in seconds
 */

/** Times above this are milliseconds; as seconds they would be after the year 5000. */
const lastSecond = 99_999_999_999;

/** What is above this is no time, neither in seconds nor in milliseconds. (Trino knows none beyond 2^51 milliseconds.) */
export const latestTime = lastSecond * 1_000 + 999;

/** The SELECT items of a lines relation for the fields asked for. */
export function fieldColumns(
  fields: readonly Field[],
  format: RecordFormat,
  value: (field: Field) => string,
): string[] {
  return fields.map((field) => {
    const name = `"${columnName(field)}"`;
    if (!format.has(field.name))
      return `CAST(NULL AS ${field.type === 'string' ? 'VARCHAR' : 'BIGINT'}) AS ${name}`;
    return `${value(field)} AS ${name}`;
  });
}

/** Text of a string field; `-` and nothing at all are NULL. */
export function textValue(column: string): string {
  return `CASE WHEN ${column} NOT IN ('-', '') THEN ${column} END`;
}

/** A number that is already BIGINT or NULL; times in milliseconds become seconds, and what is no time is NULL. */
export function numberValue(field: Field, number: string): string {
  if (field.name !== 'start' && field.name !== 'end') return number;
  const seconds = `CAST((${number} - ${number} % 1000) / 1000 AS BIGINT)`;
  return `CASE WHEN ${number} BETWEEN 0 AND ${lastSecond} THEN ${number} WHEN ${number} BETWEEN 0 AND ${latestTime} THEN ${seconds} END`;
}

/** The value of a field in a relation whose columns cast to the field's type. */
export function castValue(dialect: Pick<Dialect, 'tryCast'>, field: Field, column: string): string {
  if (field.type === 'string') return textValue(column);
  return numberValue(field, dialect.tryCast(column, 'bigint'));
}
