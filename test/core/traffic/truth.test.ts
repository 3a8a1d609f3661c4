import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedFormats } from '../../../core/records/named-formats';
import { flowLog } from '../../../core/simulation/flow-log';
import { duckdb } from '../../../core/sql/duckdb';
import { planPivot } from '../../../core/traffic/pivot';
import { findLocalData, type LocalData } from '../../../scripts/engines/local-data';
import { openDuckDb, type DuckDbEngine } from '../../../scripts/engines/duckdb';
import { simulate, type SimulateOptions } from '../../../scripts/simulate';

/** The simulator knows the true answers from its world, by code that shares nothing with the rules under test. */
type Simulated = Omit<SimulateOptions, 'output' | 'seed' | 'records'>;
type FlowLogs = NonNullable<SimulateOptions['flowLogs']>;

const { default: v2, v5, recommended, 'eks-article': eks, 'nat-article': nat } = namedFormats;

/** Flow logs of the first VPC, by name: what each records, and how it differs from the default. */
function logs(
  make: (
    world: Parameters<FlowLogs>[0][number],
    times: { from: number; to: number; noon: number },
  ) => Record<string, [Parameters<typeof flowLog>[1], Partial<Parameters<typeof flowLog>[2]>?]>,
): FlowLogs {
  return ([world], { from, to }) => {
    const { account, region } = world!.vpc;
    const made = make(world!, { from, to, noon: (from + to) / 2 });
    return Object.entries(made).map(([name, [source, options]]) =>
      flowLog(name, source, { account, region, ...options }),
    );
  };
}

const hive = {
  prefix: 'a/',
  fileFormat: 'plain-text',
  hiveCompatiblePartitions: true,
  perHourPartition: true,
} as const;

const scenarios: Record<string, Simulated> = {
  'the v5 format': { recordFormat: 'v5' },
  'the recommended format, hourly': { recordFormat: 'recommended', perHourPartition: true },
  "the EKS article's format, without a direction, Hive": {
    recordFormat: 'eks-article',
    hiveCompatiblePartitions: true,
  },
  "the NAT article's format, without times, Hive and hourly": {
    recordFormat: 'nat-article',
    hiveCompatiblePartitions: true,
    perHourPartition: true,
  },
  'three days, over midnight': { days: 3 },
  'intervals of 60 seconds, no Nitro': { interval: 60, vpcs: [{ nitro: false }] },
  'a regional NAT gateway': { recordFormat: 'recommended', vpcs: [{ natGateway: 'regional' }] },
  'only the NAT gateways logged': {
    flowLogs: logs((world) => ({ nat: [{ interfaces: world.natGateways.map(({ id }) => id) }] })),
  },
  'only some interfaces logged': {
    flowLogs: logs((world) => ({
      some: [{ interfaces: [world.database.id, world.bastion.id, world.controlPlane[0]!.id] }],
    })),
  },
  'only one subnet logged': {
    flowLogs: logs((world) => ({ subnet: [{ subnet: world.zones[0]!.privateSubnet.id }] })),
  },
  'only the morning logged': {
    flowLogs: logs((world, { from, noon }) => ({
      morning: [{ vpc: world.vpc.id }, { logged: [{ from, to: noon }] }],
    })),
  },
  'an old flow log replaced by a new one at noon, with other fields': {
    flowLogs: logs((world, { from, to, noon }) => ({
      old: [{ vpc: world.vpc.id }, { logged: [{ from, to: noon }], format: eks }],
      new: [{ vpc: world.vpc.id }, { logged: [{ from: noon, to }], format: recommended, delivery: hive }],
    })),
  },
  'flow logs of VPC, subnet and interface that overlap, with other intervals and formats': {
    flowLogs: logs((world) => ({
      vpc: [{ vpc: world.vpc.id }, { format: v5 }],
      subnet: [{ subnet: world.zones[1]!.privateSubnet.id }, { format: eks, interval: 60 }],
      eni: [{ interfaces: [world.database.id] }, { format: recommended, interval: 60, delivery: hive }],
      nat: [{ interfaces: world.natGateways.map(({ id }) => id) }, { format: nat, interval: 60 }],
    })),
  },
  'a flow log of accepted and one of rejected traffic': {
    flowLogs: logs((world) => ({
      accepted: [{ vpc: world.vpc.id }, { traffic: 'ACCEPT' }],
      rejected: [{ vpc: world.vpc.id }, { traffic: 'REJECT', format: recommended }],
    })),
  },
  'a mix of formats by subnet': {
    flowLogs: logs((world) => ({
      one: [{ subnet: world.zones[0]!.privateSubnet.id }, { format: v5 }],
      two: [{ subnet: world.zones[1]!.privateSubnet.id }, { format: recommended, delivery: hive }],
      three: [{ subnet: world.zones[2]!.privateSubnet.id }, { format: v5, interval: 60 }],
    })),
  },
  'two VPCs with one CIDR': {
    vpcs: [
      { name: 'one', account: '111122223333' },
      { name: 'two', account: '444455556666' },
    ],
  },
  'a pod that moves to another node': { vpcs: [{ movedPod: true }] },
  'a pod that moves, and only the nodes logged': {
    vpcs: [{ movedPod: true }],
    flowLogs: logs((world) => ({
      nodes: [{ interfaces: world.nodes.flatMap((node) => node.interfaces.map(({ id }) => id)) }],
    })),
  },
  'a neighbour by peering': { vpcs: [{ neighbour: { by: 'peering' } }] },
  'a neighbour behind a transit gateway': { vpcs: [{ neighbour: { by: 'transit-gateway' } }] },
  'records that were lost': {
    skipped: ([world], { from }) => [{ interface: world!.database.id, from, to: from + 6 * 3600 }],
  },
};

interface Truth {
  readonly promises: readonly { readonly answer: string; readonly holds: boolean }[];
  readonly totals: {
    readonly bytes: number;
    readonly packets: number;
    readonly records: number;
    readonly no_data: number;
    readonly skip_data: number;
    readonly sighted: { readonly bytes: number };
  };
  readonly pairs: readonly {
    readonly source_vpc: string | null;
    readonly source: string;
    readonly destination_vpc: string | null;
    readonly destination: string;
    readonly bytes: number;
    readonly packets: number;
    readonly days: readonly { readonly day: string; readonly bytes: number }[];
  }[];
  readonly addresses: readonly {
    readonly address: string;
    readonly bytes_in: number;
    readonly bytes_out: number;
  }[];
  readonly days: readonly { readonly day: string; readonly bytes: number; readonly packets: number }[];
  readonly rejected: readonly {
    readonly interface: string;
    readonly bytes: number;
    readonly records: number;
  }[];
}

describe.each(Object.entries(scenarios))('%s', (_name, options) => {
  const output = mkdtempSync(join(tmpdir(), 'flowtoll-truth-'));
  let truth: Truth;
  let data: LocalData;
  let engine: DuckDbEngine;

  beforeAll(async () => {
    await simulate({ ...options, output, records: 6000, seed: 5 });
    truth = JSON.parse(readFileSync(join(output, 'truth.json'), 'utf8')) as Truth;
    data = await findLocalData({ data: [join(output, 'logs')] });
    engine = await openDuckDb();
  }, 60_000);

  afterAll(async () => {
    await engine?.close();
    rmSync(output, { recursive: true });
  });

  const ask = async (
    by: string[],
    measures: string[],
    where: Parameters<typeof planPivot>[0]['where'] = [],
  ) => {
    const plan = planPivot({ by, measures, where }, duckdb, data.available);
    return (await engine.query(plan.statement(data.lines(plan.fields)))).rows;
  };
  const promised = (answer: string) => truth.promises.find((promise) => promise.answer === answer)!.holds;
  const table = (rows: readonly (readonly unknown[])[]) =>
    rows.map((row) => row.map(String).join(' ')).sort();

  it('accounts for every line', async () => {
    const kinds = Object.fromEntries(
      (await ask(['kind'], ['flows', 'bytes'])).map(([kind, ...sums]) => [kind, sums]),
    );
    const overlapping = data.available.flowLogs.size > 1;
    if (!overlapping) expect(kinds['record']).toEqual([truth.totals.records, truth.totals.sighted.bytes]);
    expect(kinds['no_data']?.[0] ?? 0).toBe(truth.totals.no_data);
    expect(kinds['skip_data']?.[0] ?? 0).toBe(truth.totals.skip_data);
    expect(kinds['bad']).toBeUndefined();
  });

  it('finds the true total', async () => {
    if (!promised('totals')) return;
    expect(await ask([], ['bytes', 'packets'])).toEqual([[truth.totals.bytes, truth.totals.packets]]);
  });

  it('finds the true bytes of every pair', async () => {
    if (!promised('pairs')) return;
    // where an interface is not logged, records do not tell its VPC; two VPCs with one CIDR are told apart by it
    const vpcs = (options.vpcs?.length ?? 1) > 1;
    const rows = await ask(
      vpcs ? ['source_vpc', 'source', 'destination_vpc', 'destination'] : ['source', 'destination'],
      ['bytes', 'packets'],
    );
    const pairs = truth.pairs.map((pair) => [
      ...(vpcs
        ? [pair.source_vpc, pair.source, pair.destination_vpc, pair.destination]
        : [pair.source, pair.destination]),
      pair.bytes,
      pair.packets,
    ]);
    expect(table(rows)).toEqual(table(pairs));
  });

  it('finds what every address sent and received', async () => {
    if (!promised('addresses')) return;
    const sums = (side: 'source' | 'destination') => {
      const bytes = new Map<string, number>();
      for (const pair of truth.pairs) bytes.set(pair[side], (bytes.get(pair[side]) ?? 0) + pair.bytes);
      return table([...bytes]);
    };
    expect(table(await ask(['source'], ['bytes']))).toEqual(sums('source'));
    expect(table(await ask(['destination'], ['bytes']))).toEqual(sums('destination'));
  });

  it('finds the true bytes of every day, in all and by pair', async () => {
    if (!promised('days')) return;
    expect(table(await ask(['day'], ['bytes', 'packets']))).toEqual(
      table(truth.days.map(({ day, bytes, packets }) => [day, bytes, packets])),
    );
    const byPair = new Map<string, number>();
    for (const { source, destination, days } of truth.pairs) {
      for (const { day, bytes } of days) {
        const key = `${day} ${source} ${destination}`;
        byPair.set(key, (byPair.get(key) ?? 0) + bytes);
      }
    }
    expect(table(await ask(['day', 'source', 'destination'], ['bytes']))).toEqual(table([...byPair]));
  });

  it('finds what was rejected, by interface', async () => {
    if (data.available.flowLogs.size > 1) return;
    const rows = await ask(
      ['interface'],
      ['flows', 'bytes'],
      [{ name: 'action', negated: false, values: [{ kind: 'text', value: 'REJECT' }] }],
    );
    expect(table(rows.filter(([id]) => id !== null))).toEqual(
      table(
        truth.rejected
          .filter(({ interface: id }) => id.startsWith('eni-'))
          .map((one) => [one.interface, one.records, one.bytes]),
      ),
    );
  });
});

test('the default format, where pods hide behind nodes, says that it may count twice', () => {
  const fields = new Set(v2.fields.map(({ name }) => name));
  const available = { some: fields, every: fields, flowLogs: new Map([['fl-1', fields]]) };
  expect(planPivot({ by: ['source'] }, duckdb, available).notes).toEqual([
    'without pkt-srcaddr and pkt-dstaddr, bytes of pods and through NAT gateways may be counted twice',
  ]);
});
