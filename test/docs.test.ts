import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { questions } from '../core/questions/catalogue';
import { tollQuestions } from '../core/questions/toll-questions';
import { generatedPages } from '../scripts/docs';
import { pages as commandPages, type CommandName } from '../scripts/terminal/pages';
import type { CommandDescription } from '../scripts/terminal/program';

const root = resolve(__dirname, '..');
const pages = ['README.md', ...markdownBelow('docs')];
const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
};
const stacks = ['flow-logs-s3', 'flow-logs-cloudwatch'];

interface Block {
  readonly page: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? markdownBelow(join(folder, entry.name))
      : entry.name.endsWith('.md')
        ? [join(folder, entry.name)]
        : [],
  );
}

function blocksOf(page: string): Block[] {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  const fences = lines.flatMap((line, index) => (line.startsWith('```') ? [index] : []));
  return fences.flatMap((start, index) =>
    index % 2 === 1
      ? []
      : [
          {
            page,
            line: start + 1,
            language: lines[start]!.slice(3),
            text: lines.slice(start + 1, fences[index + 1]).join('\n'),
          },
        ],
  );
}

const blocks = pages.flatMap(blocksOf);
const of = (...languages: string[]) => blocks.filter((block) => languages.includes(block.language));

describe('generated pages', () => {
  it.each(Object.entries(generatedPages))('docs/%s is what the sources say (npm run docs)', (file, page) => {
    expect(readFileSync(join(root, 'docs', file), 'utf8')).toBe(page());
  });
});

describe('links', () => {
  const links = pages.flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)(#[^)]*)?\)/g)].map(
      ([, target]) => [page, target!] as const,
    ),
  );

  it.each(links)('%s → %s exists', (page, target) => {
    expect(existsSync(resolve(root, dirname(page), target))).toBe(true);
  });
});

describe('code blocks', () => {
  it('name a language that is checked here', () => {
    const known = ['ts', 'sh', 'text', 'json', 'sql', 'hcl'];
    expect(blocks.filter(({ language }) => !known.includes(language))).toEqual([]);
  });

  it('in TypeScript compile, as files beside flowtoll.config.ts', () => {
    const files = new Map(of('ts').map((block, index) => [join(root, `docs-block-${index}.ts`), block]));
    const options = ts.parseJsonConfigFileContent(
      ts.readConfigFile(join(root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8')).config,
      ts.sys,
      root,
    ).options;
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists, getSourceFile } = host;
    host.fileExists = (path) => files.has(path) || fileExists(path);
    host.readFile = (path) => files.get(path)?.text ?? readFile(path);
    host.getSourceFile = (path, version) =>
      files.has(path)
        ? ts.createSourceFile(path, files.get(path)!.text, version)
        : getSourceFile(path, version);
    const diagnostics = ts
      .getPreEmitDiagnostics(ts.createProgram([...files.keys()], options, host))
      .map((found) => ({
        block:
          found.file && `${files.get(found.file.fileName)?.page}:${files.get(found.file.fileName)?.line}`,
        message: ts.flattenDiagnosticMessageText(found.messageText, '\n'),
      }));
    expect(diagnostics).toEqual([]);
  });

  const commands = of('sh').flatMap(({ page, text }) =>
    text
      .replaceAll('\\\n', ' ')
      .split(/\n|&&/)
      .map((command) => command.trim().replace(/\s+#.*$/, ''))
      .filter((command) => command !== '' && !command.startsWith('#'))
      .map((command) => [page, command] as const),
  );

  it.each(commands)('%s: `%s` names what exists', (_page, command) => {
    expect(unknownIn(command)).toBeUndefined();
  });
});

/** What a command names that this project does not have, or undefined. */
function unknownIn(command: string): string | undefined {
  const words = command.split(/\s+/).filter((word) => !/^[A-Z_]+=/.test(word));
  const [program, ...rest] = words[0] === 'npx' ? words.slice(1) : words;
  if (program === 'npm') {
    const script = rest[0] === 'run' ? rest[1]! : rest[0]!;
    return script === 'ci' || script in packageJson.scripts ? undefined : `script ${script}`;
  }
  if (program === 'cdktf') {
    const stack = rest.slice(1).find((word) => !word.startsWith('-'));
    if (!['synth', 'deploy', 'destroy', 'diff', 'output'].includes(rest[0]!)) return `command ${rest[0]}`;
    return stack === undefined || stacks.includes(stack) ? undefined : `stack ${stack}`;
  }
  if (program === 'flowtoll') return unknownInFlowtoll(rest);
  if (program === 'cd')
    return stacks.some((stack) => rest[0] === `cdktf.out/stacks/${stack}`) ? undefined : rest[0];
  if (program === 'node') {
    const script = rest.findLast((word) => !word.startsWith('-'))!;
    return existsSync(join(root, script)) ? undefined : relative(root, script);
  }
  return ['terraform', 'export', 'git', 'pip', 'jq', 'checkov'].includes(program!)
    ? undefined
    : `program ${program}`;
}

/** A command of ours has a page, its options are on that page, and its question is in the catalogue. */
function unknownInFlowtoll([name, ...rest]: string[]): string | undefined {
  const page: CommandDescription | undefined = commandPages[name as CommandName];
  if (!page) return `command ${name}`;
  const known = page.options.map(({ flags }) => flags.split(' ')[0]!);
  const option = rest.find((word) => word.startsWith('--') && !known.includes(word));
  if (option) return `option ${option}`;
  const question = name === 'ask' && rest[0] && !rest[0].startsWith('-') ? rest[0] : undefined;
  return question && ![...questions, ...tollQuestions].some(({ id }) => id === question)
    ? `question ${question}`
    : undefined;
}
