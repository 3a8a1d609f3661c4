import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endServer, freePort, hasEnded } from '../loopback-server';

export const REGION = 'eu-central-1';

/** The account that every credential belongs to. */
export const ACCOUNT = '123456789012';

/** An AWS of this machine only: moto's server with the gaps closed that `moto_server.py` lists. */
export interface Emulator {
  readonly endpoint: string;
  /** For an AWS SDK's client in this process. */
  readonly client: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  /**
   * The variables that make Terraform's AWS provider, cdktf and the AWS SDKs of another process talk to the
   * emulator and nothing else, to be laid over that process's environment. Those that are `undefined` must
   * go; `child_process` leaves them out.
   */
  readonly environment: NodeJS.ProcessEnv;
  /** Forgets every resource. */
  reset(): Promise<void>;
  /** What the server printed until now: one line a request, and the reason when one failed. */
  log(): string;
  stop(): Promise<void>;
}

/** Starts an emulator. It ends with `stop`, and with this process in any case. */
export async function startEmulator(): Promise<Emulator> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const output = openLog();
  const log = (): string => readAll(output);

  const server = join(__dirname, 'moto_server.py');
  const args = [server, '-H', '127.0.0.1', '-p', String(port), '--end-with-stdin'];
  const child = spawn('python3', args, { stdio: ['pipe', output, output] });
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= endServer(child, (server) => server.kill('SIGTERM')).then(() => closeSync(output)));

  try {
    await answers(child, endpoint, log);
  } catch (error) {
    await stop();
    throw error;
  }
  // Whoever forgets `stop` still ends: this process does not wait for the server, and the server ends when
  // the pipe to its standard input does.
  child.unref();

  const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  return {
    endpoint,
    client: { endpoint, region: REGION, credentials },
    environment: {
      ...withoutAwsVariables(),
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      // For the SDKs. Terraform's provider ignores it, hence the emulator never answers 500.
      AWS_MAX_ATTEMPTS: '2',
    },
    reset: async () => {
      const answer = await fetch(`${endpoint}/moto-api/reset`, { method: 'POST' });
      if (!answer.ok) throw new Error(`the emulator did not reset: ${answer.status}\n${log().slice(-2000)}`);
    },
    log,
    stop,
  };
}

/** A profile, a session token or an endpoint per service would lead elsewhere. */
function withoutAwsVariables(): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => name.startsWith('AWS_'));
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

/** A file without a name, so that nothing is left behind however this process ends. */
function openLog(): number {
  const directory = mkdtempSync(join(tmpdir(), 'flowtoll-emulator-'));
  try {
    return openSync(join(directory, 'log'), 'a+');
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function readAll(file: number): string {
  const bytes = Buffer.alloc(fstatSync(file).size);
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, 0));
}

/** Python needs a second to import moto, on a busy machine many. */
async function answers(child: ChildProcess, endpoint: string, log: () => string): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  for (let waited = 0; waited < 60_000; waited += 100) {
    await sleep(100);
    if (failure !== undefined) throw failure;
    if (hasEnded(child)) break;
    // The line tells our server from another one that took the port meanwhile.
    if (log().includes('Running on') && (await fetch(`${endpoint}/moto-api/`).then(isOk, isNotThere))) return;
  }
  throw new Error(`the emulator did not start at ${endpoint}:\n${log().slice(-2000)}`);
}

const isOk = (answer: Response): boolean => answer.ok;
const isNotThere = (): boolean => false;
