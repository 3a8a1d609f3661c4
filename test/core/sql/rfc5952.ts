/** Ways to write IPv6 addresses, and the one of RFC 5952 (its sections 1, 2 and 4); what is no IPv6 address stays. */
export const spelledAndShortest: readonly (readonly [string, string])[] = [
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8::0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:DB8:0:0:1::1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:0db8:aaaa:bbbb:cccc:dddd:eeee:0001', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:1'],
  ['2001:db8:aaaa:bbbb:cccc:dddd:eeee:AAAA', '2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaaa'],
  ['0000:0000:0000:0000:0000:0000:0000:0000', '::'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['fe80:0:0:0:0:0:0:0', 'fe80::'],
  ['2a05:d014:1234:5600:0000:0000:0000:0062', '2a05:d014:1234:5600::62'],
  ['2a05:d014:1234:5600::62', '2a05:d014:1234:5600::62'],
  ['10.0.0.5', '10.0.0.5'],
  ['0:no:address', '0:no:address'],
  ['-', '-'],
];
