import type { CommonOptions } from '../../core/questions/options';
import type { Result, Stats, Text } from '../../core/report/result';
import { duckdb } from '../../core/sql/duckdb';
import { planPivot, type Pivot, type PivotPlan } from '../../core/traffic/pivot';
import { withSteps } from '../../core/traffic/step';
import type { Terminal } from '../terminal/terminal';
import type { DuckDbEngine } from './duckdb';
import { findLocalData, type LocalData } from './local-data';
import { damageNotes, emptyAnswer, readStats, showBad } from './local-records';
import { withDuckDb } from './local-session';
import { columnsOf, nothingFits, shownRow, totalsRow } from './pivot-answer';

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
      notes: [
        ...plan.notes,
        ...data.notes,
        ...(await damageNotes(data, read.bad_lines)),
        ...(nothingFits(plan, rows) ? [await emptyAnswer(engine, data, plan.nothing)] : []),
      ],
      stats: read,
    };
  });
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

async function stats(
  engine: DuckDbEngine,
  data: LocalData,
  plan: PivotPlan,
  started: number,
): Promise<Stats> {
  const read = await readStats(engine, data, started);
  if (plan.view !== 'transfers') return read;
  return { ...read, overlap: await overlapOf(engine) };
}

/** What was sighted beyond what is counted. */
async function overlapOf(engine: DuckDbEngine): Promise<number> {
  const { rows } = await engine.query(
    `SELECT CAST(COALESCE((SELECT SUM(bytes) FROM sighted WHERE kind = 'record'), 0) - COALESCE((SELECT SUM(bytes) FROM asked), 0) AS bigint)`,
  );
  return Number(rows[0]![0]);
}
