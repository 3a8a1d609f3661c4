import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';

/** Directories below which software gets installed, searched two levels deep for a provider mirror. */
const INSTALL_ROOTS = ['/opt', '/usr/local/share', '/usr/share', '/usr/local/lib', '/var/lib', homedir()];

/** Where tools keep what may be thrown away; outside version control. */
const CACHE = join(__dirname, '../../node_modules/.cache/flowtoll');

/** What a command left behind. `code` is `null` when a signal ended it. */
export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd: string;
  /** Set on top of this process's environment; a variable that is `undefined` here is removed. */
  readonly env?: NodeJS.ProcessEnv;
  /** @default 120000 */
  readonly timeoutMs?: number;
}

/** Runs a command without a shell. Rejects when it cannot start or does not end in time. */
export function run(command: string, args: readonly string[], options: RunOptions): Promise<Finished> {
  const timeoutMs = options.timeoutMs ?? 120_000;
  return new Promise((resolve, reject) => {
    // A process group of its own, so that a timeout also ends what the command started (cdktf: terraform).
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));

    const timer = setTimeout(() => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      const seen = (stdout + stderr).slice(-2000);
      reject(new Error(`${command} ${args.join(' ')} did not end within ${timeoutMs} ms:\n${seen}`));
    }, timeoutMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, stdout, stderr });
    });
  });
}

/**
 * The environment in which Terraform and cdktf take the AWS provider from the mirror of this machine and
 * neither ask questions nor call home. For `run`, together with an emulator's environment.
 */
export function terraformEnvironment(): NodeJS.ProcessEnv {
  return {
    TF_CLI_CONFIG_FILE: (configurationFile ??= writeConfiguration()),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    DISABLE_VERSION_CHECK: '1',
    CI: '1',
    // What a developer has set for real work must not change a test.
    TF_CLI_ARGS: undefined,
    TF_DATA_DIR: undefined,
    TF_LOG: undefined,
    TF_WORKSPACE: undefined,
  };
}

let configurationFile: string | undefined;

function writeConfiguration(): string {
  const mirror = findProviderMirror();
  if (mirror === undefined) throw new Error(NO_MIRROR);
  const text = JSON.stringify({ provider_installation: [{ filesystem_mirror: [{ path: mirror }] }] });
  const file = join(CACHE, 'terraform.tfrc.json');
  mkdirSync(CACHE, { recursive: true });
  // Moved into place: another worker may be reading it.
  const ours = `${file}.${process.pid}`;
  writeFileSync(ours, text);
  renameSync(ours, file);
  return file;
}

/**
 * A directory that mirrors the AWS provider (`<registry host>/hashicorp/aws` below it): TF_PLUGIN_MIRROR
 * where that is set, else the directories that Terraform itself looks in, else one below the places where
 * software gets installed.
 */
export function findProviderMirror(): string | undefined {
  const chosen = process.env['TF_PLUGIN_MIRROR'];
  if (chosen) return isMirror(chosen) ? chosen : undefined;
  return (foundMirror ??= searchMirror());
}

let foundMirror: string | undefined;

function searchMirror(): string | undefined {
  const implied = impliedMirrors().find(isMirror);
  if (implied !== undefined) return implied;
  for (const root of INSTALL_ROOTS) {
    for (const directory of [root, ...children(root), ...children(root).flatMap(children)]) {
      if (isMirror(directory)) return directory;
    }
  }
  return undefined;
}

/** https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories */
function impliedMirrors(): string[] {
  const home = homedir();
  const dataHome = process.env['XDG_DATA_HOME'] || join(home, '.local/share');
  const dataDirs = (process.env['XDG_DATA_DIRS'] || '/usr/local/share:/usr/share').split(delimiter);
  return [
    join(home, '.terraform.d/plugins'),
    ...[dataHome, ...dataDirs].map((directory) => join(directory, 'terraform/plugins')),
    join(home, 'Library/Application Support/io.terraform/plugins'),
    '/Library/Application Support/io.terraform/plugins',
  ];
}

function isMirror(directory: string): boolean {
  return entries(directory).some(
    (host) => host.includes('.') && entries(join(directory, host, 'hashicorp/aws')).length > 0,
  );
}

function children(directory: string): string[] {
  return entries(directory, true).map((name) => join(directory, name));
}

/** Nothing for a directory that is missing or closed to us: the search goes on elsewhere. */
function entries(directory: string, onlyDirectories = false): string[] {
  if (!existsSync(directory)) return [];
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !onlyDirectories || entry.isDirectory())
      .map((entry) => entry.name);
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

const NO_MIRROR =
  'no mirror of the AWS provider was found: run `terraform providers mirror DIRECTORY` in a project that ' +
  'requires hashicorp/aws 5.100.0, then set TF_PLUGIN_MIRROR to that directory';

/** What the suites that deploy lack on this machine, one sentence each; they skip unless this is empty. */
export function missingTools(): string[] {
  return [
    terraformMissing(),
    motoMissing(),
    findProviderMirror() === undefined ? NO_MIRROR : undefined,
  ].filter((sentence) => sentence !== undefined);
}

function terraformMissing(): string | undefined {
  const env = { ...process.env, CHECKPOINT_DISABLE: '1' };
  const { stdout } = spawnSync('terraform', ['version', '-json'], { env, encoding: 'utf8' });
  const version = /"terraform_version":\s*"(\d+)\.(\d+)/.exec(stdout ?? '');
  if (version && (Number(version[1]) > 1 || Number(version[2]) >= 5)) return undefined;
  return 'Terraform >= 1.5 was not found: install it and put `terraform` on the PATH';
}

function motoMissing(): string | undefined {
  // moto is slow to import; its server's own dependencies tell moto[server] from bare moto.
  const probe =
    'from importlib.util import find_spec as f; import sys; sys.exit(not all(map(f, sys.argv[1:])))';
  const { status } = spawnSync('python3', ['-c', probe, 'moto', 'flask', 'flask_cors']);
  return status === 0 ? undefined : "moto_server 5.2.1 was not found: pip install 'moto[server]==5.2.1'";
}
