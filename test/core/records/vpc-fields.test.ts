import { columnName, parquetType, tagResourceTypes, type Field } from '../../../core/records/field';
import { vpcFields } from '../../../core/records/vpc-fields';
import { awsVpcFields } from './aws-field-tables';

function field(name: string): Field {
  const found = vpcFields.find((one) => one.name === name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
}

test('the list is the table of the user guide, row by row and in its order', () => {
  const ours = vpcFields.map((one) => ({
    name: one.name,
    version: one.version,
    parquet: parquetType(one),
  }));
  expect(ours).toEqual(awsVpcFields);
});

test.each([
  { version: 2, count: 14 },
  { version: 3, count: 7 },
  { version: 4, count: 4 },
  { version: 5, count: 4 },
  { version: 6, count: 0 },
  { version: 7, count: 10 },
  { version: 8, count: 1 },
  { version: 9, count: 1 },
  { version: 10, count: 1 },
  { version: 11, count: 12 },
])('version $version has $count fields', ({ version, count }) => {
  expect(vpcFields.filter((one) => one.version === version)).toHaveLength(count);
});

test('there are 54 fields in all', () => {
  expect(vpcFields).toHaveLength(54);
});

// the columns of AWS's own table for versions 2 to 5: docs.aws.amazon.com/athena/latest/ug/vpc-flow-logs-create-table-statement.html
test('columns are named as in the table that AWS creates in Athena', () => {
  expect(vpcFields.slice(0, 29).map(columnName)).toEqual(
    (
      'version account_id interface_id srcaddr dstaddr srcport dstport protocol packets bytes start end action ' +
      'log_status vpc_id subnet_id instance_id tcp_flags type pkt_srcaddr pkt_dstaddr region az_id ' +
      'sublocation_type sublocation_id pkt_src_aws_service pkt_dst_aws_service flow_direction traffic_path'
    ).split(' '),
  );
});

test('no two fields share a column', () => {
  expect(new Set(vpcFields.map(columnName)).size).toBe(54);
});

test.each(vpcFields.map((one) => [columnName(one)]))('column %s is a plain identifier', (column) => {
  expect(column).toMatch(/^[a-z][a-z0-9_]*$/);
});

test.each(vpcFields)('$name says what it means, in words of its own', (one) => {
  expect(one.meaning.length).toBeGreaterThan(5);
  expect(one.meaning).not.toMatch(/\.$|\n/);
  expect(vpcFields.filter((other) => other.meaning === one.meaning)).toEqual([one]);
});

test.each([
  { name: 'account-id', values: ['unknown'] },
  { name: 'srcport', values: ['0'] },
  { name: 'dstport', values: ['0'] },
  { name: 'protocol', values: ['1 ICMP', '6 TCP', '17 UDP', '58 ICMPv6'] },
  { name: 'interface-id', values: ['-'] },
  { name: 'action', values: ['ACCEPT', 'REJECT'] },
  { name: 'log-status', values: ['OK', 'NODATA', 'SKIPDATA'] },
  { name: 'subnet-id', values: ['-'] },
  { name: 'instance-id', values: ['-'] },
  { name: 'tcp-flags', values: ['FIN 1', 'SYN 2', 'RST 4', 'SYN-ACK 18'] },
  { name: 'type', values: ['IPv4', 'IPv6', 'EFA'] },
  { name: 'az-id', values: ['-'] },
  { name: 'sublocation-type', values: ['wavelength', 'outpost', 'localzone'] },
  { name: 'flow-direction', values: ['ingress', 'egress'] },
  { name: 'traffic-path', values: ['1 ', '2 ', '3 ', '4 ', '5 ', '6 ', '7 ', '8 ', '`-` for ingress'] },
  { name: 'ecs-container-instance-arn', values: ['-'] },
  { name: 'ecs-container-instance-id', values: ['-'] },
  { name: 'ecs-service-name', values: ['-'] },
  { name: 'reject-reason', values: ['BPA', 'EC'] },
  { name: 'resource-id', values: ['-'] },
  { name: 'encryption-status', values: ['0 clear', '1 ', '2 ', '3 both'] },
  {
    name: 'interface-type',
    values: [
      'nat_gateway',
      'network_load_balancer',
      'regional_nat_gateway',
      'transit_gateway',
      'vpc_endpoint',
      '-',
    ],
  },
])('$name names its special values', ({ name, values }) => {
  for (const value of values) expect(field(name).values).toContain(value);
});

test('only the six tag fields show a tag, two keys of each resource type', () => {
  const tags = vpcFields.filter((one) => one.tag).map((one) => [one.name, one.tag]);
  expect(tags).toEqual([
    ['instance-tag', { resourceType: 'instance', slot: 1 }],
    ['instance-tag-2', { resourceType: 'instance', slot: 2 }],
    ['interface-tag', { resourceType: 'network-interface', slot: 1 }],
    ['interface-tag-2', { resourceType: 'network-interface', slot: 2 }],
    ['asg-tag', { resourceType: 'auto-scaling-group', slot: 1 }],
    ['asg-tag-2', { resourceType: 'auto-scaling-group', slot: 2 }],
  ]);
});

test('tags can be of the three resource types that EC2 takes', () => {
  expect([...tagResourceTypes]).toEqual(['instance', 'network-interface', 'auto-scaling-group']);
});
