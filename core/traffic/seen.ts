import type { Dialect } from '../sql/dialect';
import type { Step } from './step';

/** What is decided of a sighting hangs on these columns, and on no time or port. */
const deciding = ['vpc', 'interface', 'side', 'own', 'transit', 'middlebox', 'source', 'destination'];

const sums = ['bytes', 'packets', 'flows'];

/**
 * Sightings decide about each other by few columns. `seen` adds them up by these, which leaves few rows; the columns
 * that were only asked for come back when all is decided.
 *
 * A dialect that makes a step once joins them from `sighted`. Another would read the logs again, so there they travel
 * along, as an array.
 */
export interface Seen {
  readonly step: Step;
  /** The columns of `seen` that tell its rows apart. */
  readonly columns: readonly string[];
  /** An array that travels along, if any. */
  readonly details: string | undefined;
  /** The rows of a relation with those columns, with all that was asked for. */
  spread(from: string, added: readonly string[]): string;
}

export function seen(dialect: Dialect, keys: readonly string[], asked: readonly string[]): Seen {
  const columns = [...deciding, ...keys];
  const all = [...asked, ...sums];
  const carries = asked.length > 0 && !dialect.materialized;
  const joins = asked.length > 0 && dialect.materialized !== undefined;
  const details = carries ? [`, array_agg(ROW(${all.join(', ')})) AS details`] : [];
  const own = (added: readonly string[]) => [...columns, ...added].map((name) => `s.${name}`).join(', ');
  return {
    step: {
      name: 'seen',
      query: `SELECT ${columns.join(', ')}, ${sums.map((sum) => `CAST(SUM(${sum}) AS bigint) AS ${sum}`).join(', ')}, MIN(first) AS first, MAX(last) AS last${details.join('')}
FROM sighted WHERE kind = 'record' GROUP BY ${columns.map((_, index) => index + 1).join(', ')}`,
    },
    columns,
    details: carries ? 'details' : undefined,
    spread: (from, added) => {
      if (carries) {
        return `SELECT ${own(added)}, ${all.map((name) => `d.${name}`).join(', ')}
FROM ${from} s CROSS JOIN UNNEST(s.details) AS d (${all.join(', ')})`;
      }
      if (joins) {
        return `SELECT ${own(added)}, ${all.map((name) => `d.${name}`).join(', ')}
FROM ${from} s JOIN sighted d ON d.kind = 'record' AND ${columns.map((name) => `d.${name} IS NOT DISTINCT FROM s.${name}`).join(' AND ')}`;
      }
      return `SELECT ${own(added)}, ${sums.map((name) => `s.${name}`).join(', ')} FROM ${from} s`;
    },
  };
}
