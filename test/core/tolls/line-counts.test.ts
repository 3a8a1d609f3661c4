import { namedFormats } from '../../../core/records/named-formats';
import { countedFields, countLines, readLineCounts } from '../../../core/tolls/line-counts';
import { availableIn } from '../../../core/traffic/available';
import { openDuckDb, type DuckDbEngine } from '../../../scripts/engines/duckdb';

const lines = `SELECT * FROM (VALUES
  ('record', 'eni-1', 'nat_gateway', 'us-east-1', 100, 160),
  ('record', 'eni-2', NULL, 'us-east-1', 110, 170),
  ('no_data', 'eni-1', 'nat_gateway', 'us-east-1', 40, 100),
  ('no_data', 'eni-3', 'nat_gateway', 'us-east-1', 90, 150),
  ('no_data', 'eni-4', NULL, NULL, 90, 150),
  ('skip_data', 'eni-2', NULL, NULL, 10, 900),
  ('skip_data', 'eni-2', NULL, NULL, 1000, 1060),
  ('bad', NULL, NULL, NULL, NULL, NULL)
) AS l (kind, interface_id, interface_type, region, start, "end")`;

const available = availableIn([['fl-1', namedFormats.recommended]]);

let engine: DuckDbEngine;
beforeAll(async () => {
  engine = await openDuckDb();
});
afterAll(() => engine.close());

async function counts(range: { from?: number; to?: number } = {}) {
  return readLineCounts((await engine.query(countLines(lines, available, range))).rows, undefined);
}

it('counts what each line is', async () => {
  const { count } = await counts();
  expect((['record', 'no_data', 'skip_data', 'bad'] as const).map(count)).toEqual([2, 3, 2, 1]);
});

it('a line is of the time of its start, a bad one of any', async () => {
  const { count } = await counts({ from: 50, to: 1000 });
  expect((['record', 'no_data', 'skip_data', 'bad'] as const).map(count)).toEqual([2, 2, 0, 1]);
});

it('lost records tell no time', async () => {
  expect((await counts()).times).toEqual({ first: 40, last: 170 });
});

it('a NAT gateway is idle that has no record at all', async () => {
  expect((await counts()).idle).toEqual([{ interface: 'eni-3', region: 'us-east-1' }]);
});

it('does without the fields that the data lack', async () => {
  const few = availableIn([['fl-1', namedFormats['nat-article']]]);
  expect(countedFields(few)).toEqual(['interface-id', 'region']);
  const { rows } = await engine.query(countLines(lines, few, {}));
  expect(readLineCounts(rows, undefined).times).toBeUndefined();
});
