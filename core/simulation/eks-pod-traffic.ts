import { type RunningPod, type TrafficKind, leavingVpc, nodeParty, ownParty, podParty } from './eks-traffic';
import { zoneOf } from './eks-world';
import { byGatewayEndpoint, direct, withinNode } from './paths';
import { type Lease } from './world';

/** On these nodes pods go out of the VPC with the node's address, on the others with their own. */
const usesNodeAddress = (lease: Lease) => !lease.node.externalSnat;
const keepsAddress = (lease: Lease) => lease.node.externalSnat;

/** Which workload calls which, at which port. */
const services: readonly (readonly [string, string, number])[] = [
  ['web', 'api', 8080],
  ['web', 'api', 8080],
  ['api', 'cart', 8080],
  ['worker', 'kafka', 9092],
  ['spark', 'kafka', 9092],
  ['prometheus', 'api', 9090],
];

function over(...pods: readonly RunningPod[]): number {
  return Math.min(...pods.map(({ lease }) => lease.until));
}
/** The kinds of traffic that pods begin; the first seven are those of the NAT article. */
export const podTraffic: readonly TrafficKind[] = [
  {
    kind: 'pod-to-pod-same-node',
    weight: 4,
    seconds: 20,
    draw(traffic, time) {
      const client = traffic.pod(time);
      const server = traffic.pod(
        time,
        ({ node, address }) => node === client.lease.node && address !== client.lease.address,
      );
      return {
        hops: withinNode(podParty(client, traffic.port()), podParty(server, 8080)),
        request: traffic.volume(4_000, 1.2, 600),
        reply: traffic.volume(20_000, 1.4, 1_100),
        until: over(client, server),
      };
    },
  },
  {
    kind: 'pod-to-pod',
    weight: 22,
    seconds: 25,
    draw(traffic, time) {
      const [from, to, port] = traffic.chance.one(services);
      const client = traffic.podOf(from, time);
      const server = traffic.podOf(to, time, ({ node }) => node !== client.lease.node);
      return {
        hops: direct(podParty(client, traffic.port()), podParty(server, port)),
        request: traffic.volume(6_000, 1.3, 500),
        reply: traffic.volume(40_000, 1.6, 1_150),
        until: over(client, server),
      };
    },
  },
  {
    kind: 'pod-to-internet-node-snat',
    weight: 6,
    seconds: 15,
    draw(traffic, time) {
      const client = traffic.pod(time, usesNodeAddress);
      const host = traffic.host(traffic.outside.hosts, 443);
      return {
        hops: traffic.out(nodeParty(client, traffic.port()), client.lease.node, host),
        request: traffic.volume(5_000, 1.3, 350),
        reply: traffic.volume(60_000, 1.6, 1_250),
      };
    },
  },
  {
    kind: 'host-network-to-internet',
    weight: 2,
    seconds: 10,
    draw(traffic, time) {
      const client = traffic.hostPod(time);
      const host = traffic.host(traffic.outside.hosts, 443);
      return {
        hops: traffic.out(nodeParty(client, traffic.port()), client.lease.node, host),
        request: traffic.volume(9_000, 1, 500),
        reply: traffic.volume(3_000, 1, 300),
      };
    },
  },
  {
    kind: 'pod-to-internet-external-snat',
    weight: 5,
    seconds: 15,
    draw(traffic, time) {
      const client = traffic.pod(time, keepsAddress);
      const host = traffic.host(traffic.outside.hosts, 443);
      return {
        hops: traffic.out(podParty(client, traffic.port()), client.lease.node, host),
        request: traffic.volume(5_000, 1.3, 350),
        reply: traffic.volume(60_000, 1.6, 1_250),
        until: over(client),
      };
    },
  },
  {
    kind: 'pod-to-s3-gateway-endpoint',
    weight: 5,
    seconds: 8,
    draw(traffic, time) {
      const client = traffic.pod(time, ({ node }) => zoneOf(traffic.world, node).gatewayEndpoint);
      const source = leavingVpc(client, traffic.port());
      return {
        hops: byGatewayEndpoint(source, traffic.host(traffic.outside.s3, 443)),
        request: traffic.volume(40_000, 1.8, 1_200),
        reply: traffic.volume(200_000, 1.8, 1_350),
        until: over(client),
      };
    },
  },
  {
    kind: 'pod-to-s3-through-nat',
    weight: 4,
    seconds: 8,
    draw(traffic, time) {
      const client = traffic.pod(time, ({ node }) => !zoneOf(traffic.world, node).gatewayEndpoint);
      const host = traffic.host(traffic.outside.s3, 443);
      return {
        hops: traffic.out(leavingVpc(client, traffic.port()), client.lease.node, host),
        request: traffic.volume(40_000, 1.8, 1_200),
        reply: traffic.volume(200_000, 1.8, 1_350),
        until: over(client),
      };
    },
  },
  {
    kind: 'pod-to-aws-service-through-nat',
    weight: 3,
    seconds: 5,
    draw(traffic, time) {
      const client = traffic.pod(time);
      const hosts = traffic.chance.below(4) === 0 ? traffic.outside.s3Elsewhere : traffic.outside.services;
      return {
        hops: traffic.out(leavingVpc(client, traffic.port()), client.lease.node, traffic.host(hosts, 443)),
        request: traffic.volume(2_000, 1, 300),
        reply: traffic.volume(8_000, 1.4, 900),
        until: over(client),
      };
    },
  },
  {
    kind: 'replication',
    weight: 4,
    seconds: 120,
    draw(traffic, time) {
      const client = traffic.podOf('kafka', time);
      const server = traffic.podOf('kafka', time, ({ node }) => node !== client.lease.node);
      return {
        hops: direct(podParty(client, traffic.port()), podParty(server, 9092)),
        request: traffic.volume(200_000, 0.8, 120),
        reply: traffic.volume(12_000_000, 1, 1_400),
      };
    },
  },
  {
    kind: 'pod-to-dns',
    weight: 8,
    seconds: 0,
    draw(traffic, time) {
      const server = traffic.podOf('coredns', time);
      const client = traffic.pod(time, ({ node }) => node !== server.lease.node);
      return {
        hops: direct(podParty(client, traffic.port()), podParty(server, 53)),
        protocol: 17,
        request: traffic.volume(150, 0.2, 75),
        reply: traffic.volume(320, 0.3, 160),
        until: over(client),
      };
    },
  },
  {
    kind: 'pod-to-database',
    weight: 6,
    seconds: 40,
    draw(traffic, time) {
      const client = traffic.podOf('api', time);
      return {
        hops: direct(podParty(client, traffic.port()), ownParty(traffic.world.database, 5432)),
        request: traffic.volume(15_000, 1.2, 250),
        reply: traffic.volume(90_000, 1.6, 900),
      };
    },
  },
  {
    kind: 'pod-to-interface-endpoint',
    weight: 1,
    seconds: 6,
    draw(traffic, time) {
      const client = traffic.hostPod(time);
      return {
        hops: direct(podParty(client, traffic.port()), ownParty(traffic.world.endpoint, 443)),
        request: traffic.volume(4_000, 1, 300),
        reply: traffic.volume(12_000, 1.2, 1_000),
      };
    },
  },
];
