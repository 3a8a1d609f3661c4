/** Sends SQL text somewhere and gives rows back. */
export interface Engine {
  readonly name: 'duckdb' | 'trino' | 'athena' | 'insights';
  query(sql: string): Promise<Table>;
  close(): Promise<void>;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
}

export interface TableColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'decimal' | 'boolean';
}

/** An integer is a number up to 2^53 and a bigint beyond; a decimal is text, so that nothing is rounded. */
export type TableCell = string | number | bigint | boolean | null;
