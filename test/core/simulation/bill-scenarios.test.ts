import { namedFormats } from '../../../core/records/named-formats';
import { billScenarios } from '../../../core/simulation/bill-scenarios';
import { type TollName } from '../../../core/simulation/tolls-taken';
import { Simulation } from '../../../core/simulation/simulation';
import { columns, play } from './small-world';

const played = billScenarios.map((of) => {
  const simulation = new Simulation(of.scenario);
  const headers = new Set([...simulation.files()].map(({ text }) => text.split('\n', 1)[0]!));
  return { ...of, headers, truth: simulation.truth() };
});
const names = played.map(({ name }) => name);
const named = (name: string) => played.find((of) => of.name === name)!;
const recordsOf = (name: string) => play(named(name).scenario).rows;

/** IPv4 addresses as numbers. */
const number = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);

function isIn(address: string, cidr: string): boolean {
  const [first, bits] = cidr.split('/') as [string, string];
  return Math.floor(number(address) / 2 ** (32 - +bits)) === Math.floor(number(first) / 2 ** (32 - +bits));
}

describe('the scenarios of the bill', () => {
  it('have names of their own', () => {
    expect(new Set(played.map(({ name }) => name)).size).toBe(played.length);
    expect(played.length).toBeGreaterThan(60);
  });

  it('have every toll on traffic, and each somewhere in records that can tell it', () => {
    const all: Record<TollName, true> = {
      'inter-region': true,
      'vpc-peering': true,
      'public-address': true,
      'cross-az': true,
      'internet-egress': true,
      'nat-processing': true,
      'transit-gateway': true,
      'interface-endpoint': true,
      'gateway-endpoint': true,
      'aws-service': true,
      'internet-ingress': true,
      'virtual-private-gateway': true,
      'local-zone': true,
    };
    const told = played.flatMap(({ truth, unknowable }) =>
      truth.bill.tolls.map(({ toll }) => toll).filter((of) => !unknowable.some(({ toll }) => toll === of)),
    );
    expect([...new Set(told)].sort()).toEqual(Object.keys(all).sort());
  });

  it.each(names)('%s: payers share what is metered', (name) => {
    const { bill } = named(name).truth;
    const sums = (rows: readonly { toll: string; metered_bytes: number | string }[]) => {
      const byToll = new Map<string, bigint>();
      for (const row of rows) {
        const sum = (byToll.get(row.toll) ?? 0n) + BigInt(row.metered_bytes);
        if (sum > 0n) byToll.set(row.toll, sum);
      }
      return byToll;
    };
    expect(bill.tolls.length).toBeGreaterThan(0);
    expect(sums(bill.payers)).toEqual(sums(bill.tolls));
    for (const { bytes, metered_bytes: metered, toll } of bill.tolls) {
      // once where one end pays, twice where both do; across AZs something between, where some hops are free
      const [least, most] = toll === 'cross-az' ? [0, 2] : toll === 'vpc-peering' ? [1, 2] : [1, 1];
      expect(Number(metered)).toBeGreaterThanOrEqual(least * Number(bytes));
      expect(Number(metered)).toBeLessThanOrEqual(most * Number(bytes));
    }
  });

  it.each(names)('%s: is written in the record formats it says', (name) => {
    const { headers, recordFormats } = named(name);
    expect(headers).toEqual(new Set(recordFormats.map((format) => namedFormats[format].toHeader())));
  });

  it.each(names.filter((name) => named(name).ipRanges))(
    '%s: the address ranges have every AWS service that is talked to, and no host of the internet',
    (name) => {
      const { ipRanges, scenario } = named(name);
      const { prefixes } = JSON.parse(ipRanges!) as {
        prefixes: { ip_prefix: string; service: string; region: string }[];
      };
      const outside = [...scenario.conversations]
        .flatMap(({ hops }) => hops.flatMap(({ source, destination }) => [source, destination]))
        .filter(({ vpc, address }) => !vpc && !address.includes(':'));
      const wrong = outside.filter(({ address, service, region }) => {
        const found = prefixes.filter(({ ip_prefix: cidr }) => isIn(address, cidr));
        if (service === undefined) return found.length > 0;
        return !found.some((range) => range.service === service && range.region === region);
      });
      expect(outside.length).toBeGreaterThan(0);
      expect(wrong).toEqual([]);
    },
  );

  it('lose records in one scenario, where the true bill says how much of it', () => {
    const { truth } = named('records that were lost (SKIPDATA), recommended');
    expect(truth.totals.skip_data).toBeGreaterThan(0);
    expect(truth.bill.lost.map(({ toll }) => toll)).toEqual([
      'cross-az',
      'internet-egress',
      'internet-ingress',
      'nat-processing',
    ]);
    const others = played.filter(({ scenario }) => !scenario.skipped?.length);
    expect(others.filter(({ truth: { bill } }) => bill.lost.length > 0)).toEqual([]);
  });
});

/** As AWS documents the fields: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html */
describe('what records show', () => {
  it('of an egress-only internet gateway no path, of NAT64 the address that the sender has', () => {
    const rows = recordsOf('IPv6 through an egress-only internet gateway, and NAT64, recommended');
    const out = rows.filter((row) => row['pkt-dstaddr']!.startsWith('2001:db8:'));
    expect(new Set(columns(out, 'flow-direction traffic-path next-hop-interface-id type'))).toEqual(
      new Set(['egress - - IPv6']),
    );
    const inside = rows.filter((row) => row['pkt-dstaddr']!.startsWith('64:ff9b::'));
    expect(new Set(columns(inside, 'flow-direction interface-type type'))).toEqual(
      new Set(['egress - IPv6', 'ingress nat_gateway IPv6']),
    );
    const outside = rows.filter((row) => row['traffic-path'] === '8');
    expect(new Set(columns(outside, 'interface-type type'))).toEqual(new Set(['nat_gateway IPv4']));
  });

  it('of a Local Zone no AZ, but which one it is', () => {
    const rows = recordsOf('a virtual private gateway and a Local Zone, v5');
    expect(new Set(columns(rows, 'az-id sublocation-type sublocation-id'))).toEqual(
      new Set(['euc1-az1 - -', 'euc1-az2 - -', '- localzone eu-central-1-ham-1a']),
    );
    expect(new Set(columns(rows, 'traffic-path'))).toEqual(new Set(['-', '1', '3', '6']));
  });

  it('of another account’s interface no more than its AZ', () => {
    const rows = recordsOf('another account’s interfaces in a shared VPC, recommended');
    const hops = new Set(columns(rows, 'account-id next-hop-interface-id next-hop-az-id'));
    expect(hops).toContain('111122223333 - euc1-az1');
    expect(hops).toContain('111122223333 - euc1-az2');
    expect([...hops].every((hop) => hop.startsWith('111122223333 '))).toBe(true);
  });

  it('of a client that a load balancer preserves: the client in the packet, the load balancer on the hop', () => {
    const rows = recordsOf('a Network Load Balancer that preserves its clients’ addresses, recommended');
    const onward = rows.filter(
      (row) => row['interface-type'] === 'network_load_balancer' && row['traffic-path'] === '1',
    );
    expect(onward.some((row) => /^(198|203)\./.test(row['pkt-srcaddr']!))).toBe(true);
    const toTargets = onward.filter((row) => row['dstport'] === '8080');
    expect(toTargets.length).toBeGreaterThan(100);
    expect(toTargets.every((row) => row['srcaddr'] !== row['pkt-srcaddr'])).toBe(true);
  });
});
