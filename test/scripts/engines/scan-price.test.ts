import { printUsdOfScan, usdOfScan } from '../../../scripts/engines/scan-price';

test.each([
  [0, 0, 'less than $0.01'],
  // the least that is charged: 10 MB of 1,048,576, at $5 for 1,048,576
  [1, 50 / 1_048_576, 'less than $0.01'],
  [10 * 2 ** 20, 50 / 1_048_576, 'less than $0.01'],
  [3 * 2 ** 30, 15 / 1024, 'about $0.01'],
  [2 ** 40, 5, 'about $5.00'],
  [1234 * 2 ** 40, 6170, 'about $6,170.00'],
])('%i bytes', (bytes, usd, text) => {
  expect(usdOfScan(bytes)).toBe(usd);
  expect(printUsdOfScan(bytes)).toBe(`${text} (at $5 a TB, aws.amazon.com/athena/pricing)`);
});
