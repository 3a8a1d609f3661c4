/**
 * One thing AWS can write in a flow log record.
 *
 * The lists of fields (vpc-fields.ts, transit-gateway-fields.ts) are the spine of the project: format strings,
 * table columns, parsers and the docs table all derive from them.
 */
export interface Field {
  /** The name as AWS spells it in a format string, e.g. `pkt-srcaddr`. */
  readonly name: string;
  /** The record version that introduced the field. */
  readonly version: FieldVersion;
  /** How a reader should take the value. In text files every value is a string, `-` where it does not apply. */
  readonly type: ColumnType;
  /** One sentence, ours. */
  readonly meaning: string;
  /** Values with a meaning of their own, e.g. `ACCEPT`, `REJECT`. */
  readonly values?: string;
  /** Set for the fields that carry the value of a resource tag; these need a tag field specification. */
  readonly tag?: TagSlot;
}

export type FieldVersion = 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11;

/** A column type that Hive, Trino and DuckDB all know by this name. */
export type ColumnType = 'int' | 'bigint' | 'string';

/** The resource types whose tags a record can carry, in the words of the EC2 API. */
export const tagResourceTypes = ['instance', 'network-interface', 'auto-scaling-group'] as const;
export type TagResourceType = (typeof tagResourceTypes)[number];

/** Which tag key of which resource type a field shows: slot 1 is the first configured key, slot 2 the second. */
export interface TagSlot {
  readonly resourceType: TagResourceType;
  readonly slot: 1 | 2;
}

/** The column of a field: AWS's own rule, hyphens become underscores. */
export function columnName(field: Field): string {
  return field.name.replaceAll('-', '_');
}

/** The type of the field's column in AWS's Parquet files, as the user guide's field table gives it. */
export function parquetType(field: Field): 'INT_32' | 'INT_64' | 'STRING' {
  return { int: 'INT_32', bigint: 'INT_64', string: 'STRING' }[field.type] as 'INT_32' | 'INT_64' | 'STRING';
}
