import type { Step } from './step';

/**
 * `direction` of each row of a relation of sightings: the side that the record tells, else the side of the interface's
 * own address, learnt from all its records.
 *
 * An interface's own address is the one that all its rows share. An interface with a single peer shares two with them:
 * then the direction stays NULL, and is shown as unknown, never guessed.
 */
export function sided(tellsSides: boolean, from = 'sighted'): Step[] {
  if (tellsSides) return [{ name: 'sided', query: `SELECT *, side AS direction FROM ${from}` }];
  const untold = (value: string) => `CASE WHEN side IS NULL THEN ${value} END`;
  const own = `CASE WHEN interface <> '' THEN own END`;
  const isIn = (address: string) => untold(`CASE WHEN ${address} IN (source, destination) THEN 1 ELSE 0 END`);
  const all = 'OVER (PARTITION BY interface, family)';
  return [
    {
      name: 'families',
      query: `SELECT *, CASE WHEN COALESCE(own, source) LIKE '%:%' THEN 6 ELSE 4 END AS family FROM ${from}`,
    },
    {
      // an address that all rows share is the lower of two in some of them, or the higher in all; so it is one of these
      name: 'candidates',
      query: `SELECT *, MIN(${own}) ${all} AS least_own, MAX(${own}) ${all} AS largest_own,
  MAX(${untold('LEAST(source, destination)')}) ${all} AS low, MIN(${untold('GREATEST(source, destination)')}) ${all} AS high
FROM families`,
    },
    {
      name: 'shared',
      query: `SELECT *, MIN(${isIn('low')}) ${all} AS all_low, MIN(${isIn('high')}) ${all} AS all_high FROM candidates`,
    },
    {
      name: 'own_address',
      query: `SELECT *, CASE WHEN least_own IS NOT NULL THEN CASE WHEN least_own = largest_own THEN least_own END
  WHEN all_low = 1 AND (all_high = 0 OR low = high) THEN low
  WHEN all_low = 0 AND all_high = 1 THEN high END AS own_address FROM shared`,
    },
    {
      name: 'sided',
      query: `SELECT *, CASE WHEN side IS NOT NULL THEN side
  WHEN source = own_address AND destination <> own_address THEN 'out'
  WHEN destination = own_address AND source <> own_address THEN 'in' END AS direction FROM own_address`,
    },
  ];
}
