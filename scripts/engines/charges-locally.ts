import type { CommonOptions, Period } from '../../core/questions/options';
import type { Text } from '../../core/report/result';
import { literal } from '../../core/sql/dialect';
import { duckdb } from '../../core/sql/duckdb';
import { billDimensions } from '../../core/tolls/bill-dimensions';
import { idleGateways } from '../../core/tolls/idle-gateways';
import { planBill, type BillContext, type BillPlan, type BillQuestion } from '../../core/tolls/plan-bill';
import type { Available } from '../../core/traffic/available';
import { withSteps } from '../../core/traffic/step';
import { deliveredLogs, regionOfFiles } from '../files/delivered-logs';
import type { Terminal } from '../terminal/terminal';
import type { Charged, Look } from './charges';
import type { DuckDbEngine } from './duckdb';
import { findLocalData } from './local-data';
import { emptyAnswer, readStats } from './local-records';
import { withDuckDb } from './local-session';

/** The charges of local files, in an embedded DuckDB; reads every file once. */
export async function chargesLocally(
  question: BillQuestion,
  looks: readonly Look[],
  context: BillContext,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Charged | Text> {
  const started = Date.now();
  const data = await findLocalData(options);
  const { groups } = data.logs;
  const region = context.region ?? regionOfFiles(groups);
  const by = [...new Set([...question.by, ...lookedAt(looks, data.available)])];
  const known = { ...context, ...(region && { region }) };
  const plan = planBill({ ...question, by }, duckdb, data.available, known);
  const made = tables(plan, data.lines(plan.fields));
  const answer = plan.answerBy(question.by);
  if (options.dryRun) return { text: [...made, answer].map((sql) => `${sql};`).join('\n\n') };

  return withDuckDb(data, options, terminal, async (engine) => {
    for (const statement of made) await engine.execute(statement);
    const charges = (await engine.query(answer)).rows.map((row) => plan.charge(row));
    const looked = [];
    for (const { by, tolls } of looks) {
      const { rows } = await engine.query(
        `SELECT * FROM (${plan.answerBy(by)}) AS charges WHERE charge_toll IN (${tolls.map(literal).join(', ')})`,
      );
      looked.push(rows.map((row) => plan.charge(row)));
    }
    const idle = looks.length > 0 ? idleGateways(data.available) : undefined;
    const gateways = idle && (await engine.query(idle)).rows;
    const times = await timesOf(engine, question);
    const logs = question.where?.length ? undefined : deliveredLogs(groups, question);
    const stats = await readStats(engine, data, started);
    return {
      charges,
      looks: looked,
      ...times,
      ...(logs && { logs }),
      ...(gateways && {
        idle: gateways.map(([id, its]) => ({
          interface: String(id),
          region: its ? String(its) : (region ?? null),
        })),
      }),
      sql: `${withSteps(plan.steps('SELECT * FROM lines'))}${answer}`,
      notes: [
        ...plan.notes,
        ...data.notes,
        ...(charges.length === 0 ? [await emptyAnswer(engine, data)] : []),
        ...(stats.skip_data ? [lowerBound] : []),
      ],
      stats,
    };
  });
}

/** Hosts beyond every VPC, which are many, stay together unless they are asked for. */
const ofHosts = ['source', 'destination', 'remote'];

/** The dimensions that hops must be kept apart by for looks, so far as the data have them. */
function lookedAt(looks: readonly Look[], { some }: Available): string[] {
  const names = looks.flatMap(({ by }) => by.map((name) => (ofHosts.includes(name) ? 'address' : name)));
  return names.filter((name) => billDimensions.get(name)!.fields.every((field) => some.has(field)));
}

const lowerBound =
  'AWS has lost records (SKIPDATA): what they held is not on the bill, which is a lower bound';

/** What reads files becomes a table, and so do the tolls; DuckDB itself keeps what is between, and forgets it. */
function tables(plan: BillPlan, lines: string): string[] {
  const steps = plan.steps(lines);
  const read = steps.findIndex(({ name }) => name === 'sighted') + 1;
  const taken = steps.at(-1)!;
  return [
    ...steps.slice(0, read).map(({ name, query }) => `CREATE TEMP TABLE ${name} AS\n${query}`),
    `CREATE TEMP TABLE ${taken.name} AS\n${withSteps(steps.slice(read, -1))}${taken.query}`,
  ];
}

/** The time asked, with the records' own where none was, and how much of it the records reach over. */
async function timesOf(
  engine: DuckDbEngine,
  { from, to }: Period,
): Promise<Pick<Charged, 'period' | 'seconds'>> {
  const { rows } = await engine.query(
    `SELECT MIN(first), MAX(last) FROM sighted WHERE kind IN ('record', 'no_data')`,
  );
  const [first, last] = rows[0]!.map((cell) => (cell === null ? undefined : Number(cell)));
  const [begin, end] = [from ?? first, to ?? last];
  const period = { ...(begin !== undefined && { from: begin }), ...(end !== undefined && { to: end }) };
  if (first === undefined || last === undefined) return { period, seconds: 0 };
  return { period, seconds: Math.min(last, end!) - Math.max(first, begin!) };
}
