import { isIP } from 'node:net';
import { type Cidr, parseCidr } from '../records/cidr';
import { literal, type Dialect } from '../sql/dialect';
import { UserError } from '../user-error';
import type { Dimension } from './dimension';

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
export type Filtered = Pick<Dimension, 'name' | 'type' | 'value'>;

/**
 * The SQL of a filter on a dimension. What was written becomes a number or a quoted literal, never SQL.
 *
 * NULL fits no value but `-`, so that `!=` keeps what is unknown.
 *
 * @throws UserError for a value that the dimension cannot have
 */
export function filterCondition(dialect: Dialect, dimension: Filtered, { negated, values }: Filter): string {
  const column = `(${dimension.value(dialect)})`;
  const any = values.map((value) => valueCondition(dialect, dimension, column, value)).join(' OR ');
  return negated ? `NOT COALESCE(${any}, false)` : `(${any})`;
}

function valueCondition(dialect: Dialect, dimension: Filtered, column: string, value: FilterValue): string {
  switch (value.kind) {
    case 'cidr':
      if (dimension.type !== 'address') throw refused(dimension, 'no CIDR', value.text);
      return dialect.inCidr(column, value.cidr);
    case 'range':
      if (dimension.type === 'address') {
        throw refused(dimension, 'an address or a CIDR', `${value.from}..${value.to}`);
      }
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

function constant(dimension: Filtered, written: string): string {
  if (dimension.type !== 'integer') return literal(written);
  if (!/^-?\d{1,18}$/.test(written)) throw refused(dimension, 'a whole number', written);
  return written;
}

function refused({ name }: Filtered, allowed: string, written: string): UserError {
  return new UserError(`'${name}' takes ${allowed}, got: '${written}'`);
}
