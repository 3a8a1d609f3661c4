import type { Deployment } from '../../core/outputs';
import type { Period } from '../../core/questions/options';
import { trino } from '../../core/sql/trino';
import { logTableOf, type LogPlace, type LogTable } from '../../core/tables/log-table';
import { isTableOf, type TableDefinition } from '../../core/tables/table-definition';
import { definitionIn } from '../../core/tables/table-plan';
import { tableLines } from '../../core/tables/table-lines';
import { UserError } from '../../core/user-error';
import type { RemoteEngine } from './engine';

/** A table of records. */
export interface RemoteTable extends LogTable {
  /** @default - setup has not been told where its files are */
  readonly definition?: TableDefinition;
}

/** Records in tables that an engine reads. */
export interface RemoteData {
  readonly tables: readonly RemoteTable[];
  /** SQL of the lines relation of one table: just these fields, of the partitions that can hold this time. */
  linesOf(table: LogTable, fields: readonly string[], period: Period): string;
  /** The same of all tables. */
  lines(fields: readonly string[], period: Period): string;
}

/**
 * Finds the tables of a name: the first, and those of later record formats, which have eight hexadecimal digits more.
 *
 * @throws UserError where there is none
 */
export async function findTables(engine: RemoteEngine, name: string): Promise<RemoteData> {
  const found = (await engine.tables(name)).filter((table) => isTableOf(name, table.name));
  if (found.length === 0) {
    const make = engine.name === 'athena' ? 'run flowtoll setup, which makes it, or' : 'check --database, or';
    throw new UserError(
      `there is no table '${name}' in database '${engine.database}'; ${make} name another with --table`,
    );
  }
  const tables = found.map((table): RemoteTable => {
    const definition = definitionIn(table);
    return { ...logTableOf(table, engine.database), ...(definition && { definition }) };
  });
  const linesOf: RemoteData['linesOf'] = (table, fields, period) => tableLines(trino, table, fields, period);
  return {
    tables,
    linesOf,
    lines: (fields, period) => tables.map((table) => linesOf(table, fields, period)).join('\nUNION ALL\n'),
  };
}

/** Where the files of a table are: as the table says, else by the flow logs of its record format. */
export function placesOf({ place, format }: LogTable, deployment: Deployment): LogPlace[] {
  if (place) return [place];
  const { region, account, source_accounts: others } = deployment;
  const places = deployment.flow_logs.flatMap(({ destination, record_format }): LogPlace[] =>
    destination.type === 's3' && record_format === format.toString()
      ? [
          {
            bucket: destination.bucket,
            prefix: destination.prefix,
            fileFormat: destination.file_format,
            hiveCompatiblePartitions: destination.hive_compatible_partitions,
            perHourPartition: destination.per_hour_partition,
            region,
            accounts: [account, ...others],
          },
        ]
      : [],
  );
  return places.filter(
    (one, index) =>
      places.findIndex(({ bucket, prefix }) => bucket === one.bucket && prefix === one.prefix) === index,
  );
}
