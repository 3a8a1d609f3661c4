import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/**
 * The arrows of docs/architecture.md: main → stacks → modules → core ← scripts. Every import of every source file is
 * resolved and held against them.
 */
const root = resolve(__dirname, '..');

/** For each room, the rooms it may import from; beside itself. */
const arrows: Record<string, readonly string[]> = {
  'main.ts': ['stacks', 'core'],
  'flowtoll.config.ts': ['core'],
  stacks: ['modules', 'core'],
  modules: ['core'],
  scripts: ['core'],
  core: [],
  bench: ['core', 'scripts'],
};

/** The rooms inside core, each with those it may import from; files at core's top are for all. */
const coreArrows: Record<string, readonly string[]> = {
  records: [],
  sql: ['records'],
  delivery: ['records'],
  configuration: ['records', 'delivery'],
  tables: ['records', 'sql', 'delivery'],
  traffic: ['records', 'sql', 'tables'],
  tolls: ['records', 'sql', 'tables', 'traffic'],
  questions: ['records', 'sql', 'tables', 'traffic', 'tolls'],
  report: ['tolls'],
  // the other witness: it shares nothing with what it is held against
  simulation: ['records', 'delivery'],
  'outputs.ts': ['delivery'],
  'nearest.ts': [],
  'user-error.ts': [],
};
const forAllOfCore = ['nearest.ts', 'user-error.ts'];

const mayUseCdktf = ['main.ts', 'stacks', 'modules', 'bench'];

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** Path from the project's root for a file of ours, else undefined. */
  readonly target: string | undefined;
}

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? sources(join(folder, entry.name))
      : entry.name.endsWith('.ts')
        ? [join(folder, entry.name)]
        : [],
  );
}

function importsOf(file: string): Import[] {
  return ts
    .preProcessFile(readFileSync(join(root, file), 'utf8'), true, true)
    .importedFiles.map(({ fileName }) => ({
      from: file,
      specifier: fileName,
      target: fileName.startsWith('.') ? resolveImport(file, fileName) : undefined,
    }));
}

function resolveImport(file: string, specifier: string): string {
  const path = resolve(root, dirname(file), specifier);
  const found = [`${path}.ts`, join(path, 'index.ts'), path].find((candidate) => existsSync(candidate));
  if (!found) throw new Error(`${file} imports ${specifier}, which does not exist`);
  return relative(root, found);
}

const files = [
  'main.ts',
  'flowtoll.config.ts',
  ...['stacks', 'modules', 'core', 'scripts', 'bench'].flatMap(sources),
];
const imports = files.flatMap(importsOf);
const room = (file: string) => file.split('/')[0]!;
const coreRoom = (file: string) => file.split('/')[1]!;

describe('the arrows', () => {
  it('has files to look at, and finds their imports', () => {
    expect(files.length).toBeGreaterThan(30);
    expect(imports).toContainEqual({
      from: 'modules/flow-log.ts',
      specifier: '../core/records/record-format',
      target: 'core/records/record-format.ts',
    });
  });

  it('leads from main through stacks and modules to core, and from scripts to core', () => {
    const wrong = imports.filter(
      ({ from, target }) =>
        target && room(target) !== room(from) && !arrows[room(from)]!.includes(room(target)),
    );
    expect(wrong).toEqual([]);
  });

  it('leads one way inside core', () => {
    const wrong = imports.filter(({ from, target }) => {
      if (room(from) !== 'core' || !target || coreRoom(target) === coreRoom(from)) return false;
      const allowed = coreArrows[coreRoom(from)];
      if (!allowed)
        throw new Error(
          `core/${coreRoom(from)} has no arrows yet: add it to this test and to docs/architecture.md`,
        );
      return ![...allowed, ...forAllOfCore].includes(coreRoom(target));
    });
    expect(wrong).toEqual([]);
  });

  it('keeps cdktf to main, stacks and modules, so that moving to its fork stays a rename', () => {
    const wrong = imports.filter(
      ({ from, specifier }) =>
        /^(cdktf|constructs|@cdktf\/)/.test(specifier) && !mayUseCdktf.includes(room(from)),
    );
    expect(wrong).toEqual([]);
  });

  it('never imports the root of the provider, which takes seconds to load', () => {
    expect(imports.filter(({ specifier }) => specifier === '@cdktf/provider-aws')).toEqual([]);
  });
});
