import type { RecordFormat } from '../core/records/record-format';
import { columnName } from '../core/records/field';
import { identifier, literal } from '../core/sql/dialect';
import type { DuckDbEngine } from '../scripts/engines/duckdb';

/**
 * Writes flow log text again as Parquet, as AWS delivers it: names with underscores, numbers of 32 and 64 bits, gzip inside.
 *
 * AWS does not say what stands for `-`. Here it is NULL in numbers and `-` in text.
 *
 * @param text a gzip file with a header
 */
export async function writeAwsParquet(
  engine: DuckDbEngine,
  format: RecordFormat,
  text: string,
  parquet: string,
): Promise<void> {
  const raw = format.fields.map(({ name }) => `${identifier(name)}: 'VARCHAR'`);
  const columns = format.fields.map((field) => {
    const value = identifier(field.name);
    const type = { int: 'INTEGER', bigint: 'BIGINT', string: undefined }[field.type];
    return `${type ? `CAST(NULLIF(${value}, '-') AS ${type})` : value} AS ${identifier(columnName(field))}`;
  });
  const read = `read_csv(${literal(text)}, columns = {${raw.join(', ')}}, delim = ' ', header = false, skip = 1, auto_detect = false, quote = '', escape = '')`;
  await engine.execute(
    `COPY (SELECT ${columns.join(', ')} FROM ${read}) TO ${literal(parquet)} (FORMAT parquet, COMPRESSION gzip)`,
  );
}
