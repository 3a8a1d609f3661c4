import { duckdb } from '../sql/duckdb';
import { whyBad } from './kind';
import {
  kindOfParquet,
  kindOfText,
  parquetColumn,
  readParquet,
  splitLines,
  textColumns,
  wrongValues,
} from './local-lines';
import type { LogFile, LogFileGroup } from './log-files';

/** DuckDB SQL text: the files of a group that hold bad lines. Files with rejects are not among them for these alone. */
export function filesWithBadLines(group: LogFileGroup): string {
  const [read, kind] =
    group.fileFormat === 'parquet'
      ? [readParquet(group.files), kindOfParquet(group)]
      : [splitLines(group, group.files), kindOfText(group)];
  return `SELECT DISTINCT filename FROM ${read} WHERE ${kind} = 'bad'`;
}

/**
 * DuckDB SQL text: the bad lines of one text file by their place (from 1) among those that localLines gives, and why
 * they are bad. By the same definition.
 */
export function badTextLines(group: LogFileGroup, file: LogFile, limit?: number): string {
  const reason = [
    `COALESCE(${wrongValues(group)},`,
    `CASE WHEN ${kindOfText(group)} = 'bad' THEN ${whyBad(duckdb, group.format, textColumns)} END)`,
  ].join(' ');
  return [
    `SELECT place, reason FROM (SELECT row_number() OVER () AS place, ${reason} AS reason`,
    ` FROM ${splitLines(group, [file])})`,
    ` WHERE reason IS NOT NULL ORDER BY place${limited(limit)}`,
  ].join('');
}

/** DuckDB SQL text: the bad rows of one Parquet file, with their row number (from 1), text and reason. */
export function badParquetRows(group: LogFileGroup, file: LogFile, limit?: number): string {
  const column = parquetColumn(group);
  const values = group.format.fields.map(({ name }) => `COALESCE(CAST(${column(name)} AS VARCHAR), '-')`);
  return [
    `SELECT file_row_number + 1, concat_ws(' ', ${values.join(', ')}), ${whyBad(duckdb, group.format, { column })}`,
    ` FROM ${readParquet([file])} WHERE ${kindOfParquet(group)} = 'bad' ORDER BY 1${limited(limit)}`,
  ].join('');
}

function limited(limit: number | undefined): string {
  return limit === undefined ? '' : ` LIMIT ${limit}`;
}
