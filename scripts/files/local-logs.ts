import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import type { RecordFormat } from '../../core/records/record-format';
import { canBeListed } from '../../core/tables/local-lines';
import type { LogFile, LogFileGroup } from '../../core/tables/log-files';
import { UserError } from '../../core/user-error';
import { openDuckDb, type DuckDbEngine } from '../engines/duckdb';
import { findFiles, type FoundFile } from './find-files';
import { cutOff, gzipState, isGzip, read, unpackAll, unpackBeginning, type GzipState } from './gzip';
import { inParallel } from './in-parallel';
import { readParquetSchemas } from './parquet-schema';
import { readTextBeginning, type Refusal } from './text-beginning';

/** Flow logs on this machine, sorted out by how they are to be read. */
export interface LocalLogs {
  readonly groups: readonly LogFileGroup[];
  readonly problems: readonly FileProblem[];
  /** Files in the folders that are no flow logs by their name. */
  readonly skipped: number;
  /** How many files are read. */
  readonly files: number;
  /** Their size. */
  readonly bytes: number;
  /** Gzip files that were taken for whole by the length that they say they have, and not unpacked to be certain. */
  readonly unproven: readonly FoundFile[];
}

/** A file that cannot be read as it should. */
export interface FileProblem {
  readonly path: string;
  /** What is wrong, as a sentence about the file. */
  readonly problem: string;
  /** Whether what is there of it is read all the same. */
  readonly read: 'nothing' | 'in part';
}

export interface LocalLogsOptions {
  /** The format of files that do not say it themselves. */
  readonly recordFormat?: RecordFormat;
  /** A database to read Parquet schemas with. @default - one is opened where there are Parquet files */
  readonly engine?: DuckDbEngine;
}

/** How one file is to be read; files of one signature make a group. */
type Reading = Omit<LogFileGroup, 'files'> & { readonly signature: string };
type Peeked = Reading | Refusal | 'parquet';

/**
 * Finds flow logs in folders, files and patterns, and what their records are like: from the header line or the
 * Parquet schema, else from the given format.
 *
 * @throws UserError where there is nothing to read
 */
export async function findLocalLogs(
  inputs: readonly string[],
  options: LocalLogsOptions = {},
): Promise<LocalLogs> {
  const { files, skipped } = await findFiles(inputs);
  const problems: FileProblem[] = [];
  const unproven: FoundFile[] = [];
  const few = files.reduce((sum, { size }) => sum + size, 0) <= alwaysUnpacked;
  const peeked = await inParallel(files, async (file) =>
    peek(file, options.recordFormat, { few, problems, unproven }),
  );

  const readings = await withParquet(files, peeked, options.engine);
  const groups = new Map<string, Reading & { files: LogFile[] }>();
  let bytes = 0;
  files.forEach((file, index) => {
    const reading = readings[index]!;
    if ('problem' in reading) {
      problems.push({ path: file.path, problem: reading.problem, read: 'nothing' });
      return;
    }
    bytes += file.size;
    const group = groups.get(reading.signature) ?? { ...reading, files: [] };
    groups.set(reading.signature, group);
    group.files.push({ path: file.path, flowLogId: flowLogId(file.path) });
  });
  problems.sort((a, b) => (a.path < b.path ? -1 : 1));
  if (groups.size === 0) {
    const [first] = problems;
    const more = problems.length > 1 ? `; nor can ${problems.length - 1} more` : '';
    throw new UserError(`no flow log can be read: '${first!.path}' ${first!.problem}${more}`);
  }
  const found = [...groups.values()];
  const count = found.reduce((sum, group) => sum + group.files.length, 0);
  return { groups: found, problems, skipped, files: count, bytes, unproven };
}

/** The id that AWS puts into the names of its files. Files without one are taken for one flow log's. */
function flowLogId(path: string): string {
  return /(?<=^|_)fl-[0-9a-f]+(?=[_.]|$)/.exec(basename(path))?.[0] ?? 'unknown';
}

const peekSize = 16 * 1024;
const longestBeginning = 1024 * 1024;

/** Data of up to this size are unpacked to their ends before they are read: it takes a tenth of a second or two. */
const alwaysUnpacked = 16 * 1024 * 1024;

/** What is learnt of files on the way. */
interface Findings {
  /** Whether there is little enough to unpack all of it. */
  readonly few: boolean;
  readonly problems: FileProblem[];
  readonly unproven: FoundFile[];
}

async function peek(
  { path, size }: FoundFile,
  recordFormat: RecordFormat | undefined,
  { few, problems, unproven }: Findings,
): Promise<Peeked> {
  if (size === 0) return { problem: 'is empty' };
  if (!canBeListed(path))
    return { problem: 'has a name that DuckDB cannot open: a backslash and one of * ? [' };
  const file = await open(path);
  try {
    for (let length = peekSize; ; length *= 16) {
      const head = await read(file, 0, Math.min(length, size));
      if (head.toString('latin1', 0, 4) === 'PAR1') return 'parquet';

      const packed = isGzip(head);
      const beginning = packed ? unpackBeginning(head) : head;
      if (beginning === undefined) return gzipProblem(await unpackAll(path, size)) ?? gzipProblem('damaged')!;
      const begun = beginning.subarray(0, length);
      const atEnd = length >= size && begun.length === beginning.length;
      const found = readTextBeginning(begun, atEnd || length >= longestBeginning, recordFormat);
      if (found === undefined) continue;

      const sample = { packed: head.length, unpacked: beginning.length };
      const state = packed ? await gzipState(path, file, size, sample, few) : 'whole';
      const problem = gzipProblem(state);
      if (problem?.read === 'nothing' || ('problem' in found && problem)) return problem!;
      if ('problem' in found) return found;
      if (problem) problems.push({ path, ...problem });
      if (state === 'as long as it says') unproven.push({ path, size });
      const reading = { ...found, fileFormat: 'plain-text', compression: packed ? 'gzip' : 'none' } as const;
      return { ...reading, signature: textSignature(reading) };
    }
  } finally {
    await file.close();
  }
}

function gzipProblem(state: GzipState): Omit<FileProblem, 'path'> | undefined {
  switch (state) {
    case 'whole':
    case 'as long as it says':
      return undefined;
    case 'truncated':
      return { problem: cutOff, read: 'in part' };
    case 'followed by something else':
      return { problem: 'has something else behind its gzip data', read: 'nothing' };
    case 'damaged':
      return { problem: 'is damaged: its gzip data do not unpack', read: 'nothing' };
  }
}

function textSignature(reading: Omit<Reading, 'signature' | 'columns'>): string {
  const { format, header, skipLines, compression, delimiter, leadingValues } = reading;
  return JSON.stringify([
    format.kind,
    format.toHeader(),
    header,
    skipLines,
    compression,
    delimiter,
    leadingValues,
  ]);
}

/** Puts the formats of Parquet files in their place. */
async function withParquet(
  files: readonly FoundFile[],
  peeked: readonly Peeked[],
  given: DuckDbEngine | undefined,
): Promise<(Reading | Refusal)[]> {
  const paths = files.filter((_, index) => peeked[index] === 'parquet').map(({ path }) => path);
  if (paths.length === 0) return peeked as (Reading | Refusal)[];
  const engine = given ?? (await openDuckDb());
  try {
    const schemas = await readParquetSchemas(engine, paths);
    return peeked.map((one, index) => {
      if (one !== 'parquet') return one;
      const schema = schemas.get(files[index]!.path)!;
      if ('problem' in schema) return schema;
      return { ...schema, fileFormat: 'parquet', header: false, skipLines: 0 };
    });
  } finally {
    if (!given) await engine.close();
  }
}
