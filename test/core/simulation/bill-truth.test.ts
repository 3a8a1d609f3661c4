import { type Conversation } from '../../../core/simulation/conversation';
import {
  betweenZoneAndLocalZone,
  byGatewayEndpoint,
  byPublicAddresses,
  direct,
  fromInternet,
  overPeering,
  preservingClient,
  throughEgressOnlyGateway,
  throughNat64,
  throughNatGateway,
  throughNatGatewayToPublicAddress,
  throughTransitAndNatGateway,
  throughTransitGateway,
  toInternet,
  toOnPremises,
  withinNode,
} from '../../../core/simulation/paths';
import { type Scenario } from '../../../core/simulation/scenario';
import { type NetworkInterface, type Subnet, type Vpc } from '../../../core/simulation/world';
import {
  hour,
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

/**
 * What AWS bills, worked out by hand from its price pages (https://aws.amazon.com/ec2/pricing/on-demand/, Data
 * Transfer; /vpc/pricing/; /transit-gateway/pricing/; /privatelink/pricing/). Every conversation sends 500 bytes there
 * and 900 back, unless it says otherwise.
 */
const noon = midnight + 12 * hour;
const zone = (number: 1 | 2 | 3) => ({ subnet: subnet(number) });
const one = instance('one', '10.0.1.1', { ...zone(1), publicAddress: '18.192.0.1' });
const near = instance('near', '10.0.1.2', { ...zone(1), publicAddress: '18.192.0.2' });
const two = instance('two', '10.0.2.2', zone(2));
const nat = natGateway('nat', '10.0.1.220');
const host = { address: '203.0.113.5', port: 443 };

/** An interface that AWS manages. */
function managed(
  name: string,
  address: string,
  more: Pick<NetworkInterface, 'holder'> & Partial<NetworkInterface>,
): NetworkInterface {
  return { ...instance(name, address, more), instance: undefined, nitro: undefined };
}

const service = (name: string, region: string, address = '52.0.0.1') => ({
  address,
  port: 443,
  service: name,
  region,
});

/** Plays conversations at noon: the bill as lines of text. */
function billOf(
  conversations: readonly (Conversation['hops'] | Conversation)[],
  more: Partial<Scenario> = {},
): { tolls: string[]; payers: string[]; lost: string[] } {
  const talks = conversations.map((of) => ('hops' in of ? of : talk(noon, of, 500, 900)));
  const interfaces = new Set(
    talks.flatMap(({ hops }) => hops.flatMap(({ from, to }) => [from, to])).filter((at) => at !== undefined),
  );
  const { bill } = play(scenario([...interfaces], talks, more)).truth;
  return {
    tolls: bill.tolls.map(({ toll, region, to_region: to, bytes, metered_bytes: metered }) => {
      const where = to === null ? (region === vpc.region ? '' : ` ${region}`) : ` ${region} → ${to}`;
      return `${toll}${where} ${bytes} ${metered}`;
    }),
    payers: bill.payers.map(({ toll, address, metered_bytes: metered }) => `${toll} ${address} ${metered}`),
    lost: bill.lost.map(({ toll, metered_bytes: metered }) => `${toll} ${metered}`),
  };
}

describe('between AZs', () => {
  it('each of two instances pays each byte once: 0.01 in and 0.01 out', () => {
    const { tolls, payers } = billOf([direct(party(one, 40_001), party(two, 8_080))]);
    // 500 + 900 moved; out of one and into two, out of two and into one
    expect(tolls).toEqual(['cross-az 1400 2800']);
    expect(payers).toEqual(['cross-az 10.0.1.1 1400', 'cross-az 10.0.2.2 1400']);
  });

  it('nothing is paid inside one AZ, nor inside a node', () => {
    const pods = [1, 2].map((number) => ({ address: `10.0.7.${number}`, port: 80, vpc }));
    const { tolls } = billOf([
      direct(party(one, 40_001), party(near, 8_080)),
      withinNode(pods[0]!, pods[1]!),
    ]);
    expect(tolls).toEqual([]);
  });

  it('pods pay, not the nodes they are on', () => {
    const { payers } = billOf([direct(party(one, 40_001, '10.0.1.77'), party(two, 8_080, '10.0.2.88'))]);
    expect(payers).toEqual(['cross-az 10.0.1.77 1400', 'cross-az 10.0.2.88 1400']);
  });

  it.each([
    ['a database', managed('db', '10.0.2.50', { ...zone(2), holder: 'database' })],
    ['the control plane', managed('api', '10.0.2.51', { ...zone(2), holder: 'control-plane' })],
    [
      'a Network Load Balancer',
      managed('nlb', '10.0.2.52', { ...zone(2), holder: 'load-balancer', type: 'network_load_balancer' }),
    ],
  ])('%s is metered as an instance is', (_, at) => {
    expect(billOf([direct(party(one, 40_001), party(at, 443))]).tolls).toEqual(['cross-az 1400 2800']);
  });

  it('an Application Load Balancer is free, for both ends', () => {
    const alb = managed('alb', '10.0.2.80', { ...zone(2), holder: 'load-balancer' });
    const { tolls } = billOf([
      direct(party(alb, 40_001), party(one, 8_080)),
      direct(party(one, 40_002), party(alb, 443)),
    ]);
    expect(tolls).toEqual(['cross-az 2800 0']);
  });

  it('an interface endpoint is free, and processes both ways', () => {
    const endpoint = managed('sqs', '10.0.2.60', {
      ...zone(2),
      holder: 'interface-endpoint',
      type: 'vpc_endpoint',
    });
    const { tolls, payers } = billOf([direct(party(one, 40_001), party(endpoint, 443))]);
    expect(tolls).toEqual(['cross-az 1400 0', 'interface-endpoint 1400 1400']);
    expect(payers).toEqual(['interface-endpoint 10.0.1.1 1400']);
  });

  it('another account’s interface in a shared VPC pays for itself', () => {
    const theirs = instance('theirs', '10.0.2.9', { ...zone(2), account: '444455556666' });
    const { tolls, payers } = billOf([direct(party(one, 40_001), party(theirs, 443))]);
    expect(tolls).toEqual(['cross-az 1400 1400']);
    expect(payers).toEqual(['cross-az 10.0.1.1 1400']);
  });

  it('what a receiver rejects has passed, what a sender rejects has not', () => {
    const rejected = (rejectedBy: 'sender' | 'receiver') =>
      talk(noon, direct(party(one, 40_001), party(two, 22)), 500, 0, { rejectedBy });
    expect(billOf([rejected('receiver')]).tolls).toEqual(['cross-az 500 1000']);
    expect(billOf([rejected('sender')]).tolls).toEqual([]);
  });

  it('stays exact beyond 2^53', () => {
    const huge = { bytes: 2 ** 53 - 1, packets: 1 };
    const hops = direct(party(one, 40_001), party(two, 8_080));
    // 3 × (2^53 - 1), twice
    const { tolls } = billOf([0, 1, 2].map((index) => talk(noon + index, hops, 1, 0, { request: huge })));
    expect(tolls).toEqual(['cross-az 27021597764222973 54043195528445946']);
  });
});

describe('through a NAT gateway', () => {
  it('every byte is processed once, up and down; only what goes up is internet traffic to pay', () => {
    const { tolls, payers } = billOf([throughNatGateway(party(one, 40_001), nat, 1_055, host)]);
    expect(tolls).toEqual([
      'internet-egress 500 500',
      'internet-ingress 900 900',
      'nat-processing 1400 1400',
    ]);
    expect(payers).toEqual([
      'internet-egress 10.0.1.1 500',
      'internet-ingress 10.0.1.1 900',
      'nat-processing 10.0.1.1 1400',
    ]);
  });

  it('1 GB up and 1 GB down are 2 GB processed', () => {
    const gigabyte = { bytes: 2 ** 30, packets: 1_000_000 };
    const hops = throughNatGateway(party(one, 40_001), nat, 1_055, host);
    const { tolls } = billOf([talk(noon, hops, 1, 1, { request: gigabyte, reply: gigabyte })]);
    expect(tolls).toContain(`nat-processing ${2 * 2 ** 30} ${2 * 2 ** 30}`);
  });

  it('of another AZ, who uses it pays both ends of the way there and back', () => {
    const { tolls, payers } = billOf([throughNatGateway(party(two, 40_001), nat, 1_055, host)]);
    expect(tolls).toEqual([
      'cross-az 1400 2800',
      'internet-egress 500 500',
      'internet-ingress 900 900',
      'nat-processing 1400 1400',
    ]);
    expect(new Set(payers.map((row) => row.split(' ')[1]))).toEqual(new Set(['10.0.2.2']));
    expect(payers).toContain('cross-az 10.0.2.2 2800');
  });

  it('that is regional, no AZ is crossed', () => {
    const regional: NetworkInterface = {
      ...nat,
      id: '-',
      subnet: undefined,
      address: '18.192.0.9',
      type: 'regional_nat_gateway',
      resource: 'nat-1',
    };
    expect(billOf([throughNatGateway(party(two, 40_001), regional, 1_055, host)]).tolls).toEqual([
      'internet-egress 500 500',
      'internet-ingress 900 900',
      'nat-processing 1400 1400',
    ]);
  });

  it('to S3 in the Region: processing, and no transfer', () => {
    const s3 = service('S3', vpc.region);
    expect(billOf([throughNatGateway(party(one, 40_001), nat, 1_055, s3)]).tolls).toEqual([
      'aws-service 1400 1400',
      'nat-processing 1400 1400',
    ]);
  });

  it('to one’s own public load balancer: processing, and the price of public addresses at both', () => {
    const alb = managed('alb', '10.0.1.80', {
      ...zone(1),
      holder: 'load-balancer',
      publicAddress: '18.192.0.80',
    });
    const own = { ...nat, publicAddress: '18.192.0.220' };
    const hops = throughNatGatewayToPublicAddress(party(two, 40_001), own, 1_055, party(alb, 443));
    const { tolls, payers } = billOf([hops]);
    // 1400 out of and into the gateway, and 1400 into and out of the load balancer
    expect(tolls).toEqual(['cross-az 1400 2800', 'nat-processing 1400 1400', 'public-address 2800 2800']);
    expect(payers).toContain('public-address 10.0.2.2 1400');
    expect(payers).toContain('public-address 10.0.1.80 1400');
  });

  it('NAT64 is as IPv4, blamed on the IPv6 address', () => {
    const six = instance('six', '10.0.1.6', { ...zone(1), address6: '2a05:d014::6' });
    const gateway = { ...nat, address6: '2a05:d014::220' };
    const hops = throughNat64(party(six, 40_001, '2a05:d014::6'), gateway, 1_055, host);
    const { tolls, payers } = billOf([hops]);
    expect(tolls).toEqual([
      'internet-egress 500 500',
      'internet-ingress 900 900',
      'nat-processing 1400 1400',
    ]);
    expect(payers[0]).toBe('internet-egress 2a05:d014::6 500');
    // 203.0.113.5, RFC 6052
    expect(hops[0].destination.address).toBe('64:ff9b::cb00:7105');
  });
});

describe('outside the VPC', () => {
  it('the internet costs on the way out', () => {
    const { tolls } = billOf([
      toInternet(party(one, 40_001), host),
      // a client's: 500 come in, 900 go out
      fromInternet({ ...host, port: 50_000 }, party(one, 443)),
    ]);
    expect(tolls).toEqual(['internet-egress 1400 1400', 'internet-ingress 1400 1400']);
  });

  it('also from an IPv6 address through an egress-only internet gateway, without processing', () => {
    const six = instance('six', '10.0.1.6', { ...zone(1), address6: '2a05:d014::6' });
    const far = { address: '2001:db8::1', port: 443 };
    const hops = throughEgressOnlyGateway(party(six, 40_001, '2a05:d014::6'), far);
    expect(billOf([hops]).tolls).toEqual(['internet-egress 500 500', 'internet-ingress 900 900']);
  });

  it('what is rejected on its way in has not come', () => {
    const scan = talk(noon, fromInternet({ ...host, port: 50_000 }, party(one, 22)), 500, 0, {
      rejectedBy: 'receiver',
    });
    expect(billOf([scan]).tolls).toEqual([]);
  });

  it('a gateway endpoint is free', () => {
    const { tolls } = billOf([byGatewayEndpoint(party(one, 40_001), service('S3', vpc.region))]);
    expect(tolls).toEqual(['gateway-endpoint 1400 1400']);
  });

  it.each([
    ['a service of this Region is free', service('S3', vpc.region), ['aws-service 1400 1400']],
    ['CloudFront is free', service('CLOUDFRONT', 'GLOBAL'), ['aws-service 1400 1400']],
    [
      'a service of another Region costs what is sent there',
      service('S3', 'us-east-1'),
      ['inter-region eu-central-1 → us-east-1 500 500', 'internet-ingress 900 900'],
    ],
    [
      'a public address of EC2 in this Region costs both ways',
      service('EC2', vpc.region),
      ['public-address 1400 1400'],
    ],
  ])('%s', (_, far, tolls) => {
    expect(billOf([toInternet(party(one, 40_001), far)]).tolls).toEqual(tolls);
  });

  it('two interfaces of one AZ pay both ways at both ends, when they use public addresses', () => {
    const { tolls, payers } = billOf([byPublicAddresses(party(one, 40_001), party(near, 443))]);
    // two hops, to the internet gateway and from it
    expect(tolls).toEqual(['public-address 2800 2800']);
    expect(payers).toEqual(['public-address 10.0.1.1 1400', 'public-address 10.0.1.2 1400']);
  });

  it('a virtual private gateway and a Local Zone show what is sent, and have no price', () => {
    const local: Subnet = { ...subnet(3), sublocation: { type: 'localzone', id: 'eu-central-1-ham-1a' } };
    const render = instance('render', '10.0.3.3', { subnet: local });
    const { tolls } = billOf([
      toOnPremises(party(one, 40_001), { address: '192.168.1.1', port: 443 }),
      betweenZoneAndLocalZone(party(one, 40_001), party(render, 443)),
    ]);
    expect(tolls).toEqual(['local-zone 1400 1400', 'virtual-private-gateway 500 500']);
  });
});

describe('between VPCs', () => {
  const otherVpc = (more: Partial<Vpc> = {}): Vpc => ({
    ...vpc,
    id: 'vpc-2',
    cidrs: ['10.1.0.0/16'],
    ...more,
  });
  const server = (of: Vpc, number: 1 | 2 = 1, az = `euc1-az${number}`) =>
    instance('server', '10.1.1.1', { subnet: { ...subnet(number, of), az } });
  const bothAccounts = {
    flowLogs: ['123456789012', '444455556666'].map((account) =>
      logOf(account, 'bytes', { account, id: `fl-${account}` }),
    ),
  };

  it('peering is free inside an AZ, and costs at both ends across AZs', () => {
    const peered = (number: 1 | 2) => overPeering(party(one, 40_001), party(server(otherVpc(), number), 443));
    expect(billOf([peered(1)]).tolls).toEqual([]);
    const { tolls, payers } = billOf([peered(2)]);
    expect(tolls).toEqual(['vpc-peering 1400 2800']);
    expect(payers).toEqual(['vpc-peering 10.0.1.1 1400', 'vpc-peering 10.1.1.1 1400']);
  });

  it('another account at the far end pays its own, and that is on the bill of both', () => {
    const hops = overPeering(
      party(one, 40_001),
      party(server(otherVpc({ account: '444455556666' }), 2), 443),
    );
    expect(billOf([hops]).tolls).toEqual(['vpc-peering 1400 1400']);
    expect(billOf([hops], bothAccounts).tolls).toEqual(['vpc-peering 1400 2800']);
  });

  it('peering to another Region costs each sender, at its own Region', () => {
    const far = server(otherVpc({ region: 'us-east-1' }), 1, 'use1-az1');
    const { tolls, payers } = billOf([overPeering(party(one, 40_001), party(far, 443))]);
    expect(tolls).toEqual([
      'inter-region eu-central-1 → us-east-1 500 500',
      'inter-region us-east-1 → eu-central-1 900 900',
    ]);
    // of another account's there is what comes in, for nothing
    const theirs = { ...far, vpc: { ...far.vpc, account: '444455556666' } };
    expect(billOf([overPeering(party(one, 40_001), party(theirs, 443))]).tolls).toEqual([
      'inter-region eu-central-1 → us-east-1 500 500',
      'internet-ingress 900 900',
    ]);
    expect(payers).toEqual(['inter-region 10.0.1.1 500', 'inter-region 10.1.1.1 900']);
  });

  const attachment = (name: string, at: Subnet, address: string) =>
    managed(name, address, { subnet: at, holder: 'transit-gateway', type: 'transit_gateway' });

  it('a transit gateway processes each byte once, where it is sent from, and its AZ does not matter', () => {
    const far = server(otherVpc(), 2);
    const hops = throughTransitGateway(
      party(one, 40_001),
      attachment('tgw-near', subnet(2), '10.0.2.250'),
      attachment('tgw-far', subnet(1, far.vpc), '10.1.1.250'),
      party(far, 443),
    );
    const { tolls, payers } = billOf([hops]);
    // across AZs on both sides: here at the near attachment, there at the far one
    expect(tolls).toEqual(['cross-az 2800 0', 'transit-gateway 1400 1400']);
    expect(payers).toEqual(['transit-gateway 10.0.1.1 500', 'transit-gateway 10.1.1.1 900']);
  });

  it('two peered transit gateways: the sender pays processing and the way to the other Region', () => {
    const far = server(otherVpc({ region: 'us-east-1' }), 1, 'use1-az1');
    const hops = throughTransitGateway(
      party(one, 40_001),
      attachment('tgw-near', subnet(2), '10.0.2.250'),
      attachment('tgw-far', far.subnet!, '10.1.1.250'),
      party(far, 443),
    );
    expect(billOf([hops]).tolls).toEqual([
      // what comes in from the attachment in the other AZ
      'cross-az 900 0',
      'inter-region eu-central-1 → us-east-1 500 500',
      'inter-region us-east-1 → eu-central-1 900 900',
      'transit-gateway 500 500',
      'transit-gateway us-east-1 900 900',
    ]);
  });

  it('out through another VPC’s NAT gateway: both process each byte, blamed on the first', () => {
    const egress = otherVpc();
    const gateway = { ...nat, vpc: egress, subnet: subnet(1, egress), address: '10.1.1.220' };
    const hops = throughTransitAndNatGateway(
      party(one, 40_001),
      attachment('tgw-near', subnet(1), '10.0.1.250'),
      attachment('tgw-far', subnet(1, egress), '10.1.1.250'),
      gateway,
      1_055,
      host,
    );
    const { tolls, payers } = billOf([hops]);
    expect(tolls).toEqual([
      'internet-egress 500 500',
      'internet-ingress 900 900',
      'nat-processing 1400 1400',
      'transit-gateway 1400 1400',
    ]);
    expect(new Set(payers.map((row) => row.split(' ')[1]))).toEqual(new Set(['10.0.1.1']));
  });
});

describe('a Network Load Balancer that preserves client addresses', () => {
  const nlb = managed('nlb', '10.0.1.52', {
    ...zone(1),
    holder: 'load-balancer',
    type: 'network_load_balancer',
  });

  it('is metered as well as its target; for clients outside the target is to blame', () => {
    const { tolls, payers } = billOf([preservingClient(host, nlb, party(two, 8_080))]);
    expect(tolls).toEqual(['cross-az 1400 2800']);
    expect(payers).toEqual(['cross-az 10.0.2.2 2800']);
  });

  it('for clients inside each side has its own', () => {
    const { payers } = billOf([preservingClient(party(one, 40_001), nlb, party(two, 8_080))]);
    expect(payers).toEqual(['cross-az 10.0.1.1 1400', 'cross-az 10.0.2.2 1400']);
  });
});

describe('lost records', () => {
  // 100 bytes a second for 1000 seconds from noon on, one way
  const hops = direct(party(one, 40_001), party(two, 8_080));
  const long = talk(noon, hops, 1, 0, {
    end: noon + 1_000,
    request: { bytes: 100_100, packets: 1_001 },
  });
  const lose = (at: NetworkInterface, from: number, to: number) => ({
    interface: at.id,
    from: noon + from,
    to: noon + to,
  });

  it('are in the bill, and apart: what either side lost', () => {
    const { tolls, lost } = billOf([long], { skipped: [lose(one, 100, 200), lose(two, 500, 700)] });
    expect(tolls).toEqual(['cross-az 100100 200200']);
    // 100 and 200 seconds, at two metered ends
    expect(lost).toEqual(['cross-az 60000']);
  });

  it('are lost once where both sides lost them', () => {
    const { lost } = billOf([long], { skipped: [lose(one, 100, 300), lose(two, 200, 400)] });
    expect(lost).toEqual(['cross-az 60000']);
  });
});
