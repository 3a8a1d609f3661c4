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
 * - `own`: the interface's own address, where the side is known
 * - `transit`: whether the interface only passes the bytes on (NAT gateway, transit gateway, load balancer, endpoint)
 * - `middlebox`: the own address of such an interface
 * - `source`, `destination`: the packet's addresses
 * - `bytes`, `packets`, `flows`, `odd` (how many of the flows break AWS's own rules), `first`, `last` (epoch seconds)
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
  { lines, fields, keys, facts = {}, from, to }: SightedQuery,
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
    without_instance: fields.has('instance-id') ? 'instance_id IS NULL' : 'false',
    to_gateway: `${column('traffic-path')} IN (2, 8)`,
    ancient: isAncient(column('start')),
    ...Object.fromEntries(ownKeys),
  };
  const names = Object.keys(groups);
  const shortest = told.filter(isAddress).map((name) => {
    const address = fields.has(name) ? dialect.shortestAddress(written(name)) : written(name);
    return `${address} AS ${columnOf(name)}`;
  });
  return [
    `SELECT kind, COALESCE(vpc_id, '') AS vpc, COALESCE(interface_id, '') AS interface, side, own, transit,`,
    `  ${fields.has('interface-id') ? middlebox : absent('interface-id')} AS middlebox, source, destination,`,
    `  ${[...Object.keys(keys), ...Object.keys(facts), 'bytes', 'packets', 'flows'].join(', ')}, CASE WHEN ${isOdd(dialect, fields)} THEN flows ELSE 0 END AS odd, first, last`,
    `FROM (SELECT *, ${fields.has('interface-id') ? transit : 'false'} AS transit`,
    `FROM (SELECT *, CASE side WHEN 'out' THEN srcaddr WHEN 'in' THEN dstaddr END AS own`,
    `FROM (SELECT *, ${side} AS side, COALESCE(pkt_srcaddr, srcaddr) AS source, COALESCE(pkt_dstaddr, dstaddr) AS destination`,
    `FROM (SELECT *, ${[...shortest, ...sharedKeys].join(', ')}`,
    `FROM (SELECT ${names.map((name) => `${groups[name]} AS ${name}`).join(', ')},`,
    ...Object.entries(facts).map(([name, value]) => `  MAX(${value}) AS ${name},`),
    `  CAST(SUM(${column('bytes')}) AS bigint) AS bytes, CAST(SUM(${column('packets')}) AS bigint) AS packets, COUNT(*) AS flows,`,
    `  MIN(${column('start')}) AS first, MAX(${column('end')}) AS last`,
    `FROM (${lines}) AS line${where(fields, from, to)}`,
    `GROUP BY ${names.map((_, index) => index + 1).join(', ')}) AS sums) AS sums) AS sums) AS sums) AS sums`,
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
const transit =
  `COALESCE(interface_id IS NULL OR (own <> CASE side WHEN 'out' THEN source ELSE destination END AND (without_instance ` +
  `OR interface_type IN ${passingTypes})), false)`;

/** A regional NAT gateway shows its own address only outside: on the leg to the internet gateway. */
const middlebox = `CASE WHEN transit AND (interface_id IS NOT NULL OR (side = 'out' AND to_gateway)) THEN own END`;

/** Lines that hold no record stay in, whatever the range: where a line is bad, so may its time be. */
function where(fields: ReadonlySet<string>, from: number | undefined, to: number | undefined): string {
  if (!fields.has('start')) return '';
  const bounds = [
    ...(from === undefined ? [] : [`start >= ${from}`]),
    ...(to === undefined ? [] : [`start < ${to}`]),
  ];
  return bounds.length === 0 ? '' : ` WHERE kind = 'bad' OR (${bounds.join(' AND ')})`;
}
