import type { Stats } from '../../core/report/result';
import type { LineSums } from '../../core/traffic/answer';
import type { RemoteEngine, ScannedTable } from './engine';
import { usdOfScan } from './scan-price';

/**
 * What was read for an answer. An engine does not say what lines it read: who asks counts them.
 *
 * @param lines @default - nobody has counted them
 */
export function remoteStats(
  { name }: RemoteEngine,
  { scannedBytes }: ScannedTable,
  started: number,
  lines: Partial<LineSums> = {},
): Stats {
  return {
    records: lines.record ?? null,
    bad_lines: lines.bad ?? null,
    odd: lines.odd ?? null,
    no_data: lines.no_data ?? null,
    skip_data: lines.skip_data ?? null,
    overlap: null,
    bytes_scanned: scannedBytes,
    elapsed_ms: Date.now() - started,
    usd_estimate: name === 'athena' ? usdOfScan(scannedBytes) : null,
  };
}
