import type { Field } from './field';

/**
 * Every field a VPC flow log can write, record versions 2 to 11, in the order of AWS's table.
 * (There is no VPC field of version 6: that version belongs to transit gateways.)
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html, read in 2026.
 */
export const vpcFields: readonly Field[] = [
  // version 2: AWS's default format, in this order
  { name: 'version', version: 2, type: 'int', meaning: 'highest version among the fields of the record' },
  {
    name: 'account-id',
    version: 2,
    type: 'string',
    meaning: 'account that owns the recording interface; text, it can have leading zeros',
    values: '`unknown` for some interfaces of AWS services',
  },
  {
    name: 'interface-id',
    version: 2,
    type: 'string',
    meaning: 'the recording network interface',
    values: '`-` for a regional NAT gateway',
  },
  {
    name: 'srcaddr',
    version: 2,
    type: 'string',
    meaning: 'source as this interface saw it; on the way out always its primary private address',
  },
  {
    name: 'dstaddr',
    version: 2,
    type: 'string',
    meaning: 'destination as this interface saw it; on the way in always its primary private address',
  },
  { name: 'srcport', version: 2, type: 'int', meaning: 'source port', values: '0 for ICMP' },
  { name: 'dstport', version: 2, type: 'int', meaning: 'destination port', values: '0 for ICMP' },
  {
    name: 'protocol',
    version: 2,
    type: 'int',
    meaning: 'IANA protocol number',
    values: '1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6',
  },
  { name: 'packets', version: 2, type: 'bigint', meaning: 'packets of the flow in the interval' },
  { name: 'bytes', version: 2, type: 'bigint', meaning: 'bytes of the flow in the interval' },
  {
    name: 'start',
    version: 2,
    type: 'bigint',
    meaning: 'Unix seconds of the first packet in the interval, up to 60 s off',
  },
  {
    name: 'end',
    version: 2,
    type: 'bigint',
    meaning: 'Unix seconds of the last packet in the interval, up to 60 s late',
  },
  {
    name: 'action',
    version: 2,
    type: 'string',
    meaning: 'whether security groups and network ACLs let the traffic pass',
    values: '`ACCEPT`, `REJECT`',
  },
  {
    name: 'log-status',
    version: 2,
    type: 'string',
    meaning: 'whether the row holds data',
    values: '`OK`, `NODATA` (no traffic in the interval), `SKIPDATA` (records were lost)',
  },

  // version 3
  { name: 'vpc-id', version: 3, type: 'string', meaning: 'VPC of the recording interface' },
  {
    name: 'subnet-id',
    version: 3,
    type: 'string',
    meaning: 'subnet of the recording interface',
    values: '`-` for a regional NAT gateway',
  },
  {
    name: 'instance-id',
    version: 3,
    type: 'string',
    meaning: 'instance the recording interface is attached to',
    values: "`-` for interfaces that AWS manages, e.g. a NAT gateway's",
  },
  {
    name: 'tcp-flags',
    version: 3,
    type: 'int',
    meaning: 'TCP flags seen in the interval, OR-ed',
    values: 'FIN 1, SYN 2, RST 4, SYN-ACK 18; only ACK or PSH: 0',
  },
  { name: 'type', version: 3, type: 'string', meaning: 'kind of traffic', values: '`IPv4`, `IPv6`, `EFA`' },
  {
    name: 'pkt-srcaddr',
    version: 3,
    type: 'string',
    meaning: 'source address in the packet: the pod behind a node, the host behind a NAT gateway',
  },
  {
    name: 'pkt-dstaddr',
    version: 3,
    type: 'string',
    meaning: 'destination address in the packet: the pod behind a node, the host behind a NAT gateway',
  },

  // version 4
  { name: 'region', version: 4, type: 'string', meaning: 'Region of the recording interface' },
  {
    name: 'az-id',
    version: 4,
    type: 'string',
    meaning: 'Availability Zone id of the recording interface, the same in every account, e.g. `use1-az1`',
    values: '`-` in a sublocation',
  },
  {
    name: 'sublocation-type',
    version: 4,
    type: 'string',
    meaning: 'kind of sublocation of the interface',
    values: '`wavelength`, `outpost`, `localzone`',
  },
  { name: 'sublocation-id', version: 4, type: 'string', meaning: 'id of that sublocation' },

  // version 5
  {
    name: 'pkt-src-aws-service',
    version: 5,
    type: 'string',
    meaning: 'AWS service that owns pkt-srcaddr, by its ip-ranges code; does not tell the Region',
    values: 'e.g. `S3`, `DYNAMODB`, `EC2`, `CLOUDFRONT`, `AMAZON`',
  },
  {
    name: 'pkt-dst-aws-service',
    version: 5,
    type: 'string',
    meaning: 'AWS service that owns pkt-dstaddr, by its ip-ranges code; does not tell the Region',
    values: 'e.g. `S3`, `DYNAMODB`, `EC2`, `CLOUDFRONT`, `AMAZON`',
  },
  {
    name: 'flow-direction',
    version: 5,
    type: 'string',
    meaning: 'direction seen from the recording interface',
    values: '`ingress`, `egress`',
  },
  {
    name: 'traffic-path',
    version: 5,
    type: 'int',
    meaning: 'the way out that egress traffic takes',
    values:
      '1 inside the VPC (a NAT gateway included), 2 internet gateway or gateway endpoint, 3 virtual private gateway, ' +
      '4 peering in the Region, 5 peering to another Region, 6 Local Zone or Wavelength Zone, 7 gateway endpoint, ' +
      '8 internet gateway; `-` for ingress',
  },

  // version 7: tasks of Amazon ECS in awsvpc mode
  { name: 'ecs-cluster-arn', version: 7, type: 'string', meaning: 'ARN of the ECS cluster of the task' },
  { name: 'ecs-cluster-name', version: 7, type: 'string', meaning: 'name of the ECS cluster of the task' },
  {
    name: 'ecs-container-instance-arn',
    version: 7,
    type: 'string',
    meaning: 'ARN of the ECS container instance',
    values: '`-` on Fargate',
  },
  {
    name: 'ecs-container-instance-id',
    version: 7,
    type: 'string',
    meaning: 'id of the ECS container instance',
    values: '`-` on Fargate',
  },
  {
    name: 'ecs-container-id',
    version: 7,
    type: 'string',
    meaning: 'runtime id of one container of the task',
  },
  {
    name: 'ecs-second-container-id',
    version: 7,
    type: 'string',
    meaning: 'runtime id of a second container of the task',
  },
  {
    name: 'ecs-service-name',
    version: 7,
    type: 'string',
    meaning: 'ECS service that started the task',
    values: '`-` where no service did',
  },
  { name: 'ecs-task-definition-arn', version: 7, type: 'string', meaning: 'ARN of the ECS task definition' },
  { name: 'ecs-task-arn', version: 7, type: 'string', meaning: 'ARN of the ECS task' },
  { name: 'ecs-task-id', version: 7, type: 'string', meaning: 'id of the ECS task' },

  // version 8
  {
    name: 'reject-reason',
    version: 8,
    type: 'string',
    meaning: 'why the traffic was rejected, where not by security group or network ACL',
    values: '`BPA` (block public access), `EC` (encryption controls)',
  },

  // version 9
  {
    name: 'resource-id',
    version: 9,
    type: 'string',
    meaning: 'id of the regional NAT gateway that the record is of',
    values: '`-` for every other interface',
  },

  // version 10
  {
    name: 'encryption-status',
    version: 10,
    type: 'int',
    meaning: 'whether the traffic was encrypted, where VPC encryption controls are on',
    values: '0 clear, 1 by Nitro, 2 by the application, 3 both',
  },

  // version 11: values of resource tags, percent-encoded, and the next hop
  {
    name: 'instance-tag',
    version: 11,
    type: 'string',
    meaning: "value of the instance's first chosen tag",
    tag: { resourceType: 'instance', slot: 1 },
  },
  {
    name: 'instance-tag-2',
    version: 11,
    type: 'string',
    meaning: "value of the instance's second chosen tag",
    tag: { resourceType: 'instance', slot: 2 },
  },
  {
    name: 'interface-tag',
    version: 11,
    type: 'string',
    meaning: "value of the interface's first chosen tag",
    tag: { resourceType: 'network-interface', slot: 1 },
  },
  {
    name: 'interface-tag-2',
    version: 11,
    type: 'string',
    meaning: "value of the interface's second chosen tag",
    tag: { resourceType: 'network-interface', slot: 2 },
  },
  {
    name: 'asg-tag',
    version: 11,
    type: 'string',
    meaning: "value of the Auto Scaling group's first chosen tag",
    tag: { resourceType: 'auto-scaling-group', slot: 1 },
  },
  {
    name: 'asg-tag-2',
    version: 11,
    type: 'string',
    meaning: "value of the Auto Scaling group's second chosen tag",
    tag: { resourceType: 'auto-scaling-group', slot: 2 },
  },
  {
    name: 'interface-type',
    version: 11,
    type: 'string',
    meaning: 'what the recording interface belongs to',
    values:
      '`nat_gateway`, `network_load_balancer`, `regional_nat_gateway`, `transit_gateway`, `vpc_endpoint`; else `-`',
  },
  {
    name: 'next-hop-interface-id',
    version: 11,
    type: 'string',
    meaning: 'interface at the other end of the hop: the receiving one on egress, the sending one on ingress',
    values: '`-` towards an internet gateway, across Regions, and on ingress from some services',
  },
  { name: 'next-hop-subnet-id', version: 11, type: 'string', meaning: 'subnet of the next-hop interface' },
  {
    name: 'next-hop-az-id',
    version: 11,
    type: 'string',
    meaning: "Availability Zone id of the next-hop interface; shown for other accounts' interfaces too",
  },
  { name: 'next-hop-vpc-id', version: 11, type: 'string', meaning: 'VPC of the next-hop interface' },
  {
    name: 'next-hop-interface-type',
    version: 11,
    type: 'string',
    meaning: 'what the next-hop interface belongs to',
    values: 'as interface-type',
  },
];
