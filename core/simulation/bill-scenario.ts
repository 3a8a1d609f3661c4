import { type FormatName, namedFormats } from '../records/named-formats';
import { type BillNetwork } from './bill-network';
import { Chance } from './chance';
import { type Conversation, type End } from './conversation';
import { type FlowLog, flowLog } from './flow-log';
import { type Scenario } from './scenario';
import { type TollName } from './tolls-taken';
import { type Lease, type Pod } from './world';

/**
 * A scenario whose true bill is known, and what a reader of its records gets to find it. Play it with `Simulation`, or
 * write it with `writeScenario`; its true bill is `truth().bill`.
 */
export interface BillScenario {
  readonly name: string;
  readonly scenario: Scenario;
  /** What its flow logs write. */
  readonly recordFormats: readonly FormatName[];
  /** The text of an ip-ranges.json; without it the reader has none. */
  readonly ipRanges?: string;
  /** The text of an address plan: CSV with the header cidr,name,region,az. */
  readonly networks?: string;
  /** The tolls that these records cannot tell, and why. All others they can, to the byte, but for lost records. */
  readonly unknowable: readonly { readonly toll: TollName; readonly why: string }[];
}

export type Unknowable = Readonly<Partial<Record<TollName, string>>>;

/** 2026-03-02, UTC, in Unix seconds. */
const from = 1_772_409_600;
const to = from + 86_400;
export const times = { from, noon: from + 43_200, to };

/** One kind of conversation, drawn again and again. */
export interface Talk {
  readonly kind: string;
  readonly hops: (draw: Draw) => Conversation['hops'];
  /** Median bytes there and back; none comes back for 0. @default 20000 and 150000 */
  readonly request?: number;
  readonly reply?: number;
  /** @default 6, TCP */
  readonly protocol?: number;
  readonly rejectedBy?: Conversation['rejectedBy'];
}

export interface Draw {
  /** A client's port. */
  port(): number;
  one<T>(choices: readonly T[]): T;
  /** When the conversation begins, in Unix seconds. */
  readonly time: number;
}

/** What the scenarios of one world have in common. */
export interface BillWorld {
  readonly name: string;
  readonly networks: readonly BillNetwork[];
  readonly talks: readonly Talk[];
  /** For each record format that it is told in, what cannot be known from it. */
  readonly formats: Readonly<Partial<Record<FormatName, Unknowable>>>;
  /** @default one of the whole of every network */
  readonly flowLogs?: (format: FormatName) => readonly FlowLog[];
  readonly pods?: readonly Pod[];
  /** @default 300 */
  readonly conversations?: number;
  readonly skipped?: Scenario['skipped'];
  readonly ipRanges?: string;
  readonly addressPlan?: string;
}

/** A scenario for each record format that a world is told in. */
export function billScenariosOf(world: BillWorld): BillScenario[] {
  const { name, networks, pods = [], skipped, ipRanges, addressPlan } = world;
  const conversations = conversationsOf(world);
  return (Object.entries(world.formats) as [FormatName, Unknowable][]).map(([format, unknowable]) => {
    const flowLogs = world.flowLogs?.(format) ?? networks.map((network) => wholeVpc(network, format));
    return {
      name: `${name}, ${format}`,
      scenario: {
        name,
        seed: 1,
        world: { interfaces: networks.flatMap(({ interfaces }) => interfaces), pods },
        from,
        to,
        conversations,
        flowLogs,
        ...(skipped ? { skipped } : {}),
      },
      recordFormats: [...new Set(flowLogs.map((log) => formatNameOf(log)))],
      ...(ipRanges === undefined ? {} : { ipRanges }),
      ...(addressPlan === undefined ? {} : { networks: addressPlan }),
      unknowable: Object.entries(unknowable).map(([toll, why]) => ({ toll: toll as TollName, why })),
    };
  });
}

/** A flow log of all of a network, 600 s. */
export function wholeVpc({ vpc: { id, account, region } }: BillNetwork, format: FormatName): FlowLog {
  return flowLog(`whole ${id}`, { vpc: id }, { account, region, format: namedFormats[format] });
}

/** A flow log of some of a network's interfaces, 600 s. */
export function someOf(
  { vpc: { id, account, region } }: BillNetwork,
  interfaces: readonly { readonly id: string }[],
  format: FormatName,
  options: Partial<Pick<FlowLog, 'account' | 'interval'>> = {},
): FlowLog {
  const ids = interfaces.map((at) => at.id);
  return flowLog(
    `some ${id} ${format}`,
    { interfaces: ids },
    { account, region, format: namedFormats[format], ...options },
  );
}

/** Hosts of the internet, in the documentation ranges. */
export function host(draw: Draw, port = 443): End {
  return { address: draw.one(hosts), port };
}

const hosts = ['198.51.100.7', '198.51.100.8', '203.0.113.20', '203.0.113.21', '203.0.113.22'];

export function host6(draw: Draw, port = 443): End {
  return { address: draw.one(['2001:db8:a::7', '2001:db8:a::8', '2001:db8:b::9']), port };
}

export function podOf(name: string, first: Lease, ...others: readonly Lease[]): Pod {
  return { namespace: 'shop', workload: name, name: `${name}-0`, leases: [first, ...others] };
}

/** The talks in turn, evenly over the day. */
function conversationsOf({ name, talks, conversations = 300 }: BillWorld): Conversation[] {
  const chance = new Chance(name);
  const turn = (to - from) / conversations;
  return Array.from({ length: conversations }, (_, index) => {
    const talk = talks[index % talks.length]!;
    const { kind, hops, request = 20_000, reply = 150_000, protocol = 6, rejectedBy } = talk;
    const time = from + Math.floor(index * turn) + chance.below(Math.max(1, Math.floor(turn)));
    const draw = {
      time,
      port: () => chance.between(32_768, 60_999),
      one: <T>(choices: readonly T[]) => chance.one(choices),
    };
    const volume = (median: number) => {
      const bytes = chance.logNormal(median, 0.8);
      return { bytes, packets: Math.max(1, Math.round(bytes / 900)) };
    };
    const replied = reply > 0 && rejectedBy === undefined;
    return {
      kind,
      start: time,
      end: time + chance.below(200),
      protocol,
      hops: hops(draw),
      request: volume(request),
      ...(replied ? { reply: volume(reply) } : {}),
      ...(rejectedBy ? { rejectedBy } : {}),
    };
  });
}

function formatNameOf({ format }: FlowLog): FormatName {
  const found = Object.entries(namedFormats).find(([, named]) => named === format);
  return found![0] as FormatName;
}
