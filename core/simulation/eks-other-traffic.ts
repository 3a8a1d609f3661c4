import { type Drawn, type EksTraffic, type TrafficKind, leavingVpc, ownParty, podParty } from './eks-traffic';
import { direct, fromInternet, toInternet } from './paths';

/** The kinds of traffic that pods do not begin. */
export const otherTraffic: readonly TrafficKind[] = [
  {
    kind: 'node-to-control-plane',
    weight: 4,
    seconds: 60,
    draw(traffic) {
      const node = traffic.chance.one(traffic.world.nodes);
      const api = traffic.chance.one(traffic.world.controlPlane);
      return {
        hops: direct(ownParty(node.interfaces[0], traffic.port()), ownParty(api, 443)),
        request: traffic.volume(12_000, 1, 300),
        reply: traffic.volume(30_000, 1.2, 700),
      };
    },
  },
  {
    kind: 'control-plane-to-node',
    weight: 1,
    seconds: 10,
    draw(traffic) {
      const node = traffic.chance.one(traffic.world.nodes);
      const api = traffic.chance.one(traffic.world.controlPlane);
      return {
        hops: direct(ownParty(api, traffic.port()), ownParty(node.interfaces[0], 10_250)),
        request: traffic.volume(2_000, 0.8, 200),
        reply: traffic.volume(25_000, 1.5, 1_000),
      };
    },
  },
  {
    kind: 'internet-to-load-balancer',
    weight: 9,
    seconds: 12,
    draw(traffic) {
      const { clients, clients6 } = traffic.outside;
      const at = traffic.chance.one(traffic.world.loadBalancers);
      const six = traffic.chance.below(8) === 0;
      const client = traffic.host(six ? clients6 : clients, traffic.port());
      const server = { ...ownParty(at, 443), ...(six ? { address: at.address6! } : {}) };
      return {
        hops: fromInternet(client, server),
        request: traffic.volume(3_000, 1, 300),
        reply: traffic.volume(45_000, 1.6, 1_250),
      };
    },
  },
  {
    kind: 'load-balancer-to-pod',
    weight: 9,
    seconds: 12,
    draw(traffic, time) {
      const at = traffic.chance.one(traffic.world.loadBalancers);
      const server = traffic.podOf('web', time);
      return {
        hops: direct(ownParty(at, traffic.port()), podParty(server, 8080)),
        request: traffic.volume(3_000, 1, 400),
        reply: traffic.volume(45_000, 1.6, 1_300),
      };
    },
  },
  {
    kind: 'instance-to-internet',
    weight: 1,
    seconds: 10,
    draw(traffic) {
      const host = traffic.host(traffic.outside.hosts, 443);
      return {
        hops: toInternet(ownParty(traffic.world.bastion, traffic.port()), host),
        request: traffic.volume(6_000, 1.2, 300),
        reply: traffic.volume(80_000, 1.5, 1_250),
      };
    },
  },
  {
    kind: 'ping',
    weight: 1,
    seconds: 0,
    draw(traffic) {
      const client = traffic.host(traffic.outside.clients, 0);
      const volume = { bytes: 336, packets: 4 };
      return {
        hops: fromInternet(client, ownParty(traffic.world.bastion, 0)),
        protocol: 1,
        request: volume,
        reply: volume,
      };
    },
  },
  {
    kind: 'rejected-by-receiver',
    weight: 2,
    seconds: 3,
    draw(traffic, time) {
      const client = traffic.podOf('worker', time);
      return {
        hops: direct(podParty(client, traffic.port()), ownParty(traffic.world.database, 5432)),
        request: { bytes: 180, packets: 3 },
        rejectedBy: 'receiver',
      };
    },
  },
  {
    kind: 'rejected-by-sender',
    weight: 1,
    seconds: 3,
    draw(traffic) {
      const host = traffic.host(traffic.outside.hosts, 25);
      return {
        hops: toInternet(ownParty(traffic.world.bastion, traffic.port()), host),
        request: { bytes: 120, packets: 2 },
        rejectedBy: 'sender',
      };
    },
  },
  { kind: 'scan', weight: 3, seconds: 0, draw: drawScan },
];

/** A stranger knocking at a closed port: one record. */
export function drawScan(traffic: EksTraffic): Drawn {
  const { bastion, loadBalancers } = traffic.world;
  const at = traffic.chance.one([bastion, ...loadBalancers]);
  const scanner = traffic.host(traffic.outside.scanners, traffic.chance.between(1024, 65_535));
  return {
    hops: fromInternet(
      scanner,
      ownParty(at, traffic.chance.one([22, 23, 445, 1433, 3389, 5060, 8080, 9200])),
    ),
    request: { bytes: traffic.chance.one([40, 44, 60]), packets: 1 },
    rejectedBy: 'receiver',
  };
}

/** To the VPC next door, as far as there is one. */
export const neighbourTraffic: TrafficKind = {
  kind: 'pod-to-neighbour',
  weight: 6,
  seconds: 20,
  draw(traffic, time) {
    const client = traffic.pod(time);
    return {
      hops: traffic.world.neighbour!.reach(leavingVpc(client, traffic.port()), 5432),
      request: traffic.volume(8_000, 1.2, 400),
      reply: traffic.volume(70_000, 1.5, 1_200),
      until: client.lease.until,
    };
  },
};
