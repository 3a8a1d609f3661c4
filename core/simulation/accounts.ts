import { Amount } from './exact-sum';
import { type NetworkInterface, type Pod, interfaceKey } from './world';

/** What was seen of one packet pair by one end of it, or by one interface that it only passed. */
export class Account {
  readonly total = new Amount();
  private readonly interfaces = new Set<NetworkInterface>();
  private readonly byDayAndPods = new Map<string, Cell>();
  private latest: Cell | undefined;

  add(
    at: NetworkInterface,
    day: number,
    sourcePod: Pod | undefined,
    destinationPod: Pod | undefined,
    bytes: number,
    packets: number,
  ): void {
    this.interfaces.add(at);
    this.total.add(bytes, packets);
    let cell = this.latest;
    if (cell?.day !== day || cell.sourcePod !== sourcePod || cell.destinationPod !== destinationPod) {
      const key = `${day} ${sourcePod?.name} ${destinationPod?.name}`;
      cell = this.byDayAndPods.get(key);
      if (!cell) {
        cell = { day, sourcePod, destinationPod, amount: new Amount() };
        this.byDayAndPods.set(key, cell);
      }
      this.latest = cell;
    }
    cell.amount.add(bytes, packets);
  }

  get cells(): Iterable<Cell> {
    return this.byDayAndPods.values();
  }

  get lowestInterface(): string {
    return [...this.interfaces].map(interfaceKey).sort()[0]!;
  }
}

/** A part of an account: a day (days since 1970), and the pods that held the addresses. */
export interface Cell {
  readonly day: number;
  readonly sourcePod: Pod | undefined;
  readonly destinationPod: Pod | undefined;
  readonly amount: Amount;
}

/** One packet pair and every account of it. */
export class PairAccounts {
  /** What left the source, or came in from outside, whether anyone logged it or not. */
  readonly sent = new Amount();
  readonly hops: HopAccounts[] = [];
  private readonly source = new Account();
  private readonly destination = new Account();
  private readonly passing = new Map<NetworkInterface, Account>();

  constructor(readonly pair: Pair) {}

  /**
   * The account that an interface adds to: all that held an end's address share that end's account (a pod can move
   * to another node); one that only passes packets on stands alone.
   */
  accountAt(at: NetworkInterface, sends: boolean, holds: boolean): Account {
    if (holds) return sends ? this.source : this.destination;
    let account = this.passing.get(at);
    if (!account) this.passing.set(at, (account = new Account()));
    return account;
  }

  /** A hop of these packets by its interfaces and way; a pair has few. */
  hopAt(
    from: NetworkInterface | undefined,
    to: NetworkInterface | undefined,
    path: number | undefined,
  ): HopAccounts {
    for (const hop of this.hops) if (hop.from === from && hop.to === to && hop.path === path) return hop;
    const hop = { from, to, path, sender: new Amount(), receiver: new Amount() };
    this.hops.push(hop);
    return hop;
  }

  /** The account that counts; of equal ones the sender's, then the one with the lowest interface id. */
  largest(): Account | undefined {
    const others = [this.destination, ...this.passing.values()].filter(hasPackets);
    others.sort((one, other) => (one.lowestInterface < other.lowestInterface ? -1 : 1));
    const candidates = [this.source, ...others].filter(hasPackets);
    return candidates.reduce<Account | undefined>(
      (best, candidate) =>
        best === undefined || candidate.total.bytes.value > best.total.bytes.value ? candidate : best,
      undefined,
    );
  }
}

function hasPackets({ total }: Account): boolean {
  return total.packets.value > 0n;
}

/** The two addresses of a packet, each in its VPC; without one outside of every VPC. */
export interface Pair {
  readonly sourceVpc: string | undefined;
  readonly source: string;
  readonly destinationVpc: string | undefined;
  readonly destination: string;
  /** A NAT gateway's own leg, no transfer. */
  readonly natLeg: boolean;
}

/** Bytes handed from one interface to the next, as each of the two saw them. */
export interface HopAccounts {
  readonly from: NetworkInterface | undefined;
  readonly to: NetworkInterface | undefined;
  readonly path: number | undefined;
  readonly sender: Amount;
  readonly receiver: Amount;
}
