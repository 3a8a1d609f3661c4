import { type Holder, type World } from './world';

/** Who held an address of a VPC, from when until when (Unix seconds; null: all the time). */
export interface OwnerTruth {
  readonly vpc: string;
  readonly address: string;
  readonly interface: string;
  readonly az: string | null;
  readonly kind: Holder | 'pod';
  /** A node's, a pod's or a resource's name. */
  readonly name: string;
  readonly namespace: string | null;
  readonly workload: string | null;
  readonly node: string | null;
  readonly from: number | null;
  readonly until: number | null;
}

/** Everything that holds an address. Pods with the network of their host hold none of their own. */
export function ownersOf({ interfaces, pods }: World): OwnerTruth[] {
  const ofInterfaces = interfaces.flatMap((at) =>
    [at.address, at.address6, at.publicAddress]
      .filter((address) => address !== undefined)
      .map((address) => ({
        vpc: at.vpc.id,
        address,
        interface: at.id,
        az: at.subnet?.az ?? null,
        kind: at.holder,
        name: at.name,
        namespace: null,
        workload: null,
        node: at.holder === 'node' ? at.name : null,
        from: null,
        until: null,
      })),
  );
  const ofPods = pods
    .filter((pod) => !pod.hostNetwork)
    .flatMap(({ namespace, workload, name, leases }) =>
      leases.map((lease) => ({
        vpc: lease.interface.vpc.id,
        address: lease.address,
        interface: lease.interface.id,
        az: lease.interface.subnet?.az ?? null,
        kind: 'pod' as const,
        name,
        namespace,
        workload,
        node: lease.node.name,
        from: Number.isFinite(lease.from) ? lease.from : null,
        until: Number.isFinite(lease.until) ? lease.until : null,
      })),
    );
  return [...ofInterfaces, ...ofPods];
}
