import { type Conversation, type End, bytesOfFirst, packetsBy } from './conversation';
import { ExactSum } from './exact-sum';
import { type TimeRange } from './flow-log';
import { type Scenario } from './scenario';
import { type Passage, type TollName, type TollTaken, passagesOf, tollsTaken } from './tolls-taken';
import { type BillTruth } from './truth';
import { type Vpc, interfaceKey } from './world';

/**
 * Keeps the true bill while a simulation runs: by the conversations and by what the interfaces are, whoever logs them.
 * It is the bill of those accounts that have flow logs.
 */
export class TollLedger {
  private readonly tolls = new Map<TollName, TollSums>();
  private readonly isOurs: (account: string) => boolean;
  private readonly skipped = new Map<string, TimeRange[]>();

  constructor({ flowLogs, skipped = [] }: Scenario) {
    const accounts = new Set(flowLogs.map(({ account }) => account));
    this.isOurs = (account) => accounts.has(account);
    for (const range of skipped) found(this.skipped, range.interface, () => []).push(range);
  }

  add(conversation: Conversation): void {
    for (const passage of passagesOf(conversation)) {
      const { bytes } = passage.volume;
      const lost = this.skipped.size === 0 ? 0 : this.lostOf(passage, conversation);
      for (const taken of tollsTaken(passage, this.isOurs)) {
        found(this.tolls, taken.toll, () => new TollSums()).add(taken, bytes, lost);
      }
    }
  }

  truth(): BillTruth {
    const tolls = [...this.tolls].sort(([one], [other]) => (one < other ? -1 : 1));
    return {
      tolls: tolls.flatMap(([toll, sums]) => sums.byPrice(toll)),
      payers: tolls.flatMap(([toll, sums]) => sums.byPayer(toll)),
      lost: tolls
        .filter(([, { lost }]) => lost.value > 0n)
        .map(([toll, { lost }]) => ({ toll, metered_bytes: lost.toJSON() })),
    };
  }

  /** The bytes of a passage at times when the records of at least one of its two interfaces were lost. */
  private lostOf({ sender, receiver, volume }: Passage, { start, end }: Conversation): number {
    const ranges = [sender.at, receiver.at].flatMap((at) => (at && this.skipped.get(interfaceKey(at))) ?? []);
    const by = (time: number) => bytesOfFirst(packetsBy(time, start, end, volume.packets), volume);
    let lost = 0;
    let until = -Infinity;
    for (const { from, to } of ranges.sort((one, other) => one.from - other.from)) {
      if (to <= until) continue;
      lost += by(to) - by(Math.max(from, until));
      until = to;
    }
    return lost;
  }
}

/** What was taken of one toll. Looked up for every hop, so by what is at hand and not by keys made of text. */
class TollSums {
  readonly lost = new ExactSum();
  private readonly prices: PriceSums[] = [];
  private readonly payers = new Map<Vpc | undefined, Map<string, ExactSum>>();

  add({ region, toRegion, payers }: TollTaken, bytes: number, lost: number): void {
    const price = this.priceOf(region, toRegion);
    price.bytes.add(bytes);
    for (const payer of payers) {
      price.metered.add(bytes);
      this.sumOf(payer).add(bytes);
      this.lost.add(lost);
    }
  }

  byPrice(toll: TollName): BillTruth['tolls'] {
    const rows = this.prices.map(({ region, toRegion, bytes, metered }) => ({
      toll,
      region,
      to_region: toRegion,
      bytes: bytes.toJSON(),
      metered_bytes: metered.toJSON(),
    }));
    return sorted(rows, (row) => `${row.region} ${row.to_region}`);
  }

  byPayer(toll: TollName): BillTruth['payers'] {
    const rows = [...this.payers].flatMap(([vpc, sums]) =>
      [...sums].map(([address, metered]) => ({
        toll,
        vpc: vpc?.id ?? null,
        address,
        metered_bytes: metered.toJSON(),
      })),
    );
    return sorted(rows, (row) => `${row.vpc} ${row.address}`);
  }

  private priceOf(region: string, toRegion: string | null): PriceSums {
    for (const price of this.prices) {
      if (price.region === region && price.toRegion === toRegion) return price;
    }
    const price = { region, toRegion, bytes: new ExactSum(), metered: new ExactSum() };
    this.prices.push(price);
    return price;
  }

  private sumOf({ vpc, address }: End): ExactSum {
    const ofVpc = found(this.payers, vpc, () => new Map<string, ExactSum>());
    return found(ofVpc, address, () => new ExactSum());
  }
}

/** By where the bytes are paid for, and where they go. */
interface PriceSums {
  readonly region: string;
  readonly toRegion: string | null;
  readonly bytes: ExactSum;
  readonly metered: ExactSum;
}

function found<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function sorted<T>(rows: readonly T[], key: (row: T) => string): T[] {
  return [...rows].sort((one, other) => (key(one) < key(other) ? -1 : 1));
}
