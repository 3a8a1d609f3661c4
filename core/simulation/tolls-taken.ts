import { type Conversation, type End, type Hop, type Volume } from './conversation';
import { type NetworkInterface, accountOf } from './world';

/** What AWS takes on bytes that pass a hop, by the ids of the bill; the last four cost nothing or have no price here. */
export type TollName =
  | 'inter-region'
  | 'vpc-peering'
  | 'public-address'
  | 'cross-az'
  | 'internet-egress'
  | 'nat-processing'
  | 'transit-gateway'
  | 'interface-endpoint'
  | 'gateway-endpoint'
  | 'aws-service'
  | 'internet-ingress'
  | 'virtual-private-gateway'
  | 'local-zone';

/** A toll on the bytes of one hop in one direction. */
export interface TollTaken {
  readonly toll: TollName;
  /** The Region whose price it is. */
  readonly region: string;
  /** Where the bytes go, between Regions. */
  readonly toRegion: string | null;
  /** Each end that AWS meters, by who is to blame for it; none where it takes nothing for what the ends are. */
  readonly payers: readonly End[];
}

/** Bytes on their way over one hop, in one direction. */
export interface Passage {
  readonly hop: Hop;
  readonly sender: Side;
  readonly receiver: Side;
  readonly volume: Volume;
}

interface Side {
  readonly at: NetworkInterface | undefined;
  readonly end: End;
  readonly holds: boolean;
  /** Who is behind a NAT gateway whose own address the packet has here. */
  readonly behind: End | undefined;
}

/** Every hop that a conversation's bytes pass, there and back. What is rejected ends before the one who rejects it. */
export function passagesOf({ hops, replyHops = hops, request, reply, rejectedBy }: Conversation): Passage[] {
  if (rejectedBy === 'sender') return [];
  // a receiver's own interface has let it come as far as this from within, but not in from outside
  const passed = rejectedBy === 'receiver' ? hops.filter((hop) => hop.from) : hops;
  const passages = passed.map((hop) => passage(hop, hops, request, false));
  if (rejectedBy !== undefined || reply === undefined || reply.packets === 0) return passages;
  return [...passages, ...replyHops.map((hop) => passage(hop, replyHops, reply, true))];
}

function passage(hop: Hop, along: readonly Hop[], volume: Volume, back: boolean): Passage {
  const behind = hop.natLeg ? along[along.indexOf(hop) - 1]?.source : undefined;
  const near = { at: hop.from, end: hop.source, holds: hop.fromHolds, behind };
  const far = { at: hop.to, end: hop.destination, holds: hop.toHolds, behind: undefined };
  return back ? { hop, sender: far, receiver: near, volume } : { hop, sender: near, receiver: far, volume };
}

/**
 * What AWS bills for a passage, by its price pages: by what the two sides are and where they lie.
 *
 * @param ours whether an account is one whose bill this is: others pay for themselves
 */
export function tollsTaken(passage: Passage, ours: (account: string) => boolean): TollTaken[] {
  const isOurs = ({ at }: Side) => at !== undefined && ours(accountOf(at));
  const { sender, receiver } = passage;
  if (!isOurs(sender) && !isOurs(receiver)) return [];
  const tolls = processingTolls(passage);
  const transfer = transferToll(passage, isOurs);
  if (transfer) tolls.push(transfer);

  const taken: TollTaken[] = [];
  for (const { toll, region, toRegion = null, meters } of tolls) {
    const own = meters.filter(isOurs);
    if (own.length === 0 && meters.length > 0) continue;
    taken.push({ toll, region, toRegion, payers: own.map((side) => payer(side, passage)) });
  }
  return taken;
}

/** A toll and the sides of the passage that AWS meters; none where it is free for what the sides are. */
interface Metered {
  readonly toll: TollName;
  readonly region: string;
  readonly toRegion?: string;
  readonly meters: readonly Side[];
}

/** Transfer is charged once or not at all, whatever handles the bytes on top of it. */
function transferToll(passage: Passage, isOurs: (side: Side) => boolean): Metered | undefined {
  const { hop, sender, receiver } = passage;
  const out = sender.at?.vpc.region;
  const region = out ?? receiver.at?.vpc.region;
  if (region === undefined) return undefined;
  const toll = (name: TollName, ...meters: Side[]): Metered => ({ toll: name, region, meters });

  switch (hop.way) {
    case 'within-node':
      return undefined;
    case 'gateway-endpoint':
      return toll('gateway-endpoint', sender.at ? sender : receiver);
    case 'virtual-private-gateway':
      // what comes in over VPN and Direct Connect is free
      return out === undefined ? undefined : toll('virtual-private-gateway', sender);
    case 'local-zone':
      return toll('local-zone', sender);
    case 'internet-gateway':
    case 'egress-only-internet-gateway':
      return outsideToll(passage, region);
    case 'peering':
    case 'within-vpc': {
      const destination = regionBeyond(receiver);
      if (destination !== undefined && destination !== region) {
        return isOurs(sender)
          ? { ...toll('inter-region', sender), toRegion: destination }
          : { toll: 'internet-ingress', region: destination, meters: [receiver] };
      }
      if (sender.at?.subnet?.az === receiver.at?.subnet?.az || !sender.at?.subnet || !receiver.at?.subnet) {
        return undefined;
      }
      if (hop.way === 'peering') return toll('vpc-peering', sender, receiver);
      return isFreeAcrossZones(sender.at) || isFreeAcrossZones(receiver.at)
        ? toll('cross-az')
        : toll('cross-az', sender, receiver);
    }
  }
}

/** Where bytes are when they have passed this side: a transit gateway may have a peer in another Region. */
function regionBeyond({ at, end }: Side): string | undefined {
  return at?.holder === 'transit-gateway' ? (end.vpc ?? at.vpc).region : at?.vpc.region;
}

/**
 * Within a VPC AWS charges nothing for a hop to or from these in another AZ. Every other interface is metered, also
 * those of RDS, ElastiCache, Redshift, Network Load Balancers; NAT gateways and the EKS control plane are taken as
 * metered.
 *
 * Source: https://aws.amazon.com/ec2/pricing/on-demand/, Data Transfer; interface endpoints and transit gateways since
 * April 2022.
 */
function isFreeAcrossZones({ holder, type }: NetworkInterface): boolean {
  return (
    holder === 'interface-endpoint' ||
    holder === 'transit-gateway' ||
    (holder === 'load-balancer' && type !== 'network_load_balancer')
  );
}

/** Through an internet gateway it matters what is at the other side of it, and which way the bytes go. */
function outsideToll({ sender, receiver }: Passage, region: string): Metered {
  const leaving = sender.at !== undefined;
  const [inside, outside] = leaving ? [sender, receiver] : [receiver, sender];
  const toll = (name: TollName): Metered => ({ toll: name, region, meters: [inside] });
  const { service, region: there } = outside.end;
  if (service === 'CLOUDFRONT') return toll('aws-service');
  if (service === undefined || there !== region) {
    if (!leaving) return toll('internet-ingress');
    return there === undefined ? toll('internet-egress') : { ...toll('inter-region'), toRegion: there };
  }
  return toll(service === 'EC2' ? 'public-address' : 'aws-service');
}

/** Who handles bytes for others charges those: whoever hands them over from a VPC, else who gets them there. */
function processingTolls({ sender, receiver }: Passage): Metered[] {
  const handled = (toll: TollName, { at, behind, ...side }: Side, client: End): Metered => ({
    toll,
    region: at!.vpc.region,
    meters: [{ ...side, at, behind: behind ?? client }],
  });
  const inside = sender.end.vpc ? sender.end : receiver.end;
  const tolls: Metered[] = [];
  if (sender.at?.holder === 'interface-endpoint') {
    tolls.push(handled('interface-endpoint', sender, receiver.end));
  }
  switch (receiver.at?.holder) {
    case 'interface-endpoint':
      tolls.push(handled('interface-endpoint', receiver, sender.end));
      break;
    case 'nat-gateway':
      tolls.push(handled('nat-processing', receiver, inside));
      break;
    case 'transit-gateway':
      tolls.push(handled('transit-gateway', receiver, inside));
  }
  return tolls;
}

/**
 * Who is to blame for a metered side: its address in the packet. Where the side only passes on what comes from outside
 * of every VPC, it is the one inside that this is for.
 */
function payer(side: Side, { sender, receiver }: Passage): End {
  if (side.behind) return side.behind;
  const other = side === sender ? receiver : sender;
  return side.holds || side.end.vpc ? side.end : other.end;
}
