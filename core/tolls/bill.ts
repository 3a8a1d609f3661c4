import { groupBy } from '../records/group-by';
import { dearestFirst, placeOf, roundTogether, type BillLine, type Draft } from './bill-line';
import { costOfBytes, printGigabytes, printMicros, printPrice, printUsd, type Usd } from './money';
import { deliveryPrice, priceCharges, priceFor, priceOf, type PricedBytes } from './pricing';
import type { LogDestination, Prices } from './prices';
import { howSentences, reasons, tolls, type Charge, type Reason, type TollId } from './toll';

/** The part of the lines that has no owner: it is in them, not beside them. */
export interface Unattributed {
  readonly reason: Reason;
  readonly toll: TollId;
  readonly bytes: bigint;
  readonly quantity: string;
  readonly usd: string | null;
}

/** A price that was used. */
export interface UsedPrice {
  readonly toll: TollId;
  readonly region: string;
  readonly toRegion: string | null;
  readonly source: string;
  readonly date: string;
}

export interface Bill {
  /** The dimensions asked by, in the order of `BillLine.dimensions`. */
  readonly by: readonly string[];
  readonly currency: 'USD';
  /** The sum of all lines whose cost is known; six places. */
  readonly total: string;
  /** Whether the cost of every line is known. */
  readonly totalComplete: boolean;
  /** The dearest first. */
  readonly lines: readonly BillLine[];
  readonly unattributed: readonly Unattributed[];
  readonly prices: readonly UsedPrice[];
  readonly notes: readonly string[];
}

export interface BillOptions {
  /** The dimensions the charges were asked by. */
  readonly by: readonly string[];
  /** GB that the organisation has sent to the internet this month beside what is billed here. @default 0 */
  readonly internetUsedGb?: number;
  /** Whether only part of the traffic was asked for: what is charged on no hop is not on the bill. @default false */
  readonly filtered?: boolean;
  /** All charges of `tieredTolls`, where those of the bill are a part: they share their tiers. @default - they are all */
  readonly whole?: readonly Charge[];
  /** What the logs themselves hold, where that is known. @default - their cost is not known */
  readonly logs?: readonly DeliveredLogs[];
}

/** Flow logs that were delivered. */
export interface DeliveredLogs {
  readonly destination: LogDestination;
  readonly region: string | null;
  /** As text, unpacked. */
  readonly bytes: bigint;
}

/** Charges with their prices, as lines that add up. */
export function makeBill(charges: readonly Charge[], prices: Prices, options: BillOptions): Bill {
  const priced = priceCharges(charges, prices, options.internetUsedGb ?? 0, options.whole);
  const beside = options.filtered
    ? []
    : [...logLines(options, prices), ...hourLines(options, prices, priced)];
  const drafts = [...gather(priced), ...beside];
  const { lines, total } = roundTogether(drafts);
  return {
    by: options.by,
    currency: 'USD',
    total: printMicros(total),
    totalComplete: drafts.every(({ usd }) => usd !== null),
    lines: lines.sort(dearestFirst),
    unattributed: unattributed(priced),
    prices: [...usedPrices(priced, prices), ...deliveryPrices(options, prices)],
    notes: notes(priced, prices, options),
  };
}

/** Adds up what differs in nothing that a line shows: months, and who has no owner for which reason. */
function gather(priced: readonly PricedBytes[]): Draft[] {
  const sums = new Map<string, { first: PricedBytes; bytes: bigint; usd: Usd | null }>();
  for (const part of priced) {
    const { toll, toRegion, times, how, dimensions } = part.charge;
    const key = JSON.stringify([
      ...[toll, part.charge.region, toRegion, times, how, String(part.unitPrice)],
      ...dimensions,
    ]);
    const sum = sums.get(key);
    if (!sum) sums.set(key, { first: part, bytes: part.bytes, usd: part.usd });
    else {
      sum.bytes += part.bytes;
      sum.usd = sum.usd === null || part.usd === null ? null : sum.usd + part.usd;
    }
  }
  return [...sums.values()].map(({ first, bytes, usd }) => {
    const { toll, toRegion, times, how, dimensions } = first.charge;
    return {
      toll,
      region: first.charge.region,
      toRegion,
      bytes,
      times,
      quantity: printGigabytes(bytes * BigInt(times)),
      unit: 'GB',
      unitPrice: first.unitPrice === null ? null : printPrice(first.unitPrice),
      usd,
      how: [howSentences[how], ...(usd === null ? [whyNoPrice(first)] : [])].join(' '),
      dimensions,
    };
  });
}

function whyNoPrice({ charge: { toll, region, toRegion } }: PricedBytes): string {
  if (tolls.get(toll)!.kind === 'unpriced') return 'It has no price here.';
  if (region === null) return 'No price: the records do not tell the Region (--region).';
  if (toll === 'inter-region' && toRegion === null) return 'No price: the other Region is not known.';
  const pair = toll === 'inter-region' ? `${region} to ${toRegion}` : region;
  return `No price for ${pair}: run flowtoll prices --refresh --region ${region}.`;
}

/** What delivering the logs cost; all of a month's other logs may have used up cheaper tiers, which is not known. */
function logLines({ logs, by }: BillOptions, prices: Prices): Draft[] {
  const dimensions = by.map(() => null);
  if (logs === undefined) {
    return [
      notKnown(
        'flow-logs',
        'GB',
        null,
        dimensions,
        'What was delivered is not known: it is not the bytes read.',
      ),
    ];
  }
  return logs.flatMap(({ destination, region, bytes }): Draft[] => {
    return priceOf(deliveryPrice(prices, destination, region), bytes).map(({ unitPrice, bytes: part }) => ({
      toll: 'flow-logs',
      region,
      toRegion: null,
      bytes: part,
      times: 1,
      quantity: printGigabytes(part),
      unit: 'GB',
      unitPrice: unitPrice === null ? null : printPrice(unitPrice),
      usd: unitPrice === null ? null : costOfBytes(part, unitPrice),
      destination,
      how: `Delivery alone, of the files that were read, as unpacked text; storing and asking them comes on top.${
        unitPrice === null ? ` No price${region === null ? '' : ` for ${region}`}.` : ''
      }`,
      dimensions,
    }));
  });
}

const whatExists =
  'Not known, and not in the total: records show traffic, not what exists; that needs the owners of addresses.';

/** What is charged by the hour, which is never 0 only because nothing tells it. */
function hourLines({ by }: BillOptions, prices: Prices, priced: readonly PricedBytes[]): Draft[] {
  const regions = new Set(priced.map(({ charge }) => charge.region));
  const [region] = regions.size === 1 ? regions : [null];
  const dimensions = by.map(() => null);
  return [...tolls.values()]
    .filter(({ kind }) => kind === 'hours')
    .map(({ id }) => {
      const price = priceFor(prices, id, region ?? null);
      return {
        ...notKnown(id, 'hour', region ?? null, dimensions, whatExists),
        unitPrice: price ? price.tiers[0]!.usd : null,
      };
    });
}

function notKnown(
  toll: TollId,
  unit: BillLine['unit'],
  region: string | null,
  dimensions: readonly null[],
  how: string,
): Draft {
  const nothing = { toRegion: null, bytes: null, times: 1, quantity: null, unitPrice: null, usd: null };
  return { toll, region, ...nothing, unit, how, dimensions };
}

function unattributed(priced: readonly PricedBytes[]): Unattributed[] {
  const parts = priced.filter(({ charge }) => charge.unattributed !== null);
  const groups = groupBy(parts, ({ charge: { unattributed: reason, toll } }) => `${reason} ${toll}`);
  return [...groups.values()]
    .map((group) => {
      const { unattributed: reason, toll } = group[0]!.charge;
      const metered = group.reduce((all, { bytes, charge }) => all + bytes * BigInt(charge.times), 0n);
      const known = group.every(({ usd }) => usd !== null);
      return {
        reason: reason!,
        toll,
        bytes: group.reduce((all, { bytes }) => all + bytes, 0n),
        quantity: printGigabytes(metered),
        usd: known ? printUsd(group.reduce((all, { usd }) => all + usd!, 0n)) : null,
      };
    })
    .sort(
      (a, b) =>
        reasonOrder.indexOf(a.reason) - reasonOrder.indexOf(b.reason) || placeOf(a.toll) - placeOf(b.toll),
    );
}

const reasonOrder = Object.keys(reasons);

function usedPrices(priced: readonly PricedBytes[], prices: Prices): UsedPrice[] {
  const used = new Map<string, UsedPrice>();
  for (const { charge, price } of priced) {
    const { toll, region, toRegion } = charge;
    if (!price || region === null) continue;
    const { source, date } = price;
    used.set(`${toll} ${region} ${toRegion}`, { toll, region, toRegion, source, date });
  }
  const free = prices.internet_free;
  if (free && priced.some(({ charge, unitPrice }) => charge.toll === 'internet-egress' && unitPrice === 0n)) {
    const { source, date } = free;
    used.set('free', { toll: 'internet-egress', region: 'all', toRegion: null, source, date });
  }
  return [...used.values()];
}

function deliveryPrices({ logs = [], filtered }: BillOptions, prices: Prices): UsedPrice[] {
  if (filtered) return [];
  return logs.flatMap(({ destination, region }) => {
    const price = deliveryPrice(prices, destination, region);
    if (!price || region === null) return [];
    return [{ toll: 'flow-logs', region, toRegion: null, source: price.source, date: price.date }];
  });
}

function notes(
  priced: readonly PricedBytes[],
  { internet_free: free }: Prices,
  { internetUsedGb = 0 }: BillOptions,
): string[] {
  const internet = priced.some(({ charge }) => charge.toll === 'internet-egress');
  const noMonth = priced.some(({ charge }) => charge.month === null);
  return [
    ...(internet
      ? [
          `${internetUsedGb} GB of this month's traffic to the internet are taken as sent before (--internet-used-gb)` +
            (free
              ? `; the first ${free.gb} GB a month are free for all Regions of an organisation together.`
              : '.'),
        ]
      : []),
    ...(noMonth
      ? ['The records have no start: tiers of price are counted as if all were of one month.']
      : []),
  ];
}
