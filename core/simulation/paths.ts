import { type End, type Hop, type Way } from './conversation';
import { type NetworkInterface } from './world';

/** Values of the field traffic-path. */
const pathWithinVpc = 1;
const pathToVirtualPrivateGateway = 3;
const pathToPeer = 4;
const pathToPeerInAnotherRegion = 5;
const pathToLocalZone = 6;

/** Through internet gateways and gateway endpoints; before Nitro the two are not told apart. */
const pathToGatewayEndpoint = ({ nitro }: NetworkInterface) => (nitro === false ? 2 : 7);
const pathToInternetGateway = ({ nitro }: NetworkInterface) => (nitro === false ? 2 : 8);

/** An end and the interface that holds its address. */
export interface Party extends End {
  readonly interface: NetworkInterface;
}

type Hops = [Hop, ...Hop[]];

/** Between two interfaces of one VPC. */
export function direct(source: Party, destination: Party): Hops {
  return [wire(source, destination, 'within-vpc', pathWithinVpc)];
}

/** Between two pods of one node: it never reaches an interface. */
export function withinNode(source: End, destination: End): Hops {
  const ends = { source: plain(source), destination: plain(destination) };
  const none = { natLeg: false, path: undefined, replyPath: undefined };
  return [{ ...ends, fromHolds: false, toHolds: false, way: 'within-node', ...none }];
}

/** Out through an internet gateway; the packet has the private address on the interface. */
export function toInternet(source: Party, destination: End): Hops {
  return [out(source, destination, 'internet-gateway', pathToInternetGateway(source.interface))];
}

/** In through an internet gateway. */
export function fromInternet(source: End, destination: Party): Hops {
  const { interface: to } = destination;
  return [
    {
      to,
      source: plain(source),
      destination: plain(destination),
      fromHolds: false,
      toHolds: true,
      natLeg: false,
      way: 'internet-gateway',
      path: undefined,
      replyPath: pathToInternetGateway(to),
    },
  ];
}

/** From IPv6 addresses out through an egress-only internet gateway, for which AWS documents no path. */
export function throughEgressOnlyGateway(source: Party, destination: End): Hops {
  return [out(source, destination, 'egress-only-internet-gateway', undefined)];
}

/** To S3 or DynamoDB by a gateway endpoint, which has no interface. */
export function byGatewayEndpoint(source: Party, destination: End): Hops {
  return [out(source, destination, 'gateway-endpoint', pathToGatewayEndpoint(source.interface))];
}

/** To a network of your own at the other end of a VPN or of Direct Connect. */
export function toOnPremises(source: Party, destination: End): Hops {
  return [out(source, destination, 'virtual-private-gateway', pathToVirtualPrivateGateway)];
}

/** Between an AZ and a Local Zone of one VPC. */
export function betweenZoneAndLocalZone(source: Party, destination: Party): Hops {
  return [wire(source, destination, 'local-zone', pathToLocalZone)];
}

/**
 * Between two interfaces by their public addresses: out of the one and into the other through the internet gateway,
 * which puts the private address in place of the public one, and back.
 */
export function byPublicAddresses(source: Party, destination: Party): Hops {
  return [...toInternet(source, publicEnd(destination)), ...fromInternet(publicEnd(source), destination)];
}

/**
 * Out through a NAT gateway, zonal or regional: the bytes reach the gateway with the sender's address and leave it
 * with the gateway's own, from a port of its own.
 *
 * @param seenInside the destination's address as the sender has it, where the gateway translates that too
 */
export function throughNatGateway(
  source: Party,
  gateway: NetworkInterface,
  gatewayPort: number,
  destination: End,
  seenInside = destination.address,
): Hops {
  const inside: Hop = {
    ...wire(source, { ...destination, address: seenInside, interface: gateway }, 'within-vpc', pathWithinVpc),
    toHolds: false,
  };
  return [inside, natLeg(gateway, gatewayPort, destination)];
}

/** From an IPv6 address to an IPv4 host: DNS64 has put its address into 64:ff9b::/96, and the gateway takes it out. */
export function throughNat64(
  source: Party,
  gateway: NetworkInterface,
  gatewayPort: number,
  destination: End,
): Hops {
  return throughNatGateway(source, gateway, gatewayPort, destination, nat64Address(destination.address));
}

/** Out through a NAT gateway, and back in to an interface of your own by its public address. */
export function throughNatGatewayToPublicAddress(
  source: Party,
  gateway: NetworkInterface,
  gatewayPort: number,
  destination: Party,
): Hops {
  const translated = { interface: gateway, address: gateway.address, port: gatewayPort };
  return [
    ...throughNatGateway(source, gateway, gatewayPort, publicEnd(destination)),
    ...fromInternet(publicEnd(translated), destination),
  ];
}

/** Into another VPC over a peering connection. */
export function overPeering(source: Party, destination: Party): Hops {
  const sameRegion = source.interface.vpc.region === destination.interface.vpc.region;
  return [wire(source, destination, 'peering', sameRegion ? pathToPeer : pathToPeerInAnotherRegion)];
}

/**
 * Into another VPC over a transit gateway, or over two that are peered between Regions. Its interface in each VPC shows
 * only the side of that VPC, with its own address as the near end.
 */
export function throughTransitGateway(
  source: Party,
  attachment: NetworkInterface,
  farAttachment: NetworkInterface,
  destination: Party,
): Hops {
  return [
    intoTransitGateway(source, attachment, destination),
    {
      ...wire({ ...source, interface: farAttachment }, destination, 'within-vpc', pathWithinVpc),
      fromHolds: false,
    },
  ];
}

/** Over a transit gateway into the VPC that has the way out, and there through a NAT gateway. */
export function throughTransitAndNatGateway(
  source: Party,
  attachment: NetworkInterface,
  farAttachment: NetworkInterface,
  gateway: NetworkInterface,
  gatewayPort: number,
  destination: End,
): Hops {
  const [inside, outside] = throughNatGateway(
    { ...source, interface: farAttachment },
    gateway,
    gatewayPort,
    destination,
  );
  return [intoTransitGateway(source, attachment, destination), { ...inside, fromHolds: false }, outside!];
}

/** From a Network Load Balancer that preserves the client's address to its target. */
export function preservingClient(client: End, balancer: NetworkInterface, target: Party): Hops {
  return [
    { ...wire({ ...client, interface: balancer }, target, 'within-vpc', pathWithinVpc), fromHolds: false },
  ];
}

/** The IPv4 address inside 64:ff9b::/96 (RFC 6052), as RFC 5952 writes it. */
export function nat64Address(ipv4: string): string {
  const [a, b, c, d] = ipv4.split('.').map(Number) as [number, number, number, number];
  return `64:ff9b::${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`;
}

/** An interface's public address: in the ranges of EC2, whoever asks. */
export function publicEnd({ interface: at, port }: Pick<Party, 'interface' | 'port'>): End {
  if (at.publicAddress === undefined) throw new Error(`${at.id} has no public address`);
  return { address: at.publicAddress, port, service: 'EC2', region: at.vpc.region };
}

function intoTransitGateway(source: Party, attachment: NetworkInterface, destination: End): Hop {
  const wired = wire(source, { ...destination, interface: attachment }, 'within-vpc', pathWithinVpc);
  return { ...wired, toHolds: false };
}

/** A NAT gateway's own leg; a regional one shows its public address, which is in AWS's ranges. */
function natLeg(gateway: NetworkInterface, port: number, destination: End): Hop {
  const own: Party = {
    interface: gateway,
    address: gateway.address,
    port,
    vpc: gateway.vpc,
    ...(gateway.type === 'regional_nat_gateway' ? { service: 'EC2', region: gateway.vpc.region } : {}),
  };
  return { ...out(own, destination, 'internet-gateway', pathToInternetGateway(gateway)), natLeg: true };
}

function wire(source: Party, destination: Party, way: Way, path: number): Hop {
  return {
    from: source.interface,
    to: destination.interface,
    source: plain(source),
    destination: plain(destination),
    fromHolds: true,
    toHolds: true,
    natLeg: false,
    way,
    path,
    replyPath: path,
  };
}

function out(source: Party, destination: End, way: Way, path: number | undefined): Hop {
  return {
    from: source.interface,
    source: plain(source),
    destination: plain(destination),
    fromHolds: true,
    toHolds: false,
    natLeg: false,
    way,
    path,
    replyPath: undefined,
  };
}

function plain({ address, port, vpc, pod, service, region }: End): End {
  return { address, port, vpc, pod, service, region };
}
