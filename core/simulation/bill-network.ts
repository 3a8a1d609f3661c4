import { awsId } from './chance';
import { type SimulatedRegion, simulatedRegions } from './ip-ranges';
import { type Party } from './paths';
import { type NetworkInterface, type Node, type Subnet, type Vpc } from './world';

export type ZoneNumber = 1 | 2 | 3;

type Fixed = 'id' | 'vpc' | 'subnet' | 'address' | 'name';
type More = Partial<Omit<NetworkInterface, Fixed>>;

/** A VPC of a few interfaces for a small scenario. Ids and addresses stand for the names. */
export class BillNetwork {
  readonly vpc: Vpc;
  readonly interfaces: NetworkInterface[] = [];
  private readonly network: string;
  private readonly region: SimulatedRegion;

  /** @param options account 111122223333, Region eu-central-1 and network 10.50 (/16), unless given */
  constructor(
    private readonly name: string,
    options: { readonly account?: string; readonly region?: SimulatedRegion; readonly network?: string } = {},
  ) {
    const { account = '111122223333', region = 'eu-central-1', network = '10.50' } = options;
    const id = awsId('vpc', name);
    this.network = network;
    this.region = region;
    this.vpc = { id, account, region, cidrs: [`${network}.0.0/16`, `${this.network6}::/56`] };
  }

  subnet(zone: ZoneNumber): Subnet {
    const az = `${simulatedRegions[this.region].zones}-az${zone}`;
    const cidr = `${this.network}.${zone}.0/24`;
    return { id: awsId('subnet', `${this.name} ${az}`), vpc: this.vpc, az, cidr };
  }

  /** An instance on Nitro. */
  instance(name: string, zone: ZoneNumber, more: More = {}): NetworkInterface {
    return this.add(name, this.subnet(zone), {
      holder: 'instance',
      instance: awsId('i', `${this.name} ${name}`),
      nitro: true,
      ...more,
    });
  }

  /** An instance of a Local Zone. */
  localInstance(name: string): NetworkInterface {
    const { vpc } = this;
    const subnet: Subnet = {
      id: awsId('subnet', `${this.name} local`),
      vpc,
      az: 'euc1-ham1-az1',
      cidr: `${this.network}.4.0/24`,
      sublocation: { type: 'localzone', id: 'eu-central-1-ham-1a' },
    };
    const instance = awsId('i', `${this.name} ${name}`);
    return this.add(name, subnet, { holder: 'instance', instance, nitro: true });
  }

  /** A worker node with one interface, whose pods have addresses of a prefix behind it. */
  node(name: string, zone: ZoneNumber, externalSnat = false): Node {
    const at = this.instance(name, zone, { holder: 'node' });
    return { name, instance: at.instance!, interfaces: [at], externalSnat };
  }

  natGateway(name: string, zone: ZoneNumber): NetworkInterface {
    return this.add(name, this.subnet(zone), {
      holder: 'nat-gateway',
      type: 'nat_gateway',
      publicAddress: this.publicAddress(),
    });
  }

  /** One for all AZs, without an interface. */
  regionalNatGateway(name: string): NetworkInterface {
    const gateway: NetworkInterface = {
      id: '-',
      vpc: this.vpc,
      address: this.publicAddress(),
      type: 'regional_nat_gateway',
      resource: awsId('nat', `${this.name} ${name}`),
      holder: 'nat-gateway',
      name,
    };
    this.interfaces.push(gateway);
    return gateway;
  }

  applicationLoadBalancer(name: string, zone: ZoneNumber): NetworkInterface {
    const more = { holder: 'load-balancer', publicAddress: this.publicAddress() } as const;
    return this.add(`app/${name}`, this.subnet(zone), more);
  }

  networkLoadBalancer(name: string, zone: ZoneNumber): NetworkInterface {
    return this.add(`net/${name}`, this.subnet(zone), {
      holder: 'load-balancer',
      type: 'network_load_balancer',
      publicAddress: this.publicAddress(),
    });
  }

  database(name: string, zone: ZoneNumber): NetworkInterface {
    return this.add(name, this.subnet(zone), { holder: 'database' });
  }

  controlPlane(zone: ZoneNumber): NetworkInterface {
    return this.add(`control-plane-${zone}`, this.subnet(zone), { holder: 'control-plane' });
  }

  interfaceEndpoint(name: string, zone: ZoneNumber): NetworkInterface {
    return this.add(name, this.subnet(zone), {
      holder: 'interface-endpoint',
      type: 'vpc_endpoint',
      shownAccount: 'unknown',
    });
  }

  transitGateway(zone: ZoneNumber): NetworkInterface {
    return this.add(`transit-gateway-${zone}`, this.subnet(zone), {
      holder: 'transit-gateway',
      type: 'transit_gateway',
    });
  }

  /** A public address of its own, in the range of EC2 in the VPC's Region. */
  publicAddress(): string {
    const [second, third] = this.network.split('.').map(Number) as [number, number];
    const { publicAddresses } = simulatedRegions[this.region];
    return `${publicAddresses}.${(second + third) % 256}.${this.interfaces.length + 1}`;
  }

  private get network6(): string {
    return `2a05:d014:${this.network.replace('.', '')}`;
  }

  private add(name: string, subnet: Subnet, more: Omit<NetworkInterface, Fixed>): NetworkInterface {
    const host = 10 + this.interfaces.length;
    const at: NetworkInterface = {
      id: awsId('eni', `${this.name} ${name}`),
      vpc: this.vpc,
      subnet,
      address: subnet.cidr.replace('0/24', `${host}`),
      address6: `${this.network6}:${subnet.cidr.split('.')[2]}::${host}`,
      name,
      ...more,
    };
    this.interfaces.push(at);
    return at;
  }
}

/** An interface's own address. */
export function ofOwn(at: NetworkInterface, port: number): Party {
  return { interface: at, address: at.address, port, vpc: at.vpc };
}

/** An interface's own IPv6 address. */
export function ofOwn6(at: NetworkInterface, port: number): Party {
  return { ...ofOwn(at, port), address: at.address6! };
}

/** An address of a pod behind a node's interface, e.g. the third. */
export function ofPod({ interfaces: [at] }: Node, number: number, port: number): Party {
  const last = Number(at.address.split('.').pop());
  return { ...ofOwn(at, port), address: at.address.replace(/\d+$/, String(100 + 5 * (last - 10) + number)) };
}
