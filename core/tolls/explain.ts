import { didYouMean } from '../nearest';
import type { Filter } from '../traffic/filter';
import { UserError } from '../user-error';
import type { Bill } from './bill';
import type { BillLine } from './bill-line';
import { deliveryPrice, priceFor } from './pricing';
import type { Prices } from './prices';
import { tolls, type Charge } from './toll';

/** What hops are shown by. */
export const hopDimensions = ['source', 'destination', 'source_interface', 'destination_interface', 'via'];

/**
 * The line that was named: by its number, or by its toll, of which the dearest line is meant.
 *
 * @throws UserError where there is none
 */
export function findLine(
  { lines }: Bill,
  named: string,
): { readonly line: BillLine; readonly number: number } {
  const index = /^\d+$/.test(named) ? Number(named) - 1 : lines.findIndex(({ toll }) => toll === named);
  const line = lines[index];
  if (line) return { line, number: index + 1 };
  const known = [...new Set(lines.map(({ toll }) => toll))];
  throw new UserError(
    `the bill has no line '${named}'; ${didYouMean(named, known) || `it has 1 to ${lines.length}, and ${known.join(', ')}`}`,
  );
}

/** The filters that leave of a bill the tolls and payers of one line. */
export function filtersOf({ toll, dimensions }: BillLine, by: readonly string[]): Filter[] {
  const is = (name: string, value: string | null): Filter => ({
    name,
    negated: false,
    values: [{ kind: 'text', value: value ?? '-' }],
  });
  return [is('toll', toll), ...by.map((name, index) => is(name, dimensions[index] ?? null))];
}

/** Whether a charge, asked for as the line's, is in it; which tier it is in is shared by all. */
export function isOf(line: BillLine, { region, toRegion, times }: Charge, how: string): boolean {
  const sameRegions = region === line.region && (line.toll !== 'inter-region' || toRegion === line.toRegion);
  return sameRegions && times === line.times && line.how.startsWith(how);
}

/** What a line is, how it came about, and what it comes to, in lines for people. */
export function explanation(line: BillLine, number: number, prices: Prices): string[] {
  const { toll, region, toRegion, destination, how, unit, unitPrice } = line;
  const { title, meaning, source } = tolls.get(toll)!;
  const price = destination
    ? deliveryPrice(prices, destination, region)
    : priceFor(prices, toll, region, toRegion);
  return [
    `line ${number}: ${toll}`,
    `what it is   ${title}: ${meaning}`,
    `AWS says so  ${source}`,
    `counted      ${how}`,
    ...(unitPrice === null
      ? []
      : [
          `price        $${unitPrice} per ${unit}${price ? `, ${price.source}, ${price.date}` : ''}`,
          ...(price && price.tiers.length > 1 ? [`tiers        ${tiersInWords(price.tiers)}`] : []),
        ]),
    ...sumInWords(line),
  ];
}

function tiersInWords(tiers: readonly { readonly up_to_gb?: number; readonly usd: string }[]): string {
  return tiers
    .map(
      ({ up_to_gb, usd }) => `$${usd}${up_to_gb === undefined ? ' beyond' : ` up to ${up_to_gb} GB a month`}`,
    )
    .join(', ');
}

function sumInWords({ bytes, times, quantity, unit, unitPrice, usd }: BillLine): string[] {
  if (bytes === null || quantity === null) return [];
  const product = `${bytes.toLocaleString('en-US')} bytes × ${times} / 2^30 = ${quantity} ${unit}`;
  return [`sum          ${product}${usd === null || unitPrice === null ? '' : ` × $${unitPrice} = $${usd}`}`];
}
