import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { badParquetRows, badTextLines, filesWithBadLines } from '../../core/tables/bad-lines';
import { longestLine, unitSeparator } from '../../core/tables/local-lines';
import type { LogFile, LogFileGroup } from '../../core/tables/log-files';
import type { DuckDbEngine } from '../engines/duckdb';

/** A line that is neither a record nor says that there is none. */
export interface BadLine {
  readonly file: string;
  /** Line number in a text file, row number in a Parquet file; from 1. */
  readonly line: number;
  /** The line, of which a very long one only begins. */
  readonly text: string;
  /** What is wrong with it, as a sentence about the line. */
  readonly reason: string;
}

/** The bad lines of the files, by file and line; a second pass over the files that have any. */
export async function badLines(
  engine: DuckDbEngine,
  groups: readonly LogFileGroup[],
  limit = Infinity,
): Promise<BadLine[]> {
  const found: BadLine[] = [];
  for (const group of groups) {
    const { rows } = await engine.query(filesWithBadLines(group));
    const bad = new Set(rows.map(([path]) => path));
    for (const reject of await engine.rejects()) bad.add(reject.file);

    for (const file of group.files.filter(({ path }) => bad.has(path))) {
      const rest = limit - found.length;
      if (rest <= 0) return found;
      const own = await badLinesOf(engine, group, file, Number.isFinite(rest) ? rest : undefined);
      for (const line of own) found.push(line);
    }
  }
  return found;
}

async function badLinesOf(
  engine: DuckDbEngine,
  group: LogFileGroup,
  file: LogFile,
  limit: number | undefined,
): Promise<BadLine[]> {
  if (group.fileFormat === 'parquet') {
    const { rows } = await engine.query(badParquetRows(group, file, limit));
    return rows.map(([row, text, reason]) => ({
      file: file.path,
      line: Number(row),
      text: String(text),
      reason: String(reason),
    }));
  }
  const { rows } = await engine.query(badTextLines(group, file, limit));
  await engine.rejects();
  const reasons = new Map(rows.map(([place, reason]) => [Number(place), String(reason)]));
  const lines: BadLine[] = [];
  let place = 0;
  for await (const { line, text } of linesOf(group, file)) {
    const reason = whyRejected(text) ?? reasons.get(++place);
    if (reason === undefined) continue;
    lines.push({ file: file.path, line, text: asUtf8(text.slice(0, longestShown)), reason });
    if (lines.length === limit) break;
  }
  return lines;
}

const longestShown = 2000;

/** Why DuckDB leaves a line out, which then has no place. Of what its separator parts it looks at two parts. */
function whyRejected(text: string): string | undefined {
  if (text.length > longestLine) return `is longer than ${longestLine} bytes`;
  if (!/[\x80-\xff]/.test(text)) return undefined;
  const looked = text.split(unitSeparator, 2).join('');
  return isUtf8(Buffer.from(looked, 'latin1')) ? undefined : 'is no UTF-8 text';
}

/** The lines that are not empty, one character per byte; of a line that is too long the beginning. */
async function* linesOf(group: LogFileGroup, file: LogFile): AsyncGenerator<{ line: number; text: string }> {
  let line = 0;
  for await (const text of allLines(contents(group, file))) {
    if (++line > group.skipLines && text !== '') yield { line, text };
  }
}

/** Ends of a line: LF, CRLF and CR. */
async function* allLines(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let begun = '';
  // a carriage return at the end waits for its line feed
  let held = '';
  for await (const chunk of chunks) {
    const parts = (held + chunk).split(/\r\n|\n|\r(?!$)/);
    for (const end of parts.splice(0, parts.length - 1)) {
      yield begun + end;
      begun = '';
    }
    const [rest = ''] = parts;
    held = rest.endsWith('\r') ? '\r' : '';
    if (begun.length <= longestLine) begun += rest.slice(0, rest.length - held.length);
  }
  yield begun;
}

/** The characters of a file, one per byte. A gzip file that ends too early gives what is there of it. */
async function* contents(group: LogFileGroup, file: LogFile): AsyncGenerator<string> {
  const bytes = createReadStream(file.path);
  const stream = group.compression === 'gzip' ? bytes.pipe(createGunzip()) : bytes;
  try {
    for await (const chunk of stream) yield (chunk as Buffer).toString('latin1');
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
  }
}

function asUtf8(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}
