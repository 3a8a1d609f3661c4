import { Chance, awsId, hashText } from '../../../core/simulation/chance';
import { bytesOfFirst, packetsBy } from '../../../core/simulation/conversation';
import { Amount, ExactSum } from '../../../core/simulation/exact-sum';

describe('chance', () => {
  it('is the same in every run', () => {
    const chance = new Chance(7);
    expect(Array.from({ length: 6 }, () => chance.below(1_000))).toEqual([341, 752, 648, 439, 733, 138]);
  });

  it('of a fork does not move that of its source', () => {
    const [one, other] = [new Chance(7), new Chance(7)];
    one.fork('aside').below(10);
    expect(one.fraction()).toBe(other.fraction());
    expect(one.fork('aside').fraction()).not.toBe(one.fork('else').fraction());
  });

  it('is even, and log-normal around its median', () => {
    const chance = new Chance('spread');
    const tenths = new Array<number>(10).fill(0);
    for (let draw = 0; draw < 100_000; draw += 1) tenths[chance.below(10)]! += 1;
    for (const count of tenths) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    const sizes = Array.from({ length: 20_001 }, () => chance.logNormal(1_000, 1)).sort(
      (one, other) => one - other,
    );
    expect(Math.abs(sizes[10_000]! - 1_000)).toBeLessThan(50);
    expect(sizes[0]).toBeGreaterThanOrEqual(1);
  });

  it('makes ids as AWS does', () => {
    expect(awsId('eni', 'node 1')).toMatch(/^eni-0[0-9a-f]{16}$/);
    expect(awsId('eni', 'node 1')).not.toBe(awsId('eni', 'node 2'));
    const hashes = new Set(Array.from({ length: 10_000 }, (_, index) => hashText(`file ${index}`)));
    expect(hashes.size).toBeGreaterThan(9_995);
  });
});

describe('a volume over time', () => {
  it('adds up to itself, however it is cut', () => {
    const chance = new Chance('cuts');
    for (let round = 0; round < 100; round += 1) {
      const start = chance.between(0, 1_000);
      const end = start + chance.between(0, 700);
      const packets = chance.between(1, 5_000);
      const volume = { bytes: packets * 40 + chance.below(2 ** 40), packets };
      const step = chance.between(1, 300);
      let [counted, bytes] = [0, 0];
      for (let from = start - chance.below(step); from < end + 2 * step; from += step) {
        const [before, by] = [
          packetsBy(from, start, end, packets),
          packetsBy(from + step, start, end, packets),
        ];
        expect(by).toBeGreaterThanOrEqual(before);
        const part = bytesOfFirst(by, volume) - bytesOfFirst(before, volume);
        expect(part).toBeGreaterThanOrEqual(by > before ? 40 : 0);
        counted += by - before;
        bytes += part;
      }
      expect({ packets: counted, bytes }).toEqual({ packets: volume.packets, bytes: volume.bytes });
    }
  });

  it('has its first packet at its start and its last at its end', () => {
    expect([9, 10, 11, 19, 20, 21].map((time) => packetsBy(time, 10, 20, 11))).toEqual([0, 0, 2, 10, 11, 11]);
    expect([10, 11].map((time) => packetsBy(time, 10, 10, 3))).toEqual([0, 3]);
  });
});

describe('a sum', () => {
  it('is exact beyond 2^53, and says so as text', () => {
    const sum = new ExactSum();
    for (let index = 0; index < 5; index += 1) sum.add(2 ** 53 - 1);
    expect(sum.value).toBe(45_035_996_273_704_955n);
    expect(JSON.stringify({ sum })).toBe('{"sum":"45035996273704955"}');
    const amount = new Amount();
    amount.add(2 ** 53 - 1, 1);
    amount.add(1, 1);
    expect(JSON.stringify(amount)).toBe('{"bytes":9007199254740992,"packets":2}');
  });
});
