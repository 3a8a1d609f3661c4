import { type NetworkInterface, type Pod, type Vpc } from './world';

/** Who talks to whom, how much each way, when, and the way it takes. Times are Unix seconds. */
export interface Conversation {
  /** What it is an example of, e.g. `pod-to-pod-same-node`; the truth is also told by kind. */
  readonly kind: string;
  /** The second of the first packet, of both directions. */
  readonly start: number;
  /** The second of the last packet, not before `start`. */
  readonly end: number;
  /** IANA protocol number. */
  readonly protocol: number;
  /** From the side that opened. */
  readonly request: Volume;
  /** Back to the side that opened; nothing comes back where the request is rejected. */
  readonly reply?: Volume;
  /** From the side that opened to the other; replies take them backwards. */
  readonly hops: readonly [Hop, ...Hop[]];
  /** Where replies come another way: written as the request would run along it. @default hops */
  readonly replyHops?: readonly Hop[];
  /** False for a connection that was open already: no SYN. */
  readonly opens?: boolean;
  /** False for a connection that stays open: no FIN. */
  readonly closes?: boolean;
  /** A security group that lets nothing out of the first interface, or nothing into the last one. */
  readonly rejectedBy?: 'sender' | 'receiver';
  readonly rejectReason?: 'BPA' | 'EC';
}

export interface Volume {
  readonly bytes: number;
  /** At least 1 where there are bytes. */
  readonly packets: number;
}

/** One wire: from one interface to the next, with the packet as it is on this wire. */
export interface Hop {
  /** None outside every VPC (the internet, an AWS service), and where the wire is inside a node. */
  readonly from?: NetworkInterface;
  readonly to?: NetworkInterface;
  readonly source: End;
  readonly destination: End;
  /** Whether `from` and `to` hold the packet's addresses, or only pass it on. */
  readonly fromHolds: boolean;
  readonly toHolds: boolean;
  /** A NAT gateway's own leg: the packet has the gateway's address, so it is no transfer of anyone's. */
  readonly natLeg: boolean;
  readonly way: Way;
  /** The way out of `from`, and for replies out of `to`; a value of the field traffic-path, if it has one for it. */
  readonly path: number | undefined;
  readonly replyPath: number | undefined;
}

/** What a wire leads through. */
export type Way =
  | 'within-node'
  | 'within-vpc'
  | 'peering'
  | 'internet-gateway'
  | 'egress-only-internet-gateway'
  | 'gateway-endpoint'
  | 'virtual-private-gateway'
  | 'local-zone';

/** One end of a packet. */
export interface End {
  readonly address: string;
  /** 0 where the protocol has no ports. */
  readonly port: number;
  /** The VPC that the address belongs to; none outside. */
  readonly vpc?: Vpc;
  /** Who held the address then. */
  readonly pod?: Pod;
  /** The code of the AWS service whose range the address is in. */
  readonly service?: string;
  /** The Region of that range; `GLOBAL` for those of no Region. */
  readonly region?: string;
}

/**
 * How many of a volume's packets have passed by a time: the first at `start`, the last at `end`, the others evenly
 * between. Every cut of the time adds up to the same total, so accounts of different windows agree.
 */
export function packetsBy(time: number, start: number, end: number, packets: number): number {
  if (time <= start) return 0;
  if (time >= end) return packets;
  return 1 + Math.floor(((packets - 1) * (time - start)) / (end - start));
}

/** The bytes of the first `count` packets of a volume. */
export function bytesOfFirst(count: number, volume: Volume): number {
  return count === volume.packets ? volume.bytes : Math.floor((volume.bytes * count) / volume.packets);
}
