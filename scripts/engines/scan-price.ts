import { printDecimal } from '../../core/report/units';

/** What Athena charges for what a query scans: the list price of most Regions; yours may have another. */
const price = {
  usdPerTerabyte: 5,
  /** Of every query that scans anything. */
  leastBytes: 10 * 2 ** 20,
  source: 'aws.amazon.com/athena/pricing',
};

/** USD for scanned bytes, not rounded; a TB is 2^40 bytes. */
export function usdOfScan(bytes: number): number {
  return bytes === 0 ? 0 : (Math.max(bytes, price.leastBytes) / 2 ** 40) * price.usdPerTerabyte;
}

/** `about $0.06 (at $5 a TB, aws.amazon.com/athena/pricing)` */
export function printUsdOfScan(bytes: number): string {
  const usd = usdOfScan(bytes);
  const amount = usd < 0.01 ? 'less than $0.01' : `about $${printDecimal(usd, 2, 2)}`;
  return `${amount} (${scanPriceNote})`;
}

export const scanPriceNote = `at $${price.usdPerTerabyte} a TB, ${price.source}`;
