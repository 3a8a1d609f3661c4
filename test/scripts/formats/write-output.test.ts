import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { checkOutput, writeFileWhole, writeStream } from '../../../scripts/formats/write-output';
import { refusal } from '../../core/refusal';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'flowtoll-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const never = () => () => {};

describe('a file', () => {
  test('is written whole, and nothing stays beside it', async () => {
    await writeFileWhole(join(folder, 'a.csv'), ['a\n', 'ä\n'], never);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('a\nä\n');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  test('of megabytes is written whole', async () => {
    const pieces = Array.from({ length: 300_000 }, (_, index) => `row ${index}\n`);
    await writeFileWhole(join(folder, 'a.csv'), pieces, never);
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe(pieces.join(''));
  });

  test('that was there stays as it was where writing fails', async () => {
    writeFileSync(join(folder, 'a.csv'), 'before');
    function* failing() {
      yield 'half'.repeat(100_000);
      throw new Error('no more');
    }
    await expect(writeFileWhole(join(folder, 'a.csv'), failing(), never)).rejects.toThrow('no more');
    expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });

  test('that is half written goes away on an interrupt', async () => {
    let interrupt = () => {};
    let half: string[] = [];
    function* interrupted() {
      yield 'half'.repeat(100_000);
      half = readdirSync(folder);
      interrupt();
      yield 'other half';
    }
    const writing = writeFileWhole(join(folder, 'a.csv'), interrupted(), (cleanup) => {
      interrupt = cleanup;
      return () => {};
    });
    await expect(writing).rejects.toThrow('ENOENT');
    expect(half).toEqual([expect.stringMatching(/^\.a\.csv\.\d+\.partial$/)]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('keeps its permissions, and stays a link where it is one', async () => {
    writeFileSync(join(folder, 'private.csv'), '');
    chmodSync(join(folder, 'private.csv'), 0o600);
    symlinkSync('private.csv', join(folder, 'link.csv'));
    await writeFileWhole(join(folder, 'link.csv'), ['new'], never);
    expect(lstatSync(join(folder, 'link.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'private.csv'), 'utf8')).toBe('new');
    expect(statSync(join(folder, 'private.csv')).mode & 0o777).toBe(0o600);
  });

  test('that is a device or a pipe is written to, never replaced', async () => {
    await writeFileWhole('/dev/null', ['gone'], never);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(readdirSync('/dev').filter((name) => name.endsWith('.partial'))).toEqual([]);
  });
});

describe('before the work begins', () => {
  test('a file in a folder is fine, also where it exists', () => {
    writeFileSync(join(folder, 'a.csv'), '');
    checkOutput(join(folder, 'a.csv'));
    checkOutput(join(folder, 'b.csv'));
    checkOutput('just-a-name.csv');
  });

  test('a folder is refused', () => {
    mkdirSync(join(folder, 'a.csv'));
    expect(refusal(() => checkOutput(join(folder, 'a.csv')))).toBe(
      `--output must be a file, got a folder: '${folder}/a.csv'`,
    );
  });

  test('a folder that is missing is refused', () => {
    expect(refusal(() => checkOutput(join(folder, 'none', 'a.csv')))).toBe(
      `--output must be in a folder that exists, got: '${folder}/none/a.csv'; make '${folder}/none' first`,
    );
  });
});

describe('a stream', () => {
  test('gets everything, as fast as it takes it', async () => {
    const slow = new PassThrough({ highWaterMark: 1000 });
    const pieces = Array.from({ length: 50_000 }, (_, index) => `row ${index}\n`);
    let received = '';
    slow.setEncoding('utf8').on('data', (part) => (received += part));
    expect(await writeStream(slow, pieces)).toBe(true);
    expect(received).toBe(pieces.join(''));
    expect(slow.listenerCount('error')).toBe(0);
  });

  test('whose reader has gone is no error, and is given no more', async () => {
    let taken = 0;
    const gone = new Writable({
      write(_chunk, _encoding, done) {
        taken += 1;
        done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }));
      },
    });
    const pieces = Array.from({ length: 100 }, () => 'x'.repeat(100_000));
    expect(await writeStream(gone, pieces)).toBe(false);
    expect(taken).toBe(1);
  });

  test('that fails otherwise fails', async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('full'), { code: 'ENOSPC' })),
    });
    await expect(writeStream(full, ['a'])).rejects.toThrow('full');
  });
});
