import type { Step } from '../traffic/step';
import { facts } from './addresses';

/*
 * From sightings to hops: bytes handed from one interface to the next, counted once.
 *
 * A hop has two accounts, its sender's and its receiver's; the larger one counts, and tells the times. Two accounts are
 * of the same hop where the packet's ends (each in its VPC) and the receiver are the same. A receiver is an interface
 * that passes the bytes on, by its id, or whoever holds the destination: an address that moved from node to node is one.
 * The sender knows the receiver from its next-hop fields; without them from who else has seen the packets in its VPC.
 */

/** The values of interface-type whose interfaces pass on the packets of others. */
const passingTypes = `('nat_gateway', 'regional_nat_gateway', 'transit_gateway', 'network_load_balancer', 'vpc_endpoint')`;

const packetEnds = ['source', 'destination'] as const;
const hopEnds = ['from', 'to'] as const;

/** What is known of an end of the packet, beside the facts of the interface that holds it. */
const packetFacts = ['in', 'inside', 'beyond', 'key', 'service', 'place_region', 'stands_in'] as const;

/** The columns of `hops` that are of the packet's ends. */
export const packetColumns = packetEnds.flatMap((end) => [
  end,
  ...[...packetFacts, ...facts].map((name) => `${end}_${name}`),
]);

/** The columns of `hops` that are of the hop's two interfaces. */
export const hopColumns = hopEnds.flatMap((end) =>
  [...facts, 'holds', 'logged'].map((name) => `${end}_${name}`),
);

/**
 * From `told` and `addresses` to `hops`.
 *
 * @param asked columns of `told` to keep beside
 */
export function hops(asked: readonly string[]): Step[] {
  return [joined(asked), chained, handed, accounts(), counted(asked)];
}

/**
 * The accepted sightings with what is known of both ends of the packet.
 *
 * - `source_…`, `destination_…`: the facts of the interface that holds the address; whether it is `inside` (held by an
 *   interface that is logged, or in the address plan), or `beyond` every private network; its `service`, `place_region`,
 *   `place_az`, `key`, and `way`: the path that its VPC takes to it
 * - `holds`: whether the interface holds its side's address, or only passes the packets on
 */
function joined(asked: readonly string[]): Step {
  const inside = (end: string) =>
    `(COALESCE(${end}.holders, 0) > 0 OR COALESCE(${end}.place, '') = 'network')`;
  const isPrivate = (end: string) => `COALESCE(${end}.place, '') = 'private'`;
  const holder = (end: string) =>
    `(t.node = ${end}.least_holder OR t.node = ${end}.largest_holder OR ${end}.holders > 2)`;
  // of a regional NAT gateway it is the end that is not a client's
  const isOfGateway = (other: string, direction: string) =>
    `(t.regional AND COALESCE(t.direction, '') = '${direction}' AND NOT (${inside(other)} OR ${isPrivate(other)}))`;
  const ofGateway = {
    source: isOfGateway('destination', 'out'),
    destination: isOfGateway('source', 'in'),
  };
  const ofEnd = (end: 'source' | 'destination') =>
    [
      `${inside(end)} OR ${ofGateway[end]} AS ${end}_inside`,
      `NOT (${inside(end)} OR ${isPrivate(end)} OR ${ofGateway[end]}) AS ${end}_beyond`,
      `COALESCE(${end}.holders, 0) AS ${end}_holders`,
      ...['least_holder', 'largest_holder', 'service', 'place_region', 'place_az'].map(
        (column) => `${end}.${column} AS ${end}_${column}`,
      ),
      `COALESCE(${end}.address_key, t.${end}) AS ${end}_key`,
      `${end}.path AS ${end}_way`,
      `COALESCE(${end}.stands_in, 0) AS ${end}_stands_in`,
      // an address of no known holder is in the VPC that has seen it, unless it is beyond
      `COALESCE(${end}.holder_vpc, CASE WHEN ${inside(end)} OR ${isPrivate(end)} OR ${ofGateway[end]} THEN t.vpc END, '') AS ${end}_in`,
      ...facts.map((fact) => `${end}.holder_${fact} AS ${end}_${fact}`),
    ].join(', ');
  return {
    name: 'joined',
    query: `SELECT t.vpc, t.node, t.direction, t.source, t.destination, t.bytes, t.month, t.path, t.opens, t.overlay,
  t.az, t.account, t.region, t.subnet, t.instance, t.kind,
  t.next_interface, t.next_az, t.next_vpc, t.next_subnet, t.next_type${asked.map((name) => `, t.${name}`).join('')},
  CASE WHEN t.regional THEN ${ofGateway.source} OR ${ofGateway.destination}
    ELSE COALESCE(CASE t.direction WHEN 'out' THEN ${holder('source')} WHEN 'in' THEN ${holder('destination')} END, false) END AS holds,
  ${packetEnds.map(ofEnd).join(',\n  ')}
FROM told t
LEFT JOIN addresses source ON source.vpc = t.vpc AND source.address = t.source
LEFT JOIN addresses destination ON destination.vpc = t.vpc AND destination.address = t.destination
WHERE t.accepted`,
  };
}

/**
 * Who else in the VPC has seen these packets: whom they came to on their way, and whether they arrived. And the way that
 * those of the other direction took. Both directions are of one partition, so that they are sorted once.
 */
const chained: Step = {
  name: 'chained',
  query: (() => {
    const all = 'OVER (PARTITION BY vpc, LEAST(source, destination), GREATEST(source, destination))';
    const along = (aggregate: string, value: string) => {
      const of = (test: string) => `${aggregate}(CASE WHEN ${test} THEN ${value} END) ${all}`;
      return `CASE WHEN source < destination THEN ${of('source < destination')} ELSE ${of('NOT source < destination')} END`;
    };
    const back = (aggregate: string, value: string) => {
      const of = (test: string) => `${aggregate}(CASE WHEN ${test} THEN ${value} END) ${all}`;
      return `CASE WHEN source < destination THEN ${of('NOT source < destination')} ELSE ${of('source < destination')} END`;
    };
    const passing = `CASE WHEN direction = 'in' AND NOT holds THEN node END`;
    return `SELECT *, ${along('MIN', passing)} AS least_passing,
  ${along('MAX', passing)} AS largest_passing,
  ${along('MAX', `CASE WHEN direction = 'in' AND holds THEN 1 ELSE 0 END`)} AS arrives,
  ${along('MAX', 'CASE WHEN direction IS NULL THEN 0 ELSE 1 END')} AS directed,
  ${along('MIN', 'node')} AS least_node,
  ${back('MAX', `CASE WHEN direction = 'out' AND holds THEN path END`)} AS way_back
FROM joined`;
  })(),
};

/**
 * `handed_to`: the interface that passes the bytes on, or '' for whoever holds the destination. `told_by`: whether the
 * row is of the sender's account or the receiver's. Rows without direction count where no others tell of the packets.
 */
const handed: Step = {
  name: 'handed',
  query: `SELECT *, COALESCE(direction, CASE WHEN node = least_node THEN 'out' ELSE 'in' END) AS told_by, CASE
    WHEN direction IS NULL THEN ''
    WHEN direction = 'in' THEN CASE WHEN holds THEN '' ELSE node END
    WHEN next_interface = destination_least_holder OR next_interface = destination_largest_holder THEN ''
    WHEN next_interface IS NOT NULL AND destination_holders > 2 AND next_interface NOT IN (COALESCE(least_passing, ''), COALESCE(largest_passing, '')) THEN ''
    WHEN next_interface IS NOT NULL THEN next_interface
    WHEN holds THEN COALESCE(least_passing, CASE next_type WHEN 'regional_nat_gateway' THEN 'regional NAT gateway' END, '')
    WHEN arrives = 1 THEN ''
    WHEN largest_passing <> node THEN largest_passing
    WHEN least_passing <> node THEN least_passing
    ELSE '' END AS handed_to
FROM chained WHERE direction IS NOT NULL OR directed = 0`,
};

/** The two accounts of each hop, and what each side says of itself: NULL where its rows do not agree. */
function accounts(): Step {
  const all = 'OVER (PARTITION BY source_in, source, destination_in, destination, handed_to)';
  const of = (account: string, value: string) => `CASE WHEN told_by = '${account}' THEN ${value} END`;
  const said = (end: 'from' | 'to') =>
    facts.map((fact) => {
      const value = of(end === 'from' ? 'out' : 'in', ownFact(fact));
      return `MIN(${value}) ${all} AS least_${end}_${fact}, MAX(${value}) ${all} AS largest_${end}_${fact}`;
    });
  return {
    name: 'accounts',
    query: `SELECT *, COALESCE(SUM(${of('out', 'bytes')}) ${all}, -1) AS sent, COALESCE(SUM(${of('in', 'bytes')}) ${all}, -1) AS received,
  MAX(${of('out', 'CASE WHEN holds THEN 1 ELSE 0 END')}) ${all} AS sender_holds, MAX(${of('out', 'path')}) ${all} AS sender_path,
  ${hopEnds.flatMap(said).join(',\n  ')}
FROM handed`,
  };
}

/** The column of `told` that says a fact of its interface. */
function ownFact(fact: (typeof facts)[number]): string {
  return fact === 'interface' ? 'node' : fact;
}

/**
 * The counted account of each hop; a tie is the sender's.
 *
 * - `bytes`, `month`, and the columns of the packet's ends
 * - `region`: of the interface whose account it is
 * - `from_…`, `to_…`: the facts of the hop's two interfaces; NULL where not known, or where there is none
 * - `from_holds`, `to_holds`: whether it holds the packet's address or passes it on
 * - `from_logged`, `to_logged`: whether its own records are here
 * - `path`: the way out of the sender; for what only the receiver has seen, the way that its VPC takes back
 * - `named`: the record names the interface at the other end, or its zone; `foreign_next`: its zone alone, so it is of
 *   another account
 */
function counted(asked: readonly string[]): Step {
  const own = (end: 'from' | 'to') => (end === 'from' ? 'out' : 'in');
  const facing = hopEnds.flatMap((end) =>
    facts.map(
      (fact) =>
        `CASE told_by WHEN '${own(end)}' THEN ${ownFact(fact)} ELSE ${far(end, fact)} END AS ${end}_${fact}`,
    ),
  );
  // whoever holds the packet's address speaks for it
  const spoken = packetEnds.flatMap((end) => {
    const at = end === 'source' ? 'from' : 'to';
    const known = (fact: string) =>
      fact === 'vpc' ? `COALESCE(${end}_vpc, NULLIF(${end}_in, ''))` : `${end}_${fact}`;
    return facts.map(
      (fact) =>
        `CASE WHEN ${at}_holds THEN COALESCE(${at}_${fact}, ${known(fact)}) ELSE ${known(fact)} END AS ${end}_${fact}`,
    );
  });
  const names = ['region', 'vpc', 'direction', 'opens', 'overlay', 'month', 'bytes', ...asked];
  const packet = packetEnds.flatMap((end) => [end, ...packetFacts.map((name) => `${end}_${name}`)]);
  return {
    name: 'hops',
    query: `SELECT ${[...names, ...packet, ...hopColumns].join(', ')}, path, named, foreign_next,
  ${spoken.join(',\n  ')}
FROM (SELECT ${[...names, ...packet].join(', ')}, ${packetEnds.flatMap((end) => facts.map((fact) => `${end}_${fact}`)).join(', ')},
  ${facing.join(',\n  ')},
  CASE told_by WHEN 'out' THEN holds ELSE COALESCE(sender_holds = 1, NOT source_beyond AND COALESCE(next_type, '') NOT IN ${passingTypes}) END AS from_holds,
  handed_to = '' AS to_holds,
  told_by = 'out' OR least_from_interface IS NOT NULL AS from_logged, told_by = 'in' OR least_to_interface IS NOT NULL AS to_logged,
  COALESCE(path, sender_path, CASE told_by WHEN 'in' THEN COALESCE(way_back, source_way) END) AS path,
  next_az IS NOT NULL OR next_interface IS NOT NULL AS named, next_az IS NOT NULL AND next_interface IS NULL AND next_type IS NULL AS foreign_next
FROM accounts
WHERE told_by = CASE WHEN sent >= received THEN 'out' ELSE 'in' END) AS h`,
  };
}

/**
 * A fact of the interface at the other end of the hop: as the record names it, else as the other account says it, else
 * of whoever holds the packet's address, if it can be reached directly: in the same VPC, by peering or the internet.
 */
function far(end: 'from' | 'to', fact: (typeof facts)[number]): string {
  const packet = end === 'from' ? 'source' : 'destination';
  const named = {
    interface: 'next_interface',
    az: 'next_az',
    vpc: 'next_vpc',
    subnet: 'next_subnet',
    kind: 'next_type',
  };
  const regional = `CASE next_type WHEN 'regional_nat_gateway' THEN 'regional NAT gateway' END`;
  const said = `CASE WHEN least_${end}_${fact} = largest_${end}_${fact} THEN least_${end}_${fact} END`;
  const nobodySaid = `least_${end}_interface IS NULL AND next_interface IS NULL AND next_type IS NULL`;
  const isHolder = end === 'from' ? nobodySaid : `${nobodySaid} AND handed_to = ''`;
  const isDirect = `(COALESCE(${packet}_vpc, '') = vpc OR COALESCE(path, sender_path, way_back, ${packet}_way) IN (2, 4, 5, 8))`;
  return `COALESCE(${[
    ...(fact in named ? [named[fact as keyof typeof named]] : []),
    ...(fact === 'interface' ? [said, regional] : [said]),
    `CASE WHEN ${isHolder} AND ${isDirect} THEN ${packet}_${fact} END`,
    ...(fact === 'az' ? [`CASE WHEN ${isHolder} THEN ${packet}_place_az END`] : []),
  ].join(', ')})`;
}
