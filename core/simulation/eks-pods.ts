import { type Chance } from './chance';
import { type Lease, type Node, type Pod } from './world';

/** The workloads that run on every node, those on the first node of an AZ in front. */
const workloads: readonly {
  readonly namespace: string;
  readonly workload: string;
  readonly firstNodeOnly?: true;
}[] = [
  { namespace: 'data', workload: 'kafka', firstNodeOnly: true },
  { namespace: 'shop', workload: 'web' },
  { namespace: 'shop', workload: 'api' },
  { namespace: 'shop', workload: 'cart' },
  { namespace: 'data', workload: 'spark' },
  { namespace: 'shop', workload: 'worker' },
  { namespace: 'kube-system', workload: 'coredns' },
  { namespace: 'monitoring', workload: 'prometheus', firstNodeOnly: true },
];

/**
 * The pods of a cluster: on each node's two interfaces in turn, one with the host's network on every node; and a pod
 * that ends halfway, whose address the next pod gets. If wanted, one more that moves to the next node of its AZ halfway
 * and keeps its address.
 */
export function podsOf(
  nodes: readonly Node[],
  chance: Chance,
  { from, to }: { readonly from: number; readonly to: number },
  withMovedPod: boolean,
): Pod[] {
  const always = { from: -Infinity, until: Infinity };
  const ordinal = new Map<string, number>();
  const pods: Pod[] = [];
  const firstOfSubnet = new Set<unknown>();

  for (const node of nodes) {
    const { subnet } = node.interfaces[0];
    const isFirst = !firstOfSubnet.has(subnet);
    firstOfSubnet.add(subnet);
    const here = workloads.filter(({ firstNodeOnly }) => isFirst || !firstNodeOnly);
    here.forEach(({ namespace, workload }, index) => {
      const number = ordinal.get(workload) ?? 0;
      ordinal.set(workload, number + 1);
      const name = workload === 'kafka' ? `kafka-${number}` : `${workload}-${suffix(chance)}`;
      pods.push({ namespace, workload, name, leases: [{ ...addressOn(node, index), ...always }] });
    });
    pods.push({
      namespace: 'monitoring',
      workload: 'node-exporter',
      name: `node-exporter-${suffix(chance)}`,
      hostNetwork: true,
      leases: [{ address: node.interfaces[0].address, node, interface: node.interfaces[0], ...always }],
    });
  }

  const noon = Math.floor((from + to) / 2);
  const recycled = addressOn(nodes[0]!, workloads.length);
  for (const [job, times] of [
    ['report', { from: -Infinity, until: noon }],
    ['backup', { from: noon, until: Infinity }],
  ] as const) {
    const name = `${job}-${suffix(chance)}`;
    pods.push({ namespace: 'jobs', workload: job, name, leases: [{ ...recycled, ...times }] });
  }
  if (withMovedPod) {
    const before = addressOn(nodes[0]!, workloads.length + 1);
    const after = { ...addressOn(nodes[1]!, workloads.length + 1), address: before.address };
    const leases: Pod['leases'] = [
      { ...before, from: -Infinity, until: noon },
      { ...after, from: noon, until: Infinity },
    ];
    pods.push({ namespace: 'data', workload: 'cache', name: 'cache-0', leases });
  }
  return pods;
}

function addressOn(node: Node, index: number): Pick<Lease, 'address' | 'node' | 'interface'> {
  const at = node.interfaces[index % node.interfaces.length]!;
  const [first, last] = at.secondary![0]!.split('/')[0]!.split(/\.(?=\d+$)/) as [string, string];
  return { node, interface: at, address: `${first}.${Number(last) + 1 + Math.floor(index / 2)}` };
}

function suffix(chance: Chance): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  return Array.from({ length: 5 }, () => letters[chance.below(letters.length)]).join('');
}
