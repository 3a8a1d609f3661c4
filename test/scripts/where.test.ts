import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billDimensions } from '../../core/tolls/bill-dimensions';
import type { View } from '../../core/traffic/dimension';
import { dimensions } from '../../core/traffic/dimensions';
import type { Filter } from '../../core/traffic/filter';
import { refuseImpossible } from '../../core/traffic/filter';
import { run } from '../../scripts/flowtoll';
import { simulate } from '../../scripts/simulate';
import { fakeIo, Recorder } from './terminal/fake-io';

/** What answers show can be asked for: no value of any dimension is taken for one that no record can hold. */
const output = mkdtempSync(join(tmpdir(), 'flowtoll-where-'));
afterAll(() => rmSync(output, { recursive: true }));
beforeAll(() => simulate({ output, records: 3000, recordFormat: 'recommended', seed: 3 }));

type Row = Readonly<Record<string, unknown>>;

async function rows<Answer>(...argv: string[]): Promise<Answer> {
  const [stdout, stderr] = [new Recorder(), new Recorder()];
  const code = await run(
    [...argv, '--data', join(output, 'logs'), '--format', 'json'],
    fakeIo({ stdout, stderr }),
  );
  if (code !== 0) throw new Error(stderr.text);
  return JSON.parse(stdout.text) as Answer;
}

function filterOn(name: string, value: unknown): Filter {
  return { name, negated: false, values: [{ kind: 'text', value: String(value ?? '-') }] };
}

const numbersOrNames = [...dimensions.values()].filter(({ values, type }) => values ?? type !== 'text');

it.each<View>(['transfers', 'sightings', 'both_ends', 'coverage'])(
  'of %s',
  async (view) => {
    const names = numbersOrNames.filter(({ views }) => views.includes(view)).map(({ name }) => name);
    const measure = view === 'both_ends' ? ['--measure', 'bytes_at_source'] : [];
    const answer = await rows<{ rows: Row[] }>('traffic', '--by', names.join(','), ...measure);
    const shown = names.map((name) => [name, new Set(answer.rows.map((row) => row[name]))] as const);
    expect(shown.filter(([, values]) => values.size === 0)).toEqual([]);
    for (const [name, values] of shown) {
      for (const value of values) refuseImpossible([filterOn(name, value)], dimensions);
    }
  },
  60_000,
);

it('of a bill', async () => {
  const names = [...billDimensions.values()].filter(({ values }) => values).map(({ name }) => name);
  const { bill } = await rows<{ bill: { lines: Row[] } }>('bill', '--by', names.join(','));
  expect(bill.lines.length).toBeGreaterThan(100);
  for (const line of bill.lines) {
    for (const name of names) refuseImpossible([filterOn(name, line[name])], billDimensions);
  }
}, 60_000);
