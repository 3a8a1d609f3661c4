import type { Result } from '../../core/report/result';
import { jsonRow } from './json';

/** One row a line, each an object as in the `rows` of JSON. */
export function* ndjson({ columns, rows }: Result): Generator<string> {
  for (const row of rows) yield `${jsonRow(columns, row)}\n`;
}
