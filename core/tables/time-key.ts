import { defaultSlackMs } from '../delivery/partitions';
import { identifier, literal } from '../sql/dialect';

/** A partition key of type string whose values are a UTC time. */
export interface TimeKey {
  readonly name: string;
  /** How the values are written, as Java does: `yyyy/MM/dd/HH`, `'year='yyyy`. Several keys share one time: `yyyy`, then `MM`. */
  readonly pattern: string;
}

/** Epoch seconds, half-open; without an end it goes on for ever. */
export interface TimeRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** The full UTC days before the one in which a statement runs. */
export interface LastDays {
  readonly lastDays: number;
}

/** The value of a key for a time. */
export function timeText({ pattern }: TimeKey, time: Date): string {
  const [yyyy, MM, dd, HH] = time.toISOString().split(/[-T:]/);
  const parts: Record<string, string> = { yyyy: yyyy!, MM: MM!, dd: dd!, HH: HH! };
  return pattern.replace(/'([^']*)'|yyyy|MM|dd|HH/g, (part, text?: string) => text ?? parts[part]!);
}

/** Whether the values sort as time does: nothing but year, month, day and hour, from left to right. */
export function sortsAsTime(keys: readonly TimeKey[]): boolean {
  const patterns = keys.map(({ pattern }) => pattern.replace(/'[^']*'/g, '')).join(' ');
  const letters = patterns.match(/yyyy|MM|dd|HH|[A-Za-z']/g) ?? [];
  return letters.length > 0 && 'yyyy MM dd HH '.startsWith(`${letters.join(' ')} `);
}

/**
 * Conditions that keep the partitions which can hold records whose start lies in the range, one hour of slack on both
 * sides. They keep other records too: partitions prune, `start` decides.
 */
export function timeConditions(keys: readonly TimeKey[], { from, to }: TimeRange): string[] {
  const values = (time: number) => keys.map((key) => timeText(key, new Date(time)));
  const first = from === undefined ? undefined : values(from * 1000 - defaultSlackMs);
  const last = to === undefined ? undefined : values(to * 1000 + defaultSlackMs - 1);
  return between(
    keys.map(({ name }) => identifier(name)),
    first,
    last,
  );
}

const midnight = `date_trunc('day', current_timestamp AT TIME ZONE 'UTC')`;

/** Of Trino: the first second of the last full days, and the first one after them. */
export function boundsOfLastDays({ lastDays }: LastDays): { readonly from: string; readonly to: string } {
  return { from: `${midnight} - INTERVAL '${lastDays}' DAY`, to: midnight };
}

/** `timeConditions` of the last full days, whenever the statement runs; SQL of Trino. */
export function lastDaysConditions(keys: readonly TimeKey[], days: LastDays): string[] {
  if (keys.length === 0) return [];
  const { from, to } = boundsOfLastDays(days);
  const written = keys.map(({ name }) => identifier(name)).join(` || ' ' || `);
  const value = (time: string) =>
    `format_datetime(${time}, ${literal(keys.map(({ pattern }) => pattern).join(' '))})`;
  return [
    `${written} >= ${value(`${from} - INTERVAL '1' HOUR`)}`,
    `${written} <= ${value(`${to} + INTERVAL '1' HOUR`)}`,
  ];
}

type Values = readonly string[] | undefined;

/** As engines prune best: each key by its own where that says it all, then the keys together. */
function between([key, ...rest]: readonly string[], first: Values, last: Values): string[] {
  if (key === undefined) return [];
  const [low, high] = [first?.[0], last?.[0]].map((value) => (value === undefined ? value : literal(value)));
  if (low !== undefined && low === high) {
    return [`${key} = ${low}`, ...between(rest, first?.slice(1), last?.slice(1))];
  }
  const side = (value: string | undefined, operator: '>' | '<', finer: () => string[]) => {
    if (value === undefined) return [];
    const more = finer();
    return [
      `${key} ${operator}= ${value}`,
      ...(more.length > 0 ? [`(${key} ${operator} ${value} OR ${more.join(' AND ')})`] : []),
    ];
  };
  return [
    ...side(low, '>', () => between(rest, first?.slice(1), undefined)),
    ...side(high, '<', () => between(rest, undefined, last?.slice(1))),
  ];
}
