import type { Field, FieldVersion } from './field';

/**
 * Every field a transit gateway flow log can write, in AWS's order. A transit gateway flow log without a format of
 * its own writes all of them.
 *
 * Source: https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html, read in 2026.
 */
export const transitGatewayFields: readonly Field[] = [
  int('version', 2, 'highest version among the fields of the record'),
  string('resource-type', 6, 'what the record is of', '`TransitGateway`, `TransitGatewayAttachment`'),
  string('account-id', 2, 'account that owns the transit gateway'),
  string('tgw-id', 6, 'the transit gateway'),
  string('tgw-attachment-id', 6, 'the attachment that the traffic entered or left by'),
  string('tgw-src-vpc-account-id', 6, 'account of the source VPC'),
  string('tgw-dst-vpc-account-id', 6, 'account of the destination VPC'),
  string('tgw-src-vpc-id', 6, 'source VPC'),
  string('tgw-dst-vpc-id', 6, 'destination VPC'),
  string('tgw-src-subnet-id', 6, "subnet of the source VPC's attachment"),
  string('tgw-dst-subnet-id', 6, "subnet of the destination VPC's attachment"),
  string('tgw-src-eni', 6, "network interface of the source VPC's attachment"),
  string('tgw-dst-eni', 6, "network interface of the destination VPC's attachment"),
  string('tgw-src-az-id', 6, 'Availability Zone id of the source attachment'),
  string('tgw-dst-az-id', 6, 'Availability Zone id of the destination attachment'),
  string('tgw-pair-attachment-id', 6, 'the attachment at the other side of the transit gateway'),
  string('srcaddr', 2, 'source address'),
  string('dstaddr', 2, 'destination address'),
  int('srcport', 2, 'source port', '0 for ICMP'),
  int('dstport', 2, 'destination port', '0 for ICMP'),
  int('protocol', 2, 'IANA protocol number', '1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6'),
  bigint('packets', 2, 'packets of the flow in the interval'),
  bigint('bytes', 2, 'bytes of the flow in the interval'),
  bigint('start', 2, 'Unix seconds of the first packet in the interval'),
  bigint('end', 2, 'Unix seconds of the last packet in the interval'),
  string('log-status', 2, 'whether the row holds data', '`OK`, `NODATA`, `SKIPDATA`'),
  string('type', 3, 'kind of traffic', '`IPv4`, `IPv6`, `EFA`'),
  bigint('packets-lost-no-route', 6, 'packets dropped because no route was found'),
  bigint('packets-lost-blackhole', 6, 'packets dropped by a blackhole route'),
  bigint('packets-lost-mtu-exceeded', 6, 'packets dropped because they were larger than the MTU'),
  bigint('packets-lost-ttl-expired', 6, 'packets dropped because their time to live had run out'),
  int('tcp-flags', 3, 'TCP flags seen in the interval, OR-ed', 'FIN 1, SYN 2, RST 4, SYN-ACK 18'),
  string('region', 4, 'Region of the transit gateway'),
  string('flow-direction', 5, 'direction seen from the attachment', '`ingress`, `egress`'),
  string('pkt-src-aws-service', 5, 'AWS service that owns srcaddr, by its ip-ranges code'),
  string('pkt-dst-aws-service', 5, 'AWS service that owns dstaddr, by its ip-ranges code'),
];

function int(name: string, version: FieldVersion, meaning: string, values?: string): Field {
  return { name, version, type: 'int', meaning, values };
}

function bigint(name: string, version: FieldVersion, meaning: string, values?: string): Field {
  return { name, version, type: 'bigint', meaning, values };
}

function string(name: string, version: FieldVersion, meaning: string, values?: string): Field {
  return { name, version, type: 'string', meaning, values };
}
