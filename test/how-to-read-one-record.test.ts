import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { duckdb } from '../core/sql/duckdb';
import { planPivot } from '../core/traffic/pivot';
import { openDuckDb } from '../scripts/engines/duckdb';
import { findLocalData } from '../scripts/engines/local-data';

const fixtures = resolve(__dirname, 'fixtures/records');
const page = readFileSync(resolve(__dirname, '../docs/how-to-read-one-record.md'), 'utf8');
const logs = readdirSync(fixtures)
  .filter((name) => name.endsWith('.log'))
  .flatMap((name) => readFileSync(join(fixtures, name), 'utf8').split('\n'));

const blocks = [...page.matchAll(/```text\n([^]*?)```/g)].map(([, text]) => text!.trimEnd().split('\n'));

test.each(blocks.flat())("is a line of AWS's guide: %s", (line) => {
  expect(logs).toContain(line);
});

/** The rows of the page's tables that say what a line is. */
function tableAfter(heading: string): string[][] {
  const section = page.slice(page.indexOf(`## ${heading}`)).split('\n## ')[0]!;
  return section
    .split('\n')
    .filter((line) => /^\| \d/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(2, 6)
        .map((cell) => cell.trim()),
    );
}

test.each([
  ['Through a NAT gateway', 'aws-guide-nat.log'],
  ['Through a transit gateway', 'aws-guide-tgw.log'],
])('%s: the page says what flowtoll reads', async (heading, file) => {
  const data = await findLocalData({ data: [join(fixtures, file)] });
  const plan = planPivot(
    { by: ['direction', 'local', 'remote', 'in_transit'], measures: ['flows'] },
    duckdb,
    data.available,
  );
  const engine = await openDuckDb();
  const { rows } = await engine.query(plan.statement(data.lines(plan.fields)));
  await engine.close();
  const read = rows.map((row) => row.slice(0, 4).map((cell) => String(cell ?? '-')));
  expect(read.sort()).toEqual(
    [...new Set(tableAfter(heading).map((row) => row.join('\n')))].map((row) => row.split('\n')).sort(),
  );
});
