import { namedFormats } from '../../core/records/named-formats';

/*
 * Records of a bill that can be worked out by hand. Client 10.0.1.5 in zone 1 sends 1 GB to a host of the internet
 * through a NAT gateway in its zone and gets 1 GB back; it sends 10 GB to 10.0.2.6 in zone 2.
 */

export const GB = 2 ** 30;
export const noon = Date.UTC(2026, 0, 31, 12) / 1000;
export const [client, server, nat, host] = ['10.0.1.5', '10.0.2.6', '10.0.0.10', '198.51.100.7'];

export interface Sent {
  readonly from: string;
  readonly to: string;
  readonly gigabytes: number;
  /** More fields of the record. */
  readonly of: Readonly<Record<string, string | number>>;
}

export const onClient = {
  'interface-id': 'eni-client',
  'instance-id': 'i-client',
  'az-id': 'use1-az1',
  'subnet-id': 'subnet-1',
};
export const onServer = {
  'interface-id': 'eni-server',
  'instance-id': 'i-server',
  'az-id': 'use1-az2',
  'subnet-id': 'subnet-2',
};
export const onNat = {
  'interface-id': 'eni-nat',
  'interface-type': 'nat_gateway',
  'az-id': 'use1-az1',
  'subnet-id': 'subnet-0',
};

/** A record in the recommended format, of two fields or more. */
export function record({ from, to, gigabytes, of }: Sent, region = 'us-east-1', start = noon): string {
  const values: Record<string, string | number> = {
    version: 10,
    'account-id': '123456789012',
    region,
    'vpc-id': 'vpc-1',
    srcaddr: from,
    dstaddr: to,
    'pkt-srcaddr': from,
    'pkt-dstaddr': to,
    srcport: 40_000,
    dstport: 443,
    protocol: 6,
    packets: 1000,
    bytes: gigabytes * GB,
    start,
    end: start + 60,
    action: 'ACCEPT',
    'log-status': 'OK',
    type: 'IPv4',
    ...of,
  };
  return namedFormats.recommended.fields.map(({ name }) => values[name] ?? '-').join(' ');
}

export const toNat = {
  'next-hop-interface-id': 'eni-nat',
  'next-hop-az-id': 'use1-az1',
  'next-hop-vpc-id': 'vpc-1',
  'next-hop-subnet-id': 'subnet-0',
  'next-hop-interface-type': 'nat_gateway',
};
export const egress = { 'flow-direction': 'egress' };
export const ingress = { 'flow-direction': 'ingress' };

export const sent: readonly Sent[] = [
  // up
  { from: client, to: host, gigabytes: 1, of: { ...onClient, ...egress, ...toNat, 'traffic-path': 1 } },
  { from: client, to: nat, gigabytes: 1, of: { ...onNat, ...ingress, 'pkt-dstaddr': host } },
  { from: nat, to: host, gigabytes: 1, of: { ...onNat, ...egress, 'traffic-path': 8 } },
  // and down
  { from: host, to: nat, gigabytes: 1, of: { ...onNat, ...ingress } },
  {
    from: nat,
    to: client,
    gigabytes: 1,
    of: {
      ...onNat,
      ...egress,
      'pkt-srcaddr': host,
      'traffic-path': 1,
      'next-hop-interface-id': 'eni-client',
    },
  },
  { from: host, to: client, gigabytes: 1, of: { ...onClient, ...ingress } },
  // across zones
  {
    from: client,
    to: server,
    gigabytes: 10,
    of: {
      ...onClient,
      ...egress,
      'traffic-path': 1,
      'next-hop-interface-id': 'eni-server',
      'next-hop-az-id': 'use1-az2',
      'next-hop-vpc-id': 'vpc-1',
    },
  },
  { from: client, to: server, gigabytes: 10, of: { ...onServer, ...ingress } },
];
