import * as v from 'valibot';
import { fileFormats, type FileFormat, type S3Delivery } from '../delivery/s3-delivery';
import { RecordFormat } from '../records/record-format';
import { identifier } from '../sql/dialect';
import { UserError } from '../user-error';
import { articleColumns } from './article-columns';
import { sortsAsTime, type TimeKey } from './time-key';

/** A table over delivered files, in Athena or Trino. */
export interface LogTable {
  /** The table as it stands in FROM, quoted where it must be. */
  readonly name: string;
  readonly format: RecordFormat;
  /** Whose column names it has: AWS's (field names with underscores) or the EKS article's. */
  readonly columns: 'aws' | 'eks-article';
  /** @default 'plain-text' */
  readonly fileFormat?: FileFormat;
  /**
   * The partition keys that tell the time of a file's folder, coarsest first.
   * @default - none is known: a question about an hour reads every file
   */
  readonly timeKeys?: readonly TimeKey[];
  /** Whether Athena works the partitions out. @default false */
  readonly projected?: boolean;
  /** Where the files are. @default - not known; `flowtoll setup` writes it into the tables that it makes */
  readonly place?: LogPlace;
}

/** Where the files of one record format are: a folder of a bucket, in one of AWS's layouts. */
export interface LogPlace extends S3Delivery {
  readonly bucket: string;
  readonly region: string;
  /** The accounts that deliver there. */
  readonly accounts: readonly string[];
}

/** A table as Athena's GetTableMetadata describes it. */
export interface TableMetadata {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly partitionKeys: readonly { readonly name: string; readonly type: string }[];
  readonly parameters: Readonly<Record<string, string>>;
}

/** The table properties that `flowtoll setup` writes. */
export const tableProperties = {
  /** The format string, as EC2 has it. */
  recordFormat: 'flowtoll.record_format',
  /** The `LogPlace`, as JSON. */
  place: 'flowtoll.place',
  /** Whether setup has made the table: only then may it make it anew. */
  madeBy: 'flowtoll.made_by',
} as const;

/**
 * Reads what a table is from how Athena describes it. The record format is the columns, in their order.
 *
 * @param database quoted into the name. @default - the name stands alone
 * @throws UserError where the columns are not those of a flow log
 */
export function logTableOf(table: TableMetadata, database?: string): LogTable {
  const columns = table.columns.map(({ name }) => name);
  const article = columns.length > 0 && columns.every((name) => fieldsOfArticle.has(name));
  const place = placeOf(table);
  return {
    name: [database, table.name].flatMap((part) => (part === undefined ? [] : [identifier(part)])).join('.'),
    format: article ? formatOfArticle(columns) : formatOf(table.name, columns),
    columns: article ? 'eks-article' : 'aws',
    fileFormat: place?.fileFormat ?? fileFormatOf(table),
    timeKeys: timeKeysOf(table, article, place),
    ...(isProjected(table) && { projected: true }),
    ...(place && { place }),
  };
}

function fileFormatOf({ parameters }: TableMetadata): FileFormat {
  return /parquet/i.test(parameters['serde.serialization.lib'] ?? '') ? 'parquet' : 'plain-text';
}

const fieldsOfArticle = new Map(Object.entries(articleColumns).map(([field, column]) => [column, field]));

function formatOfArticle(columns: readonly string[]): RecordFormat {
  return new RecordFormat(columns.map((column) => fieldsOfArticle.get(column)!));
}

function formatOf(table: string, columns: readonly string[]): RecordFormat {
  try {
    return RecordFormat.parseHeader(columns.map((column) => column.replaceAll('_', '-')).join(' '));
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      `the table '${table}' is not one of flow logs: ${error.message}; or name another with --table`,
    );
  }
}

const placeSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({
    bucket: v.string(),
    prefix: v.string(),
    region: v.string(),
    accounts: v.array(v.string()),
    fileFormat: v.picklist(fileFormats),
    hiveCompatiblePartitions: v.boolean(),
    perHourPartition: v.boolean(),
  }),
);

function placeOf({ name, parameters }: TableMetadata): LogPlace | undefined {
  const written = parameters[tableProperties.place];
  if (written === undefined) return undefined;
  const result = v.safeParse(placeSchema, written);
  if (result.success) return result.output;
  throw new UserError(
    `the table '${name}' has a damaged property '${tableProperties.place}'; run flowtoll setup`,
  );
}

/** The partition keys of tables over Hive-compatible folders, by the names that these have. */
const hiveKeys: readonly TimeKey[] = [
  { name: 'year', pattern: 'yyyy' },
  { name: 'month', pattern: 'MM' },
  { name: 'day', pattern: 'dd' },
  { name: 'hour', pattern: 'HH' },
];

/** Time keys of our own tables, of the article's, and of those that AWS's documents make. */
function timeKeysOf(table: TableMetadata, article: boolean, place: LogPlace | undefined): readonly TimeKey[] {
  const names = table.partitionKeys
    .filter(({ type }) => type === 'string' || type === 'varchar')
    .map(({ name }) => name);
  const candidates = [
    names.includes('year') ? hiveKeys.filter(({ name }) => names.includes(name)) : [],
    names.flatMap((name) => projectedKey(table, name) ?? []).slice(0, 1),
    names.includes('dt') && (article || place) ? [dtKey(place)] : [],
  ];
  return candidates.find(sortsAsTime) ?? [];
}

export function isProjected({ parameters }: TableMetadata): boolean {
  return parameters['projection.enabled'] === 'true';
}

function projectedKey(table: TableMetadata, name: string): TimeKey | undefined {
  const { parameters } = table;
  const isDate = isProjected(table) && parameters[`projection.${name}.type`] === 'date';
  return isDate ? { name, pattern: parameters[`projection.${name}.format`] ?? '' } : undefined;
}

/** The key of partitions that are added one by one. */
function dtKey(place: LogPlace | undefined): TimeKey {
  return { name: 'dt', pattern: place?.perHourPartition ? 'yyyy-MM-dd-HH' : 'yyyy-MM-dd' };
}
