import { nameColumnsApart, type Result, type Text } from '../../core/report/result';
import { statsLine } from '../../core/report/stats-line';
import { plainStyle, type Style } from '../../core/report/table';
import { printCount } from '../../core/report/units';
import { chooseFormat, outputFormats, type OutputFormat, readableFormats } from '../formats';
import { checkOutput, writeFileWhole, writeStream } from '../formats/write-output';
import { wantsColor } from './color';
import type { Io, Terminal } from './terminal';

/** In what form an answer goes where. */
export interface Presentation {
  readonly format: OutputFormat;
  /** A file. @default - stdout */
  readonly output?: string;
  /** Whether it comes from files on this machine, whose bad lines `--show-bad` can show. */
  readonly ofFiles: boolean;
}

/**
 * Reads `--format`, `--output` and whether there is `--data`.
 *
 * @throws UserError for a format that does not exist, and a file that cannot be written
 */
export function choosePresentation(written: Readonly<Record<string, unknown>>): Presentation {
  const { format, output, dryRun, data } = written as {
    format?: string;
    output?: string;
    dryRun?: boolean;
    data?: readonly string[];
  };
  // a dry run gives text, whatever the file is called
  const implying = dryRun ? undefined : output;
  const chosen = chooseFormat(format, implying);
  const presentation = { format: chosen, ofFiles: data !== undefined };
  if (output === undefined || output === '-') return presentation;
  checkOutput(output);
  return { ...presentation, output };
}

/** How many rows are shown where `--limit` says nothing: people read 20, programs all. */
export function defaultLimit(format: OutputFormat): number | undefined {
  return readableFormats.includes(format) ? 20 : undefined;
}

/** Writes an answer; where its reader has gone, no remark on it. */
export async function present(
  answer: Result | Text,
  { format, output, ofFiles }: Presentation,
  io: Io,
  terminal: Terminal,
): Promise<void> {
  const pieces =
    'text' in answer
      ? [answer.text.replace(/\n*$/, '\n')]
      : outputFormats[format](nameColumnsApart(answer), output === undefined ? styleOf(io) : plainStyle);
  if (output !== undefined) {
    await writeFileWhole(output, pieces, (cleanup) => terminal.onInterrupt(cleanup));
  } else if (!(await writeStream(io.stdout, pieces))) {
    return;
  }
  if (!('text' in answer)) remark(answer, format, ofFiles, terminal);
}

function styleOf({ stdout, env }: Io): Style {
  return {
    color: wantsColor(env, stdout.isTTY ?? false),
    bar: stdout.isTTY ?? false,
    ...(stdout.isTTY && stdout.columns !== undefined && stdout.columns > 0 && { width: stdout.columns }),
  };
}

/** Says on stderr what a format for programs has no place for, and what was read. */
function remark(result: Result, format: OutputFormat, ofFiles: boolean, terminal: Terminal): void {
  if (!readableFormats.includes(format)) {
    if (result.more) terminal.note(`… ${printCount(result.more, 'more row')}, left out by --limit`);
    for (const note of result.notes ?? []) terminal.note(note);
  }
  if (result.stats) terminal.note(statsLine(result.stats, ofFiles));
}
