import type { Field } from '../records/field';
import { fieldNamed, type RecordFormat } from '../records/record-format';
import { identifier, literal } from '../sql/dialect';
import { duckdb } from '../sql/duckdb';
import { isAmount, kindOfLine, requiredNumbers, type LineColumns } from './kind';
import { castValue, fieldColumns, numberValue, textValue } from './lines';
import type { LogFile, LogFileGroup } from './log-files';

/**
 * DuckDB SQL text of the lines relation over local files, with just the named fields.
 *
 * @param fields names as AWS spells them
 */
export function localLines(groups: readonly LogFileGroup[], fields: readonly string[]): string {
  const wanted = fields.map(fieldNamed);
  const reads = groups.flatMap((group) =>
    group.fileFormat === 'parquet' ? parquetLines(group, wanted) : textLines(group, wanted),
  );
  if (reads.length === 0) throw new Error('no files to read');
  return reads.join('\nUNION ALL\n');
}

/** The values of a line, and the numbers they are: a prefix keeps them apart from the fields' own names. */
const textColumn = (name: string) => `"text ${name}"`;
const numberColumn = (name: string) => `"number ${name}"`;

/**
 * Whole numbers as AWS writes them, with no zero before others. DuckDB's cast alone would also take 1.5, 1e3,
 * 0x10, 1_000 and ' 12'; what it made of them reads otherwise. (Half the price of a regular expression.)
 */
function isWholeNumber(name: string): string {
  const number = numberColumn(name);
  return `CAST(${number} AS VARCHAR) = ${textColumn(name)} AND ${isAmount(number)}`;
}

export const textColumns: LineColumns = { column: textColumn, number: numberColumn, isWholeNumber };

function textLines(group: LogFileGroup, fields: readonly Field[]): string[] {
  const columns = fieldColumns(fields, group.format, (field) => textFieldValue(field, group.format));
  return byFlowLog(group.files).map(({ files, flowLog }) =>
    [
      `SELECT ${kindOfText(group)} AS kind`,
      `, ${flowLog} AS flow_log`,
      ...columns.map((column) => `, ${column}`),
      ` FROM ${splitLines(group, files)}`,
    ].join(''),
  );
}

/** SQL for the kind of a line of `splitLines`. */
export function kindOfText(group: LogFileGroup): string {
  return `CASE WHEN ${hasItsValues(group)} THEN ${kindOfLine(duckdb, group.format, textColumns)} ELSE 'bad' END`;
}

/** Whether a line has as many values as its format; a space at its end makes none. */
function hasItsValues(group: LogFileGroup): string {
  const width = widthOf(group);
  return `(len("values") = ${width} OR (len("values") = ${width + 1} AND "values"[${width + 1}] = '')) AND beyond IS NULL`;
}

/** Why a line has not the values of its format, as a sentence about the line; NULL where it has them. */
export function wrongValues(group: LogFileGroup): string {
  const cases = [
    `WHEN beyond IS NOT NULL THEN 'holds U+001F, a control character'`,
    `WHEN len("values") < ${widthOf(group)} THEN 'has fewer values than its format'`,
    `WHEN NOT (${hasItsValues(group)}) THEN 'has more values than its format'`,
  ];
  return `CASE ${cases.join(' ')} END`;
}

function widthOf({ leadingValues = 0, format }: LogFileGroup): number {
  return leadingValues + format.fields.length;
}

function textFieldValue(field: Field, format: RecordFormat): string {
  if (field.type === 'string') return textValue(textColumn(field.name));
  const number = numberColumn(field.name);
  if (requiredNumbers(format).includes(field.name)) return numberValue(field, number);
  return `CASE WHEN ${isWholeNumber(field.name)} THEN ${number} END`;
}

/** Lines with more bytes than this are never records: DuckDB leaves them out and notes them among the rejects. */
export const longestLine = 2_000_000;

/**
 * The lines of files that are not empty, taken apart: their `values`, and by field each text and number. Each number is
 * cast but once, because beside the reading casts are the dearest part of a question. Dearer still is a cast that fails,
 * which for most fields only `-` makes it do.
 */
export function splitLines(group: LogFileGroup, files: readonly LogFile[]): string {
  const { format, delimiter = ' ', leadingValues = 0 } = group;
  const texts = format.fields.map(
    ({ name }, index) => `"values"[${leadingValues + index + 1}] AS ${textColumn(name)}`,
  );
  const required = requiredNumbers(format);
  const numbers = format.fields
    .filter(({ type }) => type !== 'string')
    .map(({ name }) => {
      const number = duckdb.tryCast(textColumn(name), 'bigint');
      const guarded = `CASE WHEN ${textColumn(name)} <> '-' THEN ${number} END`;
      return `${required.includes(name) ? number : guarded} AS ${numberColumn(name)}`;
    });
  const split = `SELECT *, string_split(line, ${literal(delimiter)}) AS "values" FROM ${readLines(group, files)}`;
  return `(SELECT ${['*', ...numbers].join(', ')} FROM (SELECT ${['*', ...texts].join(', ')} FROM (${split})))`;
}

/** What the reader parts a line by: the unit separator, which no record holds. */
export const unitSeparator = '\x1f';

/**
 * A read that gives every line that is not empty, whatever is in it: but for those that are too long or no UTF-8,
 * which are noted among the rejects. The reader only finds lines: to part their values, too, costs it more than it costs
 * `string_split`, and of values that nobody asks for it does not notice what is no UTF-8.
 *
 * Found by experiment on DuckDB 1.5:
 * - a reader must part values by something; what stands behind the first separator is `beyond`. It looks at eight bytes
 *   at a time only where the separator is a control character
 * - `null_padding` and `strict_mode = false` keep lines with and without it, and take LF, CRLF and CR as ends of a line;
 *   strict mode stops at the first carriage return
 * - the null text is a line feed, which no line can hold
 * - read by several threads, a line that fills the whole buffer (32 MB) leaves no trace. One thread a file is as fast:
 *   it is unpacking that takes the time
 * - reading as Latin-1, to have lines that are no UTF-8, fails at the bytes 0x80 to 0x9f
 */
function readLines({ skipLines, compression = 'none' }: LogFileGroup, files: readonly LogFile[]): string {
  const options = [
    `columns = {line: 'VARCHAR', beyond: 'VARCHAR'}`,
    "delim = E'\\x1f'",
    `compression = '${compression}'`,
    `skip = ${skipLines}`,
    'header = false',
    'auto_detect = false',
    "quote = ''",
    "escape = ''",
    "nullstr = E'\\n'",
    'null_padding = true',
    'strict_mode = false',
    'parallel = false',
    'store_rejects = true',
    `max_line_size = ${longestLine}`,
    'filename = true',
    'hive_partitioning = false',
    'union_by_name = false',
  ];
  return `read_csv(${fileList(files.map(({ path }) => path))}, ${options.join(', ')})`;
}

function parquetLines(group: LogFileGroup, fields: readonly Field[]): string[] {
  const column = parquetColumn(group);
  const columns = fieldColumns(fields, group.format, (field) => castValue(duckdb, field, column(field.name)));

  return byFlowLog(group.files).map(({ files, flowLog }) =>
    [
      `SELECT ${kindOfParquet(group)} AS kind`,
      `, ${flowLog} AS flow_log`,
      ...columns.map((one) => `, ${one}`),
      ` FROM ${readParquet(files)}`,
    ].join(''),
  );
}

export function kindOfParquet(group: LogFileGroup): string {
  return kindOfLine(duckdb, group.format, { column: parquetColumn(group) });
}

export function readParquet(files: readonly LogFile[]): string {
  return `read_parquet(${fileList(files.map(({ path }) => path))}, hive_partitioning = false, union_by_name = false)`;
}

/** The column of a field, by its name in the files. Re-written files hold any type: what should be text is cast to it. */
export function parquetColumn(group: LogFileGroup): (name: string) => string {
  const { fields } = group.format;
  const columns = new Map(
    fields.map((field, index) => {
      const own = identifier(group.columns?.[index] ?? field.name);
      return [field.name, field.type === 'string' ? `CAST(${own} AS VARCHAR)` : own];
    }),
  );
  return (name) => columns.get(name)!;
}

/** One read per flow log, so that its id is a constant. */
function byFlowLog(files: readonly LogFile[]): { files: LogFile[]; flowLog: string }[] {
  const groups = new Map<string, LogFile[]>();
  for (const file of files) {
    const own = groups.get(file.flowLogId);
    if (own) own.push(file);
    else groups.set(file.flowLogId, [file]);
  }
  return [...groups].map(([id, own]) => ({ files: own, flowLog: literal(id) }));
}

/** A list of paths, each standing for itself: DuckDB would take `*`, `?` and `[` as patterns. */
export function fileList(paths: readonly string[]): string {
  return `[${paths.map((path) => literal(path.replace(/[*?[]/g, '[$&]'))).join(', ')}]`;
}

/** Whether DuckDB can be given a path: in a pattern, which such a path must be, it takes `\` as it takes `/`. */
export function canBeListed(path: string): boolean {
  return !(/[*?[]/.test(path) && path.includes('\\'));
}
