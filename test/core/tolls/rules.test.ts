import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedFormats, type FormatName } from '../../../core/records/named-formats';
import { duckdb } from '../../../core/sql/duckdb';
import { parseAwsRanges, parseNetworks } from '../../../core/tolls/address-ranges';
import { makeBill } from '../../../core/tolls/bill';
import { meteredEnds } from '../../../core/tolls/metered-ends';
import { gigabyte } from '../../../core/tolls/money';
import { planBill } from '../../../core/tolls/plan-bill';
import { tolls, type Charge, type HowId, type TollId } from '../../../core/tolls/toll';
import { usEast1Prices } from '../../../core/tolls/us-east-1-prices';
import { openDuckDb, type DuckDbEngine } from '../../../scripts/engines/duckdb';
import { findLocalData } from '../../../scripts/engines/local-data';

/*
 * Each rule on a few records written by hand, as AWS writes them. What is expected is worked out from the rule, never from
 * a run: `3 × 2` is 3 GB that moved, taken at two metered ends.
 */

type Fields = Readonly<Record<string, string | number>>;

interface Interface {
  readonly id: string;
  readonly address: string;
  readonly zone: string;
  readonly fields: Fields;
}

/** An interface of vpc-1 in us-east-1; without a type it is an instance's. */
function at(id: string, address: string, zone: string, type?: string, more: Fields = {}): Interface {
  const fields = {
    'interface-id': `eni-${id}`,
    'az-id': zone,
    'subnet-id': `subnet-${zone}`,
    ...(type === undefined ? { 'instance-id': `i-${id}` } : { 'interface-type': type }),
    ...more,
  };
  return { id: `eni-${id}`, address, zone, fields };
}

const common: Fields = {
  version: 10,
  'account-id': '123456789012',
  region: 'us-east-1',
  'vpc-id': 'vpc-1',
  srcport: 40_000,
  dstport: 443,
  protocol: 6,
  packets: 1000,
  start: Date.UTC(2026, 0, 31, 12) / 1000,
  end: Date.UTC(2026, 0, 31, 12) / 1000 + 60,
  action: 'ACCEPT',
  'log-status': 'OK',
  type: 'IPv4',
};

/** What an interface records of bytes between its own address and a remote one. */
function sends({ address, fields }: Interface, to: string, gigabytes: number, ...more: Fields[]): Fields {
  const hop = { srcaddr: address, dstaddr: to, 'flow-direction': 'egress' };
  return seen(hop, gigabytes, fields, ...more);
}

function gets({ address, fields }: Interface, from: string, gigabytes: number, ...more: Fields[]): Fields {
  const hop = { srcaddr: from, dstaddr: address, 'flow-direction': 'ingress' };
  return seen(hop, gigabytes, fields, ...more);
}

function seen(hop: { srcaddr: string; dstaddr: string }, gigabytes: number, ...more: Fields[]): Fields {
  const packet = { 'pkt-srcaddr': hop.srcaddr, 'pkt-dstaddr': hop.dstaddr };
  return Object.assign({}, common, hop, packet, { bytes: gigabytes * 2 ** 30 }, ...more) as Fields;
}

const path = (value: number): Fields => ({ 'traffic-path': value });
const packet = (of: { from?: string; to?: string }): Fields => ({
  ...(of.from && { 'pkt-srcaddr': of.from }),
  ...(of.to && { 'pkt-dstaddr': of.to }),
});

/** The next hop, as an outgoing record of the same Region and account names it. */
function next({ id, zone, fields }: Interface): Fields {
  return {
    'next-hop-interface-id': id,
    'next-hop-az-id': zone,
    'next-hop-subnet-id': fields['subnet-id']!,
    'next-hop-vpc-id': fields['vpc-id'] ?? 'vpc-1',
    ...(fields['interface-type'] && { 'next-hop-interface-type': fields['interface-type'] }),
  };
}

const [az1, az2] = ['use1-az1', 'use1-az2'] as const;
const web = at('web', '10.0.1.5', az1);
const worker = at('worker', '10.0.1.6', az1);
const api = at('api', '10.0.2.6', az2);
const nat = at('nat', '10.0.1.10', az1, 'nat_gateway');
const nat2 = at('nat2', '10.0.2.10', az2, 'nat_gateway');
const endpoint = at('endpoint', '10.0.2.20', az2, 'vpc_endpoint');
const attachment = at('attachment', '10.0.1.30', az1, 'transit_gateway');
const db = at('db', '10.0.2.7', az2, undefined, { 'subnet-id': 'subnet-of-databases' });
const [host, moved] = ['198.51.100.7', '10.0.9.9'];
const [s3, ec2, sqs, dublin, edge] = ['192.0.2.10', '192.0.2.20', '192.0.2.30', '192.0.2.40', '192.0.2.50'];

/** Every range is there once more as AMAZON, and S3's once more as EC2, as in AWS's own file. */
const ranges = parseAwsRanges(
  JSON.stringify({
    createDate: '2026-01-31-00-00-00',
    prefixes: (
      [
        [s3, 'S3', 'us-east-1'],
        [s3, 'EC2', 'us-east-1'],
        [ec2, 'EC2', 'us-east-1'],
        [sqs, 'AMAZON', 'us-east-1'],
        [dublin, 'S3', 'eu-west-1'],
        [edge, 'CLOUDFRONT', 'GLOBAL'],
        ['192.0.2.60', 'GLOBALACCELERATOR', 'GLOBAL'],
      ] as const
    ).flatMap(([address, service, region]) =>
      [service, 'AMAZON'].map((name) => ({ ip_prefix: `${address}/32`, service: name, region })),
    ),
    ipv6_prefixes: [{ ipv6_prefix: '2600:1f18::/33', service: 'EC2', region: 'us-east-1' }],
  }),
);

interface Case {
  readonly name: string;
  readonly records: readonly Fields[];
  /** `toll GB × times`, and with `to` the other Region. Tolls that are free or have no price: `toll GB`. */
  readonly tolls: readonly string[];
  /** `toll address GB`, metered. @default - not looked at */
  readonly payers?: readonly string[];
  /** How the first toll was counted. @default - not looked at */
  readonly how?: HowId;
  /** What nobody can be named for: `toll reason GB`. @default - not looked at */
  readonly unattributed?: readonly string[];
  /** Whether AWS's ranges are not given. */
  readonly withoutRanges?: true;
  readonly networks?: string;
  readonly kinds?: ReadonlyMap<string, string>;
  /** @default recommended */
  readonly format?: FormatName;
}

/** From one interface to another one, as both record it. */
function between(from: Interface, to: Interface, gigabytes: number, way = path(1)): Fields[] {
  return [sends(from, to.address, gigabytes, way, next(to)), gets(to, from.address, gigabytes)];
}

/** From a client to a host through a zonal NAT gateway: three records. */
function throughNat(client: Interface, to: string, gigabytes: number): Fields[] {
  return [
    sends(client, to, gigabytes, path(1), next(nat)),
    gets(nat, client.address, gigabytes, packet({ to })),
    sends(nat, to, gigabytes, path(8)),
  ];
}

/** And back. */
function backThroughNat(client: Interface, from: string, gigabytes: number): Fields[] {
  return [
    gets(nat, from, gigabytes),
    sends(nat, client.address, gigabytes, packet({ from }), path(1), next(client)),
    gets(client, from, gigabytes),
  ];
}

const inVpc2 = { 'vpc-id': 'vpc-2' };
const peer = (zone: string) => at('peer', '10.9.0.7', zone, undefined, inVpc2);
const inDublin = { region: 'eu-west-1', 'vpc-id': 'vpc-3' };
const far = at('far', '10.8.0.9', 'euw1-az1', undefined, inDublin);
const regional = {
  id: '-',
  address: '203.0.113.9',
  zone: '-',
  fields: { 'resource-id': 'nat-1', 'interface-type': 'regional_nat_gateway' },
};
const toRegional = { 'next-hop-interface-type': 'regional_nat_gateway', 'next-hop-vpc-id': 'vpc-1' };
const plan = 'cidr,name,region,az\n10.8.0.0/16,dublin,eu-west-1,\n10.7.0.0/16,far zone,us-east-1,use1-az2';
const [web6, api6] = ['2600:1f18::5', '2600:1f18::6'];

const cases: readonly Case[] = [
  // hops: every byte once
  {
    name: 'a hop that both its ends tell of is one',
    records: between(web, api, 10),
    tolls: ['cross-az 10 × 2'],
    payers: ['cross-az 10.0.1.5 10', 'cross-az 10.0.2.6 10'],
    how: 'named',
  },
  {
    name: 'of two accounts of a hop the larger counts',
    records: [sends(web, api.address, 10, path(1), next(api)), gets(api, web.address, 9)],
    tolls: ['cross-az 10 × 2'],
  },
  {
    name: 'what a moved address got is told by its interfaces where the sender names none of them',
    format: 'v5',
    records: [
      sends(web, '10.0.9.9', 3, path(1)),
      gets(worker, web.address, 2, packet({ to: '10.0.9.9' })),
      gets(api, web.address, 1, packet({ to: '10.0.9.9' })),
    ],
    tolls: ['cross-az 1 × 2'],
    payers: ['cross-az 10.0.1.5 1', 'cross-az 10.0.9.9 1'],
    how: 'learnt',
  },
  {
    name: 'where a moved address came from is told by the record, not by its other interface, which alone is logged',
    records: [
      // 3 GB from the worker, in the zone of web, and 2 from the api, in another
      gets(web, '10.0.9.9', 3, { 'next-hop-interface-id': worker.id, 'next-hop-az-id': az1 }),
      gets(web, '10.0.9.9', 2, { 'next-hop-interface-id': api.id, 'next-hop-az-id': az2 }),
      sends(api, web.address, 2, packet({ from: '10.0.9.9' }), path(1), next(web)),
    ],
    tolls: ['cross-az 2 × 2'],
    payers: ['cross-az 10.0.1.5 2', 'cross-az 10.0.9.9 2'],
    how: 'named',
  },
  {
    name: 'what one interface of a moved address tells is not lost beside more that came from another',
    // 3 GB from the worker, in the zone of web, which alone tells of them; 2 from the api, when web was not logged
    records: [
      gets(web, moved, 3, { 'next-hop-interface-id': worker.id, 'next-hop-az-id': az1 }),
      sends(api, web.address, 2, packet({ from: moved }), path(1), next(web)),
    ],
    tolls: ['cross-az 2 × 2'],
    payers: ['cross-az 10.0.1.5 2', 'cross-az 10.0.9.9 2'],
    how: 'named',
  },
  {
    name: 'nor is it on the way to a NAT gateway',
    records: [
      gets(nat, moved, 3, packet({ to: host }), {
        'next-hop-interface-id': worker.id,
        'next-hop-az-id': az1,
      }),
      sends(api, host, 2, packet({ from: moved }), path(1), next(nat)),
      sends(nat, host, 5, path(8)),
    ],
    tolls: ['cross-az 2 × 2', 'nat-processing 5 × 1', 'internet-egress 5 × 1'],
    payers: [
      // both ends of the hop: the gateway's is for its client
      'cross-az 10.0.9.9 4',
      'nat-processing 10.0.9.9 5',
      'internet-egress 10.0.9.9 5',
    ],
  },
  {
    name: 'where senders of a moved address name nobody, each counts, and of what was received beyond, the zone is unknown',
    format: 'v5',
    records: [
      sends(worker, web.address, 3, packet({ from: moved }), path(1)),
      sends(api, web.address, 2, packet({ from: moved }), path(1)),
      gets(web, moved, 6),
    ],
    tolls: ['unknown 1', 'cross-az 2 × 2'],
    payers: ['cross-az 10.0.1.5 2', 'cross-az 10.0.9.9 2'],
    how: 'one-of-several',
  },
  {
    name: 'what was sent to a moved address beyond what its interfaces got is unknown, and no more',
    format: 'v5',
    records: [
      sends(web, moved, 5, path(1)),
      gets(worker, web.address, 2, packet({ to: moved })),
      gets(api, web.address, 1, packet({ to: moved })),
    ],
    tolls: ['unknown 2', 'cross-az 1 × 2'],
    how: 'one-of-several',
  },
  {
    name: 'all of it crosses where all interfaces of the moved address are in one other zone, whatever their subnets',
    format: 'v5',
    records: [
      sends(web, moved, 5, path(1)),
      gets(api, web.address, 2, packet({ to: moved })),
      gets(db, web.address, 1, packet({ to: moved })),
    ],
    tolls: ['cross-az 5 × 2'],
    payers: ['cross-az 10.0.1.5 5', 'cross-az 10.0.9.9 5'],
    how: 'learnt',
  },
  {
    name: 'where both ends have moved and nobody names the other one, all is unknown, once',
    format: 'v5',
    records: [
      sends(worker, '10.0.9.8', 3, packet({ from: moved }), path(1)),
      sends(api, '10.0.9.8', 2, packet({ from: moved }), path(1)),
      gets(web, moved, 4, packet({ to: '10.0.9.8' })),
      gets(db, moved, 1, packet({ to: '10.0.9.8' })),
    ],
    tolls: ['unknown 5'],
    how: 'one-of-several',
  },
  {
    name: 'what went to one host through two NAT gateways is processed once, though the client names neither',
    format: 'v5',
    records: [
      sends(web, host, 5, path(1)),
      gets(nat, web.address, 2, packet({ to: host })),
      gets(nat2, web.address, 3, packet({ to: host })),
      sends(nat, host, 2, path(8)),
      sends(nat2, host, 3, path(8)),
    ],
    tolls: ['nat-processing 5 × 1', 'internet-egress 5 × 1', 'cross-az 3 × 2'],
    payers: ['nat-processing 10.0.1.5 5', 'internet-egress 10.0.1.5 5', 'cross-az 10.0.1.5 6'],
  },
  {
    name: 'a NAT gateway of which only the outer side has records is the one that its client names',
    records: [sends(web, host, 3, path(1), next(nat)), sends(nat, host, 3, path(8))],
    tolls: ['internet-egress 3 × 1', 'nat-processing 3 × 1'],
    payers: ['nat-processing 10.0.1.5 3', 'internet-egress 10.0.1.5 3'],
    how: 'nat-outside',
  },
  { name: 'in one zone nothing is taken', records: between(web, worker, 10), tolls: [] },
  {
    name: 'what is rejected is not billed',
    records: between(web, api, 10).map((record) => ({ ...record, action: 'REJECT' })),
    tolls: [],
  },
  {
    name: 'a pod behind an interface pays for itself',
    records: between(web, api, 10).map((record) => ({ ...record, ...packet({ from: '10.0.1.77' }) })),
    tolls: ['cross-az 10 × 2'],
    payers: ['cross-az 10.0.1.77 10', 'cross-az 10.0.2.6 10'],
  },
  {
    name: 'another account’s end, of which only the zone shows, pays for itself',
    records: [sends(web, '10.0.2.99', 4, path(1), { 'next-hop-az-id': az2 })],
    tolls: ['cross-az 4 × 1'],
    payers: ['cross-az 10.0.1.5 4'],
    how: 'other-account',
  },
  {
    name: 'a Network Load Balancer that keeps the client’s address is an end of both its hops',
    records: (() => {
      const balancer = at('nlb', '10.0.1.40', az1, 'network_load_balancer');
      return [
        sends(balancer, api.address, 4, packet({ from: web.address }), path(1), next(api)),
        gets(api, web.address, 4),
      ];
    })(),
    tolls: ['cross-az 4 × 2'],
    payers: ['cross-az 10.0.1.5 4', 'cross-az 10.0.2.6 4'],
  },

  // peering
  {
    name: 'peering across zones is taken at both ends of one’s own',
    records: between(web, peer(az2), 3, path(4)),
    tolls: ['vpc-peering 3 × 2'],
    payers: ['vpc-peering 10.0.1.5 3', 'vpc-peering 10.9.0.7 3'],
  },
  { name: 'peering in one zone is free', records: between(web, peer(az1), 3, path(4)), tolls: [] },
  {
    name: 'peering to a zone that nobody knows is taken at one’s own end, and says so',
    records: [sends(web, '10.9.0.7', 3, path(4))],
    tolls: ['vpc-peering 3 × 1'],
    how: 'az-unknown',
  },

  // between Regions
  {
    name: 'to another Region the sender pays, for what comes back nobody',
    records: [sends(web, far.address, 3, path(5)), gets(web, far.address, 2)],
    networks: plan,
    tolls: ['inter-region 3 × 1 to eu-west-1', 'internet-ingress 2'],
    payers: ['inter-region 10.0.1.5 3'],
  },
  {
    name: 'with both Regions’ records each sender pays once, in its Region',
    records: [
      sends(web, far.address, 3, path(5)),
      gets(far, web.address, 3),
      sends(far, web.address, 2, path(5)),
      gets(web, far.address, 2),
    ],
    tolls: ['inter-region 3 × 1 to eu-west-1', 'inter-region 2 × 1 to us-east-1'],
    payers: ['inter-region 10.0.1.5 3', 'inter-region 10.8.0.9 2'],
  },
  {
    name: 'to another Region by public address',
    records: [sends(web, dublin, 3, path(8))],
    tolls: ['inter-region 3 × 1 to eu-west-1'],
    how: 'ranges',
  },
  {
    name: 'from another Region by public address is free',
    records: [gets(web, dublin, 3)],
    tolls: ['internet-ingress 3'],
  },
  {
    name: 'through a transit gateway to another Region is both',
    records: [
      sends(web, far.address, 3, path(1), next(attachment)),
      gets(attachment, web.address, 3, packet({ to: far.address })),
    ],
    networks: plan,
    tolls: ['inter-region 3 × 1 to eu-west-1', 'transit-gateway 3 × 1'],
    payers: ['inter-region 10.0.1.5 3', 'transit-gateway 10.0.1.5 3'],
  },

  // by public address
  {
    name: 'EC2’s public addresses in the Region are charged, whatever the zone',
    records: [sends(web, ec2, 3, path(8)), gets(web, ec2, 2)],
    tolls: ['public-address 5 × 1'],
    payers: ['public-address 10.0.1.5 5'],
  },
  {
    name: 'two of one’s own by public address are charged at each end',
    records: [sends(web, ec2, 3, path(8)), gets(worker, ec2, 3)],
    tolls: ['public-address 6 × 1'],
    payers: ['public-address 10.0.1.5 3', 'public-address 10.0.1.6 3'],
  },
  {
    name: 'IPv6 inside a VPC is public by nature and crosses zones all the same',
    records: [
      sends({ ...web, address: web6 }, api6, 3, path(1), next(api)),
      gets({ ...api, address: api6 }, web6, 3),
    ],
    tolls: ['cross-az 3 × 2'],
  },

  // to the internet and back
  {
    name: 'to the internet is taken once, back is free',
    records: [sends(web, host, 3, path(8)), gets(web, host, 2)],
    tolls: ['internet-egress 3 × 1', 'internet-ingress 2'],
    payers: ['internet-egress 10.0.1.5 3'],
    how: 'path',
  },
  {
    name: 'before Nitro the path is 2',
    records: [sends(web, host, 3, path(2))],
    tolls: ['internet-egress 3 × 1'],
  },
  {
    name: 'without traffic-path what is reached from outside has a way out',
    format: 'eks-article',
    records: [
      gets(web, host, 1),
      sends(web, host, 3, { srcport: 443, dstport: 40_000 }),
      // two peers tell which address is its own
      gets(web, '198.51.100.8', 1),
    ],
    tolls: ['internet-egress 3 × 1', 'internet-ingress 2'],
  },
  {
    name: 'what a NAT gateway hands over has not come by an internet gateway, though that is the only known way back',
    records: [sends(nat, host, 1, path(8)), gets(api, host, 3, next(nat))],
    tolls: ['cross-az 3 × 2', 'internet-egress 1 × 1', 'internet-ingress 3', 'nat-processing 3 × 1'],
  },
  {
    name: 'IPv6 without a path leaves by an egress-only internet gateway',
    records: [sends({ ...web, address: web6 }, '2001:db8::7', 3)],
    tolls: ['internet-egress 3 × 1'],
    how: 'egress-only',
  },

  // NAT gateways
  {
    name: 'a NAT gateway processes each byte once, both ways, and its client pays for all',
    records: [...throughNat(web, host, 1), ...backThroughNat(web, host, 2)],
    tolls: ['nat-processing 3 × 1', 'internet-egress 1 × 1', 'internet-ingress 2'],
    payers: ['nat-processing 10.0.1.5 3', 'internet-egress 10.0.1.5 1'],
  },
  {
    name: 'two clients of one host share what left the gateway by what they handed over',
    records: [...throughNat(web, host, 3), ...throughNat(worker, host, 1)],
    tolls: ['nat-processing 4 × 1', 'internet-egress 4 × 1'],
    payers: [
      'nat-processing 10.0.1.5 3',
      'nat-processing 10.0.1.6 1',
      'internet-egress 10.0.1.5 3',
      'internet-egress 10.0.1.6 1',
    ],
  },
  {
    name: 'what left the gateway beyond what its clients handed over is nobody’s',
    records: [...throughNat(web, host, 4).slice(0, 2), sends(nat, host, 5, path(8))],
    tolls: ['nat-processing 4 × 1', 'internet-egress 5 × 1'],
    unattributed: ['internet-egress nat-difference 1'],
  },
  {
    name: 'a client and a gateway in two zones pay for crossing, there and back',
    records: [
      sends(api, host, 1, path(1), next(nat)),
      gets(nat, api.address, 1, packet({ to: host })),
      sends(nat, host, 1, path(8)),
      gets(nat, host, 2),
      sends(nat, api.address, 2, packet({ from: host }), path(1), next(api)),
      gets(api, host, 2),
    ],
    tolls: ['cross-az 3 × 2', 'nat-processing 3 × 1', 'internet-egress 1 × 1', 'internet-ingress 2'],
    payers: ['cross-az 10.0.2.6 6', 'nat-processing 10.0.2.6 3', 'internet-egress 10.0.2.6 1'],
    how: 'assumed-end',
  },
  {
    name: 'without records of the gateway its client’s do',
    records: [sends(web, host, 1, path(1), next(nat)), gets(web, host, 2, next(nat))],
    tolls: ['nat-processing 3 × 1', 'internet-egress 1 × 1', 'internet-ingress 2'],
    how: 'nat-inside',
  },
  {
    name: 'a regional NAT gateway is known by its id, and is in every zone',
    records: [
      sends(web, host, 1, path(1), toRegional),
      seen({ srcaddr: web.address, dstaddr: host }, 1, regional.fields, { 'flow-direction': 'ingress' }),
      sends(regional, host, 1, path(8)),
    ],
    tolls: ['nat-processing 1 × 1', 'internet-egress 1 × 1'],
    payers: ['nat-processing 10.0.1.5 1', 'internet-egress 10.0.1.5 1'],
  },
  {
    name: 'a regional NAT gateway without records is known by its clients’ next hop',
    records: [sends(web, host, 1, path(1), toRegional)],
    tolls: ['nat-processing 1 × 1', 'internet-egress 1 × 1'],
    how: 'nat-inside',
  },
  {
    name: 'NAT64: an address of 64:ff9b::/96 is the IPv4 address inside it',
    records: [
      sends({ ...web, address: web6 }, '64:ff9b::c633:6407', 1, path(1), next(nat)),
      gets({ ...nat, address: '2600:1f18::10' }, web6, 1, packet({ to: '64:ff9b::c633:6407' })),
      sends(nat, host, 1, path(8)),
    ],
    tolls: ['nat-processing 1 × 1', 'internet-egress 1 × 1'],
    payers: ['nat-processing 2600:1f18::5 1', 'internet-egress 2600:1f18::5 1'],
  },
  {
    name: 'S3 through a NAT gateway: the processing is charged, the transfer is not',
    records: throughNat(web, s3, 2),
    tolls: ['nat-processing 2 × 1', 'aws-service 2'],
  },

  // AWS's own
  {
    name: 'a gateway endpoint is free',
    records: [sends(web, s3, 2, path(7)), gets(web, s3, 3)],
    tolls: ['gateway-endpoint 5'],
  },
  {
    name: 'a gateway endpoint before Nitro has the path of an internet gateway',
    records: [sends(web, s3, 2, path(2))],
    tolls: ['gateway-endpoint 2'],
  },
  {
    name: 'a service of the Region by public address is free: S3’s range is more than EC2’s, and any more than AMAZON’s',
    records: [sends(web, s3, 2, path(8)), sends(web, sqs, 1, path(8))],
    tolls: ['aws-service 3'],
  },
  {
    name: 'CloudFront is free, though it is of no Region',
    records: [sends(web, edge, 2, path(8))],
    tolls: ['aws-service 2'],
  },
  {
    name: 'without ranges a service is taken as of this Region, and the line says so',
    withoutRanges: true,
    records: [sends(web, dublin, 2, path(8), { 'pkt-dst-aws-service': 'S3' })],
    tolls: ['aws-service 2'],
    how: 'no-ranges',
  },
  {
    name: 'an interface endpoint takes both directions, and the hop to it is free in any zone',
    records: [...between(web, endpoint, 2), ...between(endpoint, web, 3)],
    tolls: ['interface-endpoint 5 × 1', 'cross-az 5 × 0'],
    payers: ['interface-endpoint 10.0.1.5 5'],
  },

  // transit gateways
  {
    name: 'a transit gateway takes what goes into the attachment of the sending VPC, never what comes out of one',
    records: (() => {
      const receiving = at('receiving', '10.9.0.30', az2, 'transit_gateway', inVpc2);
      const to = peer(az2);
      return [
        sends(web, to.address, 7, path(1), next(attachment)),
        gets(attachment, web.address, 7, packet({ to: to.address })),
        sends(receiving, to.address, 7, packet({ from: web.address }), path(1), next(to)),
        gets(to, web.address, 7),
      ];
    })(),
    tolls: ['transit-gateway 7 × 1'],
    payers: ['transit-gateway 10.0.1.5 7'],
  },
  {
    name: 'an attachment in another zone is free to reach',
    records: [
      sends(api, '10.9.0.7', 7, path(1), next(attachment)),
      gets(attachment, api.address, 7, packet({ to: '10.9.0.7' })),
    ],
    tolls: ['transit-gateway 7 × 1', 'cross-az 7 × 0'],
  },

  // without price
  {
    name: 'out by a virtual private gateway has no price here, in by one is free',
    records: [sends(web, '192.168.9.9', 2, path(3)), gets(web, '192.168.9.9', 3)],
    tolls: ['virtual-private-gateway 2'],
  },
  {
    name: 'to a Local Zone has no price here',
    records: [sends(web, '10.0.99.9', 2, path(6))],
    tolls: ['local-zone 2'],
  },
  {
    name: 'a zone that nobody knows is not guessed',
    records: [sends(web, '10.0.77.7', 6, path(1))],
    tolls: ['unknown 6'],
    how: 'not-logged',
  },
  {
    name: 'the address plan tells a zone',
    records: [sends(web, '10.7.0.7', 6, path(1))],
    networks: plan,
    tolls: ['cross-az 6 × 2'],
    how: 'may-be-alb',
  },
  {
    name: 'which end is the interface’s own is not guessed where it has one peer',
    format: 'default',
    records: [sends(web, host, 6)],
    tolls: ['unknown 6'],
    how: 'direction-unknown',
  },
  {
    name: 'a service of no Region is not known to be of this one',
    records: [sends(web, '192.0.2.60', 6, path(8))],
    tolls: ['unknown 6'],
    how: 'region-unknown',
  },
  {
    name: 'the endpoint of a Gateway Load Balancer, which passes packets on, has another price',
    records: [
      sends(web, host, 6, path(1), next(endpoint)),
      gets(endpoint, web.address, 6, packet({ to: host })),
    ],
    tolls: ['unknown 6', 'cross-az 6 × 0'],
  },

  // who pays
  {
    name: 'a node that puts its own address in place of its pods’ hides who leaves the VPC',
    records: [
      ...between(web, api, 1),
      ...between(web, api, 2).map((record) => ({ ...record, ...packet({ from: '10.0.1.77' }) })),
      sends(web, host, 3, path(8)),
    ],
    tolls: ['cross-az 3 × 2', 'internet-egress 3 × 1'],
    unattributed: ['internet-egress node-snat 3'],
  },
  {
    name: 'inside an overlay only the nodes show',
    records: between(web, api, 3).map((record) => ({ ...record, protocol: 17, dstport: 4789 })),
    tolls: ['cross-az 3 × 2'],
    unattributed: ['cross-az overlay 6'],
  },
];

let folder: string;
let engine: DuckDbEngine;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'flowtoll-rules-'));
  engine = await openDuckDb();
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true });
});

let written = 0;
async function charges(one: Omit<Case, 'name' | 'tolls'>, by: readonly string[] = []): Promise<Charge[]> {
  const format = namedFormats[one.format ?? 'recommended'];
  const data = join(folder, String((written += 1)));
  mkdirSync(data);
  const lines = one.records.map((record) => format.fields.map(({ name }) => record[name] ?? '-').join(' '));
  writeFileSync(join(data, 'records.log'), `${[format.toHeader(), ...lines].join('\n')}\n`);
  const local = await findLocalData({ data: [data] });
  const planned = planBill({ by }, duckdb, local.available, {
    region: 'us-east-1',
    ...(!one.withoutRanges && { ranges }),
    ...(one.networks && { networks: parseNetworks(one.networks) }),
    ...(one.kinds && { kinds: one.kinds }),
  });
  const { rows } = await engine.query(planned.statement(local.lines(planned.fields)));
  return planned.read(rows).charges;
}

const inGigabytes = (bytes: bigint) => Number(bytes) / Number(gigabyte);

/** What charges come to by what is shown of each, from the largest. */
function sums(all: readonly Charge[], shown: (charge: Charge) => string, metered: boolean): string[] {
  const found = new Map<string, bigint>();
  for (const charge of all) {
    const bytes = metered ? charge.bytes * BigInt(charge.times) : charge.bytes;
    found.set(shown(charge), (found.get(shown(charge)) ?? 0n) + bytes);
  }
  return [...found].map(([text, bytes]) => text.replace('GB', String(inGigabytes(bytes)))).sort();
}

const isPriced = ({ toll }: Charge) => !['free', 'unpriced'].includes(tolls.get(toll)!.kind);

it.each(cases.map((one) => [one.name, one] as const))('%s', async (_name, one) => {
  const all = await charges(one);
  const asLines = ({ toll, times, toRegion, ...charge }: Charge) =>
    `${toll} GB${isPriced({ toll, times, toRegion, ...charge }) ? ` × ${times}` : ''}${toRegion ? ` to ${toRegion}` : ''}`;
  expect(sums(all, asLines, false)).toEqual([...one.tolls].sort());
  if (one.how) {
    const [first] = one.tolls[0]!.split(' ');
    expect(all.filter(({ toll }) => toll === first).map(({ how }) => how)).toContain(one.how);
  }
  if (one.payers) {
    const paying = (await charges(one, ['address'])).filter(isPriced).filter(({ times }) => times > 0);
    const shown = sums(paying, ({ toll, dimensions: [address] }) => `${toll} ${address} GB`, true);
    expect(shown).toEqual([...one.payers].sort());
  }
  if (one.unattributed) {
    const nobodys = all.filter(({ unattributed }) => unattributed !== null);
    expect(sums(nobodys, ({ toll, unattributed }) => `${toll} ${unattributed} GB`, true)).toEqual(
      [...one.unattributed].sort(),
    );
  }
});

/** What each kind of interface comes to at the other side of a hop from an instance in another zone. */
const ends: readonly (readonly [kind: string, times: 0 | 2, by: 'records' | 'owners'])[] = [
  ['instance', 2, 'records'],
  ['task', 2, 'owners'],
  ['database', 2, 'owners'],
  ['network_load_balancer', 2, 'records'],
  ['nat_gateway', 2, 'records'],
  ['control_plane', 2, 'owners'],
  ['application_load_balancer', 0, 'owners'],
  ['classic_load_balancer', 0, 'owners'],
  ['vpc_endpoint', 0, 'records'],
  ['transit_gateway', 0, 'records'],
  ['regional_nat_gateway', 0, 'records'],
];

describe('a hop to another zone', () => {
  it.each(ends)('to a %s is taken %i times', async (kind, times, by) => {
    const type = kind === 'instance' ? undefined : by === 'records' ? kind : '-';
    const end = at('end', '10.0.2.50', az2, type);
    const kinds = new Map(by === 'owners' ? [[end.id, kind]] : []);
    const all = await charges({ records: between(web, end, 4), kinds });
    const crossing = all.filter(({ toll }) => toll === 'cross-az');
    expect(crossing.map((charge) => [inGigabytes(charge.bytes), charge.times])).toEqual([[4, times]]);
  });

  it('to what AWS manages and no field names is taken twice, at most: it may be an Application Load Balancer', async () => {
    const all = await charges({ records: between(web, at('end', '10.0.2.50', az2, '-'), 4) });
    expect(all.map(({ toll, times, how }) => [toll, times, how])).toEqual([['cross-az', 2, 'may-be-alb']]);
  });

  it('has a case for every kind that is known', () => {
    expect(ends.map(([kind]) => kind).sort()).toEqual(meteredEnds.map(({ kind }) => kind).sort());
  });
});

describe('what is on no hop', () => {
  const hours = [
    'nat-hours',
    'transit-gateway-hours',
    'interface-endpoint-hours',
    'public-ipv4-hours',
  ] as const;

  it.each(hours)('%s: records do not show what exists, so it is not known, and not 0', (toll) => {
    const { lines, totalComplete } = makeBill([], usEast1Prices, { by: [] });
    expect(lines.find((line) => line.toll === toll)).toMatchObject({
      unit: 'hour',
      quantity: null,
      usd: null,
    });
    expect(totalComplete).toBe(false);
  });

  it('flow-logs: what was delivered, by its price; 2 GB to S3 at 0.25', () => {
    const logs = [{ destination: 's3', region: 'us-east-1', bytes: 2n * gigabyte }] as const;
    const { lines } = makeBill([], usEast1Prices, { by: [], logs });
    expect(lines.find(({ toll }) => toll === 'flow-logs')).toMatchObject({
      quantity: '2.000000',
      usd: '0.500000',
    });
  });

  it('every toll has a case', () => {
    const shown = cases.flatMap((one) => one.tolls.map((text) => text.split(' ')[0] as TollId));
    expect(new Set([...shown, ...hours, 'flow-logs'])).toEqual(new Set(tolls.keys()));
  });
});
