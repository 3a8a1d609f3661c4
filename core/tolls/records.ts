import type { Cidr } from '../records/cidr';
import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import { literal, type Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';
import { interfaceFacts, packed } from './packed';

/** What hops need of a record beside its sighting: columns, each a field; they do without what the format lacks. */
const fieldOf = {
  path: 'traffic-path',
  resource: 'resource-id',
  next_interface: 'next-hop-interface-id',
  az: 'az-id',
  region: 'region',
  account: 'account-id',
  subnet: 'subnet-id',
  instance: 'instance-id',
  type: 'interface-type',
  source_service: 'pkt-src-aws-service',
  destination_service: 'pkt-dst-aws-service',
  next_az: 'next-hop-az-id',
  next_vpc: 'next-hop-vpc-id',
  next_subnet: 'next-hop-subnet-id',
  next_type: 'next-hop-interface-type',
} as const;

/** Of these, what one interface's records of one packet pair can differ in; the others hang on the interface or the pair. */
const keptApart = ['path', 'resource', 'next_interface'];

/** The fields that hops are made of, beside those of sightings. */
export const hopFields = [...Object.values(fieldOf), 'action', 'srcport', 'dstport', 'protocol', 'start'];

/** UDP ports of overlay networks: VXLAN by IANA and by Linux, Geneve. */
const overlayPorts = '(4789, 8472, 6081)';

/** The columns of `sighted` that hops need. */
export interface HopColumns {
  readonly keys: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, string>>;
}

export interface ColumnOptions {
  readonly fields: ReadonlySet<string>;
  /** Fields whose changes at one interface matter, because they are asked for. */
  readonly asked: readonly string[];
  /** Whether it matters which side opened the connection. */
  readonly opens: boolean;
  /** The one month that all records are of, as `Dialect.monthNumber` counts, if that is known. */
  readonly month: number | undefined;
}

export function hopColumns(dialect: Dialect, { fields, asked, opens, month }: ColumnOptions): HopColumns {
  const columns = Object.entries(fieldOf).filter(([, field]) => fields.has(field));
  const isKey = (name: string, field: string) => keptApart.includes(name) || asked.includes(field);
  const named = (key: boolean) =>
    Object.fromEntries(
      columns
        .filter(([name, field]) => isKey(name, field) === key)
        .map(([name, field]) => [name, columnName(fieldNamed(field))]),
    );
  return {
    keys: {
      ...named(true),
      ...(fields.has('action') && { accepted: `action = 'ACCEPT'` }),
      ...(opens && fields.has('srcport') && fields.has('dstport') && { opens: 'srcport > dstport' }),
      ...(fields.has('protocol') &&
        fields.has('dstport') && { overlay: `protocol = 17 AND dstport IN ${overlayPorts}` }),
      ...(month === undefined && fields.has('start') && { month: dialect.monthNumber('start') }),
    },
    facts: named(false),
  };
}

/** All those columns, with what stands for the ones that the data lack. */
const absent: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(fieldOf).map(([name, field]) => [
      name,
      `CAST(NULL AS ${fieldNamed(field).type === 'string' ? 'varchar' : 'bigint'})`,
    ]),
  ),
  accepted: 'true',
  opens: 'CAST(NULL AS boolean)',
  overlay: 'false',
  month: 'CAST(NULL AS bigint)',
};

export interface ToldOptions {
  /** Whether every record says its direction. */
  readonly tellsSides: boolean;
  /** The Region of all the data, where the format does not say. */
  readonly region: string | undefined;
  /** The one month of all the data, if that is known. */
  readonly month: number | undefined;
  /** What interfaces are, by their ids. */
  readonly kinds: ReadonlyMap<string, string>;
  /** One's own networks. */
  readonly networks: readonly Cidr[];
  /** Fields that only some of the data have: what one record says of an interface holds for its others. */
  readonly partly: ReadonlySet<string>;
  /** Columns to keep beside. */
  readonly asked: readonly string[];
}

/** What hangs on the interface alone. */
const ofInterface = ['az', 'region', 'account', 'subnet', 'instance', 'type'] as const;

/**
 * The step `told`, from `sided`: who saw what, as hops need it.
 *
 * - `vpc`, `direction`, `source`, `destination`, `bytes`, `path`, `month`, `opens` (whether the source has the higher
 *   port), `overlay`, `accepted`
 * - `node`: what wrote the record: the interface, or the regional NAT gateway, which has none (`regional`)
 * - `about`: the facts of the interface, packed; its `kind` is its type, or `instance`, or what the caller knows
 * - `transit`: whether it only passes the bytes on. A public IPv4 address that is not an interface's own is not behind it
 * - `next_interface`, `next_type`, `next_az`, and `next_about`: what the record tells of the next hop
 * - `source_service`, `destination_service`; `own`: whether the local address is the interface's own, NULL if not known
 */
export function told(dialect: Dialect, { keys, facts }: HopColumns, options: ToldOptions): Step[] {
  const { tellsSides, region, month, kinds, asked } = options;
  const has = (name: string) => name in keys || name in facts;
  const unknown = {
    ...absent,
    ...(region !== undefined && { region: literal(region) }),
    ...(month !== undefined && { month: `CAST(${month} AS bigint)` }),
  };
  const shared = (name: string, field: string) =>
    options.partly.has(field) ? `MAX(${name}) OVER (PARTITION BY interface) AS ${name}` : name;
  const columns = Object.entries(unknown).map(([name, value]) =>
    !has(name) ? `${value} AS ${name}` : isOfInterface(name) ? shared(name, fieldOf[name]) : name,
  );
  const known = [...kinds].map(([id, kind]) => `(${literal(id)}, ${literal(kind)})`).join(', ');
  const join =
    kinds.size > 0 ? `\nLEFT JOIN (VALUES ${known}) AS k (id, known_kind) ON k.id = s.interface` : '';
  const kind = [
    ...(kinds.size > 0 ? ['known_kind'] : []),
    `CASE WHEN interface = '' THEN 'regional_nat_gateway' END`,
    'type',
    `CASE WHEN instance IS NOT NULL THEN 'instance' END`,
  ];
  const next = { az: 'next_az', vpc: 'next_vpc', subnet: 'next_subnet', kind: 'next_type', region: 'region' };
  const direction = tellsSides ? 'direction' : 'known_direction';
  const rows = `SELECT ${shared('vpc', 'vpc-id')}, interface, ${direction} AS direction, own, transit, source, destination, bytes, ${[...columns, ...asked].join(', ')}${kinds.size > 0 ? ', known_kind' : ''},
    CASE ${direction} WHEN 'out' THEN source WHEN 'in' THEN destination END AS local
  FROM ${tellsSides ? 'sided' : 'eliminated'} s${join}`;
  const step: Step = {
    name: 'told',
    query: `SELECT vpc, direction, source, destination, bytes, path, month, opens, overlay, accepted, source_service, destination_service, ${asked.map((name) => `${name}, `).join('')}instance,
  interface = '' AS regional, CASE WHEN interface = '' THEN COALESCE(resource, '${unnamedGateway}') ELSE interface END AS node,
  ${packed(interfaceFacts, (fact) => (fact === 'kind' ? `COALESCE(${kind.join(', ')})` : fact))} AS about,
  transit OR own <> local AND ${isPublic(dialect, 'local', options.networks)} AS transit, own = local AS own,
  next_interface, next_type, next_az, CASE WHEN next_az IS NOT NULL OR next_type IS NOT NULL THEN ${packed(interfaceFacts, (fact) => next[fact as keyof typeof next] ?? 'NULL')} END AS next_about
FROM (${rows}) AS t`,
  };
  return tellsSides ? [step] : [eliminated, step];
}

function isOfInterface(name: string): name is (typeof ofInterface)[number] {
  return (ofInterface as readonly string[]).includes(name);
}

/** What stands for the id of a regional NAT gateway that the records do not name. */
export const unnamedGateway = 'regional NAT gateway';

/** Whether it is an IPv4 address of no private range and no network of one's own. By text, because this is asked of every row. */
function isPublic(dialect: Dialect, address: string, networks: readonly Cidr[]): string {
  const second = `lpad(split_part(${address}, '.', 2), 3, '0')`;
  const isPrivate = [
    `${address} LIKE '%:%'`,
    `${address} LIKE '10.%'`,
    `${address} LIKE '192.168.%'`,
    `${address} LIKE '172.%' AND ${second} BETWEEN '016' AND '031'`,
    `${address} LIKE '100.%' AND ${second} BETWEEN '064' AND '127'`,
    ...networks.filter(({ family }) => family === 4).map((cidr) => dialect.inCidr(address, cidr)),
  ];
  return `NOT (${isPrivate.join(' OR ')})`;
}

/**
 * Where it is not known which end of a record is the interface's own, and another interface of the VPC is known to hold
 * one of them, it is the other one.
 */
const eliminated: Step = {
  name: 'eliminated',
  query: ((
    seen: (direction: string) => string,
  ) => `SELECT *, COALESCE(direction, CASE WHEN ${seen('in')} > ${seen('out')} THEN 'out' WHEN ${seen('out')} > ${seen('in')} THEN 'in' END) AS known_direction
FROM sided`)(
    (direction) =>
      `MAX(CASE WHEN direction = '${direction}' AND NOT transit THEN 1 ELSE 0 END) OVER (PARTITION BY vpc, source, destination)`,
  ),
};
