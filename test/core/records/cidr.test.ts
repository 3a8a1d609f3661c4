import { isCidr, parseCidr, printCidr } from '../../../core/records/cidr';
import { refusal } from '../refusal';
import { Seeded } from '../seeded';

// worked by hand: an IPv4 address a.b.c.d is ((a * 256 + b) * 256 + c) * 256 + d
test.each([
  { text: '0.0.0.0/0', base: 0n, length: 0 },
  { text: '10.0.0.0/8', base: 167_772_160n, length: 8 },
  { text: '10.0.0.0/16', base: 167_772_160n, length: 16 },
  { text: '100.64.0.0/10', base: 1_681_915_904n, length: 10 },
  { text: '172.16.0.0/12', base: 2_886_729_728n, length: 12 },
  { text: '192.168.1.128/25', base: 3_232_235_904n, length: 25 },
  { text: '192.168.1.130/31', base: 3_232_235_906n, length: 31 },
  { text: '255.255.255.255/32', base: 4_294_967_295n, length: 32 },
])('$text begins at $base', ({ text, base, length }) => {
  expect(parseCidr(text)).toEqual({ family: 4, base, length });
});

// eight groups of 16 bits, written out as one hexadecimal number
test.each([
  { text: '::/0', base: 0n, length: 0 },
  { text: '::1/128', base: 1n, length: 128 },
  { text: '2001:db8::/32', base: 0x2001_0db8_0000_0000_0000_0000_0000_0000n, length: 32 },
  { text: '2001:DB8::/32', base: 0x2001_0db8_0000_0000_0000_0000_0000_0000n, length: 32 },
  {
    text: '2001:0db8:0000:0000:0000:0000:0000:0000/32',
    base: 0x2001_0db8_0000_0000_0000_0000_0000_0000n,
    length: 32,
  },
  { text: '2001:db8:0:1:8000::/65', base: 0x2001_0db8_0000_0001_8000_0000_0000_0000n, length: 65 },
  { text: '2001:db8::a:b/128', base: 0x2001_0db8_0000_0000_0000_0000_000a_000bn, length: 128 },
  { text: '1:2:3:4:5:6:7:8/128', base: 0x0001_0002_0003_0004_0005_0006_0007_0008n, length: 128 },
  { text: '1:2:3:4:5:6:7::/112', base: 0x0001_0002_0003_0004_0005_0006_0007_0000n, length: 112 },
  { text: '::2:3:4:5:6:7:8/128', base: 0x0000_0002_0003_0004_0005_0006_0007_0008n, length: 128 },
  { text: 'fc00::/7', base: 0xfc00_0000_0000_0000_0000_0000_0000_0000n, length: 7 },
  { text: 'fe80::/10', base: 0xfe80_0000_0000_0000_0000_0000_0000_0000n, length: 10 },
  { text: '64:ff9b::/96', base: 0x0064_ff9b_0000_0000_0000_0000_0000_0000n, length: 96 },
  { text: '64:ff9b::192.0.2.33/128', base: 0x0064_ff9b_0000_0000_0000_0000_c000_0221n, length: 128 },
  { text: '64:ff9b::192.0.242.33/128', base: 0x0064_ff9b_0000_0000_0000_0000_c000_f221n, length: 128 },
  { text: '::ffff:10.0.0.0/104', base: 0x0000_0000_0000_0000_0000_ffff_0a00_0000n, length: 104 },
  { text: '1:2:3:4:5:6:1.2.3.4/128', base: 0x0001_0002_0003_0004_0005_0006_0102_0304n, length: 128 },
])('$text begins where its groups say', ({ text, base, length }) => {
  expect(parseCidr(text)).toEqual({ family: 6, base, length });
});

test.each([
  { text: '10.0.0.1/8', range: '10.0.0.0/8' },
  { text: '10.255.255.255/8', range: '10.0.0.0/8' },
  { text: '10.1.2.3/0', range: '0.0.0.0/0' },
  { text: '172.31.255.255/12', range: '172.16.0.0/12' },
  { text: '192.168.1.200/25', range: '192.168.1.128/25' },
  { text: '192.168.1.131/31', range: '192.168.1.130/31' },
  { text: '2001:db8::1/32', range: '2001:db8::/32' },
  { text: '2001:db8:0:1:ffff::/64', range: '2001:db8:0:1::/64' },
  { text: '2001:db8:1:2:3:4:5:6/48', range: '2001:db8:1::/48' },
  { text: '2001:db8:1:2:3:4:5:6/112', range: '2001:db8:1:2:3:4:5:0/112' },
  { text: 'fdff::/7', range: 'fc00::/7' },
  { text: '::1/0', range: '::/0' },
])('$text is refused, and $range offered', ({ text, range }) => {
  expect(refusal(() => parseCidr(text))).toBe(
    `a CIDR must have no bit set after its prefix, got: '${text}'; did you mean ${range}?`,
  );
  expect(isCidr(text)).toBe(false);
  expect(isCidr(range)).toBe(true);
});

test.each([
  ['10.0.0.0/8', '10.0.0.0/8'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['255.255.255.255/32', '255.255.255.255/32'],
  // RFC 5952: lower case, no leading zeros, the longest run of zeros shortened, the first of two, never a single one
  ['2001:0DB8:0000:0000:0000:0000:0000:0000/32', '2001:db8::/32'],
  ['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
  ['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128'],
  ['2001:0:0:1:0:0:0:1/128', '2001:0:0:1::1/128'],
  ['0:0:0:0:0:0:0:0/0', '::/0'],
])('%s prints as %s', (text, printed) => {
  expect(printCidr(parseCidr(text))).toBe(printed);
});

const nasty = {
  nothing: '',
  'a word': 'any',
  'an address without length': '10.0.0.0',
  'an IPv6 address without length': '2001:db8::',
  'no length after the slash': '10.0.0.0/',
  'no address': '/8',
  'two lengths': '10.0.0.0/8/8',
  'a length beyond 32': '10.0.0.0/33',
  'a length beyond 128': '2001:db8::/129',
  'a negative length': '10.0.0.0/-1',
  'a signed length': '10.0.0.0/+8',
  'a length in hexadecimal': '10.0.0.0/0x8',
  'a length in another notation': '10.0.0.0/1e1',
  'a fraction': '10.0.0.0/8.0',
  'a netmask': '10.0.0.0/255.0.0.0',
  'three octets': '10.0.0/8',
  'five octets': '10.0.0.0.0/8',
  'an octet of 256': '10.256.0.0/16',
  'an octet with leading zeros': '010.0.0.0/8',
  'a space before': ' 10.0.0.0/8',
  'a space after': '10.0.0.0/8 ',
  'a line break after': '10.0.0.0/8\n',
  'digits of another script': '10.0.0.0/٨',
  'a zone': 'fe80::%eth0/10',
  'two shortenings': '1::2::3/64',
  'nine groups': '1:2:3:4:5:6:7:8:9/128',
  'seven groups': '1:2:3:4:5:6:7/112',
  brackets: '[2001:db8::]/32',
  'a group of five digits': '2001:0db80::/32',
};

test.each(Object.entries(nasty))('%s is refused', (_, text) => {
  expect(refusal(() => parseCidr(text))).toBe(
    `a CIDR must be written like 10.0.0.0/16 or 2001:db8::/32, got: '${text}'`,
  );
  expect(isCidr(text)).toBe(false);
});

test('500 IPv4 ranges: any address of a range names its first one', () => {
  const chance = new Seeded(4);
  for (let count = 0; count < 500; count++) {
    const octets = Array.from({ length: 4 }, () => chance.below(256));
    const length = chance.below(33);
    const value = octets.reduce((sum, octet) => sum * 256 + octet, 0);
    const size = 2 ** (32 - length);
    const base = value - (value % size);
    const range = `${[2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(base / unit) % 256).join('.')}/${length}`;

    expect(parseCidr(range)).toEqual({ family: 4, base: BigInt(base), length });
    expect(isCidr(`${octets.join('.')}/${length}`)).toBe(value === base);
  }
});

test('500 IPv6 ranges: the offered range is the shortest spelling of the right one', () => {
  const chance = new Seeded(6);
  for (let count = 0; count < 500; count++) {
    // whole groups, so that the expected range can be written without bit arithmetic
    const groups = Array.from({ length: 8 }, () => chance.one([0, 0, 1, 0xdb8, 0xffff, chance.below(65536)]));
    const kept = chance.below(8);
    groups[7] = 1 + chance.below(65535);
    const first = groups.map((group, index) => (index < kept ? group : 0));
    const written = `${groups.map((group) => group.toString(16)).join(':')}/${16 * kept}`;

    const offered = /did you mean (\S+)\?$/.exec(refusal(() => parseCidr(written)))![1]!;
    const base = BigInt(`0x${first.map((group) => group.toString(16).padStart(4, '0')).join('')}`);
    expect(parseCidr(offered)).toEqual({ family: 6, base, length: 16 * kept });
    expect(offered).not.toMatch(/(^|:)0[0-9a-f]|[A-F]|:::/);
  }
});
