import {
  apportion,
  costOfBytes,
  costOfHours,
  gigabyte,
  parsePrice,
  printGigabytes,
  printMicros,
  printPrice,
  printUsd,
  toMicros,
} from '../../../core/tolls/money';
import { cutIntoTiers, shareParts } from '../../../core/tolls/tiers';
import { refusal } from '../refusal';
import { Seeded } from '../seeded';

describe('prices', () => {
  it.each([
    ['0.045', '0.045'],
    ['0.0450000000', '0.045'],
    ['5', '5'],
    ['12.5', '12.5'],
    ['0.000000000001', '0.000000000001'],
  ])('%s is %s', (written, printed) => {
    expect(printPrice(parsePrice(written))).toBe(printed);
  });

  it.each(['', '-1', '1e-3', '.5', '0.0000000000001', 'free'])('refuses %p', (written) => {
    expect(refusal(() => parsePrice(written))).toBe(
      `a price must be a decimal of up to 12 places, got: '${written}'`,
    );
  });
});

describe('the arithmetic of the NAT article', () => {
  const price = parsePrice('0.045');

  it('one GB up and one GB down through a NAT gateway cost 2 × 0.045', () => {
    expect(printUsd(costOfBytes(gigabyte, price) + costOfBytes(gigabyte, price))).toBe('0.090000');
  });

  it('a NAT gateway that exists for a month of 30 days costs 32.40', () => {
    expect(printUsd(costOfHours(30n * 24n, price))).toBe('32.400000');
  });
});

describe('exactness', () => {
  it('a byte costs what it costs: 2^30 of them are one GB to the last digit', () => {
    const price = parsePrice('0.09');
    let sum = 0n;
    for (let index = 0; index < 1024; index += 1) sum += costOfBytes(2n ** 20n, price);
    expect(sum).toBe(costOfBytes(gigabyte, price));
    expect(printUsd(costOfBytes(1n, price))).toBe('0.000000');
    expect(costOfBytes(1n, price)).toBeGreaterThan(0n);
  });

  it('a million lines show no drift, and as rounded add up to the rounded total', () => {
    const price = parsePrice('0.0123456789');
    const chance = new Seeded(7);
    const bytes = Array.from({ length: 1_000_000 }, () => BigInt(chance.below(2 ** 31)));
    const all = bytes.reduce((sum, part) => sum + part, 0n);
    const lines = bytes.map((part) => costOfBytes(part, price));
    const exact = lines.reduce((sum, line) => sum + line, 0n);
    expect(exact).toBe(costOfBytes(all, price));

    const total = toMicros(exact);
    const shown = apportion(total, lines);
    expect(shown.reduce((sum, line) => sum + line, 0n)).toBe(total);
    // cut or one more, nothing else
    const away = lines.map((line, index) => shown[index]! * 10n ** 36n - line);
    expect(away.every((difference) => difference > -(10n ** 36n) && difference < 10n ** 36n)).toBe(true);
    // by floating point the same sum is another one
    const drifted = bytes.reduce((sum, part) => sum + (Number(part) / 2 ** 30) * 0.0123456789, 0);
    expect(drifted.toFixed(9)).not.toBe((Number(exact / 10n ** 30n) / 1e12).toFixed(9));
  });
});

describe('rounding', () => {
  it('rounds half away from zero', () => {
    const half = 5n * 10n ** 35n;
    expect(printUsd(half)).toBe('0.000001');
    expect(printUsd(half - 1n)).toBe('0.000000');
    expect(printUsd(-half)).toBe('-0.000001');
    expect(printMicros(-1_500_000n)).toBe('-1.500000');
    expect(printMicros(123n)).toBe('0.000123');
  });

  it('gives what lacks to those that lost most by the cut', () => {
    // 0.4, 0.9 and 0.7 of a millionth are 2 together
    const parts = [4n, 9n, 7n].map((tenth) => tenth * 10n ** 35n);
    expect(apportion(2n, parts)).toEqual([0n, 1n, 1n]);
  });

  it('gives it to the first of equals', () => {
    const parts = [5n, 5n, 5n, 5n].map((tenth) => tenth * 10n ** 35n);
    expect(apportion(2n, parts)).toEqual([1n, 1n, 0n, 0n]);
  });

  it('prints GB of 2^30 bytes', () => {
    expect(printGigabytes(gigabyte)).toBe('1.000000');
    expect(printGigabytes(3n * 2n ** 29n)).toBe('1.500000');
    expect(printGigabytes(537n)).toBe('0.000001');
    expect(printGigabytes(536n)).toBe('0.000000');
  });
});

describe('tiers', () => {
  const price = {
    tiers: [{ up_to_gb: 10_240, usd: '0.09' }, { up_to_gb: 51_200, usd: '0.085' }, { usd: '0.07' }],
    source: 'test',
    date: '2026-01-01',
  };
  const cut = (gigabytes: bigint, used = 0n) =>
    cutIntoTiers(gigabytes * gigabyte, price, used * gigabyte).map(({ unitPrice, bytes }) => [
      printPrice(unitPrice),
      bytes / gigabyte,
    ]);

  it.each<[bigint, bigint, [string, bigint][]]>([
    [0n, 0n, []],
    [10_240n, 0n, [['0.09', 10_240n]]],
    [
      10_241n,
      0n,
      [
        ['0.09', 10_240n],
        ['0.085', 1n],
      ],
    ],
    [
      60_000n,
      0n,
      [
        ['0.09', 10_240n],
        ['0.085', 40_960n],
        ['0.07', 8_800n],
      ],
    ],
    [
      100n,
      10_200n,
      [
        ['0.09', 40n],
        ['0.085', 60n],
      ],
    ],
    [5n, 60_000n, [['0.07', 5n]]],
  ])('%s GB after %s', (gigabytes, used, expected) => {
    expect(cut(gigabytes, used)).toEqual(expected);
  });

  it('shares the cheaper bytes among all, in proportion and to the byte', () => {
    expect(shareParts([30n, 60n, 10n], [50n, 50n])).toEqual([
      [15n, 15n],
      [30n, 30n],
      [5n, 5n],
    ]);
    const chance = new Seeded(11);
    for (let round = 0; round < 200; round += 1) {
      const rows = Array.from({ length: 1 + chance.below(9) }, () => BigInt(chance.below(20)));
      const all = Number(rows.reduce((sum, row) => sum + row, 0n));
      const first = chance.below(all + 1);
      const second = chance.below(all - first + 1);
      const parts = [first, second, all - first - second].map(BigInt);
      const shares = shareParts(rows, parts);
      const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
      expect(shares.map(sum)).toEqual(rows);
      expect(parts.map((_, part) => sum(shares.map((row) => row[part]!)))).toEqual(parts);
      expect(shares.flat().every((share) => share >= 0n)).toBe(true);
    }
  });
});
