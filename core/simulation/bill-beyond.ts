import { BillNetwork, ofOwn } from './bill-network';
import { type BillScenario, billScenariosOf, host, wholeVpc } from './bill-scenario';
import { ipRangesJson } from './ip-ranges';
import {
  byPublicAddresses,
  direct,
  overPeering,
  throughNatGateway,
  throughTransitGateway,
  toInternet,
} from './paths';

const untyped = 'without interface-type and next hops, what AWS manages looks alike';
const virginia = 'us-east-1';
const addressPlan = (rows: readonly string[]) => ['cidr,name,region,az', ...rows, ''].join('\n');

/** What goes from one VPC to another: in the Region, to another Region, to another account. */
export const beyondScenarios: readonly BillScenario[] = [
  ...peering(),
  ...peeringWithAnotherAccount(),
  ...peeringWithAnotherRegion(),
  ...anotherRegionNotLogged(),
  ...transitToAnotherRegion(),
  ...anotherRegionByPublicAddress(),
  ...twoAccounts(),
  ...oneCidrTwice(),
];

function peering(): BillScenario[] {
  const [near, far] = [new BillNetwork('near'), new BillNetwork('far', { network: '10.51' })];
  const clients = [near.instance('web', 1), near.instance('api', 2)];
  const [server, database] = [far.instance('server', 1), far.database('orders', 2)];
  return billScenariosOf({
    name: 'VPC peering in one AZ and across AZs',
    networks: [near, far],
    talks: [
      {
        kind: 'server',
        hops: (draw) => overPeering(ofOwn(draw.one(clients), draw.port()), ofOwn(server, 443)),
      },
      {
        kind: 'database',
        hops: (draw) => overPeering(ofOwn(draw.one(clients), draw.port()), ofOwn(database, 5432)),
      },
      { kind: 'within', hops: (draw) => direct(ofOwn(clients[0]!, draw.port()), ofOwn(clients[1]!, 443)) },
    ],
    formats: { recommended: {}, v5: {} },
  });
}

/** Only one side is logged: the bill is its own. */
function peeringWithAnotherAccount(): BillScenario[] {
  const near = new BillNetwork('near account');
  const far = new BillNetwork('far account', { network: '10.51', account: '444455556666' });
  const clients = [near.instance('web', 1), near.instance('api', 2)];
  const server = far.instance('server', 1);
  return billScenariosOf({
    name: 'VPC peering with another account that is not logged',
    networks: [near, far],
    talks: [
      {
        kind: 'server',
        hops: (draw) => overPeering(ofOwn(draw.one(clients), draw.port()), ofOwn(server, 443)),
      },
      { kind: 'within', hops: (draw) => direct(ofOwn(clients[0]!, draw.port()), ofOwn(clients[1]!, 443)) },
    ],
    flowLogs: (format) => [wholeVpc(near, format)],
    formats: {
      recommended: {},
      v5: {
        'vpc-peering': 'the AZ of an interface that is not logged is in no record without next-hop-az-id',
      },
    },
  });
}

/** Each side pays what it sends, at its Region's price. */
function peeringWithAnotherRegion(): BillScenario[] {
  const near = new BillNetwork('near region');
  const far = new BillNetwork('far region', { network: '10.51', region: virginia });
  const clients = [near.instance('web', 1), near.instance('api', 2)];
  const servers = [far.instance('server', 1), far.instance('spare', 2)];
  return billScenariosOf({
    name: 'VPC peering between two Regions, both logged',
    networks: [near, far],
    talks: [
      {
        kind: 'replica',
        hops: (draw) => overPeering(ofOwn(draw.one(clients), draw.port()), ofOwn(draw.one(servers), 5432)),
      },
      { kind: 'far', hops: (draw) => direct(ofOwn(servers[0]!, draw.port()), ofOwn(servers[1]!, 443)) },
    ],
    formats: { recommended: {}, v5: {} },
  });
}

/** The other Region is another account's, and known by the address plan alone. */
function anotherRegionNotLogged(): BillScenario[] {
  const near = new BillNetwork('near region alone');
  const far = new BillNetwork('far region alone', {
    network: '10.51',
    region: virginia,
    account: '444455556666',
  });
  const clients = [near.instance('web', 1), near.instance('api', 2)];
  const server = far.instance('server', 1);
  return billScenariosOf({
    name: 'VPC peering with a Region that only the address plan knows',
    networks: [near, far],
    talks: [
      {
        kind: 'replica',
        hops: (draw) => overPeering(ofOwn(draw.one(clients), draw.port()), ofOwn(server, 5432)),
      },
      { kind: 'within', hops: (draw) => direct(ofOwn(clients[0]!, draw.port()), ofOwn(clients[1]!, 443)) },
    ],
    flowLogs: (format) => [wholeVpc(near, format)],
    addressPlan: addressPlan([`10.50.0.0/16,shop,eu-central-1,`, `10.51.0.0/16,archive,${virginia},`]),
    formats: { recommended: {}, v5: {} },
  });
}

/** Two transit gateways are peered: the sender pays the processing and the way to the other Region. */
function transitToAnotherRegion(): BillScenario[] {
  const near = new BillNetwork('near transit');
  const far = new BillNetwork('far transit', { network: '10.51', region: virginia });
  const clients = [near.instance('web', 1), near.instance('api', 2)];
  const servers = [far.instance('server', 1), far.instance('spare', 2)];
  const [attachment, farAttachment] = [near.transitGateway(1), far.transitGateway(1)];
  return billScenariosOf({
    name: 'transit gateways that are peered between two Regions',
    networks: [near, far],
    talks: [
      {
        kind: 'replica',
        hops: (draw) =>
          throughTransitGateway(
            ofOwn(draw.one(clients), draw.port()),
            attachment,
            farAttachment,
            ofOwn(draw.one(servers), 5432),
          ),
      },
      { kind: 'within', hops: (draw) => direct(ofOwn(clients[0]!, draw.port()), ofOwn(clients[1]!, 443)) },
    ],
    addressPlan: addressPlan([`10.50.0.0/16,shop,eu-central-1,`, `10.51.0.0/16,archive,${virginia},`]),
    formats: {
      recommended: {},
      v5: { 'transit-gateway': untyped, 'cross-az': untyped, 'inter-region': untyped },
    },
  });
}

function anotherRegionByPublicAddress(): BillScenario[] {
  const near = new BillNetwork('near public');
  const far = new BillNetwork('far public', { network: '10.51', region: virginia });
  const open = (network: BillNetwork) => ({ publicAddress: network.publicAddress() });
  const clients = [near.instance('web', 1, open(near)), near.instance('api', 2, open(near))];
  const server = far.instance('server', 1, open(far));
  return billScenariosOf({
    name: 'public addresses of two Regions, both logged',
    networks: [near, far],
    talks: [
      {
        kind: 'replica',
        hops: (draw) => byPublicAddresses(ofOwn(draw.one(clients), draw.port()), ofOwn(server, 443)),
      },
      { kind: 'internet', hops: (draw) => toInternet(ofOwn(server, draw.port()), host(draw)) },
    ],
    ipRanges: ipRangesJson(),
    formats: { recommended: {}, v5: {} },
  });
}

/** Both accounts are logged, so the bill is both accounts'. */
function twoAccounts(): BillScenario[] {
  const near = new BillNetwork('first account');
  const far = new BillNetwork('second account', { network: '10.51', account: '444455556666' });
  const clients = [near.instance('web', 1), near.instance('api', 2)];
  const [server, gateway, farGateway] = [
    far.instance('server', 1),
    near.natGateway('nat', 1),
    far.natGateway('nat', 1),
  ];
  return billScenariosOf({
    name: 'two accounts, both logged',
    networks: [near, far],
    talks: [
      {
        kind: 'server',
        hops: (draw) => overPeering(ofOwn(draw.one(clients), draw.port()), ofOwn(server, 443)),
      },
      {
        kind: 'internet',
        hops: (draw) =>
          throughNatGateway(ofOwn(draw.one(clients), draw.port()), gateway, draw.port(), host(draw)),
      },
      {
        kind: 'far-internet',
        hops: (draw) => throughNatGateway(ofOwn(server, draw.port()), farGateway, draw.port(), host(draw)),
      },
    ],
    formats: { recommended: {}, v5: {} },
  });
}

/** The same addresses in both; one of them is a NAT gateway's in the first and an instance's in the second. */
function oneCidrTwice(): BillScenario[] {
  const [one, two] = [
    new BillNetwork('one', { network: '172.31' }),
    new BillNetwork('two', { network: '172.31', account: '444455556666' }),
  ];
  const [web, api] = [one.instance('web', 1), one.instance('api', 2)];
  const gateway = one.natGateway('nat', 1);
  const [twinWeb, twinApi] = [two.instance('web', 1), two.instance('api', 2)];
  const near = two.instance('near', 1);
  const twinGateway = two.natGateway('nat', 2);
  return billScenariosOf({
    name: 'two VPCs with one CIDR',
    networks: [one, two],
    talks: [
      { kind: 'one', hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(api, 8080)) },
      { kind: 'two', hops: (draw) => direct(ofOwn(twinWeb, draw.port()), ofOwn(twinApi, 8080)) },
      { kind: 'two-same-az', hops: (draw) => direct(ofOwn(twinWeb, draw.port()), ofOwn(near, 8080)) },
      {
        kind: 'one-internet',
        hops: (draw) =>
          throughNatGateway(ofOwn(draw.one([web, api]), draw.port()), gateway, draw.port(), host(draw)),
      },
      {
        kind: 'two-internet',
        hops: (draw) =>
          throughNatGateway(
            ofOwn(draw.one([twinWeb, twinApi]), draw.port()),
            twinGateway,
            draw.port(),
            host(draw),
          ),
      },
    ],
    formats: { recommended: {}, v5: {} },
  });
}
