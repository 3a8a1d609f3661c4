import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseDeployment, type Deployment } from '../../core/outputs';
import { type Emulator } from '../aws/emulator';
import { run, terraformEnvironment, type Finished } from '../aws/terraform';

const root = resolve(__dirname, '../..');
const cdktfCli = join(root, 'node_modules/cdktf-cli/bundle/bin/cdktf');

/**
 * The project as a user runs it, in a folder of its own: its state and output do not touch those of the checkout.
 */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), 'flowtoll-deploy-'));

  constructor(
    private readonly emulator: Emulator,
    private readonly stack: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {
    const app = `node -r ${root}/stacks/run-typescript.js ${root}/main.ts`;
    this.write(
      'cdktf.json',
      JSON.stringify({ language: 'typescript', app, projectId: 'test', sendCrashReports: 'false' }),
    );
  }

  /** @param configuration TypeScript, what stands between the brackets of defineConfig */
  configure(configuration: string): void {
    this.write(
      'flowtoll.config.ts',
      `import { defineConfig } from '${root}/core/configuration';\nexport default defineConfig(${configuration});\n`,
    );
  }

  cdktf(...args: string[]): Promise<Finished> {
    return this.run(process.execPath, [cdktfCli, ...args], this.folder);
  }

  deploy(): Promise<Finished> {
    return this.cdktf('deploy', this.stack, '--auto-approve', '--skip-provider-lock');
  }

  destroy(): Promise<Finished> {
    return this.cdktf('destroy', this.stack, '--auto-approve', '--skip-provider-lock');
  }

  synth(): Promise<Finished> {
    return this.cdktf('synth');
  }

  /** Plain Terraform on what was synthesized, without cdktf's own commands. */
  terraform(...args: string[]): Promise<Finished> {
    return this.run('terraform', args, join(this.folder, 'cdktf.out/stacks', this.stack));
  }

  /** The planned changes by resource type, in the words of `terraform show -json`. */
  async plan(): Promise<PlannedChange[]> {
    expectDone(await this.terraform('plan', '-no-color', '-out=plan'));
    const shown = expectDone(await this.terraform('show', '-json', 'plan'));
    return (JSON.parse(shown.stdout) as { resource_changes: PlannedChange[] }).resource_changes;
  }

  async deployment(): Promise<Deployment> {
    return parseDeployment((await this.outputs())['flowtoll']);
  }

  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = expectDone(await this.terraform('output', '-json'));
    const outputs = Object.entries(JSON.parse(stdout) as Record<string, { value: unknown }>);
    return Object.fromEntries(outputs.map(([name, { value }]) => [name, value]));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(command: string, args: readonly string[], cwd: string): Promise<Finished> {
    const variables = Object.entries(this.variables).map(([name, value]) => [`TF_VAR_${name}`, value]);
    const env = { ...terraformEnvironment(), ...this.emulator.environment, ...Object.fromEntries(variables) };
    const finished = await run(command, args, { cwd, env, timeoutMs: 400_000 });
    if (finished.code === 0) return finished;
    return { ...finished, stderr: `${finished.stderr}\n${this.repeatedRequests()}` };
  }

  private repeatedRequests(): string {
    return this.emulator
      .log()
      .split('\n')
      .filter((line) => line.startsWith('repeated: '))
      .join('\n');
  }

  private write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }
}

export interface PlannedChange {
  readonly type: string;
  readonly address: string;
  readonly change: {
    readonly actions: readonly string[];
    readonly before: Record<string, unknown>;
    readonly after: Record<string, unknown>;
    readonly replace_paths?: readonly (readonly string[])[];
  };
}

/**
 * Fails with all that a command printed, which says more than its exit code; Terraform's boxes of errors first, and
 * which requests were repeated.
 */
export function expectDone({ code, stdout, stderr }: Finished): Finished {
  if (code === 0) return { code, stdout, stderr };
  const errors = `${stdout}\n${stderr}`.split('\n').filter((line) => /│|^repeated: /.test(line));
  throw new Error([`exit code ${code}`, ...errors, stdout, stderr].join('\n'));
}
