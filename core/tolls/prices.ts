import * as v from 'valibot';
import { UserError } from '../user-error';
import { parsePrice } from './money';

/** A price that AWS has published, and where it stands. */
export interface Price {
  /** In order; the last one has no end. */
  readonly tiers: readonly Tier[];
  /** What a reader can look up. */
  readonly source: string;
  /** The day the price was published or, where that is not known, read: `2026-08-31`. */
  readonly date: string;
}

export interface Tier {
  /** GB of a calendar month (UTC) up to which the tier reaches, counted from 0; none for the last. */
  readonly up_to_gb?: number;
  /** Decimal USD per GB, or per hour. */
  readonly usd: string;
}

/** What has a price of its own; transfer by VPC peering and by public addresses of a Region is billed as `cross-az`. */
export const priceNames = [
  'cross-az',
  'nat-processing',
  'nat-hours',
  'internet-egress',
  'transit-gateway',
  'transit-gateway-hours',
  'interface-endpoint',
  'interface-endpoint-hours',
  'public-ipv4-hours',
  'flow-logs-s3',
  'flow-logs-cloudwatch',
] as const;

/** Where flow logs go. */
export const logDestinations = ['s3', 'cloudwatch'] as const;

export type LogDestination = (typeof logDestinations)[number];

export type PriceName = (typeof priceNames)[number];

/** The prices of one Region. What is not in it has no known price. */
export type RegionPrices = { readonly [name in PriceName]?: Price } & {
  /** To each Region, per GB. */
  readonly 'inter-region'?: Readonly<Record<string, Price>>;
};

/** What a file of prices holds, by Region. */
export interface Prices {
  /** The contract's version. */
  readonly flowtoll_prices: 1;
  readonly regions: Readonly<Record<string, RegionPrices>>;
  /** What all Regions together may send to the internet each month before it costs anything. */
  readonly internet_free?: { readonly gb: number; readonly source: string; readonly date: string };
}

const day = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/, 'be a day like 2026-08-31'));
const decimal = v.pipe(
  v.string('be a decimal in quotes'),
  v.check((text) => isPrice(text), 'be a decimal like 0.045'),
);
const gigabytes = v.pipe(v.number('be a number of GB'), v.integer('be whole'), v.minValue(1, 'be above 0'));
const origin = { source: v.pipe(v.string(), v.minLength(1, 'say where it stands')), date: day };
const price = v.strictObject({
  tiers: v.pipe(
    v.array(v.strictObject({ up_to_gb: v.optional(gigabytes), usd: decimal })),
    v.check((tiers) => areInOrder(tiers), 'have tiers in order, of which only the last has no up_to_gb'),
  ),
  ...origin,
});
const named = Object.fromEntries(priceNames.map((name) => [name, v.optional(price)])) as Record<
  PriceName,
  v.OptionalSchema<typeof price, undefined>
>;
// a byte that is charged at both ends would lie in two tiers
const onePrice = v.pipe(
  price,
  v.check(({ tiers }) => tiers.length === 1, 'have one price for any amount'),
);
const pricesSchema = v.strictObject({
  flowtoll_prices: v.literal(1, 'be 1; write the file anew with flowtoll prices --refresh'),
  regions: v.record(
    v.string(),
    v.strictObject({
      ...named,
      'cross-az': v.optional(onePrice),
      'inter-region': v.optional(v.record(v.string(), price)),
    }),
  ),
  internet_free: v.optional(v.strictObject({ gb: gigabytes, ...origin })),
});

/**
 * Reads a file of prices.
 *
 * @param name of the file, for messages
 * @throws UserError naming the place, what it got and what it takes
 */
export function parsePrices(text: string, name: string): Prices {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${name} is no JSON: ${(error as Error).message}`);
  }
  const { success, output, issues } = v.safeParse(pricesSchema, json);
  if (success) return output as Prices;
  const [{ message, received }] = issues;
  const path = v.getDotPath(issues[0]) ?? 'the file';
  const allowed = message.startsWith('Invalid') ? 'be as flowtoll prices --refresh writes it' : message;
  throw new UserError(`${name}: '${path}' must ${allowed}, got: ${received}`);
}

function isPrice(text: string): boolean {
  try {
    parsePrice(text);
    return true;
  } catch {
    return false;
  }
}

function areInOrder(tiers: readonly { up_to_gb?: number | undefined }[]): boolean {
  return (
    tiers.length > 0 &&
    tiers.every(({ up_to_gb }, index) =>
      index === tiers.length - 1
        ? up_to_gb === undefined
        : up_to_gb !== undefined && up_to_gb > (tiers[index - 1]?.up_to_gb ?? 0),
    )
  );
}

/** Prices of several origins together; for a Region that two of them know, the later one speaks, price by price. */
export function mergePrices(all: readonly Prices[]): Prices {
  const regions: Record<string, RegionPrices> = {};
  for (const prices of all) {
    for (const [region, known] of Object.entries(prices.regions)) {
      const before = regions[region];
      const pairs = { ...before?.['inter-region'], ...known['inter-region'] };
      regions[region] = {
        ...before,
        ...known,
        ...(Object.keys(pairs).length > 0 && { 'inter-region': pairs }),
      };
    }
  }
  const free = all.findLast(({ internet_free }) => internet_free)?.internet_free;
  return { flowtoll_prices: 1, regions, ...(free && { internet_free: free }) };
}
