import { parseNetworks } from '../../../core/tolls/address-ranges';
import { parseCidr } from '../../../core/records/cidr';
import { refusal } from '../refusal';

/** An address plan is a file that people write. */
const header = 'cidr,name,region,az';

test('a plan in any order of columns, with what is not known left out', () => {
  const plan = parseNetworks('\uFEFFname,az,cidr\r\nshop, use1-az1 ,10.0.0.0/16\r\n\r\n,,10.1.0.0/16\r\n');
  expect(plan).toEqual([
    { cidr: parseCidr('10.0.0.0/16'), name: 'shop', region: null, az: 'use1-az1' },
    { cidr: parseCidr('10.1.0.0/16'), name: null, region: null, az: null },
  ]);
});

// https://docs.aws.amazon.com/ram/latest/userguide/working-with-az-ids.html, and the Zone IDs of Local and Wavelength Zones
test.each(['use1-az6', 'apne1-az4', 'usgw1-az1', 'usw2-lax1-az1', 'use1-wl1-bos-wlz1'])(
  '%s is a zone',
  (az) => {
    expect(parseNetworks(`${header}\n10.0.0.0/16,a,,${az}`)[0]!.az).toBe(az);
  },
);

test.each([
  [
    '10.0.0.0/16,shop,us-east-1,us-east-1a',
    "line 2 of the address plan: az must be an Availability Zone id like use1-az1 (a name like us-east-1a is another zone in each account), got: 'us-east-1a'",
  ],
  [
    '10.0.0.0/16,"shop, eu",eu-west-1,euw1-az1',
    `line 2 of the address plan: a cell can hold neither commas nor quotes, got: '10.0.0.0/16,"shop, eu",eu-west-1,euw1-az1'`,
  ],
  [
    '10.0.0.0/16,shop, eu,eu-west-1,euw1-az1',
    "line 2 of the address plan: a cell can hold neither commas nor quotes, got: '10.0.0.0/16,shop, eu,eu-west-1,euw1-az1'",
  ],
  [
    '10.0.0.1/16,shop',
    "line 2 of the address plan: a CIDR must have no bit set after its prefix, got: '10.0.0.1/16'; did you mean 10.0.0.0/16?",
  ],
  [
    '0.0.0.0/0,all',
    'line 2 of the address plan: a network must be /8 or smaller, got: 0.0.0.0/0; name those that are yours',
  ],
])('%s is refused', (row, message) => {
  expect(refusal(() => parseNetworks(`${header}\n${row}`))).toBe(message);
});
