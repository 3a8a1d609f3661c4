import { stepOf } from '../../core/delivery/partitions';
import { showPartitions } from '../../core/tables/table-ddl';
import {
  parsePartition,
  partitionOf,
  printPartition,
  type Partition,
  type TableDefinition,
} from '../../core/tables/table-definition';
import type { Athena } from '../aws/athena';
import type { S3 } from '../aws/s3';
import { deliveredFolders } from '../aws/s3-folders';
import type { Table } from '../engines/engine';

/** A part of time, half-open. */
export interface Span {
  readonly from?: Date;
  readonly to?: Date;
}

/** Partitions by how SHOW PARTITIONS writes them. */
export type Partitions = ReadonlyMap<string, Partition>;

/** The partitions that a table has, of this time. Those that no command of ours has added are none of them. */
export async function existingPartitions(
  athena: Pick<Athena, 'run' | 'rows'>,
  definition: TableDefinition,
  span: Span = {},
): Promise<Partitions> {
  const { rows } = await athena.rows(await athena.run(showPartitions(definition.name)));
  return shownPartitions(rows, definition, span);
}

/** Those of what SHOW PARTITIONS answers. */
export function shownPartitions(
  rows: Table['rows'],
  definition: TableDefinition,
  span: Span = {},
): Partitions {
  const step = stepOf(definition.place);
  return byName(
    rows.flatMap(([text]) => {
      const partition = parsePartition(definition, String(text));
      const inSpan =
        partition &&
        (span.from === undefined || partition.time.getTime() + step > span.from.getTime()) &&
        (span.to === undefined || partition.time < span.to);
      return inSpan ? [partition] : [];
    }),
  );
}

/** The partitions that hold files, as S3 says. */
export async function deliveredPartitions(
  s3: Pick<S3, 'folders'>,
  definition: TableDefinition,
  span: Span = {},
): Promise<Partitions> {
  const folders = await deliveredFolders(s3, definition.place, span);
  return byName(folders.map(({ account, time }) => partitionOf(definition, account, time)));
}

/** Every partition of this time, whether it holds files or not. */
export function allPartitions(definition: TableDefinition, { from, to }: Required<Span>): Partitions {
  const { place } = definition;
  const step = stepOf(place);
  const partitions: Partition[] = [];
  for (let time = Math.floor(from.getTime() / step) * step; time < to.getTime(); time += step) {
    for (const account of place.accounts) partitions.push(partitionOf(definition, account, new Date(time)));
  }
  return byName(partitions);
}

/** The partitions of which no part is of another time. */
export function within(partitions: Partitions, { place }: TableDefinition, span: Required<Span>): Partitions {
  const [from, to] = [span.from.getTime(), span.to.getTime() - stepOf(place)];
  return new Map([...partitions].filter(([, { time }]) => time.getTime() >= from && time.getTime() <= to));
}

/** The partitions of the one that the other lacks. */
export function without(some: Partitions, others: Partitions): Partitions {
  return new Map([...some].filter(([name]) => !others.has(name)));
}

function byName(partitions: readonly Partition[]): Partitions {
  return new Map(partitions.map((partition) => [printPartition(partition), partition]));
}
