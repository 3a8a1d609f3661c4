import { openDuckDb, type DuckDbEngine } from '../../../scripts/engines/duckdb';
import { good, header, useLogs } from '../../core/tables/logs';
import { localLines } from '../../../core/tables/local-lines';

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await openDuckDb({ memoryLimit: '300MB', threads: 1 });
});
afterAll(() => engine.close());
const world = useLogs();

test('values come back exact', async () => {
  const values: [string, string, unknown][] = [
    ['1::INTEGER', 'integer', 1],
    ['9007199254740991::BIGINT', 'integer', 9007199254740991],
    ['9007199254740993::BIGINT', 'integer', 9007199254740993n],
    ['-9007199254740993::BIGINT', 'integer', -9007199254740993n],
    ['sum(1::BIGINT)', 'integer', 1],
    ['170141183460469231731687303715884105727::HUGEINT', 'integer', 170141183460469231731687303715884105727n],
    ['18446744073709551615::UBIGINT', 'integer', 18446744073709551615n],
    ['0.100000::DECIMAL(38,6)', 'decimal', '0.100000'],
    ['-12345678901234567890.123456::DECIMAL(38,6)', 'decimal', '-12345678901234567890.123456'],
    ['0.5::DOUBLE', 'decimal', 0.5],
    ['true', 'boolean', true],
    ["'é'", 'text', 'é'],
    ['NULL::VARCHAR', 'text', null],
    ['NULL::BIGINT', 'integer', null],
    ["DATE '2026-01-31'", 'text', '2026-01-31'],
  ];
  const { columns, rows } = await engine.query(
    `SELECT ${values.map(([sql], index) => `${sql} AS c${index}`).join(', ')}`,
  );
  expect(columns).toEqual(values.map(([, type], index) => ({ name: `c${index}`, type })));
  expect(rows).toEqual([values.map(([, , value]) => value)]);
});

test('time is UTC, and nothing is downloaded', async () => {
  const { rows } = await engine.query(
    `SELECT name, value FROM duckdb_settings() WHERE name IN ('TimeZone', 'memory_limit', 'preserve_insertion_order',
     'autoinstall_known_extensions', 'autoload_known_extensions') ORDER BY lower(name)`,
  );
  expect(rows).toEqual([
    ['autoinstall_known_extensions', 'false'],
    ['autoload_known_extensions', 'false'],
    ['memory_limit', '286.1 MiB'],
    ['preserve_insertion_order', 'false'],
    ['TimeZone', 'UTC'],
  ]);
});

test('rejects are lines, each once, and are forgotten', async () => {
  expect(await engine.rejects()).toEqual([]);
  const path = world.write(
    'some.log',
    [header, good, `${good}\xff`, `\xff\xfe \xff${good}`, good, ''].join('\n'),
  );
  const lines = localLines((await world.find(path)).groups, ['bytes']);
  for (let time = 0; time < 2; time++) {
    const { rows } = await engine.query(
      `SELECT COUNT(*), SUM(a.bytes) FROM (${lines}) a CROSS JOIN (SELECT COUNT(*) FROM (${lines}))`,
    );
    expect(rows).toEqual([[2, 2 * 4249]]);
    const rejects = await engine.rejects();
    expect(rejects.map(({ file, line, reason }) => ({ file, line, reason }))).toEqual([
      { file: path, line: 3, reason: 'invalid encoding' },
      { file: path, line: 4, reason: 'invalid encoding' },
    ]);
    expect(await engine.rejects()).toEqual([]);
  }
});

test('what cannot be run is an error, and the next is run', async () => {
  await expect(engine.query('SELEC 1')).rejects.toThrow('syntax error');
  await engine.execute('CREATE TABLE t AS SELECT 1 AS a');
  expect((await engine.query('FROM t')).rows).toEqual([[1]]);
});
