import type { CommonOptions } from '../../core/questions/options';
import { UserError } from '../../core/user-error';

/**
 * Whether files on this machine are asked, rather than what was deployed.
 *
 * @throws UserError for options that mean both
 */
export function readsFiles(options: CommonOptions): boolean {
  const { data, engine } = options;
  if (data.length === 0 && engine !== 'duckdb') {
    refuse(options, ofFiles, 'is of files; name them with --data');
    return false;
  }
  if (engine !== undefined && engine !== 'duckdb') {
    throw new UserError(`--engine ${engine} reads what was deployed, --data names files; give one of them`);
  }
  refuse(options, ofDeployments, 'is of what was deployed, --data names files; give one of them');
  return true;
}

const ofFiles = {
  recordFormat: '--record-format',
  memoryLimit: '--memory-limit',
  showBad: '--show-bad',
} as const;

const ofDeployments = {
  stack: '--stack',
  outputs: '--outputs',
  flowLog: '--flow-log',
  database: '--database',
  table: '--table',
  workgroup: '--workgroup',
  catalog: '--catalog',
  maxScan: '--max-scan',
  reuseMinutes: '--reuse',
} as const;

function refuse(
  options: CommonOptions,
  names: Readonly<Partial<Record<keyof CommonOptions, string>>>,
  why: string,
): void {
  for (const [key, flag] of Object.entries(names)) {
    if (options[key as keyof CommonOptions]) throw new UserError(`${flag} ${why}`);
  }
}
