import { gigabyte, parsePrice, type UnitPrice } from './money';
import type { Price } from './prices';

/** A part of a month's bytes, all at one price. */
export interface TierBytes {
  readonly unitPrice: UnitPrice;
  readonly bytes: bigint;
}

/**
 * Cuts a month's bytes where its price changes; parts without bytes are left out.
 *
 * @param used bytes of the month that were charged before these, and have used up tiers
 */
export function cutIntoTiers(bytes: bigint, { tiers }: Price, used = 0n): TierBytes[] {
  const parts: TierBytes[] = [];
  const end = used + bytes;
  let begin = used;
  for (const { up_to_gb, usd } of tiers) {
    const limit = up_to_gb === undefined ? end : least(BigInt(up_to_gb) * gigabyte, end);
    if (limit <= begin) continue;
    parts.push({ unitPrice: parsePrice(usd), bytes: limit - begin });
    begin = limit;
  }
  return parts;
}

/**
 * Shares parts among rows, each row in the proportion of the parts to each other: nobody owns the cheaper bytes.
 *
 * Whole bytes; every row and every part adds up to what it was. The parts together are as large as the rows together.
 *
 * @returns for each row how much of each part it gets
 */
export function shareParts(rows: readonly bigint[], parts: readonly bigint[]): bigint[][] {
  const left = [...parts];
  let all = left.reduce((sum, part) => sum + part, 0n);
  return rows.map((row) => {
    const shares = all === 0n ? left.map(() => 0n) : shareOf(row, left, all);
    shares.forEach((share, index) => (left[index]! -= share));
    all -= row;
    return shares;
  });
}

/** One row's share of what is left of each part: cut to whole bytes; what then lacks goes to those cut most. */
function shareOf(row: bigint, left: readonly bigint[], all: bigint): bigint[] {
  const shares = left.map((part) => (row * part) / all);
  const lacking = Number(row - shares.reduce((sum, share) => sum + share, 0n));
  if (lacking === 0) return shares;
  const lost = left.map((part, index) => ({ index, lost: (row * part) % all }));
  lost.sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
  for (const { index } of lost.slice(0, lacking)) shares[index]! += 1n;
  return shares;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
