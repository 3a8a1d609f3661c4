import { UserError } from '../user-error';

/**
 * US dollars, exactly: a whole number of 10^-42 USD. Bytes / 2^30 have 30 decimal places and a price has up to 12, so
 * no product is ever rounded; sums of whole numbers do not drift.
 */
export type Usd = bigint;

/** A unit price, exactly: a whole number of 10^-12 USD. */
export type UnitPrice = bigint;

/** Places of a price. AWS's Price List has ten. */
const priceDigits = 12;
/** 1 / 2^30 is 5^30 / 10^30. */
const gigabyteDigits = 30;
const fiveTo30 = 5n ** 30n;
const tenTo30 = 10n ** 30n;

/** Places of money where it is shown. */
export const shownPlaces = 6;
const micro = 10n ** BigInt(gigabyteDigits + priceDigits - shownPlaces);

/** A GB is 2^30 bytes, here and everywhere: AWS's tiers step by 1,024. */
export const gigabyte = 2n ** 30n;

/** @throws UserError for what is no price: `0.045` is one */
export function parsePrice(text: string): UnitPrice {
  const [, whole, fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) ?? [];
  if (whole === undefined || /[1-9]/.test(fraction.slice(priceDigits))) {
    throw new UserError(`a price must be a decimal of up to ${priceDigits} places, got: '${text}'`);
  }
  return BigInt(whole + fraction.slice(0, priceDigits).padEnd(priceDigits, '0'));
}

/** What bytes cost at a price per GB. */
export function costOfBytes(bytes: bigint, perGigabyte: UnitPrice): Usd {
  return bytes * fiveTo30 * perGigabyte;
}

/** What hours cost at a price per hour. */
export function costOfHours(hours: bigint, perHour: UnitPrice): Usd {
  return hours * tenTo30 * perHour;
}

/** Rounded to a whole number of millionths of a dollar, half away from zero. */
export function toMicros(usd: Usd): bigint {
  return divideRounded(usd, micro);
}

/** Millionths as dollars: `1234567n` is `1.234567`. */
export function printMicros(micros: bigint): string {
  const digits = String(micros < 0n ? -micros : micros).padStart(shownPlaces + 1, '0');
  return `${micros < 0n ? '-' : ''}${digits.slice(0, -shownPlaces)}.${digits.slice(-shownPlaces)}`;
}

/** Dollars with six places, rounded half away from zero. */
export function printUsd(usd: Usd): string {
  return printMicros(toMicros(usd));
}

/** A price as it was written, without zeros at its end: `0.045`. */
export function printPrice(price: UnitPrice): string {
  const digits = String(price).padStart(priceDigits + 1, '0');
  const fraction = digits.slice(-priceDigits).replace(/0+$/, '');
  return `${digits.slice(0, -priceDigits)}${fraction && `.${fraction}`}`;
}

/** Bytes as GB with six places, rounded half away from zero. */
export function printGigabytes(bytes: bigint): string {
  return printMicros(divideRounded(bytes * 10n ** BigInt(shownPlaces), gigabyte));
}

/**
 * Rounds parts to millionths so that they add up to a total: each is cut, and what then lacks goes, a millionth each,
 * to those that lost most by the cut; between equals to the first.
 *
 * @param total millionths, at most one away from the exact sum of the parts
 */
export function apportion(total: bigint, parts: readonly Usd[]): bigint[] {
  const cut = parts.map((part) => part / micro);
  const lacking = Number(total - cut.reduce((sum, part) => sum + part, 0n));
  const lost = parts.map((part, index) => ({ index, lost: part % micro }));
  lost.sort((a, b) => (a.lost === b.lost ? a.index - b.index : a.lost > b.lost ? -1 : 1));
  for (const { index } of lost.slice(0, lacking)) cut[index]! += 1n;
  return cut;
}

/** `numerator / denominator` to a whole number, half away from zero. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  const half = denominator / 2n;
  return (numerator < 0n ? numerator - half : numerator + half) / denominator;
}
