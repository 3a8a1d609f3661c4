import type { CommonOptions } from '../../core/questions/options';
import type { Result, Stats } from '../../core/report/result';
import { duckdb } from '../../core/sql/duckdb';
import { noRowFits } from '../../core/traffic/pivot';
import { badLines } from '../files/bad-lines';
import { findDamage } from '../files/damage';
import type { Terminal } from '../terminal/terminal';
import type { DuckDbEngine } from './duckdb';
import { problemNote, type LocalData } from './local-data';
import { withDuckDb } from './local-session';

/*
 * What there is to say of the records that an answer has read: its table `sighted`, whatever was asked of it.
 */

/** How much was read, and what of it was no record. */
export async function readStats(engine: DuckDbEngine, data: LocalData, started: number): Promise<Stats> {
  const { rows } = await engine.query(
    'SELECT kind, CAST(SUM(flows) AS bigint), CAST(SUM(odd) AS bigint) FROM sighted GROUP BY kind',
  );
  const of = (kind: string, column: number) => Number(rows.find((row) => row[0] === kind)?.[column] ?? 0);
  const rejects = await engine.rejects();
  return {
    records: of('record', 1),
    bad_lines: of('bad', 1) + rejects.length,
    odd: of('record', 2),
    no_data: of('no_data', 1),
    skip_data: of('skip_data', 1),
    overlap: 0,
    bytes_scanned: data.logs.bytes,
    elapsed_ms: Date.now() - started,
    usd_estimate: null,
  };
}

/** Damage makes bad lines; so where there are any, it is looked for. */
export async function damageNotes({ logs }: LocalData, badLines: number | null): Promise<string[]> {
  return badLines ? (await findDamage(logs.unproven)).map(problemNote) : [];
}

/**
 * An empty answer says what the data holds, which often is another time; to know that, all is read once more.
 *
 * @param nothing what it says of the records that were read
 */
export async function emptyAnswer(
  engine: DuckDbEngine,
  data: LocalData,
  nothing = noRowFits,
): Promise<string> {
  if (!data.available.some.has('start')) return nothing;
  const read = await timeOf(engine, 'SELECT kind, first, last FROM sighted');
  if (read) return `${nothing}; the records read are of ${read}`;
  const all = await timeOf(
    engine,
    `SELECT kind, start AS first, start AS last FROM (${data.lines(['start'])}) AS line`,
  );
  return all ? `no record starts in that time; those of the data do in ${all}` : 'the data holds no record';
}

/** The hours of the first and the last record. */
async function timeOf(engine: DuckDbEngine, query: string): Promise<string | undefined> {
  const { rows } = await engine.query(
    `SELECT ${duckdb.hour('MIN(first)')}, ${duckdb.hour('MAX(last)')} FROM (${query}) AS times WHERE kind = 'record' HAVING COUNT(*) > 0`,
  );
  if (!rows[0]) return undefined;
  const [first, last] = rows[0].map(String);
  return first === last ? `the hour ${first}` : `the hours ${first} to ${last}`;
}

/** The lines that are no records: file, line, why, and what stands there. */
export async function showBad(
  command: string,
  options: CommonOptions,
  terminal: Terminal,
  data: LocalData,
): Promise<Result> {
  return withDuckDb(data, options, terminal, async (engine) => {
    const bad = await badLines(engine, data.logs.groups);
    return {
      command,
      columns: ['file', 'line', 'reason', 'text'].map((name) => ({
        name,
        type: name === 'line' ? ('integer' as const) : ('text' as const),
      })),
      rows: bad.map(({ file, line, reason, text }) => [file, line, reason, text]),
      notes: [...data.notes, ...(await damageNotes(data, bad.length))],
    };
  });
}
