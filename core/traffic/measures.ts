import type { View } from './dimension';

/** A number that answers add up. */
export interface Measure {
  readonly name: string;
  readonly views: readonly View[];
  /** The fields it comes from, by AWS's names; without them it cannot be answered. */
  readonly fields: readonly string[];
  readonly type: 'integer' | 'decimal';
  readonly unit: 'bytes' | 'gigabytes' | 'packets' | 'flows';
  /** SQL of its sum over the rows of a group, a whole number. */
  readonly sum: string;
  /** How the sum is shown. @default - as it is */
  readonly show?: (sum: bigint) => string;
  /** Dimensions without which it means nothing. @default - none */
  readonly by?: readonly string[];
  readonly meaning: string;
}

/** A gigabyte is 2^30 bytes, everywhere. */
export const bytesPerGigabyte = 2 ** 30;

const both = ['transfers', 'sightings'] as const;
const all = [...both, 'both_ends', 'coverage'] as const;

const seenAt = (end: 'source' | 'destination') => `SUM(CASE WHEN seen_at = '${end}' THEN bytes END)`;

const list: readonly Measure[] = [
  {
    name: 'bytes',
    views: all,
    fields: ['bytes'],
    type: 'integer',
    unit: 'bytes',
    sum: 'SUM(bytes)',
    meaning: 'bytes',
  },
  {
    name: 'gigabytes',
    views: both,
    fields: ['bytes'],
    type: 'decimal',
    unit: 'gigabytes',
    sum: 'SUM(bytes)',
    show: gigabytes,
    meaning: 'bytes / 2^30, six places',
  },
  {
    name: 'packets',
    views: all,
    fields: ['packets'],
    type: 'integer',
    unit: 'packets',
    sum: 'SUM(packets)',
    meaning: 'packets',
  },
  {
    name: 'flows',
    views: all,
    fields: [],
    type: 'integer',
    unit: 'flows',
    sum: 'SUM(flows)',
    meaning: 'records',
  },
  {
    name: 'bytes_in',
    views: ['sightings'],
    fields: ['bytes'],
    type: 'integer',
    unit: 'bytes',
    sum: `SUM(CASE WHEN direction = 'in' THEN bytes ELSE 0 END)`,
    meaning: 'bytes that came in by the interface',
  },
  {
    name: 'bytes_out',
    views: ['sightings'],
    fields: ['bytes'],
    type: 'integer',
    unit: 'bytes',
    sum: `SUM(CASE WHEN direction = 'out' THEN bytes ELSE 0 END)`,
    meaning: 'bytes that went out by the interface',
  },
  {
    name: 'bytes_at_source',
    views: ['both_ends'],
    fields: ['bytes'],
    type: 'integer',
    unit: 'bytes',
    sum: seenAt('source'),
    meaning: "bytes by the records of the source's own interface; - where it has none",
  },
  {
    name: 'bytes_at_destination',
    views: ['both_ends'],
    fields: ['bytes'],
    type: 'integer',
    unit: 'bytes',
    sum: seenAt('destination'),
    meaning: "bytes by the records of the destination's own interface; - where it has none",
  },
  {
    name: 'bytes_apart',
    views: ['both_ends'],
    fields: ['bytes'],
    type: 'integer',
    unit: 'bytes',
    sum: `ABS(${seenAt('source')} - ${seenAt('destination')})`,
    by: ['source', 'destination'],
    meaning: 'bytes by which one end of a pair saw more than the other; by source and destination',
  },
];

export const measures: ReadonlyMap<string, Measure> = new Map(list.map((measure) => [measure.name, measure]));

/** Bytes as gigabytes with six places, rounded half up; exact, whatever the size. */
export function gigabytes(bytes: bigint): string {
  const millionths = (bytes * 2_000_000n + BigInt(bytesPerGigabyte)) / (2n * BigInt(bytesPerGigabyte));
  return `${millionths / 1_000_000n}.${(millionths % 1_000_000n).toString().padStart(6, '0')}`;
}
