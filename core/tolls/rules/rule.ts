import type { HowId, TollId } from '../toll';

/**
 * When a toll is taken on a hop. All members but the toll are SQL over the columns of `routed`, which `hops.ts`,
 * `gateways.ts` and `ways.ts` tell.
 */
export interface Rule {
  readonly toll: TollId;
  /** Whether it is taken. */
  readonly applies: string;
  /** How often at the sending interface, and at the receiving one: 0 or 1 each. */
  readonly fromTimes: string;
  readonly toTimes: string;
  /** How the bytes were counted: a HowId. */
  readonly how: string;
  /** The Region that the bytes go to, where the price hangs on it. */
  readonly toRegion?: string;
}

/** SQL of a case: the first condition that holds decides. */
export function firstOf(
  cases: readonly (readonly [condition: string, how: HowId])[],
  otherwise: HowId,
): string {
  const whens = cases.map(([condition, how]) => `WHEN ${condition} THEN '${how}'`).join(' ');
  return cases.length > 0 ? `CASE ${whens} ELSE '${otherwise}' END` : `'${otherwise}'`;
}
