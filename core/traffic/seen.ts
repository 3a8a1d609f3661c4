import type { Dialect } from '../sql/dialect';
import type { Step } from './step';

/** All that is decided of a sighting hangs on these columns, and on no time or port. */
const deciding = [
  'vpc',
  'interface',
  'machine',
  'side',
  'own',
  'transit',
  'middlebox',
  'source',
  'destination',
];

const sums = ['bytes', 'packets', 'flows'];

/**
 * The sightings among `sighted`, as `seen`. Sightings decide about each other by few columns. Added up by these, few
 * rows are left; the columns that were only asked for come back when all is decided.
 *
 * A dialect that makes a step once joins them from `sighted`. Another would read the logs again, so there they travel
 * along, as an array.
 */
export interface Seen {
  readonly step: Step;
  /** The columns to keep with each row, so that the others can come back. */
  readonly columns: readonly string[];
  /** The array that travels along, to keep as well. */
  readonly details?: string;
  /** SQL of a relation with those columns, and some more, with all that was asked for. */
  spread(from: string, more: readonly string[]): string;
}

/**
 * @param keys asked columns by which sightings decide, too
 * @param asked other asked columns
 */
export function seen(dialect: Dialect, keys: readonly string[], asked: readonly string[]): Seen {
  if (asked.length === 0) return asTheyAre(keys);
  const columns = [...deciding, ...keys];
  const details = [...asked, ...sums];
  const step = (array: string): Step => ({
    name: 'seen',
    query: `SELECT ${list(columns)}, ${sums.map((sum) => `CAST(SUM(${sum}) AS bigint) AS ${sum}`).join(', ')}, MIN(first) AS first, MAX(last) AS last${array}
FROM sighted WHERE kind = 'record' GROUP BY ${list(columns)}`,
  });
  const spread = (from: string, more: readonly string[], join: string) =>
    `SELECT ${list([...columns, ...more], 's')}, ${list(details, 'd')} FROM ${from} s ${join}`;
  if (!dialect.materialized) {
    const unnest = `CROSS JOIN UNNEST(s.details) AS d (${list(details)})`;
    return {
      step: step(`, array_agg(ROW(${list(details)})) AS details`),
      columns,
      details: 'details',
      spread: (from, more) => spread(from, more, unnest),
    };
  }
  const same = columns.map((name) => ` AND d.${name} IS NOT DISTINCT FROM s.${name}`).join('');
  return {
    step: step(''),
    columns,
    spread: (from, more) => spread(from, more, `JOIN sighted d ON d.kind = 'record'${same}`),
  };
}

/** Nothing else was asked for, nothing has to come back: there is no use in adding up. */
function asTheyAre(keys: readonly string[]): Seen {
  const columns = ['vpc', 'interface', 'transit', 'source', 'destination', ...keys];
  return {
    step: { name: 'seen', query: `SELECT * FROM sighted WHERE kind = 'record'` },
    columns,
    spread: (from, more) => `SELECT ${list([...columns, ...more, ...sums])} FROM ${from}`,
  };
}

function list(columns: readonly string[], of?: string): string {
  return columns.map((name) => (of ? `${of}.${name}` : name)).join(', ');
}
