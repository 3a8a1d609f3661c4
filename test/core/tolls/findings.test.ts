import { breakEvenBytes } from '../../../core/tolls/endpoint-findings';
import { findingRules, findWith, largestFirst } from '../../../core/tolls/findings';
import { gigabyte, printUsd } from '../../../core/tolls/money';
import { mergePrices } from '../../../core/tolls/prices';
import type { Charge, TollId } from '../../../core/tolls/toll';
import { usEast1Prices } from '../../../core/tolls/us-east-1-prices';
import type { Finding, Scene } from '../../../core/tolls/finding';
import { charge } from './charges';

/** A month of 730 hours, so that what is seen is what a month has. */
const scene: Scene = { prices: usEast1Prices, seconds: 730 * 3600 };

type Values = Readonly<Record<string, string | null>>;

/** Charges that say of some dimensions what they are, and of the others nothing. */
function seen(
  ...all: readonly (readonly [toll: TollId, gigabytes: number, of: Values, more?: Partial<Charge>])[]
) {
  const by = [...new Set(findingRules.flatMap((rule) => rule.by))];
  return {
    by,
    charges: all.map(([toll, gigabytes, of, more]) =>
      charge(toll, gigabytes, { ...more, dimensions: by.map((name) => of[name] ?? null) }),
    ),
  };
}

/** What all rules find that look at nothing that was not asked. */
function findSavings(charges: readonly Charge[], by: readonly string[], of = scene): Finding[] {
  const rules = findingRules.filter((rule) => rule.by.every((name) => by.includes(name)));
  return largestFirst(rules.flatMap((rule) => findWith(rule, charges, by, of)));
}

/** What is found, as `id saving`. */
function found({ charges, by }: ReturnType<typeof seen>, of = scene): string[] {
  return findSavings(charges, by, of).map(({ id, saving }) => `${id} ${printUsd(saving)}`);
}

const nat = { via: 'eni-nat1', vpc: 'vpc-1', az: 'use1-az1' };

describe('S3 and DynamoDB through a NAT gateway', () => {
  it('save what the NAT gateway processes of them, by VPC and service', () => {
    const charges = seen(
      ['nat-processing', 100, { ...nat, remote_aws_service: 'S3' }],
      ['nat-processing', 50, { ...nat, remote_aws_service: 'S3', az: 'use1-az2' }],
      ['nat-processing', 10, { ...nat, remote_aws_service: 'DYNAMODB' }],
      ['nat-processing', 1000, { ...nat, remote_aws_service: null }],
    );
    // 150 × 0.045 and 10 × 0.045
    expect(found(charges)).toEqual([
      'missing-gateway-endpoint 6.750000',
      'missing-gateway-endpoint 0.450000',
    ]);
    const [first] = findSavings(charges.charges, charges.by, scene);
    expect(first).toMatchObject({
      seen: '150.0 GB of S3 through NAT gateways of vpc-1',
      bytes: 150n * gigabyte,
    });
  });

  it('of another Region save nothing: a gateway endpoint does not serve it', () => {
    const there = { ...nat, remote_aws_service: 'S3', remote_region: 'eu-west-1' };
    const here = { ...there, remote_region: 'us-east-1' };
    // 10 × 0.045
    expect(found(seen(['nat-processing', 100, there], ['nat-processing', 10, here]))).toEqual([
      'missing-gateway-endpoint 0.450000',
    ]);
  });

  it('are scaled from the time that was asked to a month', () => {
    const charges = seen(['nat-processing', 73, { ...nat, remote_aws_service: 'S3' }]);
    // 73 GB in 73 hours are 730 GB in 730 hours: × 0.045
    expect(found(charges, { ...scene, seconds: 73 * 3600 })).toEqual(['missing-gateway-endpoint 32.850000']);
  });
});

describe('an interface endpoint', () => {
  const through = (gigabytes: number, az = 'use1-az1') =>
    ['nat-processing', gigabytes, { ...nat, az, remote_aws_service: 'AMAZON' }] as const;

  it('breaks even at 0.01 × 730 / 0.035 = 208.571… GB a month and zone, from the prices', () => {
    const bytes = breakEvenBytes(scene, 'us-east-1')!;
    expect(Number(bytes) / 2 ** 30).toBeCloseTo(208.571428, 5);
  });

  it('is worked out from other prices where prices are others', () => {
    const price = (usd: string) => ({ tiers: [{ usd }], source: 'test', date: '2026-01-01' });
    const dear = mergePrices([
      usEast1Prices,
      { flowtoll_prices: 1, regions: { 'us-east-1': { 'interface-endpoint-hours': price('0.02') } } },
    ]);
    expect(Number(breakEvenBytes({ ...scene, prices: dear }, 'us-east-1')!) / 2 ** 30).toBeCloseTo(
      417.142857,
      5,
    );
  });

  it('is not advised below that, nor for what is no service', () => {
    expect(found(seen(through(208)))).toEqual([]);
    expect(found(seen(['nat-processing', 900, { ...nat, remote_aws_service: 'EC2' }]))).toEqual([]);
  });

  it('saves 0.035 a GB less its hours in every zone that uses it', () => {
    // 1,000 × 0.035 − 7.30
    expect(found(seen(through(1000)))).toEqual(['interface-endpoint 27.700000']);
    // the same from two zones: less another 7.30; 208.571… GB each are needed
    expect(found(seen(through(500), through(500, 'use1-az2')))).toEqual(['interface-endpoint 20.400000']);
    expect(found(seen(through(208), through(209, 'use1-az2')))).toEqual([]);
  });

  it('is needed in known zones only: bytes of an unknown one are no zone more', () => {
    const unknown = ['nat-processing', 200, { ...nat, az: null, remote_aws_service: 'AMAZON' }] as const;
    const charges = seen(through(800), unknown);
    // 1,000 × 0.035 − 7.30
    expect(found(charges)).toEqual(['interface-endpoint 27.700000']);
    expect(findSavings(charges.charges, charges.by)[0]!.seen).toMatch(/from 1 Availability Zone$/);
  });

  it('is needed in one zone at least', () => {
    const unknown = ['nat-processing', 1000, { ...nat, az: null, remote_aws_service: 'AMAZON' }] as const;
    expect(found(seen(unknown))).toEqual(['interface-endpoint 27.700000']);
  });
});

describe('a NAT gateway in another zone', () => {
  const processed = (gigabytes: number, az: string, via = 'eni-nat1') =>
    ['nat-processing', gigabytes, { ...nat, via, az }] as const;
  const crossing = (gigabytes: number, az: string, via = 'eni-nat1') =>
    ['cross-az', gigabytes, { ...nat, via, az, interface: 'eni-client' }] as const;
  const ownEnd = (gigabytes: number, az: string) =>
    ['cross-az', gigabytes, { ...nat, az, interface: 'eni-nat1' }] as const;

  it('saves both ends where each zone has one already', () => {
    const charges = seen(
      processed(100, 'use1-az1'),
      processed(50, 'use1-az2', 'eni-nat2'),
      processed(400, 'use1-az2'),
      crossing(400, 'use1-az2'),
      ownEnd(400, 'use1-az1'),
    );
    // 400 GB at two ends × 0.01
    expect(found(charges)).toEqual(['nat-in-another-az 8.000000']);
    const [finding] = findSavings(charges.charges, charges.by, scene);
    expect(finding!.advice).toMatch(/^Route each private subnet/);
    // though charged at two ends
    expect(finding!.bytes).toBe(400n * gigabyte);
  });

  it('costs the hours of another one where a zone has none', () => {
    const charges = (gigabytes: number) =>
      seen(
        processed(100, 'use1-az1'),
        processed(gigabytes, 'use1-az2'),
        crossing(gigabytes, 'use1-az2'),
        ownEnd(gigabytes, 'use1-az1'),
      );
    // 2,000 × 2 × 0.01 − 0.045 × 730
    expect(found(charges(2000))).toEqual(['nat-in-another-az 7.150000']);
    expect(found(charges(1000))).toEqual([]);
  });

  it('costs the hours of another one once, whichever gateways the zone’s clients go to now', () => {
    const charges = (gigabytes: number) =>
      seen(
        processed(100, 'use1-az1'),
        processed(100, 'use1-az2', 'eni-nat2'),
        ...['eni-nat1', 'eni-nat2'].flatMap((via) => [
          processed(gigabytes, 'use1-az3', via),
          crossing(gigabytes, 'use1-az3', via),
          ['cross-az', gigabytes, { ...nat, via, interface: via }] as const,
        ]),
      );
    // two gateways × 1,000 × 2 × 0.01 − 0.045 × 730
    expect(found(charges(1000))).toEqual(['nat-in-another-az 7.150000']);
    // two gateways × 2,000 × 2 × 0.01 − 0.045 × 730
    expect(found(charges(2000))).toEqual(['nat-in-another-az 47.150000']);
    const { charges: all, by } = charges(2000);
    expect(findSavings(all, by)[0]!.seen).toBe(
      '4000.0 GB between eni-nat1, eni-nat2 and clients in other zones',
    );
  });

  it('is no other zone’s where all clients are in one, away from the gateway', () => {
    const charges = seen(processed(3000, 'use1-az2'), crossing(3000, 'use1-az2'), ownEnd(3000, 'use1-az1'));
    // one more gateway, not two: 3,000 × 2 × 0.01 − 32.85
    expect(found(charges)).toEqual(['nat-in-another-az 27.150000']);
  });
});

describe('a pair that talks across zones', () => {
  it('saves both directions, where it is a tenth of all', () => {
    const between = (source: string, destination: string, gigabytes: number) =>
      ['cross-az', gigabytes, { source, destination }, { times: 2 }] as const;
    const charges = seen(
      between('10.0.0.1', '10.0.1.1', 300),
      between('10.0.1.1', '10.0.0.1', 100),
      between('10.0.0.2', '10.0.1.2', 590),
      between('10.0.0.3', '10.0.1.3', 10),
    );
    expect(found(charges)).toEqual(['chatty-pair 11.800000', 'chatty-pair 8.000000']);
  });

  it('that costs nothing is none', () => {
    expect(found(seen(['cross-az', 500, { source: 'a', destination: 'b' }, { times: 0 }]))).toEqual([]);
  });
});

describe('an idle NAT gateway', () => {
  it('saves its hours: 0.045 × 730', () => {
    const idle = ['nat-processing', 0, { via: 'eni-nat1' }, { bytes: 1024n }] as const;
    expect(found(seen(idle))).toEqual(['idle-nat 32.850000']);
  });

  it('that has no traffic at all does too', () => {
    const idle = [{ interface: 'eni-nat3', region: 'us-east-1' }];
    expect(found(seen(['nat-processing', 5, { via: 'eni-nat1' }]), { ...scene, idle })).toEqual([
      'idle-nat 32.850000',
    ]);
  });

  it('is not one that works', () => {
    expect(found(seen(['nat-processing', 1, { via: 'eni-nat1' }]))).toEqual([]);
  });
});

describe('a public address of the Region through a NAT gateway', () => {
  it('saves processing and the public ends', () => {
    const charges = seen(
      ['nat-processing', 80, nat],
      ['public-address', 80, nat],
      ['public-address', 500, { ...nat, via: null }],
    );
    // 80 × 0.01 + 80 × 0.045
    expect(found(charges)).toEqual(['public-address-through-nat 4.400000']);
  });
});

describe('a transit gateway and a NAT gateway on one way', () => {
  const both = (gigabytes: number) =>
    seen(
      ['transit-gateway', gigabytes, { vpc: 'vpc-1', remote: '192.0.2.1', via: 'eni-tgw' }],
      ['transit-gateway', 9000, { vpc: 'vpc-1', remote: '10.9.0.1', via: 'eni-tgw' }],
      ['nat-processing', gigabytes, { ...nat, remote: '192.0.2.1' }],
    );

  it('saves the transit gateway’s part, less the hours of a NAT gateway', () => {
    // 2,000 × 0.02 − 32.85
    expect(found(both(2000))).toEqual(['nat-and-transit-gateway 7.150000']);
    expect(found(both(1600))).toEqual([]);
  });
});

describe('all rules', () => {
  it('have ids of their own', () => {
    const ids = findingRules.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('save nothing where no price is known', () => {
    const elsewhere = { region: 'eu-west-1' };
    const charges = seen(
      ['nat-processing', 5000, { ...nat, remote_aws_service: 'S3' }, elsewhere],
      ['nat-processing', 0, { via: 'eni-nat2' }, elsewhere],
      ['cross-az', 500, { source: 'a', destination: 'b' }, elsewhere],
    );
    expect(found(charges)).toEqual([]);
  });
});
