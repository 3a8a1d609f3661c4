import { UserError } from '../user-error';
import type { ResolvedFlowLog } from './resolve-flow-log';

/** The lowest provider the stacks are applied and tested on. */
const baseFloor = '5.100.0';

/** The bindings are typed against 6.x; nothing is known of 7. */
export const providerCeiling = '7.0.0';

/** What `aws_flow_log` learnt after the base floor. */
const needs = [
  {
    what: 'a regional NAT gateway as source',
    floor: '6.25.0',
    of: (flowLog: ResolvedFlowLog) =>
      flowLog.source.kind !== 'eksCluster' && flowLog.source.kind.setting === 'regionalNatGatewayId',
  },
  {
    // merged in July 2026, absent from 6.51.0: https://github.com/hashicorp/terraform-provider-aws/pull/48913
    what: "tag fields (aws_flow_log's tag_field_specification)",
    floor: '6.52.0',
    of: (flowLog: ResolvedFlowLog) => flowLog.tagFields.length > 0,
  },
];

/**
 * The lowest provider version that can deploy these flow logs.
 *
 * @param configured the floor that the configuration sets, if any
 * @throws UserError where that floor is lower than what a flow log needs
 */
export function providerFloor(flowLogs: readonly ResolvedFlowLog[], configured: string | undefined): string {
  if (
    configured !== undefined &&
    (isBefore(configured, baseFloor) || !isBefore(configured, providerCeiling))
  ) {
    throw new UserError(
      `'provider.minimumVersion' must be at least ${baseFloor} and below ${providerCeiling}, got: ${configured}`,
    );
  }
  const needed = needs.filter((need) => flowLogs.some(need.of));
  const unmet = needed.find((need) => configured !== undefined && isBefore(configured, need.floor));
  if (unmet) {
    throw new UserError(
      `'provider.minimumVersion' must be at least ${unmet.floor} for ${unmet.what}, got: ${configured}`,
    );
  }
  return [configured ?? baseFloor, ...needed.map((need) => need.floor)].reduce((highest, floor) =>
    isBefore(highest, floor) ? floor : highest,
  );
}

export function isBefore(version: string, other: string): boolean {
  const [left, right] = [version, other].map((one) => one.split('.').map(Number));
  const index = left!.findIndex((number, position) => number !== right![position]);
  return index >= 0 && left![index]! < right![index]!;
}
