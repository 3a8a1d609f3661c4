import { questions } from '../../../core/questions/catalogue';
import { parseFilter } from '../../../core/questions/options';
import { tollQuestions } from '../../../core/questions/toll-questions';
import { duckdb } from '../../../core/sql/duckdb';
import { billDimensions } from '../../../core/tolls/bill-dimensions';
import { dimensions } from '../../../core/traffic/dimensions';
import { filterCondition, refuseImpossible } from '../../../core/traffic/filter';
import { UserError } from '../../../core/user-error';
import { useLogs } from '../tables/logs';

const world = useLogs();

/** Which of these packet sources a filter keeps. */
async function kept(filter: string, sources: readonly string[]): Promise<unknown[]> {
  const rows = sources.map((source) => `('${source}')`).join(', ');
  const where = filterCondition(duckdb, dimensions.get('source')!, parseFilter(filter));
  return (
    await world.engine().query(`SELECT source FROM (VALUES ${rows}) AS t (source) WHERE ${where}`)
  ).rows.flat();
}

// RFC 5952 §1: ways to write one address
const spelled = [
  '2001:db8::1',
  '2001:0db8:0000:0000:0000:0000:0000:0001',
  '2001:db8:0:0:0:0:0:1',
  '2001:DB8::1',
];

test.each(spelled)('an IPv6 address is found however the record spells it, asked as %s', async (asked) => {
  const others = ['2001:db8::2', '2001:db8::1:0', '10.0.0.1'];
  expect(await kept(`source=${asked}`, [...spelled, ...others])).toEqual(spelled);
  expect(await kept(`source!=${asked}`, [...spelled, ...others])).toEqual(others);
});

test('an IPv4 address is found as it is, and an IPv6 one that holds it is another', async () => {
  expect(await kept('source=10.0.0.1', ['10.0.0.1', '10.0.0.10', '64:ff9b::a00:1'])).toEqual(['10.0.0.1']);
});

describe('a value that no record can hold', () => {
  const ofZone =
    "an Availability Zone's id, like use1-az1 (a name like us-east-1a is another zone in each account)";
  const ofPair = 'the ids of two Availability Zones, sorted, like use1-az1~use1-az2';
  const ofPort = 'a number from 0 to 65535';
  const ofAddress = 'an address or a CIDR';
  const ofDay = 'a UTC day that exists, written like 2026-01-31';
  const ofHour = 'a UTC hour that exists, written like 2026-01-31T05:00:00Z';

  it.each([
    ['action', 'ALLOW', 'ACCEPT or REJECT'],
    ['direction', 'outgoing', 'out, in or unknown'],
    ['in_transit', 'true', 'yes or no'],
    ['crosses_az', '1', 'yes or no'],
    ['seen_at', 'both', 'source, destination or between'],
    ['kind', 'OK', 'record, no_data, skip_data or bad'],
    ['ip_version', '5', '4 or 6'],
    ['ip_version', '4..6', '4 or 6, and no range'],
    ['family', '6', 'IPv4, IPv6 or EFA'],
    ['protocol', 'foo', 'a number from 0 to 255 (1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6)'],
    ['protocol', '256', 'a number from 0 to 255 (1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6)'],
    ['tcp_flags', '256', 'a number from 0 to 255 (FIN 1, SYN 2, RST 4, SYN-ACK 18)'],
    [
      'traffic_path',
      'internet',
      'a number from 1 to 8 (1 inside the VPC, 4 and 5 peering, 7 gateway endpoint, 8 internet gateway)',
    ],
    ['source_port', '99999', ofPort],
    ['remote_port', '-1', ofPort],
    ['destination_port', '1024..99999', ofPort],
    ['local_port', '443.5', ofPort],
    ['source_az', 'us-east-1a', ofZone],
    ['az', '1', ofZone],
    ['az_pair', 'use1-az2~use1-az1', ofPair],
    ['az_pair', 'use1-az1', ofPair],
    ['source', 'web', ofAddress],
    ['remote', '10.0.0', ofAddress],
    ['local', '10.0.0.256', ofAddress],
    ['destination', 'fe80::1%eth0', ofAddress],
    ['source', '10.0.0.1..10.0.0.9', 'an address or a CIDR, and no range'],
    ['interface', '10.0.0.0/16', 'no CIDR'],
    ['day', '10.0.0.0/16', ofDay],
    ['day', '2026-02-30', ofDay],
    ['day', '2026-1-5', ofDay],
    ['day', '2026-01-31..2026-02-30', ofDay],
    ['day', '2026-02-02..2026-02-01', 'a range from the smaller to the larger'],
    ['hour', '2026-01-31T05:00', ofHour],
    ['hour', '2026-01-31T05:30:00Z', ofHour],
    ['hour', '2026-01-31T24:00:00Z', ofHour],
    ['month', '2026-13', 'a month that exists, written like 2026-01'],
    ['month', 'January', 'a month that exists, written like 2026-01'],
  ])('%s=%s is refused', (name, value, takes) => {
    for (const operator of ['=', '!=']) {
      expect(() => refuseImpossible([parseFilter(`${name}${operator}${value}`)], dimensions)).toThrow(
        new UserError(`'${name}' takes ${takes}, got: '${value}'`),
      );
    }
  });

  it.each([
    ['action=accept', "got: 'accept'; did you mean 'ACCEPT'?"],
    ['family=ipv6', "got: 'ipv6'; did you mean 'IPv6'?"],
    ['kind=nodata', "got: 'nodata'; did you mean 'no_data'?"],
    ['action=ACCEPT,REJECTED', "got: 'REJECTED'; did you mean 'REJECT'?"],
  ])('is refused by the nearest one: %s', (filter, hint) => {
    expect(() => refuseImpossible([parseFilter(filter)], dimensions)).toThrow(hint);
  });

  it.each([
    ['toll=cross_az', "got: 'cross_az'; did you mean 'cross-az'?"],
    ['toll=1..2', "and no range, got: '1..2'"],
    ['az=us-east-1a', `'az' takes ${ofZone}, got: 'us-east-1a'`],
    ['az_pair=use1-az1', `'az_pair' takes ${ofPair}, got: 'use1-az1'`],
    ['address=web', `'address' takes ${ofAddress}, got: 'web'`],
    ['day=2026-02-30', `'day' takes ${ofDay}, got: '2026-02-30'`],
    ['hour=5', `'hour' takes ${ofHour}, got: '5'`],
    ['month=2026-1', "'month' takes a month that exists, written like 2026-01, got: '2026-1'"],
  ])('is refused of a bill, too: %s', (filter, message) => {
    expect(() => refuseImpossible([parseFilter(filter)], billDimensions)).toThrow(message);
  });
});

describe('a value that a record may hold', () => {
  it.each([
    'action=ACCEPT,REJECT',
    'action=-',
    'day=2028-02-29',
    'day=2026-01-31..2026-02-01',
    'hour=2026-01-31T23:00:00Z',
    'month=2026-12',
    'source_port=0,65535',
    'destination_port=1024..65535',
    'protocol=0,255',
    'traffic_path=1..8',
    'tcp_flags=0,2,18',
    // of a Local Zone and of a Wavelength Zone, by AWS's own examples
    'az=use1-az1,usw2-lax1-az1,use1-wl1-bos-wlz1',
    'az_pair=use1-az1~use1-az2',
    'az_pair=-',
    'source=10.0.0.1,2001:DB8::1,64:ff9b::10.0.0.1,10.0.0.0/8,2001:db8::/32',
    // names that AWS adds to, and ids
    'interface_type=lambda',
    'reject_reason=NEW',
    'destination_aws_service=S3',
    'interface=eni-1',
    'account=unknown',
    'no_such_dimension=1',
  ])('is taken: %s', (filter) => {
    expect(() => refuseImpossible([parseFilter(filter)], dimensions)).not.toThrow();
  });

  it.each(questions.map((question) => [question.id, question] as const))(
    'is all that %s filters by',
    (_, { pivot, asks = [] }) => {
      const filters = [...(pivot.where ?? []), ...asks.map(parseFilter)];
      expect(() => refuseImpossible(filters, dimensions)).not.toThrow();
    },
  );

  it.each(tollQuestions.map((question) => [question.id, question] as const))(
    'is all that %s filters by',
    (_, { bill }) => {
      expect(() => refuseImpossible(bill.where ?? [], billDimensions)).not.toThrow();
    },
  );
});
