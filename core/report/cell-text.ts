import { visible } from './display-width';
import type { Cell, ResultColumn, Rows } from './result';
import { groupThousands, printBytes, printDecimal } from './units';

/** A result as people read it: every cell a text, quantities with their units. */
export interface ReadableResult {
  readonly header: readonly string[];
  /** Whether a column holds numbers, which stand right. */
  readonly numeric: readonly boolean[];
  readonly rows: readonly (readonly string[])[];
  /** `total` stands in the first column that adds nothing up. */
  readonly totals?: readonly string[];
  /** Texts that the rows name by their numbers. */
  readonly footnotes: readonly string[];
}

/** The rows with those columns that people see, and of them those that are kept. */
export function forPeople(
  { columns, rows, totals }: Rows,
  keeps: (column: ResultColumn) => boolean = () => true,
): Rows {
  const places = [...columns.keys()].filter(
    (index) => columns[index]!.shown !== 'to programs' && keeps(columns[index]!),
  );
  if (places.length === columns.length) return { columns, rows, ...(totals && { totals }) };
  const of = <T>(row: readonly T[]) => places.map((place) => row[place]!);
  return { columns: of(columns), rows: rows.map(of), ...(totals && { totals: of(totals) }) };
}

/** Rows of columns that people see. */
export function readable(shown: Rows): ReadableResult {
  const { columns, rows, totals } = shown;
  const footnotes = new Map<string, number>();
  const printers = columns.map((column, index) =>
    printer(
      column,
      footnotes,
      totals ? [...rows.map((row) => row[index]!), totals[index]!] : rows.map((row) => row[index]!),
    ),
  );
  const print = (row: readonly Cell[]) => row.map((cell, index) => printers[index]!(cell));
  const label = totals?.findIndex((cell) => cell === null);
  const printed = rows.map(print);
  return {
    header: columns.map(({ name, title }) => visible(title ?? name)),
    numeric: columns.map(({ type }) => type === 'integer' || type === 'decimal'),
    rows: printed,
    footnotes: [...footnotes].map(([text, number]) => `${number}  ${visible(text)}`),
    ...(totals && {
      totals: print(totals).map((text, index) =>
        index === label ? 'total' : totals[index] === null ? '' : text,
      ),
    }),
  };
}

/** The most decimal places people get to see; machine formats have them all. */
const mostPlaces = 6;

function printer(
  { type, unit, shown }: ResultColumn,
  footnotes: Map<string, number>,
  cells: readonly Cell[],
): (cell: Cell) => string {
  if (shown === 'as footnote') return (cell) => (cell === null ? '-' : numberOf(String(cell), footnotes));
  const quantity = quantityPrinter(type, unit, cells);
  return (cell) => {
    if (cell === null) return '-';
    if (typeof cell === 'boolean') return String(cell);
    return type === 'text' ? visible(String(cell)) : visible(quantity(cell));
  };
}

function numberOf(text: string, footnotes: Map<string, number>): string {
  if (!footnotes.has(text)) footnotes.set(text, footnotes.size + 1);
  return String(footnotes.get(text));
}

function quantityPrinter(
  type: ResultColumn['type'],
  unit: ResultColumn['unit'],
  cells: readonly Cell[],
): (cell: string | number | bigint) => string {
  switch (unit) {
    case 'bytes':
      return (cell) =>
        isNaN(Number(cell)) ? String(cell) : printBytes(typeof cell === 'string' ? Number(cell) : cell);
    case 'gigabytes':
      return gigabytes;
    case 'percent':
      return (cell) => `${printDecimal(cell, 1, 1)}%`;
    case 'usd': {
      const places = placesOf(cells, 2);
      return (cell) => `$${printDecimal(cell, places, mostPlaces)}`.replace(/^\$-/, '-$');
    }
    default: {
      if (type === 'decimal') {
        const places = placesOf(cells, 0);
        return (cell) => printDecimal(cell, places, mostPlaces);
      }
      return unit === undefined ? String : (cell) => groupThousands(String(cell));
    }
  }
}

function gigabytes(cell: string | number | bigint): string {
  const text = printDecimal(cell, 3, 3);
  return /^-?0\.000$/.test(text) && Number(cell) !== 0 ? '<0.001' : text;
}

/** As many places for a whole column as its longest number needs, so that the points stand below each other. */
function placesOf(cells: readonly Cell[], fewest: number): number {
  const needed = cells.map((cell) =>
    cell === null || typeof cell === 'boolean'
      ? 0
      : (printDecimal(cell, 0, mostPlaces).split('.')[1]?.length ?? 0),
  );
  return needed.reduce((most, places) => Math.max(most, places), fewest);
}
