import { existsSync, readdirSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Text } from '../../core/report/result';
import { printBytes, printCount } from '../../core/report/units';
import { existingTime } from '../../core/records/existing-time';
import { UserError } from '../../core/user-error';
import type { simulate } from '../simulate';
import type { Terminal } from './terminal';

/** The options of `simulate` as they were written. */
export interface WrittenSimulateOptions {
  readonly output?: string;
  readonly records?: string;
  readonly recordFormat?: string;
  readonly seed?: string;
  readonly day?: string;
  readonly days?: string;
}

/**
 * Runs `simulate` as a command: reads its options, tells how far it is, and leaves nothing of a run that is interrupted or fails.
 *
 * @throws UserError naming the option, what it got and what it takes
 */
export async function simulateCommand(
  written: WrittenSimulateOptions,
  terminal: Terminal,
  run: typeof simulate,
): Promise<Text> {
  const { output, recordFormat, day } = written;
  if (!output) throw new UserError('simulate needs --output, the folder to write to');
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new UserError(`--output must be a folder, got a file: '${output}'`);
  }
  const records = wholeNumber('--records', written.records, 1) ?? 100_000;
  const seed = wholeNumber('--seed', written.seed, 0) ?? 1;
  const days = wholeNumber('--days', written.days, 1);
  if (day !== undefined && !existingTime(`${day}T00:00:00.000Z`)) {
    throw new UserError(`--day must be a day that exists, like 2026-03-02, got: '${day}'`);
  }

  const made = ['logs', 'truth.json', 'ip-ranges.json'].map((name) => join(output, name));
  for (const path of made) {
    if (existsSync(path)) {
      throw new UserError(
        `--output must be a folder without logs, truth.json and ip-ranges.json, found: '${path}'`,
      );
    }
  }
  const makesFolder = !existsSync(output);
  const removeAll = () => {
    for (const path of made) rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    if (makesFolder && existsSync(output) && readdirSync(output).length === 0) rmdirSync(output);
  };
  const forget = terminal.onInterrupt(removeAll);
  const progress = terminal.progress({ label: 'writing', total: records, unit: 'records' });
  try {
    const summary = await run({
      output,
      records,
      seed,
      ...(recordFormat !== undefined && { recordFormat }),
      ...(day !== undefined && { day }),
      ...(days !== undefined && { days }),
      vpcs: [{ region: pricedRegion }],
      onProgress: (soFar) => progress.reach(soFar.records),
    });
    const amount = `${printCount(summary.records, 'record')} in ${printCount(summary.files, 'file')}`;
    return {
      text: [
        `${amount} (${printBytes(summary.bytes)}): ${summary.logs}`,
        `true answers: ${summary.truth}`,
        ...(summary.ipRanges === undefined ? [] : [`AWS's address ranges: ${summary.ipRanges}`]),
      ].join('\n'),
    };
  } catch (error) {
    removeAll();
    throw error;
  } finally {
    progress.end();
    forget();
  }
}

/** The Region whose prices come along, so that its bill has dollars. */
export const pricedRegion = 'us-east-1';

function wholeNumber(option: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text);
  if (/^\d{1,15}$/.test(text) && number >= least) return number;
  throw new UserError(`${option} must be a whole number from ${least} on, got: '${text}'`);
}
