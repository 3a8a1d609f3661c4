import { groupBy } from '../records/group-by';
import { apportion, printMicros, toMicros, type Usd } from './money';
import type { LogDestination } from './prices';
import { tolls, type TollId } from './toll';

/** One line: what a toll was taken on, at one price, counted in one way, of one value of each dimension asked by. */
export interface BillLine {
  readonly toll: TollId;
  /** The payer's; null where nothing tells. */
  readonly region: string | null;
  /** Of `inter-region` alone. */
  readonly toRegion: string | null;
  /** Bytes that moved, once per hop; null where they are not known or there are none, as of hours. */
  readonly bytes: bigint | null;
  /** How often each byte is charged: the metered ends of one's own. */
  readonly times: number;
  /** `bytes × times / 2^30`, or hours; six places. */
  readonly quantity: string | null;
  readonly unit: 'GB' | 'hour' | 'request';
  /** USD; null where no price is known. */
  readonly unitPrice: string | null;
  /** Six places; the lines add up to the total. Null where no price or no quantity is known. */
  readonly usd: string | null;
  /** How it was counted, what was assumed, and what is missing. */
  readonly how: string;
  readonly dimensions: readonly (string | null)[];
  /** Where the logs went: of `flow-logs` alone. */
  readonly destination?: LogDestination;
}

/** A line whose cost is not rounded yet. */
export type Draft = Omit<BillLine, 'usd'> & { readonly usd: Usd | null };

/**
 * Rounds the total to six places, then the tolls so that they add up to it, then the lines so that they add up to
 * their toll: a toll comes out the same whatever was asked by.
 */
export function roundTogether(drafts: readonly Draft[]): { lines: BillLine[]; total: bigint } {
  const byToll = groupBy(drafts, ({ toll }) => toll);
  const sums = [...tolls.keys()].map((toll) => sum(byToll.get(toll) ?? []));
  const total = toMicros(sums.reduce((all, usd) => all + usd, 0n));
  const ofTolls = apportion(total, sums);
  const lines = [...tolls.keys()].flatMap((toll, index) => {
    const ofToll = byToll.get(toll) ?? [];
    const known = ofToll.filter(({ usd }) => usd !== null);
    const rounded = apportion(
      ofTolls[index]!,
      known.map(({ usd }) => usd!),
    );
    const shown = new Map(known.map((draft, place) => [draft, printMicros(rounded[place]!)]));
    return ofToll.map((draft) => ({ ...draft, usd: shown.get(draft) ?? null }));
  });
  return { lines, total };
}

function sum(drafts: readonly Draft[]): Usd {
  return drafts.reduce((all, { usd }) => all + (usd ?? 0n), 0n);
}

/** By cost, then by bytes, then by toll and dimensions; what is not known comes last. */
export function dearestFirst(a: BillLine, b: BillLine): number {
  return (
    descending(microsOf(a), microsOf(b)) ||
    descending(a.bytes ?? -1n, b.bytes ?? -1n) ||
    placeOf(a.toll) - placeOf(b.toll) ||
    inWords(a.dimensions, b.dimensions) ||
    inWords([a.region, a.toRegion, a.how], [b.region, b.toRegion, b.how])
  );
}

const order = new Map([...tolls.keys()].map((toll, index) => [toll, index]));
export const placeOf = (toll: TollId) => order.get(toll)!;
const microsOf = ({ usd }: BillLine) => (usd === null ? -1n : BigInt(usd.replace('.', '')));
const descending = (a: bigint, b: bigint) => (a === b ? 0 : a > b ? -1 : 1);

function inWords(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  for (const [index, word] of a.entries()) {
    const other = b[index]!;
    if (word === other) continue;
    if (word === null) return 1;
    return other === null || word < other ? -1 : 1;
  }
  return 0;
}
