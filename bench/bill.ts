/**
 * The whole bill of gzip text of 29-field records, findings included, with 10,000 address ranges: every line accounted
 * for, every byte once a hop. Side by side in one run with DuckDB's own bare GROUP BY over just the columns that the
 * bill reads:
 *
 * - its columns are declared, so nothing is sniffed, and a `-` is NULL; it tests no line and joins nothing
 * - it keeps apart what the bill keeps apart, and adds up bytes and packets; ports and times, which are other in every
 *   record, are only read, as MIN and MAX
 * - the same, keeping the ports apart too, which makes nearly as many groups as there are records
 *
 * Each rival has a process of its own. flowtoll may take 1 GB; the others 2 GB, because with ports the last one runs out
 * of 1 GB now and then.
 *
 *     npm run bench:bill [records] [runs] [folder that simulate has written]
 *
 * Goal: at most 2 times the first bare GROUP BY.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { columnName } from '../core/records/field';
import { namedFormats } from '../core/records/named-formats';
import { Chance } from '../core/simulation/chance';
import { awsRanges, ipRangesJson, type IpRange } from '../core/simulation/ip-ranges';
import { identifier } from '../core/sql/dialect';
import { hopFields } from '../core/tolls/records';
import { sightedFields } from '../core/traffic/sighted';
import { simulate } from '../scripts/simulate';

const root = resolve(__dirname, '..');
const records = Number(process.argv[2] ?? 10_000_000);
const runs = Number(process.argv[3] ?? 3);
const ranges = 10_000;

/** Beside the memory, what flowtoll sets too. */
const bare = `
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const settings = { memory_limit: '2GB', temp_directory: process.argv[2], preserve_insertion_order: 'false' };
  const connection = await (await DuckDBInstance.create(':memory:', settings)).connect();
  await connection.run('CREATE TEMP TABLE sums AS ' + process.argv[1]);
})();
`;

/** SQL of a GROUP BY over what the bill reads. */
function groupBy(logs: string, onlyRead: readonly string[]): string {
  const { fields } = namedFormats.v5;
  const read = new Set<string>([...sightedFields, ...hopFields, 'log-status']);
  const declared = fields.map((field) => {
    const type = field.type === 'string' ? 'VARCHAR' : 'BIGINT';
    return `${identifier(columnName(field))}: '${type}'`;
  });
  const columns = fields
    .filter(({ name }) => read.has(name))
    .map((field) => {
      const column = identifier(columnName(field));
      if (field.name === 'bytes' || field.name === 'packets') return `SUM(${column})`;
      return onlyRead.includes(field.name) ? `MIN(${column}), MAX(${column})` : column;
    });
  const options = `columns = {${declared.join(', ')}}, delim = ' ', skip = 1, header = false, auto_detect = false, nullstr = '-'`;
  return `SELECT ${columns.join(', ')} FROM read_csv('${logs}/**/*.log.gz', ${options}) GROUP BY ALL`;
}

/** The ranges that the simulated traffic goes to, and made-up ones beside them, none of which holds another. */
function addressRanges(): string {
  const chance = new Chance('ranges');
  const known = Object.values<IpRange>(awsRanges);
  const made = new Map<string, IpRange>();
  while (made.size < ranges - known.length) {
    const [service, region] = [
      chance.one(['S3', 'EC2', 'DYNAMODB', 'ROUTE53', 'AMAZON', 'API_GATEWAY', 'CLOUDFRONT']),
      chance.one([
        'us-east-1',
        'us-west-2',
        'eu-central-1',
        'eu-west-1',
        'ap-southeast-2',
        'sa-east-1',
        'GLOBAL',
      ]),
    ];
    const range =
      chance.below(4) === 0
        ? `2600:${chance.between(0x9000, 0xf000).toString(16)}:${chance.below(0x10000).toString(16)}::/48`
        : `${chance.one([15, 34, 35, 43, 44, 99])}.${chance.below(256)}.${chance.below(64) * 4}.0/${chance.between(22, 26)}`;
    made.set(range.replace(/\/.*/, ''), { range, region, service });
  }
  return ipRangesJson([...known, ...made.values()]);
}

interface Rival {
  readonly name: string;
  readonly run: (logs: string) => string[];
}

const flowtoll = join(root, 'dist/scripts/flowtoll.js');

function rivals(output: string): Rival[] {
  const sums = (onlyRead: readonly string[]) => (logs: string) => [
    ...['-e', bare, groupBy(logs, onlyRead), join(output, 'spilled')],
  ];
  const bill = (logs: string) => [
    ...['bill', '--data', logs, '--ip-ranges', join(output, 'ten-thousand.json'), '--memory-limit', '1GB'],
  ];
  return [
    { name: 'DuckDB, GROUP BY', run: sums(['srcport', 'dstport', 'start', 'end']) },
    { name: 'flowtoll bill', run: (logs) => [flowtoll, ...bill(logs)] },
    { name: 'DuckDB, GROUP BY ports too', run: sums(['start', 'end']) },
  ];
}

/** Seconds, and peak memory in KiB. */
function measure({ run }: Rival, logs: string, peak: string): { seconds: number; memory: number } {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(
    process.execPath,
    ['-r', join(root, 'bench/peak-memory.js'), ...run(logs)],
    {
      cwd: root,
      env: { ...process.env, PEAK: peak },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (status !== 0) throw new Error(stderr);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { seconds, memory: Number(readFileSync(peak, 'utf8')) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function main(): Promise<void> {
  const output = mkdtempSync(join(tmpdir(), 'flowtoll-bench-'));
  try {
    const folder = process.argv[4] ?? output;
    if (folder === output) await simulate({ output, records, recordFormat: 'v5', seed: 1 });
    writeFileSync(join(output, 'ten-thousand.json'), addressRanges());
    const all = rivals(output).map((rival) => ({
      ...rival,
      seconds: [] as number[],
      memory: [] as number[],
    }));
    for (let run = 0; run < runs; run += 1) {
      for (const rival of all) {
        const { seconds, memory } = measure(rival, join(folder, 'logs'), join(output, 'peak'));
        rival.seconds.push(seconds);
        rival.memory.push(memory);
      }
    }
    const [first] = all.map(({ seconds }) => median(seconds));
    console.log(`${records} records, ${ranges} address ranges, medians of ${runs} runs in turn`);
    for (const { name, seconds, memory } of all) {
      const times = median(seconds);
      const cells = [
        name.padEnd(28),
        `${times.toFixed(2).padStart(7)} s`,
        `${(times / first!).toFixed(2)} x the first`,
        `${(median(memory) / 1024).toFixed(0).padStart(5)} MiB`,
      ];
      console.log(cells.join('  '));
    }
  } finally {
    rmSync(output, { recursive: true });
  }
}

void main();
