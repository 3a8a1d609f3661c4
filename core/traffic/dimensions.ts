import { columnName } from '../records/field';
import { fieldNamed } from '../records/record-format';
import { vpcFields } from '../records/vpc-fields';
import { pairViews, views as all, type Dimension } from './dimension';
import { azPairs, days, hours, months, oneOf, ports, valuesOfField, yesOrNo } from './values';

const traffic = [...pairViews, 'sightings'] as const;

const hourKey = { hour_start: 'start - start % 3600' };
const dayKey = { day_start: 'start - start % 86400' };

/** https://www.kernel.org/doc/Documentation/networking/ip-sysctl.rst, ip_local_port_range */
const leastClientPort = 32_768;

const lowerPort = `CASE WHEN srcport < ${leastClientPort} OR dstport < ${leastClientPort} THEN CASE WHEN srcport < dstport THEN srcport ELSE dstport END END`;

const timeAndProtocol: readonly Dimension[] = [
  {
    name: 'hour',
    views: all,
    type: 'text',
    values: hours,
    fields: ['start'],
    keys: hourKey,
    value: (dialect) => dialect.hour('hour_start'),
    meaning: 'UTC hour in which the record starts, e.g. 2026-01-31T05:00:00Z',
  },
  {
    name: 'day',
    views: all,
    type: 'text',
    values: days,
    fields: ['start'],
    keys: dayKey,
    value: (dialect) => dialect.day('day_start'),
    meaning: 'UTC day on which the record starts, e.g. 2026-01-31',
  },
  {
    name: 'month',
    views: all,
    type: 'text',
    values: months,
    fields: ['start'],
    keys: dayKey,
    value: (dialect) => dialect.month('day_start'),
    meaning: 'UTC month in which the record starts, e.g. 2026-01',
  },
  {
    name: 'ip_version',
    views: traffic,
    type: 'integer',
    values: oneOf('4', '6'),
    fields: ['srcaddr'],
    value: () => `CASE WHEN source LIKE '%:%' THEN 6 ELSE 4 END`,
    meaning: '4 or 6',
  },
  own('protocol', 'protocol', traffic, 'IANA protocol number: 1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6'),
  {
    name: 'server_port',
    views: traffic,
    type: 'integer',
    values: ports,
    fields: ['srcport', 'dstport'],
    keys: { key_server_port: lowerPort },
    value: () => 'key_server_port',
    meaning: `the lower of the two ports, taken for the server's, in both directions: few records tell who opened the connection; unknown where both are ${leastClientPort} or above, where Linux gives clients theirs`,
    note: `server_port is the lower of the two ports; - where both are ${leastClientPort} or above, as those of clients are`,
  },
  {
    name: 'action',
    views: traffic,
    type: 'text',
    values: valuesOfField['action']!,
    fields: ['action'],
    // never NULL, because it is part of what accounts are compared by
    keys: { key_action: "COALESCE(action, '')" },
    value: () => `NULLIF(key_action, '')`,
    meaning: 'ACCEPT or REJECT; transfers take accepted ones unless this is asked for',
  },
];

/** A dimension that is a field of the record. */
function own(name: string, field: string, views: Dimension['views'], meaning: string): Dimension {
  const { type } = fieldNamed(field);
  const key = `key_${name}`;
  return {
    name,
    views,
    type: type === 'string' ? 'text' : 'integer',
    ...(valuesOfField[field] && { values: valuesOfField[field] }),
    fields: [field],
    keys: { [key]: columnName(fieldNamed(field)) },
    value: () => key,
    meaning,
  };
}

const transferEnds: readonly Dimension[] = (['source', 'destination'] as const).flatMap((end) => {
  const short = end === 'source' ? 'src' : 'dst';
  return [
    {
      name: end,
      views: pairViews,
      type: 'address',
      fields: [`${short}addr`],
      value: () => end,
      meaning: `${end} address of the packet: the pod behind a node, the host behind a NAT gateway`,
    },
    own(`${end}_port`, `${short}port`, pairViews, `${end} port`),
    own(
      `${end}_aws_service`,
      `pkt-${short}-aws-service`,
      pairViews,
      `AWS service that owns the ${end} address`,
    ),
    {
      name: `${end}_vpc`,
      views: pairViews,
      type: 'text',
      fields: ['vpc-id'],
      value: () => `NULLIF(${end}_vpc, '')`,
      meaning: `VPC that the ${end} address is in`,
    },
    fact(end, 'az', 'az-id'),
    fact(end, 'interface', 'interface-id'),
    fact(end, 'instance', 'instance-id'),
    fact(end, 'subnet', 'subnet-id'),
    fact(end, 'region', 'region'),
    fact(end, 'account', 'account-id'),
  ] satisfies Dimension[];
});

/** What the records of an end's own interface say of it; unknown where that interface is not logged. */
function fact(end: 'source' | 'destination', name: string, field: string): Dimension {
  const column = `fact_${name}`;
  return {
    name: `${end}_${name}`,
    views: pairViews,
    type: 'text',
    ...(valuesOfField[field] && { values: valuesOfField[field] }),
    fields: [field],
    keys: { [column]: columnName(fieldNamed(field)) },
    fact: { end, column },
    value: () => `${end}_${column}`,
    meaning: `${field} of the interface that holds the ${end} address`,
  };
}

/** What the zones of both ends say together. */
const ofBothZones = {
  views: pairViews,
  type: 'text',
  fields: ['az-id'],
  keys: { fact_az: 'az_id' },
} as const;

const azPair: Dimension = {
  ...ofBothZones,
  name: 'az_pair',
  values: azPairs,
  value: () =>
    `CASE WHEN source_fact_az <= destination_fact_az THEN source_fact_az || '~' || destination_fact_az ` +
    `ELSE destination_fact_az || '~' || source_fact_az END`,
  meaning: 'the Availability Zone ids of both ends, sorted, joined by ~; unknown where one end is not logged',
};

const crossesAz: Dimension = {
  ...ofBothZones,
  name: 'crosses_az',
  values: yesOrNo,
  value: () =>
    `CASE WHEN source_fact_az <> destination_fact_az THEN 'yes' WHEN source_fact_az = destination_fact_az THEN 'no' END`,
  meaning: 'yes from one Availability Zone to another, no inside one; unknown where one end is not logged',
};

const seenAt: Dimension = {
  name: 'seen_at',
  views: ['both_ends'],
  type: 'text',
  values: oneOf('source', 'destination', 'between'),
  fields: ['srcaddr', 'dstaddr'],
  value: () => 'seen_at',
  meaning: 'whose records tell it: source, destination, or between (a NAT gateway, or unknown which end)',
};

const seen: readonly Dimension[] = [
  {
    name: 'local',
    views: ['sightings'],
    type: 'address',
    fields: ['srcaddr', 'dstaddr'],
    value: () => `CASE direction WHEN 'out' THEN source WHEN 'in' THEN destination END`,
    meaning: "the packet's address on the interface's side",
  },
  {
    name: 'remote',
    views: ['sightings'],
    type: 'address',
    fields: ['srcaddr', 'dstaddr'],
    value: () => `CASE direction WHEN 'out' THEN destination WHEN 'in' THEN source END`,
    meaning: "the packet's address on the other side",
  },
  {
    name: 'direction',
    views: ['sightings'],
    type: 'text',
    values: oneOf('out', 'in', 'unknown'),
    fields: ['srcaddr', 'dstaddr'],
    value: () => `COALESCE(direction, 'unknown')`,
    meaning:
      'out or in, seen from the interface; unknown where neither the record nor the others of its interface tell',
  },
  {
    name: 'in_transit',
    views: ['sightings'],
    type: 'text',
    values: yesOrNo,
    fields: ['pkt-srcaddr', 'pkt-dstaddr'],
    value: () => `CASE WHEN transit THEN 'yes' ELSE 'no' END`,
    meaning:
      'yes where the interface only passes the bytes on: a NAT gateway, a transit gateway, a load balancer',
  },
  {
    name: 'local_port',
    views: ['sightings'],
    type: 'integer',
    values: ports,
    fields: ['srcport', 'dstport'],
    keys: { key_srcport: 'srcport', key_dstport: 'dstport' },
    value: () => `CASE direction WHEN 'out' THEN key_srcport WHEN 'in' THEN key_dstport END`,
    meaning: "port on the interface's side",
  },
  {
    name: 'remote_port',
    views: ['sightings'],
    type: 'integer',
    values: ports,
    fields: ['srcport', 'dstport'],
    keys: { key_srcport: 'srcport', key_dstport: 'dstport' },
    value: () => `CASE direction WHEN 'out' THEN key_dstport WHEN 'in' THEN key_srcport END`,
    meaning: 'port on the other side',
  },
  {
    name: 'remote_aws_service',
    views: ['sightings'],
    type: 'text',
    fields: ['pkt-src-aws-service', 'pkt-dst-aws-service'],
    keys: { key_src_service: 'pkt_src_aws_service', key_dst_service: 'pkt_dst_aws_service' },
    value: () => `CASE direction WHEN 'out' THEN key_dst_service WHEN 'in' THEN key_src_service END`,
    meaning: 'AWS service that owns the remote address',
  },
  {
    name: 'local_aws_service',
    views: ['sightings'],
    type: 'text',
    fields: ['pkt-src-aws-service', 'pkt-dst-aws-service'],
    keys: { key_src_service: 'pkt_src_aws_service', key_dst_service: 'pkt_dst_aws_service' },
    value: () => `CASE direction WHEN 'out' THEN key_src_service WHEN 'in' THEN key_dst_service END`,
    meaning:
      "AWS service that owns the local packet address; on a NAT gateway's way in that is the destination's",
  },
  {
    name: 'interface',
    views: ['sightings', 'coverage'],
    type: 'text',
    fields: ['interface-id'],
    value: () => `NULLIF(interface, '')`,
    meaning: 'the interface that wrote the record; none for a regional NAT gateway',
  },
  {
    name: 'vpc',
    views: ['sightings'],
    type: 'text',
    fields: ['vpc-id'],
    value: () => `NULLIF(vpc, '')`,
    meaning: 'VPC of the interface',
  },
  ...(
    [
      ['instance', 'instance-id'],
      ['subnet', 'subnet-id'],
      ['az', 'az-id'],
      ['region', 'region'],
      ['account', 'account-id'],
      ['interface_type', 'interface-type'],
      ['traffic_path', 'traffic-path'],
      ['reject_reason', 'reject-reason'],
      ['family', 'type'],
      ['tcp_flags', 'tcp-flags'],
      ['resource', 'resource-id'],
      ...vpcFields
        .filter((field) => field.version === 7 || field.tag)
        .map((field) => [columnName(field), field.name] as [string, string]),
    ] as [string, string][]
  ).map(([name, field]) => own(name, field, ['sightings'], fieldNamed(field).meaning)),
];

const logs: readonly Dimension[] = [
  {
    name: 'kind',
    views: ['coverage'],
    type: 'text',
    values: oneOf('record', 'no_data', 'skip_data', 'bad'),
    fields: [],
    value: () => 'kind',
    meaning: 'record, no_data (no traffic), skip_data (records were lost) or bad (a line that is no record)',
  },
  {
    name: 'flow_log',
    views: ['coverage'],
    type: 'text',
    fields: [],
    keys: { flow_log: 'flow_log' },
    value: () => 'flow_log',
    meaning: 'id of the flow log, from the name of its file',
  },
];

/** Every dimension by name. */
export const dimensions: ReadonlyMap<string, Dimension> = new Map(
  [...timeAndProtocol, ...transferEnds, azPair, crossesAz, seenAt, ...seen, ...logs].map((dimension) => [
    dimension.name,
    dimension,
  ]),
);
