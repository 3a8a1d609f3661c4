import { existingTime } from '../records/existing-time';
import { UserError } from '../user-error';
import { Chance } from './chance';
import { type Conversation } from './conversation';
import { type SkippedRange, recordsOf } from './coverage';
import { drawScan, neighbourTraffic, otherTraffic } from './eks-other-traffic';
import { podTraffic } from './eks-pod-traffic';
import { EksTraffic, type TrafficKind } from './eks-traffic';
import { type EksWorld, type EksWorldOptions, eksWorld } from './eks-world';
import { Clocks, type FlowLog, flowLog } from './flow-log';
import { internet } from './internet';
import { type Scenario } from './scenario';

export interface EksDayOptions {
  readonly seed: number;
  /**
   * How many records flow logs of the whole of every VPC write (600 s, all traffic). NODATA and SKIPDATA lines come on
   * top; flow logs that see less, or the same twice, write fewer or more.
   */
  readonly records: number;
  /** The first day, `yyyy-mm-dd`, UTC. @default '2026-03-02' */
  readonly day?: string;
  /** How many days the records spread over. @default 1 */
  readonly days?: number;
  /** The VPCs; give each a name of its own. They may have the same network. @default one, named 'main' */
  readonly vpcs?: readonly EksWorldOptions[];
  /** The flow logs that exist, given the worlds. @default `wholeVpcs` with record format v5 */
  readonly flowLogs?: (
    worlds: readonly EksWorld[],
    times: { from: number; to: number },
  ) => readonly FlowLog[];
  /** Whose records are lost when. @default none */
  readonly skipped?: (
    worlds: readonly EksWorld[],
    times: { from: number; to: number },
  ) => readonly SkippedRange[];
  /** Which interfaces report that they are idle. @default the databases' standbys and the idle NAT gateways */
  readonly reportIdle?: Scenario['reportIdle'];
  /** @default false */
  readonly alignedClocks?: boolean;
  readonly linesPerFile?: number;
}

/** Days of an EKS VPC, and what to look at in it. */
export interface EksDay extends Scenario {
  readonly worlds: readonly EksWorld[];
}

/**
 * Realistic days of an EKS cluster's VPC, scaled to a number of records. What happens depends on the seed, the number
 * and the VPCs alone, never on which flow logs look at it.
 *
 * @throws UserError for a number of records, or a day, that is none
 */
export function eksDay(options: EksDayOptions): EksDay {
  const { seed, records, day = '2026-03-02', days = 1, vpcs = [{}], alignedClocks = false } = options;
  if (!Number.isSafeInteger(records) || records < 1) {
    throw new UserError(`'records' must be a whole number from 1, got: ${records}`);
  }
  if (!Number.isSafeInteger(seed)) throw new UserError(`'seed' must be a whole number, got: ${seed}`);
  if (!Number.isSafeInteger(days) || days < 1) {
    throw new UserError(`'days' must be a whole number from 1, got: ${days}`);
  }
  const midnight = existingTime(`${day}T00:00:00.000Z`);
  if (!midnight) throw new UserError(`'day' must be a date written yyyy-mm-dd, got: ${day}`);
  const from = midnight.getTime() / 1000;
  const names = vpcs.map(({ name = 'main' }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined)
    throw new UserError(`each VPC must have a name of its own, got twice: ${repeated}`);
  const times = { from, to: from + days * 86_400 };
  const chance = new Chance(seed);
  const worlds = vpcs.map((vpc) => eksWorld(vpc, chance.fork(`world ${vpc.name ?? 'main'}`), times));
  return {
    name: 'eks-day',
    seed,
    ...times,
    worlds,
    world: {
      interfaces: worlds.flatMap((world) => world.interfaces),
      pods: worlds.flatMap((world) => world.pods),
    },
    conversations: { [Symbol.iterator]: () => conversationsOf(options, worlds, times) },
    flowLogs: options.flowLogs?.(worlds, times) ?? wholeVpcs(worlds),
    skipped: options.skipped?.(worlds, times) ?? [],
    reportIdle: options.reportIdle ?? worlds.flatMap(idleOf),
    alignedClocks,
    ...(options.linesPerFile === undefined ? {} : { linesPerFile: options.linesPerFile }),
  };
}

/** A flow log of the whole of every VPC, neighbours included. */
export function wholeVpcs(
  worlds: readonly EksWorld[],
  options: Partial<Pick<FlowLog, 'format' | 'interval' | 'traffic' | 'delivery'>> = {},
): FlowLog[] {
  const vpcs = worlds.flatMap(({ vpc, neighbour }) => [vpc, ...(neighbour ? [neighbour.vpc] : [])]);
  return vpcs.map(({ id, account, region }) => flowLog(id, { vpc: id }, { account, region, ...options }));
}

function idleOf({ standby, idleNatGateway }: EksWorld): string[] {
  return [standby, ...(idleNatGateway ? [idleNatGateway] : [])].map(({ id }) => id);
}

const minute = 60;
const longest = 240;

/** Draws minute after minute, busier by day than by night, until the records of all conversations are the number asked. */
function* conversationsOf(
  { seed, records, alignedClocks = false }: EksDayOptions,
  worlds: readonly EksWorld[],
  { from, to }: { from: number; to: number },
): Generator<Conversation, void, undefined> {
  const chance = new Chance(`${seed} traffic`);
  const clocks = new Clocks(seed, alignedClocks);
  const traffics = worlds.map(
    (world, index) => new EksTraffic(world, internet(chance.fork(`internet ${index}`), world.region), chance),
  );
  const turns = worlds.map(({ neighbour }) =>
    inTurn([...podTraffic, ...otherTraffic, ...(neighbour ? [neighbourTraffic] : [])]),
  );
  const share = shareOfDay();
  const days = (to - from) / 86_400;
  let written = 0;
  let turn = 0;

  for (let time = from; time < to; time += minute) {
    const passed = Math.floor((time - from) / 86_400) + share[((time - from) % 86_400) / minute]!;
    const due = time + minute < to ? Math.floor((records * passed) / days) : records;
    while (written < due) {
      const traffic = traffics[turn % traffics.length]!;
      const kind = turns[turn % turns.length]!();
      turn += 1;
      const start = time + chance.below(minute);
      let next = conversation(kind, traffic, start, chance);
      let count = recordsOf(next, clocks);
      if (written + count > records) {
        // the last few: scans are a record each
        next = conversation(scan, traffic, start, chance);
        count = recordsOf(next, clocks);
      }
      written += count;
      yield next;
    }
  }
}

const scan: TrafficKind = { kind: 'scan', weight: 0, seconds: 0, draw: drawScan };

function conversation(kind: TrafficKind, traffic: EksTraffic, start: number, chance: Chance): Conversation {
  const { until = Infinity, protocol = 6, ...drawn } = kind.draw(traffic, start);
  const seconds = kind.seconds === 0 ? 0 : Math.min(longest, chance.logNormal(kind.seconds, 0.8));
  return { kind: kind.kind, start, end: Math.min(start + seconds, until), protocol, ...drawn };
}

/** Kinds in turn by their weights: each as often as its weight says, evenly spread, every one early. */
function inTurn(kinds: readonly TrafficKind[]): () => TrafficKind {
  const total = kinds.reduce((sum, { weight }) => sum + weight, 0);
  const credits = kinds.map(() => 0);
  let drawn = 0;
  return () => {
    drawn += 1;
    if (drawn <= kinds.length) return kinds[drawn - 1]!;
    let best = 0;
    for (let index = 0; index < kinds.length; index += 1) {
      credits[index]! += kinds[index]!.weight;
      if (credits[index]! > credits[best]!) best = index;
    }
    credits[best]! -= total;
    return kinds[best]!;
  };
}

/** How much of a day's traffic has come by the end of each of its minutes: least at 3, most at 15 o'clock. */
function shareOfDay(): number[] {
  const weights = Array.from(
    { length: 1440 },
    (_, index) => 1 - 0.6 * Math.cos(((index - 180) / 1440) * 2 * Math.PI),
  );
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
}
