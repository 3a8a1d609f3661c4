import { type FormatName, namedFormats } from '../records/named-formats';
import { beyondScenarios } from './bill-beyond';
import { insideScenarios } from './bill-inside';
import { natScenarios } from './bill-nat';
import { outsideScenarios } from './bill-outside';
import { recordScenarios } from './bill-records';
import { type BillScenario, type Unknowable } from './bill-scenario';
import { type EksWorldOptions } from './eks-world';
import { eksDay, wholeVpcs } from './eks-day';
import { ipRangesJson } from './ip-ranges';
import { type TollName } from './tolls-taken';

const noAlb: Unknowable = {
  'cross-az':
    'no field tells an Application Load Balancer, which is free, from other interfaces that AWS manages',
};
const untyped = 'without interface-type and next hops, what AWS manages looks alike';

/** A small day of the EKS world, with everything in it. */
function eks(
  name: string,
  vpcs: readonly EksWorldOptions[],
  format: FormatName,
  unknowable: Unknowable,
): BillScenario {
  const flowLogs = (worlds: Parameters<typeof wholeVpcs>[0]) =>
    wholeVpcs(worlds, { format: namedFormats[format] });
  return {
    name: `${name}, ${format}`,
    scenario: eksDay({ seed: 3, records: 6_000, vpcs, flowLogs }),
    recordFormats: [format],
    ipRanges: ipRangesJson(),
    unknowable: Object.entries(unknowable).map(([toll, why]) => ({ toll: toll as TollName, why })),
  };
}

/** Every case that a bill must get right. Each is made anew by whoever plays it; all are quick. */
export const billScenarios: readonly BillScenario[] = [
  ...insideScenarios,
  ...natScenarios,
  ...outsideScenarios,
  ...beyondScenarios,
  ...recordScenarios,
  eks('a day of an EKS VPC', [{}], 'recommended', noAlb),
  eks('a day of an EKS VPC', [{}], 'v5', { ...noAlb, 'interface-endpoint': untyped }),
  eks('a day of an EKS VPC', [{}], 'eks-article', {
    ...noAlb,
    'interface-endpoint': untyped,
    'gateway-endpoint': 'without traffic-path a gateway endpoint looks like an internet gateway',
    'aws-service': 'without traffic-path a gateway endpoint looks like an internet gateway',
  }),
  eks(
    'two EKS VPCs with one CIDR',
    [
      { name: 'one', account: '111122223333' },
      { name: 'two', account: '444455556666' },
    ],
    'recommended',
    noAlb,
  ),
  eks('an EKS VPC with a regional NAT gateway', [{ natGateway: 'regional' }], 'recommended', noAlb),
  eks('an EKS VPC before Nitro', [{ nitro: false }], 'recommended', noAlb),
  eks('an EKS VPC with a pod that moves', [{ movedPod: true }], 'recommended', noAlb),
  eks('an EKS VPC and a peer', [{ neighbour: { by: 'peering' } }], 'recommended', noAlb),
  eks(
    'an EKS VPC and a peer in another Region',
    [{ neighbour: { by: 'peering-to-another-region' } }],
    'recommended',
    noAlb,
  ),
  eks(
    'an EKS VPC and a neighbour behind a transit gateway',
    [{ neighbour: { by: 'transit-gateway' } }],
    'recommended',
    noAlb,
  ),
];
