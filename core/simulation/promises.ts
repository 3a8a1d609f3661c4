import { covers, type FlowLog } from './flow-log';
import { type Ledger } from './ledger';
import { type Scenario } from './scenario';

/** Whether the records hold what an answer needs, so that a reader of theirs can be held to it. */
export interface AnswerPromise {
  readonly answer:
    'totals' | 'pairs' | 'addresses' | 'pods' | 'days' | 'rejected' | 'skipped' | 'hops' | 'bill';
  readonly holds: boolean;
  /** Why it does not hold; or what else it needs. */
  readonly why: string | null;
}

/** Which of the true answers can be found from the records of these flow logs. */
export function promisesOf(scenario: Scenario, ledger: Ledger): AnswerPromise[] {
  const { flowLogs } = scenario;
  const lacking = (...names: string[]) =>
    names.filter((name) => flowLogs.some((log) => !log.format.has(name)));

  const packetFields = ledger.rewritten ? lacking('pkt-srcaddr', 'pkt-dstaddr') : [];
  // without them a NAT gateway looks like a node with pods
  const told = ({ format }: FlowLog) => format.has('instance-id') || format.has('interface-type');
  const middleboxFields = ledger.rewritten && !flowLogs.every(told) ? ['instance-id'] : [];
  const vpcs = new Set(scenario.world.interfaces.map((at) => at.vpc.id)).size;
  const vpcFields = vpcs > 1 ? lacking('vpc-id') : [];
  const actions = flowLogs.some((log) => log.traffic === 'ALL') ? lacking('action') : [];
  const transfers =
    missing([
      ...new Set([
        ...packetFields,
        ...middleboxFields,
        ...vpcFields,
        ...actions,
        ...lacking('bytes', 'packets', 'interface-id'),
      ]),
    ]) ?? (ledger.overlappedInPart ? 'flow logs overlap within an aggregation interval' : null);
  const days =
    missing(lacking('start')) ??
    (ledger.overlapped ? 'flow logs overlap: which record counts decides the day' : null);
  const directions = missing(lacking('flow-direction', 'next-hop-interface-id', 'traffic-path'));
  const bill =
    directions ??
    missing(lacking('az-id', 'interface-type', 'next-hop-az-id', 'next-hop-interface-type')) ??
    (isAllLogged(scenario) ? null : 'not every interface is logged all the time') ??
    (ledger.lost.size > 0 ? 'records were lost: the part in `lost` may be missing' : null);

  return [
    promise('totals', transfers),
    promise('pairs', transfers),
    promise('addresses', transfers),
    promise('pods', transfers ?? missing(lacking('start')), 'needs the owners'),
    promise('days', transfers ?? days),
    promise('rejected', missing(lacking('action', 'bytes', 'interface-id'))),
    promise('skipped', 'what a SKIPDATA record stands for is in no record'),
    promise('hops', transfers ?? directions, 'inside a NAT gateway and without a next hop, needs the owners'),
    promise('bill', transfers ?? bill, 'needs ip-ranges.json, and who is an Application Load Balancer'),
  ];
}

function isAllLogged({ world, flowLogs }: Scenario): boolean {
  const always = flowLogs.filter((log) => log.logged === undefined && log.traffic !== 'REJECT');
  return world.interfaces.every((at) => always.some((log) => covers(log, at)));
}

function promise(
  answer: AnswerPromise['answer'],
  broken: string | null,
  needs: string | null = null,
): AnswerPromise {
  return { answer, holds: broken === null, why: broken ?? needs };
}

function missing(fields: readonly string[]): string | null {
  return fields.length === 0 ? null : `a flow log is without ${fields.join(', ')}`;
}
