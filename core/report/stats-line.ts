import type { Stats } from './result';
import { printBytes, printCount, printDecimal, printDuration } from './units';

/**
 * What was read for an answer, as a sentence: `1,234 records from 12.3 MB in 0.4 s; 2 bad lines (--show-bad)`.
 *
 * @param canShowBad whether that option can show the bad lines
 */
export function statsLine(stats: Stats, canShowBad: boolean): string {
  const count = (amount: number | null, one: string, many: string) =>
    amount !== null && amount > 0 ? [printCount(amount, one, many)] : [];
  const [read] = count(stats.records, 'record', 'records');
  const hint = canShowBad ? ' (--show-bad)' : '';
  const remarks = [
    ...count(stats.bad_lines, `bad line${hint}`, `bad lines${hint}`),
    ...count(stats.odd, 'odd record', 'odd records'),
    ...count(stats.no_data, 'line without data', 'lines without data'),
    ...count(stats.skip_data, 'line of skipped records', 'lines of skipped records'),
    ...(stats.usd_estimate ? [`about $${printDecimal(stats.usd_estimate, 2, 6)}`] : []),
  ];
  const [bytes, time] = [printBytes(stats.bytes_scanned), printDuration(stats.elapsed_ms)];
  const took =
    stats.records === null
      ? `${bytes} scanned in ${time}`
      : `${read ?? 'no records'} from ${bytes} in ${time}`;
  return remarks.length > 0 ? `${took}; ${remarks.join(', ')}` : took;
}
