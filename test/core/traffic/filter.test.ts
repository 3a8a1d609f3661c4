import { parseFilter } from '../../../core/questions/options';
import { duckdb } from '../../../core/sql/duckdb';
import { dimensions } from '../../../core/traffic/dimensions';
import { filterCondition } from '../../../core/traffic/filter';
import { useLogs } from '../tables/logs';

const world = useLogs();

/** Which of these packet sources a filter keeps. */
async function kept(filter: string, sources: readonly string[]): Promise<unknown[]> {
  const rows = sources.map((source) => `('${source}')`).join(', ');
  const where = filterCondition(duckdb, dimensions.get('source')!, parseFilter(filter));
  return (
    await world.engine().query(`SELECT source FROM (VALUES ${rows}) AS t (source) WHERE ${where}`)
  ).rows.flat();
}

// RFC 5952 §1: ways to write one address
const spelled = [
  '2001:db8::1',
  '2001:0db8:0000:0000:0000:0000:0000:0001',
  '2001:db8:0:0:0:0:0:1',
  '2001:DB8::1',
];

test.each(spelled)('an IPv6 address is found however the record spells it, asked as %s', async (asked) => {
  const others = ['2001:db8::2', '2001:db8::1:0', '10.0.0.1'];
  expect(await kept(`source=${asked}`, [...spelled, ...others])).toEqual(spelled);
  expect(await kept(`source!=${asked}`, [...spelled, ...others])).toEqual(others);
});

test('an IPv4 address is found as it is, and an IPv6 one that holds it is another', async () => {
  expect(await kept('source=10.0.0.1', ['10.0.0.1', '10.0.0.10', '64:ff9b::a00:1'])).toEqual(['10.0.0.1']);
});
