import type { Interrupts } from './signals';
import { type Progress, type ProgressOptions, ProgressLine, noProgress } from './progress';

/** The streams, clock and environment of a run; the process's own, or a test's. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Where signals come from; without it none are waited for. */
  readonly signals?: NodeJS.EventEmitter;
}

export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** What a command may say while it works, beside the answer it returns. */
export interface Terminal {
  /** One line for the user, on stderr; nothing with `--quiet`. */
  note(line: string): void;
  /** Tells how far long work is, on stderr; nothing where stderr is no terminal, or with `--quiet`. */
  progress(options: ProgressOptions): Progress;
  /** Runs the cleanup when Ctrl-C ends the program. Returns what takes it back, for when the work is done. */
  onInterrupt(cleanup: () => void | Promise<void>): () => void;
}

export function openTerminal(io: Io, interrupts: Interrupts, quiet: boolean): Terminal & { close(): void } {
  const lines = new Set<ProgressLine>();
  return {
    note(line) {
      if (quiet) return;
      for (const progress of lines) progress.clear();
      io.stderr.write(`${line}\n`);
    },
    progress(options) {
      if (quiet || !io.stderr.isTTY) return noProgress;
      const line = new ProgressLine(options, { stream: io.stderr, now: () => io.now() });
      lines.add(line);
      return line;
    },
    onInterrupt: (cleanup) => interrupts.onInterrupt(cleanup),
    close() {
      for (const progress of lines) progress.end();
      lines.clear();
    },
  };
}
