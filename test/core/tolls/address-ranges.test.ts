import { duckdb } from '../../../core/sql/duckdb';
import { literal } from '../../../core/sql/dialect';
import { trino } from '../../../core/sql/trino';
import { namedFormats } from '../../../core/records/named-formats';
import { parseAwsRanges, parseNetworks, placesOf } from '../../../core/tolls/address-ranges';
import { findingRules } from '../../../core/tolls/findings';
import { bucketsOf, placesStep } from '../../../core/tolls/places';
import { planBill } from '../../../core/tolls/plan-bill';
import { availableIn } from '../../../core/traffic/available';
import { openDuckDb } from '../../../scripts/engines/duckdb';
import { Seeded } from '../seeded';

interface Range {
  readonly base: number;
  readonly length: number;
  readonly service: string;
  readonly region: string;
}

const text = (address: number) => [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.');
const last = ({ base, length }: Range) => base + 2 ** (32 - length) - 1;

function fileOf(ranges: readonly Range[]): string {
  const prefixes = ranges.map(({ base, length, service, region }) => ({
    ...{ ip_prefix: `${text(base)}/${length}`, service, region },
  }));
  return JSON.stringify({ createDate: '2026-01-31-00-00-00', prefixes, ipv6_prefixes: [] });
}

/** Ranges of some services that lie in each other, within 52.0.0.0/12. */
function nested(count: number): Range[] {
  const random = new Seeded(7);
  return Array.from({ length: count }, () => {
    const length = 13 + random.below(16);
    const size = 2 ** (32 - length);
    const base = 52 * 2 ** 24 + random.below(2 ** 20 / size) * size;
    const service = random.one(['AMAZON', 'EC2', 'S3', 'DYNAMODB']);
    return { base, length, service, region: random.one(['us-east-1', 'eu-west-1']) };
  });
}

/** By the rule: any service before EC2 before AMAZON, then the longest prefix, then the first in the file. */
function bestOf(ranges: readonly Range[], address: number): string | undefined {
  const rank = ({ service }: Range) => ['EC2', 'AMAZON'].indexOf(service);
  const [best] = ranges
    .filter((range) => range.base <= address && address <= last(range))
    .sort((a, b) => rank(a) - rank(b) || b.length - a.length);
  return best && `${best.service} ${best.region}`;
}

const ranges = nested(400);
/** Where ranges begin and end, and beside. */
const addresses = [
  ...new Set(ranges.flatMap((range) => [range.base - 1, range.base, last(range), last(range) + 1])),
];

it('the place of an address is the best range’s of all that hold it', async () => {
  const engine = await openDuckDb();
  const { fine, coarse } = bucketsOf('a.address_key');
  const at = (place: string, bucket: string) =>
    `LEFT JOIN places ${place} ON ${place}.bucket = ${bucket} AND ${place}.low <= a.address_key AND a.address_key < ${place}.beyond`;
  const known = (column: string) => `COALESCE(fine.${column}, coarse.${column})`;
  const step = placesStep(duckdb, placesOf(parseAwsRanges(fileOf(ranges)).ranges, []));
  const { rows } = await engine.query(`WITH places AS (${step.query}), a AS (
  SELECT address, ${duckdb.addressKey('address')} AS address_key FROM (VALUES ${addresses.map((one) => `(${literal(text(one))})`).join(', ')}) AS v (address))
SELECT a.address, ${known('place_service')}, ${known('place_region')} FROM a ${at('fine', fine)} ${at('coarse', coarse)}`);
  await engine.close();
  const found = new Map(
    rows.map(([address, service, region]) => [address, service ? `${service} ${region}` : undefined]),
  );
  expect(found.size).toBe(addresses.length);
  expect(rows).toHaveLength(addresses.length);
  for (const address of addresses)
    expect([text(address), found.get(text(address))]).toEqual([text(address), bestOf(ranges, address)]);
});

it('one’s own plan comes before ranges for private use and before AWS’s', () => {
  const aws = parseAwsRanges(
    fileOf([{ base: 52 * 2 ** 24, length: 16, service: 'S3', region: 'us-east-1' }]),
  ).ranges;
  const own = parseNetworks('cidr,name,region,az\n52.0.1.0/24,ours,eu-west-1,\n10.1.0.0/16,shop,,use1-az1\n');
  const places = placesOf(aws, own).filter(({ low }) => low.startsWith('434') || low.startsWith('40a'));
  expect(places.map(({ low, high, place }) => [low, high, place.kind, place.region ?? place.az])).toEqual([
    ['40a000000', '40a00ffff', 'private', null],
    ['40a010000', '40a01ffff', 'network', 'use1-az1'],
    ['40a020000', '40affffff', 'private', null],
    ['434000000', '4340000ff', 'aws', 'us-east-1'],
    ['434000100', '4340001ff', 'network', 'eu-west-1'],
    ['434000200', '43400ffff', 'aws', 'us-east-1'],
  ]);
});

it('a network of the plan is in one place', () => {
  const plan = (...lines: string[]) => parseNetworks(['cidr,name,region,az', ...lines].join('\n'));
  expect(plan('10.1.0.0/16,shop,eu-west-1,', '10.1.0.0/16,again,eu-west-1,')).toHaveLength(2);
  expect(() => plan('10.1.0.0/16,shop,eu-west-1,', '', '10.1.0.0/16,lab,us-east-1,')).toThrow(
    'line 4 of the address plan: 10.1.0.0/16 has another Region or zone above; name the smaller networks in it, or leave it out',
  );
  expect(() => plan('fd00::/48,a,,use1-az1', 'fd00:0::/48,b,,use1-az2')).toThrow('fd00::/48 has another');
});

/** https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
it('ten thousand ranges that are no neighbours go into one statement of Athena', () => {
  const many = Array.from({ length: 10_000 }, (_, index) => ({
    base: 52 * 2 ** 24 + index * 512,
    length: 24,
    service: ['S3', 'EC2', 'ROUTE53'][index % 3]!,
    region: ['us-east-1', 'eu-west-1', 'ap-southeast-2'][(index % 7) % 3]!,
  }));
  const available = availableIn([['fl-1', namedFormats.recommended]]);
  const asked = { by: ['address', 'day'], looks: findingRules };
  const plan = planBill(asked, trino, available, {
    ranges: parseAwsRanges(fileOf(many)),
    region: 'us-east-1',
  });
  expect(Buffer.byteLength(plan.statement('SELECT * FROM lines'))).toBeLessThan(262_144 - 10_000);
});
