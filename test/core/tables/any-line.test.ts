import { namedFormats } from '../../../core/records/named-formats';
import { badLines } from '../../../scripts/files/bad-lines';
import { Seeded } from '../seeded';
import { kindByHand, linesOf } from './line-oracle';
import { kinds, useLogs, type Kinds } from './logs';

/*
 * 100,000 lines, good ones, damaged ones and rubbish: each is counted exactly once, as what it is by the other
 * witness, whatever is asked.
 */
const world = useLogs();
const names = namedFormats.recommended.fields.map(({ name }) => name);

const good =
  '11 123456789012 eni-0a1b2c3d4e5f60718 10.0.1.5 10.0.2.9 51234 443 6 12 3456 1736467200 1736467260 ACCEPT OK ' +
  'vpc-0a1b2c3d4e5f60718 subnet-0a1b2c3d4e5f60718 i-0a1b2c3d4e5f60718 19 IPv4 10.0.1.77 10.0.2.99 eu-central-1 ' +
  'euc1-az2 - - - S3 egress 1 - - eni-0a1b2c3d4e5f60719 subnet-0a1b2c3d4e5f60719 euc1-az1 vpc-0a1b2c3d4e5f60718 -';
const nasty = [
  '-',
  '',
  '"',
  "'",
  '\\',
  '\\N',
  '\0',
  '\t',
  '\x01',
  '\x0b',
  '\x0c',
  '\x1a',
  '\x7f',
  '\x85',
  '\xa0',
  '\xff',
  '\xfe\xff',
  '\xc3\xa9',
  '\xc3',
  '\xed\xa0\x80',
  '\xef\xbb\xbf',
  '\x1f',
  '\xf4\x8f\xbf\xbf',
  'NULL',
  'null',
  'NaN',
  'Infinity',
  '1.5',
  '1e3',
  '-1',
  '+1',
  '0x1',
  '007',
  '1_0',
  '999999999999999',
  '999999999999999999',
  '9999999999999999999',
  '18446744073709551616',
  'true',
  '#',
  '\u0000\u0000\u0000\u0000',
  'x'.repeat(70_000),
];
const ends = ['\n', '\n', '\n', '\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\r\r\n'];

test('the good line is good', () => {
  expect(good.split(' ')).toHaveLength(names.length);
  expect(kindByHand(good, names)).toBe('record');
});

function damaged(seeded: Seeded): string {
  const parts = good.split(' ');
  const times = 1 + seeded.below(3);
  for (let time = 0; time < times; time++) {
    const index = seeded.below(parts.length);
    switch (seeded.below(8)) {
      case 0:
        parts.splice(index, 1);
        break;
      case 1:
        parts.splice(index, 0, seeded.one(nasty.slice(0, -1)));
        break;
      case 2: {
        const text = parts[index] ?? '';
        const at = seeded.below(text.length + 1);
        parts[index] = text.slice(0, at) + String.fromCharCode(seeded.below(256)) + text.slice(at + 1);
        break;
      }
      case 3:
        parts[index] = seeded.below(1000) === 0 ? nasty.at(-1)! : seeded.one(nasty.slice(0, -1));
        break;
      case 4:
        parts[13] = seeded.one(['NODATA', 'SKIPDATA', 'OK', 'KO', '-']);
        break;
      case 5:
        parts[index] = seeded.one(parts);
        break;
      case 6:
        parts.length = index;
        break;
      default:
        parts[seeded.below(14)] = '-';
    }
  }
  return parts.join(' ');
}

function rubbish(seeded: Seeded): string {
  return Array.from({ length: seeded.below(200) }, () => String.fromCharCode(seeded.below(256))).join('');
}

function content(seed: number, count: number): Buffer {
  const seeded = new Seeded(seed);
  const lines = Array.from({ length: count }, () => {
    const chance = seeded.below(10);
    const line = chance < 4 ? good : chance < 9 ? damaged(seeded) : rubbish(seeded);
    return line + seeded.one(ends);
  });
  return Buffer.from(lines.join(''), 'latin1');
}

const questions: string[][] = [
  [],
  ['bytes'],
  ['next-hop-interface-type'],
  ['traffic-path', 'start'],
  ['pkt-srcaddr', 'pkt-dstaddr', 'bytes', 'az-id'],
  names,
];

function expected(bytes: Buffer): Kinds {
  const counts = kinds({});
  for (const line of linesOf(bytes)) counts[kindByHand(line, names)]++;
  return counts;
}

describe.each([
  { name: 'some.log', seeds: [1, 2, 3, 4] },
  { name: 'some.log.gz', seeds: [5] },
])('$name', ({ name, seeds }) => {
  it('counts lines of any kind once each, whatever is asked', async () => {
    const parts = seeds.map((seed) => content(seed, 25_000));
    const all = parts.map(expected);
    const sum = (kind: keyof Kinds) => all.reduce((total, one) => total + one[kind], 0);
    const total = kinds({});
    for (const kind of Object.keys(total) as (keyof Kinds)[]) total[kind] = sum(kind);
    expect(Math.min(...Object.values(total))).toBeGreaterThan(100);

    const header = Buffer.from(`${names.join(' ')}\n`);
    const paths = parts.map((part) => world.write(name, Buffer.concat([header, part])));
    const { groups } = await world.find(paths);
    for (const fields of questions) expect(await world.kinds(groups, fields)).toEqual(total);

    // the second pass finds the same lines
    const bad = await badLines(world.engine(), groups);
    expect(bad).toHaveLength(total.bad);
    expect(bad.filter(({ reason }) => reason === 'null')).toEqual([]);
    paths.forEach((path, index) => {
      const lines = Buffer.concat([header, parts[index]!])
        .toString('latin1')
        .split(/\r\n|\n|\r/);
      const own = lines.flatMap((text, at) =>
        at > 0 && text !== '' && kindByHand(text, names) === 'bad' ? [at + 1] : [],
      );
      expect(bad.filter(({ file }) => file === path).map(({ line }) => line)).toEqual(own);
    });
  }, 120_000);
});

test.each([
  ['long.log', 3],
  ['long.log.gz', 3],
  // DuckDB's buffer has 32 MB
  ['long.log', 31.99],
  ['long.log.gz', 40],
])('in %s a line of %d MB is one bad line, and its neighbours are what they are', async (name, size) => {
  const long = 'x'.repeat(size * 1_000_000);
  const path = world.write(name, [names.join(' '), good, long, good, ''].join('\n'));
  const { groups } = await world.find(path);
  for (const fields of questions.slice(-2)) {
    expect(await world.kinds(groups, fields)).toEqual(kinds({ record: 2, bad: 1 }));
  }
  expect(await badLines(world.engine(), groups)).toEqual([
    { file: path, line: 3, text: 'x'.repeat(2000), reason: 'is longer than 2000000 bytes' },
  ]);
});
