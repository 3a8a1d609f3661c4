import { ProgressLine, progressText } from '../../../scripts/terminal/progress';
import { Interrupts } from '../../../scripts/terminal/signals';
import { openTerminal } from '../../../scripts/terminal/terminal';
import { fakeIo, Recorder } from './fake-io';

const clear = '\r\u001b[2K';

test.each([
  [
    'a share, amounts, rate and time left',
    { label: 'reading', total: 2 ** 30, unit: 'bytes' },
    2 ** 28,
    5_000,
    'reading  25%  256 MB of 1.00 GB  51.2 MB/s  15 s left',
  ],
  [
    'a count',
    { label: 'writing', total: 2_000, unit: 'records' },
    1_500,
    3_000,
    'writing  75%  1,500 of 2,000 records  500 records/s  1.0 s left',
  ],
  [
    'the end',
    { label: 'reading', total: 10, unit: 'files' },
    10,
    2_000,
    'reading  100%  10 of 10 files  5 files/s',
  ],
  [
    'more than expected',
    { label: 'reading', total: 10, unit: 'files' },
    12,
    2_000,
    'reading  100%  12 of 10 files  6 files/s',
  ],
  [
    'the beginning',
    { label: 'reading', total: 10, unit: 'files' },
    0,
    500,
    'reading  0%  0 of 10 files  0 files/s',
  ],
  ['an unknown total', { label: 'reading', unit: 'files' }, 4, 2_000, 'reading  4 files  2 files/s'],
  ['nothing to count', { label: 'asking' }, 0, 61_000, 'asking  1 min 1 s'],
])('shows %s', (_, options, done, elapsed, text) => {
  expect(progressText(options, done, elapsed)).toBe(text);
});

test('the line waits, rewrites itself, not too often, and is taken away', () => {
  let now = 0;
  const stream = new Recorder(80);
  const line = new ProgressLine({ label: 'reading', total: 100, unit: 'files' }, { stream, now: () => now });
  now = 300;
  line.advance(10);
  expect(stream.text).toBe('');
  now = 1000;
  line.advance(40);
  line.advance(1);
  expect(stream.text).toBe(`${clear}reading  50%  50 of 100 files  50 files/s  1.0 s left`);
  now = 2000;
  line.reach(80);
  line.end();
  expect(stream.text.split(clear).slice(2)).toEqual([
    'reading  80%  80 of 100 files  40 files/s  0.5 s left',
    '',
  ]);
  line.end();
  now = 3000;
  line.advance(1);
  expect(stream.text.split(clear)).toHaveLength(4);
});

test('the line never wraps', () => {
  let now = 0;
  const stream = new Recorder(20);
  const line = new ProgressLine(
    { label: 'a very long label, longer than the terminal' },
    { stream, now: () => now },
  );
  now = 1000;
  line.advance(0);
  line.end();
  expect(stream.text).toBe(`${clear}a very long label,…${clear}`);
});

describe('on stderr', () => {
  function work(stderr: Recorder, quiet: boolean) {
    const io = fakeIo({ stderr });
    let now = 0;
    const terminal = openTerminal({ ...io, now: () => now }, new Interrupts(undefined), quiet);
    const progress = terminal.progress({ label: 'reading', total: 2, unit: 'files' });
    now = 1000;
    progress.advance(1);
    terminal.note('a remark');
    terminal.close();
    return stderr.text;
  }

  test('progress steps aside for a remark, and goes at the end', () => {
    expect(work(new Recorder(80), false)).toBe(
      `${clear}reading  50%  1 of 2 files  1 files/s  1.0 s left${clear}a remark\n`,
    );
  });

  test('that is piped there is no progress', () => {
    expect(work(new Recorder(), false)).toBe('a remark\n');
  });

  test('there is nothing with --quiet', () => {
    expect(work(new Recorder(80), true)).toBe('');
  });
});
