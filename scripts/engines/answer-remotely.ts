import type { CommonOptions } from '../../core/questions/options';
import type { Result, Text } from '../../core/report/result';
import { trino } from '../../core/sql/trino';
import { noRowFits, planPivot, type Pivot } from '../../core/traffic/pivot';
import type { Terminal } from '../terminal/terminal';
import type { ScannedTable } from './engine';
import { columnsOf, nothingFits, shownRow, totalsRow } from './pivot-answer';
import { findRemoteRecords, type RemoteRecords } from './remote-records';
import { remoteStats } from './remote-stats';
import { withRemoteEngine } from './remote-session';

/** Answers a pivot from the tables of an engine that others run, in one statement. */
export function answerRemotely(
  command: string,
  pivot: Pivot,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  const started = Date.now();
  return withRemoteEngine(options, terminal, async (session) => {
    const records = await findRemoteRecords(session, options, terminal);
    const plan = planPivot({ ...pivot, ...startsOf(records, options) }, trino, records.available);
    const lines = records.lines(plan.fields);
    const statement = plan.statementWithCounts(lines);
    if (options.dryRun) return { text: statement };

    const answered = await session.engine.query(statement);
    const { rows, totals, lines: counts } = plan.read(answered.rows);
    return {
      command,
      columns: columnsOf(plan),
      rows: rows.map((row) => shownRow(plan, row)),
      ...(totals && { ...totalsRow(plan, totals.slice(1)), more: Number(totals[0]) - rows.length }),
      notes: [
        ...plan.notes,
        ...records.notes,
        ...remarks(records, { ...answered, rows: nothingFits(plan, rows) ? [] : rows }, plan.nothing),
      ],
      stats: remoteStats(session.engine, answered, started, counts),
    };
  });
}

/** A record belongs to the time of its start; where nobody asked for a time, and none is known, folders must do. */
export function startsOf(
  { period, available }: RemoteRecords,
  { from, to }: CommonOptions,
): Pick<Pivot, 'from' | 'to'> {
  const asked = from !== undefined || to !== undefined;
  return asked || available.some.has('start') ? period : {};
}

/**
 * Why an answer may be empty, too small, or older than asked.
 *
 * @param nothing what it says where all was read and no row fits
 */
export function remarks(
  { files, unread }: RemoteRecords,
  { rows, scannedBytes, reused }: ScannedTable,
  nothing = noRowFits,
): string[] {
  if (reused) return [...unread, 'an earlier result of the same question (--reuse): nothing was scanned'];
  if (rows.length > 0) return [...unread];
  if (files === 0) return ['no file was delivered for this time'];
  if (unread.length > 0) return [...unread];
  if (files !== undefined && scannedBytes === 0)
    return ['the table has no partition of this time; run flowtoll setup, or ask for another'];
  return [nothing];
}
