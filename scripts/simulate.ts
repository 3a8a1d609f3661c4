import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip as gzipCallback } from 'node:zlib';
import { type FormatName, formatNames, namedFormats } from '../core/records/named-formats';
import { RecordFormat } from '../core/records/record-format';
import { type EksDayOptions, eksDay, wholeVpcs } from '../core/simulation/eks-day';
import { ipRangesJson } from '../core/simulation/ip-ranges';
import { type LogFile } from '../core/simulation/log-files';
import { type Scenario } from '../core/simulation/scenario';
import { Simulation } from '../core/simulation/simulation';
import { printTruth } from '../core/simulation/truth';
import { UserError } from '../core/user-error';

const gzip = promisify(gzipCallback);

export interface SimulateOptions extends Omit<EksDayOptions, 'flowLogs'> {
  /** The folder to write `logs/`, `truth.json` and `ip-ranges.json` to; none may exist. */
  readonly output: string;
  /** A record format's name, or a format string as EC2 takes it. @default 'v5' */
  readonly recordFormat?: FormatName | (string & {});
  /** Seconds, longest; nodes are on Nitro, where it is 60 whatever is asked. @default 600 */
  readonly interval?: 60 | 600;
  /** One folder an hour in place of one a day. @default false */
  readonly perHourPartition?: boolean;
  /** `year=2026/month=01/…` in place of `2026/01/…`. @default false */
  readonly hiveCompatiblePartitions?: boolean;
  /** Several flow logs, or others than of whole VPCs, in place of the four options above. */
  readonly flowLogs?: EksDayOptions['flowLogs'];
  /** Called after each file. */
  readonly onProgress?: (soFar: SimulateProgress) => void;
}

export interface SimulateProgress {
  /** OK records written. */
  readonly records: number;
  readonly files: number;
  /** Of the files, compressed. */
  readonly bytes: number;
}

export interface SimulateSummary extends SimulateProgress {
  /** Lines that say that an interface was idle, and that records were lost. */
  readonly noData: number;
  readonly skipData: number;
  /** The bytes of all transfers, each counted once; text beyond 2^53. */
  readonly transferBytes: number | string;
  /** The paths written: the folder of the files, as a bucket's root, and the file of the true answers. */
  readonly logs: string;
  readonly truth: string;
  /** The file of AWS's address ranges, as far as there is traffic to them, in the shape of AWS's own. */
  readonly ipRanges?: string;
}

/**
 * Writes days of synthetic flow logs of an EKS VPC, and the true answers beside them.
 *
 * @throws UserError for options that cannot be, and where the output exists already
 */
export async function simulate(options: SimulateOptions): Promise<SimulateSummary> {
  const { output, recordFormat = 'v5', interval = 600, onProgress, ...day } = options;
  const { perHourPartition = false, hiveCompatiblePartitions = false } = options;
  const format = readFormat(recordFormat);
  const delivery = {
    prefix: '',
    fileFormat: 'plain-text',
    hiveCompatiblePartitions,
    perHourPartition,
  } as const;
  const scenario = eksDay({
    ...day,
    flowLogs: options.flowLogs ?? ((worlds) => wholeVpcs(worlds, { format, interval, delivery })),
  });
  return writeScenario(scenario, output, { onProgress, ipRanges: ipRangesJson() });
}

/**
 * Plays a scenario into a folder.
 *
 * @param options the text of an ip-ranges.json to put beside, and what is called after each file
 */
export async function writeScenario(
  scenario: Scenario,
  output: string,
  options: { readonly ipRanges?: string; readonly onProgress?: SimulateOptions['onProgress'] } = {},
): Promise<SimulateSummary> {
  const { ipRanges, onProgress } = options;
  const logs = join(output, 'logs');
  const truthFile = join(output, 'truth.json');
  const rangesFile = join(output, 'ip-ranges.json');
  for (const path of [logs, truthFile, rangesFile]) {
    if (existsSync(path))
      throw new UserError(
        `'output' must be a folder without logs, truth.json and ip-ranges.json, found: ${path}`,
      );
  }
  const simulation = new Simulation(scenario);
  const progress = { records: 0, files: 0, bytes: 0 };
  const folders = new Set<string>();

  const write = async (file: LogFile) => {
    const path = join(logs, file.key);
    const folder = dirname(path);
    if (!folders.has(folder)) {
      await mkdir(folder, { recursive: true });
      folders.add(folder);
    }
    const compressed = await gzip(file.text, { level: 1 });
    await writeFile(path, compressed);
    progress.records += file.records;
    progress.files += 1;
    progress.bytes += compressed.length;
    onProgress?.({ ...progress });
  };

  await mkdir(logs, { recursive: true });
  await eachInFlight(simulation.files(), 4, write);
  const truth = simulation.truth();
  await writeFile(truthFile, printTruth(truth));
  if (ipRanges !== undefined) await writeFile(rangesFile, ipRanges);
  const { bytes: transferBytes, no_data: noData, skip_data: skipData } = truth.totals;
  const summary = { ...progress, noData, skipData, transferBytes, logs, truth: truthFile };
  return ipRanges === undefined ? summary : { ...summary, ipRanges: rangesFile };
}

/** Works on items as they come, a few at a time; takes the next one only when there is room for it. */
async function eachInFlight<T>(
  items: Iterable<T>,
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const inFlight = new Set<Promise<void>>();
  for (const item of items) {
    const task = work(item).finally(() => inFlight.delete(task));
    inFlight.add(task);
    if (inFlight.size >= most) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

function readFormat(text: string): RecordFormat {
  if (text.includes('$')) return RecordFormat.parse(text);
  const names = formatNames.filter((name) => namedFormats[name].kind === 'vpc');
  if (!(names as readonly string[]).includes(text)) {
    throw new UserError(`'recordFormat' must be one of ${names.join(', ')} or a format string, got: ${text}`);
  }
  return namedFormats[text as FormatName];
}
