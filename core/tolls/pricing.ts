import { groupBy } from '../records/group-by';
import { costOfBytes, gigabyte, type UnitPrice, type Usd } from './money';
import type { LogDestination, Price, PriceName, Prices } from './prices';
import { cutIntoTiers, shareParts } from './tiers';
import { tolls, type Charge, type TollId } from './toll';

/** Bytes of a charge that have one price. */
export interface PricedBytes {
  readonly charge: Charge;
  readonly bytes: bigint;
  /** Null where no price is known. */
  readonly unitPrice: UnitPrice | null;
  readonly usd: Usd | null;
  /** Where the price stands; none for what is free by AWS's rules. */
  readonly price?: Price;
}

/**
 * Gives each charge its price. Tiers are counted by calendar month and Region over all charges together, and each
 * charge gets its share of each tier: nobody owns the cheaper bytes.
 *
 * @param whole all charges of `tieredTolls`, where those to be priced are a part of them
 */
export function priceCharges(
  charges: readonly Charge[],
  prices: Prices,
  internetUsedGb: number,
  whole: readonly Charge[] = [],
): PricedBytes[] {
  const rest = new Set(restOf(charges, whole));
  const pools = [...groupBy([...charges, ...rest], poolOf).values()];
  const free = freeBytes(pools, prices, internetUsedGb);
  return pools
    .flatMap((pool) => pricePool(pool, prices, free.get(pool) ?? 0n, internetUsedGb))
    .filter(({ charge }) => !rest.has(charge));
}

/** The tolls whose price hangs on how much there is. */
export function tieredTolls(prices: Prices): TollId[] {
  const hasTiers = (toll: TollId) =>
    Object.keys(prices.regions).some((region) => (priceFor(prices, toll, region)?.tiers.length ?? 0) > 1);
  return [...tolls.keys()].filter((toll) => toll === 'internet-egress' || hasTiers(toll));
}

/** What of each pool is not among the charges, as one charge. */
function restOf(charges: readonly Charge[], whole: readonly Charge[]): Charge[] {
  const priced = groupBy(charges, poolOf);
  return [...groupBy(whole, poolOf)].flatMap(([pool, all]) => {
    const bytes = metered(all) - metered(priced.get(pool) ?? []);
    return bytes > 0n ? [{ ...all[0]!, times: 1 as const, bytes }] : [];
  });
}

/** What shares its tiers: one toll of one Region (and pair) in one month. */
function poolOf({ toll, region, toRegion, month, times }: Charge): string {
  return [toll, region, toRegion, month, times > 0].join(' ');
}

/** What AWS bills by the price of another toll: all are regional transfer. */
const pricedAs: { readonly [toll in TollId]?: PriceName } = {
  'vpc-peering': 'cross-az',
  'public-address': 'cross-az',
};

/** The price of a toll; undefined where none is known. */
export function priceFor(
  prices: Prices,
  toll: TollId,
  region: string | null,
  toRegion: string | null = null,
): Price | undefined {
  const known = region === null ? undefined : prices.regions[region];
  if (toll === 'inter-region') return toRegion === null ? undefined : known?.['inter-region']?.[toRegion];
  return known?.[pricedAs[toll] ?? (toll as PriceName)];
}

/** What delivering flow logs costs. */
export function deliveryPrice(
  prices: Prices,
  destination: LogDestination,
  region: string | null,
): Price | undefined {
  return region === null ? undefined : prices.regions[region]?.[`flow-logs-${destination}`];
}

/** Bytes by their prices; without a price they stay together. */
export function priceOf(
  price: Price | undefined,
  bytes: bigint,
  used = 0n,
): { readonly unitPrice: UnitPrice | null; readonly bytes: bigint }[] {
  return price ? cutIntoTiers(bytes, price, used) : [{ unitPrice: null, bytes }];
}

function pricePool(pool: readonly Charge[], prices: Prices, free: bigint, usedGb: number): PricedBytes[] {
  const { toll, region, toRegion } = pool[0]!;
  if (tolls.get(toll)!.kind === 'free') return pool.map((charge) => atOnePrice(charge, 0n));
  const price = priceFor(prices, toll, region, toRegion);
  const beyond = toll === 'internet-egress' ? usedBeyondFree(prices, usedGb) : 0n;
  const parts = [
    ...(free > 0n ? [{ unitPrice: 0n, bytes: free }] : []),
    ...priceOf(price, metered(pool) - free, beyond).filter(({ bytes }) => bytes > 0n),
  ];
  const known = price && { price };
  if (parts.length <= 1) {
    const unitPrice = parts[0]?.unitPrice ?? firstPrice(price);
    return pool.map((charge) => ({ ...atOnePrice(charge, unitPrice), ...known }));
  }
  // only tolls that are taken once on a byte have tiers
  const shares = shareParts(
    pool.map((charge) => metered([charge])),
    parts.map(({ bytes }) => bytes),
  );
  return pool.flatMap((charge, row) =>
    parts.flatMap(({ unitPrice }, part) => {
      const bytes = shares[row]![part]!;
      const usd = unitPrice === null ? null : costOfBytes(bytes, unitPrice);
      return bytes === 0n ? [] : [{ charge, bytes, unitPrice, usd, ...known }];
    }),
  );
}

function atOnePrice(charge: Charge, unitPrice: UnitPrice | null): PricedBytes {
  const { bytes, times } = charge;
  // what is taken no time costs nothing, whatever its price
  const usd = times === 0 ? 0n : unitPrice === null ? null : costOfBytes(bytes * BigInt(times), unitPrice);
  return { charge, bytes, unitPrice, usd };
}

function firstPrice(price: Price | undefined): UnitPrice | null {
  return price ? cutIntoTiers(1n, price)[0]!.unitPrice : null;
}

function metered(pool: readonly Charge[]): bigint {
  return pool.reduce((all, { bytes, times }) => all + bytes * BigInt(times), 0n);
}

/** How many of each pool's bytes to the internet are free: the month's allowance is one for all Regions. */
function freeBytes(
  pools: readonly (readonly Charge[])[],
  { internet_free }: Prices,
  usedGb: number,
): Map<readonly Charge[], bigint> {
  const left = BigInt(Math.max(0, (internet_free?.gb ?? 0) - usedGb)) * gigabyte;
  const internet = pools.filter((pool) => pool[0]!.toll === 'internet-egress');
  const months = groupBy(internet, (pool) => pool[0]!.month);
  return new Map(
    [...months.values()].flatMap((ofMonth) => {
      const sent = ofMonth.map(metered);
      const all = sent.reduce((sum, bytes) => sum + bytes, 0n);
      const free = left < all ? left : all;
      const shares = shareParts(sent, [free, all - free]);
      return ofMonth.map((pool, index) => [pool, shares[index]![0]!] as const);
    }),
  );
}

function usedBeyondFree({ internet_free }: Prices, usedGb: number): bigint {
  return BigInt(Math.max(0, usedGb - (internet_free?.gb ?? 0))) * gigabyte;
}
