import { type Chance } from './chance';
import { type Conversation, type End, type Hop, type Volume } from './conversation';
import { type EksWorld, leaseAt, zoneOf } from './eks-world';
import { type Host, type Internet } from './internet';
import { type Party, throughNatGateway } from './paths';
import { type Lease, type NetworkInterface, type Node, type Pod } from './world';

/** What a kind of traffic can draw from. */
export class EksTraffic {
  private readonly byWorkload = new Map<string, Pod[]>();
  private readonly ordinary: Pod[];
  private readonly hostPods: Pod[];

  constructor(
    readonly world: EksWorld,
    readonly outside: Internet,
    readonly chance: Chance,
  ) {
    for (const pod of world.pods) {
      const others = this.byWorkload.get(pod.workload);
      if (others) others.push(pod);
      else this.byWorkload.set(pod.workload, [pod]);
    }
    this.ordinary = world.pods.filter((pod) => !pod.hostNetwork);
    this.hostPods = world.pods.filter((pod) => pod.hostNetwork);
  }

  /** A pod that runs at the time, in Unix seconds, on a node that is wanted. */
  pod(time: number, wanted: (lease: Lease) => boolean = () => true, of = this.ordinary): RunningPod {
    for (;;) {
      const pod = this.chance.one(of);
      const lease = leaseAt(pod, time);
      if (lease && wanted(lease)) return { pod, lease };
    }
  }

  podOf(workload: string, time: number, wanted?: (lease: Lease) => boolean): RunningPod {
    return this.pod(time, wanted, this.byWorkload.get(workload));
  }

  hostPod(time: number): RunningPod {
    return this.pod(time, undefined, this.hostPods);
  }

  /** A port that clients use. */
  port(): number {
    return this.chance.between(32_768, 60_999);
  }

  host(hosts: readonly Host[], port: number): End {
    return { ...this.chance.oneOfFirst(hosts), port };
  }

  /** How a node reaches a host outside the VPC that has no gateway endpoint. */
  out(source: Party, node: Node, host: End): Conversation['hops'] {
    const { natGateway } = zoneOf(this.world, node);
    return throughNatGateway(source, natGateway, this.chance.between(1024, 65_535), host);
  }

  volume(medianBytes: number, sigma: number, bytesPerPacket: number): Volume {
    const bytes = Math.max(40, this.chance.logNormal(medianBytes, sigma));
    return { bytes, packets: Math.max(1, Math.round(bytes / bytesPerPacket)) };
  }
}

export interface RunningPod {
  readonly pod: Pod;
  readonly lease: Lease;
}

/** A pod's own address, as inside the VPC. */
export function podParty({ pod, lease }: RunningPod, port: number): Party {
  const { interface: at, address } = lease;
  // the network of its host: the address is the node's, not the pod's
  return { interface: at, address, port, vpc: at.vpc, ...(pod.hostNetwork ? {} : { pod }) };
}

/** The first interface of a pod's node: where pods go out with the node's address. */
export function nodeParty({ lease }: RunningPod, port: number): Party {
  return ownParty(lease.node.interfaces[0], port);
}

export function ownParty(at: NetworkInterface, port: number): Party {
  return { interface: at, address: at.address, port, vpc: at.vpc };
}

/** What a pod is outside the VPC: its node, unless the node leaves address translation to others. */
export function leavingVpc(client: RunningPod, port: number): Party {
  return client.lease.node.externalSnat ? podParty(client, port) : nodeParty(client, port);
}

/** What a kind of traffic is: how often, how long, and a conversation of it without its time. */
export interface TrafficKind {
  readonly kind: string;
  readonly weight: number;
  /** The median of its length in seconds; 0 for what is over at once. */
  readonly seconds: number;
  readonly draw: (traffic: EksTraffic, time: number) => Drawn;
}

export interface Drawn {
  readonly hops: readonly [Hop, ...Hop[]];
  readonly request: Volume;
  readonly reply?: Volume;
  /** @default 6, TCP */
  readonly protocol?: number;
  readonly rejectedBy?: 'sender' | 'receiver';
  /** By when it must be over, in Unix seconds: an address changes hands. */
  readonly until?: number;
}
