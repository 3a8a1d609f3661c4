import type { Dialect } from '../sql/dialect';
import { mayOverlap, type Available } from './available';
import { flowLogWindows, oneFlowLogAtATime } from './flow-log-windows';
import { sighted, type SightedQuery } from './sighted';
import type { Step } from './step';

/**
 * From the lines to `sighted`; where flow logs overlap, first which of them counts when.
 *
 * @param needed the fields by which overlapping flow logs are ranked
 */
export function sightings(
  query: SightedQuery,
  dialect: Dialect,
  available: Available,
  needed: readonly string[],
): Step[] {
  const { materialized } = dialect;
  if (!needsWindows(available)) return [{ name: 'sighted', query: sighted(dialect, query), materialized }];
  const { lines } = query;
  const ranks = new Map(
    [...available.flowLogs].map(([id, own]) => [id, needed.filter((field) => own.has(field)).length]),
  );
  return [
    { name: 'flow_log_windows', query: flowLogWindows(lines, ranks) },
    { name: 'sighted', query: sighted(dialect, { ...query, lines: oneFlowLogAtATime(lines) }), materialized },
  ];
}

/** Without these nothing tells which records of two flow logs are of the same time. */
export const windowFields = ['interface-id', 'start', 'end', 'action'];

/** Whether it must be found out which flow log counts when, which reads the lines once more. */
export function needsWindows(available: Available): boolean {
  return mayOverlap(available) && windowFields.every((field) => available.some.has(field));
}
