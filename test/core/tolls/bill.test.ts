import { makeBill, type Bill, type BillOptions } from '../../../core/tolls/bill';
import { gigabyte } from '../../../core/tolls/money';
import { tolls, type Charge, type TollId } from '../../../core/tolls/toll';
import { usEast1Prices } from '../../../core/tolls/us-east-1-prices';
import { Seeded } from '../seeded';
import { charge } from './charges';

function bill(charges: readonly Charge[], options: Partial<BillOptions> = {}): Bill {
  return makeBill(charges, usEast1Prices, { by: [], ...options });
}

/** The lines of a toll as `GB × price = USD`. */
function lines(of: Bill, toll: TollId): string[] {
  return of.lines
    .filter((line) => line.toll === toll)
    .map(({ quantity, unitPrice, usd }) => `${quantity} × ${unitPrice} = ${usd}`);
}

function micros(usd: string | null): bigint {
  return BigInt((usd ?? '0').replace('.', ''));
}

describe('the arithmetic of the NAT article', () => {
  it('one GB up and one GB down through a NAT gateway cost 2 × 0.045', () => {
    const made = bill([charge('nat-processing', 1), charge('nat-processing', 1)]);
    expect(lines(made, 'nat-processing')).toEqual(['2.000000 × 0.045 = 0.090000']);
    expect(made.total).toBe('0.090000');
  });
});

describe('a line', () => {
  it('has the bytes that moved once, and is charged at each metered end', () => {
    const made = bill([charge('cross-az', 3, { times: 2 })]);
    expect(made.lines[0]).toEqual({
      toll: 'cross-az',
      region: 'us-east-1',
      toRegion: null,
      bytes: 3n * gigabyte,
      times: 2,
      quantity: '6.000000',
      unit: 'GB',
      unitPrice: '0.01',
      usd: '0.060000',
      how: 'The records name the interfaces at both ends.',
      dimensions: [],
    });
  });

  it('costs nothing where no end is metered', () => {
    const made = bill([charge('cross-az', 3, { times: 0, how: 'zone-free' })]);
    expect(lines(made, 'cross-az')).toEqual(['0.000000 × 0.01 = 0.000000']);
    expect(made.lines[0]!.bytes).toBe(3n * gigabyte);
  });

  it.each<[TollId, string]>([
    ['vpc-peering', '0.02'],
    ['public-address', '0.02'],
    ['transit-gateway', '0.04'],
    ['interface-endpoint', '0.02'],
  ])('of %s: 2 GB cost %s', (toll, usd) => {
    expect(micros(bill([charge(toll, 2)]).total)).toBe(micros(`${usd}0000`));
  });

  it.each<TollId>(['gateway-endpoint', 'aws-service', 'internet-ingress'])('of %s is free', (toll) => {
    const made = bill([charge(toll, 7)]);
    expect(lines(made, toll)).toEqual(['7.000000 × 0 = 0.000000']);
  });

  it.each<TollId>(['unknown', 'virtual-private-gateway', 'local-zone'])('of %s has no price', (toll) => {
    const made = bill([charge(toll, 7)]);
    expect(lines(made, toll)).toEqual(['7.000000 × null = null']);
    expect(made.totalComplete).toBe(false);
  });

  it('keeps apart what was counted in another way', () => {
    const made = bill([charge('cross-az', 1), charge('cross-az', 2, { how: 'may-be-alb' })]);
    expect(lines(made, 'cross-az')).toEqual(['2.000000 × 0.01 = 0.020000', '1.000000 × 0.01 = 0.010000']);
  });

  it('comes before a cheaper one; what is not known comes last', () => {
    const made = bill([
      charge('unknown', 100),
      charge('cross-az', 1),
      charge('nat-processing', 1),
      charge('aws-service', 50),
    ]);
    expect(made.lines.map(({ toll }) => toll)).toEqual([
      ...['nat-processing', 'cross-az', 'aws-service', 'unknown'],
      ...['nat-hours', 'transit-gateway-hours', 'interface-endpoint-hours', 'public-ipv4-hours', 'flow-logs'],
    ]);
  });
});

describe('prices', () => {
  it('are of the payer’s own Region, never of its neighbour, and never 0', () => {
    const made = bill([charge('nat-processing', 5, { region: 'eu-west-1' }), charge('nat-processing', 1)]);
    expect(lines(made, 'nat-processing')).toEqual(['1.000000 × 0.045 = 0.045000', '5.000000 × null = null']);
    expect(made.lines.find(({ region }) => region === 'eu-west-1')!.how).toContain(
      'No price for eu-west-1: run flowtoll prices --refresh --region eu-west-1.',
    );
    expect([made.total, made.totalComplete]).toEqual(['0.045000', false]);
  });

  it('between Regions are of the pair', () => {
    const to = (toRegion: string | null) => charge('inter-region', 10, { toRegion });
    const made = bill([to('us-east-2'), to('eu-west-1'), to('sa-east-1'), to(null)]);
    expect(made.lines.filter(({ toll }) => toll === 'inter-region')).toMatchObject([
      { toRegion: 'eu-west-1', usd: '0.200000' },
      { toRegion: 'us-east-2', usd: '0.100000' },
      { toRegion: 'sa-east-1', usd: null },
      { toRegion: null, usd: null },
    ]);
  });

  it('need a Region', () => {
    const made = bill([charge('nat-processing', 2, { region: null })]);
    expect(lines(made, 'nat-processing')).toEqual(['2.000000 × null = null']);
    expect(made.lines[0]!.how).toContain('No price: the records do not tell the Region (--region).');
  });

  it('come with their source and day, once each', () => {
    const made = bill([charge('nat-processing', 1), charge('nat-processing', 2), charge('cross-az', 1)]);
    expect(made.prices.map(({ toll, region, date }) => [toll, region, date])).toEqual([
      ['nat-processing', 'us-east-1', '2026-08-31'],
      ['cross-az', 'us-east-1', '2026-09-16'],
    ]);
  });
});

describe('tiers', () => {
  const internet = (gigabytes: number, more: Partial<Charge> = {}) =>
    charge('internet-egress', gigabytes, more);

  it('have a line each: 100 GB are free, the next 10 TB cost 0.09, what follows 0.085', () => {
    const made = bill([internet(10_440)]);
    expect(lines(made, 'internet-egress')).toEqual([
      '10240.000000 × 0.09 = 921.600000',
      '100.000000 × 0.085 = 8.500000',
      '100.000000 × 0 = 0.000000',
    ]);
    expect(made.total).toBe('930.100000');
  });

  it('begin anew with each month', () => {
    const made = bill([internet(200, { month: '2025-12' }), internet(150)]);
    // December pays 100 GB, January 50
    expect(lines(made, 'internet-egress')).toEqual([
      '150.000000 × 0.09 = 13.500000',
      '200.000000 × 0 = 0.000000',
    ]);
  });

  it('would cost something else if the months were one: the two are really kept apart', () => {
    expect(bill([internet(200), internet(150)]).total).toBe('22.500000');
  });

  it('take what the organisation has used before', () => {
    // 100 of the 10,300 were free; of the next 100, 40 are left of the first tier
    const made = bill([internet(100)], { internetUsedGb: 10_300 });
    expect(lines(made, 'internet-egress')).toEqual([
      '60.000000 × 0.085 = 5.100000',
      '40.000000 × 0.09 = 3.600000',
    ]);
    expect(made.notes[0]).toMatch(
      /^10300 GB of this month's traffic to the internet are taken as sent before/,
    );
  });

  it('share the free bytes of a month among the Regions', () => {
    const made = bill([internet(150), internet(50, { region: 'eu-west-1' })]);
    expect(made.lines.filter(({ toll }) => toll === 'internet-egress')).toMatchObject([
      { region: 'us-east-1', quantity: '75.000000', usd: '6.750000' },
      { region: 'us-east-1', quantity: '75.000000', usd: '0.000000' },
      { region: 'eu-west-1', quantity: '25.000000', usd: '0.000000' },
      { region: 'eu-west-1', quantity: '25.000000', usd: null },
    ]);
  });

  it('are shared by all who pay, in proportion', () => {
    const made = bill([internet(300, { dimensions: ['a'] }), internet(100, { dimensions: ['b'] })], {
      by: ['address'],
    });
    expect(
      made.lines
        .filter(({ toll }) => toll === 'internet-egress')
        .map((line) => [...line.dimensions, line.usd]),
    ).toEqual([
      ['a', '20.250000'],
      ['b', '6.750000'],
      ['a', '0.000000'],
      ['b', '0.000000'],
    ]);
  });

  it('of interface endpoints step at 1 PB and 5 PB', () => {
    const petabyte = 1024 ** 2;
    expect(lines(bill([charge('interface-endpoint', 6 * petabyte)]), 'interface-endpoint')).toEqual([
      `${4 * petabyte}.000000 × 0.006 = 25165.824000`,
      `${petabyte}.000000 × 0.01 = 10485.760000`,
      `${petabyte}.000000 × 0.004 = 4194.304000`,
    ]);
  });
});

describe('the sum', () => {
  const chance = new Seeded(3);
  const paid: TollId[] = ['nat-processing', 'cross-az', 'internet-egress', 'transit-gateway', 'aws-service'];
  const charges = Array.from({ length: 3_000 }, (_, index) =>
    charge(paid[index % paid.length]!, 0, {
      bytes: BigInt(chance.below(2 ** 31)),
      month: chance.one(['2025-12', '2026-01']),
      dimensions: [`10.0.0.${chance.below(250)}`, chance.one(['az1', 'az2', null])],
    }),
  );
  const by = (...places: number[]) =>
    bill(
      charges.map((one) => ({ ...one, dimensions: places.map((place) => one.dimensions[place]!) })),
      { by: places.map((place) => ['address', 'az'][place]!) },
    );
  const bills = [by(), by(0), by(1), by(0, 1)];

  it('of the lines is the total, to the last place', () => {
    for (const made of bills) {
      expect(made.lines.reduce((all, { usd }) => all + micros(usd), 0n)).toBe(micros(made.total));
    }
  });

  it('of each toll is the same whatever is asked by', () => {
    const sums = bills.map((made) =>
      [...tolls.keys()].map((toll) => {
        const ofToll = made.lines.filter((line) => line.toll === toll);
        return [
          ofToll.reduce((all, { bytes, times }) => all + (bytes ?? 0n) * BigInt(times), 0n),
          ofToll.reduce((all, { usd }) => all + micros(usd), 0n),
        ];
      }),
    );
    for (const other of sums.slice(1)) expect(other).toEqual(sums[0]);
    expect(bills[3]!.lines.length).toBeGreaterThan(1_000);
  });
});

describe('what nobody owns', () => {
  it('is repeated by reason, and is not additional', () => {
    const hidden = { unattributed: 'node-snat' } as const;
    const made = bill([
      charge('nat-processing', 3),
      charge('nat-processing', 1, hidden),
      charge('cross-az', 5, hidden),
      charge('unknown', 2, { unattributed: 'unknown-vpc' }),
    ]);
    expect(lines(made, 'nat-processing')).toEqual(['4.000000 × 0.045 = 0.180000']);
    expect(made.total).toBe('0.230000');
    expect(made.unattributed).toEqual([
      { reason: 'node-snat', toll: 'cross-az', bytes: 5n * gigabyte, quantity: '5.000000', usd: '0.050000' },
      { reason: 'node-snat', toll: 'nat-processing', bytes: gigabyte, quantity: '1.000000', usd: '0.045000' },
      { reason: 'unknown-vpc', toll: 'unknown', bytes: 2n * gigabyte, quantity: '2.000000', usd: null },
    ]);
  });
});

describe('what records do not show', () => {
  const made = bill([charge('nat-processing', 1)]);
  const hours = made.lines.filter(({ unit }) => unit === 'hour');

  it('has a line each, not known and never 0, with its price', () => {
    expect(hours.map(({ toll, quantity, unitPrice, usd }) => [toll, quantity, unitPrice, usd])).toEqual([
      ['nat-hours', null, '0.045', null],
      ['transit-gateway-hours', null, '0.05', null],
      ['interface-endpoint-hours', null, '0.01', null],
      ['public-ipv4-hours', null, '0.005', null],
    ]);
    expect(made.totalComplete).toBe(false);
  });

  it('says of the logs what they cost, where their size is known', () => {
    const logs = [{ destination: 's3', region: 'us-east-1', bytes: 8n * gigabyte }] as const;
    expect(lines(bill([], { logs }), 'flow-logs')).toEqual(['8.000000 × 0.25 = 2.000000']);
    expect(lines(made, 'flow-logs')).toEqual(['null × null = null']);
  });
});
