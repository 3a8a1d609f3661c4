import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { PriceListReader, priceListOffers } from '../../core/tolls/price-list';
import { mergePrices, parsePrices, type Prices } from '../../core/tolls/prices';
import { usEast1Prices } from '../../core/tolls/us-east-1-prices';
import type { Terminal } from '../terminal/terminal';
import { download } from './download';
import { givenFile, withoutMark } from './given-file';
import { cachedFile, keep } from './user-cache';

/** Another place that has AWS's files, for who cannot reach AWS. */
const priceList = () => process.env['FLOWTOLL_PRICE_LIST'] || 'https://pricing.us-east-1.amazonaws.com';

const cache = () => cachedFile('prices.json');

/**
 * All prices there are: those that came along, over them the refreshed ones, over them those of files.
 *
 * @param files ours, or AWS's Price List's
 * @throws UserError for a file that is neither
 */
export async function knownPrices(files: readonly string[]): Promise<Prices> {
  const given: Prices[] = [];
  for (const file of files) given.push(await readPrices(file));
  return mergePrices([usEast1Prices, ...refreshedPrices(), ...given]);
}

function refreshedPrices(): Prices[] {
  const path = cache();
  return existsSync(path) ? [parsePrices(readFileSync(path, 'utf8'), path)] : [];
}

async function readPrices(path: string): Promise<Prices> {
  let reader: PriceListReader | undefined;
  let text = '';
  for await (const piece of createReadStream(givenFile('--prices', path), 'utf8') as AsyncIterable<string>) {
    if (text === '' && piece.includes('"offerCode"')) reader ??= new PriceListReader();
    if (!reader) text += piece;
    else if (!reader.write(piece)) break;
  }
  return reader ? reader.end().prices : parsePrices(withoutMark(text), path);
}

/**
 * Reads the prices of Regions from AWS's Price List and keeps them.
 *
 * @throws UserError where AWS cannot be reached, or has no such Region
 */
export async function refreshPrices(regions: readonly string[], terminal: Terminal): Promise<void> {
  const read: Prices[] = [];
  for (const region of regions) {
    for (const offer of priceListOffers) read.push(await fetchOffer(offer, region, terminal));
  }
  const prices = mergePrices([...refreshedPrices(), ...read]);
  keep(cache(), `${JSON.stringify(prices, null, 1)}\n`);
  terminal.note(`kept in ${cache()}`);
}

async function fetchOffer(offer: string, region: string, terminal: Terminal): Promise<Prices> {
  const url = `${priceList()}/offers/v1.0/aws/${offer}/current/${region}/index.json`;
  const reader = new PriceListReader();
  await download(url, `${offer} of ${region}`, terminal, (text) => reader.write(text));
  const { prices, problems } = reader.end();
  for (const problem of problems) terminal.note(problem);
  return prices;
}

/** The Regions that were refreshed before, else the one whose prices came along. */
export function refreshedRegions(): string[] {
  const known = refreshedPrices().flatMap(({ regions }) => Object.keys(regions));
  return known.length > 0 ? known : Object.keys(usEast1Prices.regions);
}
