import type { Dialect } from '../sql/dialect';
import { passingTypes } from '../traffic/sighted';
import type { Step } from '../traffic/step';
import { addressFacts, interfaceFacts, packed, unpacked } from './packed';
import { unnamedGateway } from './records';

/*
 * A hop has two accounts, its sender's and its receiver's; the larger one counts, and tells the times. Its interfaces are
 * those that its records name, or the only ones that they can mean. An address that moves from interface to interface has
 * many hops, and a record may not tell of which it is. Such a record is open: what it tells beyond the hops that are known
 * counts, with an end that is one of several.
 */

type End = 'from' | 'to';
const hopEnds = ['from', 'to'] as const;

/** Whose records are of the interface at an end. */
const near = { from: 'out', to: 'in' } as const;

/** What all hops have in common that a record can be of. */
const handover = 'source_in, source, destination_in, destination, passed_in';
const handovers = `OVER (PARTITION BY ${handover})`;

/** What stands for the id of an interface that is one of several. */
export const oneOfSeveral = 'one of several interfaces';

const of = (teller: 'in' | 'out', value: string) => `CASE WHEN told_by = '${teller}' THEN ${value} END`;
const holding = of('out', 'CASE WHEN holds THEN 1 ELSE 0 END');

/** From `handed` to `counted`: the counted account of each hop, with its two interfaces. */
export function accounts(dialect: Dialect, handed: string, columns: readonly string[]): Step[] {
  return [ends(handed), accountsOfHops, rests(dialect, columns), counted(columns)];
}

/**
 * `hop_from`, `hop_to`: the interfaces at both ends; NULL where none is known, or it is one of several: `is_open`.
 */
function ends(handed: string): Step {
  const named = {
    from: `CASE told_by WHEN 'out' THEN node ELSE next_interface END`,
    to: `CASE told_by WHEN 'in' THEN node ELSE COALESCE(CASE WHEN handed_to NOT IN ('', '${oneOfSeveral}') THEN handed_to END, next_interface) END`,
  };
  const ofHandover = hopEnds.flatMap((end) => [
    `MIN(named_${end}) ${handovers} AS least_${end}`,
    `MAX(named_${end}) ${handovers} AS largest_${end}`,
    `MAX(${of(near[end], '1')}) ${handovers} AS any_${end}`,
  ]);
  const hopEnd = (end: End) =>
    `COALESCE(named_${end}, CASE WHEN least_${end} = largest_${end} THEN least_${end} END) AS hop_${end}`;
  const isOpen = hopEnds.map((end) => `named_${end} IS NULL AND least_${end} <> largest_${end}`).join(' OR ');
  return {
    name: 'hop_ends',
    query: `SELECT *, ${hopEnds.map(hopEnd).join(', ')},
  COALESCE(${isOpen}, false) AS is_open
FROM (SELECT *, ${ofHandover.join(',\n    ')}, MAX(${of('out', 'path')}) ${handovers} AS sender_path, MAX(${holding}) ${handovers} AS senders_hold
  FROM (SELECT *, ${hopEnds.map((end) => `${named[end]} AS named_${end}`).join(', ')}, CASE WHEN handed_to <> '' THEN vpc END AS passed_in FROM ${handed}) AS n) AS h`,
  };
}

/** What is known of the hop's interface at an end from those who have seen the same packets there. */
function facing(end: End): Readonly<Record<'node' | 'about' | 'instance', string>> {
  const packet = end === 'from' ? 'source' : 'destination';
  const said = `CASE WHEN hop_${end} IS NOT NULL THEN substr(${end}_said, 2) END`;
  const known = (fact: (typeof addressFacts)[number]) => unpacked(`${packet}_about`, addressFacts, fact);
  // else whoever holds the packet's address, if that can be reached directly: in the same VPC, by peering or the internet
  const nobody = `hop_${end} IS NULL AND next_type IS NULL AND NOT is_open`;
  const isDirect = `(COALESCE(${known('holder_vpc')}, '') = vpc OR COALESCE(path, sender_path, path_back, ${packet}_path) IN (2, 4, 5, 8))`;
  const ofHolder = (value: string, planned: string) =>
    `CASE WHEN ${nobody} THEN CASE WHEN ${isDirect} THEN ${value} ELSE ${planned} END END`;
  const plannedAz = packed(interfaceFacts, (fact) => (fact === 'az' ? known('place_az') : 'NULL'));
  // what an interface says of itself is more than what is said of it, unless its records lack the zone or the type
  const tellsAll = `${said} NOT LIKE '|%' AND (next_type IS NULL OR ${said} LIKE '%|' || next_type)`;
  return {
    node: `COALESCE(hop_${end}, CASE WHEN is_open THEN '${oneOfSeveral}' WHEN next_type = 'regional_nat_gateway' THEN '${unnamedGateway}' END, ${ofHolder(known('holder_interface'), 'NULL')})`,
    about: `COALESCE(CASE WHEN ${tellsAll} THEN ${said} END, next_about, ${said}, ${ofHolder(
      packed(interfaceFacts, (fact) =>
        fact === 'az' ? `COALESCE(${known('holder_az')}, ${known('place_az')})` : known(`holder_${fact}`),
      ),
      plannedAz,
    )})`,
    instance: `COALESCE(${end}_said_instance, ${ofHolder(known('holder_instance'), 'NULL')})`,
  };
}

/** `is_larger`: whether a record is of the larger account of its hop. */
const accountsOfHops: Step = (() => {
  const bytes = (end: End) =>
    `COALESCE(SUM(${of(near[end], 'bytes')}) OVER (PARTITION BY ${handover}, hop_from, hop_to), -1)`;
  return {
    name: 'accounts',
    query: `SELECT *, told_by = CASE WHEN ${bytes('from')} >= ${bytes('to')} THEN 'out' ELSE 'in' END AS is_larger FROM hop_ends`,
  };
})();

/**
 * The interfaces of each hop, `from_…` and `to_…`, and `part`, its bytes that count: of an open record the share of what
 * its interface tells beyond the hops that are known.
 */
function rests(dialect: Dialect, columns: readonly string[]): Step {
  const order = ['month', ...columns, 'path', 'opens', 'overlay', 'next_az', 'next_type', 'bytes']
    .map((column) => `CASE WHEN is_open THEN ${column} END`)
    .join(', ');
  const ofInterface = hopEnds.flatMap((end) => {
    const frame = `PARTITION BY ${handover}, hop_${end} ORDER BY ${order} ROWS BETWEEN UNBOUNDED PRECEDING AND`;
    const all = `OVER (${frame} UNBOUNDED FOLLOWING)`;
    const open = of(near[end], 'CASE WHEN is_open THEN bytes END');
    const known = `CASE WHEN is_larger AND NOT is_open THEN bytes ELSE 0 END`;
    return [
      // what it says of itself sorts before what is said of it
      `MIN(CASE told_by WHEN '${near[end]}' THEN '0' || about ELSE '1' || next_about END) ${all} AS ${end}_said`,
      `MAX(${of(near[end], 'instance')}) ${all} AS ${end}_said_instance`,
      `SUM(CASE told_by WHEN '${near[end]}' THEN bytes ELSE 0 END - ${known}) ${all} AS ${end}_rest`,
      `SUM(${open}) ${all} AS ${end}_open`,
      `SUM(${open}) OVER (${frame} CURRENT ROW) AS ${end}_run`,
      ...(end === 'from' ? [`MAX(${holding}) ${all} AS sender_holds`] : []),
    ];
  });
  const faced = hopEnds.flatMap((end) =>
    Object.entries(facing(end)).map(
      ([column, value]) =>
        `CASE told_by WHEN '${near[end]}' THEN ${column} ELSE ${value} END AS ${end}_${column}`,
    ),
  );
  const own = (column: string) => `CASE told_by WHEN 'out' THEN from_${column} ELSE to_${column} END`;
  const share = (run: string) => dialect.share(run, `GREATEST(${own('rest')}, 0)`, own('open'));
  const isBeyond = `${unpacked('source_about', addressFacts, 'beyond')} IS NOT NULL`;
  return {
    name: 'rests',
    query: `SELECT *, CASE WHEN is_open THEN ${share(own('run'))} - ${share(`${own('run')} - bytes`)} WHEN is_larger THEN bytes ELSE 0 END AS part,
  ${faced.join(',\n  ')},
  CASE told_by WHEN 'out' THEN holds ELSE COALESCE(COALESCE(sender_holds, senders_hold) = 1, NOT ${isBeyond} AND COALESCE(next_type, '') NOT IN ${passingTypes}) END AS from_holds
FROM (SELECT *, ${ofInterface.join(',\n    ')}
  FROM accounts) AS a`,
  };
}

/** What tolls ask of an interface. */
const asked = ['az', 'vpc', 'kind'] as const;

/**
 * The open records of both sides are two accounts of the same bytes; a tie is the middlebox's, which processes them.
 * Their other end has what all interfaces have in common that it can be.
 */
function counted(columns: readonly string[]): Step {
  const candidates = hopEnds.flatMap((end) =>
    asked.flatMap((fact) => {
      const known = `COALESCE(${unpacked(`${end}_about`, interfaceFacts, fact)}, '')`;
      const value = `CASE WHEN hop_${end} IS NOT NULL AND least_${end} <> largest_${end} THEN ${known} END`;
      return [
        `MIN(${value}) ${handovers} AS least_${end}_${fact}`,
        `MAX(${value}) ${handovers} AS largest_${end}_${fact}`,
      ];
    }),
  );
  const about = (end: End) => {
    const shared = packed(interfaceFacts, (fact) =>
      asked.some((name) => name === fact)
        ? `CASE WHEN least_${end}_${fact} = largest_${end}_${fact} THEN least_${end}_${fact} END`
        : 'NULL',
    );
    return `COALESCE(${end}_about, CASE WHEN is_open AND ${end}_holds THEN ${shared} END) AS ${end}_about`;
  };
  const logged = (end: End) =>
    `told_by = '${near[end]}' OR CASE WHEN is_open THEN any_${end} IS NOT NULL ELSE COALESCE(${end}_said LIKE '0%', false) END AS ${end}_logged`;
  const open = (teller: 'in' | 'out') =>
    `COALESCE(SUM(CASE WHEN is_open THEN ${of(teller, 'part')} END) ${handovers}, 0) AS open_${teller}`;
  const kept = ['vpc', 'direction', 'told_by', 'source', 'destination', 'month', 'opens', 'overlay'];
  const facts = ['source_about', 'destination_about', 'by_gateway', ...columns];
  return {
    name: 'counted',
    query: `SELECT ${[...kept, ...facts].join(', ')}, part AS bytes,
  from_node, from_instance, from_holds, to_node, to_instance, to_holds, ${hopEnds.map(about).join(',\n  ')},
  ${hopEnds.map(logged).join(', ')},
  COALESCE(path, sender_path, path_back) AS path,
  next_az IS NOT NULL OR next_interface IS NOT NULL AS named, next_az IS NOT NULL AND next_interface IS NULL AND next_type IS NULL AS foreign_next
FROM (SELECT *, handed_to = '' AS to_holds, ${open('out')}, ${open('in')},
    ${candidates.join(',\n    ')}
  FROM rests) AS r
WHERE part > 0 AND (NOT is_open OR told_by = CASE WHEN open_out > open_in OR open_out = open_in AND to_holds THEN 'out' ELSE 'in' END)`,
  };
}
