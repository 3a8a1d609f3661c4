import type { Dialect } from '../sql/dialect';
import type { Values } from './values';

/**
 * What a dimension is of: bytes that moved between two addresses, counted once; what one interface saw; what the
 * interfaces of both ends saw of the same bytes; or what the logs hold and lack.
 */
export const views = ['transfers', 'sightings', 'both_ends', 'coverage'] as const;
export type View = (typeof views)[number];

/** The views that compare what several interfaces saw of the same bytes, and of which pairs of packet addresses are rows. */
export const pairViews: readonly View[] = ['transfers', 'both_ends'];

/** A column that answers can be grouped and filtered by. */
export interface Dimension {
  readonly name: string;
  /** The views that have it. */
  readonly views: readonly View[];
  readonly type: 'text' | 'integer' | 'address';
  /** @default - any of its type */
  readonly values?: Values;
  /** The fields it comes from, by AWS's names; without them it cannot be answered. */
  readonly fields: readonly string[];
  /** Columns of a line to keep apart for it, by the name they get. */
  readonly keys?: Readonly<Record<string, string>>;
  /** What is known of an end's address rather than of the record, and for which end. */
  readonly fact?: { readonly end: 'source' | 'destination'; readonly column: string };
  /** Its value, from the columns of the view. */
  readonly value: (dialect: Dialect) => string;
  /** One sentence for the documentation. */
  readonly meaning: string;
  /** One sentence for who reads an answer by it. @default - nothing */
  readonly note?: string;
}
