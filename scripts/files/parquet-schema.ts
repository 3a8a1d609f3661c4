import { RecordFormat } from '../../core/records/record-format';
import { fileList } from '../../core/tables/local-lines';
import type { DuckDbEngine } from '../engines/duckdb';
import { fieldName, isField, type Refusal } from './text-beginning';

/** The record format that the columns of a Parquet file make. */
export interface ParquetColumns {
  readonly format: RecordFormat;
  /** The columns of the format's fields, as the file names them. */
  readonly columns: readonly string[];
  /** Names and types of all columns: files that differ in it are not read together. */
  readonly signature: string;
}

/** Reads the schemas of Parquet files. */
export async function readParquetSchemas(
  engine: DuckDbEngine,
  paths: readonly string[],
): Promise<Map<string, ParquetColumns | Refusal>> {
  const schemas = new Map<string, ParquetColumns | Refusal>();
  const batch = 500;
  for (let start = 0; start < paths.length; start += batch) {
    const some = paths.slice(start, start + batch);
    const found = await readSchemas(engine, some).catch(() => undefined);
    if (found) {
      for (const [path, columns] of found) schemas.set(path, columns);
      continue;
    }
    // one of them cannot be read: find out which
    for (const path of some) {
      const own = await readSchemas(engine, [path]).catch(() => undefined);
      const refusal = { problem: 'is no Parquet file that can be read; was it cut off?' };
      schemas.set(path, own?.get(path) ?? refusal);
    }
  }
  return schemas;
}

async function readSchemas(
  engine: DuckDbEngine,
  paths: readonly string[],
): Promise<Map<string, ParquetColumns | Refusal>> {
  const { rows } = await engine.query(
    `SELECT file_name, list({'name': name, 'type': concat_ws('/', type, converted_type), 'children': COALESCE(num_children, 0)} ORDER BY n)::JSON::VARCHAR
     FROM (SELECT *, row_number() OVER () AS n FROM parquet_schema(${fileList(paths)})) GROUP BY file_name`,
  );
  return new Map(
    rows.map(([path, elements]) => [String(path), readColumns(JSON.parse(String(elements)) as Element[])]),
  );
}

interface Element {
  readonly name: string;
  readonly type: string;
  readonly children: number;
}

function readColumns([root, ...elements]: readonly Element[]): ParquetColumns | Refusal {
  const columns: Element[] = [];
  for (let index = 0; columns.length < (root?.children ?? 0) && index < elements.length;) {
    columns.push(elements[index]!);
    index = afterSubtree(elements, index);
  }
  if (columns.some(({ name }) => ['class_uid', 'src_endpoint', 'metadata'].includes(name))) {
    return { problem: 'holds OCSF events, as Security Lake writes them; give the flow logs themselves' };
  }
  const fields = columns
    .filter(({ children }) => children === 0)
    .map(({ name }) => ({ column: name, field: fieldName(name) }));
  const known = fields.filter(({ field }) => isField(field));
  if (known.length === 0) return { problem: 'has no column that is a field of flow logs' };
  try {
    const names = known.map(({ field }) => field);
    return {
      format: new RecordFormat(names, names.includes('tgw-id') ? 'transit-gateway' : 'vpc'),
      columns: known.map(({ column }) => column),
      signature: JSON.stringify(columns.map(({ name, type }) => [name, type])),
    };
  } catch (error) {
    return { problem: `has columns that are no record format: ${(error as Error).message}` };
  }
}

function afterSubtree(elements: readonly Element[], index: number): number {
  let next = index + 1;
  for (let child = 0; child < (elements[index]?.children ?? 0); child++) next = afterSubtree(elements, next);
  return next;
}
