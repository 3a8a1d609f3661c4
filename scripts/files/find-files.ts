import { readdir, stat } from 'node:fs/promises';
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

/**
 * The files that inputs name: a file stands for itself, a folder for all flow logs below it, anything else is a
 * pattern (`*`, `**`, `?`, `[…]`).
 *
 * @throws UserError for an input that names nothing, and for a folder without a flow log
 */
export async function findFiles(inputs: readonly string[]): Promise<FoundFiles> {
  const found = new Map<string, FoundFile>();
  let skipped = 0;
  for (const input of inputs) {
    const paths = await expand(input);
    for (const path of paths) {
      const stats = await stat(path);
      if (stats.isDirectory()) {
        const inFolder = await scanFolder(path);
        const logs = inFolder.filter((file) => looksLikeFlowLog(file.path));
        if (logs.length === 0) {
          throw new UserError(
            `'${path}' must hold flow log files, got ${printCount(inFolder.length, 'file')}, none of them a flow log by its name`,
          );
        }
        for (const file of logs) found.set(resolve(file.path), file);
        skipped += inFolder.length - logs.length;
      } else if (!stats.isFile()) {
        throw new UserError(
          `'${path}' must be a file or folder, got a pipe or device; logs are read more than once, write them to a file first`,
        );
      } else {
        found.set(resolve(path), { path: plain(path), size: stats.size });
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
  return bases.sort();
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

async function scanFolder(folder: string): Promise<FoundFile[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const nested = await Promise.all(
    entries.map(async (entry): Promise<FoundFile[]> => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return scanFolder(path);
      const stats = await stat(path).catch(() => undefined);
      return stats?.isFile() ? [{ path: plain(path), size: stats.size }] : [];
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
