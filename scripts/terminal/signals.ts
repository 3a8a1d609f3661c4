import type { EventEmitter } from 'node:events';

/** Exit codes of a program that a signal ends: 128 and the signal's number. */
const exitCodes = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

type Signal = keyof typeof exitCodes;
const signalNames = Object.keys(exitCodes) as Signal[];

type Cleanup = () => void | Promise<void>;

/** Waits for Ctrl-C and its like, and then runs what was left to do, once, the last thing begun first. */
export class Interrupts {
  private readonly cleanups = new Set<Cleanup>();
  private ended = false;
  /** Whether a signal has come; what work says from then on is about its own end. */
  signalled = false;
  private readonly listeners = new Map<string, (reason: unknown) => void>();

  /** Resolves to the exit code once a signal has come and the cleanups have run; never without one. */
  readonly interrupted: Promise<number>;
  /** Rejects with an error that nobody caught, once the cleanups have run; never resolves. */
  readonly failed: Promise<never>;

  constructor(private readonly process: EventEmitter | undefined) {
    this.interrupted = new Promise((resolve) => {
      for (const signal of signalNames) {
        this.listen(signal, () => {
          this.signalled = true;
          void this.clean().then(() => resolve(exitCodes[signal]));
        });
      }
    });
    this.failed = new Promise((_, reject) => {
      this.listen('uncaughtException', (error) => void this.clean().then(() => reject(error)));
    });
    this.failed.catch(() => {});
  }

  /** Runs the cleanup when a signal ends the program. Returns what takes it back, for when the work is done. */
  onInterrupt(cleanup: Cleanup): () => void {
    if (this.ended) throw new Error('work goes on after its interruption');
    this.cleanups.add(cleanup);
    return () => void this.cleanups.delete(cleanup);
  }

  /** Stops waiting: from now on signals do what they do to any program. */
  close(): void {
    for (const [event, listener] of this.listeners) this.process?.off(event, listener);
    this.listeners.clear();
  }

  private listen(event: string, listener: (reason: unknown) => void): void {
    this.listeners.set(event, listener);
    this.process?.on(event, listener);
  }

  private async clean(): Promise<void> {
    // a second Ctrl-C ends the program at once
    this.close();
    this.ended = true;
    const cleanups = [...this.cleanups].reverse();
    this.cleanups.clear();
    await Promise.allSettled(cleanups.map(async (cleanup) => cleanup()));
  }
}
