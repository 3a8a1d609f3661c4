import { RecordFormat } from '../../../core/records/record-format';
import { kindOfLine } from '../../../core/tables/kind';
import { duckdb } from '../../../core/sql/duckdb';
import { trino } from '../../../core/sql/trino';
import { good, header, kinds, record, useLogs, type Kinds } from './logs';

const world = useLogs();
const v3 = `${header} vpc-id tcp-flags reject-reason`;

const cases: { what: string; line: string; names?: string; kind: keyof Kinds }[] = [
  { what: 'a good record', line: good, kind: 'record' },
  {
    what: 'NODATA with its times',
    line: '2 123456789010 eni-1 - - - - - - - 1431280876 1431280934 - NODATA',
    kind: 'no_data',
  },
  { what: 'NODATA without times', line: '2 - eni-1 - - - - - - - - - - NODATA', kind: 'no_data' },
  { what: 'NODATA with bytes, as made up', line: record({ 'log-status': 'NODATA' }), kind: 'no_data' },
  { what: 'SKIPDATA', line: '2 - eni-1 - - - - - - - - - - SKIPDATA', kind: 'skip_data' },
  { what: 'another log-status', line: record({ 'log-status': 'GO_AWAY' }), kind: 'bad' },
  { what: 'no log-status', line: record({ 'log-status': '-' }), kind: 'bad' },
  { what: 'version 11', line: record({ version: '11' }), kind: 'record' },
  { what: 'version 1', line: record({ version: '1' }), kind: 'bad' },
  { what: 'version 12', line: record({ version: '12' }), kind: 'bad' },
  {
    what: 'an instance where the version should be',
    line: record({ version: 'i-01234567890123456' }),
    kind: 'bad',
  },
  { what: 'a regional NAT gateway', line: record({ 'interface-id': '-' }), kind: 'record' },
  { what: 'no interface', line: record({ 'interface-id': 'vpc-1' }), kind: 'bad' },
  { what: 'no source', line: record({ srcaddr: '-' }), kind: 'bad' },
  { what: 'no destination', line: record({ dstaddr: '-' }), kind: 'bad' },
  { what: 'ports 0', line: record({ srcport: '0', dstport: '0', protocol: '1' }), kind: 'record' },
  { what: 'no port', line: record({ srcport: '-' }), kind: 'bad' },
  { what: 'no protocol', line: record({ protocol: '-' }), kind: 'bad' },
  { what: 'a protocol nobody knows', line: record({ protocol: '253' }), kind: 'record' },
  { what: 'negative packets', line: record({ packets: '-1' }), kind: 'bad' },
  { what: 'no bytes', line: record({ bytes: '-' }), kind: 'bad' },
  { what: 'bytes with a fraction', line: record({ bytes: '1.5' }), kind: 'bad' },
  { what: 'bytes with an exponent', line: record({ bytes: '1e3' }), kind: 'bad' },
  { what: 'bytes in hexadecimal', line: record({ bytes: '0x10' }), kind: 'bad' },
  { what: 'bytes with underscores', line: record({ bytes: '1_000' }), kind: 'bad' },
  { what: 'bytes with a tab', line: record({ bytes: '\t10' }), kind: 'bad' },
  { what: 'bytes of 15 digits', line: record({ bytes: '999999999999999' }), kind: 'record' },
  { what: 'bytes of 16 digits', line: record({ bytes: '1000000000000000' }), kind: 'bad' },
  { what: 'bytes beyond 64 bits', line: record({ bytes: '99999999999999999999' }), kind: 'bad' },
  { what: 'end before start', line: record({ start: '1418530070', end: '1418530010' }), kind: 'bad' },
  { what: 'end at start', line: record({ end: '1418530010' }), kind: 'record' },
  {
    what: 'times in milliseconds',
    line: record({ start: '1418530010000', end: '1418530070000' }),
    kind: 'record',
  },
  {
    what: 'times in microseconds',
    line: record({ start: '1418530010000000', end: '1418530070000000' }),
    kind: 'bad',
  },
  { what: 'the last time', line: record({ end: '99999999999999' }), kind: 'record' },
  { what: 'a time after it', line: record({ end: '100000000000000' }), kind: 'bad' },
  { what: 'an action that AWS does not write', line: record({ action: 'SUCCESS' }), kind: 'record' },
  { what: 'an account that is unknown', line: record({ 'account-id': 'unknown' }), kind: 'record' },
  {
    what: 'a full IPv6 address',
    line: record({ srcaddr: '2001:db8:1234:a100:8d6e:3477:df66:f105' }),
    kind: 'record',
  },
  { what: 'two spaces in a row', line: good.replace(' 20641', '  20641'), kind: 'bad' },
  { what: 'two spaces for a value', line: good.replace(' 20641', ' '), kind: 'bad' },
  { what: 'two spaces for an address', line: record({ srcaddr: '' }), kind: 'bad' },
  { what: 'a space in front', line: ` ${good}`, kind: 'bad' },
  { what: 'a space at the end', line: `${good} `, kind: 'record' },
  { what: 'a value too many behind two spaces', line: `${good}  x`, kind: 'bad' },
  { what: 'a value too many', line: `${good} x`, kind: 'bad' },
  { what: 'many values too many', line: `${good} a b c d e f`, kind: 'bad' },
  { what: 'a value too few', line: good.replace(/ OK$/, ''), kind: 'bad' },
  { what: 'one word', line: 'x', kind: 'bad' },
  { what: 'one space', line: ' ', kind: 'bad' },
  { what: 'spaces', line: ' '.repeat(13), kind: 'bad' },
  { what: 'quotes', line: record({ 'account-id': '"123' }), kind: 'record' },
  { what: 'a NUL byte in a number', line: record({ bytes: '1\0' }), kind: 'bad' },
  { what: 'letters beyond ASCII', line: record({ 'account-id': '\xc3\xa9' }), kind: 'record' },
  { what: 'bytes that are no UTF-8', line: record({ 'account-id': '\xff' }), kind: 'bad' },
  { what: 'a control character', line: record({ 'account-id': '\x01' }), kind: 'record' },
  { what: 'a unit separator', line: record({ 'account-id': '\x1f' }), kind: 'bad' },
  { what: 'a unit separator at the end', line: `${good}\x1f`, kind: 'bad' },
  { what: 'a unit separator in front', line: `\x1f${good}`, kind: 'bad' },
  { what: 'unit separators alone', line: '\x1f\x1f\x1f', kind: 'bad' },
  { what: 'a comment among the records', line: '# comment', kind: 'bad' },
  { what: 'the header once more', line: header, kind: 'bad' },
  { what: 'tcp-flags and tag missing', line: `${good} - - -`, names: v3, kind: 'record' },
  { what: 'tcp-flags that do not parse', line: `${good} vpc-1 x -`, names: v3, kind: 'record' },
  {
    what: 'no bytes where Block Public Access rejected',
    line: `${record({ bytes: '-' })} - - BPA`,
    names: v3,
    kind: 'record',
  },
  {
    what: 'no bytes where encryption controls rejected',
    line: `${record({ bytes: '-' })} - - EC`,
    names: v3,
    kind: 'bad',
  },
  { what: 'bytes in such a format', line: `${good} - - -`, names: v3, kind: 'record' },
  {
    what: 'nothing, where there is no log-status',
    line: 'eni-1 - - - -',
    names: 'interface-id srcaddr dstaddr packets bytes',
    kind: 'no_data',
  },
  {
    what: 'an address, where there is no log-status',
    line: 'eni-1 10.0.0.1 - - -',
    names: 'interface-id srcaddr dstaddr packets bytes',
    kind: 'bad',
  },
  { what: 'a record of two fields', line: '10.0.0.1 10.0.0.2', names: 'srcaddr dstaddr', kind: 'record' },
  { what: 'a record of one field', line: '10.0.0.1', names: 'srcaddr', kind: 'record' },
];

test.each(cases)('$what: $kind', async ({ line, names, kind }) => {
  expect(await world.kindsOf(line, names)).toEqual(kinds({ [kind]: 1 }));
});

test('it reads the same in both dialects', () => {
  const format = RecordFormat.parseHeader(v3);
  const columns = { column: (name: string) => `"${name}"` };
  expect(kindOfLine(trino, format, columns)).toBe(kindOfLine(duckdb, format, columns));
});
