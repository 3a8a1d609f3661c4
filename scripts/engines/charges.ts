import type { CommonOptions, Period } from '../../core/questions/options';
import type { Stats, Text } from '../../core/report/result';
import type { DeliveredLogs } from '../../core/tolls/bill';
import type { IdleGateway } from '../../core/tolls/finding';
import type { BillContext, BillQuestion } from '../../core/tolls/plan-bill';
import type { Charge, TollId } from '../../core/tolls/toll';
import type { Terminal } from '../terminal/terminal';
import { chargesLocally } from './charges-locally';
import { readsFiles } from './choose-engine';

/** The same tolls once more, by other dimensions. */
export interface Look {
  readonly by: readonly string[];
  readonly tolls: readonly TollId[];
}

/** What a bill is made of, from whatever engine. */
export interface Charged {
  readonly charges: readonly Charge[];
  /** For each look its charges; undefined where the engine would have to carry each pair of addresses here. */
  readonly looks: readonly (readonly Charge[] | undefined)[];
  /** The time that was asked, else that of the records. */
  readonly period: Period;
  /** How long the records reach within it. */
  readonly seconds: number;
  /** NAT gateways without traffic, where that was asked. */
  readonly idle?: readonly IdleGateway[];
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
  looks: readonly Look[],
  context: BillContext,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Charged | Text> {
  if (readsFiles(options)) return chargesLocally(question, looks, context, options, terminal);
  const { chargesRemotely } = await import('./charges-remotely');
  return chargesRemotely(question, looks, context, options, terminal);
}
