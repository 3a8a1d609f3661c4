import { BillNetwork, ofOwn, ofPod } from './bill-network';
import { type BillScenario, type Draw, billScenariosOf, host, podOf, someOf, times } from './bill-scenario';
import {
  betweenZoneAndLocalZone,
  direct,
  fromInternet,
  preservingClient,
  throughTransitGateway,
  toOnPremises,
} from './paths';
import { type Node } from './world';

const looksLikeAny =
  'no field tells an Application Load Balancer, which is free, from other interfaces that AWS manages';

/** What happens inside one VPC, and at its edge to your own network. */
export const insideScenarios: readonly BillScenario[] = [
  ...acrossZones(),
  ...onePeer(),
  ...podsAcrossZones(),
  ...recycledAddress(),
  ...applicationLoadBalancer(),
  ...networkLoadBalancer(),
  ...preservedClients(),
  ...freeAcrossZones(),
  ...sharedVpc(),
  ...edges(),
];

function acrossZones(): BillScenario[] {
  const network = new BillNetwork('across zones');
  const [web, api, worker] = [
    network.instance('web', 1),
    network.instance('api', 2),
    network.instance('worker', 1),
  ];
  const [database, controlPlane] = [network.database('orders', 3), network.controlPlane(2)];
  return billScenariosOf({
    name: 'interfaces in one AZ and in others',
    networks: [network],
    talks: [
      { kind: 'other-az', hops: ({ port }) => direct(ofOwn(web, port()), ofOwn(api, 8080)) },
      { kind: 'same-az', hops: ({ port }) => direct(ofOwn(web, port()), ofOwn(worker, 8080)) },
      { kind: 'database', hops: ({ port }) => direct(ofOwn(api, port()), ofOwn(database, 5432)) },
      {
        kind: 'control-plane',
        hops: ({ port, one }) => direct(ofOwn(controlPlane, port()), ofOwn(one([web, worker]), 10_250)),
      },
      { kind: 'ping', protocol: 1, hops: () => direct(ofOwn(worker, 0), ofOwn(api, 0)) },
      {
        kind: 'rejected',
        rejectedBy: 'receiver',
        hops: ({ port }) => direct(ofOwn(worker, port()), ofOwn(database, 22)),
      },
    ],
    formats: { recommended: {}, v5: {}, 'eks-article': {}, 'nat-article': {} },
  });
}

/** Each interface talks to one other: without flow-direction nothing tells which address of a record is its own. */
function onePeer(): BillScenario[] {
  const network = new BillNetwork('one peer');
  const [web, api] = [network.instance('web', 1), network.instance('api', 2)];
  return billScenariosOf({
    name: 'two interfaces that talk to each other alone',
    networks: [network],
    talks: [{ kind: 'other-az', hops: ({ port }) => direct(ofOwn(web, port()), ofOwn(api, 8080)) }],
    formats: {
      v5: {},
      'eks-article': {
        'cross-az': 'without flow-direction an interface with one peer does not tell its own address',
      },
    },
  });
}

function podsAcrossZones(): BillScenario[] {
  const network = new BillNetwork('pods across zones');
  const nodes = [network.node('node-1', 1), network.node('node-2', 2), network.node('node-3', 2)] as const;
  const database = network.database('orders', 1);
  const [one, two, three] = nodes;
  return billScenariosOf({
    name: 'pods of nodes in one AZ and in others',
    networks: [network],
    talks: [
      { kind: 'other-az', hops: (draw) => direct(pod(one, draw), ofPod(two, 0, 8080)) },
      { kind: 'back', hops: (draw) => direct(pod(two, draw), ofPod(one, 1, 8080)) },
      { kind: 'same-az', hops: (draw) => direct(pod(two, draw), ofPod(three, 2, 8080)) },
      { kind: 'database', hops: (draw) => direct(pod(three, draw), ofOwn(database, 5432)) },
      { kind: 'node', hops: (draw) => direct(ofOwn(one.interfaces[0], draw.port()), ofPod(three, 1, 9090)) },
    ],
    formats: { recommended: {}, v5: {}, 'eks-article': {} },
  });
}

function pod(node: Node, { port, one }: Draw) {
  return ofPod(node, one([0, 1, 2]), port());
}

/** In the morning the address is a pod's of one node, in the afternoon another one's on the next node of the AZ. */
function recycledAddress(): BillScenario[] {
  const network = new BillNetwork('recycled address');
  const [one, two] = [network.node('node-1', 1), network.node('node-2', 1)];
  const database = network.database('orders', 2);
  const { address } = ofPod(one, 0, 0);
  const nodeAt = (time: number) => (time < times.noon - 300 ? one : two);
  const lease = (node: Node, from: number, until: number) => {
    return { address, node, interface: node.interfaces[0], from, until };
  };
  return billScenariosOf({
    name: 'an address that another pod gets at noon',
    networks: [network],
    pods: [
      podOf('report', lease(one, -Infinity, times.noon)),
      podOf('backup', lease(two, times.noon, Infinity)),
    ],
    talks: [
      {
        kind: 'recycled',
        hops: ({ port, time }) =>
          direct({ ...ofPod(nodeAt(time), 0, port()), address }, ofOwn(database, 5432)),
      },
      {
        kind: 'called',
        hops: ({ port, time }) => direct(ofOwn(database, port()), { ...ofPod(nodeAt(time), 0, 80), address }),
      },
      { kind: 'other', hops: ({ port }) => direct(ofPod(two, 1, port()), ofOwn(database, 5432)) },
    ],
    formats: { recommended: {}, v5: {}, 'eks-article': {} },
  });
}

function applicationLoadBalancer(): BillScenario[] {
  const network = new BillNetwork('alb');
  const balancers = [network.applicationLoadBalancer('shop', 1), network.applicationLoadBalancer('shop', 2)];
  const [web, client] = [network.instance('web', 3), network.instance('client', 2)];
  const database = network.database('orders', 1);
  return billScenariosOf({
    name: 'an Application Load Balancer, whose hops in the VPC are free',
    networks: [network],
    talks: [
      {
        kind: 'client',
        hops: (draw) => fromInternet(host(draw, draw.port()), ofOwn(draw.one(balancers), 443)),
      },
      { kind: 'target', hops: (draw) => direct(ofOwn(draw.one(balancers), draw.port()), ofOwn(web, 8080)) },
      { kind: 'inside', hops: (draw) => direct(ofOwn(client, draw.port()), ofOwn(balancers[0]!, 443)) },
      { kind: 'database', hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(database, 5432)) },
    ],
    formats: { recommended: { 'cross-az': looksLikeAny }, v5: { 'cross-az': looksLikeAny } },
  });
}

function networkLoadBalancer(): BillScenario[] {
  const network = new BillNetwork('nlb');
  const balancer = network.networkLoadBalancer('shop', 1);
  const [near, far, client] = [
    network.instance('web-1', 1),
    network.instance('web-2', 2),
    network.instance('client', 3),
  ];
  return billScenariosOf({
    name: 'a Network Load Balancer that opens its own connections',
    networks: [network],
    talks: [
      { kind: 'client', hops: (draw) => fromInternet(host(draw, draw.port()), ofOwn(balancer, 443)) },
      {
        kind: 'target',
        hops: (draw) => direct(ofOwn(balancer, draw.port()), ofOwn(draw.one([near, far]), 8080)),
      },
      { kind: 'inside', hops: (draw) => direct(ofOwn(client, draw.port()), ofOwn(balancer, 443)) },
    ],
    formats: { recommended: {}, v5: {} },
  });
}

function preservedClients(): BillScenario[] {
  const network = new BillNetwork('nlb preserving');
  const balancer = network.networkLoadBalancer('shop', 1);
  const [near, far, client] = [
    network.instance('web-1', 1),
    network.instance('web-2', 2),
    network.instance('client', 1),
  ];
  const asFromOutside = 'a target shows its client as if it came straight from the internet';
  return billScenariosOf({
    name: 'a Network Load Balancer that preserves its clients’ addresses',
    networks: [network],
    talks: [
      { kind: 'client', hops: (draw) => fromInternet(host(draw, draw.port()), ofOwn(balancer, 443)) },
      {
        kind: 'target',
        hops: (draw) =>
          preservingClient(host(draw, draw.port()), balancer, ofOwn(draw.one([near, far]), 8080)),
      },
      { kind: 'inside', hops: (draw) => direct(ofOwn(client, draw.port()), ofOwn(balancer, 443)) },
      {
        kind: 'inside-target',
        hops: (draw) => preservingClient(ofOwn(client, draw.port()), balancer, ofOwn(far, 8080)),
      },
    ],
    formats: {
      recommended: { 'internet-ingress': asFromOutside },
      v5: {
        'internet-ingress': asFromOutside,
        'cross-az': 'without next-hop fields a target does not tell its load balancer',
      },
    },
  });
}

/** Free since April 2022: interface endpoints and transit gateways in another AZ. */
function freeAcrossZones(): BillScenario[] {
  const network = new BillNetwork('free');
  const other = new BillNetwork('free far', { network: '10.51' });
  const [web, api] = [network.instance('web', 2), network.instance('api', 1)];
  const endpoint = network.interfaceEndpoint('sqs', 1);
  const [near, far] = [network.transitGateway(1), other.transitGateway(1)];
  const [server, third] = [other.instance('server', 2), other.instance('third', 1)];
  const untyped = 'without interface-type and next hops, what AWS manages looks alike';
  return billScenariosOf({
    name: 'an interface endpoint and a transit gateway in another AZ',
    networks: [network, other],
    talks: [
      { kind: 'endpoint', hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(endpoint, 443)) },
      {
        kind: 'transit',
        hops: (draw) =>
          throughTransitGateway(ofOwn(web, draw.port()), near, far, ofOwn(draw.one([server, third]), 5432)),
      },
      { kind: 'other-az', hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(api, 8080)) },
    ],
    formats: {
      recommended: {},
      v5: { 'cross-az': untyped, 'interface-endpoint': untyped, 'transit-gateway': untyped },
    },
  });
}

/** The owner of a VPC shares its subnets: each account pays its own end. */
function sharedVpc(): BillScenario[] {
  const network = new BillNetwork('shared');
  const participant = { account: '444455556666' };
  const [web, api] = [network.instance('web', 1), network.instance('api', 2)];
  const theirs = [network.instance('theirs-1', 1, participant), network.instance('theirs-2', 2, participant)];
  return billScenariosOf({
    name: 'another account’s interfaces in a shared VPC',
    networks: [network],
    talks: [
      { kind: 'own', hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(api, 8080)) },
      { kind: 'to-them', hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(draw.one(theirs), 8080)) },
      { kind: 'from-them', hops: (draw) => direct(ofOwn(draw.one(theirs), draw.port()), ofOwn(api, 8080)) },
    ],
    flowLogs: (format) => [someOf(network, [web, api], format)],
    formats: {
      recommended: {},
      v5: { 'cross-az': 'the AZ of an interface that is not logged is in no record without next-hop-az-id' },
    },
  });
}

/** To a data centre over a VPN, and to a Local Zone: bytes without a price here. */
function edges(): BillScenario[] {
  const network = new BillNetwork('edges');
  const [web, api] = [network.instance('web', 1), network.instance('api', 2)];
  const local = network.localInstance('render');
  const office = (port: number) => ({ address: '192.168.7.7', port });
  return billScenariosOf({
    name: 'a virtual private gateway and a Local Zone',
    networks: [network],
    talks: [
      { kind: 'office', hops: (draw) => toOnPremises(ofOwn(draw.one([web, api]), draw.port()), office(443)) },
      {
        kind: 'local-zone',
        hops: (draw) => betweenZoneAndLocalZone(ofOwn(draw.one([web, api]), draw.port()), ofOwn(local, 443)),
      },
      { kind: 'other-az', hops: (draw) => direct(ofOwn(web, draw.port()), ofOwn(api, 8080)) },
    ],
    formats: { recommended: {}, v5: {} },
  });
}
