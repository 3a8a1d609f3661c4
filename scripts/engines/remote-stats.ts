import type { Stats } from '../../core/report/result';
import type { RemoteEngine, ScannedTable } from './engine';
import { usdOfScan } from './scan-price';

/** What an engine says of a query. What lines it read, it does not say: who asks counts them in the same reading. */
export function remoteStats({ name }: RemoteEngine, { scannedBytes }: ScannedTable, started: number): Stats {
  return {
    records: null,
    bad_lines: null,
    odd: null,
    no_data: null,
    skip_data: null,
    overlap: null,
    bytes_scanned: scannedBytes,
    elapsed_ms: Date.now() - started,
    usd_estimate: name === 'athena' ? usdOfScan(scannedBytes) : null,
  };
}
