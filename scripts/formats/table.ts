import type { Result } from '../../core/report/result';
import { type Style, tableLines } from '../../core/report/table';

/** A table for people: aligned, with units, totals and notes. */
export function* table(result: Result, style: Style): Generator<string> {
  for (const line of tableLines(result, style)) yield `${line}\n`;
}
