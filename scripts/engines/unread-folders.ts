import { stepOf } from '../../core/delivery/partitions';
import type { Period } from '../../core/questions/options';
import { groupThousands } from '../../core/report/units';
import { showPartitions } from '../../core/tables/table-ddl';
import { partitionOf, printPartition, type TableDefinition } from '../../core/tables/table-definition';
import type { DeliveredFolder } from '../aws/s3-folders';
import { shownPartitions } from '../tables/partition-work';
import type { FoundFiles } from './delivered-files';
import type { RemoteEngine } from './engine';
import type { RemoteTable } from './remote-data';

/**
 * Says which folders hold files that the engine passes over, because the table has no partition there: the answer lacks
 * their records. To list the partitions of a table costs nothing.
 *
 * @param found the files of the period, and of the hour on both sides of it that can hold its records
 */
export async function remarkUnread(
  engine: RemoteEngine,
  { definition }: RemoteTable,
  found: FoundFiles,
  { from }: Period,
): Promise<string[]> {
  if (!definition) return [];
  const step = stepOf(definition.place);
  // AWS files a record by its end, so the folder before the period is the one that hardly ever matters
  const folders = found.folders.filter(({ time }) => time.getTime() + step > (from ?? 0) * 1000);
  if (folders.length === 0) return [];
  const { name, since } = definition;
  const projected = definition.partitions === 'projection';
  const unread = projected
    ? folders.filter(({ time }) => time < since)
    : await withoutPartition(engine, definition, folders);
  if (unread.length === 0) return [];
  const [some, all] = [unread, folders].map(({ length }) => groupThousands(String(length)));
  const why = projected
    ? `the partitions of ${name} begin at ${since.toISOString().slice(0, 10)}`
    : `${name} has no partition there`;
  const remedy = projected ? 'setup' : 'partitions sync';
  return [
    `the answer lacks the files of ${some} of ${all} folders of this time: ${why}; run flowtoll ${remedy}`,
  ];
}

async function withoutPartition(
  engine: RemoteEngine,
  definition: TableDefinition,
  folders: readonly DeliveredFolder[],
): Promise<DeliveredFolder[]> {
  const { rows } = await engine.query(showPartitions(definition.name));
  const existing = shownPartitions(rows, definition);
  return folders.filter(
    ({ account, time }) => !existing.has(printPartition(partitionOf(definition, account, time))),
  );
}
