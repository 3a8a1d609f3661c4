import type { CommonOptions } from '../../core/questions/options';
import type { Text } from '../../core/report/result';
import { trino } from '../../core/sql/trino';
import { planBill, type BillContext, type BillPlan, type BillQuestion } from '../../core/tolls/plan-bill';
import type { Charge } from '../../core/tolls/toll';
import { withSteps } from '../../core/traffic/step';
import type { Terminal } from '../terminal/terminal';
import { remarks, startsOf } from './answer-remotely';
import type { Charged, Look } from './charges';
import { findRemoteRecords } from './remote-records';
import { withRemoteEngine } from './remote-session';
import { remoteStats } from './remote-stats';

/** Dimensions with a value for each address: rows by them are as many as pairs that talk. */
const perAddress = ['address', 'remote', 'source', 'destination'];

/**
 * The charges of tables that another engine reads, in one statement; looks are a second one, of all their dimensions
 * at once.
 */
export function chargesRemotely(
  question: BillQuestion,
  looks: readonly Look[],
  context: BillContext,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Charged | Text> {
  const started = Date.now();
  return withRemoteEngine(options, terminal, async (session) => {
    const records = await findRemoteRecords(session, options, terminal);
    const region = context.region ?? session.deployment?.region;
    const asked = { ...question, ...startsOf(records, options) };
    const known = { ...context, ...(region && { region }) };
    const plan = planBill(asked, trino, records.available, known);
    const lines = records.lines(plan.fields);
    const statement = plan.statement(lines);
    if (options.dryRun) return { text: statement };

    const answered = await session.engine.query(statement);
    const few = looks.filter(isShort);
    const by = [...new Set(few.flatMap((look) => look.by))];
    if (few.length > 0) terminal.note(`${session.engine.name}: the same again, for what would save how much`);
    const seen =
      few.length > 0
        ? await session.engine.query(`${withSteps(plan.steps(lines))}${plan.answerBy(by)}`)
        : { rows: [], scannedBytes: 0 };
    const charges = chargesOf(plan, seen.rows);
    const scanned = { ...answered, scannedBytes: answered.scannedBytes + seen.scannedBytes };
    const { from, to } = records.period;
    return {
      charges: chargesOf(plan, answered.rows),
      looks: looks.map((look) =>
        isShort(look) ? charges.map((charge) => pick(charge, by, look.by)) : undefined,
      ),
      period: records.period,
      seconds: to! - from!,
      sql: plan.statement('SELECT * FROM lines'),
      notes: [...plan.notes, ...records.notes, ...remarks(records, answered)],
      stats: remoteStats(session.engine, scanned, started),
    };
  });
}

function isShort({ by }: Look): boolean {
  return !by.some((name) => perAddress.includes(name));
}

function chargesOf(plan: BillPlan, rows: readonly (readonly unknown[])[]): Charge[] {
  return rows.map((row) => plan.charge(row));
}

/** A charge with some of its dimensions. */
function pick(charge: Charge, by: readonly string[], names: readonly string[]): Charge {
  return { ...charge, dimensions: names.map((name) => charge.dimensions[by.indexOf(name)]!) };
}
