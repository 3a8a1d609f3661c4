import { awsId } from './chance';
import { type Conversation } from './conversation';
import { type SimulatedRegion, simulatedRegions } from './ip-ranges';
import { type Party, overPeering, throughTransitGateway } from './paths';
import { type NetworkInterface, type Subnet, type Vpc } from './world';

export interface NeighbourOptions {
  readonly by: 'peering' | 'peering-to-another-region' | 'transit-gateway';
  /** @default the account of the VPC it is next to */
  readonly account?: string;
  /** The first two numbers of its /16 network. @default '10.30' */
  readonly network?: string;
}

/** A VPC next door, with one server. */
export interface Neighbour {
  readonly vpc: Vpc;
  readonly server: NetworkInterface;
  /** Its interfaces, and those of the connection in both VPCs. */
  readonly interfaces: readonly NetworkInterface[];
  /** The way to the server's port. */
  reach(source: Party, port: number): Conversation['hops'];
}

/** @param near a subnet of the VPC it is next to: the transit gateway's interface lies there, with this address */
export function neighbour(
  options: NeighbourOptions,
  name: string,
  near: Subnet,
  nearAddress: string,
  nearRegion: SimulatedRegion,
): Neighbour {
  const { by, account = near.vpc.account, network = '10.30' } = options;
  const far = by === 'peering-to-another-region';
  const region = far ? simulatedRegions[nearRegion].other : nearRegion;
  const id = (kind: string, what: string) => awsId(kind, `${name} neighbour ${what}`);
  const vpc: Vpc = { id: id('vpc', ''), account, region, cidrs: [`${network}.0.0/16`] };
  const subnet: Subnet = {
    id: id('subnet', ''),
    vpc,
    az: far ? `${simulatedRegions[region].zones}-az3` : near.az,
    cidr: `${network}.1.0/24`,
  };
  const server: NetworkInterface = {
    id: id('eni', 'server'),
    vpc,
    subnet,
    address: `${network}.1.20`,
    holder: 'instance',
    name: 'shared-database',
    instance: id('i', 'server'),
    nitro: true,
  };
  const attachment = (at: Subnet, address: string, what: string): NetworkInterface => ({
    id: id('eni', what),
    vpc: at.vpc,
    subnet: at,
    address,
    type: 'transit_gateway',
    holder: 'transit-gateway',
    name: what,
  });
  const nearSide = attachment(near, nearAddress, 'transit-gateway-near');
  const farSide = attachment(subnet, `${network}.1.250`, 'transit-gateway-far');

  return {
    vpc,
    server,
    interfaces: by === 'transit-gateway' ? [server, nearSide, farSide] : [server],
    reach(source, port) {
      const destination: Party = { interface: server, address: server.address, port, vpc };
      return by === 'transit-gateway'
        ? throughTransitGateway(source, nearSide, farSide, destination)
        : overPeering(source, destination);
    },
  };
}
