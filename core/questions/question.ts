import type { Filter } from '../traffic/filter';
import type { Pivot } from '../traffic/pivot';

/** A question as data: what to group, add up, filter and sort, and why anyone asks. */
export interface Question extends Asked {
  readonly pivot: Pivot;
}

/** A question about tolls, which a part of the bill answers. */
export interface TollQuestion extends Asked {
  readonly bill: {
    readonly by: readonly string[];
    readonly where?: readonly Filter[];
  };
}

interface Asked {
  readonly id: string;
  /** At most 56 characters: a terminal of 80 has room for it beside the id. */
  readonly title: string;
  /** What the answer is good for, in one sentence. */
  readonly why: string;
  /** What the asker should add with --where, e.g. `destination=10.0.1.5`. */
  readonly asks?: readonly string[];
  /** The queries of others that this question answers. */
  readonly sources: readonly string[];
}
