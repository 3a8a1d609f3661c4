/**
 * How long synthesis of both stacks takes, beside a CDKTF program with one bucket: the same loader, the same machine,
 * in turn, as whole processes. Prints medians and the ratio pair by pair; the goal is at most 1.5.
 *
 *     npm run bench:synth [runs]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '..');
const runs = Number(process.argv[2] ?? 15);
const output = mkdtempSync(join(tmpdir(), 'flowtoll-bench-'));

function seconds(program: string): number {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, ['-r', './stacks/run-typescript.js', program], {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: output },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${program} failed: ${stderr}`);
  return Number(process.hrtime.bigint() - started) / 1e9;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

seconds('bench/one-bucket.ts');
seconds('main.ts');
const pairs = Array.from(
  { length: runs },
  () => [seconds('bench/one-bucket.ts'), seconds('main.ts')] as const,
);
rmSync(output, { recursive: true });

const [floor, both] = [median(pairs.map(([one]) => one)), median(pairs.map(([, two]) => two))];
console.log(`one bucket   ${floor.toFixed(3)} s (median of ${runs})`);
console.log(`both stacks  ${both.toFixed(3)} s`);
console.log(
  `ratio        ${median(pairs.map(([one, two]) => two / one)).toFixed(2)} (median of pairs; goal: at most 1.50)`,
);
