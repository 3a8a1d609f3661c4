import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { RecordFormat } from '../../../core/records/record-format';
import { localLines } from '../../../core/tables/local-lines';
import type { LogFileGroup } from '../../../core/tables/log-files';
import { openDuckDb, type DuckDbEngine } from '../../../scripts/engines/duckdb';
import { findLocalLogs, type LocalLogs } from '../../../scripts/files/local-logs';

export const records = join(__dirname, '../../fixtures/records');

/** AWS's default format and one good record of it, to change one thing of. */
export const header =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
export const good =
  '2 123456789010 eni-1235b8ca123456789 172.31.16.139 172.31.16.21 20641 22 6 20 4249 1418530010 1418530070 ACCEPT OK';

/** The good record with some of its values set. */
export function record(values: Record<string, string>, names = header, from = good): string {
  const parts = from.split(' ');
  const all = names.split(' ');
  for (const [name, value] of Object.entries(values)) parts[all.indexOf(name)] = value;
  return parts.join(' ');
}

/** A database and a folder of one's own, for each test file. */
export function useLogs() {
  let engine: DuckDbEngine;
  const folder = mkdtempSync(join(tmpdir(), 'flowtoll-test-'));
  beforeAll(async () => {
    engine = await openDuckDb({ threads: 2 });
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  let count = 0;
  const world = {
    engine: () => engine,
    folder,
    /** Writes a file (packed where its name ends in `.gz`) and says where it is. */
    write(name: string, content: string | Buffer): string {
      const path = join(folder, String(++count), name);
      mkdirSync(dirname(path), { recursive: true });
      const bytes = Buffer.from(content as string, 'latin1');
      writeFileSync(path, name.endsWith('.gz') ? gzipSync(bytes) : bytes);
      return path;
    },
    find: (inputs: string | string[], recordFormat?: RecordFormat): Promise<LocalLogs> =>
      findLocalLogs([inputs].flat(), { engine, recordFormat }),
    async rows(groups: readonly LogFileGroup[], fields: string[], select: string): Promise<unknown[][]> {
      const { rows } = await engine.query(
        `SELECT ${select} FROM (${localLines(groups, fields)}) ORDER BY ALL`,
      );
      return rows.map((row) => [...row]);
    },
    /** How many lines there are of each kind, rejects among the bad. */
    async kinds(groups: readonly LogFileGroup[], fields: string[] = []): Promise<Kinds> {
      const select = ['kind', ...fields.map((field) => `COUNT("${field.replaceAll('-', '_')}")`), 'COUNT(*)'];
      const { rows } = await engine.query(
        `SELECT ${select.join(', ')} FROM (${localLines(groups, fields)}) GROUP BY kind`,
      );
      const kinds = { record: 0, no_data: 0, skip_data: 0, bad: 0 };
      for (const row of rows) kinds[row[0] as keyof Kinds] = row.at(-1) as number;
      kinds.bad += (await engine.rejects()).length;
      return kinds;
    },
    /** The kinds of the lines of a file with the header of the default format. */
    async kindsOf(lines: string | string[], names = header): Promise<Kinds> {
      const text = [names, ...[lines].flat()].join('\n') + '\n';
      return world.kinds((await world.find(world.write('some.log', text))).groups);
    },
  };
  return world;
}

export interface Kinds {
  record: number;
  no_data: number;
  skip_data: number;
  bad: number;
}

export const kinds = (some: Partial<Kinds>): Kinds => ({
  record: 0,
  no_data: 0,
  skip_data: 0,
  bad: 0,
  ...some,
});
