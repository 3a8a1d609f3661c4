import { parseEngineOptions } from '../../../core/questions/engine-options';
import { refusal } from '../refusal';

const gigabyte = 2 ** 30;

test('nothing written chooses nothing', () => {
  expect(parseEngineOptions({})).toStrictEqual({});
});

test('everything written is read', () => {
  expect(
    parseEngineOptions({
      engine: 'athena',
      catalog: 'glue',
      maxScan: '10GB',
      reuse: '2h',
    }),
  ).toStrictEqual({
    engine: 'athena',
    catalog: 'glue',
    maxScan: 10 * gigabyte,
    reuseMinutes: 120,
  });
  expect(
    parseEngineOptions({ engine: 'trino', server: 'https://trino.example.com:8443/', catalog: 'glue' }),
  ).toStrictEqual({ engine: 'trino', server: 'https://trino.example.com:8443', catalog: 'glue' });
});

test.each([
  ['500MB', 500 * 2 ** 20],
  ['1.5tb', 1.5 * 2 ** 40],
  ['10 GiB', 10 * gigabyte],
  ['64kb', 65_536],
])('--max-scan %s', (maxScan, bytes) => {
  expect(parseEngineOptions({ maxScan }).maxScan).toBe(bytes);
});

test.each([
  ['60m', 60],
  ['24h', 1440],
  ['7d', 10_080],
])('--reuse %s', (reuse, minutes) => {
  expect(parseEngineOptions({ reuse }).reuseMinutes).toBe(minutes);
});

test.each([
  [{ engine: 'spark' }, "--engine must be athena, duckdb, trino, got: 'spark'"],
  [
    { engine: 'insights' },
    '--engine insights is not there yet; export the log group to files and name them with --data',
  ],
  [{ engine: 'trino' }, '--engine trino needs --server, e.g. --server http://localhost:8080'],
  [{ server: 'http://localhost:8080' }, '--server is where Trino answers; add --engine trino'],
  [
    { engine: 'trino', server: 'localhost:8080' },
    "--server must be a URL like https://trino.example.com:8443, got: 'localhost:8080'",
  ],
  [
    { engine: 'trino', server: 'https://me:secret@trino.example.com' },
    '--server must hold no user and password; set TRINO_USER and TRINO_PASSWORD',
  ],
  [
    { engine: 'trino', server: 'http://localhost:8080', maxScan: '10GB' },
    '--max-scan is of Athena, which is paid by what it scans; leave it out',
  ],
  [
    { engine: 'trino', server: 'http://localhost:8080', reuse: '60m' },
    '--reuse is of Athena, which is paid by what it scans; leave it out',
  ],
  [{ maxScan: '10' }, "--max-scan must be like 500MB, 10GB or 1.5TB, got: '10'"],
  [{ maxScan: '0GB' }, "--max-scan must be like 500MB, 10GB or 1.5TB, got: '0GB'"],
  [{ reuse: '8d' }, "--reuse must be like 60m, 24h or 7d, and at most 7d, got: '8d'"],
  [{ reuse: 'soon' }, "--reuse must be like 60m, 24h or 7d, and at most 7d, got: 'soon'"],
])('%j is refused', (written, message) => {
  expect(refusal(() => parseEngineOptions(written))).toBe(message);
});
