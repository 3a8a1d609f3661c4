import { groupBy } from '../records/group-by';
import {
  costOfBytes,
  costOfHours,
  divideRounded,
  gigabyte,
  parsePrice,
  type UnitPrice,
  type Usd,
} from './money';
import { priceFor } from './pricing';
import type { Prices } from './prices';
import type { Look } from './answer';
import type { Charge, TollId } from './toll';

/** Something that can be done to pay less. */
export interface Finding {
  readonly id: string;
  readonly title: string;
  /** What was seen, and where. */
  readonly seen: string;
  /** Bytes of the time that was asked, each once. */
  readonly bytes: bigint;
  /** A month's saving, from the time that was asked scaled to 730 hours. */
  readonly saving: Usd;
  /** What to do, and what the saving rests on. */
  readonly advice: string;
}

/** A rule that looks at charges and finds what can be saved. */
export interface FindingRule extends Look {
  readonly id: string;
  readonly title: string;
  /** When it speaks, and what it reckons with, in one sentence for the documentation. */
  readonly meaning: string;
  find(charges: readonly SeenCharge[], scene: Scene): Omit<Finding, 'id' | 'title'>[];
}

/** A charge with the values of the rule's dimensions by name. */
export interface SeenCharge extends Charge {
  readonly of: Readonly<Record<string, string | null>>;
}

/** What a rule reckons with. */
export interface Scene {
  readonly prices: Prices;
  /** How long the time is that the charges are of. */
  readonly seconds: number;
  /** NAT gateways whose records all say that there was no traffic. @default - not known */
  readonly idle?: readonly IdleGateway[];
}

/** A NAT gateway without traffic. */
export interface IdleGateway {
  readonly interface: string;
  readonly region: string | null;
}

/** 8,760 hours a year, by 12. */
export const hoursOfMonth = 730n;

/** What of the time that was asked is in a month. */
export function perMonth(amount: bigint, { seconds }: Scene): bigint {
  return divideRounded(amount * hoursOfMonth * 3600n, BigInt(Math.max(1, Math.round(seconds))));
}

/** The price of the first tier; undefined where none is known. */
export function unitPrice({ prices }: Scene, toll: TollId, region: string | null): UnitPrice | undefined {
  const price = priceFor(prices, toll, region);
  return price && parsePrice(price.tiers[0]!.usd);
}

/** What an hourly toll costs in a month; undefined where its price is not known. */
export function monthOfHours(scene: Scene, toll: TollId, region: string | null): Usd | undefined {
  const price = unitPrice(scene, toll, region);
  return price === undefined ? undefined : costOfHours(hoursOfMonth, price);
}

/** What charges cost at the price of the first tier; 0 where no price is known, which saves nothing either. */
export function costOf(charges: readonly Charge[], scene: Scene): Usd {
  return charges.reduce(
    (sum, { toll, region, bytes, times }) =>
      sum + costOfBytes(bytes * BigInt(times), unitPrice(scene, toll, region) ?? 0n),
    0n,
  );
}

export function bytesOf(charges: readonly Charge[]): bigint {
  return charges.reduce((sum, { bytes }) => sum + bytes, 0n);
}

/** Bytes as GB for a sentence: `12.3 GB`. */
export function inGigabytes(bytes: bigint): string {
  const tenths = divideRounded(bytes * 10n, gigabyte);
  return tenths === 0n && bytes > 0n ? 'less than 0.1 GB' : `${tenths / 10n}.${tenths % 10n} GB`;
}

/** The charges of one toll. */
export function ofToll(charges: readonly SeenCharge[], wanted: TollId): SeenCharge[] {
  return charges.filter(({ toll }) => toll === wanted);
}

/** Charges that have the same values of some dimensions, together. */
export function groups(charges: readonly SeenCharge[], names: readonly string[]): (readonly SeenCharge[])[] {
  return [...groupBy(charges, ({ of }) => JSON.stringify(names.map((name) => of[name]))).values()];
}
