import type { Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';
import { accounts, oneOfSeveral } from './accounts';
import { addressFacts, isBeyond, unpacked } from './packed';
import { unnamedGateway } from './records';

/*
 * From sightings to hops: bytes handed from one interface to the next, counted once.
 *
 * A hop has two accounts, its sender's and its receiver's; the larger one counts, and tells the times. Two accounts are
 * of the same hop where the packet's ends (each in its VPC) and the receiver are the same. A receiver is an interface
 * that passes the bytes on, by its id, or whoever holds the destination: an address that moved from node to node is one.
 * The sender knows the receiver from its next-hop fields; without them from who else has seen the packets in its VPC.
 */

const hopEnds = ['from', 'to'] as const;

/** What an answer asks of the ends of packets; what it does not ask is added up early. */
export interface AskedEnds {
  /** Addresses inside. */
  readonly addresses: boolean;
  /** Addresses beyond every VPC too. */
  readonly hosts: boolean;
  /** Columns of `told` to keep apart, e.g. hours. */
  readonly columns: readonly string[];
}

/**
 * The step `paired`, from `told`: the sightings with who else in the VPC has seen the same packets.
 *
 * - `holds`: whether the interface holds its side's address. One that has the same packets come in and go out does not,
 *   it forwards them
 * - `least_passing`, `largest_passing`: who passes the packets on; `arrives`: whether somebody receives them
 * - `way_back`: the path of the packets of the other direction
 * - `told_by`: whose account it is, `out` the sender's; a row without direction counts where no others tell of the packets
 * - `alone`: whether nobody else has seen packets of this direction
 *
 * Both directions are of one partition, so that they are sorted once.
 */
export function paired({ materialized }: Dialect): Step[] {
  const all = 'OVER (PARTITION BY vpc, LEAST(source, destination), GREATEST(source, destination))';
  const either = (aggregate: string, value: string, same: boolean) => {
    const of = (test: string) => `${aggregate}(CASE WHEN ${test} THEN ${value} END) ${all}`;
    const [low, high] = same ? ['', 'NOT '] : ['NOT ', ''];
    return `CASE WHEN source < destination THEN ${of(`${low}source < destination`)} ELSE ${of(`${high}source < destination`)} END`;
  };
  const along = (aggregate: string, value: string) => either(aggregate, value, true);
  const when = (direction: string, transit: string) =>
    `CASE WHEN direction = '${direction}' AND ${transit} THEN node END`;
  return [
    {
      name: 'beside',
      query: `SELECT *, ${along('MIN', when('in', 'NOT transit'))} AS least_in,
  ${along('MAX', when('in', 'NOT transit'))} AS largest_in,
  ${along('MIN', when('out', 'NOT transit'))} AS least_out,
  ${along('MAX', when('out', 'NOT transit'))} AS largest_out,
  ${along('MIN', when('in', 'transit'))} AS least_transit,
  ${along('MAX', when('in', 'transit'))} AS largest_transit,
  ${along('MAX', 'CASE WHEN direction IS NULL THEN 0 ELSE 1 END')} AS directed,
  ${along('MIN', 'node')} AS least_node, ${along('MAX', 'node')} AS largest_node,
  ${either('MAX', `CASE WHEN direction = 'out' AND NOT transit THEN path END`, false)} AS way_back
FROM told WHERE accepted`,
    },
    {
      name: 'paired',
      materialized,
      query: `SELECT *, direction IS NOT NULL AND NOT transit AND NOT CASE direction WHEN 'in' THEN COALESCE(node IN (least_out, largest_out), false) ELSE COALESCE(node IN (least_in, largest_in), false) END AS holds,
  COALESCE(least_transit, CASE WHEN least_in IN (least_out, largest_out) THEN least_in END, CASE WHEN largest_in IN (least_out, largest_out) THEN largest_in END) AS least_passing,
  COALESCE(largest_transit, CASE WHEN largest_in IN (least_out, largest_out) THEN largest_in END, CASE WHEN least_in IN (least_out, largest_out) THEN least_in END) AS largest_passing,
  COALESCE(least_in NOT IN (COALESCE(least_out, ''), COALESCE(largest_out, '')), false) OR COALESCE(largest_in NOT IN (COALESCE(least_out, ''), COALESCE(largest_out, '')), false) AS arrives,
  COALESCE(direction, CASE WHEN node = least_node THEN 'out' ELSE 'in' END) AS told_by,
  least_node = largest_node AS alone
FROM beside WHERE direction IS NOT NULL OR directed = 0`,
    },
  ];
}

/** From `paired` and `addresses` to `added_up`: the hops, by what is asked. */
export function hops(dialect: Dialect, asked: AskedEnds): Step[] {
  const apart = asked.hosts ? [handed(asked)] : [handed(asked), merged(asked)];
  return [...apart, ...accounts(dialect, apart.at(-1)!.name, asked.columns), addedUp(asked)];
}

/** What `handed` keeps of a sighting, but for the packet's ends and the bytes. */
const ofSighting = [
  'vpc',
  'node',
  'regional',
  'direction',
  'told_by',
  'month',
  'path',
  'opens',
  'overlay',
  'about',
  'instance',
  'next_interface',
  'next_type',
  'next_az',
  'next_about',
];

/** `handed_to`: the interface that passes the bytes on, which can be one of several, or '' for whoever holds the destination. */
function handed({ columns }: AskedEnds): Step {
  const sighting = ['source', 'destination', 'bytes', 'way_back', 'alone', ...ofSighting, ...columns];
  const beyond = (end: string) => `${unpacked(`${end}.about`, addressFacts, 'beyond')} = '1'`;
  // on a regional NAT gateway's outer side both ends are beyond: its own address, and the host
  const ofGateway = (end: 'source' | 'destination', direction: string) =>
    `p.regional AND p.direction = '${direction}' AND COALESCE(${beyond(end === 'source' ? 'destination' : 'source')}, false)`;
  const wayBack = 'COALESCE(p.way_back, source.path)';
  // no next hop is named for what an internet gateway hands over
  const byGateway = `COALESCE(p.next_interface, p.next_type) IS NOT NULL AND ${wayBack} IN (2, 8)`;
  return {
    name: 'handed',
    query: `SELECT ${sighting.map((name) => `p.${name}`).join(', ')},
  CASE WHEN p.regional THEN COALESCE(${ofGateway('source', 'out')} OR ${ofGateway('destination', 'in')}, false) ELSE p.holds END AS holds,
  source.about AS source_about, destination.about AS destination_about, source.passes OR destination.passes OR p.regional AS by_gateway,
  COALESCE(${unpacked('source.about', addressFacts, 'in')}, '') AS source_in, COALESCE(${unpacked('destination.about', addressFacts, 'in')}, '') AS destination_in,
  CASE WHEN p.told_by = 'in' AND NOT (${byGateway}) THEN ${wayBack} END AS path_back, source.path AS source_path, destination.path AS destination_path,
  CASE
    WHEN p.direction IS NULL THEN ''
    WHEN p.direction = 'in' THEN CASE WHEN CASE WHEN p.regional THEN COALESCE(${ofGateway('destination', 'in')}, false) ELSE p.holds END THEN '' ELSE p.node END
    WHEN p.next_interface IN (p.least_passing, p.largest_passing) THEN p.next_interface
    WHEN p.next_interface IN (destination.least_holder, destination.largest_holder) OR p.next_interface IS NOT NULL AND destination.holders > 2 THEN ''
    WHEN p.next_interface IS NOT NULL THEN p.next_interface
    WHEN p.holds AND p.least_passing <> p.largest_passing THEN '${oneOfSeveral}'
    WHEN p.holds THEN COALESCE(p.least_passing, CASE p.next_type WHEN 'regional_nat_gateway' THEN '${unnamedGateway}' END, '')
    WHEN p.arrives THEN ''
    WHEN p.largest_passing <> p.node THEN p.largest_passing
    WHEN p.least_passing <> p.node THEN p.least_passing
    ELSE '' END AS handed_to
FROM paired p
LEFT JOIN addresses source ON source.vpc = p.vpc AND source.address = p.source
LEFT JOIN addresses destination ON destination.vpc = p.vpc AND destination.address = p.destination`,
  };
}

/**
 * Of hosts beyond that one interface alone has to do with, nothing matters but the bytes: the clients of a website are
 * millions, and become one here, before anything is sorted. Where the record has no path, another one of the pair may.
 */
function merged({ columns }: AskedEnds): Step {
  const isLone = `alone AND holds AND NOT by_gateway AND handed_to = '' AND next_interface IS NULL AND next_about IS NULL`;
  const unless = (test: string, end: string) =>
    `CASE WHEN NOT COALESCE(${isLone} AND ${test}, false) THEN ${end} END AS ${end}`;
  const kept = [
    ...ofSighting,
    ...columns,
    'holds',
    'by_gateway',
    'handed_to',
    'path_back',
    ...['source', 'destination'].flatMap((end) => ['about', 'in', 'path'].map((name) => `${end}_${name}`)),
  ];
  const ends = [
    unless(`direction = 'in' AND ${isBeyond('source')}`, 'source'),
    unless(`direction = 'out' AND ${isBeyond('destination')} AND path IS NOT NULL`, 'destination'),
  ];
  return {
    name: 'merged',
    query: `SELECT ${[...kept, ...ends].join(', ')}, CAST(SUM(bytes) AS bigint) AS bytes
FROM handed GROUP BY ${[...kept, ...ends].map((_, index) => index + 1).join(', ')}`,
  };
}

/** The columns of `added_up`, but for the addresses and the bytes. */
export function addedUpColumns({ columns }: AskedEnds): string[] {
  return [
    ...['vpc', 'direction', 'told_by', 'month', 'opens', 'overlay', 'path', 'named', 'foreign_next'],
    ...['source_about', 'destination_about'],
    ...hopEnds.flatMap((end) =>
      ['node', 'about', 'instance', 'holds', 'logged'].map((column) => `${end}_${column}`),
    ),
    ...columns,
  ];
}

/** Addresses that nobody asks for are left out, but for hosts beyond a gateway, which tell its legs; then rows are added up. */
function addedUp(asked: AskedEnds): Step {
  const address = (end: 'source' | 'destination') => {
    if (asked.hosts) return end;
    const beyond = isBeyond(end);
    const passing = `(by_gateway OR NOT from_holds AND from_node IS NOT NULL OR NOT to_holds)`;
    return `CASE WHEN ${asked.addresses ? `NOT ${beyond} OR ${passing}` : `${beyond} AND ${passing}`} THEN ${end} END AS ${end}`;
  };
  const kept = addedUpColumns(asked);
  return {
    name: 'added_up',
    query: `SELECT ${[...kept, address('source'), address('destination')].join(', ')}, CAST(SUM(bytes) AS bigint) AS bytes
FROM counted GROUP BY ${[...kept, '', ''].map((_, index) => index + 1).join(', ')}`,
  };
}
