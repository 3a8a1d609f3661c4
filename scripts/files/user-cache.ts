import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** The path of a file that was downloaded for keeps: in `$XDG_CACHE_HOME/flowtoll`, else `~/.cache/flowtoll`. */
export function cachedFile(name: string): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'flowtoll', name);
}

/** Keeps a file, whole or not at all. */
export function keep(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.partial`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}
