import { forPeople, type ReadableResult, readable } from './cell-text';
import { displayWidth, pad, truncate } from './display-width';
import type { Result, ResultColumn, Rows } from './result';
import { groupThousands } from './units';

/** How a text for people may look; what a file gets is none of it. */
export interface Style {
  /** Columns of the terminal; text is cut to fit where it is given. */
  readonly width?: number;
  /** ANSI codes for bold and dim. */
  readonly color: boolean;
  /** A bar beside each row, as long as its first quantity. */
  readonly bar: boolean;
}

export const plainStyle: Style = { color: false, bar: false };

const gap = '  ';
/** Sentences are not cut below this many columns. */
const narrowest = 8;
/** Nor names below this many, as many as the longest IPv6 address has: a name cut short is nobody's. */
const narrowestName = 39;
const longestBar = 24;
const shortestBar = 6;

/** A table aligned in columns; one line each, without line ends. */
export function tableLines(result: Result, style: Style = plainStyle): string[] {
  const { bold, dim } = style.color ? ansi : noAnsi;
  const { heading = [], sections = [], notes = [], more = 0 } = result;
  const left = more > 0 ? [dim(`… ${groupThousands(String(more))} more`)] : [];
  return [
    ...(heading.length > 0 ? [bold(heading[0]!), ...heading.slice(1), ''] : []),
    ...rowLines(result, left, style),
    ...sections.flatMap((section) => ['', bold(section.title), ...rowLines(section, [], style)]),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ];
}

/** Breaks a footnote at spaces; what follows the first line stands below its text, beside the number. */
function wrap(footnote: string, width = Infinity): string[] {
  const indent = footnote.indexOf(' ') + gap.length;
  const lines: string[] = [];
  for (const word of footnote.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && displayWidth(`${line} ${word}`) <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === undefined ? word : ' '.repeat(indent) + word);
  }
  return lines;
}

/** @param left what is said of the rows that are left out */
function rowLines(rows: Rows, left: readonly string[], style: Style): string[] {
  const { bold, dim } = style.color ? ansi : noAnsi;
  const { shown, texts, widths, without } = fitColumns(rows, style.width);
  const used = widthOf(widths);
  const bars =
    style.bar && without.length === 0
      ? barsOf(shown, style.width === undefined ? longestBar : style.width - used - 2)
      : [];

  const line = (cells: readonly string[], last = '') =>
    [...cells.map((text, index) => fit(text, widths[index]!, texts.numeric[index]!)), last]
      .join(gap)
      .trimEnd();
  return [
    ...(shown.columns.length > 0 ? [bold(line(texts.header))] : []),
    ...texts.rows.map((cells, index) => line(cells, bars[index] && dim(bars[index]))),
    ...(texts.rows.length === 0 && left.length === 0 ? [dim('no rows')] : []),
    ...left,
    ...(texts.totals ? [dim('─'.repeat(used)), bold(line(texts.totals))] : []),
    ...(without.length > 0 ? [dim(`no room for ${without.join(', ')}`)] : []),
    ...(texts.footnotes.length > 0
      ? ['', ...texts.footnotes.flatMap((text) => wrap(text, style.width).map(dim))]
      : []),
  ];
}

const ansi = {
  bold: (text: string) => `\u001b[1m${text}\u001b[22m`,
  dim: (text: string) => `\u001b[2m${text}\u001b[22m`,
};
const noAnsi = { bold: (text: string) => text, dim: (text: string) => text };

function fit(text: string, width: number, numeric: boolean): string {
  return pad(truncate(text, width), width, numeric ? 'right' : 'left');
}

interface Fitted {
  readonly shown: Rows;
  readonly texts: ReadableResult;
  readonly widths: readonly number[];
  /** What gave way. */
  readonly without: readonly string[];
}

/** As many columns as fit, where some may give way; where that is not enough, all. */
function fitColumns(rows: Rows, available = Infinity): Fitted {
  const yielding = rows.columns
    .filter(({ givesWay, shown }) => givesWay !== undefined && shown !== 'to programs')
    .sort((a, b) => a.givesWay! - b.givesWay!);
  const fitted = (without: readonly ResultColumn[]): Fitted => {
    const shown = forPeople(rows, (column) => !without.includes(column));
    const texts = readable(shown);
    return {
      ...{ shown, texts, widths: fitWidths(texts, available) },
      without: without.map(({ name, title }) => title ?? name),
    };
  };
  for (let count = 0; count <= yielding.length; count++) {
    const some = fitted(yielding.slice(0, count));
    if (widthOf(some.widths) <= available) return some;
  }
  return fitted([]);
}

function widthOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + gap.length, -gap.length);
}

/**
 * The width of each column; the widest text gives way first where not all of them fit. Names give way only where they
 * are very long: rather than cut addresses and ids the table is wider than the terminal.
 */
function fitWidths(texts: ReadableResult, available = Infinity): number[] {
  const { header, rows, totals } = texts;
  const widths = header.map((name, index) =>
    [...rows, totals ?? []].reduce(
      (widest, row) => Math.max(widest, displayWidth(row[index] ?? '')),
      displayWidth(name),
    ),
  );
  let excess = widthOf(widths) - available;
  if (excess <= 0) return widths;
  const least = widths.map((width, index) => Math.min(width, leastWidth(texts, index)));
  while (excess > 0) {
    const shrinkable = [...widths.keys()].filter((index) => widths[index]! > least[index]!);
    if (shrinkable.length === 0) break;
    const widest = Math.max(...shrinkable.map((index) => widths[index]!));
    const index = shrinkable.find((one) => widths[one] === widest)!;
    widths[index]! -= 1;
    excess -= 1;
  }
  return widths;
}

/** How far a column may give way: numbers not at all; names but where they are very long; sentences and headers far. */
function leastWidth({ numeric, rows }: ReadableResult, index: number): number {
  if (numeric[index]) return Infinity;
  const cells = rows.map((row) => row[index]!);
  if (cells.some((text) => text.includes(' '))) return narrowest;
  const widest = cells.reduce((width, text) => Math.max(width, displayWidth(text)), narrowest);
  return Math.min(widest, narrowestName);
}

const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** Bars for shares, else for the first quantity, or none where there is nothing to compare, something negative, or no room. */
function barsOf({ columns, rows }: Rows, room: number): string[] {
  const shares = columns.findIndex(({ unit }) => unit === 'percent');
  const column = shares < 0 ? columns.findIndex(({ unit }) => unit !== undefined) : shares;
  const width = Math.min(longestBar, room);
  if (column < 0 || rows.length < 2 || width < shortestBar) return [];
  const amounts = rows.map((row) => Number(row[column] ?? 0));
  const largest = amounts.reduce((most, amount) => Math.max(most, amount), 0);
  if (largest === 0 || !amounts.every((amount) => amount >= 0)) return [];
  return amounts.map((amount) => {
    const length = Math.round((amount / largest) * width * 8);
    return '█'.repeat(Math.floor(length / 8)) + eighths[length % 8]!;
  });
}
