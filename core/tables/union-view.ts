import { columnName, type ColumnType, type Field } from '../records/field';
import { identifier } from '../sql/dialect';
import { articleColumns } from './article-columns';
import type { LogTable } from './log-table';

/** The name of the view over all tables of a deployment. */
export function unionViewName(first: string): string {
  return `${first}_all`;
}

/** What `unionView` shows: the columns' names, in their order. */
export function columnsOfUnion(tables: readonly LogTable[]): string[] {
  return [
    ...[...fieldsOf(tables).values()].map((field) => nameOf(field, isArticle(tables))),
    ...sharedKeys(tables),
  ];
}

/**
 * The query of a view that shows the rows of several tables as if they were one: every column of any of them, NULL where
 * a table lacks it, and `dt` where it means the same in all.
 */
export function unionView(tables: readonly LogTable[]): string {
  const article = isArticle(tables);
  const fields = [...fieldsOf(tables).values()];
  const dt = sharedKeys(tables).map(identifier);

  const selects = tables.map(({ name, format, columns }) => {
    const items = fields.map((field) => {
      const value = format.has(field.name)
        ? identifier(nameOf(field, columns === 'eks-article'))
        : `CAST(NULL AS ${trinoTypes[field.type]})`;
      return `${value} AS ${identifier(nameOf(field, article))}`;
    });
    return `SELECT ${[...items, ...dt].join(', ')} FROM ${name}`;
  });
  return selects.join('\nUNION ALL\n');
}

function fieldsOf(tables: readonly LogTable[]): ReadonlyMap<string, Field> {
  return new Map(tables.flatMap(({ format }) => format.fields.map((field) => [field.name, field])));
}

function isArticle(tables: readonly LogTable[]): boolean {
  return tables.every(({ columns }) => columns === 'eks-article');
}

function nameOf(field: Field, asArticle: boolean): string {
  return asArticle ? articleColumns[field.name]! : columnName(field);
}

const trinoTypes: Record<ColumnType, string> = { int: 'integer', bigint: 'bigint', string: 'varchar' };

/** The partition key that means the same in all tables, if there is one: by it a query can leave days out. */
export function sharedKeys(tables: readonly LogTable[]): string[] {
  const keys = tables.map(({ timeKeys = [] }) =>
    timeKeys.map(({ name, pattern }) => `${name} ${pattern}`).join(),
  );
  return new Set(keys).size === 1 && keys[0]!.startsWith('dt ') ? ['dt'] : [];
}
