import { parseTollOptions, type WrittenTollOptions } from '../../../core/questions/toll-options';
import { refusal } from '../refusal';

test('nothing written takes no GB as used and knows no file', () => {
  expect(parseTollOptions({})).toStrictEqual({ priceFiles: [], internetUsedGb: 0 });
});

test('everything written is read', () => {
  expect(
    parseTollOptions({
      prices: ['a.json', 'b.json'],
      ipRanges: 'refresh',
      networks: 'networks.csv',
      internetUsedGb: '250',
      region: 'eu-west-1',
      explain: 'cross-az',
      failOver: '12.50',
    }),
  ).toStrictEqual({
    priceFiles: ['a.json', 'b.json'],
    ipRanges: 'refresh',
    networks: 'networks.csv',
    internetUsedGb: 250,
    region: 'eu-west-1',
    explain: 'cross-az',
    failOver: '12.50',
  });
});

test.each<[WrittenTollOptions, string]>([
  [{ internetUsedGb: '1.5' }, "--internet-used-gb must be a whole number of GB, got: '1.5'"],
  [{ internetUsedGb: '-1' }, "--internet-used-gb must be a whole number of GB, got: '-1'"],
  [{ region: 'Frankfurt' }, "--region must be a Region like us-east-1, got: 'Frankfurt'"],
  [{ failOver: '$5' }, "--fail-over must be an amount in USD like 100 or 12.50, got: '$5'"],
])('%j is refused', (written, message) => {
  expect(refusal(() => parseTollOptions(written))).toBe(message);
});
