import type { CommonOptions } from '../../core/questions/options';
import type { Text } from '../../core/report/result';
import { duckdb } from '../../core/sql/duckdb';
import { lowerBound } from '../../core/tolls/bill-notes';
import { countSighted, readLineCounts } from '../../core/tolls/line-counts';
import { planBill, type BillContext, type BillPlan, type BillQuestion } from '../../core/tolls/plan-bill';
import { withSteps } from '../../core/traffic/step';
import { deliveredLogs, regionOfFiles } from '../files/delivered-logs';
import type { Terminal } from '../terminal/terminal';
import type { Charged } from './charges';
import { findLocalData } from './local-data';
import { damageNotes, emptyAnswer, readStats } from './local-records';
import { withDuckDb } from './local-session';

/** The charges of local files, in an embedded DuckDB; reads every file once. */
export async function chargesLocally(
  question: BillQuestion,
  context: BillContext,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Charged | Text> {
  const started = Date.now();
  const data = await findLocalData(options);
  const { groups } = data.logs;
  const region = context.region ?? regionOfFiles(groups);
  const known = { ...context, ...(region && { region }) };
  const plan = planBill(question, duckdb, data.available, known);
  const { made, answer } = statements(plan, data.lines(plan.fields));
  if (options.dryRun) return { text: [...made, answer].map((sql) => `${sql};`).join('\n\n') };

  return withDuckDb(data, options, terminal, async (engine) => {
    for (const statement of made) await engine.execute(statement);
    const { charges, looks } = plan.read((await engine.query(answer)).rows);
    const counts = readLineCounts((await engine.query(countSighted(plan.fields))).rows, region);
    const [from, to] = [question.from ?? counts.times?.first, question.to ?? counts.times?.last];
    const logs = question.where?.length ? undefined : deliveredLogs(groups, question);
    const stats = await readStats(engine, data, started);
    return {
      charges,
      looks,
      period: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
      seconds: counts.seconds(question),
      idle: counts.idle,
      ...(logs && { logs }),
      sql: plan.statement('SELECT * FROM lines'),
      notes: [
        ...plan.notes,
        ...data.notes,
        ...(await damageNotes(data, stats.bad_lines)),
        ...(charges.length === 0 ? [await emptyAnswer(engine, data)] : []),
        ...(stats.skip_data ? [lowerBound] : []),
      ],
      stats,
    };
  });
}

/** What reads files becomes tables, and the rest one statement: DuckDB itself keeps what is between, and forgets it. */
function statements(plan: BillPlan, lines: string): { readonly made: string[]; readonly answer: string } {
  const steps = plan.steps(lines);
  const read = steps.findIndex(({ name }) => name === 'sighted') + 1;
  return {
    made: steps.slice(0, read).map(({ name, query }) => `CREATE TEMP TABLE ${name} AS\n${query}`),
    answer: `${withSteps(steps.slice(read))}${plan.answer}`,
  };
}
