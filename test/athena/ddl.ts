import type * as Sdk from '@aws-sdk/client-glue';
import type * as Hive from 'dt-sql-parser/dist/lib/hive/HiveSqlParser';
import { ApiError } from '../aws/api-error';
import * as hive from './hive-grammar';
import { name, read, text } from './hive-grammar';

/** One call of Glue's API. Rejects with an `ApiError`. */
export type Glue = <Output>(operation: string, input: object) => Promise<Output>;

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

/** Refuses a statement with another part than these. */
function only(context: Hive.DdlStatementContext | { children: unknown[] | null }, ...parts: string[]): void {
  const rules = (context.children ?? []).map((child) => child!.constructor.name.replace(/Context$/, ''));
  if (rules.some((rule) => rule !== 'TerminalNode' && !parts.includes(rule))) unsupported();
}

const EXISTS = 'AlreadyExistsException';
const NOT_FOUND = 'EntityNotFoundException';

/** A call whose error of this name is no error. */
async function allowing(error: string | false, call: Promise<unknown>): Promise<void> {
  await call.catch((thrown: ApiError) => {
    if (thrown.name !== error) throw thrown;
  });
}

function createDatabase(context: Hive.CreateDatabaseStatementContext): Ddl {
  only(context, 'Db_schema', 'IfNotExists', 'DbSchemaNameCreate');
  const DatabaseInput = { Name: name(context.dbSchemaNameCreate()) };
  const allowed = context.ifNotExists() !== null && EXISTS;
  return {
    type: 'CREATE_DATABASE',
    run: (glue) => allowing(allowed, glue('CreateDatabase', { DatabaseInput })),
  };
}

function createTable(context: Hive.CreateTableStatementContext, database: string): Ddl {
  only(
    context,
    'IfNotExists',
    'TableNameCreate',
    'ColumnNameTypeOrConstraintList',
    'CreateTablePartitionSpec',
    'TableComment',
    'TableRowFormat',
    'TableFileFormat',
    'LocationPath',
    'TablePropertiesPrefixed',
  );
  if (!context.KW_EXTERNAL()) unsupported();
  const { DatabaseName, Name } = hive.tableIn(context.tableNameCreate(), database);
  const columns = context.columnNameTypeOrConstraintList()?.columnNameTypeOrConstraint() ?? [];
  const keys = context.createTablePartitionSpec()?.createTablePartitionColumnTypeSpec();
  const Columns = columns.map((one) => hive.columnIn(one.columnNameTypeConstraint() ?? unsupported()));
  const PartitionKeys = (keys?.columnNameTypeConstraint() ?? []).map(hive.columnIn);
  const TableInput = {
    Name,
    Description: read(context.tableComment()?.StringLiteral(), text),
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      EXTERNAL: 'TRUE',
      ...hive.propertiesIn(context.tablePropertiesPrefixed()?.tableProperties()),
    },
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
  const file = context.tableFileFormat();
  const serde = context.tableRowFormat()?.rowFormatSerde();
  const delimited = context.tableRowFormat()?.rowFormatDelimited();
  if (delimited) only(delimited, 'TableRowFormatFieldIdentifier');
  const format = FORMATS[read(file?._genericSpec ?? file?._fileformat, name) ?? 'textfile'] ?? unsupported();
  const separator = read(delimited?.tableRowFormatFieldIdentifier()?.StringLiteral(0), text);
  const Parameters = {
    'serialization.format': separator ?? '1',
    ...(separator !== undefined && { 'field.delim': separator }),
    ...hive.propertiesIn(serde?.tableProperties()),
  };
  return {
    Location: hive.locationIn(context.locationPath()),
    InputFormat: read(file?._inFmt, text) ?? format[1],
    OutputFormat: read(file?._outFmt, text) ?? format[2],
    SerdeInfo: { SerializationLibrary: read(serde?._name, text) ?? format[0], Parameters },
  };
}

function dropTable(context: Hive.DropTableStatementContext, database: string): Ddl {
  const table = hive.tableIn(context.tableName(), database);
  const allowed = context.ifExists() !== null && NOT_FOUND;
  return { type: 'DROP_TABLE', run: (glue) => allowing(allowed, glue('DeleteTable', table)) };
}

interface TableName {
  readonly DatabaseName: string;
  readonly Name: string;
}
type Values = Readonly<Record<string, string>>;
type NewPartition = { readonly values: Values; location?: string };

function alterTable(context: Hive.AlterStatementContext, database: string): Ddl {
  const change = context.alterTableStatementSuffix() ?? unsupported();
  const table = hive.tableIn(context.tableName() ?? unsupported(), database);
  const [specs, locations] = [change.partitionSpec(), change.locationPath()];
  const dropped = change.alterStatementSuffixDropPartitions();
  if (change.KW_ADD() && specs.length > 0) {
    const partitions: NewPartition[] = [];
    // a location belongs to the partition that it follows
    for (const child of change.children ?? []) {
      const spec = specs.find((one) => one === child);
      const location = locations.find((one) => one === child);
      if (spec) partitions.push({ values: hive.valuesIn(spec.partitionVal()) });
      if (location) partitions.at(-1)!.location = hive.locationIn(location);
    }
    const ifNotExists = change.ifNotExists() !== null;
    return {
      type: 'ALTER_TABLE_ADD_PARTITION',
      run: (glue) => addPartitions(glue, table, partitions, ifNotExists),
    };
  }
  if (dropped) {
    const selected = dropped.partitionSelectorSpec().map((spec) => spec.partitionSelectorVal());
    if (selected.flat().some((one) => one.subQuerySelectorOperator()?.getText() !== '=')) unsupported();
    const ifExists = dropped.ifExists() !== null;
    const run = (glue: Glue) => dropPartitions(glue, table, selected.map(hive.valuesIn), ifExists);
    return { type: 'ALTER_TABLE_DROP_PARTITION', run };
  }
  if (!change.KW_SET() || !change.KW_TBLPROPERTIES()) unsupported();
  const properties = hive.propertiesIn(change.tableProperties());
  return { type: 'ALTER_TABLE_SET_TBLPROPERTIES', run: (glue) => setProperties(glue, table, properties) };
}

const getTable = async (glue: Glue, table: TableName): Promise<Sdk.Table> =>
  (await glue<Sdk.GetTableResponse>('GetTable', table)).Table!;

function inBatches<T>(items: readonly T[], size: number): T[][] {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
  return starts.map((start) => items.slice(start, start + size));
}

/** The values of a partition in the order of the table's keys. */
function inOrder(values: Values, { PartitionKeys = [] }: Sdk.Table): string[] {
  const keys = PartitionKeys.map((key) => key.Name!);
  if (Object.keys(values).length !== keys.length || keys.some((key) => values[key] === undefined))
    throw new HiveError(
      `Partition spec {${Object.keys(values)}} does not have the partition columns ${keys}`,
    );
  return keys.map((key) => values[key]!);
}

async function addPartitions(
  glue: Glue,
  name: TableName,
  partitions: readonly NewPartition[],
  ifNotExists: boolean,
) {
  const { DatabaseName, Name: TableName } = name;
  const table = await getTable(glue, name);
  const inputs = partitions.map(({ values, location }) => {
    const Values = inOrder(values, table);
    const folder = table.PartitionKeys!.map((key, index) => `${key.Name}=${Values[index]}/`).join('');
    const Location = location ?? table.StorageDescriptor!.Location!.replace(/\/?$/, `/${folder}`);
    return { Values, StorageDescriptor: { ...table.StorageDescriptor, Location } };
  });
  for (const PartitionInputList of inBatches(inputs, 100)) {
    const batch = { DatabaseName, TableName, PartitionInputList };
    const { Errors = [] } = await glue<Sdk.BatchCreatePartitionResponse>('BatchCreatePartition', batch);
    const details = Errors.map((one) => one.ErrorDetail!);
    const wrong = details.find(({ ErrorCode }) => !ifNotExists || ErrorCode !== EXISTS);
    if (wrong) throw new ApiError(wrong.ErrorCode!, wrong.ErrorMessage!);
  }
}

async function dropPartitions(glue: Glue, name: TableName, partitions: readonly Values[], ifExists: boolean) {
  const { DatabaseName, Name: TableName } = name;
  const table = await getTable(glue, name);
  const inputs = partitions.map((values) => ({ Values: inOrder(values, table) }));
  for (const PartitionsToDelete of inBatches(inputs, 25)) {
    const batch = { DatabaseName, TableName, PartitionsToDelete };
    const { Errors = [] } = await glue<Sdk.BatchDeletePartitionResponse>('BatchDeletePartition', batch);
    if (Errors[0] && !ifExists)
      throw new HiveError(`[Error 10006]: Partition not found ${Errors[0].PartitionValues}`);
  }
}

async function setProperties(glue: Glue, name: TableName, properties: Values) {
  const table = await getTable(glue, name);
  const { Name, Description, TableType, PartitionKeys, StorageDescriptor } = table;
  const Parameters = { ...table.Parameters, ...properties };
  const TableInput = { Name, Description, TableType, PartitionKeys, StorageDescriptor, Parameters };
  await glue('UpdateTable', { DatabaseName: name.DatabaseName, TableInput });
}

function show(context: Hive.ShowStatementContext, defaultDatabase: string): Ddl {
  if (context.KW_TABLES()) {
    only(context, 'From_in', 'DbSchemaName', 'ShowTablesFilterExpr');
    const pattern = read(context.showTablesFilterExpr(), text)?.replace(/(?<!\.)\*/g, '.*') ?? '.*';
    const DatabaseName = read(context.dbSchemaName(), name) ?? defaultDatabase;
    const run = async (glue: Glue) => {
      const tables = await all<Sdk.Table>(glue, 'GetTables', 'TableList', { DatabaseName });
      return tables.map((one) => one.Name!).filter((one) => new RegExp(`^(?:${pattern})$`).test(one));
    };
    return { type: 'SHOW_TABLES', column: 'tab_name', run };
  }
  only(context, 'TableOrView');
  if (!context.KW_PARTITIONS()) unsupported();
  const table = hive.tableIn(context.tableOrView()!.tableName() ?? unsupported(), defaultDatabase);
  const input = { DatabaseName: table.DatabaseName, TableName: table.Name, ExcludeColumnSchema: true };
  const run = async (glue: Glue) => {
    const { PartitionKeys: keys = [] } = await getTable(glue, table);
    if (keys.length === 0) throw new HiveError(`Table ${table.Name} is not a partitioned table`);
    const partitions = await all<Sdk.Partition>(glue, 'GetPartitions', 'Partitions', input);
    // Hive escapes what may not stand in a path
    const pathOf = ({ Values = [] }: Sdk.Partition): string =>
      keys.map(({ Name }, index) => `${Name}=${encodeURIComponent(Values[index]!)}`).join('/');
    return partitions.map(pathOf);
  };
  return { type: 'SHOW_PARTITIONS', column: 'partition', run };
}

/** All pages of a list. */
export async function all<T>(glue: Glue, operation: string, list: string, input: object): Promise<T[]> {
  const found: T[] = [];
  let NextToken: string | undefined;
  do {
    const page = await glue<Record<string, never>>(operation, { ...input, NextToken });
    found.push(...(page[list] as unknown as T[]));
    NextToken = page['NextToken'];
  } while (NextToken !== undefined);
  return found;
}
