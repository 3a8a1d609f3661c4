import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const hook = resolve(__dirname, '../../stacks/run-typescript.js');
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-run-'));
afterAll(() => rmSync(folder, { recursive: true }));

function run(file: string): string {
  const { stdout, stderr } = spawnSync(process.execPath, ['-r', hook, file], { encoding: 'utf8' });
  return stdout + stderr;
}

describe('run-typescript.js', () => {
  const imported = join(folder, 'imported.ts');
  const main = join(folder, 'main.ts');
  writeFileSync(main, "import { word } from './imported';\nconsole.log(word as string);\n");

  it('runs what the sources say, also when a change leaves size and time of a file as they were', () => {
    writeFileSync(imported, "export const word: string = 'first';\n");
    const { atime, mtime } = statSync(imported);
    expect([run(main), run(main)]).toEqual(['first\n', 'first\n']);
    writeFileSync(imported, "export const word: string = 'other';\n");
    utimesSync(imported, atime, mtime);
    expect(run(main)).toBe('other\n');
  });
});
