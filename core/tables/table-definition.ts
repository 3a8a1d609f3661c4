import { createHash } from 'node:crypto';
import { folderOfHour, rootFolder } from '../delivery/partitions';
import { columnName, type Field } from '../records/field';
import type { RecordFormat } from '../records/record-format';
import { articleColumns } from './article-columns';
import { tableProperties, type LogPlace, type TableMetadata } from './log-table';
import { timeText, type TimeKey } from './time-key';

/** A table as it should be, over the files of one place. */
export interface TableDefinition {
  /** Without its database. */
  readonly name: string;
  readonly format: RecordFormat;
  /** Whose column names it has. The article has none for fields that are not its own: such a format gets AWS's. */
  readonly columns: 'aws' | 'eks-article';
  /** `projection`: Athena works the partitions out. `explicit`: they are added, by `flowtoll partitions`. */
  readonly partitions: 'projection' | 'explicit';
  readonly place: LogPlace;
  /** Projection: the first day that has files. Athena sees none before it. */
  readonly since: Date;
}

/** A partition that has been or is to be added. */
export interface Partition {
  /** Values by key, in the order of the keys. */
  readonly values: Readonly<Record<string, string>>;
  /** `s3://…/` */
  readonly location: string;
  /** The begin of its day or hour. */
  readonly time: Date;
}

export function columnsOf({
  format,
  columns,
}: Pick<TableDefinition, 'format' | 'columns'>): TableMetadata['columns'] {
  const article = columns === 'eks-article' && format.fields.every(({ name }) => name in articleColumns);
  const nameOf = (field: Field) => (article ? articleColumns[field.name]! : columnName(field));
  return format.fields.map((field) => ({ name: nameOf(field), type: field.type }));
}

/** No name of these is a column's: Hive refuses a key that is. */
const accountKey = 'account_code';

/** The key that tells the time of a partition. Projected values are the folders' own names, for Athena fills them in. */
export function timeKeyOf({ partitions, place }: Pick<TableDefinition, 'partitions' | 'place'>): TimeKey {
  const { hiveCompatiblePartitions: hive, perHourPartition: hourly } = place;
  const [day, hour] =
    partitions === 'explicit'
      ? ['yyyy-MM-dd', '-HH']
      : hive
        ? [`'year='yyyy'/month='MM'/day='dd`, `'/hour='HH`]
        : ['yyyy/MM/dd', '/HH'];
  return { name: 'dt', pattern: hourly ? day + hour : day };
}

/** The names of the partition keys, all of type string: those prune before files are looked at. */
export function partitionKeysOf(definition: Pick<TableDefinition, 'place'>): string[] {
  return definition.place.accounts.length > 1 ? [accountKey, 'dt'] : ['dt'];
}

/** The partition that holds the files of an account and time. */
export function partitionOf(definition: TableDefinition, account: string, time: Date): Partition {
  const { place } = definition;
  const all: Record<string, string> = { [accountKey]: account, dt: timeText(timeKeyOf(definition), time) };
  return {
    values: Object.fromEntries(partitionKeysOf(definition).map((key) => [key, all[key]!])),
    location: uri(place, folderOfHour(place, account, place.region, time)),
    time,
  };
}

/** A partition as SHOW PARTITIONS writes it, e.g. `account_code=123456789012/dt=2026-01-31`. */
export function printPartition({ values }: Pick<Partition, 'values'>): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join('/');
}

/** A partition of a table's own; undefined for what `partitionOf` never gives. */
export function parsePartition(definition: TableDefinition, text: string): Partition | undefined {
  const [, account = definition.place.accounts[0]!, day, hour = '00'] =
    /^(?:account_code=(\d{12})\/)?dt=(\d{4}-\d\d-\d\d)(?:-(\d\d))?$/.exec(text) ?? [];
  const time = new Date(`${day}T${hour}:00:00Z`);
  if (Number.isNaN(time.getTime())) return undefined;
  const partition = partitionOf(definition, account, time);
  return printPartition(partition) === text ? partition : undefined;
}

/** The folder that all files of a table are in. */
export function locationOf({ place }: Pick<TableDefinition, 'place'>): string {
  const [account, ...others] = place.accounts;
  return uri(
    place,
    others.length === 0 ? rootFolder(place, account!, place.region) : `${place.prefix}AWSLogs/`,
  );
}

/** What TBLPROPERTIES of a table that setup makes say, beside what the definition's other clauses do. */
export function propertiesOf(definition: TableDefinition): Record<string, string> {
  const { format, place, partitions } = definition;
  return {
    ...(place.fileFormat === 'plain-text' && { 'skip.header.line.count': '1' }),
    ...(partitions === 'projection' && projection(definition)),
    [tableProperties.recordFormat]: format.toString(),
    [tableProperties.place]: JSON.stringify(place),
    [tableProperties.madeBy]: 'setup',
  };
}

/** https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html */
function projection(definition: TableDefinition): Record<string, string> {
  const { place, since } = definition;
  const { pattern } = timeKeyOf(definition);
  const accounts = place.accounts.length > 1 ? `\${${accountKey}}` : place.accounts[0]!;
  const root = rootFolder(place, accounts, place.region);
  return {
    'projection.enabled': 'true',
    ...(place.accounts.length > 1 && {
      [`projection.${accountKey}.type`]: 'enum',
      [`projection.${accountKey}.values`]: place.accounts.join(','),
    }),
    'projection.dt.type': 'date',
    'projection.dt.format': pattern,
    'projection.dt.range': `${timeText({ name: 'dt', pattern }, since)},NOW`,
    'projection.dt.interval': '1',
    'projection.dt.interval.unit': place.perHourPartition ? 'HOURS' : 'DAYS',
    'storage.location.template': `${uri(place, root)}\${dt}/`,
  };
}

/** The table as Athena will describe it. */
export function metadataOf(definition: TableDefinition): TableMetadata {
  return {
    name: definition.name,
    columns: columnsOf(definition),
    partitionKeys: partitionKeysOf(definition).map((name) => ({ name, type: 'string' })),
    parameters: propertiesOf(definition),
  };
}

/** The name of a table beside the first one, by its place: the same place has the same name for ever. */
export function laterTableName(first: string, { bucket, prefix, region }: LogPlace): string {
  return `${first}_${createHash('sha256').update(`s3://${bucket}/${prefix} ${region}`).digest('hex').slice(0, 8)}`;
}

/** Whether a table is the first one, or one beside it. */
export function isTableOf(first: string, name: string): boolean {
  return (
    name === first || (name.startsWith(`${first}_`) && /^[0-9a-f]{8}$/.test(name.slice(first.length + 1)))
  );
}

function uri({ bucket }: LogPlace, folder: string): string {
  return `s3://${bucket}/${folder}`;
}
