import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { questions } from '../../core/questions/catalogue';
import { parseFilter } from '../../core/questions/options';
import { savedDays, savedQueries, viewsOfLastDays } from '../../core/questions/saved-queries';
import { columnName } from '../../core/records/field';
import { namedFormats } from '../../core/records/named-formats';
import { identifier } from '../../core/sql/dialect';
import { duckdb } from '../../core/sql/duckdb';
import { trino as trinoDialect } from '../../core/sql/trino';
import { tableLines } from '../../core/tables/table-lines';
import type { Available } from '../../core/traffic/available';
import { planPivot } from '../../core/traffic/pivot';
import { namedViews } from '../../core/traffic/views';
import { openDuckDb, type DuckDbEngine } from '../../scripts/engines/duckdb';
import { findLocalData } from '../../scripts/engines/local-data';
import { simulate } from '../../scripts/simulate';
import { describeWithTrino } from './describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from './trino';

/** What Athena's console runs: the saved query's own text, on the views of the last days that setup makes. */
const format = namedFormats.recommended;
const day = 86_400;
const today = Math.floor(Date.now() / 1000 / day) * day;
const session = { catalog: 'hive', schema: 'saved' };

describeWithTrino('saved queries', () => {
  let trino: Trino;
  let engine: DuckDbEngine;
  let available: Available;
  let lines: () => string;

  beforeAll(async () => {
    trino = await startTrino();
    engine = await openDuckDb();
    const folder = join(trino.dataRoot, 'saved');
    mkdirSync(folder);
    // the first day of those that count, the last one, and one before and after them
    for (const daysAgo of [9, savedDays.lastDays, 1, 0]) await write(folder, daysAgo);
    const local = await findLocalData({ data: [folder] });
    available = local.available;
    // a thousand small files are read once
    await engine.execute(`CREATE TABLE all_lines AS ${local.lines([...available.some])}`);
    lines = () => 'SELECT * FROM all_lines';
    await createTable(trino);
    const table = { name: 'hive.saved.vpc_flow_logs', format, columns: 'aws' } as const;
    for (const { name, fields, query } of viewsOfLastDays(namedViews(trinoDialect, available))) {
      const sql = query(tableLines(trinoDialect, table, fields, savedDays));
      await trino.query(`CREATE VIEW ${identifier(name)} AS ${sql}`, session);
    }
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await engine?.close();
    await trino?.stop();
  });

  it.each(savedQueries([format]).map(({ name, sql }) => [name, sql] as const))(
    '%s gives the rows of the question, of the last seven full days',
    async (name, sql) => {
      const { pivot, asks = [] } = questions.find(({ id }) => name === `flowtoll-${id}`)!;
      const where = [...(pivot.where ?? []), ...asks.map(parseFilter)];
      const measures = pivot.measures?.filter((one) => one !== 'gigabytes');
      const range = { from: today - savedDays.lastDays * day, to: today };
      const plan = planPivot({ ...pivot, ...(measures && { measures }), where, ...range }, duckdb, available);
      const here = await engine.query(plan.statement(lines()));
      const there = await trino.query(sql, session);
      expect(text(there.rows)).toEqual(text(here.rows));
    },
    120_000,
  );

  it('have rows to show', async () => {
    const { rows } = await trino.query(
      'SELECT DISTINCT day FROM transfers_last_7_days ORDER BY day',
      session,
    );
    const days = text(rows).map(([one]) => one);
    expect(days).toEqual(expect.arrayContaining([dayOf(savedDays.lastDays), dayOf(1)]));
    expect(days).not.toContain(dayOf(9));
    expect(days).not.toContain(dayOf(0));
  }, 60_000);
});

async function write(folder: string, daysAgo: number): Promise<void> {
  const output = mkdtempSync(join(tmpdir(), 'flowtoll-saved-'));
  await simulate({
    output,
    records: 1500,
    recordFormat: 'recommended',
    seed: 3,
    day: dayOf(daysAgo),
  });
  cpSync(join(output, 'logs'), folder, { recursive: true });
  rmSync(output, { recursive: true });
}

function dayOf(daysAgo: number): string {
  return new Date((today - daysAgo * day) * 1000).toISOString().slice(0, 10);
}

async function createTable(trino: Trino): Promise<void> {
  const types = { string: 'varchar', int: 'integer', bigint: 'bigint' };
  const columns = format.fields.map((field) => `${identifier(columnName(field))} ${types[field.type]}`);
  await trino.query('CREATE SCHEMA hive.saved');
  await trino.query(
    `CREATE TABLE hive.saved.vpc_flow_logs (${columns.join(', ')}) WITH (external_location = 'local:///saved', ` +
      `format = 'TEXTFILE', textfile_field_separator = ' ', skip_header_line_count = 1)`,
  );
}

/** Engines give integers as numbers or bigints; text makes them equal. */
function text(rows: readonly (readonly unknown[])[]): (string | null)[][] {
  return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
}
