import type * as Sdk from '@aws-sdk/client-glue';
import type * as Hive from 'dt-sql-parser/dist/lib/hive/HiveSqlParser';
import { ApiError } from '../aws/api-error';
import { all, allowing, EXISTS, getTable, inBatches, NOT_FOUND, type Glue, type TableName } from './glue';
import * as hive from './grammar';
import { name, read, text } from './grammar';

/** A statement of Hive's language that has been understood. */
export interface Ddl {
  /** Athena's SubstatementType. */
  readonly type: string;
  /** The name of the only column of its answer, where it shows something. */
  readonly column?: string;
  /** Does it; the lines of its answer, where it shows something. Rejects with an `ApiError`, or a `HiveError`. */
  run(glue: Glue): Promise<readonly string[] | void>;
}

/** What Hive finds wrong while it runs a statement. */
export class HiveError extends Error {}

/** Throws an `ApiError` at what the grammar refuses, and at what flow logs have no need of. */
export function readDdl(sql: string, database: string): Ddl {
  const ddl = hive.parseHive(sql).ddlStatement();
  return (
    read(ddl?.createDatabaseStatement(), createDatabase) ??
    read(ddl?.createTableStatement(), (one) => createTable(one, database)) ??
    read(ddl?.dropTableStatement(), (one) => dropTable(one, database)) ??
    read(ddl?.alterStatement(), (one) => alterTable(one, database)) ??
    read(ddl?.showStatement(), (one) => show(one, database)) ??
    unsupported()
  );
}

function unsupported(): never {
  throw hive.refusedStatement('Queries of this type are not supported', 'INVALID_QUERY');
}

/** Refuses a statement that has another part than these. */
function only(context: { readonly children: readonly object[] | null }, parts: string): void {
  const found = (context.children ?? []).map((child) => child.constructor.name.replace(/Context$/, ''));
  if (found.some((part) => part !== 'TerminalNode' && !parts.split(' ').includes(part))) unsupported();
}

function createDatabase(context: Hive.CreateDatabaseStatementContext): Ddl {
  only(context, 'Db_schema IfNotExists DbSchemaNameCreate');
  const input = { DatabaseInput: { Name: name(context.dbSchemaNameCreate()) } };
  const allowed = context.ifNotExists() !== null && EXISTS;
  return { type: 'CREATE_DATABASE', run: (glue) => allowing(allowed, glue('CreateDatabase', input)) };
}

const TABLE_PARTS =
  'IfNotExists TableNameCreate ColumnNameTypeOrConstraintList CreateTablePartitionSpec TableRowFormat ' +
  'TableFileFormat LocationPath TablePropertiesPrefixed';

function createTable(context: Hive.CreateTableStatementContext, database: string): Ddl {
  only(context, TABLE_PARTS);
  if (!context.KW_EXTERNAL()) unsupported();
  const { DatabaseName, Name } = hive.tableIn(context.tableNameCreate(), database);
  const columns = context.columnNameTypeOrConstraintList()?.columnNameTypeOrConstraint() ?? [];
  const keys = context.createTablePartitionSpec()?.createTablePartitionColumnTypeSpec();
  const Columns = columns.map((one) => hive.columnIn(one.columnNameTypeConstraint() ?? unsupported()));
  const PartitionKeys = (keys?.columnNameTypeConstraint() ?? []).map(hive.columnIn);
  const properties = hive.propertiesIn(context.tablePropertiesPrefixed()?.tableProperties());
  const TableInput = {
    Name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { EXTERNAL: 'TRUE', ...properties },
    PartitionKeys,
    StorageDescriptor: { Columns, ...storageIn(context) },
  };
  const run = async (glue: Glue) => {
    const names = Columns.map((one) => one.Name);
    const twice = names.find((one, index) => names.indexOf(one) < index);
    if (twice !== undefined) throw new HiveError(`[Error 10036]: Duplicate column name: ${twice}`);
    if (PartitionKeys.some((key) => names.includes(key.Name)))
      throw new HiveError('[Error 10035]: Column repeated in partitioning columns');
    await allowing(
      context.ifNotExists() !== null && EXISTS,
      glue('CreateTable', { DatabaseName, TableInput }),
    );
  };
  return { type: 'CREATE_TABLE', run };
}

/** The classes that read files and write them, as Athena tells Glue. */
const FORMATS: Readonly<Record<string, readonly [serde: string, input: string, output: string]>> = {
  textfile: [
    'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
    'org.apache.hadoop.mapred.TextInputFormat',
    'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
  ],
  parquet: [
    'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
    'org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat',
  ],
};

function storageIn(context: Hive.CreateTableStatementContext) {
  const [row, file] = [context.tableRowFormat(), context.tableFileFormat()];
  if (row) only(row, 'RowFormatDelimited');
  const delimited = row?.rowFormatDelimited();
  if (delimited) only(delimited, 'TableRowFormatFieldIdentifier');
  const kind = file ? read(file._genericSpec ?? file._fileformat, name) : 'textfile';
  const [SerializationLibrary, InputFormat, OutputFormat] = FORMATS[kind ?? ''] ?? unsupported();
  const separator = read(delimited?.tableRowFormatFieldIdentifier()?.StringLiteral(0), text);
  const Parameters = {
    'serialization.format': separator ?? '1',
    ...(separator !== undefined && { 'field.delim': separator }),
  };
  const Location = hive.locationIn(context.locationPath());
  return { Location, InputFormat, OutputFormat, SerdeInfo: { SerializationLibrary, Parameters } };
}

function dropTable(context: Hive.DropTableStatementContext, database: string): Ddl {
  const table = hive.tableIn(context.tableName(), database);
  const allowed = context.ifExists() !== null && NOT_FOUND;
  return { type: 'DROP_TABLE', run: (glue) => allowing(allowed, glue('DeleteTable', table)) };
}

function alterTable(context: Hive.AlterStatementContext, database: string): Ddl {
  const change = context.alterTableStatementSuffix() ?? unsupported();
  const table = hive.tableIn(context.tableName() ?? unsupported(), database);
  const drop = change.alterStatementSuffixDropPartitions();
  if (change.KW_ADD() && change.partitionSpec().length > 0) return addPartitions(change, table);
  if (drop) return dropPartitions(drop, table);
  if (change.KW_SET() && change.KW_TBLPROPERTIES()) return setProperties(change, table);
  return unsupported();
}

/** The values of a partition in the order of the table's keys. */
function inOrder(values: Readonly<Record<string, string>>, { PartitionKeys = [] }: Sdk.Table): string[] {
  const keys = PartitionKeys.map((key) => key.Name!);
  if (Object.keys(values).length !== keys.length || keys.some((key) => values[key] === undefined))
    throw new HiveError(
      `Partition spec {${Object.keys(values)}} does not have the partition columns ${keys}`,
    );
  return keys.map((key) => values[key]!);
}

function addPartitions(change: Hive.AlterTableStatementSuffixContext, name: TableName): Ddl {
  const [specs, locations] = [change.partitionSpec(), change.locationPath()];
  const partitions: { values: Record<string, string>; location?: string }[] = [];
  // a location belongs to the partition that it follows
  for (const child of change.children ?? []) {
    const spec = specs.find((one) => one === child);
    const location = locations.find((one) => one === child);
    if (spec) partitions.push({ values: hive.valuesIn(spec.partitionVal()) });
    if (location) partitions.at(-1)!.location = hive.locationIn(location);
  }
  const run = async (glue: Glue) => {
    const table = await getTable(glue, name);
    const inputs = partitions.map(({ values, location }) => {
      const Values = inOrder(values, table);
      const folder = table.PartitionKeys!.map((key, index) => `${key.Name}=${Values[index]}/`).join('');
      const Location = location ?? table.StorageDescriptor!.Location!.replace(/\/?$/, `/${folder}`);
      return { Values, StorageDescriptor: { ...table.StorageDescriptor, Location } };
    });
    const errors = await inBatches(glue, 'BatchCreatePartition', name, 'PartitionInputList', inputs, 100);
    const details = errors.map((one) => one.ErrorDetail!);
    const wrong = details.find(({ ErrorCode }) => !change.ifNotExists() || ErrorCode !== EXISTS);
    if (wrong) throw new ApiError(wrong.ErrorCode!, wrong.ErrorMessage!);
  };
  return { type: 'ALTER_TABLE_ADD_PARTITION', run };
}

function dropPartitions(drop: Hive.AlterStatementSuffixDropPartitionsContext, name: TableName): Ddl {
  const selected = drop.partitionSelectorSpec().map((spec) => spec.partitionSelectorVal());
  if (selected.flat().some((one) => one.subQuerySelectorOperator()?.getText() !== '=')) unsupported();
  const run = async (glue: Glue) => {
    const table = await getTable(glue, name);
    const inputs = selected.map((one) => ({ Values: inOrder(hive.valuesIn(one), table) }));
    const [error] = await inBatches(glue, 'BatchDeletePartition', name, 'PartitionsToDelete', inputs, 25);
    if (error && !drop.ifExists())
      throw new HiveError(`[Error 10006]: Partition not found ${error.PartitionValues}`);
  };
  return { type: 'ALTER_TABLE_DROP_PARTITION', run };
}

function setProperties(change: Hive.AlterTableStatementSuffixContext, name: TableName): Ddl {
  const properties = hive.propertiesIn(change.tableProperties());
  const run = async (glue: Glue) => {
    const table = await getTable(glue, name);
    const { Name, TableType, PartitionKeys, StorageDescriptor } = table;
    const Parameters = { ...table.Parameters, ...properties };
    const TableInput = { Name, TableType, PartitionKeys, StorageDescriptor, Parameters };
    await glue('UpdateTable', { DatabaseName: name.DatabaseName, TableInput });
  };
  return { type: 'ALTER_TABLE_SET_TBLPROPERTIES', run };
}

function show(context: Hive.ShowStatementContext, database: string): Ddl {
  only(context, 'TableOrView');
  if (!context.KW_PARTITIONS()) unsupported();
  const name = hive.tableIn(context.tableOrView()!.tableName() ?? unsupported(), database);
  const input = { DatabaseName: name.DatabaseName, TableName: name.Name, ExcludeColumnSchema: true };
  const run = async (glue: Glue) => {
    const { PartitionKeys: keys = [] } = await getTable(glue, name);
    if (keys.length === 0) throw new HiveError(`Table ${name.Name} is not a partitioned table`);
    const partitions = await all<Sdk.Partition>(glue, 'GetPartitions', 'Partitions', input);
    // Hive escapes what may not stand in a path
    const pathOf = ({ Values = [] }: Sdk.Partition): string =>
      keys.map(({ Name }, index) => `${Name}=${encodeURIComponent(Values[index]!)}`).join('/');
    return partitions.map(pathOf);
  };
  return { type: 'SHOW_PARTITIONS', column: 'partition', run };
}
