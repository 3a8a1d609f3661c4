import { literal } from '../../../core/sql/dialect';
import { duckdb } from '../../../core/sql/duckdb';
import { useLogs } from '../tables/logs';
import { spelledAndShortest } from './rfc5952';

const world = useLogs();

async function shortest(addresses: readonly string[]): Promise<unknown[]> {
  const rows = addresses.map((address, index) => `(${index}, ${literal(address)})`).join(', ');
  const { rows: answer } = await world
    .engine()
    .query(`SELECT ${duckdb.shortestAddress('a')} FROM (VALUES ${rows}) AS t (i, a) ORDER BY i`);
  return answer.flat();
}

it('IPv6 addresses are written as RFC 5952 writes its examples', async () => {
  expect(await shortest(spelledAndShortest.map(([spelled]) => spelled))).toEqual(
    spelledAndShortest.map(([, short]) => short),
  );
});

it('each pattern of zero groups is written as the URL standard writes it', async () => {
  const patterns = Array.from({ length: 256 }, (_, pattern) =>
    Array.from({ length: 8 }, (_, group) => (pattern & (1 << group) ? `0${group + 1}A` : '0000')).join(':'),
  );
  expect(await shortest(patterns)).toEqual(
    patterns.map((address) => new URL(`http://[${address}]`).hostname.slice(1, -1)),
  );
});
