import { type Conversation, type End, type Hop, type Volume } from './conversation';
import { type NetworkInterface, ownAddress } from './world';

export type Direction = 'egress' | 'ingress';
export type Action = 'ACCEPT' | 'REJECT';

/** What one interface sees of one direction of a conversation. How much of it when is another matter: `Slice`. */
export interface Sighting {
  readonly interface: NetworkInterface;
  readonly direction: Direction;
  readonly action: Action;
  readonly conversation: Conversation;
  readonly volume: Volume;
  /** The packet's ends. */
  readonly source: End;
  readonly destination: End;
  /** The ends as this interface saw them: its own side always by its primary address. */
  readonly seenSource: string;
  readonly seenDestination: string;
  /** Whether this side's packet address is held here, or only passing. */
  readonly holds: boolean;
  readonly natLeg: boolean;
  /** A value of the field traffic-path; none on the way in. */
  readonly path: number | undefined;
  /** The interface it is handed to, or that handed it over; none where AWS does not tell. */
  readonly nextHop: NetworkInterface | undefined;
  /** The hop it is a side of, and whether the packet runs along it or back. */
  readonly hop: Hop;
  readonly reply: boolean;
  /** The SYN or SYN-ACK flags of the first packet. */
  readonly openingFlags: number;
}

/** What of a sighting falls into one aggregation interval of one flow log. Times are Unix seconds. */
export interface Slice {
  readonly start: number;
  readonly end: number;
  readonly bytes: number;
  readonly packets: number;
  /** The tcp-flags of these packets, OR-ed. */
  readonly flags: number;
}

const syn = 2;
const ack = 16;

/** Everything that interfaces see of a conversation: each hop at both its ends, each direction. */
export function sightingsOf(conversation: Conversation): Sighting[] {
  const { hops, reply, rejectedBy } = conversation;
  const sightings: Sighting[] = [];
  for (const hop of hops) {
    const last = hop === hops[hops.length - 1];
    if (hop.from) {
      sightings.push(requestSighting(conversation, hop, hop.from, 'egress', rejectedBy === 'sender'));
    }
    if (rejectedBy === 'sender') break;
    if (hop.to) {
      sightings.push(
        requestSighting(conversation, hop, hop.to, 'ingress', last && rejectedBy === 'receiver'),
      );
    }
  }
  if (rejectedBy !== undefined || reply === undefined || reply.packets === 0) return sightings;

  const { replyHops = hops } = conversation;
  for (let index = replyHops.length - 1; index >= 0; index -= 1) {
    const hop = replyHops[index]!;
    if (hop.to) sightings.push(replySighting(conversation, reply, hop, hop.to, 'egress'));
    if (hop.from) sightings.push(replySighting(conversation, reply, hop, hop.from, 'ingress'));
  }
  return sightings;
}

function requestSighting(
  conversation: Conversation,
  hop: Hop,
  at: NetworkInterface,
  direction: Direction,
  rejected: boolean,
): Sighting {
  const out = direction === 'egress';
  const { source, destination } = hop;
  return {
    interface: at,
    direction,
    action: rejected ? 'REJECT' : 'ACCEPT',
    conversation,
    volume: conversation.request,
    source,
    destination,
    seenSource: out ? seen(at, source.address) : source.address,
    seenDestination: out ? destination.address : seen(at, destination.address),
    holds: out ? hop.fromHolds : hop.toHolds,
    natLeg: hop.natLeg,
    path: out ? hop.path : undefined,
    nextHop: nextHop(at, out ? hop.to : hop.from, direction),
    hop,
    reply: false,
    openingFlags: conversation.opens === false ? 0 : syn,
  };
}

function replySighting(
  conversation: Conversation,
  volume: Volume,
  hop: Hop,
  at: NetworkInterface,
  direction: Direction,
): Sighting {
  const out = direction === 'egress';
  const { source: destination, destination: source } = hop;
  return {
    interface: at,
    direction,
    action: 'ACCEPT',
    conversation,
    volume,
    source,
    destination,
    seenSource: out ? seen(at, source.address) : source.address,
    seenDestination: out ? destination.address : seen(at, destination.address),
    holds: out ? hop.toHolds : hop.fromHolds,
    natLeg: hop.natLeg,
    path: out ? hop.replyPath : undefined,
    nextHop: nextHop(at, out ? hop.from : hop.to, direction),
    hop,
    reply: true,
    openingFlags: conversation.opens === false ? 0 : syn | ack,
  };
}

/** An interface shows its primary address for its own side; a regional NAT gateway has none and shows the packet's. */
function seen(at: NetworkInterface, address: string): string {
  return at.type === 'regional_nat_gateway' ? address : ownAddress(at, address);
}

/** AWS tells no next hop across Regions, nor on the way in from transit gateways and Network Load Balancers. */
function nextHop(
  at: NetworkInterface,
  far: NetworkInterface | undefined,
  direction: Direction,
): NetworkInterface | undefined {
  if (far === undefined || far.vpc.region !== at.vpc.region) return undefined;
  const silent = far.type === 'transit_gateway' || far.type === 'network_load_balancer';
  return direction === 'ingress' && silent ? undefined : far;
}
