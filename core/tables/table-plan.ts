import { rootFolder } from '../delivery/partitions';
import type { RecordFormat } from '../records/record-format';
import { UserError } from '../user-error';
import { isProjected, logTableOf, tableProperties, type LogPlace, type TableMetadata } from './log-table';
import { createTable, dropTable, setProperties } from './table-ddl';
import {
  columnsOf,
  isTableOf,
  laterTableName,
  locationOf,
  partitionKeysOf,
  propertiesOf,
  type TableDefinition,
} from './table-definition';

/** What the catalog has under a name. */
export interface CatalogEntry extends TableMetadata {
  /** `EXTERNAL_TABLE` or `VIRTUAL_VIEW` */
  readonly type: string;
}

/** What makes a table what it should be. */
export interface TablePlan {
  readonly definition: TableDefinition;
  readonly done: 'created' | 'created anew' | 'changed' | 'unchanged';
  /** In this order; none where nothing is to be done. Done half, the next plan makes up for it. */
  readonly statements: readonly string[];
}

/**
 * Compares tables as they should be with those that there are. A table is known by its place: the first place has the
 * table of the given name, others have one beside it.
 *
 * @throws UserError where a table would read one record format as another, and where a name is taken
 */
export function planTables(
  first: string,
  wanted: readonly Omit<TableDefinition, 'name'>[],
  catalog: readonly CatalogEntry[],
): TablePlan[] {
  const taken = new Set(catalog.map(({ name }) => name));
  return wanted.map((one) => {
    const existing = catalog.find((entry) => isTableOf(first, entry.name) && readsFrom(entry, one));
    if (existing) return planExisting(existing, one);
    const name = taken.has(first) ? laterTableName(first, one.place) : first;
    if (taken.has(name)) throw nameIsTaken(name);
    taken.add(name);
    const definition = { ...one, name };
    return { definition, done: 'created', statements: [createTable(definition)] };
  });
}

/** What a table of ours was made as; undefined where setup has not been told where its files are. */
export function definitionIn(entry: TableMetadata): TableDefinition | undefined {
  const { format, columns, place } = logTableOf(entry);
  const since = sinceIn(entry) ?? new Date(0);
  return place && { name: entry.name, format, columns, partitions: partitionsOf(entry), place, since };
}

/** The begin of what Athena projects; undefined where it is not written as we write it. */
function sinceIn({ parameters }: TableMetadata): Date | undefined {
  const [, year, month, day, hour = '00'] =
    /^(?:year=)?(\d{4})\/(?:month=)?(\d\d)\/(?:day=)?(\d\d)(?:\/(?:hour=)?(\d\d))?,/.exec(
      parameters[rangeProperty] ?? '',
    ) ?? [];
  return year === undefined ? undefined : new Date(`${year}-${month}-${day}T${hour}:00Z`);
}

const rangeProperty = 'projection.dt.range';

/**
 * A view is replaced only where setup has made it.
 *
 * @param made whether setup has made all its views before; interrupted, it has made those that are as they should be
 * @throws UserError where the name of a view belongs to something else
 */
export function checkView(
  { name, columns }: { readonly name: string; readonly columns: readonly string[] },
  catalog: readonly CatalogEntry[],
  made: boolean,
): void {
  const entry = catalog.find((one) => one.name === name);
  if (!entry) return;
  const same = entry.columns.map((column) => column.name).join() === columns.join();
  if (entry.type !== 'VIRTUAL_VIEW' || !(made || same)) throw nameIsTaken(name, 'drop it');
}

function nameIsTaken(name: string, or = '--table'): UserError {
  return new UserError(
    `the name '${name}' is taken by something that setup has not made; name another --database, or ${or}`,
  );
}

function readsFrom(entry: CatalogEntry, { place, format }: Omit<TableDefinition, 'name'>): boolean {
  if (entry.type === 'VIRTUAL_VIEW') return false;
  const own = placeIn(entry);
  if (own) return own.bucket === place.bucket && own.prefix === place.prefix && own.region === place.region;
  const location = entry.parameters['location'];
  if (location === undefined) return isFormat(entry, format);
  return place.accounts.some((account) =>
    `s3://${place.bucket}/${rootFolder(place, account, place.region)}`.startsWith(withSlash(location)),
  );
}

function withSlash(folder: string): string {
  return folder.replace(/\/*$/, '/');
}

function planExisting(entry: CatalogEntry, wanted: Omit<TableDefinition, 'name'>): TablePlan {
  refuseOtherFormat(entry, wanted);
  const made = tableProperties.madeBy in entry.parameters;
  const kept = made ? keepSince(entry, wanted) : { ...wanted, partitions: partitionsOf(entry) };
  const definition = { ...kept, name: entry.name };
  if (!made) refuseOtherKeys(entry, definition);
  else if (!hasShape(entry, definition)) {
    return {
      definition,
      done: 'created anew',
      statements: [dropTable(entry.name), createTable(definition)],
    };
  }
  const changed = Object.entries(propertiesOf(definition)).filter(
    ([key, value]) => entry.parameters[key] !== value && (made || told.includes(key)),
  );
  if (changed.length === 0) return { definition, done: 'unchanged', statements: [] };
  return {
    definition,
    done: 'changed',
    statements: [setProperties(entry.name, Object.fromEntries(changed))],
  };
}

/** All that a table which setup has not made is told: it stays its maker's. */
const told: readonly string[] = [tableProperties.recordFormat, tableProperties.place];

/** Whatever a table was made for stays in it: files that are gone do not move its beginning. */
function keepSince<T extends Omit<TableDefinition, 'name'>>(entry: CatalogEntry, wanted: T): T {
  const before = entry.parameters[rangeProperty];
  if (before === undefined || wanted.partitions !== 'projection') return wanted;
  const format = entry.parameters['projection.dt.format'];
  const now = propertiesOf({ ...wanted, name: entry.name });
  if (format !== now['projection.dt.format'] || before >= now[rangeProperty]!) return wanted;
  return { ...wanted, since: sinceIn(entry) ?? wanted.since };
}

function hasShape(entry: CatalogEntry, definition: TableDefinition): boolean {
  const text = (columns: TableMetadata['columns']) =>
    columns.map(({ name, type }) => `${name} ${type}`).join();
  const keys = partitionKeysOf(definition).map((name) => ({ name, type: 'string' }));
  const location = withSlash(entry.parameters['location'] ?? locationOf(definition));
  return (
    text(entry.columns) === text(columnsOf(definition)) &&
    text(entry.partitionKeys) === text(keys) &&
    partitionsOf(entry) === definition.partitions &&
    location === locationOf(definition)
  );
}

function partitionsOf(entry: TableMetadata): TableDefinition['partitions'] {
  return isProjected(entry) ? 'projection' : 'explicit';
}

function placeIn(entry: CatalogEntry): LogPlace | undefined {
  return tableProperties.place in entry.parameters ? logTableOf(entry).place : undefined;
}

function isFormat(entry: CatalogEntry, format: RecordFormat): boolean {
  const [names, others] = (['aws', 'eks-article'] as const).map((columns) =>
    columnsOf({ format, columns })
      .map(({ name }) => name)
      .join(),
  );
  return [names, others].includes(entry.columns.map(({ name }) => name).join());
}

function refuseOtherFormat(entry: CatalogEntry, { format, place }: Omit<TableDefinition, 'name'>): void {
  const next = `deliver to a folder of its own, as the recommended preset does; or move the old files away and drop the table`;
  if (!isFormat(entry, format)) {
    throw new UserError(
      `the table '${entry.name}' and the flow log that delivers to s3://${place.bucket}/${place.prefix} differ in their record format: ${difference(entry, format)}; one cannot be read as the other: ${next}`,
    );
  }
  const before = placeIn(entry);
  const layout = before && layoutText(before);
  const isParquet = /parquet/i.test(entry.parameters['serde.serialization.lib'] ?? place.fileFormat);
  if ((layout ?? layoutText(place)) !== layoutText(place) || isParquet !== (place.fileFormat === 'parquet')) {
    throw new UserError(
      `the table '${entry.name}' reads ${layout ?? (isParquet ? 'Parquet' : 'text')}, and the flow log now delivers ${layoutText(place)} to s3://${place.bucket}/${place.prefix}; one cannot be read as the other: ${next}`,
    );
  }
}

function layoutText({ fileFormat, hiveCompatiblePartitions, perHourPartition }: LogPlace): string {
  const folders = `${hiveCompatiblePartitions ? 'Hive-compatible ' : ''}${perHourPartition ? 'hourly' : 'daily'}`;
  return `${folders} ${fileFormat === 'parquet' ? 'Parquet' : 'text'}`;
}

/** The first field in which they differ. */
function difference(entry: CatalogEntry, format: RecordFormat): string {
  const table = logTableOf(entry).format.fields.map(({ name }) => name);
  const flowLog = format.fields.map(({ name }) => name);
  const at = table.findIndex((name, index) => name !== flowLog[index]);
  const position = at < 0 ? table.length : at;
  return `field ${position + 1} is ${table[position] ?? 'not there'} in the table and ${flowLog[position] ?? 'not there'} in the flow log`;
}

function refuseOtherKeys(entry: CatalogEntry, definition: TableDefinition): void {
  const [keys, wanted] = [entry.partitionKeys.map(({ name }) => name), partitionKeysOf(definition)];
  if (definition.partitions === 'projection' || keys.join() === wanted.join()) return;
  throw new UserError(
    `the table '${entry.name}', which setup has not made, has the partition keys ${keys.join(', ') || '(none)'} in place of ${wanted.join(', ')}; drop it, or name another with --table`,
  );
}
