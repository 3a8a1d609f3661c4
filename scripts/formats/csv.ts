import type { Cell, Result } from '../../core/report/result';

/**
 * CSV as RFC 4180 has it: a header, CRLF, quotes where a comma, a quote or a line end needs them. NULL is an empty
 * field, an empty text is `""`. Totals are left out: whoever adds up a column must not count them.
 *
 * Values stay exactly what they are. Nothing is put before a text that begins with `=`, `+`, `-` or `@`, which a
 * spreadsheet takes for a formula: numbers and addresses never do so, names and tags of your own network could.
 */
export function* csv({ columns, rows }: Result): Generator<string> {
  yield line(columns.map(({ name }) => name));
  for (const row of rows) yield line(row);
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

function field(cell: Cell): string {
  if (cell === null) return '';
  const text = String(cell);
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
