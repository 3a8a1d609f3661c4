import type { Deployment } from '../../core/outputs';
import { boundedPeriod, type CommonOptions, type Period } from '../../core/questions/options';
import { printBytes, printCount } from '../../core/report/units';
import { availableIn, type Available } from '../../core/traffic/available';
import { UserError } from '../../core/user-error';
import { openS3 } from '../aws/s3';
import type { Terminal } from '../terminal/terminal';
import type { RemoteEngine } from './engine';
import { findTables, placesOf, type RemoteData } from './remote-data';
import type { RemoteSession } from './remote-session';
import { findFiles, type FoundFiles } from './delivered-files';
import { printUsdOfScan, scanPriceNote } from './scan-price';
import { remarkUnread } from './unread-folders';

/** The records of a time, in tables of an engine that others run. */
export interface RemoteRecords {
  readonly available: Available;
  readonly period: Period;
  /** SQL of the lines relation, with just these fields. */
  lines(fields: readonly string[]): string;
  /** How many files would be read. @default - nobody has counted them */
  readonly files?: number;
  /** Of files of this time that no table reads. */
  readonly unread: readonly string[];
  /** What a reader of any answer should know. */
  readonly notes: readonly string[];
}

/**
 * Finds the tables of a session and what they can answer. On a paid engine it also says what reading them costs.
 *
 * @param period @default - as the options say, else the last 7 full days
 * @param scans how often all of it will be read
 * @throws UserError where there is no table, and where reading would take more than `--max-scan`
 */
export async function findRemoteRecords(
  session: RemoteSession,
  options: CommonOptions,
  terminal: Terminal,
  period = boundedPeriod(options),
  scans: (available: Available) => number = () => 1,
): Promise<RemoteRecords> {
  const data = await findTables(session.engine, session.table);
  const listed = await listFiles(session, data, period, options.now);
  const available = listed
    ? availableOf(data, listed)
    : await unlisted(session, data, period, options, terminal);
  if (listed) warnOfCost(session.engine, listed, scans(available), options, terminal);
  const unread =
    listed && !options.dryRun
      ? data.tables.map((table, index) => remarkUnread(session.engine, table, listed[index]!, period))
      : [];
  const usual = period.from !== undefined && options.from === undefined && options.to === undefined;
  return {
    available,
    period,
    lines: (fields) => data.lines(fields, period),
    ...(listed && { files: sumOf(listed, 'files') }),
    unread: (await Promise.all(unread)).flat(),
    notes: usual
      ? [`the last 7 full days, as neither --last nor --from says more: ${printPeriod(period)}`]
      : [],
  };
}

/** The files of each table; undefined where the place of one is not known, or not AWS's. */
async function listFiles(
  { deployment }: RemoteSession,
  { tables }: RemoteData,
  period: Period,
  now: number,
): Promise<FoundFiles[] | undefined> {
  if (!deployment) return undefined;
  const places = tables.map((table) => placesOf(table, deployment));
  if (places.some((known) => known.length === 0)) return undefined;
  const s3 = await openS3(deployment.region);
  try {
    return await Promise.all(
      places.map((known, index) =>
        // a table that knows no time in its partitions is read from end to end
        findFiles(s3, known, tables[index]!.timeKeys?.length ? period : {}, now),
      ),
    );
  } finally {
    s3.close();
  }
}

/**
 * What can be asked where nobody can list the files. Asking the engine for their flow logs is a scan. Athena is paid for
 * each, so there any flow log is taken to have written them; and `--dry-run` scans nothing.
 */
async function unlisted(
  { engine, deployment }: RemoteSession,
  data: RemoteData,
  period: Period,
  { dryRun }: CommonOptions,
  terminal: Terminal,
): Promise<Available> {
  if (deployment) {
    terminal.note(
      `${engine.name}: what this scans is known once it has run, for nothing says where the files of the table are; run flowtoll setup, which tells (${scanPriceNote})`,
    );
    return { ...availableOf(data, deployedFlowLogs(data, deployment)), others: true };
  }
  if (!dryRun) return availableOf(data, await askFlowLogs(engine, data, period));
  terminal.note(
    `${engine.name}: each table is taken to hold one flow log's records, for --dry-run reads none`,
  );
  return availableOf(
    data,
    data.tables.map(({ name }) => ({ flowLogs: new Set([name]) })),
  );
}

/** Those that write what a table reads, and the table itself, which none may write into. */
function deployedFlowLogs({ tables }: RemoteData, { flow_logs }: Deployment): FlowLogsOfTable[] {
  return tables.map(({ name, format }) => {
    const own = flow_logs.filter(({ record_format }) => record_format === format.toString());
    return { flowLogs: new Set([name, ...own.map(({ id }) => id)]) };
  });
}

type FlowLogsOfTable = Pick<FoundFiles, 'flowLogs'>;

/** The flow logs of each table, from the names of the files that the engine reads. */
async function askFlowLogs(
  engine: RemoteEngine,
  { tables, linesOf }: RemoteData,
  period: Period,
): Promise<FlowLogsOfTable[]> {
  const each = tables.map(
    (table, index) =>
      `SELECT DISTINCT ${index} AS place, flow_log FROM (${linesOf(table, [], period)}) AS line`,
  );
  const { rows } = await engine.query(each.join('\nUNION ALL\n'));
  return tables.map((_, index) => ({
    flowLogs: new Set(rows.filter(([place]) => place === index).map(([, id]) => String(id))),
  }));
}

/** Where no table has files of the time, all of them together say what could be asked. */
function availableOf({ tables }: RemoteData, found: readonly FlowLogsOfTable[]): Available {
  const known = tables.flatMap(({ format }, index) =>
    [...found[index]!.flowLogs].map((id) => [id, format] as const),
  );
  return availableIn(known.length > 0 ? known : tables.map(({ name, format }) => [name, format] as const));
}

function warnOfCost(
  { name }: RemoteEngine,
  listed: readonly FoundFiles[],
  scans: number,
  { maxScan }: CommonOptions,
  terminal: Terminal,
): void {
  const [files, bytes] = [sumOf(listed, 'files'), sumOf(listed, 'bytes') * scans];
  if (bytes > (maxScan ?? Infinity)) {
    throw new UserError(
      `the answer could take a scan of ${printBytes(bytes)}, more than --max-scan allows; ask for a shorter time, or allow more`,
    );
  }
  terminal.note(
    `${name}: scans up to ${printBytes(bytes)} in ${printCount(files, 'file')}${scans > 1 ? `, each read ${scans} times` : ''}, ${printUsdOfScan(bytes)}`,
  );
}

function sumOf(listed: readonly FoundFiles[], what: 'files' | 'bytes'): number {
  return listed.reduce((sum, found) => sum + found[what], 0);
}

/** `2026-02-03 to 2026-02-09 (UTC)`: full days, both included. */
function printPeriod({ from, to }: Period): string {
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  return `${day(from!)} to ${day(to! - 1)} (UTC)`;
}
