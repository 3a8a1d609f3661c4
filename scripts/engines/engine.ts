import type { TableMetadata } from '../../core/tables/log-table';

/** Sends SQL text somewhere and gives rows back. */
export interface Engine {
  readonly name: 'duckdb' | 'trino' | 'athena' | 'insights';
  query(sql: string): Promise<Table>;
  close(): Promise<void>;
}

/** An engine of SQL that others run, over tables of records. */
export interface RemoteEngine extends Engine {
  readonly name: 'trino' | 'athena';
  /** Of the tables. */
  readonly database: string;
  query(sql: string): Promise<ScannedTable>;
  /** The tables of the database that have the name, or begin with it and `_`; Trino does not tell views from them. */
  tables(name: string): Promise<TableMetadata[]>;
  /** Ends what runs; it rejects. */
  cancel(): Promise<void>;
}

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
}

export interface ScannedTable extends Table {
  readonly scannedBytes: number;
  /** Whether the result of an earlier query was taken. */
  readonly reused?: boolean;
}

export interface TableColumn {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'decimal' | 'boolean';
}

/** An integer is a number up to 2^53 and a bigint beyond; a decimal is text, so that nothing is rounded. */
export type TableCell = string | number | bigint | boolean | null;
