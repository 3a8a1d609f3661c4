import { namedFormats } from '../../../core/records/named-formats';
import { type Conversation } from '../../../core/simulation/conversation';
import {
  byGatewayEndpoint,
  direct,
  fromInternet,
  overPeering,
  throughNatGateway,
  throughTransitGateway,
  toInternet,
  withinNode,
} from '../../../core/simulation/paths';
import { type NetworkInterface, type Vpc } from '../../../core/simulation/world';
import {
  columns,
  instance,
  logOf,
  midnight,
  natGateway,
  party,
  play,
  scenario,
  subnet,
  talk,
  vpc,
} from './small-world';

/** Conversations look as AWS's user guide shows them; rows are the guide's, with its addresses. */
const noon = midnight + 12 * 3_600;
const host = { address: '203.0.113.5', port: 443 };

function rowsOf(
  interfaces: readonly NetworkInterface[],
  conversation: Conversation,
  format = namedFormats.recommended,
) {
  return play(scenario(interfaces, [conversation], { flowLogs: [logOf('all', format)] })).rows;
}

describe('through a NAT gateway', () => {
  const nat = { ...natGateway('nat', '10.0.0.220'), publicAddress: '18.192.10.1' };
  const client = instance('client', '10.0.1.5');
  const hops = throughNatGateway(party(client, 40_001), nat, 1_055, host);
  const rows = rowsOf([client, nat], talk(noon, hops, 500, 900));

  it('shows the conversation in the six rows of the guide', () => {
    const names = 'instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr';
    expect(columns(rows, names).sort()).toEqual(
      [
        '- eni-nat 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5',
        '- eni-nat 10.0.0.220 203.0.113.5 10.0.0.220 203.0.113.5',
        '- eni-nat 203.0.113.5 10.0.0.220 203.0.113.5 10.0.0.220',
        '- eni-nat 10.0.0.220 10.0.1.5 203.0.113.5 10.0.1.5',
        'i-client eni-client 10.0.1.5 203.0.113.5 10.0.1.5 203.0.113.5',
        'i-client eni-client 203.0.113.5 10.0.1.5 203.0.113.5 10.0.1.5',
      ].sort(),
    );
  });

  it('has the path only on the way out, and the port of the gateway on its outer leg', () => {
    const names = 'interface-id flow-direction traffic-path srcport dstport bytes tcp-flags interface-type';
    expect(columns(rows, names)).toEqual([
      'eni-client egress 1 40001 443 500 3 -',
      'eni-nat ingress - 40001 443 500 3 nat_gateway',
      'eni-nat egress 8 1055 443 500 3 nat_gateway',
      'eni-nat ingress - 443 1055 900 19 nat_gateway',
      'eni-nat egress 1 443 40001 900 19 nat_gateway',
      'eni-client ingress - 443 40001 900 19 -',
    ]);
  });

  it('names the next hop where it has an interface', () => {
    const names =
      'next-hop-interface-id next-hop-subnet-id next-hop-az-id next-hop-vpc-id next-hop-interface-type';
    expect(columns(rows, names)).toEqual([
      'eni-nat subnet-1 euc1-az1 vpc-1 nat_gateway',
      'eni-client subnet-1 euc1-az1 vpc-1 -',
      '- - - - -',
      '- - - - -',
      'eni-client subnet-1 euc1-az1 vpc-1 -',
      'eni-nat subnet-1 euc1-az1 vpc-1 nat_gateway',
    ]);
  });
});

describe('through a regional NAT gateway', () => {
  const nat: NetworkInterface = {
    id: '-',
    vpc,
    address: '18.192.10.1',
    type: 'regional_nat_gateway',
    resource: 'nat-1',
    holder: 'nat-gateway',
    name: 'nat',
  };
  const client = instance('client', '10.0.1.5');
  const hops = throughNatGateway(party(client, 40_001), nat, 1_055, host);
  const rows = rowsOf([client, nat], talk(noon, hops, 500, 900));

  it('has no interface; its inside leg shows the host, its outside leg the public address', () => {
    const names =
      'interface-id subnet-id az-id resource-id flow-direction srcaddr dstaddr pkt-srcaddr pkt-dstaddr';
    const ofGateway = rows.filter((row) => row['resource-id'] === 'nat-1');
    expect(columns(ofGateway, names)).toEqual([
      '- - - nat-1 ingress 10.0.1.5 203.0.113.5 10.0.1.5 203.0.113.5',
      '- - - nat-1 egress 18.192.10.1 203.0.113.5 18.192.10.1 203.0.113.5',
      '- - - nat-1 ingress 203.0.113.5 18.192.10.1 203.0.113.5 18.192.10.1',
      '- - - nat-1 egress 203.0.113.5 10.0.1.5 203.0.113.5 10.0.1.5',
    ]);
  });

  it('is told by the type of the next hop at the instance', () => {
    expect(columns(rows, 'interface-id next-hop-interface-id next-hop-interface-type')[0]).toBe(
      'eni-client - regional_nat_gateway',
    );
  });
});

describe('through a transit gateway', () => {
  const far: Vpc = { id: 'vpc-2', account: vpc.account, region: vpc.region, cidrs: ['10.20.0.0/16'] };
  const client = instance('client', '10.20.33.164', { vpc: far, subnet: subnet(1, far) });
  const server = instance('server', '10.40.2.236', { id: 'eni-33333333333333333' });
  const attachment = (id: string, address: string, at: Vpc): NetworkInterface => ({
    id,
    vpc: at,
    subnet: subnet(1, at),
    address,
    type: 'transit_gateway',
    holder: 'transit-gateway',
    name: id,
  });
  const farSide = attachment('eni-far', '10.20.0.9', far);
  const into = attachment('eni-11111111111111111', '10.40.1.175', vpc);
  const back = attachment('eni-22222222222222222', '10.40.2.31', vpc);
  const route = (at: NetworkInterface) =>
    throughTransitGateway(party(client, 39_812), farSide, at, party(server, 80));
  const conversation = talk(noon, route(into), 500, 900, { replyHops: route(back) });

  it('shows the four rows of the guide in the VPC of the server', () => {
    const rows = rowsOf([client, server, farSide, into, back], conversation);
    const names =
      'interface-id instance-id srcaddr dstaddr srcport dstport tcp-flags pkt-srcaddr pkt-dstaddr';
    expect(columns(rows, names).sort()).toEqual(
      [
        'eni-33333333333333333 i-server 10.20.33.164 10.40.2.236 39812 80 3 10.20.33.164 10.40.2.236',
        'eni-33333333333333333 i-server 10.40.2.236 10.20.33.164 80 39812 19 10.40.2.236 10.20.33.164',
        'eni-11111111111111111 - 10.40.1.175 10.40.2.236 39812 80 3 10.20.33.164 10.40.2.236',
        'eni-22222222222222222 - 10.40.2.236 10.40.2.31 80 39812 19 10.40.2.236 10.20.33.164',
      ].sort(),
    );
  });

  it('is one transfer each way, however many interfaces it passes', () => {
    const { truth } = play(scenario([client, server, farSide, into, back], [conversation]));
    expect(truth.totals).toMatchObject({ pairs: 2, bytes: 1_400, sighted: { bytes: 2_800 } });
    expect(truth.pairs).toMatchObject([
      { source_vpc: 'vpc-2', source: '10.20.33.164', destination_vpc: 'vpc-1', bytes: 500 },
      { source_vpc: 'vpc-1', source: '10.40.2.236', destination_vpc: 'vpc-2', bytes: 900 },
    ]);
  });
});

describe('the way out', () => {
  const client = instance('client', '10.0.1.5', { nitro: true });
  const older = instance('older', '10.0.1.6');
  const s3 = { address: '52.219.72.10', port: 443, service: 'S3' };
  const path = (conversation: Conversation, interfaces: readonly NetworkInterface[]) =>
    columns(rowsOf(interfaces, conversation), 'flow-direction traffic-path pkt-dst-aws-service');

  it('is 8 by the internet gateway, 7 by a gateway endpoint, and 2 for both on instances before Nitro', () => {
    const at = (from: NetworkInterface) => party(from, 40_001);
    expect(path(talk(noon, toInternet(at(client), s3), 100, 0), [client])).toEqual(['egress 8 S3']);
    expect(path(talk(noon, byGatewayEndpoint(at(client), s3), 100, 0), [client])).toEqual(['egress 7 S3']);
    expect(path(talk(noon, toInternet(at(older), s3), 100, 0), [older])).toEqual(['egress 2 S3']);
    expect(path(talk(noon, byGatewayEndpoint(at(older), s3), 100, 0), [older])).toEqual(['egress 2 S3']);
  });

  it('is 4 over peering, 5 to another Region, where no next hop is told', () => {
    const farVpc = (region: string): Vpc => ({ id: 'vpc-2', account: '210987654321', region, cidrs: [] });
    const to = (region: string) =>
      instance('far', '10.9.0.1', { subnet: { ...subnet(2, farVpc(region)) }, vpc: farVpc(region) });
    const row = (far: NetworkInterface) =>
      columns(
        rowsOf([client, far], talk(noon, overPeering(party(client, 40_001), party(far, 443)), 100, 0)),
        'traffic-path next-hop-interface-id next-hop-az-id next-hop-vpc-id',
      );
    // of another account's interface only the AZ is told
    expect(row(to('eu-central-1'))).toEqual(['4 - euc1-az2 -']);
    expect(row(to('us-east-1'))).toEqual(['5 - - -']);
  });
});

describe('pods', () => {
  const nodeA = instance('a', '10.0.1.10', { holder: 'node' });
  const nodeB = instance('b', '10.0.2.10', { holder: 'node', subnet: subnet(2) });

  it('show the node on the near side of the hop, and themselves in the packet', () => {
    const hops = direct(party(nodeA, 40_001, '10.0.1.33'), party(nodeB, 8_080, '10.0.2.33'));
    expect(
      columns(
        rowsOf([nodeA, nodeB], talk(noon, hops, 100, 0)),
        'interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr',
      ),
    ).toEqual([
      'eni-a 10.0.1.10 10.0.2.33 10.0.1.33 10.0.2.33',
      'eni-b 10.0.1.33 10.0.2.10 10.0.1.33 10.0.2.33',
    ]);
  });

  it('on one node are in no record', () => {
    const hops = withinNode(party(nodeA, 40_001, '10.0.1.33'), party(nodeA, 8_080, '10.0.1.34'));
    const { rows, truth } = play(scenario([nodeA], [talk(noon, hops, 100, 200)]));
    expect(rows).toEqual([]);
    expect(truth.totals).toMatchObject({
      bytes: 0,
      pairs: 0,
      sent: { bytes: 300 },
      not_counted: { bytes: 300 },
    });
  });
});

describe('a record', () => {
  const server = instance('server', '10.0.0.62', {
    subnet: subnet(3),
    address6: '2a05:d014:1234:5600::62',
  });
  const client = { address: '52.213.180.42', port: 43_416 };

  it('is cut at the end of each interval; SYN is in the first, FIN in the last', () => {
    // as in the guide: a connection of some minutes at an interface with intervals of a minute
    const long = talk(noon + 35, fromInternet(client, party(server, 5_001)), 30_000, 60_000, {
      end: noon + 35 + 120,
    });
    const { rows } = play(
      scenario([server], [long], { flowLogs: [logOf('all', namedFormats.v5, { interval: 60 })] }),
    );
    expect(columns(rows, 'flow-direction start end bytes packets tcp-flags')).toEqual([
      `ingress ${noon + 35} ${noon + 60} 6300 63 2`,
      `ingress ${noon + 60} ${noon + 120} 14900 149 0`,
      `ingress ${noon + 120} ${noon + 155} 8800 88 1`,
      `egress ${noon + 35} ${noon + 60} 12500 125 18`,
      `egress ${noon + 60} ${noon + 120} 30000 300 0`,
      `egress ${noon + 120} ${noon + 155} 17500 175 1`,
    ]);
  });

  it('on Nitro spans at most a minute, whatever is asked', () => {
    const nitro = instance('server', '10.0.0.62', { nitro: true });
    const long = talk(noon, fromInternet(client, party(nitro, 5_001)), 30_000, 0, { end: noon + 180 });
    expect(play(scenario([nitro], [long])).rows).toHaveLength(3);
    const other = talk(noon, fromInternet(client, party(server, 5_001)), 30_000, 0, { end: noon + 180 });
    expect(play(scenario([server], [other])).rows).toHaveLength(1);
  });

  it('has ports 0 and no flags for ICMP, and the family of its addresses', () => {
    const ping = talk(noon, fromInternet({ ...client, port: 0 }, party(server, 0)), 336, 336, {
      protocol: 1,
    });
    const names = 'srcport dstport protocol tcp-flags type';
    expect(columns(rowsOf([server], ping), names)).toEqual(['0 0 1 0 IPv4', '0 0 1 0 IPv4']);

    const six = talk(
      noon,
      fromInternet({ address: '2001:db8::1', port: 43_416 }, party(server, 22, '2a05:d014:1234:5600::62')),
      100,
      0,
    );
    expect(columns(rowsOf([server], six), 'srcaddr dstaddr type')).toEqual([
      '2001:db8::1 2a05:d014:1234:5600::62 IPv6',
    ]);
  });

  it('has every field of its format, in its order, and the version of the highest', () => {
    const any = talk(noon, fromInternet(client, party(server, 22)), 100, 0, {
      rejectedBy: 'receiver',
      rejectReason: 'BPA',
    });
    const line = (format: (typeof namedFormats)['v5']) =>
      play(scenario([server], [any], { flowLogs: [logOf('all', format)] })).lines[0];
    expect(line(namedFormats.default)).toBe(
      `2 123456789012 eni-server 52.213.180.42 10.0.0.62 43416 22 6 1 100 ${noon} ${noon + 1} REJECT OK`,
    );
    expect(line(namedFormats['eks-article'])).toBe(
      `4 123456789012 i-server eni-server 52.213.180.42 52.213.180.42 43416 10.0.0.62 10.0.0.62 22 6 1 100 ${noon} ${noon + 1} REJECT OK euc1-az3`,
    );
    expect(line(namedFormats['nat-article'])).toBe(
      'eu-central-1 vpc-1 euc1-az3 subnet-3 i-server eni-server ingress 52.213.180.42 10.0.0.62 43416 22 52.213.180.42 10.0.0.62 - - - 1 100 REJECT',
    );
    expect(line(namedFormats.v5)).toBe(
      `5 123456789012 eni-server 52.213.180.42 10.0.0.62 43416 22 6 1 100 ${noon} ${noon + 1} REJECT OK vpc-1 subnet-3 i-server 2 IPv4 52.213.180.42 10.0.0.62 eu-central-1 euc1-az3 - - - - ingress -`,
    );
  });
});
