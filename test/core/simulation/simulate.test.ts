import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Truth } from '../../../core/simulation/truth';
import { type SimulateOptions, simulate } from '../../../scripts/simulate';
import { readFile } from './small-world';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'simulate-'));
  folders.push(folder);
  return folder;
}

async function run(options: Omit<SimulateOptions, 'output'>) {
  const output = newFolder();
  const summary = await simulate({ output, ...options });
  const files = (readdirSync(output, { recursive: true }) as string[])
    .filter((name) => /\.(gz|json)$/.test(name))
    .sort();
  const contents = Object.fromEntries(files.map((name) => [name, readFileSync(join(output, name))]));
  return { output, summary, contents, truth: JSON.parse(contents['truth.json']!.toString()) as Truth };
}

describe('simulate', () => {
  it('writes gzip files in AWS’s layout, and the truth beside them', async () => {
    const { summary, contents, truth } = await run({ seed: 7, records: 1_000 });
    const names = Object.keys(contents);
    const files = names.filter((name) =>
      name.startsWith('logs/AWSLogs/111122223333/vpcflowlogs/eu-central-1/2026/03/'),
    );
    expect(names.filter((name) => !files.includes(name))).toEqual(['ip-ranges.json', 'truth.json']);
    const rows = files.flatMap((name) => readFile(gunzipSync(contents[name]!).toString()));
    const ok = rows.filter((row) => row['log-status'] === 'OK');
    expect(ok).toHaveLength(1_000);
    expect(summary).toMatchObject({
      records: 1_000,
      noData: rows.length - 1_000,
      skipData: 0,
      files: files.length,
      bytes: files.reduce((sum, name) => sum + contents[name]!.length, 0),
      transferBytes: truth.totals.bytes,
    });
    expect(truth.totals.sighted.bytes).toBe(ok.reduce((sum, row) => sum + Number(row['bytes']), 0));
    expect(truth.flowtoll).toBe(1);
  });

  it('writes the same bytes for the same seed and options, in another process too', async () => {
    const options = {
      seed: 11,
      records: 1_500,
      recordFormat: 'recommended',
      perHourPartition: true,
    } as const;
    const { contents } = await run(options);
    const output = newFolder();
    const program = `require('./scripts/simulate').simulate(${JSON.stringify({ ...options, output })})`;
    execFileSync('node', ['-r', './stacks/run-typescript.js', '-e', program], {
      cwd: join(__dirname, '../../..'),
    });
    for (const [name, content] of Object.entries(contents)) {
      expect(readFileSync(join(output, name)).equals(content)).toBe(true);
    }
    expect((await run({ ...options, seed: 12 })).contents['truth.json']).not.toEqual(contents['truth.json']);
  });

  it('tells how far it is after each file', async () => {
    const seen: number[] = [];
    const { summary } = await run({
      seed: 7,
      records: 1_000,
      onProgress: ({ records }) => seen.push(records),
    });
    expect(seen).toHaveLength(summary.files);
    expect(seen.at(-1)).toBe(1_000);
  });

  it('takes a format string as EC2 does', async () => {
    const { contents } = await run({ seed: 7, records: 200, recordFormat: '${srcaddr} ${bytes}' });
    const files = Object.keys(contents).filter((name) => name.endsWith('.gz'));
    const lines = files.flatMap((name) => gunzipSync(contents[name]!).toString().trimEnd().split('\n'));
    expect(new Set(lines.map((line) => line.replace(/[\da-f.:]+ \d+/, 'address number')))).toEqual(
      new Set(['srcaddr bytes', '- -', 'address number']),
    );
  });

  it('never writes beside the files of another run, and knows its record formats', async () => {
    const { output } = await run({ seed: 7, records: 100 });
    await expect(simulate({ output, seed: 7, records: 100 })).rejects.toThrow(
      `'output' must be a folder without logs, truth.json and ip-ranges.json, found: ${join(output, 'logs')}`,
    );
    await expect(
      simulate({ output: newFolder(), seed: 7, records: 100, recordFormat: 'v6' }),
    ).rejects.toThrow(
      "'recordFormat' must be one of default, v5, recommended, eks-article, nat-article or a format string, got: v6",
    );
  });
});
