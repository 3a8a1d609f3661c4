import { gigabyte } from '../../../core/tolls/money';
import type { Charge, TollId } from '../../../core/tolls/toll';

/** A charge on whole GB, of us-east-1 in January 2026, taken once. */
export function charge(toll: TollId, gigabytes: number, more: Partial<Charge> = {}): Charge {
  return {
    toll,
    region: 'us-east-1',
    toRegion: null,
    month: '2026-01',
    how: 'named',
    times: 1,
    bytes: BigInt(gigabytes) * gigabyte,
    unattributed: null,
    dimensions: [],
    ...more,
  };
}
