import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import { literal, type Dialect } from '../sql/dialect';
import type { Step } from '../traffic/step';

/** What hops need of a record beside its sighting: columns, each a field. The others do without what the format lacks. */
const fieldOf = {
  path: 'traffic-path',
  az: 'az-id',
  region: 'region',
  account: 'account-id',
  subnet: 'subnet-id',
  instance: 'instance-id',
  type: 'interface-type',
  resource: 'resource-id',
  source_service: 'pkt-src-aws-service',
  destination_service: 'pkt-dst-aws-service',
  next_interface: 'next-hop-interface-id',
  next_az: 'next-hop-az-id',
  next_vpc: 'next-hop-vpc-id',
  next_subnet: 'next-hop-subnet-id',
  next_type: 'next-hop-interface-type',
} as const;

/** The fields that hops are made of, beside those of sightings. */
export const hopFields = [...Object.values(fieldOf), 'action', 'srcport', 'dstport', 'protocol', 'start'];

/** UDP ports of overlay networks: VXLAN by IANA and by Linux, Geneve. */
const overlayPorts = '(4789, 8472, 6081)';

/** The columns that `sighted` keeps apart for hops. */
export function hopKeys(dialect: Dialect, fields: ReadonlySet<string>): Record<string, string> {
  const keys = Object.entries(fieldOf).filter(([, field]) => fields.has(field));
  return {
    ...Object.fromEntries(keys.map(([name, field]) => [name, columnName(fieldNamed(field))])),
    ...(fields.has('action') && { accepted: `action = 'ACCEPT'` }),
    ...(fields.has('srcport') && fields.has('dstport') && { opens: 'srcport > dstport' }),
    ...(fields.has('protocol') &&
      fields.has('dstport') && { overlay: `protocol = 17 AND dstport IN ${overlayPorts}` }),
    ...(fields.has('start') && { month: dialect.monthNumber('start') }),
  };
}

/** The names of all those columns, with what stands for the ones that the data lack. */
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

/** Of a sighting, what hops are made of. */
const sightingColumns = ['vpc', 'direction', 'own', 'transit', 'source', 'destination', 'bytes'];

/**
 * The step `told`, from `sided`: its rows with every column of a hop's record, and
 *
 * - `node`: what wrote the record: the interface, or the regional NAT gateway, which has none
 * - `regional`: whether it is one
 * - `kind`: what it is: its type, or `instance`, or what the caller knows; NULL where nobody does
 *
 * @param keys the columns that `sighted` has kept apart
 * @param tellsSides whether every record says its direction
 * @param region of all the data, where the format does not say
 * @param kinds what interfaces are, by their ids
 */
export function told(
  { materialized }: Dialect,
  keys: Readonly<Record<string, string>>,
  tellsSides: boolean,
  region: string | undefined,
  kinds: ReadonlyMap<string, string>,
): Step[] {
  const unknown = { ...absent, ...(region !== undefined && { region: literal(region) }) };
  const columns = Object.entries(unknown).map(([name, value]) =>
    name in keys ? name : `${value} AS ${name}`,
  );
  const more = Object.keys(keys).filter((name) => !(name in absent));
  const known = [...kinds].map(([id, kind]) => `(${literal(id)}, ${literal(kind)})`).join(', ');
  const join =
    kinds.size > 0 ? `\nLEFT JOIN (VALUES ${known}) AS k (id, known_kind) ON k.id = s.interface` : '';
  const direction = tellsSides ? 'direction' : 'way AS direction';
  const sighting = sightingColumns.map((name) => (name === 'direction' ? direction : name));
  const rows = `SELECT ${[...sighting, ...columns, ...more].join(', ')}, interface = '' AS regional, interface${kinds.size > 0 ? ', known_kind' : ''} FROM ${tellsSides ? 'sided' : 'eliminated'} s${join}`;
  const kind = [
    ...(kinds.size > 0 ? ['known_kind'] : []),
    `CASE WHEN regional THEN 'regional_nat_gateway' END`,
    'type',
    `CASE WHEN instance IS NOT NULL THEN 'instance' END`,
  ];
  const step = {
    name: 'told',
    materialized,
    query: `SELECT ${[...sightingColumns, ...Object.keys(absent), ...more].join(', ')}, regional,
  CASE WHEN regional THEN COALESCE(resource, 'regional NAT gateway') ELSE interface END AS node,
  COALESCE(${kind.join(', ')}) AS kind
FROM (${rows}) AS t`,
  };
  return tellsSides ? [step] : [eliminated, step];
}

/**
 * Where it is not known which end of a record is the interface's own, and another interface of the VPC is known to hold
 * one of them, it is the other one.
 */
const eliminated: Step = {
  name: 'eliminated',
  query: ((
    told: (direction: string) => string,
  ) => `SELECT *, COALESCE(direction, CASE WHEN ${told('in')} > ${told('out')} THEN 'out' WHEN ${told('out')} > ${told('in')} THEN 'in' END) AS way
FROM sided`)(
    (direction) =>
      `MAX(CASE WHEN direction = '${direction}' AND NOT transit THEN 1 ELSE 0 END) OVER (PARTITION BY vpc, source, destination)`,
  ),
};
