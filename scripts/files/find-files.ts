import { readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseObjectKey } from '../../core/delivery/object-key';
import { printCount } from '../../core/report/units';
import { UserError } from '../../core/user-error';

export interface FoundFile {
  readonly path: string;
  readonly size: number;
}

export interface FoundFiles {
  /** Sorted by path, each once. */
  readonly files: readonly FoundFile[];
  /** Files in folders that are no flow logs by their name. */
  readonly skipped: number;
}

/** A file where it really lies. */
interface Place extends FoundFile {
  readonly real: string;
}

/**
 * The files that inputs name: a file stands for itself, a folder for all flow logs below it, anything else is a
 * pattern (`*`, `**`, `?`, `[…]`). A file that links lead to as well is one file.
 *
 * @throws UserError for an input that names nothing, and for a folder without a flow log
 */
export async function findFiles(inputs: readonly string[]): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>();
  const add = ({ path, size, real }: Place) => {
    // its own name tells more than that of a link: the flow log
    if (!found.has(real) || resolve(path) === real) found.set(real, { path, size });
  };
  let skipped = 0;
  for (const input of inputs) {
    const paths = await expand(input);
    for (const path of paths) {
      const [stats, real] = await Promise.all([stat(path), realpath(path)]);
      if (stats.isDirectory()) {
        const inFolder = await scanFolder(path, [real]);
        const logs = inFolder.filter((file) => looksLikeFlowLog(file.path));
        if (logs.length === 0) {
          throw new UserError(
            `'${path}' must hold flow log files, got ${printCount(inFolder.length, 'file')}, none of them a flow log by its name`,
          );
        }
        logs.forEach(add);
        skipped += inFolder.length - logs.length;
      } else if (!stats.isFile()) {
        throw new UserError(
          `'${path}' must be a file or folder, got a pipe or device; logs are read more than once, write them to a file first`,
        );
      } else {
        add({ path: plain(path), size: stats.size, real });
      }
    }
  }
  const files = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files, skipped };
}

async function expand(input: string): Promise<string[]> {
  if (await exists(input)) return [input];
  const scheme = /^[a-z0-9]+:\/\//i.exec(input)?.[0];
  if (scheme) {
    throw new UserError(
      `--data must be a local folder, file or pattern, got: ${input}; ` +
        (/^s3:/i.test(scheme) ? `copy it first: aws s3 sync ${input} logs` : 'copy it to this machine first'),
    );
  }
  if (input === '-') {
    throw new UserError(
      "--data must be files, got: '-'; logs are read more than once, write standard input to a file first",
    );
  }
  if (!/[*?[]/.test(input)) throw new UserError(`there is no file or folder '${input}'`);
  const paths = await matching(input);
  if (paths.length === 0) throw new UserError(`no file matches '${input}'`);
  return paths;
}

/** Files and folders that match a pattern, each segment against one level, `**` against any number of them. */
async function matching(pattern: string): Promise<string[]> {
  const segments = pattern.split('/');
  let bases = [segments[0] === '' ? '/' : '.'];
  for (const segment of segments.filter((one) => one !== '')) {
    const next: string[] = [];
    for (const base of bases) {
      if (segment === '**') {
        next.push(base, ...(await foldersBelow(base)));
      } else if (!/[*?[]/.test(segment)) {
        if (await exists(join(base, segment))) next.push(join(base, segment));
      } else {
        const match = segmentPattern(segment);
        const names = (await isFolder(base)) ? await readdir(base) : [];
        // as in a shell, a pattern does not mean hidden files unless it says so
        const own = names.filter(
          (name) => match.test(name) && (segment.startsWith('.') || !name.startsWith('.')),
        );
        next.push(...own.map((name) => join(base, name)));
      }
    }
    bases = [...new Set(next)];
  }
  // a link may lead nowhere
  const there = await Promise.all(bases.map(exists));
  return bases.filter((_, index) => there[index]).sort();
}

function segmentPattern(segment: string): RegExp {
  const source = segment.replace(/\[[^\]]+\]|[*?]|[\\^$.|+()[\]{}]/g, (part) => {
    if (part === '*') return '.*';
    if (part === '?') return '.';
    if (part.length > 1) return `[${part.slice(1, -1).replace(/^!/, '^').replace(/[\\[]/g, '\\$&')}]`;
    return `\\${part}`;
  });
  return new RegExp(`^${source}$`, 's');
}

async function foldersBelow(folder: string): Promise<string[]> {
  if (!(await isFolder(folder))) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const own = entries.filter((entry) => entry.isDirectory()).map((entry) => join(folder, entry.name));
  return [...own, ...(await Promise.all(own.map(foldersBelow))).flat()];
}

/** @param above where the folder really lies, and those that led to it, for a link may lead back */
async function scanFolder(folder: string, above: readonly [string, ...string[]]): Promise<Place[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry): Promise<Place[]> => {
      const path = join(folder, entry.name);
      const own = join(above[0], entry.name);
      if (entry.isDirectory()) return scanFolder(path, [own, ...above]);
      const stats = await stat(path).catch(() => undefined);
      const real = stats && entry.isSymbolicLink() ? await realpath(path) : own;
      if (stats?.isDirectory()) return above.includes(real) ? [] : scanFolder(path, [real, ...above]);
      return stats?.isFile() ? [{ path: plain(path), size: stats.size, real }] : [];
    }),
  );
  return nested.flat();
}

const fileEnding = /\.(log|txt|csv|tsv|gz|parquet)$/i;

/** In AWS's own folders only AWS's own names count; elsewhere whatever may be text or Parquet is looked into. */
function looksLikeFlowLog(path: string): boolean {
  const absolute = resolve(path);
  if (/\/AWSLogs\//.test(absolute)) return parseObjectKey(absolute) !== undefined;
  return fileEnding.test(path) && !/(^|\/)[._][^/]*$/.test(path);
}

/** A path that DuckDB takes for nothing but a path: it would read `~` as the home folder and `x:` as a scheme. */
function plain(path: string): string {
  return /^(~|[a-z0-9]+:)/i.test(path) ? `./${path}` : path;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
