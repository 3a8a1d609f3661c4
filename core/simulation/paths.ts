import { type End, type Hop } from './conversation';
import { type NetworkInterface } from './world';

/** Values of the field traffic-path. */
const withinVpc = 1;
const peering = 4;
const peeringToAnotherRegion = 5;

/** An end and the interface that holds its address. */
export interface Party extends End {
  readonly interface: NetworkInterface;
}

type Hops = [Hop, ...Hop[]];

/** Between two interfaces of one VPC. */
export function direct(source: Party, destination: Party): Hops {
  return [wire(source, destination, withinVpc)];
}

/** Between two pods of one node: it never reaches an interface. */
export function withinNode(source: End, destination: End): Hops {
  const ends = { source: plain(source), destination: plain(destination) };
  return [{ ...ends, fromHolds: false, toHolds: false, natLeg: false, path: 0, replyPath: 0 }];
}

/** Out through an internet gateway; the packet has the private address on the interface. */
export function toInternet(source: Party, destination: End): Hops {
  return [out(source, destination, source.interface.nitro === false ? 2 : 8)];
}

/** In through an internet gateway. */
export function fromInternet(source: End, destination: Party): Hops {
  const { interface: to } = destination;
  const replyPath = to.nitro === false ? 2 : 8;
  const ends = { source: plain(source), destination: plain(destination) };
  return [{ to, ...ends, fromHolds: false, toHolds: true, natLeg: false, path: 0, replyPath }];
}

/** To S3 or DynamoDB by a gateway endpoint, which has no interface. */
export function byGatewayEndpoint(source: Party, destination: End): Hops {
  return [out(source, destination, source.interface.nitro === false ? 2 : 7)];
}

/**
 * Out through a NAT gateway, zonal or regional: the bytes reach the gateway with the sender's address and leave it
 * with the gateway's own, from a port of its own.
 */
export function throughNatGateway(
  source: Party,
  gateway: NetworkInterface,
  gatewayPort: number,
  destination: End,
): Hops {
  const inside: Hop = {
    ...wire(source, { ...destination, interface: gateway }, withinVpc),
    toHolds: false,
  };
  const own: Party = {
    interface: gateway,
    address: gateway.address,
    port: gatewayPort,
    vpc: gateway.vpc,
    // the regional gateway shows its public address, which is in AWS's ranges
    ...(gateway.type === 'regional_nat_gateway' ? { service: 'EC2' } : {}),
  };
  return [inside, { ...out(own, destination, 8), natLeg: true }];
}

/** Into another VPC over a peering connection. */
export function overPeering(source: Party, destination: Party): Hops {
  const sameRegion = source.interface.vpc.region === destination.interface.vpc.region;
  return [wire(source, destination, sameRegion ? peering : peeringToAnotherRegion)];
}

/**
 * Into another VPC over a transit gateway. Its interface in each VPC shows only the side of that VPC, with its own
 * address as the near end.
 */
export function throughTransitGateway(
  source: Party,
  attachment: NetworkInterface,
  farAttachment: NetworkInterface,
  destination: Party,
): Hops {
  return [
    { ...wire(source, { ...destination, interface: attachment }, withinVpc), toHolds: false },
    { ...wire({ ...source, interface: farAttachment }, destination, withinVpc), fromHolds: false },
  ];
}

function wire(source: Party, destination: Party, path: number): Hop {
  return {
    from: source.interface,
    to: destination.interface,
    source: plain(source),
    destination: plain(destination),
    fromHolds: true,
    toHolds: true,
    natLeg: false,
    path,
    replyPath: path,
  };
}

function out(source: Party, destination: End, path: number): Hop {
  const ends = { source: plain(source), destination: plain(destination) };
  return {
    from: source.interface,
    ...ends,
    fromHolds: true,
    toHolds: false,
    natLeg: false,
    path,
    replyPath: 0,
  };
}

function plain({ address, port, vpc, pod, service }: End): End {
  return { address, port, vpc, pod, service };
}
