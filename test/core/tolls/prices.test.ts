import { parsePrice } from '../../../core/tolls/money';
import { mergePrices, parsePrices, priceNames, type Prices } from '../../../core/tolls/prices';
import { usEast1Prices } from '../../../core/tolls/us-east-1-prices';
import { refusal } from '../refusal';

describe('the prices that come along', () => {
  const regions = Object.keys(usEast1Prices.regions);
  const prices = usEast1Prices.regions['us-east-1']!;

  it('are of one Region', () => {
    expect(regions).toEqual(['us-east-1']);
  });

  it('are a valid file of prices, each with a source and a day', () => {
    expect(parsePrices(JSON.stringify(usEast1Prices), 'prices.json')).toEqual(usEast1Prices);
  });

  // what AWS's Price List says; see the sources in the file
  it.each<[(typeof priceNames)[number], string]>([
    ['cross-az', '0.01'],
    ['nat-processing', '0.045'],
    ['nat-hours', '0.045'],
    ['internet-egress', '0.09'],
    ['transit-gateway', '0.02'],
    ['transit-gateway-hours', '0.05'],
    ['interface-endpoint', '0.01'],
    ['interface-endpoint-hours', '0.01'],
    ['public-ipv4-hours', '0.005'],
    ['flow-logs-s3', '0.25'],
    ['flow-logs-cloudwatch', '0.5'],
  ])('%s begins at %s', (name, usd) => {
    expect(prices[name]!.tiers[0]!.usd).toBe(usd);
  });

  it('know no Region by its neighbour', () => {
    expect(prices['inter-region']!['us-east-2']!.tiers).toEqual([{ usd: '0.01' }]);
    expect(prices['inter-region']!['ca-central-1']).toBeUndefined();
  });

  it('are exact decimals', () => {
    const all = [...priceNames.map((name) => prices[name]!), ...Object.values(prices['inter-region']!)];
    for (const { tiers } of all) for (const { usd } of tiers) expect(parsePrice(usd)).toBeGreaterThan(0n);
  });
});

describe('a file of prices', () => {
  const written = {
    flowtoll_prices: 1,
    regions: {
      'eu-west-1': { 'nat-processing': { tiers: [{ usd: '0.048' }], source: 'mine', date: '2026-01-01' } },
    },
  };
  const changed = (change: (price: Record<string, unknown>) => void) => {
    const copy = structuredClone(written);
    change(copy.regions['eu-west-1']['nat-processing']);
    return refusal(() => parsePrices(JSON.stringify(copy), 'my.json'));
  };

  it('is read as it is', () => {
    expect(parsePrices(JSON.stringify(written), 'my.json')).toEqual(written);
  });

  it('must be JSON', () => {
    expect(refusal(() => parsePrices('price', 'my.json'))).toMatch(/^my\.json is no JSON: /);
  });

  it('names the place that is wrong', () => {
    expect(changed((price) => (price['tiers'] = [{ usd: '-1' }]))).toBe(
      `my.json: 'regions.eu-west-1.nat-processing.tiers.0.usd' must be a decimal like 0.045, got: "-1"`,
    );
    expect(changed((price) => (price['date'] = 'today'))).toBe(
      `my.json: 'regions.eu-west-1.nat-processing.date' must be a day like 2026-08-31, got: "today"`,
    );
  });

  it('must have tiers in order, the last without end', () => {
    const message = /must have tiers in order, of which only the last has no up_to_gb/;
    expect(changed((price) => (price['tiers'] = []))).toMatch(message);
    expect(changed((price) => (price['tiers'] = [{ up_to_gb: 10, usd: '1' }]))).toMatch(message);
    expect(
      changed(
        (price) => (price['tiers'] = [{ up_to_gb: 10, usd: '1' }, { up_to_gb: 10, usd: '2' }, { usd: '3' }]),
      ),
    ).toMatch(message);
  });

  it('must have one price across zones, where a byte is charged at both ends', () => {
    const tiers = [{ up_to_gb: 10, usd: '0.01' }, { usd: '0.005' }];
    const price = { tiers, source: 'mine', date: '2026-01-01' };
    const other = { ...written, regions: { 'eu-west-1': { 'cross-az': price } } };
    expect(refusal(() => parsePrices(JSON.stringify(other), 'my.json'))).toMatch(
      /^my\.json: 'regions\.eu-west-1\.cross-az' must have one price for any amount/,
    );
  });

  it('must not have what is not known, such as a toll that has another name', () => {
    const other = { ...written, regions: { 'eu-west-1': { nat: {} } } };
    expect(refusal(() => parsePrices(JSON.stringify(other), 'my.json'))).toContain(`'regions.eu-west-1.nat'`);
  });
});

describe('prices of several origins', () => {
  const price = (usd: string) => ({ tiers: [{ usd }], source: 'test', date: '2026-01-01' });
  const first: Prices = {
    flowtoll_prices: 1,
    regions: {
      a: { 'cross-az': price('1'), 'nat-hours': price('2'), 'inter-region': { b: price('3') } },
    },
  };
  const second: Prices = {
    flowtoll_prices: 1,
    regions: { a: { 'cross-az': price('4'), 'inter-region': { c: price('5') } }, d: {} },
    internet_free: { gb: 100, source: 'test', date: '2026-01-01' },
  };

  it('stand beside each other; the later one speaks', () => {
    expect(mergePrices([first, second])).toEqual({
      flowtoll_prices: 1,
      regions: {
        a: {
          'cross-az': price('4'),
          'nat-hours': price('2'),
          'inter-region': { b: price('3'), c: price('5') },
        },
        d: {},
      },
      internet_free: { gb: 100, source: 'test', date: '2026-01-01' },
    });
  });
});
