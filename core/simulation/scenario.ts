import { type Conversation } from './conversation';
import { type SkippedRange } from './coverage';
import { type FlowLog } from './flow-log';
import { type World } from './world';

/** Everything a simulation needs. Times are Unix seconds. */
export interface Scenario {
  readonly name: string;
  readonly seed: number;
  readonly world: World;
  /** The time of the simulation, half-open: conversations begin in it, and idle interfaces are reported in it. */
  readonly from: number;
  readonly to: number;
  /** In the order of the 5-minute slots that they begin in; within a slot in any order. */
  readonly conversations: Iterable<Conversation>;
  /** Where two record one interface at a time, the first in this list is the one that counts. */
  readonly flowLogs: readonly FlowLog[];
  /** Interfaces, by id, for which NODATA records are written where they are idle. @default none */
  readonly reportIdle?: 'all' | readonly string[];
  /** Whose records are lost when: a SKIPDATA record stands in their place in each aggregation interval. @default none */
  readonly skipped?: readonly SkippedRange[];
  /** Aggregation intervals begin on the full minute at every interface. @default false, each has a clock of its own */
  readonly alignedClocks?: boolean;
  /** A file holds at most so many lines; a slot with more has several files. @default 50000 */
  readonly linesPerFile?: number;
}
