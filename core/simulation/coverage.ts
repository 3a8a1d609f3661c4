import { type Conversation, bytesOfFirst, packetsBy } from './conversation';
import { type Clocks, type FlowLog, type TimeRange, covers } from './flow-log';
import { type LinePrinter } from './record-line';
import { type Sighting, type Slice, sightingsOf } from './sighting';
import { type NetworkInterface, interfaceKey } from './world';

/** A time in which an interface's records were lost. Unix seconds, half-open. */
export interface SkippedRange extends TimeRange {
  /** The interface's id, or a regional NAT gateway's. */
  readonly interface: string;
}

/** A time in which a flow log records an interface, or loses what it should record. */
interface Piece extends TimeRange {
  readonly lost: boolean;
}

/** An aggregation interval of an interface. Unix seconds. */
export interface Window extends TimeRange {
  readonly key: number;
  readonly lost: boolean;
}

/** One interface as one flow log records it. */
export class Coverage {
  readonly phase: number;
  readonly interval: number;
  readonly pieces: readonly Piece[];

  /** @param earlier the coverages of the same interface by flow logs that come first: what they record is theirs */
  constructor(
    readonly log: FlowLog,
    readonly printer: LinePrinter,
    readonly at: NetworkInterface,
    readonly earlier: readonly Coverage[],
    clocks: Clocks,
    skipped: readonly SkippedRange[],
  ) {
    this.phase = clocks.phase(at);
    this.interval = clocks.interval(at, log.interval);
    const lost = skipped.filter((range) => range.interface === interfaceKey(at));
    const logged = log.logged ?? [{ from: -Infinity, to: Infinity }];
    this.pieces = logged.flatMap((range) => [
      ...subtract(range, lost).map((piece) => ({ ...piece, lost: false })),
      ...lost.flatMap((gap) => intersect(range, gap).map((piece) => ({ ...piece, lost: true }))),
    ]);
  }

  takes(action: 'ACCEPT' | 'REJECT'): boolean {
    return this.log.traffic === 'ALL' || this.log.traffic === action;
  }

  /** Cuts a sighting into aggregation intervals. `visit` also gets the interval's first second. */
  slice(sighting: Sighting, visit: (slice: Slice, lost: boolean, window: TimeRange) => void): void {
    const { start, end } = sighting.conversation;
    for (const piece of this.pieces) {
      if (piece.to <= start || piece.from > end) continue;
      let window = this.windowAt(Math.max(start, piece.from));
      for (;;) {
        const from = Math.max(window, piece.from);
        const to = Math.min(window + this.interval, piece.to);
        const slice = sliceOf(sighting, from, to);
        if (slice) visit(slice, piece.lost, { from, to });
        window += this.interval;
        if (to > start && to >= Math.min(end, piece.to)) break;
      }
    }
  }

  /** The parts of a range that no earlier flow log records for this interface and action. */
  ownPart(range: TimeRange, action: 'ACCEPT' | 'REJECT'): readonly TimeRange[] {
    const taken = this.earlier.filter((other) => other.takes(action));
    return subtract(
      range,
      taken.flatMap((other) => other.pieces.filter((piece) => !piece.lost)),
    );
  }

  /**
   * The aggregation intervals that begin before the end of a range and do not end before it, in order. `key` is the
   * interval's first second, which the range can cut off.
   */
  *windows(range: TimeRange): Generator<Window, undefined> {
    const pieces = [...this.pieces].sort((one, other) => one.from - other.from);
    for (const piece of pieces) {
      const last = Math.min(range.to, piece.to);
      const first = this.windowAt(Math.max(range.from, piece.from));
      for (let window = first; window < last; window += this.interval) {
        const key = Math.max(window, piece.from);
        const to = Math.min(window + this.interval, piece.to);
        yield { key, from: Math.max(key, range.from), to, lost: piece.lost };
      }
    }
  }

  private windowAt(time: number): number {
    return Math.floor((time - this.phase) / this.interval) * this.interval + this.phase;
  }
}

/** What of a sighting falls into a time; undefined where no packet does. */
export function sliceOf(sighting: Sighting, from: number, to: number): Slice | undefined {
  const { conversation, volume } = sighting;
  const { start, end } = conversation;
  const before = packetsBy(from, start, end, volume.packets);
  const by = packetsBy(to, start, end, volume.packets);
  if (by === before) return undefined;

  let flags = 0;
  if (conversation.protocol === 6) {
    if (before === 0) flags |= sighting.openingFlags;
    if (by === volume.packets && conversation.closes !== false && conversation.rejectedBy === undefined) {
      flags |= fin;
    }
  }
  return {
    start: Math.max(from, start),
    end: Math.min(to, end),
    bytes: bytesOfFirst(by, volume) - bytesOfFirst(before, volume),
    packets: by - before,
    flags,
  };
}

const fin = 1;

/** Every interface as every flow log records it, by interface. */
export function coveragesOf(
  interfaces: readonly NetworkInterface[],
  logs: readonly { readonly log: FlowLog; readonly printer: LinePrinter }[],
  clocks: Clocks,
  skipped: readonly SkippedRange[],
): Map<NetworkInterface, Coverage[]> {
  return new Map(
    interfaces.map((at) => {
      const coverages: Coverage[] = [];
      for (const { log, printer } of logs) {
        if (covers(log, at)) coverages.push(new Coverage(log, printer, at, [...coverages], clocks, skipped));
      }
      return [at, coverages];
    }),
  );
}

function intersect(one: TimeRange, other: TimeRange): TimeRange[] {
  const both = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
  return both.from < both.to ? [both] : [];
}

function subtract(range: TimeRange, taken: readonly TimeRange[]): TimeRange[] {
  return taken.reduce<TimeRange[]>(
    (rest, gap) =>
      rest.flatMap((part) =>
        intersect(part, gap).length === 0
          ? part
          : [
              ...intersect(part, { from: -Infinity, to: gap.from }),
              ...intersect(part, { from: gap.to, to: Infinity }),
            ],
      ),
    [range],
  );
}

/** How many records a conversation makes where every interface is logged at 600 s, with all traffic. */
export function recordsOf(conversation: Conversation, clocks: Clocks): number {
  let records = 0;
  for (const sighting of sightingsOf(conversation)) {
    const phase = clocks.phase(sighting.interface);
    const interval = clocks.interval(sighting.interface, 600);
    const { start, end } = conversation;
    let window = Math.floor((start - phase) / interval) * interval + phase;
    let before = 0;
    do {
      window += interval;
      const by = packetsBy(window, start, end, sighting.volume.packets);
      if (by > before) records += 1;
      before = by;
    } while (window < end);
  }
  return records;
}
