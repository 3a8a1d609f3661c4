import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endServer, freePort, hasEnded } from '../loopback-server';
import { REGION } from '../aws/emulator';
import { FETCH_TIMEOUT_MS, installTrino, TRINO_VERSION } from './install';
import { runStatement, type Result, type Session, type Watch } from './statement';

/** Seconds on a quiet machine; a minute was seen on one with seven processes for each core. */
const READY_TIMEOUT_MS = 180_000;

/** For a suite's `beforeAll`: the first start on a machine fetches Trino, later ones take seconds. */
export const START_TIMEOUT_MS = FETCH_TIMEOUT_MS + READY_TIMEOUT_MS;

export interface TrinoOptions {
  /**
   * An AWS on loopback whose Glue and S3 become the catalog `glue`, and `awsdatacatalog`, as Athena calls it.
   * @default - only the catalog `hive`, of local files
   */
  readonly awsEndpoint?: string;
  /** More properties of the catalog `hive`. @default - none */
  readonly hive?: Readonly<Record<string, string>>;
}

/** A Trino of this machine only, with its hive connector. Close to Athena, and not Athena. */
export interface Trino {
  readonly url: string;
  /** The folder that `local:///` stands for in the catalog `hive`. It goes with the server. */
  readonly dataRoot: string;
  /** Runs one statement, without a semicolon at its end. Rejects with a `StatementError`. */
  query(sql: string, session?: Session, watch?: Watch): Promise<Result>;
  stop(): Promise<void>;
}

/** Starts a Trino. It ends with `stop`, and with this process in any case. */
export async function startTrino(options: TrinoOptions = {}): Promise<Trino> {
  const { java, classPath, plugins } = await installTrino();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const folder = mkdtempSync(join(tmpdir(), 'flowtoll-trino-'));
  const dataRoot = join(folder, 'data');
  const logFile = join(folder, 'server.log');
  for (const name of ['catalog', 'data', 'tmp']) mkdirSync(join(folder, name));

  writeProperties(join(folder, 'config.properties'), {
    coordinator: true,
    'node-scheduler.include-coordinator': true,
    'http-server.http.port': port,
    // it would be written below the folder that jest runs in
    'http-server.log.enabled': false,
    'plugin.dir': plugins,
    'catalog.config-dir': join(folder, 'catalog'),
    'web-ui.enabled': false,
    'query.max-memory': '200MB',
    'query.max-memory-per-node': '200MB',
    'memory.heap-headroom-per-node': '100MB',
  });
  writeProperties(join(folder, 'log.properties'), {
    'io.trino': 'WARN',
    'io.airlift': 'WARN',
    Bootstrap: 'WARN',
  });
  writeProperties(join(folder, 'catalog/hive.properties'), {
    ...HIVE,
    'hive.metastore': 'file',
    'hive.metastore.catalog.dir': 'local:///.metastore',
    'fs.local.enabled': true,
    'local.location': dataRoot,
    ...options.hive,
  });
  if (options.awsEndpoint !== undefined) {
    for (const name of ['glue', 'awsdatacatalog'])
      writeProperties(join(folder, `catalog/${name}.properties`), {
        ...HIVE,
        ...glueAndS3(options.awsEndpoint),
      });
  }

  const flags = [
    '-Xmx768M',
    // Measured: a little faster to start and smaller than the defaults.
    '-XX:+UseSerialGC',
    '-XX:TieredStopAtLevel=1',
    '-XX:+ExitOnOutOfMemoryError',
    // No file in the shared temporary folder.
    '-XX:-UsePerfData',
    // Trino asks for these.
    '--add-modules=jdk.incubator.vector',
    '--enable-native-access=ALL-UNNAMED',
    '--sun-misc-unsafe-memory-access=allow',
    '-Duser.timezone=UTC',
    `-Djava.io.tmpdir=${join(folder, 'tmp')}`,
    // What Trino's launcher makes of node.properties.
    '-Dnode.environment=test',
    `-Dnode.id=${nodeId(folder)}`,
    `-Dnode.data-dir=${join(folder, 'var')}`,
    '-Dnode.bind-ip=127.0.0.1',
    '-Dnode.internal-address=127.0.0.1',
    `-Dlog.levels-file=${join(folder, 'log.properties')}`,
    `-Dconfig=${join(folder, 'config.properties')}`,
  ];
  const output = openSync(logFile, 'a');
  const args = [...flags, '-cp', classPath, 'TrinoServer', TRINO_VERSION, folder];
  const child = spawn(java, args, { cwd: folder, stdio: ['pipe', output, output] });
  closeSync(output);
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> =>
    (stopped ??= endServer(child, (server) => server.stdin?.end()).then(() =>
      rmSync(folder, { recursive: true, force: true }),
    ));

  try {
    await answers(child, url, nodeId(folder), dataRoot);
  } catch (error) {
    const log = readFileSync(logFile, 'utf8').slice(-3000);
    await stop();
    throw new Error(`Trino did not start at ${url}: ${(error as Error).message}\n${log}`, { cause: error });
  }
  // Whoever forgets `stop` still ends: this process does not wait for the server, and the server ends when the pipe to
  // its standard input does.
  child.unref();

  return { url, dataRoot, query: (sql, session, watch) => runStatement(url, sql, session, watch), stop };
}

const HIVE = {
  'connector.name': 'hive',
  // As Athena does. Trino's default reads nothing, silently, from a table above AWSLogs/<account>/….
  'hive.recursive-directories': true,
  // No statistics: an emulated Glue keeps none, and asking it again and again takes half a minute.
  'hive.table-statistics-enabled': false,
  'hive.collect-column-statistics-on-write': false,
  'hive.non-managed-table-writes-enabled': true,
  'hive.allow-register-partition-procedure': true,
};

function glueAndS3(endpoint: string): Record<string, string | boolean> {
  return {
    'hive.metastore': 'glue',
    'hive.metastore.glue.region': REGION,
    'hive.metastore.glue.endpoint-url': endpoint,
    'hive.metastore.glue.aws-access-key': 'emulator',
    'hive.metastore.glue.aws-secret-key': 'emulator',
    'fs.s3.enabled': true,
    's3.region': REGION,
    's3.endpoint': endpoint,
    's3.path-style-access': true,
    's3.aws-access-key': 'emulator',
    's3.aws-secret-key': 'emulator',
  };
}

function writeProperties(file: string, properties: Record<string, string | number | boolean>): void {
  // A backslash is Java's escape.
  const line = ([name, value]: [string, unknown]): string =>
    `${name}=${String(value).replaceAll('\\', '\\\\')}\n`;
  writeFileSync(file, Object.entries(properties).map(line).join(''));
}

/** Tells our server from another that took the port meanwhile. */
function nodeId(folder: string): string {
  return folder.replace(/.*-/, 'flowtoll-');
}

async function answers(child: ChildProcess, url: string, node: string, dataRoot: string): Promise<void> {
  let failure: unknown = new Error('it said nothing');
  let broken: Error | undefined;
  child.once('error', (error) => (broken = error));
  const started = performance.now();
  while (performance.now() - started < READY_TIMEOUT_MS) {
    await sleep(100);
    if (broken !== undefined) throw broken;
    if (hasEnded(child)) throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    try {
      if (await isStarted(url, node)) return await scan(url, dataRoot);
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function isStarted(url: string, node: string): Promise<boolean> {
  const answer = await fetch(`${url}/v1/info`);
  if (!answer.ok) return false;
  const { nodeId, starting } = (await answer.json()) as { nodeId?: string; starting?: boolean };
  return nodeId === node && starting === false;
}

/** A server that calls itself started may not run a scan yet, which wants a node that has announced itself. */
async function scan(url: string, dataRoot: string): Promise<void> {
  const folder = join(dataRoot, 'ready');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'row'), 'ready\n');
  const withTable = `WITH (format = 'TEXTFILE', external_location = 'local:///ready')`;
  await runStatement(url, 'CREATE SCHEMA IF NOT EXISTS ready');
  await runStatement(url, `CREATE TABLE IF NOT EXISTS ready.ready (word varchar) ${withTable}`);
  const { rows } = await runStatement(url, 'SELECT word FROM ready.ready');
  if (rows[0]?.[0] !== 'ready') throw new Error(`it read ${JSON.stringify(rows)} from a table of one row`);
  await runStatement(url, 'DROP TABLE ready.ready');
  await runStatement(url, 'DROP SCHEMA ready');
  rmSync(folder, { recursive: true });
}
