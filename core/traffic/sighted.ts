import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import type { Dialect } from '../sql/dialect';
import { isAncient, isOdd } from '../tables/kind';

/**
 * The first step of every answer, and the only one that reads records: lines become sightings, added up by who saw
 * what. What follows works on these sums, which are far fewer.
 *
 * Columns, beside the asked keys:
 * - `kind`: as the lines have it
 * - `vpc`, `interface`: of the interface that wrote the record; '' where the format does not say
 * - `side`: 'out' or 'in', NULL where the record alone does not tell
 * - `machine`: the instance that the interface is of, or the interface itself where there is none
 * - `own`: the interface's own address, where the side is known
 * - `transit`: whether the interface only passes the bytes on (NAT gateway, transit gateway, load balancer, endpoint)
 * - `middlebox`: the own address of such an interface, and of every NAT gateway
 * - `source`, `destination`: the packet's addresses
 * - `bytes`, `packets`, `flows`, `odd` (how many of the flows break AWS's own rules), `first`, `last` (epoch seconds)
 *
 * Counted, it has rows that count lines, too, as if they were sightings of a pair of their own: so they come through all
 * steps, and one reading gives the answer and what it was made of. Only there `vpc` is NULL; `destination` is `odd` or
 * the kind of the lines.
 */
export interface SightedQuery {
  /** SQL text of the lines relation. */
  readonly lines: string;
  /** The fields that at least one record format of the data has. */
  readonly fields: ReadonlySet<string>;
  /** More columns to keep apart, by name. */
  readonly keys: Readonly<Record<string, string>>;
  /** More columns that hang on the others: of what is added up, any value but NULL will do. @default - none */
  readonly facts?: Readonly<Record<string, string>>;
  /** Whether lines are counted beside. @default false */
  readonly counted?: boolean;
  /** Epoch seconds, half-open; a record belongs to the time of its start. */
  readonly from?: number;
  readonly to?: number;
}

/** The fields that sightings need beside those of the asked keys; they do without what the format lacks. */
export const sightedFields = [
  'interface-id',
  'srcaddr',
  'dstaddr',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'vpc-id',
  'instance-id',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'flow-direction',
  'traffic-path',
  'interface-type',
  'account-id',
] as const;

/** Those of them that coverage needs, of which nobody asks who saw what: whether they are odd, and their time. */
export const coverageFields = ['action', 'account-id', 'start', 'end'] as const;

/** What tells sightings apart, as lines have it. */
const told = [
  'vpc-id',
  'interface-id',
  'instance-id',
  'srcaddr',
  'dstaddr',
  'pkt-srcaddr',
  'pkt-dstaddr',
  'flow-direction',
  'interface-type',
  'action',
  'account-id',
];

/** Lines are added up as they stand; what they mean is worked out of the sums, because an expression on each line costs. */
export function sighted(
  dialect: Dialect,
  { lines, fields, keys, facts = {}, counted = false, from, to }: SightedQuery,
): string {
  const column = (name: string) => (fields.has(name) ? columnOf(name) : absent(name));
  const plain = Object.fromEntries(
    told.filter((name) => !isAddress(name)).map((name) => [columnOf(name), column(name)]),
  );
  // never NULL, as the key of the same name is
  if (fields.has('action')) plain['action'] = "COALESCE(action, '')";
  // what is told apart anyhow is no key of its own: each costs every line
  const known = new Map(Object.entries(plain).map(([name, value]) => [value, name]));
  const ownKeys = Object.entries(keys).filter(([, value]) => !known.has(value));
  const sharedKeys = Object.entries(keys)
    .filter(([name, value]) => known.has(value) && known.get(value) !== name)
    .map(([name, value]) => `${known.get(value)} AS ${name}`);
  const groups: Record<string, string> = {
    kind: 'kind',
    ...plain,
    ...Object.fromEntries(told.filter(isAddress).map((name) => [written(name), column(name)])),
    to_gateway: `${column('traffic-path')} IN (2, 8)`,
    ancient: isAncient(column('start')),
    ...Object.fromEntries(ownKeys),
  };
  const names = Object.keys(groups);
  const summed = {
    line_bytes: column('bytes'),
    line_packets: column('packets'),
    line_start: column('start'),
    line_end: column('end'),
  };
  const shortest = told.filter(isAddress).map((name) => {
    const address = fields.has(name) ? dialect.shortestAddress(written(name)) : written(name);
    return `${address} AS ${columnOf(name)}`;
  });
  const sums = [
    `SELECT kind, COALESCE(vpc_id, '') AS vpc, COALESCE(interface_id, '') AS interface, COALESCE(instance_id, interface_id, '') AS machine, side, own, transit,`,
    `  ${fields.has('interface-id') ? middlebox : absent('interface-id')} AS middlebox, source, destination,`,
    `  ${[...Object.keys(keys), ...Object.keys(facts), 'bytes', 'packets', 'flows'].join(', ')}, CASE WHEN ${isOdd(dialect, fields)} THEN flows ELSE 0 END AS odd, first, last${counted ? ', counts' : ''}`,
    `FROM (SELECT *, ${fields.has('interface-id') ? transit(fields.has('instance-id')) : 'false'} AS transit`,
    `FROM (SELECT *, CASE side WHEN 'out' THEN srcaddr WHEN 'in' THEN dstaddr END AS own`,
    `FROM (SELECT *, ${side} AS side, COALESCE(pkt_srcaddr, srcaddr) AS source, COALESCE(pkt_dstaddr, dstaddr) AS destination`,
    `FROM (SELECT *, ${[...shortest, ...sharedKeys].join(', ')}`,
    `FROM (SELECT ${names.join(', ')},`,
    ...Object.keys(facts).map((name) => `  MAX(${name}) AS ${name},`),
    `  ${dialect.sumWhere('line_bytes', isGood)} AS bytes, ${dialect.sumWhere('line_packets', isGood)} AS packets, COUNT(*) AS flows,`,
    `  MIN(line_start) AS first, MAX(line_end) AS last${counted ? `, GROUPING(interface_id) = 1 AS counts` : ''}`,
    `FROM (SELECT ${Object.entries({ ...groups, ...facts, ...summed })
      .map(([name, value]) => `${value} AS ${name}`)
      .join(', ')}`,
    `FROM (${lines}) AS line${where(fields, from, to)}) AS line`,
    `GROUP BY ${counted ? `GROUPING SETS ((${names.join(', ')}), (${countedBy.join(', ')}))` : names.join(', ')}) AS sums) AS sums) AS sums) AS sums) AS sums`,
  ].join('\n');
  return counted ? withCounts(sums, [...Object.keys(keys), ...Object.keys(facts)]) : sums;
}

/** The numbers of a bad line are anything. */
const isGood = `kind <> 'bad'`;

/** Whether a record is odd hangs on all but its kind. */
const countedBy = ['kind', 'action', 'account_id', 'ancient'];

/** Makes what counts lines look like sightings; no address has a space in it. */
function withCounts(sums: string, asked: readonly string[]): string {
  return [
    `SELECT CASE WHEN counts THEN 'record' ELSE kind END AS kind, CASE WHEN NOT counts THEN vpc END AS vpc, interface, machine,`,
    `  CASE WHEN counts THEN 'out' ELSE side END AS side, own, transit AND NOT counts AS transit, middlebox,`,
    `  CASE WHEN counts THEN 'all lines' ELSE source END AS source,`,
    `  CASE WHEN counts THEN CASE WHEN kind = 'record' AND odd > 0 THEN 'odd' ELSE kind END ELSE destination END AS destination,`,
    `  ${[...asked, 'bytes', 'packets', 'flows', 'odd', 'first', 'last'].join(', ')}`,
    `FROM (${sums}) AS sums`,
  ].join('\n');
}

function isAddress(name: string): boolean {
  return name.endsWith('addr');
}

/** An address as the records write it. */
function written(name: string): string {
  return `written_${columnOf(name)}`;
}

/** NULL of the field's type: Trino wants to know it. */
function absent(name: string): string {
  return `CAST(NULL AS ${fieldNamed(name).type === 'string' ? 'varchar' : 'bigint'})`;
}

function columnOf(name: string): string {
  const column = columnName(fieldNamed(name));
  return column === 'end' ? '"end"' : column;
}

/** The side that `flow-direction` names, else the one whose hop address is not the packet's: that one is local. */
const side =
  `CASE WHEN flow_direction = 'egress' THEN 'out' WHEN flow_direction = 'ingress' THEN 'in' ` +
  `WHEN srcaddr <> pkt_srcaddr AND dstaddr = pkt_dstaddr THEN 'out' ` +
  `WHEN dstaddr <> pkt_dstaddr AND srcaddr = pkt_srcaddr THEN 'in' END`;

/** The values of interface-type whose interfaces pass on the packets of others. */
export const passingTypes = `('nat_gateway', 'regional_nat_gateway', 'transit_gateway', 'network_load_balancer', 'vpc_endpoint')`;

/**
 * An interface passes bytes on where the packet's local address is not its own and no instance is behind it (a node
 * has pods behind it). A record of no interface is a regional NAT gateway's.
 */
const transit = (tellsInstances: boolean) =>
  `COALESCE(interface_id IS NULL OR (own <> CASE side WHEN 'out' THEN source ELSE destination END AND (` +
  `${tellsInstances ? 'instance_id IS NULL OR ' : ''}interface_type IN ${passingTypes})), false)`;

/** A regional NAT gateway shows its own address only outside: on the leg to the internet gateway. */
const middlebox = `CASE WHEN interface_type = 'nat_gateway' OR transit AND (interface_id IS NOT NULL OR (side = 'out' AND to_gateway)) THEN own END`;

/** Lines that hold no record stay in, whatever the range: where a line is bad, so may its time be. */
function where(fields: ReadonlySet<string>, from: number | undefined, to: number | undefined): string {
  if (!fields.has('start')) return '';
  const bounds = [
    ...(from === undefined ? [] : [`start >= ${from}`]),
    ...(to === undefined ? [] : [`start < ${to}`]),
  ];
  return bounds.length === 0 ? '' : ` WHERE kind = 'bad' OR (${bounds.join(' AND ')})`;
}
