import type { Dialect } from '../sql/dialect';
import type { Seen } from './seen';
import type { Step } from './step';

/**
 * What all sightings together know of an address: which VPCs hold it, whether it is a middlebox's own there, and what
 * the records of its own interface say of it. Works on `sided`; gives `accounts`: its rows, with the account that they
 * are of and with `source_…` and `destination_…` of `vpc` and facts, but without the legs that end at a middlebox.
 *
 * Each row is taken apart into its ends, which learn from all ends of the same address, and put together again.
 *
 * An instance holds the addresses behind its interfaces, e.g. of pods, but not those of packets that it forwards: what
 * comes in and goes out again, and what has another interface's own address, which AWS never moves to a second one.
 *
 * @param facts columns that say something of the interface
 */
export function ends(dialect: Dialect, { columns, details }: Seen, facts: readonly string[]): Step[] {
  const kept = columns.join(', ');
  const source = (value: string) => `CASE WHEN role = 'source' THEN ${value} END`;
  const destination = (value: string) => `CASE WHEN role = 'destination' THEN ${value} END`;
  const both = ['vpc', ...facts].map(
    (name) =>
      `MAX(${source(`end_${name}`)}) AS source_${name}, MAX(${destination(`end_${name}`)}) AS destination_${name}`,
  );
  const sums = ['bytes', 'packets', 'flows'].map((name) => `CAST(SUM(${source(name)}) AS bigint) AS ${name}`);
  const carried = details ? [`s.${details}`] : [];
  const carriedOn = details ? [`${dialect.leastBy(details, source('0'))} AS ${details}`] : [];
  const steps: Step[] = [
    {
      name: 'forwarding',
      query: `SELECT *, COALESCE(MIN(${heldSide}) ${samePackets} <> MAX(${heldSide}) ${samePackets}, false) AS forwards FROM sided`,
    },
    {
      name: 'ends',
      query: `SELECT ${columns.map((name) => `s.${name}`).join(', ')}, s.bytes, s.packets, s.flows, s.first, s.last, ${[...carried, 'e.role'].join(', ')},
  CASE WHEN NOT (s.transit OR s.forwards) THEN CASE s.direction WHEN 'out' THEN 'source' WHEN 'in' THEN 'destination' END END AS held_end,
  s.interface || COALESCE(' ' || s.direction, '') AS passage,
  CASE e.role WHEN 'source' THEN s.source WHEN 'destination' THEN s.destination ELSE s.middlebox END AS address,
  CASE WHEN s.direction = CASE e.role WHEN 'source' THEN 'out' WHEN 'destination' THEN 'in' END THEN NOT (s.transit OR s.forwards) ELSE false END AS holds,
  COALESCE(s.own = CASE e.role WHEN 'source' THEN s.source ELSE s.destination END, true) AS is_own
FROM forwarding s CROSS JOIN (VALUES ('source'), ('destination'), ('middlebox')) AS e (role)
WHERE e.role <> 'middlebox' OR s.middlebox IS NOT NULL`,
    },
    {
      name: 'known_ends',
      query: `SELECT *, MAX(CASE WHEN role = 'middlebox' THEN 1 ELSE 0 END) ${inItsVpc} AS passes,
  MAX(${holdingVpc}) ${inItsVpc} AS held_vpc, MIN(${holdingVpc}) ${anywhere} AS least_vpc, MAX(${holdingVpc}) ${anywhere} AS largest_vpc,
  MAX(CASE WHEN holds AND is_own THEN 1 ELSE 0 END) ${inItsVpc} AS owned, MIN(CASE WHEN holds AND is_own THEN first END) ${inItsVpc} AS owned_first, MAX(CASE WHEN holds AND is_own THEN last END) ${inItsVpc} AS owned_last
FROM ends`,
    },
    {
      name: 'placed_ends',
      query: `SELECT *, COALESCE(held_vpc, CASE WHEN least_vpc = largest_vpc THEN least_vpc END, '') AS end_vpc FROM known_ends`,
    },
    ...factsOfEnds(dialect, facts),
  ];
  return [
    ...steps,
    {
      name: 'accounts',
      query: `SELECT ${kept}, CASE WHEN MAX(${ofAnother}) = 0 THEN COALESCE(held_end, passage) ELSE passage END AS account, ${[...both, ...sums, ...carriedOn].join(', ')}
FROM ${steps.at(-1)!.name} WHERE role <> 'middlebox' GROUP BY ${kept}, held_end, passage HAVING MAX(passes) = 0`,
    },
  ];
}

const heldSide = `CASE WHEN NOT transit AND machine <> '' THEN direction END`;
const samePackets = 'OVER (PARTITION BY vpc, machine, source, destination)';

/** Whether it is the own address of another interface at that time; AWS's times can be off by a minute. */
const ofAnother = `CASE WHEN holds AND NOT is_own AND owned = 1 AND NOT COALESCE(last < owned_first - 60 OR first > owned_last + 60, false) THEN 1 ELSE 0 END`;

// one partition and one order, so that an engine sorts once for both
const inItsVpc = 'OVER (PARTITION BY address ORDER BY vpc RANGE BETWEEN CURRENT ROW AND CURRENT ROW)';
const anywhere =
  'OVER (PARTITION BY address ORDER BY vpc RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)';

const holdingVpc = `CASE WHEN holds AND vpc <> '' THEN vpc END`;

/** Of an address in a VPC the row of most bytes speaks, then the lowest interface. */
function factsOfEnds(dialect: Dialect, facts: readonly string[]): Step[] {
  if (facts.length === 0) return [];
  const of = (text: (fact: string) => string) => facts.map(text).join(',\n  ');
  const speaks = (fact: string) =>
    `CASE WHEN holds AND ${fact} IS NOT NULL THEN ROW(-fact_bytes, interface, ${fact}) END`;
  return [
    {
      name: 'fact_sums',
      query: `SELECT *, COALESCE(SUM(CASE WHEN holds THEN bytes END) OVER (PARTITION BY address, vpc, interface, ${facts.join(', ')}), 0) AS fact_bytes FROM placed_ends`,
    },
    {
      name: 'facts_here',
      query: `SELECT *,
  ${of((fact) => `${dialect.leastBy(fact, speaks(fact))} OVER (PARTITION BY address, vpc) AS here_${fact}`)}
FROM fact_sums`,
    },
    {
      name: 'facts_there',
      query: `SELECT *,
  ${of((fact) => `MAX(CASE WHEN ${holdingVpc} IS NOT NULL THEN here_${fact} END) ${anywhere} AS held_${fact}, MAX(CASE WHEN vpc = '' THEN here_${fact} END) ${anywhere} AS nowhere_${fact}`)}
FROM facts_here`,
    },
    {
      // where the end is in another VPC, that is the only one that holds its address
      name: 'facts_of_ends',
      query: `SELECT *,
  ${of((fact) => `CASE end_vpc WHEN vpc THEN here_${fact} WHEN '' THEN nowhere_${fact} ELSE held_${fact} END AS end_${fact}`)}
FROM facts_there`,
    },
  ];
}
