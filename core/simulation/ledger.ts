import { PairAccounts } from './accounts';
import { type Conversation, type End } from './conversation';
import { type Coverage, sliceOf } from './coverage';
import { Amount } from './exact-sum';
import { type FlowLog, type TimeRange } from './flow-log';
import { type Sighting, type Slice } from './sighting';
import { type NetworkInterface, interfaceKey } from './world';

const secondsOfDay = 86_400;

/** The lines of one flow log, counted as they are written. */
export class LogCounts {
  records = 0;
  accepted = 0;
  rejected = 0;
  noData = 0;
  skipData = 0;
  files = 0;
  /** The plain sum over the OK records. */
  readonly sighted = new Amount();
}

/** What became of one kind of conversation. */
export class KindCounts {
  conversations = 0;
  records = 0;
  readonly sent = new Amount();
  readonly sighted = new Amount();
}

/**
 * Keeps the true answers while a simulation runs, told by the conversations and by who really was at which interface:
 * nothing here reads a record.
 */
export class Ledger {
  readonly pairs = new Map<string, PairAccounts>();
  readonly logs: ReadonlyMap<FlowLog, LogCounts>;
  readonly kinds = new Map<string, KindCounts>();
  readonly rejected = new Map<string, { at: NetworkInterface; records: number; amount: Amount }>();
  readonly lost = new Map<string, { log: FlowLog; at: NetworkInterface; amount: Amount }>();
  /** Whether any accepted record shows another address than its packet has. */
  rewritten = false;
  /** Whether two flow logs ever recorded the same bytes at the same interface. */
  overlapped = false;
  /** Whether one of them recorded only a part of an interval that the other has whole. */
  overlappedInPart = false;
  private readonly latest: { source: End; destination: End; pair: PairAccounts }[] = [];
  private next = 0;

  constructor(logs: readonly FlowLog[]) {
    this.logs = new Map(logs.map((log) => [log, new LogCounts()]));
  }

  /** Notes what was sent, before anyone sees it. */
  begin(conversation: Conversation): void {
    let kind = this.kinds.get(conversation.kind);
    if (!kind) this.kinds.set(conversation.kind, (kind = new KindCounts()));
    kind.conversations += 1;
    const [first] = conversation.hops;
    const { rejectedBy, request, reply } = conversation;
    // what a receiver rejects has left the sender, unless it came from outside
    if (rejectedBy === 'sender' || (rejectedBy === 'receiver' && !first.from)) return;
    kind.sent.add(request.bytes, request.packets);
    const replied = rejectedBy === undefined ? reply : undefined;
    if (replied) kind.sent.add(replied.bytes, replied.packets);
    for (const hop of conversation.hops) {
      // the same packets with other addresses: an internet gateway has let them in again
      if (hop !== first && hop.from) continue;
      this.pair(hop.source, hop.destination, false).sent.add(request.bytes, request.packets);
      if (replied) this.pair(hop.destination, hop.source, false).sent.add(replied.bytes, replied.packets);
    }
  }

  /** Notes an OK record. `window` is the aggregation interval it is of. */
  record(coverage: Coverage, sighting: Sighting, slice: Slice, window: TimeRange, pair: PairAccounts): void {
    const { bytes, packets } = slice;
    const accepted = sighting.action === 'ACCEPT';
    const counts = this.logs.get(coverage.log)!;
    counts.records += 1;
    if (accepted) counts.accepted += 1;
    else counts.rejected += 1;
    counts.sighted.add(bytes, packets);
    const kind = this.kinds.get(sighting.conversation.kind)!;
    kind.records += 1;
    kind.sighted.add(bytes, packets);

    if (!accepted) {
      const key = interfaceKey(sighting.interface);
      const entry = this.rejected.get(key);
      if (entry) entry.records += 1;
      else this.rejected.set(key, { at: sighting.interface, records: 1, amount: new Amount() });
    } else if (
      sighting.seenSource !== sighting.source.address ||
      sighting.seenDestination !== sighting.destination.address
    ) {
      this.rewritten = true;
    }
    if (coverage.earlier.length === 0) {
      this.count(sighting, slice, pair);
      return;
    }
    // what another flow log records of this interface is the same bytes again
    const parts = coverage.ownPart(window, sighting.action);
    if (parts[0] !== window) this.overlapped = true;
    if (parts.length > 0 && parts[0] !== window) this.overlappedInPart = true;
    for (const part of parts) {
      const own = sliceOf(sighting, part.from, part.to);
      if (own) this.count(sighting, own, pair);
    }
  }

  /** Notes what a SKIPDATA record stands for. */
  lose({ log, at }: Coverage, { bytes, packets }: Slice): void {
    const key = `${log.id} ${interfaceKey(at)}`;
    let entry = this.lost.get(key);
    if (!entry) this.lost.set(key, (entry = { log, at, amount: new Amount() }));
    entry.amount.add(bytes, packets);
  }

  /** Notes a line of an interval without records. */
  noteEmpty(log: FlowLog, lost: boolean): void {
    const counts = this.logs.get(log)!;
    if (lost) counts.skipData += 1;
    else counts.noData += 1;
  }

  pairOf(sighting: Sighting): PairAccounts {
    return this.pair(sighting.source, sighting.destination, sighting.natLeg);
  }

  private count(sighting: Sighting, { start, bytes, packets }: Slice, pair: PairAccounts): void {
    const { interface: at, direction } = sighting;
    if (sighting.action === 'REJECT') {
      this.rejected.get(interfaceKey(at))!.amount.add(bytes, packets);
      return;
    }
    const sends = direction === 'egress';
    const day = Math.floor(start / secondsOfDay);
    const { source, destination, hop, reply } = sighting;
    pair.accountAt(at, sends, sighting.holds).add(at, day, source.pod, destination.pod, bytes, packets);
    const hopAccounts = reply
      ? pair.hopAt(hop.to, hop.from, hop.replyPath)
      : pair.hopAt(hop.from, hop.to, hop.path);
    (sends ? hopAccounts.sender : hopAccounts.receiver).add(bytes, packets);
  }

  /** Looks a pair up; the ends of a conversation's hop are asked for again and again, so the latest are at hand. */
  private pair(source: End, destination: End, natLeg: boolean): PairAccounts {
    const at = this.latest.find((known) => known.source === source && known.destination === destination);
    if (at) return at.pair;
    const pair = this.findPair(source, destination, natLeg);
    this.latest[this.next % 4] = { source, destination, pair };
    this.next += 1;
    return pair;
  }

  private findPair(source: End, destination: End, natLeg: boolean): PairAccounts {
    const sourceVpc = source.vpc?.id;
    const destinationVpc = destination.vpc?.id;
    const key = `${sourceVpc} ${source.address} ${destinationVpc} ${destination.address} ${natLeg}`;
    let pair = this.pairs.get(key);
    if (!pair) {
      const ends = { source: source.address, destination: destination.address };
      pair = new PairAccounts({ sourceVpc, destinationVpc, natLeg, ...ends });
      this.pairs.set(key, pair);
    }
    return pair;
  }
}
