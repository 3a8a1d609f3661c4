import { UserError } from '../user-error';
import { type Chance, awsId, hashText } from './chance';
import { type SimulatedRegion, simulatedRegions } from './ip-ranges';
import {
  type Lease,
  type NetworkInterface,
  type Node,
  type Pod,
  type Subnet,
  type Vpc,
  type World,
} from './world';
import { type Neighbour, type NeighbourOptions, neighbour } from './eks-neighbour';
import { podsOf } from './eks-pods';

export interface EksWorldOptions {
  /** Goes into every id; two VPCs need two names. @default 'main' */
  readonly name?: string;
  /** @default '111122223333' */
  readonly account?: string;
  /** @default 'eu-central-1' */
  readonly region?: SimulatedRegion;
  /** The ids of three AZs. @default the Region's first three, e.g. euc1-az1, euc1-az2 and euc1-az3 */
  readonly azs?: readonly [string, string, string];
  /** The first two numbers of the /16 network. @default '10.20' */
  readonly network?: string;
  /** From 2 to 31. @default 2 */
  readonly nodesPerAz?: number;
  /** @default 'zonal' */
  readonly natGateway?: 'zonal' | 'regional';
  /** Whether the nodes' instances are Nitro, whose records span at most 60 seconds. @default true */
  readonly nitro?: boolean;
  /** Whether a pod moves to another node halfway and keeps its address. @default false */
  readonly movedPod?: boolean;
  /** Another VPC that pods talk to. @default none */
  readonly neighbour?: NeighbourOptions;
}

/** An EKS cluster's VPC in three AZs. */
export interface EksWorld extends World {
  readonly region: SimulatedRegion;
  readonly vpc: Vpc;
  readonly zones: readonly Zone[];
  readonly nodes: readonly Node[];
  readonly controlPlane: readonly NetworkInterface[];
  /** Those that routes lead to. */
  readonly natGateways: readonly NetworkInterface[];
  /** The third AZ's, which no route leads to; none where the NAT gateway is regional. */
  readonly idleNatGateway?: NetworkInterface;
  readonly loadBalancers: readonly NetworkInterface[];
  readonly database: NetworkInterface;
  /** The database's other half: no traffic of its own. */
  readonly standby: NetworkInterface;
  readonly endpoint: NetworkInterface;
  readonly bastion: NetworkInterface;
  readonly neighbour?: Neighbour;
}

export interface Zone {
  readonly publicSubnet: Subnet;
  readonly privateSubnet: Subnet;
  /** Where the private subnet's route to the internet leads: the third AZ's to the gateway of the first. */
  readonly natGateway: NetworkInterface;
  /** Whether the private subnet reaches S3 by a gateway endpoint: in the third AZ it was forgotten. */
  readonly gatewayEndpoint: boolean;
}

/**
 * Three AZs with a public and a private subnet each; nodes with two interfaces, on every second one the pods' addresses
 * survive towards the internet; two control plane interfaces, three NAT gateways of which one is idle (or a regional one),
 * an application load balancer, a database, an interface endpoint, and a bastion on the internet.
 *
 * @param times when the simulation begins and ends, in Unix seconds: a pod's address changes hands halfway
 */
export function eksWorld(
  options: EksWorldOptions,
  chance: Chance,
  times: { readonly from: number; readonly to: number },
): EksWorld {
  const {
    name = 'main',
    account = '111122223333',
    region = 'eu-central-1',
    network = '10.20',
    nodesPerAz = 2,
    natGateway = 'zonal',
    nitro = true,
  } = options;
  const { zones: prefix, publicAddresses, ipv6 } = simulatedRegions[region];
  const { azs = [`${prefix}-az1`, `${prefix}-az2`, `${prefix}-az3`] } = options;
  if (!Number.isInteger(nodesPerAz) || nodesPerAz < 2 || nodesPerAz > 31) {
    throw new UserError(`'nodesPerAz' must be a whole number from 2 to 31, got: ${nodesPerAz}`);
  }
  const id = (kind: string, what: string) => awsId(kind, `${name} ${what}`);
  const ipv6Network = `${ipv6}:${(0x100 + (hashText(name) % 0xe00)).toString(16)}::/56`;
  const vpc: Vpc = { id: id('vpc', ''), account, region, cidrs: [`${network}.0.0/16`, ipv6Network] };
  const subnet = (what: string, az: string, cidr: string): Subnet => ({
    id: id('subnet', what),
    vpc,
    az,
    cidr,
  });
  const publicSubnets = azs.map((az, zone) => subnet(`public ${az}`, az, `${network}.${zone}.0/24`));
  const privateSubnets = azs.map((az, zone) =>
    subnet(`private ${az}`, az, `${network}.${32 * (zone + 1)}.0/19`),
  );

  const add = (
    what: string,
    at: Subnet,
    host: string,
    more: Pick<NetworkInterface, 'holder'> & Partial<NetworkInterface>,
  ): NetworkInterface => ({
    id: id('eni', what),
    vpc,
    subnet: at,
    address: `${network}.${host}`,
    name: what,
    ...more,
  });

  const zonalGateway = (zone: number) =>
    add(`nat-${azs[zone]}`, publicSubnets[zone]!, `${zone}.220`, {
      holder: 'nat-gateway',
      type: 'nat_gateway',
      publicAddress: `${publicAddresses}.10.${zone + 1}`,
    });
  const idleNatGateway = natGateway === 'zonal' ? zonalGateway(2) : undefined;
  const natGateways: NetworkInterface[] =
    natGateway === 'zonal'
      ? [0, 1].map(zonalGateway)
      : [
          {
            id: '-',
            vpc,
            address: `${publicAddresses}.10.1`,
            type: 'regional_nat_gateway',
            resource: id('nat', 'regional'),
            holder: 'nat-gateway',
            name: 'nat-regional',
          },
        ];
  const zones = azs.map((_, zone): Zone => ({
    publicSubnet: publicSubnets[zone]!,
    privateSubnet: privateSubnets[zone]!,
    natGateway: natGateways[zone] ?? natGateways[0]!,
    gatewayEndpoint: zone < 2,
  }));

  const nodes = azs.flatMap((az, zone) =>
    Array.from({ length: nodesPerAz }, (_, index): Node => {
      const instance = id('i', `node ${az} ${index}`);
      const block = `${32 * (zone + 1) + index}`;
      const nodeName = `ip-${`${network}.${block}.10`.replaceAll('.', '-')}.${region}.compute.internal`;
      const interfaceOf = (number: number) =>
        add(`node ${az} ${index} ${number}`, privateSubnets[zone]!, `${block}.${10 + number}`, {
          holder: 'node',
          name: nodeName,
          instance,
          nitro,
          secondary: [`${network}.${block}.${32 * (number + 1)}/28`],
        });
      const interfaces: Node['interfaces'] = [interfaceOf(0), interfaceOf(1)];
      return { name: nodeName, instance, interfaces, externalSnat: index % 2 === 1 };
    }),
  );

  const controlPlane = [0, 1].map((zone) =>
    add(`control-plane-${zone}`, privateSubnets[zone]!, `${32 * (zone + 1) + 31}.5`, {
      holder: 'control-plane',
    }),
  );
  const loadBalancers = zones.map(({ publicSubnet }, zone) =>
    add(`app/shop/${zone}`, publicSubnet, `${zone}.80`, {
      holder: 'load-balancer',
      publicAddress: `${publicAddresses}.20.${zone + 1}`,
      address6: ipv6Network.replace('::/56', `:${zone + 1}::80`),
    }),
  );
  const database = add('db-shop', privateSubnets[0]!, '63.50', { holder: 'database' });
  const standby = add('db-shop-standby', privateSubnets[1]!, '95.50', { holder: 'database' });
  const endpoint = add('ecr-endpoint', privateSubnets[0]!, '63.60', {
    holder: 'interface-endpoint',
    type: 'vpc_endpoint',
    // AWS shows no account on some interfaces of its services
    shownAccount: 'unknown',
  });
  const bastion = add('bastion', publicSubnets[0]!, '0.100', {
    holder: 'instance',
    instance: id('i', 'bastion'),
    publicAddress: `${publicAddresses}.30.1`,
    nitro,
  });

  const beside =
    options.neighbour && neighbour(options.neighbour, name, privateSubnets[0]!, `${network}.63.250`, region);

  return {
    region,
    vpc,
    zones,
    nodes,
    controlPlane,
    natGateways,
    ...(idleNatGateway ? { idleNatGateway } : {}),
    loadBalancers,
    database,
    standby,
    endpoint,
    bastion,
    ...(beside ? { neighbour: beside } : {}),
    pods: podsOf(nodes, chance, times, options.movedPod === true),
    interfaces: [
      ...nodes.flatMap((node) => node.interfaces),
      ...controlPlane,
      ...natGateways,
      ...(idleNatGateway ? [idleNatGateway] : []),
      ...loadBalancers,
      database,
      standby,
      endpoint,
      bastion,
      ...(beside?.interfaces ?? []),
    ],
  };
}

export function zoneOf(world: EksWorld, node: Node): Zone {
  return world.zones.find((zone) => zone.privateSubnet === node.interfaces[0].subnet)!;
}

/** The lease that a pod has at a time, in Unix seconds. */
export function leaseAt(pod: Pod, time: number): Lease | undefined {
  return pod.leases.find((lease) => lease.from <= time && time < lease.until);
}
