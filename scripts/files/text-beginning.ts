import { articleColumns } from '../../core/tables/article-columns';
import { allFields, RecordFormat } from '../../core/records/record-format';

import { UserError } from '../../core/user-error';

/** How a text file is to be read, as its first lines tell. */
export interface TextBeginning {
  readonly format: RecordFormat;
  readonly header: boolean;
  readonly skipLines: number;
  readonly delimiter: ' ' | ',' | '\t';
  readonly leadingValues: number;
}

/** Why a text file cannot be read. */
export interface Refusal {
  readonly problem: string;
}

const articleNames = new Map(Object.entries(articleColumns).map(([field, column]) => [column, field]));

/**
 * Reads the beginning of a text file. The header line says what the fields are, else the given format does; what the
 * rows look like never does.
 *
 * @param whole whether the beginning is all there is
 * @returns undefined where the beginning is too short to tell
 */
export function readTextBeginning(
  beginning: Buffer,
  whole: boolean,
  recordFormat: RecordFormat | undefined,
): TextBeginning | Refusal | undefined {
  const refusal = refuseBytes(beginning);
  if (refusal) return { problem: refusal };

  const text = beginning.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const lines = text.split(/\r\n|\n|\r/);
  const unfinished = whole ? undefined : lines.pop();
  const first = lines.findIndex((line) => line !== '' && !/^\s*(#|$)/.test(line));
  if (first < 0) {
    if (unfinished !== undefined) return undefined;
    return { problem: 'holds no line' };
  }

  const line = lines[first]!;
  const foreign = refuseLine(line);
  if (foreign) return { problem: foreign };

  const names = headerNames(line);
  if (names) {
    try {
      const format = new RecordFormat(names, names.includes('tgw-id') ? 'transit-gateway' : 'vpc');
      const delimiter = delimiterOf(line, lines[first + 1]);
      return {
        format,
        header: true,
        skipLines: first + 1,
        delimiter,
        leadingValues: 0,
      };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      return { problem: `has a header that is no record format: ${error.message}` };
    }
  }
  const leadingValues = countLeading(line);
  if (!recordFormat) {
    const what = leadingValues > 0 ? ', as files from CloudWatch Logs do' : '';
    return { problem: `has no header line${what}; name its fields with --record-format` };
  }
  return {
    format: recordFormat,
    header: false,
    skipLines: first,
    delimiter: ' ',
    leadingValues,
  };
}

function refuseBytes(beginning: Buffer): string | undefined {
  const [first, second] = beginning;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    return 'is UTF-16 text; flow logs are ASCII or UTF-8';
  }
  // bzip2, Zstandard, zip
  if (/^(425a6839|28b52ffd|504b0304)/.test(beginning.toString('hex', 0, 4))) {
    return 'is packed with something else than gzip; unpack it first';
  }
  return undefined;
}

/** What else lies in buckets of logs. */
function refuseLine(line: string): string | undefined {
  const start = line.trimStart();
  if (!/^[{[]/.test(start)) return undefined;
  if (/"class_uid"|"metadata":|"src_endpoint"/.test(line)) {
    return 'holds OCSF events, as Security Lake writes them; give the flow logs themselves';
  }
  if (/"(logEvents|messageType)"/.test(line)) {
    return 'holds JSON of a CloudWatch Logs subscription; take the records out first (.logEvents[].message)';
  }
  if (/"message":/.test(line)) {
    return 'holds JSON lines with the records inside, as Firehose writes them; take them out first (.message)';
  }
  return 'holds JSON, no flow log records';
}

/** The field names of a header line; undefined for a line that is none. Underscores and the article's names count. */
function headerNames(line: string): string[] | undefined {
  const tokens = line
    .trim()
    .split(/\s*[,\t]\s*| +/)
    .map((token) => token.replace(/^["']|["']$/g, '').replace(/^\$\{(.*)\}$/, '$1'));
  const names = tokens.map(fieldName);
  const known = names.filter((name) => allFields.has(name)).length;
  return known > 0 && known * 2 >= names.length ? names : undefined;
}

export function isField(name: string): boolean {
  return allFields.has(name);
}

/** AWS's spelling of a name in a header or a Parquet schema. */
export function fieldName(written: string): string {
  const lower = written.toLowerCase();
  const name = lower.replaceAll('_', '-');
  return allFields.has(name) ? name : (articleNames.get(lower) ?? name);
}

/** A header may have commas where its rows have none. */
function delimiterOf(header: string, row: string | undefined): ' ' | ',' | '\t' {
  for (const delimiter of [',', '\t'] as const) {
    if (header.includes(delimiter) && (row === undefined || row.includes(delimiter))) return delimiter;
  }
  return ' ';
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?$/;

/** How many values stand before the record: an export's time, or the group, stream and time of a log tail. */
function countLeading(line: string): number {
  const [first = '', second = '', third = ''] = line.split(' ');
  if (isoTime.test(first)) return 1;
  if (/^eni-[0-9a-f]+-(all|accept|reject)$/.test(second)) return isoTime.test(third) ? 3 : 2;
  return 0;
}
