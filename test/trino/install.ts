import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../aws/terraform';
import { findJdk, NEEDED_JDK, type Jdk } from './java';

export const TRINO_VERSION = '483';

/** 210 MB over a slow line; also how long one process waits for another that fetches. */
export const FETCH_TIMEOUT_MS = 10 * 60_000;

/** Needed for neither local files nor S3 nor Glue, and half of the download. */
const LEFT_OUT_OF_HIVE = [
  'org.rocksdb:*',
  'org.alluxio:*',
  'io.trino:trino-filesystem-cache-alluxio',
  'io.trino:trino-filesystem-gcs',
  'io.trino:trino-filesystem-azure',
];
const CORE = pomFor('trino-main');
const HIVE = pomFor('trino-hive', LEFT_OUT_OF_HIVE);
const SERVER = join(__dirname, 'TrinoServer.java');

/** Where tools keep what may be thrown away; outside version control. */
const CACHE = join(__dirname, '../../node_modules/.cache/flowtoll');

/** Named for the version and for how we put it together, so that a change of either makes another. */
const NAME = `trino-${TRINO_VERSION}-${digest([CORE, HIVE, readFileSync(SERVER, 'utf8')])}`;

/** Either missing or whole. */
const INSTALLED = join(CACHE, NAME);

export interface TrinoInstallation {
  /** Java's class path of the server; its main class is `TrinoServer`. */
  readonly classPath: string;
  readonly plugins: string;
  readonly java: string;
}

/** What a Trino lacks on this machine, one sentence each; suites that need one skip unless this is empty. */
export function missingForTrino(): string[] {
  return [jdkMissing(), mavenMissing()].filter((sentence) => sentence !== undefined);
}

function jdkMissing(): string | undefined {
  if (findJdk() !== undefined) return undefined;
  return `a JDK >= ${NEEDED_JDK} was not found: install one (https://adoptium.net) and set JAVA_HOME to it`;
}

function mavenMissing(): string | undefined {
  if (existsSync(INSTALLED) || spawnSync('mvn', ['--version']).status === 0) return undefined;
  return `Maven was not found, which fetches Trino ${TRINO_VERSION}: install it and put \`mvn\` on the PATH`;
}

/** Trino of this machine, fetched from Maven's repositories the first time. */
export async function installTrino(): Promise<TrinoInstallation> {
  const jdk = findJdk();
  if (jdk === undefined) throw new Error(missingForTrino().join('\n'));
  if (!existsSync(INSTALLED)) {
    // Two servers that start in one process share what is under way; the lock is between processes.
    await (underWay ??= installAlone(jdk).finally(() => (underWay = undefined)));
  }
  return {
    classPath: [join(INSTALLED, 'lib/*'), join(INSTALLED, 'server')].join(':'),
    plugins: join(INSTALLED, 'plugin'),
    java: jdk.java,
  };
}

let underWay: Promise<void> | undefined;

async function installAlone(jdk: Jdk): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const lock = `${INSTALLED}.lock`;
  await take(lock);
  try {
    removeLeftovers();
    if (!existsSync(INSTALLED)) await install(jdk);
  } finally {
    rmSync(lock, { force: true });
  }
}

/**
 * The lock spares a second download, nothing more: each process installs into a folder of its own, which is moved into
 * place when it is whole. So it does no harm that two processes may both break the lock of a dead one.
 */
async function take(lock: string): Promise<void> {
  for (let waited = 0; waited < FETCH_TIMEOUT_MS; waited += 250) {
    try {
      // A link, because it comes to be together with what it says.
      symlinkSync(String(process.pid), lock);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    if (isAlive(holder(lock))) await sleep(250);
    else rmSync(lock, { force: true });
  }
  throw new Error(`process ${holder(lock)} still fetches Trino; if it does something else, remove ${lock}`);
}

function holder(lock: string): number {
  try {
    return Number(readlinkSync(lock));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return NaN;
    throw error;
  }
}

/** Our own number in a lock or a name is from a process that had it before us. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** What processes were installing when they were killed. */
function removeLeftovers(): void {
  for (const name of readdirSync(CACHE)) {
    const pid = /^trino-\w+-\w+\.(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid)))
      rmSync(join(CACHE, name), { recursive: true, force: true });
  }
}

async function install(jdk: Jdk): Promise<void> {
  console.warn(`fetching Trino ${TRINO_VERSION} with Maven: 210 MB, unless it has been fetched before`);
  const staging = `${INSTALLED}.${process.pid}`;
  const lib = join(staging, 'lib');
  const hive = join(staging, 'plugin/hive');
  const server = join(staging, 'server');
  try {
    await copyJars(CORE, lib);
    await copyJars(HIVE, hive);
    // Two things that no published jar has: the plugin's entry, and a main class.
    const service = join(hive, 'service/META-INF/services/io.trino.spi.Plugin');
    mkdirSync(dirname(service), { recursive: true });
    writeFileSync(service, 'io.trino.plugin.hive.HivePlugin\n');
    await succeed(jdk.javac, ['-cp', join(lib, '*'), '-d', server, SERVER], staging);
    renameSync(staging, INSTALLED);
  } catch (error) {
    // Another process was first.
    if (!existsSync(INSTALLED)) throw error;
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

async function copyJars(pom: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'pom.xml');
  writeFileSync(file, pom);
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  const options = ['-DincludeScope=runtime', `-DoutputDirectory=${folder}`];
  await succeed('mvn', ['-B', '-q', '-f', file, goal, ...options], folder);
  rmSync(file);
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, stdout, stderr } = await run(command, args, { cwd, timeoutMs: FETCH_TIMEOUT_MS });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}:\n${(stdout + stderr).slice(-3000)}`);
}

/**
 * An artifact of Trino and all it runs with, in the versions of Trino's own build (trino-root). After 476 neither the
 * server's tarball nor the plugins' zips are published to Maven's repositories, but the jars in them are.
 * https://github.com/trinodb/trino/issues/27524
 */
function pomFor(artifact: string, leftOut: readonly string[] = []): string {
  const exclusions = leftOut.map((name) => {
    const [group, id] = name.split(':');
    return `<exclusion><groupId>${group}</groupId><artifactId>${id}</artifactId></exclusion>`;
  });
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>flowtoll</groupId><artifactId>${artifact}-jars</artifactId><version>1</version>
  <dependencyManagement><dependencies><dependency>
    <groupId>io.trino</groupId><artifactId>trino-root</artifactId><version>${TRINO_VERSION}</version>
    <type>pom</type><scope>import</scope>
  </dependency></dependencies></dependencyManagement>
  <dependencies><dependency>
    <groupId>io.trino</groupId><artifactId>${artifact}</artifactId><version>${TRINO_VERSION}</version>
    <exclusions>${exclusions.join('')}</exclusions>
  </dependency></dependencies>
</project>
`;
}

function digest(texts: readonly string[]): string {
  return createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 8);
}
