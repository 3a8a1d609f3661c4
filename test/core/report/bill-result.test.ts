import { billResult } from '../../../core/report/bill-result';
import { tableLines } from '../../../core/report/table';
import { makeBill } from '../../../core/tolls/bill';
import type { Finding } from '../../../core/tolls/finding';
import { usEast1Prices } from '../../../core/tolls/us-east-1-prices';
import { json } from '../../../scripts/formats/json';
import { markdown } from '../../../scripts/formats/markdown';
import { charge } from '../tolls/charges';

const lines = (text: string) => text.split('\n').slice(1, -1);
const day = { from: Date.UTC(2026, 0, 1) / 1000, to: Date.UTC(2026, 0, 2) / 1000 };

const bill = makeBill(
  [
    charge('nat-processing', 80, { dimensions: ['10.0.0.1'] }),
    charge('nat-processing', 20, { dimensions: ['10.0.0.2'], unattributed: 'node-snat' }),
    charge('cross-az', 50, { dimensions: ['10.0.0.1'], how: 'may-be-alb' }),
    charge('unknown', 1, { dimensions: [null], how: 'way-unknown' }),
  ],
  usEast1Prices,
  { by: ['address'] },
);
const finding: Finding = {
  id: 'idle-nat',
  title: 'A NAT gateway that hardly anybody uses',
  seen: 'nothing through eni-1',
  bytes: 0n,
  saving: 3285n * 10n ** 40n,
  advice: 'Remove it.',
};

test('people see the total, the lines, who cannot be named, and what would save how much', () => {
  const result = billResult(bill, [finding], day);
  expect(tableLines({ ...result, rows: result.rows.slice(0, 4), more: 5 })).toEqual(
    lines(`
$5.00 as far as it is known, from 2026-01-01 to 2026-01-02
18.0% of it has no owner: node-snat, see below
not in it, as nothing tells what it costs: unknown (1.00 GB), nat-hours, transit-gateway-hours, interface-endpoint-hours, public-ipv4-hours, flow-logs

 line  toll            address   times  GB × times  unit price    USD   share  how
    1  nat-processing  10.0.0.1      1      80.000      $0.045  $3.60   72.0%  1
    2  nat-processing  10.0.0.2      1      20.000      $0.045  $0.90   18.0%  1
    3  cross-az        10.0.0.1      1      50.000      $0.010  $0.50   10.0%  2
    4  unknown         -             1       1.000           -      -       -  3
… 5 more
──────────────────────────────────────────────────────────────────────────────────
total                                                           $5.00  100.0%

1  The records name the interfaces at both ends.
2  At most this much: an end is of no instance and no known type, and may be an Application Load Balancer or what else is free.
3  Which way the bytes left the VPC cannot be told: that needs traffic-path, or records of the NAT or transit gateway. It has no price here.

Without an owner: in the lines above, and who it is cannot be told
reason     toll                GB    USD  share  why
node-snat  nat-processing  20.000  $0.90  18.0%  1

1  The node put its own address in place of the pod’s, as the VPC CNI does by default for all that leaves the VPC.

What would save how much a month (730 hours, scaled from the time above)
USD a month  seen                   advice
     $32.85  nothing through eni-1  1

1  A NAT gateway that hardly anybody uses: Remove it.

Prices are AWS's list prices of 2026-08-31 to 2026-09-16, without discounts and taxes; flowtoll prices names their sources.
`),
  );
});

test('footnotes break at the width of the terminal, below their own text', () => {
  const shown = tableLines(billResult(bill, [], day), { width: 60, color: false, bar: false });
  expect(shown).toContain('2  At most this much: an end is of no instance and no known');
  expect(shown).toContain('   type, and may be an Application Load Balancer or what');
});

test('a terminal too narrow does without share and unit price, and says so; where that is not enough, it has all', () => {
  const narrow = (width: number) => tableLines(billResult(bill, [], day), { width, color: false, bar: true });
  const header = (width: number) => narrow(width).find((line) => line.startsWith(' line'));
  const all = ' line  toll                      address   times  GB × times  unit price    USD   share  how';
  expect(all).toHaveLength(92);
  expect(header(92)).toBe(all);
  expect(header(84)).toBe(
    ' line  toll                      address   times  GB × times  unit price    USD  how',
  );
  expect(narrow(91)).toContain('no room for share');
  expect(header(80)).toBe(' line  toll                      address   times  GB × times    USD  how');
  expect(narrow(80)).toContain('no room for share, unit price');
  expect(narrow(80).filter((line) => line.length > 80 && line.startsWith('  '))).toEqual([]);
  expect(header(71)).toBe(all);
  expect(narrow(71).join()).not.toContain('no room');
});

test('bytes that are taken 0 times are shown as they are', () => {
  const free = makeBill(
    [charge('cross-az', 0, { bytes: 3n * 2n ** 30n, times: 0 }), charge('cross-az', 1)],
    usEast1Prices,
    { by: [] },
  );
  const shown = tableLines(billResult(free, [], {}));
  expect(shown.filter((line) => /^( line|.* cross-az )/.test(line))).toEqual([
    ' line  toll                        bytes  times  GB × times  unit price    USD   share  how',
    '    1  cross-az                  1.00 GB      1       1.000      $0.010  $0.01  100.0%  1',
    '    2  cross-az                  3.00 GB      0       0.000      $0.010  $0.00    0.0%  1',
  ]);
  const narrow = tableLines(billResult(free, [], {}), { width: 85, color: false, bar: false });
  expect(narrow).toContain(
    '    2  cross-az                  3.00 GB      0       0.000      $0.010  $0.00  1',
  );
});

test('JSON has the bill beside the rows, with every line, owner by owner', () => {
  const text = [...json(billResult(bill, [finding], day))].join('');
  const parsed = JSON.parse(text) as { bill: Record<string, unknown>; rows: Record<string, unknown>[] };
  expect(parsed.rows[0]).toMatchObject({
    line: 1,
    toll: 'nat-processing',
    address: '10.0.0.1',
    usd: '3.600000',
  });
  expect(parsed.bill).toMatchObject({
    from: '2026-01-01T00:00:00Z',
    to: '2026-01-02T00:00:00Z',
    currency: 'USD',
    total_usd: '5.000000',
    total_complete: false,
    unattributed: [
      { reason: 'node-snat', toll: 'nat-processing', bytes: 20 * 2 ** 30, usd: '0.900000', share: '18.0' },
    ],
    findings: [{ id: 'idle-nat', bytes: 0, saving_usd_month: '32.850000' }],
  });
  expect((parsed.bill['lines'] as unknown[])[2]).toEqual({
    line: 3,
    toll: 'cross-az',
    region: 'us-east-1',
    to_region: null,
    bytes: 50 * 2 ** 30,
    times: 1,
    quantity: '50.000000',
    unit: 'GB',
    unit_price_usd: '0.01',
    usd: '0.500000',
    how: 'At most this much: an end is of no instance and no known type, and may be an Application Load Balancer or what else is free.',
    address: '10.0.0.1',
  });
});

test('JSON keeps bytes beyond 2^53 to the last digit', () => {
  const huge = makeBill([charge('aws-service', 0, { bytes: 2n ** 60n + 1n })], usEast1Prices, { by: [] });
  const text = [...json(billResult(huge, [], {}))].join('');
  expect(text).toContain('"bytes":"1152921504606846977"');
  expect(JSON.parse(text)).toMatchObject({ bill: { from: null, to: null } });
});

test('Markdown has headings for the tables below', () => {
  const text = [...markdown(billResult(bill, [finding], day))].join('');
  expect(text).toMatch(/^\*\*\$5\.00 as far as it is known, from 2026-01-01 to 2026-01-02\*\*\n/);
  expect(text).toContain('\n### What would save how much a month (730 hours, scaled from the time above)\n');
  expect(text).toContain('\n1  A NAT gateway that hardly anybody uses: Remove it.\n');
});

test('a Region without prices is named with what to do', () => {
  const elsewhere = makeBill([charge('nat-processing', 1, { region: 'eu-west-1' })], usEast1Prices, {
    by: [],
  });
  expect(billResult(elsewhere, [], {}).heading).toContain(
    'no price is known of eu-west-1: run flowtoll prices --refresh --region eu-west-1',
  );
});
