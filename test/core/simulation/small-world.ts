import { RecordFormat } from '../../../core/records/record-format';
import { type Conversation } from '../../../core/simulation/conversation';
import { type FlowLog, flowLog } from '../../../core/simulation/flow-log';
import { type Party } from '../../../core/simulation/paths';
import { type Scenario } from '../../../core/simulation/scenario';
import { Simulation } from '../../../core/simulation/simulation';
import { type Truth } from '../../../core/simulation/truth';
import { type NetworkInterface, type Subnet, type Vpc } from '../../../core/simulation/world';

/** 2026-03-02T00:00:00Z, in Unix seconds. */
export const midnight = 1_772_409_600;
export const hour = 3_600;
export const day = 86_400;

export const vpc: Vpc = {
  id: 'vpc-1',
  account: '123456789012',
  region: 'eu-central-1',
  cidrs: ['10.0.0.0/16'],
};

export function subnet(zone: 1 | 2 | 3, of: Vpc = vpc): Subnet {
  return { id: `subnet-${zone}`, vpc: of, az: `euc1-az${zone}`, cidr: `10.0.${zone}.0/24` };
}

/** An instance's interface, in AZ 1 unless said otherwise; not on Nitro, so that intervals are as long as asked. */
export function instance(
  name: string,
  address: string,
  more: Partial<NetworkInterface> = {},
): NetworkInterface {
  const at = more.subnet ?? subnet(1, more.vpc);
  return {
    id: `eni-${name}`,
    vpc: at.vpc,
    subnet: at,
    address,
    instance: `i-${name}`,
    nitro: false,
    holder: 'instance',
    name,
    ...more,
  };
}

export function natGateway(name: string, address: string): NetworkInterface {
  return {
    id: `eni-${name}`,
    vpc,
    subnet: subnet(1),
    address,
    type: 'nat_gateway',
    holder: 'nat-gateway',
    name,
  };
}

/** An interface's own address, or one behind it. */
export function party(at: NetworkInterface, port: number, address = at.address): Party {
  return { interface: at, address, port, vpc: at.vpc };
}

/** A conversation of TCP that is over within its first second, unless told otherwise. */
export function talk(
  start: number,
  hops: Conversation['hops'],
  request: number,
  reply: number,
  more: Partial<Conversation> = {},
): Conversation {
  return {
    kind: 'talk',
    start,
    end: start + 1,
    protocol: 6,
    request: { bytes: request, packets: Math.max(1, Math.floor(request / 100)) },
    ...(reply > 0 ? { reply: { bytes: reply, packets: Math.max(1, Math.floor(reply / 100)) } } : {}),
    hops,
    ...more,
  };
}

/** A flow log of the whole of `vpc`, 600 s, text, with the given fields. */
export function logOf(name: string, format: string | RecordFormat, more: Partial<FlowLog> = {}): FlowLog {
  const { account, region } = vpc;
  return flowLog(name, more.of ?? { vpc: vpc.id }, {
    account,
    region,
    format: typeof format === 'string' ? new RecordFormat(format.split(' ')) : format,
    ...more,
  });
}

/** A day from midnight on, aligned clocks, and a flow log with the fields that most tests look at. */
export function scenario(
  interfaces: readonly NetworkInterface[],
  conversations: readonly Conversation[],
  more: Partial<Scenario> = {},
): Scenario {
  const fields =
    'interface-id vpc-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr packets bytes start end action log-status';
  return {
    name: 'small',
    seed: 1,
    world: { interfaces, pods: [] },
    from: midnight,
    to: midnight + day,
    conversations,
    flowLogs: [logOf('all', fields)],
    alignedClocks: true,
    ...more,
  };
}

export interface Played {
  readonly files: readonly { readonly key: string; readonly flowLog: string; readonly text: string }[];
  /** Every record, by its header's names. */
  readonly rows: readonly Record<string, string>[];
  readonly lines: readonly string[];
  readonly truth: Truth;
}

export function play(of: Scenario): Played {
  const simulation = new Simulation(of);
  const files = [...simulation.files()].map(({ key, flowLog: { id }, text }) => ({ key, flowLog: id, text }));
  const rows = files.flatMap(({ key, text }) => readFile(text).map((row) => ({ ...row, key })));
  const lines = files.flatMap(({ text }) => text.trimEnd().split('\n').slice(1));
  return { files, rows, lines, truth: simulation.truth() };
}

/** A reader that shares nothing with the writer: splits at spaces and goes by the header. */
export function readFile(text: string): Record<string, string>[] {
  const [header, ...lines] = text.trimEnd().split('\n');
  const names = header!.split(' ');
  return lines.map((line) => {
    const values = line.split(' ');
    if (values.length !== names.length)
      throw new Error(`${values.length} values for ${names.length} fields: ${line}`);
    return Object.fromEntries(names.map((name, index) => [name, values[index]!]));
  });
}

/** The columns of rows, in the order they were written, as AWS's guide prints them. */
export function columns(rows: readonly Record<string, string>[], names: string): string[] {
  return rows.map((row) =>
    names
      .split(' ')
      .map((name) => row[name])
      .join(' '),
  );
}

/** Pairs of a truth as `source → destination: bytes`. */
export function pairsOf({ pairs }: Truth): string[] {
  return pairs.map(({ source, destination, bytes }) => `${source} → ${destination}: ${bytes}`);
}
