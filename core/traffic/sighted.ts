import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import type { Dialect } from '../sql/dialect';
import { isOdd } from '../tables/kind';

/**
 * The first step of every answer, and the only one that reads records: lines become sightings, added up by who saw
 * what. What follows works on these sums, which are far fewer.
 *
 * Columns, beside the asked keys:
 * - `kind`, `flow_log`: as the lines have them
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

export function sighted(dialect: Dialect, { lines, fields, keys, from, to }: SightedQuery): string {
  const column = (name: string) => (fields.has(name) ? columnOf(name) : absent(name));
  const groups: Record<string, string> = {
    kind: 'kind',
    flow_log: 'flow_log',
    vpc: `COALESCE(${column('vpc-id')}, '')`,
    interface: `COALESCE(${column('interface-id')}, '')`,
    side: 'side',
    own: `CASE side WHEN 'out' THEN srcaddr WHEN 'in' THEN dstaddr END`,
    transit: 'transit',
    middlebox: fields.has('interface-id') ? middlebox(column) : 'CAST(NULL AS varchar)',
    source: 'source',
    destination: 'destination',
    ...keys,
  };
  const names = Object.keys(groups);
  return [
    `SELECT ${names.map((name) => `${groups[name]} AS ${name}`).join(', ')},`,
    `  CAST(SUM(${column('bytes')}) AS bigint) AS bytes, CAST(SUM(${column('packets')}) AS bigint) AS packets, COUNT(*) AS flows,`,
    `  SUM(CASE WHEN ${isOdd(dialect, fields)} THEN 1 ELSE 0 END) AS odd,`,
    `  MIN(${column('start')}) AS first, MAX(${column('end')}) AS last`,
    `FROM (SELECT *, ${transit(fields)} AS transit FROM (SELECT *, ${side(column)} AS side,`,
    `  ${packet(fields, 'pkt-srcaddr', 'srcaddr')} AS source, ${packet(fields, 'pkt-dstaddr', 'dstaddr')} AS destination`,
    `  FROM (${lines}) AS line${where(fields, from, to)}) AS sided) AS seen`,
    `GROUP BY ${names.map((_, index) => index + 1).join(', ')}`,
  ].join('\n');
}

type Column = (name: string) => string;

/** NULL of the field's type: Trino wants to know it. */
function absent(name: string): string {
  return `CAST(NULL AS ${fieldNamed(name).type === 'string' ? 'varchar' : 'bigint'})`;
}

function columnOf(name: string): string {
  const column = columnName(fieldNamed(name));
  return column === 'end' ? '"end"' : column;
}

function packet(fields: ReadonlySet<string>, packetField: string, hopField: string): string {
  return fields.has(packetField) ? `COALESCE(${columnOf(packetField)}, ${hopField})` : hopField;
}

/** The side that `flow-direction` names, else the one whose hop address is not the packet's: that one is local. */
function side(column: Column): string {
  const rewritten =
    `CASE WHEN srcaddr <> ${column('pkt-srcaddr')} AND dstaddr = ${column('pkt-dstaddr')} THEN 'out' ` +
    `WHEN dstaddr <> ${column('pkt-dstaddr')} AND srcaddr = ${column('pkt-srcaddr')} THEN 'in' END`;
  return `CASE ${column('flow-direction')} WHEN 'egress' THEN 'out' WHEN 'ingress' THEN 'in' ELSE ${rewritten} END`;
}

const passingTypes = `('nat_gateway', 'regional_nat_gateway', 'transit_gateway', 'network_load_balancer', 'vpc_endpoint')`;

/**
 * An interface passes bytes on where the packet's local address is not its own and no instance is behind it (a node
 * has pods behind it). A record of no interface is a regional NAT gateway's.
 */
function transit(fields: ReadonlySet<string>): string {
  const local = `CASE side WHEN 'out' THEN srcaddr <> source WHEN 'in' THEN dstaddr <> destination ELSE false END`;
  const signs = [
    ...(fields.has('interface-type') ? [`interface_type IN ${passingTypes}`] : []),
    ...(fields.has('instance-id') ? ['instance_id IS NULL'] : []),
  ];
  const passes = signs.length === 0 ? 'false' : `(${local}) AND (${signs.join(' OR ')})`;
  return fields.has('interface-id') ? `COALESCE(interface_id IS NULL OR (${passes}), false)` : 'false';
}

/** A regional NAT gateway shows its own address only outside: on the leg to the internet gateway. */
function middlebox(column: Column): string {
  const own = `CASE side WHEN 'out' THEN srcaddr WHEN 'in' THEN dstaddr END`;
  const regional = `CASE WHEN side = 'out' AND ${column('traffic-path')} IN (2, 8) THEN srcaddr END`;
  return `CASE WHEN ${column('interface-id')} IS NULL THEN ${regional} WHEN transit THEN ${own} END`;
}

/** Lines that hold no record stay in, whatever the range: where a line is bad, so may its time be. */
function where(fields: ReadonlySet<string>, from: number | undefined, to: number | undefined): string {
  if (!fields.has('start')) return '';
  const bounds = [
    ...(from === undefined ? [] : [`start >= ${from}`]),
    ...(to === undefined ? [] : [`start < ${to}`]),
  ];
  return bounds.length === 0 ? '' : ` WHERE kind = 'bad' OR (${bounds.join(' AND ')})`;
}
