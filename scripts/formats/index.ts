import { extname } from 'node:path';
import { didYouMean } from '../../core/nearest';
import type { Result } from '../../core/report/result';
import type { Style } from '../../core/report/table';
import { UserError } from '../../core/user-error';
import { csv } from './csv';
import { json } from './json';
import { markdown } from './markdown';
import { ndjson } from './ndjson';
import { table } from './table';

/** A result as text, in pieces: a million rows are never one string. */
export type Format = (result: Result, style: Style) => Iterable<string>;

export const outputFormats = { table, csv, json, ndjson, markdown } as const satisfies Record<string, Format>;

export type OutputFormat = keyof typeof outputFormats;

export const outputFormatNames = Object.keys(outputFormats) as OutputFormat[];

/** The formats that people read: they have totals, notes and what was left out in them. */
export const readableFormats: readonly OutputFormat[] = ['table', 'markdown'];

const endings: Readonly<Record<string, OutputFormat>> = {
  '.txt': 'table',
  '.csv': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.md': 'markdown',
  '.markdown': 'markdown',
};

/**
 * The format asked for, else the one that the ending of the output file implies, else the table.
 *
 * @throws UserError for a format that does not exist, and for an ending that implies none
 */
export function chooseFormat(format: string | undefined, output: string | undefined): OutputFormat {
  if (format !== undefined) {
    if (Object.hasOwn(outputFormats, format)) return format as OutputFormat;
    const nearest = didYouMean(format, outputFormatNames);
    throw new UserError(
      `--format must be ${outputFormatNames.join(', ')}, got: '${format}'${nearest && `; ${nearest}`}`,
    );
  }
  if (output === undefined || output === '-') return 'table';
  const implied = endings[extname(output).toLowerCase()];
  if (implied) return implied;
  throw new UserError(
    `the ending of --output must be ${Object.keys(endings).join(', ')}, got: '${output}'; or give --format too`,
  );
}
