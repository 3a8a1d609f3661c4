import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import type { Io, Output } from '../../../scripts/terminal/terminal';

/** A stream that remembers what it got; a terminal where it has columns. */
export class Recorder extends Writable implements Output {
  text = '';
  readonly isTTY: boolean;

  constructor(readonly columns?: number) {
    super({ decodeStrings: false });
    this.isTTY = columns !== undefined;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** The outside of a run, whose clock stands still at 10 February 2026, noon. */
export function fakeIo(given: { stdout?: Recorder; stderr?: Recorder; env?: Io['env'] } = {}) {
  return {
    stdout: given.stdout ?? new Recorder(),
    stderr: given.stderr ?? new Recorder(),
    env: given.env ?? {},
    now: () => Date.UTC(2026, 1, 10, 12),
    signals: new EventEmitter(),
  };
}
