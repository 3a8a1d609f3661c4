/**
 * What a question about one day out of thirty reads, and Athena charges for. On the same traffic:
 *
 * - the EKS article's query as it is written there, on its table: text, no partition in the query
 * - the same with its partition
 * - the same sum from flowtoll's view `records`, and flowtoll's own question, in which every byte counts once, both on the
 *   recommended delivery: Parquet as AWS writes it, gzip inside, a small file every five minutes
 *
 *     npm run bench:scanned-bytes [records a day] [nodes a zone]
 *
 * The bytes are a real Trino's `physicalInputBytes`: as it reads by itself, a Parquet file of less than 3 MB whole; and
 * column by column, which is what Athena charges for by its documents. There, what it reads of every file to find the
 * columns, the last 48 KB, is left out.
 *
 * One day is simulated; the other days are its files again, for nothing but their bytes matters.
 * Goal: at most 1/20 of the first, at most 1/6 of the second.
 */
import { spawn } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseObjectKey, printObjectKey } from '../core/delivery/object-key';
import { columnName } from '../core/records/field';
import { namedFormats } from '../core/records/named-formats';
import { identifier, literal } from '../core/sql/dialect';
import { trino } from '../core/sql/trino';
import { articleColumns } from '../core/tables/article-columns';
import type { LogTable } from '../core/tables/log-table';
import { tableLines } from '../core/tables/table-lines';
import { availableIn } from '../core/traffic/available';
import { planPivot } from '../core/traffic/pivot';
import { namedViews } from '../core/traffic/views';
import { openDuckDb } from '../scripts/engines/duckdb';
import { simulate } from '../scripts/simulate';
import { writeAwsParquet } from './aws-parquet';

const root = resolve(__dirname, '..');
const count = Number(process.argv[2] ?? 1_000_000);
const nodesPerAz = Number(process.argv[3] ?? 2);
const days = 30;
/** The day that is asked for is the one that was simulated. */
const asked = 14;
const day = 86_400_000;
const firstDay = Date.parse('2026-03-01T00:00Z');
const range = { from: firstDay / 1000 + asked * 86_400, to: firstDay / 1000 + (asked + 1) * 86_400 };

const { 'eks-article': articleFormat, recommended } = namedFormats;

interface Server {
  readonly url: string;
  readonly dataRoot: string;
  stop(): void;
}

async function startServer(): Promise<Server> {
  const server = join(root, 'test/trino/serve.ts');
  // no gap between two columns is read along
  const args = ['-r', join(root, 'stacks/run-typescript.js'), server, 'parquet.max-merge-distance=0B'];
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['pipe', 'pipe', 'inherit'] });
  for await (const line of createInterface(child.stdout)) {
    return { ...(JSON.parse(line) as Pick<Server, 'url' | 'dataRoot'>), stop: () => child.stdin.end() };
  }
  throw new Error('Trino did not start');
}

interface Read {
  readonly rows: readonly (readonly unknown[])[];
  readonly bytes: number;
}

interface Statement {
  readonly name: string;
  readonly sql: string;
  /** A statement that opens the same files and reads no column of them. @default - the files have no columns */
  readonly nothing?: string;
}

async function query({ url }: Server, sql: string, session = ''): Promise<Read> {
  const headers = {
    'X-Trino-User': 'bench',
    'X-Trino-Catalog': 'hive',
    'X-Trino-Schema': 'bench',
    'X-Trino-Session': session,
  };
  const rows: unknown[][] = [];
  let answer = await fetch(`${url}/v1/statement`, { method: 'POST', headers, body: sql });
  for (;;) {
    const page = (await answer.json()) as {
      nextUri?: string;
      data?: unknown[][];
      error?: { message: string };
      stats: { physicalInputBytes: number };
    };
    if (page.error) throw new Error(`${page.error.message}\n${sql}`);
    rows.push(...(page.data ?? []));
    if (page.nextUri === undefined) return { rows, bytes: page.stats.physicalInputBytes };
    answer = await fetch(page.nextUri, { headers });
  }
}

async function bytesOf(server: Server, { name, sql }: Statement): Promise<number> {
  const { rows, bytes } = await query(server, sql);
  if (rows.length !== 2) throw new Error(`${name} found ${rows.length} addresses of 2`);
  return bytes;
}

async function bytesByColumn(server: Server, { sql, nothing }: Statement): Promise<number | undefined> {
  if (nothing === undefined) return undefined;
  const noWholeFiles = 'hive.parquet_small_file_threshold=0B';
  const { bytes } = await query(server, sql, noWholeFiles);
  return bytes - (await query(server, nothing, noWholeFiles)).bytes;
}

/** The files of a simulated day, by their keys. */
async function simulateDay(folder: string, recordFormat: 'eks-article' | 'recommended'): Promise<string[]> {
  const output = join(folder, recordFormat);
  const time = new Date(firstDay + asked * day).toISOString().slice(0, 10);
  const perHourPartition = recordFormat === 'recommended';
  const vpcs = [{ nodesPerAz }];
  await simulate({ output, records: count, recordFormat, seed: 1, day: time, perHourPartition, vpcs });
  return readdirSync(join(output, 'logs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log.gz'))
    .map((name) => join(output, 'logs', name));
}

/** Every file as if delivered on each of the days; but nothing of another day in the hours beside the asked day. */
function onEveryDay(file: string, key: string, to: string): void {
  const object = parseObjectKey(key)!;
  for (let shift = -asked; shift < days - asked; shift += 1) {
    const slot = new Date(object.slot.getTime() + shift * day);
    const beside = Math.abs(slot.getTime() / 1000 - (range.from + range.to) / 2) < 43_200 + 3_600;
    if (shift !== 0 && beside) continue;
    const target = join(to, printObjectKey({ ...object, slot }));
    mkdirSync(dirname(target), { recursive: true });
    linkSync(file, target);
  }
}

/** The folder below which a key's dates begin. */
function rootOf(key: string): string {
  const { account, region } = parseObjectKey(key)!;
  return `AWSLogs/${account}/vpcflowlogs/${region}`;
}

async function makeArticleTable(server: Server, folder: string): Promise<void> {
  const files = await simulateDay(folder, 'eks-article');
  for (const file of files) {
    const key = file.slice(file.indexOf('AWSLogs/'));
    // as tight as gzip packs by default; the simulator is in a hurry
    writeFileSync(file, gzipSync(gunzipSync(readFileSync(file))));
    onEveryDay(file, key, join(server.dataRoot, 'article'));
  }
  const columns = articleFormat.fields.map(
    ({ name, type }) =>
      `${articleColumns[name]} ${{ int: 'integer', bigint: 'bigint', string: 'varchar' }[type]}`,
  );
  const place = `local:///article/${rootOf(files[0]!.slice(files[0]!.indexOf('AWSLogs/')))}`;
  await query(
    server,
    `CREATE TABLE article (${columns.join(', ')}, dt varchar) WITH (external_location = ${literal(place)}, ` +
      `format = 'TEXTFILE', textfile_field_separator = ' ', skip_header_line_count = 1, partitioned_by = ARRAY['dt'])`,
  );
  for (let index = 0; index < days; index += 1) {
    const dt = new Date(firstDay + index * day).toISOString().slice(0, 10);
    await query(
      server,
      `CALL system.register_partition('bench', 'article', ARRAY['dt'], ARRAY['${dt}'], '${place}/${dt.replaceAll('-', '/')}')`,
    );
  }
}

async function makeRecommendedTable(server: Server, folder: string): Promise<LogTable> {
  const engine = await openDuckDb();
  const files = await simulateDay(folder, 'recommended');
  for (const file of files) {
    const key = printObjectKey({
      ...parseObjectKey(file.slice(file.indexOf('AWSLogs/')))!,
      fileFormat: 'parquet',
    });
    const parquet = join(folder, 'one.parquet');
    rmSync(parquet, { force: true });
    await writeAwsParquet(engine, recommended, file, parquet);
    onEveryDay(parquet, key, join(server.dataRoot, 'recommended'));
  }
  await engine.close();
  const key = files[0]!.slice(files[0]!.indexOf('AWSLogs/'));
  const place = `local:///recommended/${rootOf(key)}`;
  const columns = recommended.fields.map(
    (field) =>
      `${identifier(columnName(field))} ${{ int: 'integer', bigint: 'bigint', string: 'varchar' }[field.type]}`,
  );
  const since = new Date(firstDay).toISOString().slice(0, 10).replaceAll('-', '/');
  await query(
    server,
    `CREATE TABLE recommended (${columns.join(', ')}, dt varchar WITH (partition_projection_type = 'DATE', ` +
      `partition_projection_format = 'yyyy/MM/dd/HH', partition_projection_range = ARRAY['${since}/00', 'NOW'], ` +
      `partition_projection_interval = 1, partition_projection_interval_unit = 'HOURS')) ` +
      `WITH (external_location = ${literal(place)}, format = 'PARQUET', partitioned_by = ARRAY['dt'], ` +
      `partition_projection_enabled = true, partition_projection_location_template = '${place}/\${dt}/')`,
  );
  return {
    name: 'recommended',
    format: recommended,
    columns: 'aws',
    fileFormat: 'parquet',
    timeKeys: [{ name: 'dt', pattern: 'yyyy/MM/dd/HH' }],
  };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'flowtoll-bench-'));
  const server = await startServer();
  try {
    await query(server, 'CREATE SCHEMA bench');
    await makeArticleTable(server, folder);
    const table = await makeRecommendedTable(server, folder);
    const { rows } = await query(
      server,
      'SELECT sourceaddress FROM article GROUP BY 1 ORDER BY SUM(numbytes) DESC, 1 LIMIT 2',
    );
    const addresses = rows.map(([address]) => literal(String(address))).join(', ');
    const dt = new Date(range.from * 1000).toISOString().slice(0, 10);

    const articles =
      'SELECT sourceaddress AS SOURCE_ADDRESS, SUM(numbytes)/1024/1024  AS TOTAL_IN_MB FROM article ' +
      `WHERE action = 'ACCEPT' AND sourceaddress in (${addresses})`;
    const available = availableIn([['fl-0a', recommended]]);
    const values = rows.map(([address]) => ({ kind: 'text' as const, value: String(address) }));
    const where = [{ name: 'source', negated: false, values }];
    const once = planPivot({ by: ['source'], where, ...range }, trino, available);
    const [records] = namedViews(trino, available, ['dt']);
    const recordsView = records!.query(tableLines(trino, table, records!.fields, {}, ['dt']));
    const hours = ['00', '23'].map((hour) => literal(`${dt.replaceAll('-', '/')}/${hour}`)).join(' AND ');
    const lines = tableLines(trino, table, once.fields, range);
    const statements: Statement[] = [
      { name: "the article's, as written", sql: `${articles} GROUP BY sourceaddress` },
      { name: "the article's, with dt", sql: `${articles} AND dt = '${dt}' GROUP BY sourceaddress` },
      {
        name: 'flowtoll, the same sum of records',
        sql:
          `SELECT srcaddr, SUM(bytes) / 1024 / 1024 FROM (${recordsView}) AS records ` +
          `WHERE dt BETWEEN ${hours} AND action = 'ACCEPT' AND srcaddr IN (${addresses}) GROUP BY srcaddr`,
        nothing: `SELECT COUNT(*) FROM recommended WHERE dt BETWEEN ${hours}`,
      },
      {
        name: 'flowtoll, every byte once',
        sql: once.statement(lines),
        nothing: `SELECT COUNT(*) FROM (${lines}) AS line`,
      },
    ];

    console.log(
      `${count} records a day of ${3 * nodesPerAz} nodes, ${days} days: MB (2^20) read, and the share of the first and the second`,
    );
    console.log(' '.repeat(36) + ['as Trino reads', 'by column'].map((how) => how.padStart(30)).join(''));
    const first: number[] = [];
    for (const one of statements) {
      const whole = await bytesOf(server, one);
      if (first.length < 2) first.push(whole);
      const cells = [whole, (await bytesByColumn(server, one)) ?? whole].map((bytes) => {
        const shares = first.map((of) => `1/${(of / bytes).toFixed(1)}`.padStart(9)).join('');
        return `${(bytes / 2 ** 20).toFixed(1).padStart(12)}${shares.padEnd(18)}`;
      });
      console.log(`${one.name.padEnd(36)}${cells.join('')}`.trimEnd());
    }
  } finally {
    server.stop();
    rmSync(folder, { recursive: true });
  }
}

void main();
