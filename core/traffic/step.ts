/**
 * One step from lines to an answer: a relation made of the ones before it. An engine that keeps tables makes one of each;
 * another takes them all as the WITH clause of one statement.
 */
export interface Step {
  readonly name: string;
  readonly query: string;
  /** The dialect's word to make it once, however often it is named. @default - the engine may make it each time */
  readonly materialized?: string | undefined;
}

/** The steps as a WITH clause, which the query follows. */
export function withSteps(steps: readonly Step[]): string {
  if (steps.length === 0) return '';
  const relation = ({ name, query, materialized }: Step) =>
    `${name} AS ${materialized ? `${materialized} ` : ''}(\n${query}\n)`;
  return `WITH ${steps.map(relation).join(',\n')}\n`;
}
