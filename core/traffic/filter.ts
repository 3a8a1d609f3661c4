import { isIP } from 'node:net';
import { didYouMean } from '../nearest';
import { type Cidr, parseCidr } from '../records/cidr';
import { literal, type Dialect } from '../sql/dialect';
import { UserError } from '../user-error';
import type { Dimension } from './dimension';
import { isWhole, valuesOfType } from './values';

/** `name=a,b` holds where one of the values fits, `name!=a,b` where none does. */
export interface Filter {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly FilterValue[];
}

/** A value as it was written; `-` means NULL, as in flow logs. Ranges hold both their ends. */
export type FilterValue =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  | { readonly kind: 'cidr'; readonly cidr: Cidr; readonly text: string };

/** A value as it was written. */
export function writtenValue(value: FilterValue): string {
  switch (value.kind) {
    case 'text':
      return value.value;
    case 'cidr':
      return value.text;
    case 'range':
      return `${value.from}..${value.to}`;
  }
}

/** What a filter needs to know of a dimension. */
export type Filtered = Pick<Dimension, 'name' | 'type' | 'value' | 'values'>;

/**
 * Refuses what a person wrote and no record can hold: it would find nothing, and that would look like an answer. Filters
 * made of what records hold need no such test, for a line can hold any text.
 *
 * @throws UserError saying what the dimension takes, and naming the nearest
 */
export function refuseImpossible(
  filters: readonly Filter[],
  dimensions: ReadonlyMap<string, Filtered>,
): void {
  for (const { name, values } of filters) {
    const dimension = dimensions.get(name);
    // of an unknown name the plan tells more
    if (dimension) for (const value of values) refuseOther(dimension, value);
  }
}

function refuseOther({ name, type, values = valuesOfType[type] }: Filtered, value: FilterValue): void {
  const written = writtenValue(value);
  const refused = (takes: string, hint = '') =>
    new UserError(`'${name}' takes ${takes}, got: '${written}'${hint && `; ${hint}`}`);
  switch (value.kind) {
    case 'cidr':
      if (type !== 'address') throw refused(values === valuesOfType.text ? 'no CIDR' : values.words);
      return;
    case 'range':
      if (type === 'address' || values.names) throw refused(`${values.words}, and no range`);
      if (!values.has(value.from) || !values.has(value.to)) throw refused(values.words);
      if (type === 'text' && value.from > value.to) throw refused('a range from the smaller to the larger');
      return;
    case 'text':
      if (written === '-' || values.has(written)) return;
      throw refused(values.words, nearest(written, values.names));
  }
}

function nearest(written: string, names: readonly string[] = []): string {
  const same = names.find((name) => name.toLowerCase() === written.toLowerCase());
  // to a name of few letters anything is near
  const known = same ? [same] : names.filter(({ length }) => length > 3);
  return didYouMean(same ?? written, known);
}

/**
 * The SQL of a filter on a dimension. What was written becomes a number or a quoted literal, never SQL.
 *
 * NULL fits no value but `-`, so that `!=` keeps what is unknown.
 *
 * @throws UserError for a value that is not of the dimension's type
 */
export function filterCondition(dialect: Dialect, dimension: Filtered, { negated, values }: Filter): string {
  const column = `(${dimension.value(dialect)})`;
  const any = values.map((value) => valueCondition(dialect, dimension, column, value)).join(' OR ');
  return negated ? `NOT COALESCE(${any}, false)` : `(${any})`;
}

function valueCondition(dialect: Dialect, dimension: Filtered, column: string, value: FilterValue): string {
  switch (value.kind) {
    case 'cidr':
      return dialect.inCidr(column, value.cidr);
    case 'range':
      return `COALESCE(${column} BETWEEN ${constant(dimension, value.from)} AND ${constant(dimension, value.to)}, false)`;
    case 'text':
      // the same IPv6 address can be written in several ways
      if (dimension.type === 'address' && isIP(value.value) === 6 && !value.value.includes('%')) {
        return dialect.inCidr(column, parseCidr(`${value.value}/128`));
      }
      return value.value === '-'
        ? `${column} IS NULL`
        : `COALESCE(${column} = ${constant(dimension, value.value)}, false)`;
  }
}

function constant({ name, type }: Filtered, written: string): string {
  if (type !== 'integer') return literal(written);
  if (!isWhole(written)) throw new UserError(`'${name}' takes a whole number, got: '${written}'`);
  return written;
}
