import type { CommonOptions, Period } from '../../core/questions/options';
import type { Stats, Text } from '../../core/report/result';
import type { DeliveredLogs } from '../../core/tolls/bill';
import type { IdleGateway } from '../../core/tolls/finding';
import type { BillContext, BillQuestion } from '../../core/tolls/plan-bill';
import type { Charge } from '../../core/tolls/toll';
import type { Terminal } from '../terminal/terminal';
import { chargesLocally } from './charges-locally';
import { readsFiles } from './choose-engine';

/** What a bill is made of, from whatever engine. */
export interface Charged {
  readonly charges: readonly Charge[];
  /** For each of the question's looks its charges. */
  readonly looks: readonly (readonly Charge[])[];
  /** The time that was asked, else that of the records. */
  readonly period: Period;
  /** How long the records reach within it. */
  readonly seconds: number;
  /** NAT gateways without traffic. */
  readonly idle: readonly IdleGateway[];
  /** What was delivered, where that is known. */
  readonly logs?: readonly DeliveredLogs[];
  /** The SQL that makes the charges from `lines`, the lines of the logs. */
  readonly sql: string;
  readonly notes: readonly string[];
  readonly stats: Stats;
}

/** Asks the engine that the options name for charges. With `--dry-run` what would be sent, with `--show-bad` bad lines. */
export async function askCharges(
  question: BillQuestion,
  context: BillContext,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Charged | Text> {
  if (readsFiles(options)) return chargesLocally(question, context, options, terminal);
  const { chargesRemotely } = await import('./charges-remotely');
  return chargesRemotely(question, context, options, terminal);
}
