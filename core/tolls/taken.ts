import { literal } from '../sql/dialect';
import type { Step } from '../traffic/step';
import { processingRules, transferRules } from './rules';
import type { Rule } from './rules/rule';

/**
 * From `routed` to `taken`: a row for each toll on each hop.
 *
 * - `toll`, `how`, `charged_to`, `region` (the payer's)
 * - `source_times`, `destination_times`: how often each end of the packet pays. Each metered end is paid by the packet's
 *   end on its side; where that is beyond every VPC, by the other one, whom it is for.
 */
export function taken(): Step[] {
  const rules = new Map<string, Rule>(
    [...transferRules, ...processingRules].map((rule, index) => [`${index}`, rule]),
  );
  const idOf = (rule: Rule) => [...rules].find(([, known]) => known === rule)![0];
  const first = (group: readonly Rule[]) =>
    `CASE ${group.map((rule) => `WHEN ${rule.applies} THEN ${idOf(rule)}`).join('\n      ')} END`;
  const slots = [transferRules, ...processingRules.map((rule) => [rule])];
  const ofRule = (value: (rule: Rule) => string | undefined) =>
    `CASE rule ${[...rules].flatMap(([id, rule]) => (value(rule) === undefined ? [] : [`WHEN ${id} THEN ${value(rule)}`])).join('\n    ')} END`;
  const pays = (end: 'source' | 'destination') => {
    const [own, other] = end === 'source' ? ['from', 'to'] : ['to', 'from'];
    const far = end === 'source' ? 'destination' : 'source';
    return `CASE WHEN ${end}_beyond THEN 0 ELSE ${own}_times END + CASE WHEN ${far}_beyond AND NOT ${end}_beyond THEN ${other}_times ELSE 0 END
    + CASE WHEN source_beyond AND destination_beyond THEN ${own}_times ELSE 0 END AS ${end}_times`;
  };
  return [
    {
      name: 'ruled',
      query: `SELECT r.*, CASE s.slot ${slots.map((group, index) => `WHEN ${index} THEN ${first(group)}`).join('\n    ')} END AS rule
FROM routed r CROSS JOIN (VALUES ${slots.map((_, index) => `(${index})`).join(', ')}) AS s (slot)`,
    },
    {
      name: 'metered',
      query: `SELECT *, ${ofRule(({ toll }) => literal(toll))} AS toll,
  ${ofRule(({ fromTimes }) => fromTimes)} AS from_times,
  ${ofRule(({ toTimes }) => toTimes)} AS to_times,
  ${ofRule(({ how }) => how)} AS how,
  ${ofRule(({ toRegion }) => toRegion)} AS charged_to
FROM ruled WHERE rule IS NOT NULL`,
    },
    {
      name: 'taken',
      query: `SELECT *, CASE WHEN toll = 'inter-region' THEN COALESCE(from_region, region) ELSE region END AS paid_in,
  ${pays('source')},
  ${pays('destination')}
FROM metered`,
    },
  ];
}
