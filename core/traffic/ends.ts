import type { Dialect } from '../sql/dialect';
import type { Step } from './step';

/**
 * What all sightings together know of an address of a VPC: whether it is held there, whether it is a middlebox's own,
 * and the facts that the records of its own interface tell. Works on `sided`; gives `accounts`: its rows with
 * `source_vpc`, `destination_vpc` and facts of both ends, without the legs that end at a middlebox.
 *
 * Each row is taken apart into its ends, which learn from those of the same address, and put together again.
 *
 * @param columns that tell the rows of `sided` apart
 * @param details an array that travels along
 * @param facts columns of the record that are of the interface
 */
export function ends(
  dialect: Dialect,
  columns: readonly string[],
  facts: readonly string[],
  details: string | undefined,
): Step[] {
  const inVpc = 'OVER (PARTITION BY address, vpc)';
  const anywhere = 'OVER (PARTITION BY address)';
  const holdingVpc = `CASE WHEN holds AND vpc <> '' THEN vpc END`;
  const of = (end: string, value: string) => `MAX(CASE WHEN role = '${end}' THEN ${value} END)`;
  const kept = columns.filter((name) => !facts.includes(name));
  const both = ['source', 'destination'];
  return [
    {
      name: 'ends',
      query: `SELECT s.*, e.role, CASE e.role WHEN 'source' THEN s.source WHEN 'destination' THEN s.destination ELSE s.middlebox END AS address,
  CASE WHEN s.direction = CASE e.role WHEN 'source' THEN 'out' WHEN 'destination' THEN 'in' END THEN NOT s.transit ELSE false END AS holds
FROM sided s CROSS JOIN (VALUES ('source'), ('destination'), ('middlebox')) AS e (role)
WHERE e.role <> 'middlebox' OR s.middlebox IS NOT NULL`,
    },
    {
      name: 'known_ends',
      query: `SELECT *, MAX(CASE WHEN holds AND vpc <> '' THEN 1 ELSE 0 END) ${inVpc} AS held,
  MAX(CASE WHEN role = 'middlebox' THEN 1 ELSE 0 END) ${inVpc} AS passing,
  MIN(${holdingVpc}) ${anywhere} AS least_vpc, MAX(${holdingVpc}) ${anywhere} AS largest_vpc FROM ends`,
    },
    {
      // held in this VPC, else in the only one that holds it
      name: 'placed_ends',
      query: `SELECT *, CASE WHEN held = 1 THEN vpc WHEN least_vpc = largest_vpc THEN least_vpc ELSE '' END AS end_vpc FROM known_ends`,
    },
    ...factsOfEnds(dialect, facts),
    {
      name: 'accounts',
      query: `SELECT ${columns.join(', ')}, direction, CASE WHEN transit OR direction IS NULL THEN interface WHEN direction = 'out' THEN 'source' ELSE 'destination' END AS account,
  ${both.map((end) => `${of(end, 'end_vpc')} AS ${end}_vpc`).join(', ')}${facts.flatMap((fact) => both.map((end) => `, ${of(end, `end_${fact}`)} AS ${end}_${fact}`)).join('')},
  bytes, packets, flows, first, last${details ? `, arbitrary(CASE WHEN role = 'source' THEN ${details} END) AS ${details}` : ''}
FROM ${facts.length > 0 ? 'ends_with_facts' : 'placed_ends'}
WHERE role <> 'middlebox'
GROUP BY ${[...kept, ...facts, 'direction', 'bytes', 'packets', 'flows', 'first', 'last'].join(', ')}
HAVING MAX(passing) = 0`,
    },
  ];
}

/** The row of most bytes speaks, then the lowest interface. */
function factsOfEnds(dialect: Dialect, facts: readonly string[]): Step[] {
  if (facts.length === 0) return [];
  const anywhere = 'OVER (PARTITION BY address)';
  const each = (text: (fact: string) => string) => facts.map(text).join(',\n  ');
  return [
    {
      name: 'fact_sums',
      query: `SELECT *, SUM(CASE WHEN holds THEN bytes ELSE 0 END) OVER (PARTITION BY address, vpc, interface, ${facts.join(', ')}) AS fact_bytes FROM placed_ends`,
    },
    {
      name: 'facts',
      query: `SELECT *,
  ${each((fact) => `${dialect.leastBy(fact, `CASE WHEN holds AND ${fact} IS NOT NULL THEN ROW(-fact_bytes, interface, ${fact}) END`)} OVER (PARTITION BY address, vpc) AS known_${fact}`)}
FROM fact_sums`,
    },
    {
      name: 'facts_elsewhere',
      query: `SELECT *,
  ${each((fact) => `MAX(CASE WHEN holds AND vpc <> '' THEN known_${fact} END) ${anywhere} AS once_${fact}, MAX(CASE WHEN vpc = '' THEN known_${fact} END) ${anywhere} AS nowhere_${fact}`)}
FROM facts`,
    },
    {
      name: 'ends_with_facts',
      query: `SELECT *,
  ${each((fact) => `CASE end_vpc WHEN vpc THEN known_${fact} WHEN '' THEN nowhere_${fact} ELSE once_${fact} END AS end_${fact}`)}
FROM facts_elsewhere`,
    },
  ];
}
