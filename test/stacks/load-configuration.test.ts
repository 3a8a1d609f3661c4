import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { defineConfig } from '../../core/configuration';
import { loadConfiguration } from '../../stacks/load-configuration';
import { mistake } from '../modules/synth';

const core = resolve(__dirname, '../../core/configuration');
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-load-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const good = `import { defineConfig } from '${core}'; export default defineConfig({ region: 'us-east-1' });`;

describe('loadConfiguration', () => {
  const before = process.env['FLOWTOLL_CONFIG'];
  afterEach(() => {
    if (before === undefined) delete process.env['FLOWTOLL_CONFIG'];
    else process.env['FLOWTOLL_CONFIG'] = before;
  });

  it('loads the configuration that a file exports', () => {
    expect(loadConfiguration(fileWith('good.ts', good))).toEqual(defineConfig({ region: 'us-east-1' }));
  });

  it('loads the file that FLOWTOLL_CONFIG names', () => {
    process.env['FLOWTOLL_CONFIG'] = fileWith('named.ts', good);
    expect(loadConfiguration().region).toBe('us-east-1');
  });

  it.each([undefined, ''])('loads flowtoll.config.ts where FLOWTOLL_CONFIG is %p', (value) => {
    delete process.env['FLOWTOLL_CONFIG'];
    if (value !== undefined) process.env['FLOWTOLL_CONFIG'] = value;
    expect(loadConfiguration()).toEqual(defineConfig({ region: 'eu-central-1' }));
  });

  it('names a file that is missing', () => {
    const path = join(folder, 'missing.ts');
    expect(mistake(() => loadConfiguration(path))).toBe(
      `no configuration at ${path}; FLOWTOLL_CONFIG names another file than flowtoll.config.ts`,
    );
  });

  it.each([
    ['nothing', 'no-export.ts', 'export {};'],
    ['what did not go through defineConfig', 'plain.ts', "export default { region: 'eu-central-1' };"],
    ['null', 'null.ts', 'export default null;'],
    [
      'the function defineConfig itself',
      'function.ts',
      `import { defineConfig } from '${core}'; export default defineConfig;`,
    ],
    ['by another name', 'named-export.ts', good.replace('export default', 'export const configuration =')],
  ])('says what to export to a file that exports %s', (_, name, text) => {
    const path = fileWith(name, text);
    expect(mistake(() => loadConfiguration(path))).toBe(
      `${path} must export a configuration: export default defineConfig({ region: 'eu-central-1' })`,
    );
  });

  it('says that a folder is no configuration', () => {
    expect(mistake(() => loadConfiguration(folder))).toContain(folder);
  });
});
