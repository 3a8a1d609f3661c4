import type { Deployment } from '../../core/outputs';
import type { CommonOptions } from '../../core/questions/options';
import type { Text } from '../../core/report/result';
import { parseCidr } from '../../core/records/cidr';
import { trino } from '../../core/sql/trino';
import type { Network } from '../../core/tolls/address-ranges';
import { lowerBound } from '../../core/tolls/bill-notes';
import { countedFields, countLines, readLineCounts, type LineCounts } from '../../core/tolls/line-counts';
import { planBill, scansOf, type BillContext, type BillQuestion } from '../../core/tolls/plan-bill';
import type { LineSums } from '../../core/traffic/answer';
import type { Available } from '../../core/traffic/available';
import type { Terminal } from '../terminal/terminal';
import { remarks, startsOf } from './answer-remotely';
import type { Charged } from './charges';
import { findRemoteRecords } from './remote-records';
import { withRemoteEngine } from './remote-session';
import { remoteStats } from './remote-stats';

/**
 * The charges of tables that another engine reads: the bill and all looks in one statement, and which lines are no
 * records in a second one, which reads few columns.
 */
export function chargesRemotely(
  question: BillQuestion,
  context: BillContext,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Charged | Text> {
  const started = Date.now();
  return withRemoteEngine(options, terminal, async (session) => {
    const { engine } = session;
    // what lines are no records is read once more
    const scans = (available: Available) => scansOf(available) + 1;
    const records = await findRemoteRecords(session, options, terminal, undefined, scans);
    const { available } = records;
    const { deployment } = session;
    const region = context.region ?? deployment?.region;
    const networks = context.networks ?? deployment?.networks.map(networkOf);
    const time = startsOf(records, options);
    const plan = planBill({ ...question, ...time }, trino, available, {
      ...context,
      ...(region && { region }),
      ...(networks && { networks }),
    });
    const statement = plan.statement(records.lines(plan.fields));
    const counting = countLines(records.lines(countedFields(available)), available, time);
    if (options.dryRun) return { text: [statement, counting].map((sql) => `${sql};`).join('\n\n') };

    const answered = await engine.query(statement);
    terminal.note(`${engine.name}: and which records were lost`);
    const counted = await engine.query(counting);
    const counts = readLineCounts(counted.rows, region);
    const scannedBytes = answered.scannedBytes + counted.scannedBytes;
    return {
      ...plan.read(answered.rows),
      period: records.period,
      seconds: counts.seconds(records.period),
      idle: counts.idle,
      sql: plan.statement('SELECT * FROM lines'),
      notes: [
        ...plan.notes,
        ...records.notes,
        ...remarks(records, answered),
        ...(counts.count('skip_data') > 0 ? [lowerBound] : []),
      ],
      stats: remoteStats(engine, { ...answered, scannedBytes }, started, linesOf(counts)),
    };
  });
}

/** A network of the configuration, as the stack's output has it. */
function networkOf({ cidr, name, region, az }: Deployment['networks'][number]): Network {
  return { cidr: parseCidr(cidr), name, region: region ?? null, az: az ?? null };
}

function linesOf({ count }: LineCounts): Partial<LineSums> {
  return {
    record: count('record'),
    no_data: count('no_data'),
    skip_data: count('skip_data'),
    bad: count('bad'),
  };
}
