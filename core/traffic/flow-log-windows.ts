import { literal } from '../sql/dialect';

/**
 * An interface can be in several flow logs at once: of its VPC and of its subnet, an old one and the one that replaced
 * it. Its rows come from one flow log at a time. Per interface the flow logs are ranked by the needed fields they
 * have, then by the longest span, then by the lowest id; a lower-ranked one counts only before the first and after the
 * last record of all higher-ranked ones. Accepted and rejected records are ranked apart, because a flow log of the one
 * says nothing of the other.
 *
 * A table can hold records of flow logs that nobody listed, such as one that was deleted since. They are ranked as if
 * they had no field: their records fill what the others leave, and none is lost.
 *
 * @param lines SQL of the lines relation
 * @param flowLogs how many of the needed fields each known flow log has, by its id
 * @returns SQL of `flow_log_windows`: for each interface and flow log, the hull of the higher-ranked ones
 */
export function flowLogWindows(lines: string, flowLogs: ReadonlyMap<string, number>): string {
  const ranks = [...flowLogs].map(([id, fields]) => `(${literal(id)}, ${fields})`).join(', ');
  const above =
    'OVER (PARTITION BY interface, action ORDER BY place ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)';
  return `SELECT interface, action, flow_log, MIN(first) ${above} AS hull_first, MAX(last) ${above} AS hull_last
FROM (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY interface, action ORDER BY COALESCE(r.fields, 0) DESC, last - first DESC, s.flow_log) AS place
  FROM (
    SELECT COALESCE(interface_id, '') AS interface, COALESCE(action, '') AS action, flow_log, MIN(start) AS first, MAX("end") AS last
    FROM (${lines}) AS line WHERE kind = 'record' GROUP BY 1, 2, 3
  ) AS s LEFT JOIN (VALUES ${ranks}) AS r (flow_log, fields) ON r.flow_log = s.flow_log
) AS ranked`;
}

/** The lines of which each interface's records come from one flow log at a time; needs `flow_log_windows`. */
export function oneFlowLogAtATime(lines: string): string {
  return `SELECT l.* FROM (${lines}) AS l
LEFT JOIN flow_log_windows AS w ON w.flow_log = l.flow_log AND w.interface = COALESCE(l.interface_id, '') AND w.action = COALESCE(l.action, '')
WHERE l.kind <> 'record' OR w.hull_first IS NULL OR l."end" < w.hull_first OR l.start > w.hull_last`;
}
