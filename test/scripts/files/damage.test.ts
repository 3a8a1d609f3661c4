import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync, gzipSync } from 'node:zlib';
import { findDamage } from '../../../scripts/files/damage';
import type { LocalLogs } from '../../../scripts/files/local-logs';
import { run } from '../../../scripts/flowtoll';
import { Seeded } from '../../core/seeded';
import { good, header, record, useLogs } from '../../core/tables/logs';
import { fakeIo, Recorder } from '../terminal/fake-io';

/*
 * A file of five megabytes, damaged at places all over it: by itself, and as a part of so much that not all of it is
 * unpacked first.
 */
const world = useLogs();
const seeded = new Seeded(5);
const count = 230_000;
let whole: Buffer;
let path: string;
let filler: string;

beforeAll(() => {
  const address = () => `10.0.${seeded.below(16)}.${seeded.below(256)}`;
  const lines = Array.from({ length: count }, (_, index) =>
    record({
      srcaddr: address(),
      dstaddr: address(),
      srcport: String(seeded.below(65_536)),
      packets: String(1 + seeded.below(1e4)),
      bytes: String(40 + seeded.below(1e7)),
      start: String(1_418_530_010 + (index >> 3)),
      end: String(1_418_530_070 + (index >> 3)),
    }),
  );
  whole = gzipSync([header, ...lines, ''].join('\n'), { level: 1 });
  path = join(world.folder, 'some.log.gz');
  filler = world.write('filler.log', header + '\n'.repeat(17 * 1024 * 1024));
});

/** Where: near both ends and evenly between. */
function offsets(length: number): number[] {
  const even = Array.from({ length: 14 }, (_, index) => Math.floor(((index + 1) * length) / 15));
  return [5_000, ...even, length - 5_000];
}

function turned(offset: number): Buffer {
  const bytes = Buffer.from(whole);
  bytes[offset]! ^= 1 << (offset % 8);
  return bytes;
}

function overwritten(offset: number): Buffer {
  const bytes = Buffer.from(whole);
  return bytes.fill(0xff, offset, offset + 512);
}

const find = (bytes: Buffer, ...more: string[]): Promise<LocalLogs> => {
  writeFileSync(path, bytes);
  return world.find([path, ...more]);
};

const named = ({ problems }: Pick<LocalLogs, 'problems'>) =>
  problems.some((problem) => problem.path === path);

it('has five megabytes, and is well as long as nothing is done to it', async () => {
  expect(whole.length).toBeGreaterThan(5e6);
  expect((await find(whole)).problems).toEqual([]);
  const { problems, unproven, groups } = await find(whole, filler);
  expect(problems).toEqual([]);
  expect(unproven).toEqual([{ path, size: whole.length }]);
  expect(await findDamage(unproven)).toEqual([]);
  expect(await world.kinds(groups)).toMatchObject({ record: count, bad: 0 });
  expect(readFileSync(path).equals(whole)).toBe(true);
});

it('alone is unpacked before it is read: no bit turned over and no cut stays unseen', async () => {
  for (const offset of offsets(whole.length)) {
    await expect(find(turned(offset))).rejects.toThrow('is damaged');
    const cut = await find(whole.subarray(0, offset));
    expect(cut.problems).toMatchObject([{ path, read: 'in part' }]);
  }
}, 120_000);

/** What becomes of a file among many: `named` before or after it is read, or `like records` in every line. */
async function fate(bytes: Buffer): Promise<string> {
  const logs = await find(bytes, filler);
  if (named(logs)) return 'named';
  const later = async () => (named({ problems: await findDamage(logs.unproven) }) ? 'named' : 'not named');
  try {
    const { record: records, bad } = await world.kinds(logs.groups);
    return bad > 0 ? await later() : records === count ? 'like records' : 'lost';
  } catch (error) {
    expect(String(error)).toMatch(/gzip stream/i);
    return later();
  }
}

const fates = (all: Buffer[]) =>
  all.reduce<Promise<string[]>>(
    async (done, bytes) => [...(await done), await fate(bytes)],
    Promise.resolve([]),
  );

describe('among many', () => {
  it('it is named where it was cut off', async () => {
    const cuts = offsets(whole.length).map((offset) => whole.subarray(0, offset));
    expect(new Set(await fates(cuts))).toEqual(new Set(['named']));
  }, 120_000);

  it('it is named where 512 of its bytes are others', async () => {
    expect(new Set(await fates(offsets(whole.length).map(overwritten)))).toEqual(new Set(['named']));
  }, 120_000);

  it('it is named where a bit was turned over, but where every line is like a record still', async () => {
    const all = await fates(offsets(whole.length).map(turned));

    expect(all.filter((one) => one === 'named').length).toBeGreaterThan(all.length / 2);
    expect(all.filter((one) => one !== 'named' && one !== 'like records')).toEqual([]);
  }, 120_000);
});

describe('a command', () => {
  async function flowtoll(...argv: string[]) {
    const [stdout, stderr] = [new Recorder(), new Recorder()];
    const code = await run([...argv, '--data', path, '--data', filler], fakeIo({ stdout, stderr }));
    return { code, text: stdout.text + stderr.text };
  }

  it('answers, and says that a file was damaged', async () => {
    writeFileSync(path, turned(whole.length - 200_000));
    for (const argv of [
      ['ask', 'top-talkers'],
      ['traffic', '--show-bad'],
    ]) {
      const { code, text } = await flowtoll(...argv);
      expect(text).toContain(`${path}: is damaged`);
      expect(code).toBe(0);
    }
  }, 60_000);

  it('that meets a file which does not unpack names it', async () => {
    // a block of a type that there is none of, behind a good one
    const lines = Array.from({ length: 60_000 }, () =>
      record({ srcport: String(seeded.below(65_536)) }, header, good),
    );
    const text = Buffer.from([header, ...lines, ''].join('\n'));
    const first = deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH });
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(text.length, 4);
    writeFileSync(path, Buffer.concat([gzipSync('').subarray(0, 10), first, Buffer.from([0x07]), trailer]));
    for (const argv of [
      ['ask', 'top-talkers'],
      ['sql', 'SELECT COUNT(*) FROM records'],
      ['traffic', '--show-bad'],
    ]) {
      const { code, text } = await flowtoll(...argv);
      expect(text).toContain(`'${path}' is damaged`);
      expect(code).not.toBe(0);
    }
  }, 60_000);
});
