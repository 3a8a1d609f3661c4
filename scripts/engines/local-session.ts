import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommonOptions } from '../../core/questions/options';
import { printCount } from '../../core/report/units';
import { UserError } from '../../core/user-error';
import { findDamage } from '../files/damage';
import type { Terminal } from '../terminal/terminal';
import { openDuckDb, type DuckDbEngine } from './duckdb';
import type { LocalData } from './local-data';

/** Runs work in a DuckDB of its own, with progress on the terminal; Ctrl-C ends it at once and leaves no file. */
export async function withDuckDb<T>(
  data: LocalData,
  { memoryLimit }: CommonOptions,
  terminal: Terminal,
  work: (engine: DuckDbEngine) => Promise<T>,
): Promise<T> {
  const temporaryDirectory = join(tmpdir(), `flowtoll-duckdb-${process.pid}`);
  const engine = await openDuckDb({ temporaryDirectory, ...(memoryLimit && { memoryLimit }) });
  const removeFiles = () => rmSync(temporaryDirectory, { recursive: true, force: true });
  const forget = terminal.onInterrupt(() => {
    engine.interrupt();
    removeFiles();
  });
  const progress = terminal.progress({ label: `reading ${printCount(data.files, 'file')}` });
  try {
    return await work(engine);
  } catch (error) {
    throw outOfMemory(error) ?? (await damageBehind(error, data));
  } finally {
    progress.end();
    forget();
    await engine.close();
    removeFiles();
  }
}

/** Of its limit DuckDB says how to set it in SQL. */
function outOfMemory(error: unknown): UserError | undefined {
  if (!/^Error: Out of Memory Error/.test(String(error))) return undefined;
  return new UserError(
    'this needs more memory than it may take; give more (--memory-limit 4GB), or read less (--from, --to)',
  );
}

/** Of a file that it cannot unpack DuckDB does not say the name. */
async function damageBehind(error: unknown, { logs }: LocalData): Promise<unknown> {
  if (!/gzip stream/i.test(String(error))) return error;
  const [damaged] = await findDamage(logs.unproven);
  return damaged ? new UserError(`'${damaged.path}' ${damaged.problem}`) : error;
}
