import { priceRows } from '../core/tolls/price-rows';
import type { Prices } from '../core/tolls/prices';
import type { Result } from '../core/report/result';
import { checkRegion } from '../core/questions/toll-options';
import { UserError } from '../core/user-error';
import { knownPrices, refreshedRegions, refreshPrices } from './files/known-prices';
import type { Terminal } from './terminal/terminal';

/** The options of `prices` as they were written. */
export interface WrittenPricesOptions {
  readonly fromRegion?: string;
  readonly toRegion?: string;
  readonly refresh?: boolean;
  readonly region?: readonly string[];
  readonly prices?: readonly string[];
}

/**
 * What a GB costs between Availability Zones, between Regions, through what handles it and to the internet.
 *
 * @throws UserError for what is no Region, and where a refresh does not reach AWS
 */
export async function prices(written: WrittenPricesOptions, terminal: Terminal): Promise<Result> {
  const { fromRegion, toRegion, refresh = false, region = [], prices: files = [] } = written;
  for (const name of region) checkRegion('--region', name);
  if (fromRegion !== undefined) checkRegion('--from-region', fromRegion);
  if (toRegion !== undefined) checkRegion('--to-region', toRegion);
  if (region.length > 0 && !refresh) {
    throw new UserError('--region names what --refresh fetches; to show one Region use --from-region');
  }
  if (refresh) await refreshPrices(region.length > 0 ? region : refreshedRegions(), terminal);
  const known = await knownPrices(files);
  const rows = priceRows(known, fromRegion, toRegion);
  return {
    command: 'prices',
    columns: [
      { name: 'toll', type: 'text' },
      { name: 'region', type: 'text' },
      { name: 'to_region', type: 'text' },
      { name: 'above_gb', type: 'integer' },
      { name: 'usd', type: 'decimal', unit: 'usd' },
      { name: 'per', type: 'text' },
      { name: 'usd_30_days', type: 'decimal', unit: 'usd' },
      { name: 'date', type: 'text' },
      { name: 'source', type: 'text' },
    ],
    rows: rows.map((row) => [
      row.toll,
      row.region,
      row.toRegion,
      row.aboveGb,
      row.usd,
      row.unit,
      row.usdFor30Days,
      row.date,
      row.source,
    ]),
    notes: [
      ...(rows.length === 0 ? [nothing(known, fromRegion, toRegion)] : []),
      'Between two Availability Zones each end pays: a GB between two of your own is charged twice.',
      'A GB is 2^30 bytes; above_gb counts the GB of a calendar month.',
      ...(refresh ? [] : ['flowtoll prices --refresh --region <region> reads AWS’s own list.']),
    ],
  };
}

/** Why there is no price, and what brings it: the prices of the Region that sends. */
function nothing(known: Prices, fromRegion: string | undefined, toRegion: string | undefined): string {
  if (fromRegion !== undefined && fromRegion === toRegion) {
    return `inside ${fromRegion} there is no price between Regions; leave out --to-region for what it costs there`;
  }
  const ways = [
    ...(fromRegion === undefined ? [] : [`from ${fromRegion}`]),
    ...(toRegion === undefined ? [] : [`to ${toRegion}`]),
  ].join(' ');
  const sender = fromRegion ?? `<the Region that sends>, known are ${Object.keys(known.regions).join(', ')}`;
  return `no price is known ${ways}; run flowtoll prices --refresh --region ${sender}`;
}
