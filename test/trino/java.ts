import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Trino 483 is compiled for it. */
export const NEEDED_JDK = 25;

/** Directories whose children, or the `Contents/Home` of these, are JDKs. */
const JDK_FOLDERS = [
  '/usr/lib/jvm',
  '/usr/java',
  '/usr/local',
  '/opt',
  '/opt/java',
  '/Library/Java/JavaVirtualMachines',
  join(homedir(), 'Library/Java/JavaVirtualMachines'),
  join(homedir(), '.sdkman/candidates/java'),
  join(homedir(), '.jdks'),
];

export interface Jdk {
  readonly java: string;
  readonly javac: string;
}

/** A JDK that Trino runs on: JAVA_HOME, else that of the `java` on the PATH, else one of where JDKs get installed. */
export function findJdk(): Jdk | undefined {
  return (found ??= search());
}

let found: Jdk | undefined;

function search(): Jdk | undefined {
  const chosen = process.env['JAVA_HOME'];
  const first = chosen ? [join(chosen, 'bin/java'), 'java'] : ['java'];
  for (const java of [...first, ...JDK_FOLDERS.flatMap(javasBelow)]) {
    const jdk = jdkOf(java);
    if (jdk !== undefined) return jdk;
  }
  return undefined;
}

/** Nothing for a directory that is missing or closed to us: the search goes on elsewhere. */
function javasBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  try {
    return readdirSync(folder)
      .flatMap((name) => [join(folder, name, 'bin/java'), join(folder, name, 'Contents/Home/bin/java')])
      .filter((java) => existsSync(java));
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}

function jdkOf(java: string): Jdk | undefined {
  const { stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8' });
  const version = /java\.specification\.version = (\d+)/.exec(stderr ?? '')?.[1];
  const home = /java\.home = (.*)/.exec(stderr ?? '')?.[1];
  if (version === undefined || Number(version) < NEEDED_JDK || home === undefined) return undefined;
  const jdk = { java: join(home, 'bin/java'), javac: join(home, 'bin/javac') };
  // A JRE has no compiler.
  return existsSync(jdk.javac) ? jdk : undefined;
}
