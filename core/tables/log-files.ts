import type { RecordFormat } from '../records/record-format';
import type { FileFormat } from '../delivery/s3-delivery';

/** One local file of flow logs. */
export interface LogFile {
  readonly path: string;
  /** The flow log's id from the file's name, else `unknown`: nothing tells the flow logs of such files apart. */
  readonly flowLogId: string;
}

/** Files that can be read in one go: they share a record format and everything about how it is written down. */
export interface LogFileGroup {
  readonly format: RecordFormat;
  readonly fileFormat: FileFormat;
  readonly files: readonly LogFile[];
  /** Whether the files begin with the names of the fields. */
  readonly header: boolean;
  /** Lines before the first one that counts: blank lines, comments and the header itself. */
  readonly skipLines: number;
  /** Text: how the files are packed. Default `none`. */
  readonly compression?: 'gzip' | 'none';
  /** Text: what parts the values. Default a space. */
  readonly delimiter?: ' ' | ',' | '\t';
  /** Text: values in front of the record, such as the time that an export from CloudWatch Logs writes. Default 0. */
  readonly leadingValues?: number;
  /** Parquet: the names of the columns, in the order of the format's fields. */
  readonly columns?: readonly string[];
}
