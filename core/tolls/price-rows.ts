import { costOfHours, parsePrice, printUsd } from './money';
import { deliveryPrice, priceFor } from './pricing';
import { logDestinations, type Price, type PriceName, type Prices } from './prices';
import { tolls, type TollId } from './toll';

/** One price of one toll, for whoever asks what a GB costs. */
export interface PriceRow {
  /** Flow logs by where they go. */
  readonly toll: TollId | PriceName;
  readonly region: string;
  readonly toRegion: string | null;
  /** GB of the month from which on it holds. */
  readonly aboveGb: number;
  readonly usd: string;
  readonly unit: 'GB' | 'hour' | 'request';
  /** What is charged by the hour, for a month of 30 days. */
  readonly usdFor30Days: string | null;
  readonly date: string | null;
  readonly source: string;
}

/**
 * The prices of tolls, with those that are free.
 *
 * @param fromRegion the only Region to show; all where it is not given
 * @param toRegion shows what goes there and nothing else
 */
export function priceRows(prices: Prices, fromRegion?: string, toRegion?: string): PriceRow[] {
  return Object.keys(prices.regions)
    .filter((region) => fromRegion === undefined || region === fromRegion)
    .sort()
    .flatMap((region) => [
      ...(toRegion === undefined ? ofRegion(prices, region) : []),
      ...betweenRegions(prices, region, toRegion),
    ]);
}

function ofRegion(prices: Prices, region: string): PriceRow[] {
  return [...tolls.values()].flatMap(({ id, kind, unit, source }) => {
    const row = { toll: id, region, toRegion: null, unit, usdFor30Days: null };
    if (kind === 'free') return [{ ...row, aboveGb: 0, usd: '0', date: null, source }];
    if (id === 'flow-logs') return deliveryRows(prices, row);
    const price = priceFor(prices, id, region);
    const free = id === 'internet-egress' && price ? prices.internet_free : undefined;
    return [
      ...(free ? [{ ...row, aboveGb: 0, usd: '0', date: free.date, source: free.source }] : []),
      ...(price ? tierRows(row, price, free?.gb ?? 0) : []),
    ];
  });
}

function deliveryRows(prices: Prices, row: Beginning): PriceRow[] {
  return logDestinations.flatMap((destination) => {
    const price = deliveryPrice(prices, destination, row.region);
    return price ? tierRows({ ...row, toll: `flow-logs-${destination}` }, price, 0) : [];
  });
}

function betweenRegions(prices: Prices, region: string, toRegion: string | undefined): PriceRow[] {
  return Object.entries(prices.regions[region]!['inter-region'] ?? {})
    .filter(([to]) => toRegion === undefined || to === toRegion)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([to, price]) =>
      tierRows({ toll: 'inter-region', region, toRegion: to, unit: 'GB', usdFor30Days: null }, price, 0),
    );
}

type Beginning = Pick<PriceRow, 'toll' | 'region' | 'toRegion' | 'unit' | 'usdFor30Days'>;

/** @param free GB that come before the first tier */
function tierRows(row: Beginning, { tiers, source, date }: Price, free: number): PriceRow[] {
  return tiers.map(({ usd }, index) => ({
    ...row,
    aboveGb: free + (tiers[index - 1]?.up_to_gb ?? 0),
    usd,
    usdFor30Days: row.unit === 'hour' ? printUsd(costOfHours(30n * 24n, parsePrice(usd))) : null,
    date,
    source,
  }));
}
