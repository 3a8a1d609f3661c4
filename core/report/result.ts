/** A table of answers, as every command gives it and every output format prints it. */
export interface Result extends Rows {
  /** The command that was run, e.g. `traffic`. */
  readonly command: string;
  /** What the answer comes to, in a few lines; people see them above the table. */
  readonly heading?: readonly string[];
  /** More tables, which people see below it. */
  readonly sections?: readonly Section[];
  /** What JSON has beside rows, by name. */
  readonly members?: Readonly<Record<string, Json>>;
  /** How many rows were left out. */
  readonly more?: number;
  /** Sentences a reader must know; below a table, beside (on stderr) the formats that programs read. */
  readonly notes?: readonly string[];
  readonly stats?: Stats;
  /** Set where the command has found something to act on: the exit code becomes 1. */
  readonly findings?: boolean;
}

export interface Rows {
  readonly columns: readonly ResultColumn[];
  /** One cell per column, in the order of the columns. */
  readonly rows: readonly (readonly Cell[])[];
  /** One cell per column, NULL where there is nothing to add up; of all rows, also of those left out. */
  readonly totals?: readonly Cell[];
}

/** A table below another. */
export interface Section extends Rows {
  readonly title: string;
}

/** A value of JSON; integers are numbers up to 2^53 and strings beyond. */
export type Json = Cell | readonly Json[] | { readonly [name: string]: Json };

/** An answer that is no table, printed as it is: a page of help, or with `--dry-run` what would be sent. */
export interface Text {
  readonly text: string;
  readonly findings?: boolean;
}

export interface ResultColumn {
  /** In snake_case, the same in every engine and format. */
  readonly name: string;
  readonly type: 'text' | 'integer' | 'decimal' | 'boolean';
  /** Set for quantities: people see them with units and thousands separators. Ports and numbers of protocols have none. */
  readonly unit?: Unit;
  /** What people see above it. @default - the name */
  readonly title?: string;
  /** Who sees it: programs see all columns; of a footnote people see a number, and the text below the table. @default 'all' */
  readonly shown?: 'all' | 'to programs' | 'as footnote';
  /** A terminal too narrow for the table does without it, first without that of the least number. @default - it stays */
  readonly givesWay?: number;
}

export type Unit = 'bytes' | 'gigabytes' | 'packets' | 'flows' | 'usd' | 'percent';

/** A decimal that must stay exact is a string of digits. */
export type Cell = string | number | bigint | boolean | null;

/** What was read for an answer, by the names that JSON gives them; null is what was not counted. */
export interface Stats {
  readonly records: number | null;
  readonly bad_lines: number | null;
  readonly odd: number | null;
  readonly no_data: number | null;
  readonly skip_data: number | null;
  /** Bytes that other accounts of the counted ones hold: told again, not counted again. */
  readonly overlap: number | null;
  readonly bytes_scanned: number;
  readonly elapsed_ms: number;
  readonly usd_estimate: number | null;
}

/** Keeps the first rows, and counts those left out. Without a limit it keeps all. */
export function limitRows(result: Result, limit: number | undefined): Result {
  if (limit === undefined || result.rows.length <= limit) return result;
  return {
    ...result,
    rows: result.rows.slice(0, limit),
    more: (result.more ?? 0) + result.rows.length - limit,
  };
}

/**
 * Gives every column a name of its own: a repeated `bytes` becomes `bytes_2`.
 *
 * Only plain SQL can ask for the same name twice; JSON could not tell the two apart.
 */
export function nameColumnsApart(result: Result): Result {
  const given = new Set(result.columns.map(({ name }) => name));
  if (given.size === result.columns.length) return result;
  const seen = new Set<string>();
  const columns = result.columns.map((column) => {
    let name = column.name;
    for (let count = 2; seen.has(name) || (name !== column.name && given.has(name)); count += 1) {
      name = `${column.name}_${count}`;
    }
    seen.add(name);
    return { ...column, name };
  });
  return { ...result, columns };
}
