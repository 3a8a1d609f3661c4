import { BillNetwork, ofOwn, ofOwn6, ofPod } from './bill-network';
import { type BillScenario, type Draw, billScenariosOf, host, host6, someOf } from './bill-scenario';
import { ipRangesJson } from './ip-ranges';
import {
  direct,
  throughEgressOnlyGateway,
  throughNat64,
  throughNatGateway,
  throughNatGatewayToPublicAddress,
  throughTransitAndNatGateway,
} from './paths';
import { type NetworkInterface } from './world';

const untyped = 'without interface-type and next hops, what AWS manages looks alike';

/** What leaves through NAT gateways, and past them. */
export const natScenarios: readonly BillScenario[] = [
  ...zonalGateway(),
  ...onlyTheGatewayLogged(),
  ...gatewayNotLogged(),
  ...regionalGateway(),
  ...snatModes(),
  ...sixAndNat64(),
  ...ownLoadBalancer(),
  ...centralEgress(),
];

/** Two clients in two AZs, and a gateway in the first. */
function natNetwork(name: string) {
  const network = new BillNetwork(name);
  const clients = [network.instance('web', 1), network.instance('worker', 2)];
  const gateway = network.natGateway('nat', 1);
  const talks = [
    {
      kind: 'internet',
      hops: (draw: Draw) =>
        throughNatGateway(ofOwn(draw.one(clients), draw.port()), gateway, draw.port(), host(draw)),
    },
    {
      kind: 'other-az',
      hops: (draw: Draw) => direct(ofOwn(clients[0]!, draw.port()), ofOwn(clients[1]!, 8080)),
    },
  ];
  return { network, clients, gateway, talks };
}

function zonalGateway(): BillScenario[] {
  const { network, talks } = natNetwork('zonal nat');
  return billScenariosOf({
    name: 'a NAT gateway with clients in its AZ and in another',
    networks: [network],
    talks,
    formats: { recommended: {}, v5: {}, 'eks-article': {}, 'nat-article': {} },
  });
}

function onlyTheGatewayLogged(): BillScenario[] {
  const { network, gateway, talks } = natNetwork('nat only');
  return billScenariosOf({
    name: 'only the NAT gateway is logged',
    networks: [network],
    talks: talks.slice(0, 1),
    flowLogs: (format) => [someOf(network, [gateway], format)],
    formats: {
      recommended: {},
      v5: { 'cross-az': 'the AZ of an interface that is not logged is in no record without next-hop-az-id' },
    },
  });
}

function gatewayNotLogged(): BillScenario[] {
  const { network, clients, talks } = natNetwork('nat not logged');
  const elsewhere = 'it passes the internet gateway at an interface that is not logged';
  return billScenariosOf({
    name: 'all but the NAT gateway is logged',
    networks: [network],
    talks,
    flowLogs: (format) => [someOf(network, clients, format)],
    formats: { recommended: { 'internet-egress': elsewhere, 'internet-ingress': elsewhere } },
  });
}

function regionalGateway(): BillScenario[] {
  const network = new BillNetwork('regional nat');
  const clients = [network.instance('web', 1), network.instance('worker', 2)];
  const gateway = network.regionalNatGateway('nat');
  return billScenariosOf({
    name: 'a regional NAT gateway',
    networks: [network],
    talks: [
      {
        kind: 'internet',
        hops: (draw) =>
          throughNatGateway(ofOwn(draw.one(clients), draw.port()), gateway, draw.port(), host(draw)),
      },
      { kind: 'other-az', hops: (draw) => direct(ofOwn(clients[0]!, draw.port()), ofOwn(clients[1]!, 80)) },
    ],
    formats: { recommended: {}, v5: {} },
  });
}

/** AWS_VPC_K8S_CNI_EXTERNALSNAT: without it a node's pods leave the VPC with the node's address. */
function snatModes(): BillScenario[] {
  return [false, true].flatMap((externalSnat) => {
    const network = new BillNetwork(`snat ${externalSnat}`);
    const nodes = [network.node('node-1', 1, externalSnat), network.node('node-2', 2, externalSnat)];
    const gateway = network.natGateway('nat', 1);
    const leaving = (node: (typeof nodes)[number], number: number, port: number) =>
      externalSnat ? ofPod(node, number, port) : ofOwn(node.interfaces[0], port);
    return billScenariosOf({
      name: externalSnat ? 'pods that keep their addresses' : 'pods behind the addresses of their nodes',
      networks: [network],
      talks: [
        {
          kind: 'internet',
          hops: (draw) => {
            const source = leaving(draw.one(nodes), draw.one([0, 1, 2]), draw.port());
            return throughNatGateway(source, gateway, draw.port(), host(draw));
          },
        },
        {
          kind: 'pod-to-pod',
          hops: (draw) => direct(ofPod(nodes[0]!, 1, draw.port()), ofPod(nodes[1]!, draw.one([0, 1]), 80)),
        },
      ],
      formats: { recommended: {}, v5: {}, 'eks-article': {} },
    });
  });
}

/** IPv6 goes out through an egress-only internet gateway; to hosts of IPv4 through the NAT gateway. */
function sixAndNat64(): BillScenario[] {
  const network = new BillNetwork('six');
  const clients = [network.instance('web', 1), network.instance('worker', 2)];
  const gateway = network.natGateway('nat', 1);
  const client = (draw: Draw) => ofOwn6(draw.one(clients), draw.port());
  return billScenariosOf({
    name: 'IPv6 through an egress-only internet gateway, and NAT64',
    networks: [network],
    talks: [
      { kind: 'six', hops: (draw) => throughEgressOnlyGateway(client(draw), host6(draw)) },
      { kind: 'nat64', hops: (draw) => throughNat64(client(draw), gateway, draw.port(), host(draw)) },
      {
        kind: 'other-az',
        hops: (draw) => direct(ofOwn6(clients[0]!, draw.port()), ofOwn6(clients[1]!, 8080)),
      },
    ],
    formats: { recommended: {}, v5: {} },
  });
}

function ownLoadBalancer(): BillScenario[] {
  const network = new BillNetwork('own load balancer');
  const clients = [network.instance('web', 1), network.instance('worker', 2)];
  const gateway = network.natGateway('nat', 1);
  const balancer = network.applicationLoadBalancer('shop', 1);
  return billScenariosOf({
    name: 'one’s own public load balancer, reached through a NAT gateway',
    networks: [network],
    talks: [
      {
        kind: 'own-load-balancer',
        hops: (draw) =>
          throughNatGatewayToPublicAddress(
            ofOwn(draw.one(clients), draw.port()),
            gateway,
            draw.port(),
            ofOwn(balancer, 443),
          ),
      },
      {
        kind: 'internet',
        hops: (draw) =>
          throughNatGateway(ofOwn(draw.one(clients), draw.port()), gateway, draw.port(), host(draw)),
      },
    ],
    ipRanges: ipRangesJson(),
    formats: { recommended: {}, v5: {} },
  });
}

/** Two VPCs go out through the NAT gateway of a third: transit gateway and NAT gateway both process each byte. */
function centralEgress(): BillScenario[] {
  const spokes = ['10.61', '10.62'].map((network) => new BillNetwork(`spoke ${network}`, { network }));
  const egress = new BillNetwork('egress', { network: '10.60' });
  const clients = spokes.map((spoke) => [spoke.instance('web', 1), spoke.instance('worker', 2)] as const);
  const attachments = spokes.map((spoke) => spoke.transitGateway(1));
  const [hub, gateway] = [egress.transitGateway(1), egress.natGateway('nat', 1)];
  const through = (client: NetworkInterface, attachment: NetworkInterface) => ({
    kind: 'internet',
    hops: (draw: Draw) =>
      throughTransitAndNatGateway(
        ofOwn(client, draw.port()),
        attachment,
        hub,
        gateway,
        draw.port(),
        host(draw),
      ),
  });
  return billScenariosOf({
    name: 'the way out through another VPC',
    networks: [...spokes, egress],
    talks: clients.flatMap((both, index) => both.map((client) => through(client, attachments[index]!))),
    formats: {
      recommended: {},
      v5: { 'transit-gateway': untyped, 'cross-az': untyped },
    },
  });
}
