/**
 * A cold question on gzip text of 29-field records: who sends most, every line accounted for, every byte once. Side by
 * side in one run with
 *
 * - the floor: two parallel gunzip processes to nowhere,
 * - awk over gunzip, a plain sum by source address,
 * - DuckDB's own sniffing reader, a plain sum by source address.
 *
 *     npm run bench:cold-question [records] [runs]
 *
 * Goal: at most 2 times the floor, peak memory under 1.5 GiB.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { simulate } from '../scripts/simulate';

const root = resolve(__dirname, '..');
const records = Number(process.argv[2] ?? 10_000_000);
const runs = Number(process.argv[3] ?? 3);

const sniffing = `
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const sql = "SELECT srcaddr, SUM(bytes) FROM read_csv('" + process.argv[1] + "/**/*.log.gz', delim = ' ', header = true, nullstr = '-') WHERE action = 'ACCEPT' GROUP BY 1";
  await connection.runAndReadAll(sql);
})();
`;

interface Rival {
  readonly name: string;
  readonly run: (logs: string) => { command: string; args: string[] };
}

const rivals: readonly Rival[] = [
  {
    name: 'gunzip x 2, to nowhere (floor)',
    run: (logs) => ({
      command: 'sh',
      args: ['-c', 'find "$1" -name "*.gz" | xargs -P2 -n1 gunzip -c > /dev/null', 'sh', logs],
    }),
  },
  {
    name: 'flowtoll ask top-talkers',
    run: (logs) => ({
      command: process.execPath,
      args: [
        '-r',
        join(root, 'bench/peak-memory.js'),
        join(root, 'dist/scripts/flowtoll.js'),
        ...['ask', 'top-talkers', '--data', logs, '--memory-limit', '1GB'],
      ],
    }),
  },
  {
    name: 'awk over gunzip',
    run: (logs) => ({
      command: 'sh',
      args: [
        '-c',
        'find "$1" -name "*.gz" | xargs gunzip -c | awk \'$13 == "ACCEPT" { sum[$4] += $10 } END { for (a in sum) print a, sum[a] }\' > /dev/null',
        'sh',
        logs,
      ],
    }),
  },
  {
    name: 'DuckDB, sniffing',
    run: (logs) => ({ command: process.execPath, args: ['-e', sniffing, logs] }),
  },
];

function seconds({ run }: Rival, logs: string, peak: string): number {
  const { command, args } = run(logs);
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, PEAK: peak },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`${command} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function main(): Promise<void> {
  const output = mkdtempSync(join(tmpdir(), 'flowtoll-bench-'));
  try {
    await simulate({ output, records, recordFormat: 'v5', seed: 1 });
    const logs = join(output, 'logs');
    const peak = join(output, 'peak');
    const times = new Map(rivals.map(({ name }) => [name, [] as number[]]));
    for (let run = 0; run < runs; run += 1) {
      for (const rival of rivals) times.get(rival.name)!.push(seconds(rival, logs, peak));
    }
    const floor = median(times.get(rivals[0]!.name)!);
    console.log(`${records} records, medians of ${runs} runs in turn`);
    for (const [name, values] of times) {
      console.log(
        `${name.padEnd(32)} ${median(values).toFixed(2).padStart(7)} s  ${(median(values) / floor).toFixed(2)} x the floor`,
      );
    }
    console.log(`peak memory of flowtoll: ${(Number(readFileSync(peak, 'utf8')) / 1024).toFixed(0)} MiB`);
  } finally {
    rmSync(output, { recursive: true });
  }
}

void main();
