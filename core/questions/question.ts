import type { Pivot } from '../traffic/pivot';

/** A question as data: what to group, add up, filter and sort, and why anyone asks. */
export interface Question {
  readonly id: string;
  readonly title: string;
  /** What the answer is good for, in one sentence. */
  readonly why: string;
  readonly pivot: Pivot;
  /** What the asker should add with --where, e.g. `destination=10.0.1.5`. */
  readonly asks?: readonly string[];
  /** The queries of others that this question answers. */
  readonly sources: readonly string[];
}
