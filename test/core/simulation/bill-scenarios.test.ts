import { namedFormats } from '../../../core/records/named-formats';
import { billScenarios } from '../../../core/simulation/bill-scenarios';
import { type TollName } from '../../../core/simulation/tolls-taken';
import { columns, play } from './small-world';

const played = billScenarios.map((of) => ({ ...of, ...play(of.scenario) }));
const named = (name: string) => played.find((of) => of.name === name)!;

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

  it.each(played)('$name: payers share what is metered', ({ truth: { bill } }) => {
    const sums = (rows: readonly { toll: string; metered_bytes: number | string }[]) => {
      const byToll = new Map<string, bigint>();
      for (const row of rows) {
        byToll.set(row.toll, (byToll.get(row.toll) ?? 0n) + BigInt(row.metered_bytes));
      }
      return byToll;
    };
    expect(bill.tolls.length).toBeGreaterThan(0);
    expect(sums(bill.payers)).toEqual(sums(bill.tolls));
    for (const { bytes, metered_bytes: metered, toll } of bill.tolls) {
      // once where one end pays, twice where both do, and something between where it depends
      expect([toll, Number(metered) >= Number(bytes), Number(metered) <= 2 * Number(bytes)]).toEqual([
        toll,
        true,
        true,
      ]);
    }
  });

  it.each(played)('$name: is written in the record formats it says', ({ files, recordFormats }) => {
    const headers = new Set(files.map(({ text }) => text.split('\n')[0]));
    expect(headers).toEqual(new Set(recordFormats.map((format) => namedFormats[format].toHeader())));
  });

  it.each(played.filter(({ ipRanges }) => ipRanges))(
    '$name: the address ranges have every AWS service of its records, and no host of the internet',
    ({ rows, ipRanges }) => {
      const { prefixes } = JSON.parse(ipRanges!) as {
        prefixes: { ip_prefix: string; service: string; region: string }[];
      };
      const wrong = rows.filter((row) => {
        const [address, service] = [row['pkt-dstaddr']!, row['pkt-dst-aws-service']];
        if (service === undefined || address.includes(':') || address === '-') return false;
        const found = prefixes.filter(({ ip_prefix: cidr }) => isIn(address, cidr));
        return service === '-' ? found.length > 0 : !found.some((range) => range.service === service);
      });
      expect(columns(wrong, 'pkt-dstaddr pkt-dst-aws-service')).toEqual([]);
    },
  );

  it('lose records in one scenario, where the true bill says how much of it', () => {
    const { truth, rows } = named('records that were lost (SKIPDATA), recommended');
    expect(rows.some((row) => row['log-status'] === 'SKIPDATA')).toBe(true);
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
    const { rows } = named('IPv6 through an egress-only internet gateway, and NAT64, recommended');
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
    const { rows } = named('a virtual private gateway and a Local Zone, v5');
    expect(new Set(columns(rows, 'az-id sublocation-type sublocation-id'))).toEqual(
      new Set(['euc1-az1 - -', 'euc1-az2 - -', '- localzone eu-central-1-ham-1a']),
    );
    expect(new Set(columns(rows, 'traffic-path'))).toEqual(new Set(['-', '1', '3', '6']));
  });

  it('of another account’s interface no more than its AZ', () => {
    const { rows } = named('another account’s interfaces in a shared VPC, recommended');
    const hops = new Set(columns(rows, 'account-id next-hop-interface-id next-hop-az-id'));
    expect(hops).toContain('111122223333 - euc1-az1');
    expect(hops).toContain('111122223333 - euc1-az2');
    expect([...hops].every((hop) => hop.startsWith('111122223333 '))).toBe(true);
  });

  it('of a client that a load balancer preserves: the client in the packet, the load balancer on the hop', () => {
    const { rows } = named('a Network Load Balancer that preserves its clients’ addresses, recommended');
    const onward = rows.filter(
      (row) => row['interface-type'] === 'network_load_balancer' && row['traffic-path'] === '1',
    );
    expect(onward.some((row) => /^(198|203)\./.test(row['pkt-srcaddr']!))).toBe(true);
    const toTargets = onward.filter((row) => row['dstport'] === '8080');
    expect(toTargets.length).toBeGreaterThan(100);
    expect(toTargets.every((row) => row['srcaddr'] !== row['pkt-srcaddr'])).toBe(true);
  });
});
