import { forPeople, readable } from '../../core/report/cell-text';
import { displayWidth, pad } from '../../core/report/display-width';
import type { Result, Rows } from '../../core/report/result';
import { groupThousands } from '../../core/report/units';

/** A table in GitHub's Markdown, aligned also for those who read its source. */
export function* markdown(result: Result): Generator<string> {
  const { heading = [], sections = [], notes = [], more = 0 } = result;
  for (const [index, line] of heading.entries())
    yield `${index === 0 ? `**${escape(line)}**` : escape(line)}\n\n`;
  yield* rowsOf(result, more > 0 ? `\n… ${groupThousands(String(more))} more\n` : '');
  for (const section of sections) {
    yield `\n### ${escape(section.title)}\n\n`;
    yield* rowsOf(section, '');
  }
  for (const note of notes) yield `\n${escape(note)}\n`;
}

/** @param left what is said of the rows that are left out */
function* rowsOf(rows: Rows, left: string): Generator<string> {
  const { header, numeric, rows: texts, totals, footnotes } = readable(forPeople(rows));
  const lines = [header, ...texts].map((cells) => cells.map(escape));
  if (totals) lines.push(totals.map((text) => (text === '' ? '' : `**${escape(text)}**`)));

  const widths = header.map((_, index) =>
    lines.reduce((widest, cells) => Math.max(widest, displayWidth(cells[index]!)), 3),
  );
  const print = (cells: readonly string[]) =>
    `| ${cells.map((text, index) => pad(text, widths[index]!, numeric[index] ? 'right' : 'left')).join(' | ')} |\n`;
  const [first, ...others] = lines;
  if (header.length > 0) {
    yield print(first!);
    yield print(
      widths.map((width, index) => (numeric[index] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))),
    );
    for (const cells of others) yield print(cells);
  }
  yield left;
  for (const footnote of footnotes) yield `\n${escape(footnote)}\n`;
}

/** Puts a backslash before what Markdown would read as its own: a pipe would end the cell. */
function escape(text: string): string {
  return text.replace(/[\\`*<>|~[\]&]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\$&');
}
