import type { DuckDBConnection, DuckDBResultReader, DuckDBTypeId, StatementType } from '@duckdb/node-api';
import type { Engine, Table, TableCell, TableColumn } from './engine';

/** A line that the reader could not take apart at all. */
export interface RejectedLine {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly reason: string;
}

export interface DuckDbEngine extends Engine {
  readonly name: 'duckdb';
  /** Ends the statement that runs, at once; it rejects. */
  interrupt(): void;
  /** How many statements a text holds; comments and semicolons are none. */
  countStatements(sql: string): Promise<number>;
  /** Runs statements whose rows nobody wants. */
  execute(sql: string): Promise<void>;
  /** The lines that text reads had to leave out (each once, however often it was read) since the last call. */
  rejects(): Promise<RejectedLine[]>;
}

export interface DuckDbOptions {
  /** @default - a quarter of what the process may have, at least 1 GB; beyond it work goes on, on disk */
  readonly memoryLimit?: string;
  /** @default - one per core */
  readonly threads?: number;
  /** Where what does not fit in memory goes. @default - the operating system's temporary directory */
  readonly temporaryDirectory?: string;
}

/** Opens an empty database in memory. It never loads extensions: they would be downloaded. */
export async function openDuckDb(options: DuckDbOptions = {}): Promise<DuckDbEngine> {
  const { tmpdir, totalmem } = await import('node:os');
  const { join } = await import('node:path');
  const { DuckDBInstance, DuckDBTypeId, StatementType } = await import('@duckdb/node-api');

  // a container may have less than its machine
  const mostMemory = Math.min(totalmem(), process.constrainedMemory() || Infinity);
  const instance = await DuckDBInstance.create(':memory:', {
    memory_limit: options.memoryLimit ?? `${Math.max(1000, Math.floor(mostMemory / 4e6))}MB`,
    temp_directory: options.temporaryDirectory ?? join(tmpdir(), `flowtoll-duckdb-${process.pid}`),
    preserve_insertion_order: 'false',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...(options.threads === undefined ? {} : { threads: String(options.threads) }),
  });
  const connection = await instance.connect();
  await connection.run("SET TimeZone = 'UTC'");
  // whole numbers divide as in Trino and Athena: 3 / 2 is 1
  await connection.run('SET integer_division = true');

  const query = async (sql: string) => toTable(await connection.runAndReadAll(sql), DuckDBTypeId);
  return {
    name: 'duckdb',
    query,
    countStatements: (sql) => countStatements(connection, sql, StatementType.CREATE),
    execute: async (sql) => {
      await connection.run(sql);
    },
    interrupt: () => connection.interrupt(),
    rejects: () => takeRejects(connection, query),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Of a PIVOT the parser makes several: before its own, one for each type that it needs. */
async function countStatements(
  connection: DuckDBConnection,
  sql: string,
  maker: StatementType,
): Promise<number> {
  const statements = await connection.extractStatements(sql).catch((error: Error) => {
    const [, said] = /^Failed to extract statements: ([^]+)/.exec(error.message) ?? [];
    if (said !== undefined) throw new Error(said);
    // of a text without any it has no words
    return { count: 0, prepare: undefined };
  });
  if (statements.prepare === undefined || !/\bpivot/i.test(sql)) return statements.count;
  const typeOf = async (index: number) => {
    try {
      return (await statements.prepare(index)).statementType;
    } catch (error) {
      // it waits for such a type
      if (/Type with name __pivot_enum_/.test(String(error))) return undefined;
      throw error;
    }
  };
  let makers = 0;
  while (makers < statements.count - 1 && (await typeOf(makers)) === maker) makers += 1;
  return statements.count - makers;
}

/** Reads and forgets DuckDB's tables of rejects, which have a row per scan, line and column. */
async function takeRejects(
  connection: DuckDBConnection,
  query: (sql: string) => Promise<Table>,
): Promise<RejectedLine[]> {
  const known = await query(`SELECT 1 FROM duckdb_tables() WHERE table_name = 'reject_errors'`);
  if (known.rows.length === 0) return [];
  const { rows } = await query(
    `SELECT s.file_path, e.line, min(left(e.csv_line, 1000)), min(lower(CAST(e.error_type AS VARCHAR)))
     FROM reject_errors e JOIN reject_scans s USING (scan_id, file_id) GROUP BY ALL ORDER BY ALL`,
  );
  await connection.run('DROP TABLE reject_errors; DROP TABLE reject_scans');
  return rows.map(([file, line, text, reason]) => ({
    file: String(file),
    line: Number(line),
    text: String(text ?? ''),
    reason: String(reason),
  }));
}

function toTable(reader: DuckDBResultReader, ids: typeof DuckDBTypeId): Table {
  const types = columnTypes(ids);
  const columns = reader.columnNames().map((name, index): TableColumn => ({
    name,
    type: types.get(reader.columnTypeId(index)) ?? 'text',
  }));
  const rows = reader.getRows().map((row) => row.map(toCell));
  return { columns, rows };
}

function columnTypes(ids: typeof DuckDBTypeId): ReadonlyMap<number, TableColumn['type']> {
  const integers = [
    ids.TINYINT,
    ids.SMALLINT,
    ids.INTEGER,
    ids.BIGINT,
    ids.HUGEINT,
    ids.UTINYINT,
    ids.USMALLINT,
    ids.UINTEGER,
    ids.UBIGINT,
    ids.UHUGEINT,
  ];
  return new Map<number, TableColumn['type']>([
    ...integers.map((id) => [id, 'integer'] as const),
    [ids.DECIMAL, 'decimal'],
    [ids.DOUBLE, 'decimal'],
    [ids.FLOAT, 'decimal'],
    [ids.BOOLEAN, 'boolean'],
  ]);
}

function toCell(value: unknown): TableCell {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value;
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  // decimals, dates and everything else that is no JavaScript value print exactly
  return String(value);
}
