import type { Field } from '../records/field';
import { fieldNamed, type RecordFormat } from '../records/record-format';
import { identifier, literal } from '../sql/dialect';
import { duckdb } from '../sql/duckdb';
import { kindOfLine, requiredNumbers, type LineColumns } from './kind';
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

/** The columns of a read, and the numbers made of them: a prefix keeps them apart from the fields' own names. */
const rawColumn = (name: string) => `"raw ${name}"`;
const numberColumn = (name: string) => `"number ${name}"`;

/**
 * Whole numbers as AWS writes them: at most 18 digits, no zero before others. DuckDB's cast alone would also take 1.5, 1e3,
 * 0x10, 1_000 and ' 12'; what it made of them reads otherwise. (Half the price of a regular expression.)
 */
function isWholeNumber(name: string): string {
  const number = numberColumn(name);
  return `CAST(${number} AS VARCHAR) = ${rawColumn(name)} AND ${number} BETWEEN 0 AND 999999999999999999`;
}

export const textColumns: LineColumns = { column: rawColumn, number: numberColumn, isWholeNumber };

function textLines(group: LogFileGroup, fields: readonly Field[]): string[] {
  const columns = fieldColumns(fields, group.format, (field) => textFieldValue(field, group.format));
  return byFlowLog(group.files).map(({ files, flowLog }) =>
    [
      `SELECT CASE WHEN ${tooFew(group)} OR ${tooMany} THEN 'bad' ELSE ${kindOfText(group)} END AS kind`,
      `, ${flowLog} AS flow_log`,
      ...columns.map((column) => `, ${column}`),
      ` FROM ${withNumbers(group, files)}`,
    ].join(''),
  );
}

/**
 * The lines of files with their numbers, each cast once: beside the reading, casts are the dearest part of a question.
 * Dearer still is a cast that fails, which for most fields only `-` makes it do.
 */
export function withNumbers(group: LogFileGroup, files: readonly LogFile[]): string {
  const required = requiredNumbers(group.format);
  const numbers = group.format.fields
    .filter(({ type }) => type !== 'string')
    .map(({ name }) => {
      const number = duckdb.tryCast(rawColumn(name), 'bigint');
      const guarded = `CASE WHEN ${rawColumn(name)} <> '-' THEN ${number} END`;
      return `, ${required.includes(name) ? number : guarded} AS ${numberColumn(name)}`;
    });
  return `(SELECT *${numbers.join('')} FROM ${readText(group, files)})`;
}

/** The kind of a line that has as many values as its format. */
export function kindOfText(group: LogFileGroup): string {
  return kindOfLine(duckdb, group.format, textColumns);
}

/** Whether a line has fewer values than its format. */
export function tooFew(group: LogFileGroup): string {
  return `${rawColumn(group.format.fields.at(-1)!.name)} IS NULL`;
}

/** A line with too many values shows in two columns more than the format has; a space at its end is none too many. */
const surplus = ['"surplus"', '"more surplus"'] as const;
export const tooMany = `${surplus[0]} <> '' OR ${surplus[1]} IS NOT NULL`;

function textFieldValue(field: Field, format: RecordFormat): string {
  if (field.type === 'string') return textValue(rawColumn(field.name));
  const number = numberColumn(field.name);
  if (requiredNumbers(format).includes(field.name)) return numberValue(field, number);
  return `CASE WHEN ${isWholeNumber(field.name)} THEN ${number} END`;
}

/** Lines with more bytes than this are never records: DuckDB leaves them out and notes them among the rejects. */
export const longestLine = 2_000_000;

/**
 * A read that gives every line that is not empty, whatever is in it: but for those that are too long or no UTF-8,
 * which are noted among the rejects.
 *
 * Found by experiment on DuckDB 1.5:
 * - `null_padding` and `strict_mode = false` keep lines with too few and too many values, and take LF, CRLF and CR as
 *   ends of a line; strict mode stops at the first carriage return
 * - the null text is a line feed, which no value can hold: a NULL is a value that is not there
 * - bytes that are no UTF-8 are noticed only in columns that are read, and one in a column behind one that is not read
 *   brings the database down; so every column is read, which the condition makes certain
 * - reading as Latin-1 is no way out: it fails at the bytes 0x80 to 0x9f
 * - of a line that fills the whole buffer (32 MB) there is no trace
 */
export function readText(group: LogFileGroup, files: readonly LogFile[]): string {
  const leading = Array.from({ length: group.leadingValues ?? 0 }, (_, index) => `"leading ${index}"`);
  const columns = [...leading, ...group.format.fields.map(({ name }) => rawColumn(name)), ...surplus];
  const options = [
    `columns = {${columns.map((column) => `${column}: 'VARCHAR'`).join(', ')}}`,
    `delim = ${literal(group.delimiter ?? ' ')}`,
    `compression = '${group.compression ?? 'none'}'`,
    `skip = ${group.skipLines}`,
    'header = false',
    'auto_detect = false',
    "quote = ''",
    "escape = ''",
    "nullstr = '\n'",
    'null_padding = true',
    'strict_mode = false',
    'store_rejects = true',
    `max_line_size = ${longestLine}`,
    'filename = true',
    'hive_partitioning = false',
    'union_by_name = false',
  ];
  return `read_csv(${fileList(files.map(({ path }) => path))}, ${options.join(', ')}) WHERE COALESCE(${columns.join(', ')}) IS NOT NULL`;
}

function parquetLines(group: LogFileGroup, fields: readonly Field[]): string[] {
  const column = parquetColumn(group);
  const kind = kindOfLine(duckdb, group.format, { column });
  const columns = fieldColumns(fields, group.format, (field) => castValue(duckdb, field, column(field.name)));

  return byFlowLog(group.files).map(({ files, flowLog }) =>
    [
      `SELECT ${kind} AS kind`,
      `, ${flowLog} AS flow_log`,
      ...columns.map((one) => `, ${one}`),
      ` FROM read_parquet(${fileList(files.map(({ path }) => path))}, filename = true, hive_partitioning = false, union_by_name = false)`,
    ].join(''),
  );
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

/** One read per flow log, so that its id is a constant; files without an id are known by their path. */
function byFlowLog(files: readonly LogFile[]): { files: LogFile[]; flowLog: string }[] {
  const groups = new Map<string, LogFile[]>();
  for (const file of files) {
    const flowLog = file.flowLogId === file.path ? 'filename' : literal(file.flowLogId);
    const own = groups.get(flowLog);
    if (own) own.push(file);
    else groups.set(flowLog, [file]);
  }
  return [...groups].map(([flowLog, own]) => ({ files: own, flowLog }));
}

/** A list of paths, each standing for itself: DuckDB would take `*`, `?` and `[` as patterns. */
export function fileList(paths: readonly string[]): string {
  return `[${paths.map((path) => literal(path.replace(/[*?[]/g, '[$&]'))).join(', ')}]`;
}

/** Whether DuckDB can be given a path: in a pattern, which such a path must be, it takes `\` as it takes `/`. */
export function canBeListed(path: string): boolean {
  return !(/[*?[]/.test(path) && path.includes('\\'));
}
