import type { Dialect } from '../sql/dialect';
import type { Available } from './available';
import type { Dimension, View } from './dimension';
import { ends } from './ends';
import { seen } from './seen';
import { sided } from './sided';
import type { Step } from './step';
import { byAccount, counted } from './transfers';

/**
 * The steps from `sighted` to `asked`, the rows of a view. Each names the one before it once: an engine that makes a
 * step anew wherever it is named still reads the records once.
 *
 * @param asked whose keys `sighted` has
 * @param keys of `sighted`
 */
export function viewSteps(
  dialect: Dialect,
  view: View,
  asked: readonly Dimension[],
  keys: readonly string[],
  available: Available,
): Step[] {
  const tellsSides = available.every.has('flow-direction');
  switch (view) {
    case 'coverage':
      return [last('SELECT * FROM sighted')];
    case 'sightings': {
      // nothing has to be learnt, so nothing has to be added up
      if (tellsSides) return [...sided(true), last(`SELECT * FROM sided WHERE kind = 'record'`)];
      const sightings = seen(dialect, [], keys);
      return [sightings.step, ...sided(false, 'seen'), last(sightings.spread('sided', ['direction']))];
    }
    case 'transfers':
    case 'both_ends': {
      const facts = factsOf(asked);
      const pair = keys.filter((key) => key === 'key_action');
      const deciding = [...pair, ...facts];
      const sightings = seen(
        dialect,
        deciding,
        keys.filter((key) => !deciding.includes(key)),
      );
      const told = ['source', 'destination'].flatMap((end) =>
        ['vpc', ...facts].map((name) => `${end}_${name}`),
      );
      return [
        sightings.step,
        ...sided(tellsSides, 'seen'),
        ...ends(dialect, sightings, facts),
        byAccount(pair),
        ...(view === 'transfers'
          ? [...counted(pair), last(sightings.spread('counted', told))]
          : [last(withSeenAt(sightings.spread('by_account', [...told, 'account'])))]),
      ];
    }
  }
}

function withSeenAt(accounts: string): string {
  return `SELECT *, CASE WHEN account IN ('source', 'destination') THEN account ELSE 'between' END AS seen_at FROM (${accounts}) AS accounts`;
}

function last(query: string): Step {
  return { name: 'asked', query };
}

/** Columns of what the records of an address's own interface say of it. */
function factsOf(asked: readonly Dimension[]): string[] {
  const columns = asked.flatMap(({ keys = {} }) =>
    Object.keys(keys).filter((key) => key.startsWith('fact_')),
  );
  return [...new Set(columns)];
}
