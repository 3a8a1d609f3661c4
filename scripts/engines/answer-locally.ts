import type { CommonOptions } from '../../core/questions/options';
import type { Result, Stats, Text } from '../../core/report/result';
import { duckdb } from '../../core/sql/duckdb';
import { planPivot, type Pivot, type PivotPlan } from '../../core/traffic/pivot';
import { withSteps } from '../../core/traffic/step';
import type { Terminal } from '../terminal/terminal';
import { badLines } from '../files/bad-lines';
import type { DuckDbEngine } from './duckdb';
import { findLocalData, type LocalData } from './local-data';
import { withDuckDb } from './local-session';
import { columnsOf, shownRow, totalsRow } from './pivot-answer';

/** Answers a pivot from local files, in an embedded DuckDB; reads every file once. */
export async function answerLocally(
  command: string,
  pivot: Pivot,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  const started = Date.now();
  const data = await findLocalData(options);
  if (options.showBad && !options.dryRun) return showBad(command, options, terminal, data);
  const plan = planPivot(pivot, duckdb, data.available);
  const lines = data.lines(plan.fields);
  if (options.dryRun)
    return { text: [...steps(plan, lines), plan.answer].map((sql) => `${sql};`).join('\n\n') };

  return withDuckDb(data, options, terminal, async (engine) => {
    for (const sql of steps(plan, lines)) await engine.execute(sql);
    const { rows } = await engine.query(plan.answer);
    const totals = (await engine.query(plan.totals)).rows[0]!;
    const read = await stats(engine, data, plan, started);
    return {
      command,
      columns: columnsOf(plan),
      rows: rows.map((row) => shownRow(plan, row)),
      ...totalsRow(plan, totals.slice(1)),
      more: Math.max(0, Number(totals[0]) - rows.length),
      notes: [...plan.notes, ...data.notes, ...(await emptiness(engine, plan, rows.length))],
      stats: read,
    };
  });
}

/** The lines that are no records: file, line, why, and what stands there. */
async function showBad(
  command: string,
  options: CommonOptions,
  terminal: Terminal,
  data: LocalData,
): Promise<Result> {
  return withDuckDb(data, options, terminal, async (engine) => ({
    command,
    columns: ['file', 'line', 'reason', 'text'].map((name) => ({
      name,
      type: name === 'line' ? ('integer' as const) : ('text' as const),
    })),
    rows: (await badLines(engine, data.logs.groups)).map(({ file, line, reason, text }) => [
      file,
      line,
      reason,
      text,
    ]),
    notes: data.notes,
  }));
}

/**
 * What reads files becomes a table, and so do the rows of the view; DuckDB itself keeps what is between, and forgets it.
 */
function steps(plan: PivotPlan, lines: string): string[] {
  const all = plan.steps(lines);
  const read = all.findIndex(({ name }) => name === 'sighted') + 1;
  const between = all.slice(read, -1);
  const asked = all.at(-1)!;
  return [
    ...all.slice(0, read).map(({ name, query }) => `CREATE TEMP TABLE ${name} AS\n${query}`),
    `CREATE TEMP TABLE ${asked.name} AS\n${withSteps(between)}${asked.query}`,
  ];
}

/** An empty answer says what the data holds, which often is another time. */
async function emptiness(engine: DuckDbEngine, plan: PivotPlan, rows: number): Promise<string[]> {
  if (rows > 0 || !plan.fields.includes('start')) return [];
  const { rows: found } = await engine.query(
    `SELECT ${duckdb.hour('MIN(first)')}, ${duckdb.hour('MAX(last)')} FROM sighted WHERE kind = 'record' HAVING COUNT(*) > 0`,
  );
  const [range] = found;
  return [range ? `no row fits; the records read are of ${range[0]} to ${range[1]}` : 'no record was read'];
}

async function stats(
  engine: DuckDbEngine,
  data: LocalData,
  plan: PivotPlan,
  started: number,
): Promise<Stats> {
  const { rows } = await engine.query(
    'SELECT kind, CAST(SUM(flows) AS bigint), CAST(SUM(odd) AS bigint), CAST(SUM(bytes) AS bigint) FROM sighted GROUP BY kind',
  );
  const of = (kind: string, column: number) => Number(rows.find((row) => row[0] === kind)?.[column] ?? 0);
  const overlap = plan.view === 'transfers' ? await overlapOf(engine, of('record', 3)) : 0;
  const rejects = await engine.rejects();
  return {
    records: of('record', 1),
    bad_lines: of('bad', 1) + rejects.length,
    odd: of('record', 2),
    no_data: of('no_data', 1),
    skip_data: of('skip_data', 1),
    overlap,
    bytes_scanned: data.logs.bytes,
    elapsed_ms: Date.now() - started,
    usd_estimate: null,
  };
}

/** What was sighted beyond what is counted. */
async function overlapOf(engine: DuckDbEngine, sighted: number): Promise<number> {
  const { rows } = await engine.query('SELECT CAST(COALESCE(SUM(bytes), 0) AS bigint) FROM asked');
  return sighted - Number(rows[0]![0]);
}
