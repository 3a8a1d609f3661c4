import type * as Hive from 'dt-sql-parser/dist/lib/hive/HiveSqlParser';
import { ApiError, invalidRequest, QueryFailure } from './errors';
import {
  all,
  allowing,
  batches,
  EXISTS,
  getTable,
  NOT_FOUND,
  of,
  type BatchAnswer,
  type Column,
  type Glue,
  type Partition,
  type Table,
  type TableName,
} from './glue';
import {
  columnIn,
  locationIn,
  name,
  parseHive,
  propertiesIn,
  read,
  tableIn,
  text,
  valuesIn,
} from './hive-grammar';

/** A statement of Hive's language that has been understood. */
export interface Ddl {
  /** Athena's SubstatementType. */
  readonly type: string;
  /** The name of the only column of its answer, where it shows something. */
  readonly column?: string;
  /** Does it, and answers in lines. Rejects with what Glue said, or with a `QueryFailure`. */
  run(glue: Glue): Promise<readonly string[]>;
}

/** Throws an `ApiError` at what Hive's grammar refuses, and at what flow logs have no need of. */
export function readDdl(sql: string, database: string): Ddl {
  const ddl = parseHive(sql).ddlStatement();
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
  throw invalidRequest('Queries of this type are not supported', 'INVALID_QUERY');
}

function createDatabase(context: Hive.CreateDatabaseStatementContext): Ddl {
  if (context.KW_REMOTE() ?? context.KW_MANAGEDLOCATION() ?? context.KW_WITH()) unsupported();
  const input = {
    Name: name(context.dbSchemaNameCreate()),
    Description: read(context.databaseComment(), (one) => text(one.StringLiteral())),
    LocationUri: read(context.locationPath(), (one) => text(one.StringLiteral())),
  };
  const run = (glue: Glue) =>
    allowing(context.ifNotExists() && EXISTS, glue('CreateDatabase', { DatabaseInput: input }));
  return { type: 'CREATE_DATABASE', run: (glue) => run(glue).then(nothing) };
}

function createTable(context: Hive.CreateTableStatementContext, database: string): Ddl {
  const unknown = context.likeTableOrFile() ?? context.tableBuckets() ?? context.tableSkewed();
  const partitioned = context.createTablePartitionSpec();
  const keys = partitioned?.createTablePartitionColumnTypeSpec()?.columnNameTypeConstraint() ?? [];
  if (unknown ?? context.selectStatementWithCTE() ?? context.tableLifecycle() ?? context.KW_TEMPORARY())
    unsupported();
  if (!context.KW_EXTERNAL() || (partitioned && keys.length === 0)) unsupported();
  const { DatabaseName, Name } = tableIn(context.tableNameCreate(), database);
  const columns = context.columnNameTypeOrConstraintList()?.columnNameTypeOrConstraint() ?? [];
  const input = {
    Name,
    Description: read(context.tableComment(), (one) => text(one.StringLiteral())),
    TableType: 'EXTERNAL_TABLE',
    Parameters: {
      EXTERNAL: 'TRUE',
      ...propertiesIn(context.tablePropertiesPrefixed()?.tableProperties() ?? null),
    },
    PartitionKeys: keys.map(columnIn),
    StorageDescriptor: {
      Columns: columns.map((one) => columnIn(one.columnNameTypeConstraint() ?? unsupported())),
      ...storageIn(context),
    },
  };
  return {
    type: 'CREATE_TABLE',
    run: async (glue) => {
      checkNames(input.StorageDescriptor.Columns, input.PartitionKeys);
      const created = glue('CreateTable', { DatabaseName, TableInput: input });
      return allowing(context.ifNotExists() && EXISTS, created).then(nothing);
    },
  };
}

function checkNames(columns: readonly Column[], keys: readonly Column[]): void {
  const names = columns.map((one) => one.Name);
  const twice = names.find((one, index) => names.indexOf(one) < index);
  if (twice !== undefined) throw semantic(`[Error 10036]: Duplicate column name: ${twice}`);
  if (keys.some((key) => names.includes(key.Name)))
    throw semantic('[Error 10035]: Column repeated in partitioning columns');
}

/** How the files are read: the classes that Athena writes into Glue. */
const FILE_FORMATS: Readonly<Record<string, readonly [serde: string, input: string, output: string]>> = {
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
  const more = delimited?.tableRowFormatCollItemsIdentifier() ?? delimited?.tableRowFormatMapKeysIdentifier();
  if (more ?? delimited?.tableRowFormatLinesIdentifier() ?? delimited?.tableRowNullFormat()) unsupported();
  const format =
    FILE_FORMATS[read(file?._genericSpec ?? file?._fileformat, name) ?? 'textfile'] ?? unsupported();
  const separator = read(delimited?.tableRowFormatFieldIdentifier()?.StringLiteral(0), text);
  return {
    Location: locationIn(context.locationPath()),
    InputFormat: read(file?._inFmt, text) ?? format[1],
    OutputFormat: read(file?._outFmt, text) ?? format[2],
    SerdeInfo: {
      SerializationLibrary: read(serde?._name, text) ?? format[0],
      Parameters: {
        'serialization.format': separator ?? '1',
        ...(separator !== undefined && { 'field.delim': separator }),
        ...propertiesIn(serde?.tableProperties() ?? null),
      },
    },
  };
}

function dropTable(context: Hive.DropTableStatementContext, database: string): Ddl {
  const table = tableIn(context.tableName(), database);
  const run = (glue: Glue) => allowing(context.ifExists() && NOT_FOUND, glue('DeleteTable', table));
  return { type: 'DROP_TABLE', run: (glue) => run(glue).then(nothing) };
}

function alterTable(context: Hive.AlterStatementContext, database: string): Ddl {
  const change = context.alterTableStatementSuffix() ?? unsupported();
  const table = tableIn(context.tableName() ?? unsupported(), database);
  const dropped = change.alterStatementSuffixDropPartitions();
  const specs = change.partitionSpec();
  if (change.KW_ADD() && specs.length > 0) {
    const locations = change.locationPath();
    const partitions: NewPartition[] = [];
    // a location belongs to the partition that it follows
    for (const child of change.children ?? []) {
      const spec = specs.find((one) => one === child);
      const location = locations.find((one) => one === child);
      if (spec) partitions.push({ values: valuesIn(spec.partitionVal()) });
      if (location) partitions.at(-1)!.location = locationIn(location);
    }
    return addPartitions(table, partitions, change.ifNotExists() !== null);
  }
  if (dropped) {
    const selected = dropped.partitionSelectorSpec().map((spec) => spec.partitionSelectorVal());
    if (selected.flat().some((one) => one.subQuerySelectorOperator()?.getText() !== '=')) unsupported();
    return dropPartitions(table, selected.map(valuesIn), dropped.ifExists() !== null);
  }
  if (!change.KW_SET() || !change.KW_TBLPROPERTIES()) unsupported();
  return setProperties(table, propertiesIn(change.tableProperties()));
}

interface NewPartition {
  readonly values: Readonly<Record<string, string>>;
  location?: string;
}

function addPartitions(table: TableName, partitions: readonly NewPartition[], ifNotExists: boolean): Ddl {
  const run = async (glue: Glue) => {
    const { PartitionKeys, StorageDescriptor } = await getTable(glue, table);
    const inputs = partitions.map(({ values, location }) => {
      const Values = inOrder(values, PartitionKeys);
      const folder = PartitionKeys.map(({ Name }, index) => `${Name}=${Values[index]}/`).join('');
      const Location = location ?? StorageDescriptor.Location.replace(/\/?$/, `/${folder}`);
      return { Values, StorageDescriptor: { ...StorageDescriptor, Location } };
    });
    for (const PartitionInputList of batches(inputs, 100)) {
      const { Errors = [] } = await glue<BatchAnswer>('BatchCreatePartition', {
        ...of(table),
        PartitionInputList,
      });
      const error = Errors.find(({ ErrorDetail }) => !ifNotExists || ErrorDetail.ErrorCode !== EXISTS);
      if (error) throw new ApiError(error.ErrorDetail.ErrorCode, error.ErrorDetail.ErrorMessage);
    }
  };
  return { type: 'ALTER_TABLE_ADD_PARTITION', run: (glue) => run(glue).then(nothing) };
}

function dropPartitions(
  table: TableName,
  specs: readonly Readonly<Record<string, string>>[],
  ifExists: boolean,
): Ddl {
  const run = async (glue: Glue) => {
    const { PartitionKeys } = await getTable(glue, table);
    const values = specs.map((spec) => ({ Values: inOrder(spec, PartitionKeys) }));
    for (const PartitionsToDelete of batches(values, 25)) {
      const { Errors = [] } = await glue<BatchAnswer>('BatchDeletePartition', {
        ...of(table),
        PartitionsToDelete,
      });
      if (Errors[0] && !ifExists)
        throw semantic(`[Error 10006]: Partition not found ${Errors[0].PartitionValues}`);
    }
  };
  return { type: 'ALTER_TABLE_DROP_PARTITION', run: (glue) => run(glue).then(nothing) };
}

function setProperties(table: TableName, properties: Readonly<Record<string, string>>): Ddl {
  const run = async (glue: Glue) => {
    const { Name, Description, TableType, PartitionKeys, StorageDescriptor, Parameters } = await getTable(
      glue,
      table,
    );
    const changed = { ...Parameters, ...properties };
    const kept = { Name, Description, TableType, PartitionKeys, StorageDescriptor, Parameters: changed };
    await glue('UpdateTable', { DatabaseName: table.DatabaseName, TableInput: kept });
  };
  return { type: 'ALTER_TABLE_SET_TBLPROPERTIES', run: (glue) => run(glue).then(nothing) };
}

function show(context: Hive.ShowStatementContext, database: string): Ddl {
  const filter = context.showTablesFilterExpr() ?? context.showStmtIdentifier();
  if (context.KW_TABLES()) {
    const pattern = read(filter, (one) => text(one).replace(/(?<!\.)\*/g, '.*')) ?? '.*';
    const DatabaseName = read(context.dbSchemaName(), name) ?? database;
    const run = async (glue: Glue) => {
      const tables = await all<Table>(glue, 'GetTables', 'TableList', { DatabaseName });
      return tables.map((one) => one.Name).filter((one) => new RegExp(`^(?:${pattern})$`).test(one));
    };
    return { type: 'SHOW_TABLES', column: 'tab_name', run };
  }
  if (!context.KW_PARTITIONS() || context.partitionSpec() || context.whereClause()) unsupported();
  const table = tableIn(context.tableOrView()?.tableName() ?? unsupported(), database);
  const run = async (glue: Glue) => {
    const { PartitionKeys } = await getTable(glue, table);
    if (PartitionKeys.length === 0) throw semantic(`Table ${table.Name} is not a partitioned table`);
    const partitions = await all<Partition>(glue, 'GetPartitions', 'Partitions', of(table));
    return partitions.map(({ Values }) =>
      PartitionKeys.map(({ Name }, index) => `${Name}=${escapePath(Values[index]!)}`).join('/'),
    );
  };
  return { type: 'SHOW_PARTITIONS', column: 'partition', run };
}

const nothing = (): readonly string[] => [];
const semantic = (message: string) => new QueryFailure(1003, `FAILED: SemanticException ${message}`);

function inOrder(values: Readonly<Record<string, string>>, keys: readonly Column[]): string[] {
  if (Object.keys(values).length !== keys.length || keys.some(({ Name }) => values[Name] === undefined))
    throw semantic(
      `[Error 10005]: Partition spec ${Object.keys(values)} is not ${keys.map((one) => one.Name)}`,
    );
  return keys.map(({ Name }) => values[Name]!);
}

/** As Hive writes values into paths. */
const escapePath = (value: string): string =>
  value.replace(
    /[\x00-\x1f"#%'*/:=?\\{[\]^\x7f]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
