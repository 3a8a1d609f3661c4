/**
 * One step from lines to an answer: a relation made of the ones before it. An engine that keeps tables makes one of each;
 * another takes them all as the WITH clause of one statement.
 */
export interface Step {
  readonly name: string;
  readonly query: string;
}

/** The steps as a WITH clause, which the query follows. */
export function withSteps(steps: readonly Step[]): string {
  return `WITH ${steps.map(({ name, query }) => `${name} AS (\n${query}\n)`).join(',\n')}\n`;
}
