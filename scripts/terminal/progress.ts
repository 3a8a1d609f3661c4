import { truncate } from '../../core/report/display-width';
import { groupThousands, printBytes, printDuration } from '../../core/report/units';

/** What long work tells about itself. */
export interface Progress {
  /** Adds to what is done. */
  advance(amount: number): void;
  /** Says how much is done by now. */
  reach(amount: number): void;
  /** Takes the line away. */
  end(): void;
}

export interface ProgressOptions {
  /** What is going on, e.g. `reading`. */
  readonly label: string;
  /** How much there is to do. @default - not known: no share and no time left are shown */
  readonly total?: number;
  /** What is counted, e.g. `records`; `bytes` get their units. @default - nothing is counted, only time passes */
  readonly unit?: string;
}

/** Where the line goes; a terminal's stderr. */
export interface ProgressTarget {
  readonly stream: { write(text: string): unknown; readonly columns?: number | undefined };
  /** Milliseconds. */
  now(): number;
}

/** Work that is done sooner shows nothing. */
const patience = 400;
const interval = 100;
const clearLine = '\r\u001b[2K';

/** A line on a terminal that rewrites itself: share, amount, rate and time left. */
export class ProgressLine implements Progress {
  private readonly begin: number;
  private readonly timer: NodeJS.Timeout;
  private done = 0;
  private shownAt = -Infinity;
  private shown = false;
  private ended = false;

  constructor(
    private readonly options: ProgressOptions,
    private readonly target: ProgressTarget,
  ) {
    this.begin = target.now();
    this.timer = setInterval(() => this.show(), interval).unref();
  }

  advance(amount: number): void {
    this.reach(this.done + amount);
  }

  reach(amount: number): void {
    this.done = amount;
    this.show();
  }

  end(): void {
    clearInterval(this.timer);
    this.ended = true;
    this.clear();
  }

  /** Takes the line away until it is shown the next time, so that another can be written. */
  clear(): void {
    if (this.shown) this.target.stream.write(clearLine);
    this.shown = false;
  }

  private show(): void {
    const now = this.target.now();
    if (this.ended || now - this.begin < patience || now - this.shownAt < interval) return;
    this.shownAt = now;
    this.shown = true;
    const text = progressText(this.options, this.done, now - this.begin);
    this.target.stream.write(clearLine + truncate(text, (this.target.stream.columns || 80) - 1));
  }
}

/** `reading  45%  1.21 GB of 2.70 GB  85.1 MB/s  18 s left` */
export function progressText({ label, total, unit }: ProgressOptions, done: number, elapsed: number): string {
  if (unit === undefined) return `${label}  ${printDuration(elapsed)}`;
  const print = (amount: number) =>
    unit === 'bytes' ? printBytes(Math.round(amount)) : groupThousands(String(Math.round(amount)));
  const perSecond = elapsed > 0 ? (done / elapsed) * 1000 : 0;
  const counted = unit === 'bytes' ? '' : ` ${unit}`;
  const rate = `${print(perSecond)}${counted}/s`;
  if (total === undefined || total <= 0) return `${label}  ${print(done)}${counted}  ${rate}`;

  const share = Math.min(1, done / total);
  const left = perSecond > 0 ? `  ${printDuration(((total - done) / perSecond) * 1000)} left` : '';
  return (
    `${label}  ${Math.floor(share * 100)}%  ${print(done)} of ${print(total)}${counted}  ${rate}` +
    (done < total ? left : '')
  );
}

/** For where nobody looks on. */
export const noProgress: Progress = { advance() {}, reach() {}, end() {} };
