import { columnName } from '../records/field';
import { fieldNamed, type RecordFormat } from '../records/record-format';
import { identifier, type Dialect } from '../sql/dialect';
import { articleColumns } from './article-columns';
import { kindOfLine } from './kind';
import { castValue, fieldColumns } from './lines';

/** A table over delivered files, in Athena or Trino. */
export interface LogTable {
  /** The table as it stands in FROM, quoted where it must be. */
  readonly name: string;
  readonly format: RecordFormat;
  /** Whose column names it has: AWS's (field names with underscores) or the EKS article's. */
  readonly columns: 'aws' | 'eks-article';
}

/** SQL text of the lines relation over a table, with just the named fields. */
export function tableLines(dialect: Dialect, table: LogTable, fields: readonly string[]): string {
  const byName = new Map(table.format.fields.map((field) => [field.name, field]));
  const column = (name: string) => {
    const own = table.columns === 'eks-article' ? articleColumns[name] : columnName(byName.get(name)!);
    if (own === undefined) throw new Error(`the EKS article's table has no column for '${name}'`);
    return identifier(own);
  };
  const columns = fieldColumns(fields.map(fieldNamed), table.format, (field) =>
    castValue(dialect, field, column(field.name)),
  );
  return [
    `SELECT ${kindOfLine(dialect, table.format, { column })} AS kind`,
    `, COALESCE(NULLIF(regexp_extract("$path", 'fl-[0-9a-f]+'), ''), 'unknown') AS flow_log`,
    ...columns.map((one) => `, ${one}`),
    ` FROM ${table.name}`,
  ].join('');
}
