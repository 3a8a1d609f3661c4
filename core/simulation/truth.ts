import { type OwnerTruth } from './owners';
import { type AnswerPromise } from './promises';
import { type TollName } from './tolls-taken';

/** A whole number; text beyond 2^53. */
export type JsonInteger = number | string;

export interface AmountTruth {
  readonly bytes: JsonInteger;
  readonly packets: JsonInteger;
}

/** The true answers of a simulation, as `truth.json` has them. What each promises is in docs/simulation.md. */
export interface Truth {
  readonly flowtoll: 1;
  readonly scenario: {
    readonly name: string;
    readonly seed: number;
    /** ISO 8601, UTC, half-open. */
    readonly from: string;
    readonly to: string;
  };
  readonly promises: readonly AnswerPromise[];
  readonly totals: AmountTruth & {
    readonly pairs: number;
    readonly sent: AmountTruth;
    readonly not_counted: AmountTruth;
    readonly rejected: AmountTruth;
    readonly sighted: AmountTruth;
    readonly records: number;
    readonly no_data: number;
    readonly skip_data: number;
  };
  readonly flow_logs: readonly FlowLogTruth[];
  readonly days: readonly (AmountTruth & { readonly day: string })[];
  readonly pairs: readonly PairTruth[];
  readonly addresses: readonly AddressTruth[];
  readonly pods: readonly (InOutTruth & {
    readonly namespace: string;
    readonly workload: string;
    readonly pod: string;
  })[];
  readonly rejected: readonly (AmountTruth & { readonly interface: string; readonly records: number })[];
  readonly skipped: readonly (AmountTruth & { readonly flow_log: string; readonly interface: string })[];
  readonly hops: readonly HopTruth[];
  readonly kinds: readonly {
    readonly kind: string;
    readonly conversations: number;
    readonly sent: AmountTruth;
    readonly records: number;
    readonly sighted: AmountTruth;
  }[];
  readonly bill: BillTruth;
  readonly owners: readonly OwnerTruth[];
}

/**
 * What AWS would bill for the traffic to the accounts that have flow logs, in bytes. Of every byte that passed, logged
 * or not; hours are not in it.
 */
export interface BillTruth {
  /** `bytes` once per hop, `metered_bytes` as often as AWS meters them: at no, one or two ends of those accounts. */
  readonly tolls: readonly {
    readonly toll: TollName;
    /** Of the payer. */
    readonly region: string;
    /** Between Regions only. */
    readonly to_region: string | null;
    readonly bytes: JsonInteger;
    readonly metered_bytes: JsonInteger;
  }[];
  /** Who is to blame, by the packet's address inside; where a node translates addresses that is the node's. */
  readonly payers: readonly {
    readonly toll: TollName;
    readonly vpc: string | null;
    readonly address: string;
    readonly metered_bytes: JsonInteger;
  }[];
  /** The part for which at least one of a hop's interfaces lost its records: without it the logs may show less. */
  readonly lost: readonly { readonly toll: TollName; readonly metered_bytes: JsonInteger }[];
}

export interface FlowLogTruth extends AmountTruth {
  readonly flow_log: string;
  readonly account: string;
  readonly region: string;
  readonly record_format: string;
  readonly interval_seconds: number;
  readonly traffic_type: string;
  readonly files: number;
  readonly records: number;
  readonly accepted_records: number;
  readonly rejected_records: number;
  readonly no_data: number;
  readonly skip_data: number;
}

export interface PairTruth extends AmountTruth {
  readonly source_vpc: string | null;
  readonly source: string;
  readonly destination_vpc: string | null;
  readonly destination: string;
  readonly days: readonly (AmountTruth & { readonly day: string })[];
}

export interface InOutTruth {
  readonly bytes_in: JsonInteger;
  readonly packets_in: JsonInteger;
  readonly bytes_out: JsonInteger;
  readonly packets_out: JsonInteger;
}

export interface AddressTruth extends InOutTruth {
  readonly vpc: string | null;
  readonly address: string;
}

export interface HopTruth extends AmountTruth {
  /** None outside every VPC. */
  readonly from: string | null;
  readonly from_az: string | null;
  readonly to: string | null;
  readonly to_az: string | null;
  readonly traffic_path: number | null;
}

/** The text of `truth.json`: a row of a list a line, so that it can be read and compared by line. */
export function printTruth(truth: Truth): string {
  return `${printMembers(truth, '')}\n`;
}

function printMembers(of: object, indent: string): string {
  const inner = `${indent}  `;
  const members = Object.entries(of).map(([name, value]: [string, unknown]) => {
    return `${inner}${JSON.stringify(name)}: ${printValue(value, inner)}`;
  });
  return `{\n${members.join(',\n')}\n${indent}}`;
}

function printValue(value: unknown, indent: string): string {
  if (Array.isArray(value)) {
    return `[${value.map((row) => `\n${indent}  ${JSON.stringify(row)}`).join(',')}\n${indent}]`;
  }
  const hasLists = typeof value === 'object' && value !== null && Object.values(value).some(Array.isArray);
  return hasLists ? printMembers(value, indent) : JSON.stringify(value);
}
