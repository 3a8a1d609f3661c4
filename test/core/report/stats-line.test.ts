import type { Stats } from '../../../core/report/result';
import { statsLine } from '../../../core/report/stats-line';

const stats: Stats = {
  records: 1_234_567,
  bad_lines: 0,
  odd: 0,
  no_data: 0,
  skip_data: 0,
  overlap: 0,
  bytes_scanned: 12_897_485,
  elapsed_ms: 420,
  usd_estimate: null,
};

test('says what was read, and how long it took', () => {
  expect(statsLine(stats, true)).toBe('1,234,567 records from 12.3 MB in 0.4 s');
});

test('says all that is unusual', () => {
  const unusual = { bad_lines: 1, odd: 2, no_data: 3, skip_data: 4, usd_estimate: 0.000058 };
  expect(statsLine({ ...stats, ...unusual }, true)).toBe(
    '1,234,567 records from 12.3 MB in 0.4 s; 1 bad line (--show-bad), 2 odd records, 3 lines without data, ' +
      '4 lines of skipped records, about $0.000058',
  );
});

test('names no option that would show no bad lines', () => {
  expect(statsLine({ ...stats, bad_lines: 2 }, false)).toBe(
    '1,234,567 records from 12.3 MB in 0.4 s; 2 bad lines',
  );
});

test('says no price where there is none', () => {
  expect(statsLine({ ...stats, usd_estimate: 0 }, true)).toBe('1,234,567 records from 12.3 MB in 0.4 s');
});

test('says when nothing was found', () => {
  expect(statsLine({ ...stats, records: 0, bytes_scanned: 0 }, true)).toBe('no records from 0 B in 0.4 s');
});

test('says the bytes alone where nobody counted the records', () => {
  const uncounted = {
    records: null,
    bad_lines: null,
    odd: null,
    no_data: null,
    skip_data: null,
    overlap: null,
  };
  expect(statsLine({ ...stats, ...uncounted, usd_estimate: 0.25 }, false)).toBe(
    '12.3 MB scanned in 0.4 s; about $0.25',
  );
});
