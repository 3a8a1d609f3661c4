import {
  columnsOf,
  locationOf,
  partitionKeysOf,
  propertiesOf,
  type Partition,
  type TableDefinition,
} from './table-definition';

/*
 * Athena's DDL, which is Hive's: names in backticks, because `start` and `end` are reserved words there. Names of tables
 * stand alone: a statement runs in its database.
 */

/** Athena takes no longer statement. https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
export const longestStatement = 262_144;

export function createDatabase(database: string): string {
  return `CREATE DATABASE IF NOT EXISTS ${name(database)}`;
}

export function createTable(definition: TableDefinition): string {
  const columns = columnsOf(definition).map((column) => `  ${name(column.name)} ${column.type}`);
  const keys = partitionKeysOf(definition).map((key) => `${name(key)} string`);
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${name(definition.name)} (`,
    columns.join(',\n'),
    ')',
    `PARTITIONED BY (${keys.join(', ')})`,
    definition.place.fileFormat === 'parquet'
      ? 'STORED AS PARQUET'
      : `ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '\nSTORED AS TEXTFILE`,
    `LOCATION ${text(locationOf(definition))}`,
    `TBLPROPERTIES (\n${properties(propertiesOf(definition))}\n)`,
  ].join('\n');
}

/** Takes the table away and leaves the files. */
export function dropTable(table: string): string {
  return `DROP TABLE IF EXISTS ${name(table)}`;
}

export function setProperties(table: string, values: Readonly<Record<string, string>>): string {
  return `ALTER TABLE ${name(table)} SET TBLPROPERTIES (\n${properties(values)}\n)`;
}

/** As few statements as Athena takes for so many partitions. */
export function addPartitions(table: string, partitions: readonly Partition[]): string[] {
  const clauses = partitions.map((one) => `\nPARTITION ${specOf(one)} LOCATION ${text(one.location)}`);
  return statements(`ALTER TABLE ${name(table)} ADD IF NOT EXISTS`, clauses, '');
}

/** Takes partitions away and leaves their files. */
export function dropPartitions(table: string, partitions: readonly Pick<Partition, 'values'>[]): string[] {
  const clauses = partitions.map((one) => `\nPARTITION ${specOf(one)}`);
  return statements(`ALTER TABLE ${name(table)} DROP IF EXISTS`, clauses, ',');
}

export function showPartitions(table: string): string {
  return `SHOW PARTITIONS ${name(table)}`;
}

function specOf({ values }: Pick<Partition, 'values'>): string {
  return `(${Object.entries(values)
    .map(([key, value]) => `${name(key)}=${text(value)}`)
    .join(',')})`;
}

function statements(start: string, clauses: readonly string[], separator: string): string[] {
  const all: string[] = [];
  let bytes = Infinity;
  for (const clause of clauses) {
    bytes += Buffer.byteLength(separator + clause);
    if (bytes > longestStatement) {
      all.push(start + clause);
      bytes = Buffer.byteLength(all.at(-1)!);
    } else {
      all.push(all.pop()! + separator + clause);
    }
  }
  return all;
}

function properties(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([key, value]) => `  ${text(key)} = ${text(value)}`)
    .join(',\n');
}

/** A name in Hive's language. */
function name(text: string): string {
  return `\`${text.replaceAll('`', '``')}\``;
}

/** A text in Hive's language: in double quotes where that saves a backslash. */
function text(value: string): string {
  const quote = value.includes(`'`) && !value.includes('"') ? '"' : `'`;
  return quote + value.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`) + quote;
}
