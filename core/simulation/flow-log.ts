import { type S3Delivery } from '../delivery/s3-delivery';
import { namedFormats } from '../records/named-formats';
import { type RecordFormat } from '../records/record-format';
import { awsId, hashText } from './chance';
import { type NetworkInterface, interfaceKey } from './world';

/** A flow log: what it records, how, and when. */
export interface FlowLog {
  /** `fl-` and hexadecimal digits. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  readonly of: FlowLogSource;
  readonly format: RecordFormat;
  /** The longest a record may span, in seconds. On Nitro instances it is 60 whatever is asked. */
  readonly interval: 60 | 600;
  readonly traffic: 'ALL' | 'ACCEPT' | 'REJECT';
  readonly delivery: S3Delivery;
  /** When it exists; always, unless given. */
  readonly logged?: readonly TimeRange[];
}

/** A VPC, a subnet, or interfaces by id (a regional NAT gateway by its own id). */
export interface FlowLogSource {
  readonly vpc?: string;
  readonly subnet?: string;
  readonly interfaces?: readonly string[];
}

/** Unix seconds, half-open. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/**
 * A flow log with everything but its source left to be defaulted: record format `v5`, 600 s, all traffic, text files
 * a day in a plain layout at the bucket's root, and an id that stands for the name.
 */
export function flowLog(
  name: string,
  of: FlowLogSource,
  options: Partial<Omit<FlowLog, 'of'>> & Pick<FlowLog, 'account' | 'region'>,
): FlowLog {
  const delivery = {
    prefix: '',
    fileFormat: 'plain-text',
    hiveCompatiblePartitions: false,
    perHourPartition: false,
  } as const;
  return {
    id: awsId('fl', name),
    of,
    format: namedFormats.v5,
    interval: 600,
    traffic: 'ALL',
    delivery,
    ...options,
  };
}

export function covers({ of }: FlowLog, candidate: NetworkInterface): boolean {
  return (
    of.vpc === candidate.vpc.id ||
    (of.subnet !== undefined && of.subnet === candidate.subnet?.id) ||
    of.interfaces?.includes(interfaceKey(candidate)) === true
  );
}

/**
 * When the aggregation intervals of interfaces begin. Each interface has a clock of its own, up to a minute off the
 * others, so two interfaces cut one conversation at different seconds; or all are aligned to the full minute.
 */
export class Clocks {
  constructor(
    private readonly seed: number,
    private readonly aligned: boolean,
  ) {}

  /** Seconds after a multiple of the interval. */
  phase(of: NetworkInterface): number {
    return this.aligned ? 0 : hashText(`clock ${this.seed} ${interfaceKey(of)}`) % 60;
  }

  /** How long an interface's intervals are, in seconds. */
  interval(of: NetworkInterface, asked: number): number {
    return of.nitro === true ? 60 : asked;
  }
}
