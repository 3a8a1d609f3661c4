import type { S3Layout } from '../../../core/delivery/s3-delivery';
import { namedFormats } from '../../../core/records/named-formats';
import type { LogPlace } from '../../../core/tables/log-table';
import type { TableDefinition } from '../../../core/tables/table-definition';
import type { CatalogEntry } from '../../../core/tables/table-plan';
import { readDdl } from '../../hive/ddl';
import { plainDaily, plainHourly } from '../delivery/layouts';

/** A place as stacks make it. */
export function placeWith(layout: S3Layout, more: Partial<LogPlace> = {}): LogPlace {
  return {
    bucket: 'team-flow-logs',
    prefix: '',
    region: 'eu-central-1',
    accounts: ['123456789012'],
    ...layout,
    ...more,
  };
}

/** What the recommended preset deploys, to change one thing of. */
export function recommended(more: Partial<TableDefinition> = {}): TableDefinition {
  return {
    name: 'vpc_flow_logs',
    format: namedFormats.recommended,
    columns: 'aws',
    partitions: 'projection',
    place: placeWith({ ...plainHourly, fileFormat: 'parquet' }, { prefix: 'v11-parquet-hourly-1a2b3c4d/' }),
    since: new Date('2026-01-31T00:00:00Z'),
    ...more,
  };
}

/** What the EKS article's preset deploys, to change one thing of. */
export function article(more: Partial<TableDefinition> = {}): TableDefinition {
  return recommended({
    format: namedFormats['eks-article'],
    columns: 'eks-article',
    partitions: 'explicit',
    place: placeWith(plainDaily),
    ...more,
  });
}

export interface GlueInput {
  readonly TableInput: {
    readonly Name: string;
    readonly Parameters: Record<string, string>;
    readonly PartitionKeys: { Name: string; Type: string }[];
    readonly StorageDescriptor: {
      readonly Columns: { Name: string; Type: string }[];
      readonly Location: string;
      readonly SerdeInfo: { SerializationLibrary: string; Parameters: Record<string, string> };
    };
  };
  readonly PartitionInputList: { Values: string[]; StorageDescriptor: { Location: string } }[];
  readonly PartitionsToDelete: { Values: string[] }[];
}

/** What Glue would be told, as Hive's grammar reads a statement. */
export async function toGlue(sql: string): Promise<{ operation: string; input: GlueInput }[]> {
  const calls: { operation: string; input: GlueInput }[] = [];
  const keys = ['account_code', 'dt'].filter((key) => sql.includes(`\`${key}\``)).map((Name) => ({ Name }));
  const table = { PartitionKeys: keys, StorageDescriptor: {}, Parameters: {} };
  await readDdl(sql, 'traffic').run(async <Answer>(operation: string, input: object) => {
    if (operation !== 'GetTable') calls.push({ operation, input: input as GlueInput });
    return { Table: table } as Answer;
  });
  return calls;
}

/** What Athena would say of the table that a statement makes. */
export async function entryOf(createTable: string, more: Record<string, string> = {}): Promise<CatalogEntry> {
  const { input } = (await toGlue(createTable))[0]!;
  const { Name, Parameters, PartitionKeys, StorageDescriptor } = input.TableInput;
  const columns = (all: readonly { Name: string; Type: string }[]) =>
    all.map(({ Name: name, Type: type }) => ({ name, type }));
  return {
    name: Name,
    type: 'EXTERNAL_TABLE',
    columns: columns(StorageDescriptor.Columns),
    partitionKeys: columns(PartitionKeys),
    parameters: {
      ...Parameters,
      location: StorageDescriptor.Location,
      'serde.serialization.lib': StorageDescriptor.SerdeInfo.SerializationLibrary,
      ...more,
    },
  };
}
