import { literal, type Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';
import type { Interval, Place } from './address-ranges';

/*
 * Ten thousand ranges in one statement: intervals that do not overlap become one text, by the buckets of addresses that
 * they lie in, which the engine takes apart. An address has two buckets, a fine and a coarse one; an interval is in one
 * that holds all of it. So a join by bucket finds the few intervals that an address can be in.
 */

/** How many characters of an address key make a bucket: of the fine ones /16 of IPv4 and /32 of IPv6, of the coarse ones /8. */
const widths = { fine: { '4': 5, '6': 9 }, coarse: { '4': 3, '6': 3 } } as const;

/**
 * The step `places`: `bucket`, `low` and `beyond` (an address key is in the interval where low <= key < beyond), `kind`,
 * `place_service`, `place_region`, `place_az`.
 */
export function placesStep({ materialized }: Dialect, intervals: readonly Interval[]): Step {
  const places = new Map<string, { readonly id: string; readonly place: Place }>();
  const buckets = new Map<string, string[]>();
  for (const { low, high, place } of intervals.flatMap(split)) {
    const text = JSON.stringify(place);
    let known = places.get(text);
    if (!known) places.set(text, (known = { id: places.size.toString(36), place }));
    const bucket = bucketOf(low, high)!;
    const rest = (key: string, filler: RegExp) => key.slice(bucket.length).replace(filler, '');
    const entry = `${rest(low, /0+$/)}-${rest(high, /f+$/)}-${known.id}`;
    const entries = buckets.get(bucket);
    if (entries) entries.push(entry);
    else buckets.set(bucket, [entry]);
  }
  const text = [...buckets].map(([bucket, entries]) => `${bucket}:${entries.join(',')}`).join(';');
  const values = [...places.values()].map(
    ({ id, place }) =>
      `(${[literal(id), literal(place.kind), ...[place.service, place.region, place.az].map(nullable)].join(', ')})`,
  );
  const part = (index: number) => `split_part(e.entry, '-', ${index})`;
  return {
    name: 'places',
    materialized,
    // a bound without its zeros at the end, or its f's and something that sorts after them, compares as the whole one
    query: `SELECT split_part(b.bucket, ':', 1) AS bucket, split_part(b.bucket, ':', 1) || ${part(1)} AS low,
  split_part(b.bucket, ':', 1) || ${part(2)} || 'g' AS beyond, k.kind, k.place_service, k.place_region, k.place_az
FROM UNNEST(split(${literal(text)}, ';')) AS b (bucket)
CROSS JOIN UNNEST(split(split_part(b.bucket, ':', 2), ',')) AS e (entry)
JOIN (VALUES ${values.join(', ')}) AS k (id, kind, place_service, place_region, place_az) ON k.id = ${part(3)}`,
  };
}

/** SQL of the two buckets of an address key. */
export function bucketsOf(key: string): { readonly fine: string; readonly coarse: string } {
  const of = (width: (typeof widths)['fine' | 'coarse']) =>
    `substr(${key}, 1, CASE WHEN ${key} LIKE '4%' THEN ${width['4']} ELSE ${width['6']} END)`;
  return { fine: of(widths.fine), coarse: of(widths.coarse) };
}

/** The bucket that holds an interval: the fine one if it does, else the coarse one. */
function bucketOf(low: string, high: string): string | undefined {
  const family = low[0] as '4' | '6';
  return [widths.fine, widths.coarse]
    .map((width) => low.slice(0, width[family]))
    .find((bucket) => high.startsWith(bucket));
}

/** Cuts an interval at the ends of coarse buckets. */
function split(interval: Interval): Interval[] {
  const { low, high, place } = interval;
  if (bucketOf(low, high) !== undefined) return [interval];
  const width = widths.coarse['4'];
  const bucket = (key: string) => Number.parseInt(key.slice(1, width), 16);
  const pieces: Interval[] = [];
  for (let at = bucket(low); at <= bucket(high); at += 1) {
    const prefix = `${low[0]}${at.toString(16).padStart(width - 1, '0')}`;
    pieces.push({
      low: at === bucket(low) ? low : prefix.padEnd(low.length, '0'),
      high: at === bucket(high) ? high : prefix.padEnd(high.length, 'f'),
      place,
    });
  }
  return pieces;
}

function nullable(text: string | null): string {
  return text === null ? 'CAST(NULL AS varchar)' : literal(text);
}
