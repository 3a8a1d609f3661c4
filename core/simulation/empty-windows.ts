import { type Coverage, type Window } from './coverage';
import { type TimeRange } from './flow-log';
import { slotOf } from './log-files';

/** The aggregation intervals in which an interface has no records, because it was idle or because they were lost. */
export class EmptyWindows {
  private readonly windows: Generator<Window, undefined>;
  private readonly busy = new Set<number>();
  private next: Window | undefined;

  /** @param reportsIdle whether to tell idle intervals too, or only those whose records were lost */
  constructor(
    readonly coverage: Coverage,
    range: TimeRange,
    private readonly reportsIdle: boolean,
  ) {
    this.windows = coverage.windows(range);
    this.next = this.windows.next().value;
  }

  /** Notes that an interval has a record. */
  noteRecord(window: TimeRange): void {
    if (this.reportsIdle) this.busy.add(window.from);
  }

  /** The empty intervals that end before a slot; each is told once. */
  *before(slot: number): Generator<Window> {
    for (; this.next && slotOf(this.next.to) < slot; this.next = this.windows.next().value) {
      const window = this.next;
      if (window.lost || (this.reportsIdle && !this.busy.delete(window.key))) yield window;
    }
  }
}
