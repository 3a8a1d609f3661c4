import { EventEmitter } from 'node:events';
import { Interrupts } from '../../../scripts/terminal/signals';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
])('%s runs what is left to do, the last first, and ends with %i', async (signal, code) => {
  const process = new EventEmitter();
  const interrupts = new Interrupts(process);
  const done: string[] = [];
  interrupts.onInterrupt(() => void done.push('first'));
  interrupts.onInterrupt(async () => void done.push('second'));
  const forget = interrupts.onInterrupt(() => void done.push('forgotten'));
  forget();
  process.emit(signal);
  expect(await interrupts.interrupted).toBe(code);
  expect(done).toEqual(['second', 'first']);
});

test('a second Ctrl-C does what it does to any program', () => {
  const process = new EventEmitter();
  const interrupts = new Interrupts(process);
  let cleaned = 0;
  interrupts.onInterrupt(() => void (cleaned += 1));
  process.emit('SIGINT');
  expect(process.eventNames()).toEqual([]);
  expect(cleaned).toBe(1);
});

test('a cleanup that fails keeps no other from running', async () => {
  const process = new EventEmitter();
  const interrupts = new Interrupts(process);
  let cleaned = false;
  interrupts.onInterrupt(() => void (cleaned = true));
  interrupts.onInterrupt(() => {
    throw new Error('cannot');
  });
  process.emit('SIGINT');
  await interrupts.interrupted;
  expect(cleaned).toBe(true);
});

test('an error that nobody caught cleans up too', async () => {
  const process = new EventEmitter();
  const interrupts = new Interrupts(process);
  let cleaned = false;
  interrupts.onInterrupt(() => void (cleaned = true));
  process.emit('uncaughtException', new Error('from nowhere'));
  await expect(interrupts.failed).rejects.toThrow('from nowhere');
  expect(cleaned).toBe(true);
});

test('once it is over, nothing new may be begun', async () => {
  const process = new EventEmitter();
  const interrupts = new Interrupts(process);
  process.emit('SIGINT');
  await interrupts.interrupted;
  expect(() => interrupts.onInterrupt(() => {})).toThrow('work goes on after its interruption');
});

test('closed, it listens no more', () => {
  const process = new EventEmitter();
  new Interrupts(process).close();
  expect(process.eventNames()).toEqual([]);
});
