import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where synthesized stacks are, each a folder that Terraform runs in. */
export const stacksFolder = join('cdktf.out', 'stacks');

/** The names of the synthesized stacks. */
export function synthesizedStacks(): string[] {
  if (!existsSync(stacksFolder)) return [];
  return readdirSync(stacksFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** What can be told of the folder that the program runs in without asking anyone; nothing where there is nothing. */
export function foundHere(): string {
  const stacks = synthesizedStacks();
  if (stacks.length === 0) return '';
  const width = Math.max(...stacks.map((name) => name.length));
  const lines = stacks.map((name) => `  ${name.padEnd(width)}  ${stateOf(name) ?? 'synthesized'}`);
  return ['Found in cdktf.out:', ...lines].join('\n');
}

/** What the stack's state says was deployed, where the state is a file here; of another backend Terraform knows. */
function stateOf(stack: string): string | undefined {
  const synthesized = read<Synthesized>(join(stacksFolder, stack, 'cdk.tf.json'));
  const state = read<State>(synthesized?.terraform?.backend?.local?.path);
  const deployed = state?.outputs?.flowtoll?.value;
  if (!deployed) return undefined;
  const { region, athena } = deployed;
  return `deployed in ${region}${athena ? `: table ${athena.database}.${athena.table}` : ''}`;
}

interface Synthesized {
  readonly terraform?: { readonly backend?: { readonly local?: { readonly path?: string } } };
}

interface State {
  readonly outputs?: {
    readonly flowtoll?: {
      readonly value: {
        readonly region: string;
        readonly athena?: { readonly database: string; readonly table: string };
      };
    };
  };
}

/** Nothing where there is no such file, or where it is half written: to be shown around, nobody needs it. */
function read<T>(file: string | undefined): T | undefined {
  if (file === undefined || !existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as T;
  } catch {
    return undefined;
  }
}
