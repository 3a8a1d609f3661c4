import { type HopAccounts } from './accounts';
import { Amount, jsonInteger } from './exact-sum';
import { type Ledger } from './ledger';
import { ownersOf } from './owners';
import { promisesOf } from './promises';
import { type Scenario } from './scenario';
import {
  type AmountTruth,
  type BillTruth,
  type HopTruth,
  type InOutTruth,
  type PairTruth,
  type Truth,
} from './truth';
import { type NetworkInterface, type Pod, interfaceKey } from './world';

/** Amounts by name, in and out. */
class InOut {
  readonly in = new Amount();
  readonly out = new Amount();
}

export function truthOf(scenario: Scenario, ledger: Ledger, bill: BillTruth): Truth {
  const total = new Amount();
  const sent = new Amount();
  const days = new Grouped<number, Amount>(() => new Amount());
  const addresses = new Grouped<string, InOut & { vpc?: string; address?: string }>(() => new InOut());
  const pods = new Grouped<Pod, InOut>(() => new InOut());
  const pairs: PairTruth[] = [];

  for (const accounts of ledger.pairs.values()) {
    const { pair } = accounts;
    if (pair.natLeg) continue;
    sent.addAmount(accounts.sent);
    const account = accounts.largest();
    if (!account) continue;
    total.addAmount(account.total);
    addresses.get(addressKey(pair.sourceVpc, pair.source)).out.addAmount(account.total);
    addresses.get(addressKey(pair.destinationVpc, pair.destination)).in.addAmount(account.total);
    const pairDays = new Grouped<number, Amount>(() => new Amount());
    for (const { day, sourcePod, destinationPod, amount } of account.cells) {
      days.get(day).addAmount(amount);
      pairDays.get(day).addAmount(amount);
      if (sourcePod) pods.get(sourcePod).out.addAmount(amount);
      if (destinationPod) pods.get(destinationPod).in.addAmount(amount);
    }
    pairs.push({
      source_vpc: pair.sourceVpc ?? null,
      source: pair.source,
      destination_vpc: pair.destinationVpc ?? null,
      destination: pair.destination,
      ...amountTruth(account.total),
      days: dayTruths(pairDays),
    });
  }

  const logs = [...ledger.logs.values()];
  const rejected = [...ledger.rejected.values()];
  return {
    flowtoll: 1,
    scenario: {
      name: scenario.name,
      seed: scenario.seed,
      from: iso(scenario.from),
      to: iso(scenario.to),
    },
    promises: promisesOf(scenario, ledger),
    totals: {
      ...amountTruth(total),
      pairs: pairs.length,
      sent: amountTruth(sent),
      not_counted: {
        bytes: jsonInteger(sent.bytes.value - total.bytes.value),
        packets: jsonInteger(sent.packets.value - total.packets.value),
      },
      rejected: amountTruth(sumOf(rejected.map(({ amount }) => amount))),
      sighted: amountTruth(sumOf(logs.map(({ sighted }) => sighted))),
      records: logs.reduce((sum, { records }) => sum + records, 0),
      no_data: logs.reduce((sum, { noData }) => sum + noData, 0),
      skip_data: logs.reduce((sum, { skipData }) => sum + skipData, 0),
    },
    flow_logs: [...ledger.logs].map(([log, counts]) => ({
      flow_log: log.id,
      account: log.account,
      region: log.region,
      record_format: log.format.toString(),
      interval_seconds: log.interval,
      traffic_type: log.traffic,
      files: counts.files,
      records: counts.records,
      accepted_records: counts.accepted,
      rejected_records: counts.rejected,
      no_data: counts.noData,
      skip_data: counts.skipData,
      ...amountTruth(counts.sighted),
    })),
    days: dayTruths(days),
    pairs: pairs.sort(
      by((row) => `${row.source} ${row.destination} ${row.source_vpc} ${row.destination_vpc}`),
    ),
    addresses: [...addresses.entries()]
      .map(([key, amounts]) => ({ ...readAddressKey(key), ...inOutTruth(amounts) }))
      .sort(by(({ vpc, address }) => `${address} ${vpc}`)),
    pods: [...pods.entries()]
      .map(([{ namespace, workload, name }, amounts]) => ({
        namespace,
        workload,
        pod: name,
        ...inOutTruth(amounts),
      }))
      .sort(by(({ namespace, pod }) => `${namespace} ${pod}`)),
    rejected: rejected
      .map(({ at, records, amount }) => ({ interface: interfaceKey(at), records, ...amountTruth(amount) }))
      .sort(by((row) => row.interface)),
    skipped: [...ledger.lost.values()].map(({ log, at, amount }) => ({
      flow_log: log.id,
      interface: interfaceKey(at),
      ...amountTruth(amount),
    })),
    hops: hopTruths(ledger),
    kinds: [...ledger.kinds].map(([kind, counts]) => ({
      kind,
      conversations: counts.conversations,
      sent: amountTruth(counts.sent),
      records: counts.records,
      sighted: amountTruth(counts.sighted),
    })),
    bill,
    owners: ownersOf(scenario.world),
  };
}

/** Hops by their two interfaces and path; of each packet pair the larger of the two accounts. */
function hopTruths(ledger: Ledger): HopTruth[] {
  const hops = new Grouped<string, { hop?: HopAccounts; amount: Amount }>(() => ({ amount: new Amount() }));
  for (const pair of ledger.pairs.values()) {
    for (const hop of pair.hops) {
      const { sender, receiver } = hop;
      const sum = hops.get(`${name(hop.from)} ${name(hop.to)} ${hop.path}`);
      sum.hop = hop;
      sum.amount.addAmount(receiver.bytes.value > sender.bytes.value ? receiver : sender);
    }
  }
  return [...hops.entries()].sort(by(([key]) => key)).map(([, { hop, amount }]) => ({
    from: name(hop!.from),
    from_az: hop!.from?.subnet?.az ?? null,
    to: name(hop!.to),
    to_az: hop!.to?.subnet?.az ?? null,
    traffic_path: hop!.from ? (hop!.path ?? null) : null,
    ...amountTruth(amount),
  }));
}

function name(of: NetworkInterface | undefined): string | null {
  return of ? interfaceKey(of) : null;
}

class Grouped<K, V> {
  private readonly map = new Map<K, V>();

  constructor(private readonly empty: () => V) {}

  get(key: K): V {
    let value = this.map.get(key);
    if (value === undefined) this.map.set(key, (value = this.empty()));
    return value;
  }

  entries(): Iterable<[K, V]> {
    return this.map;
  }
}

function amountTruth({ bytes, packets }: Amount): AmountTruth {
  return { bytes: bytes.toJSON(), packets: packets.toJSON() };
}

function inOutTruth(amounts: InOut): InOutTruth {
  return {
    bytes_in: amounts.in.bytes.toJSON(),
    packets_in: amounts.in.packets.toJSON(),
    bytes_out: amounts.out.bytes.toJSON(),
    packets_out: amounts.out.packets.toJSON(),
  };
}

function dayTruths(days: Grouped<number, Amount>): (AmountTruth & { day: string })[] {
  return [...days.entries()]
    .sort(([one], [other]) => one - other)
    .map(([day, amount]) => ({ day: iso(day * 86_400).slice(0, 10), ...amountTruth(amount) }));
}

function sumOf(amounts: readonly Amount[]): Amount {
  const sum = new Amount();
  for (const amount of amounts) sum.addAmount(amount);
  return sum;
}

function addressKey(vpc: string | undefined, address: string): string {
  return `${vpc ?? ''} ${address}`;
}

function readAddressKey(key: string): { vpc: string | null; address: string } {
  const [vpc, address] = key.split(' ');
  return { vpc: vpc === '' ? null : vpc!, address: address! };
}

function by<T>(key: (row: T) => string): (one: T, other: T) => number {
  return (one, other) => {
    const [first, second] = [key(one), key(other)];
    return first < second ? -1 : first > second ? 1 : 0;
  };
}

function iso(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
