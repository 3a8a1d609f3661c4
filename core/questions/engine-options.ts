import { UserError } from '../user-error';

export const engineNames = ['athena', 'duckdb', 'trino'] as const;
export type EngineName = (typeof engineNames)[number];

/** Which engine answers, and what it may cost. */
export interface EngineOptions {
  /** @default - duckdb over `--data`, else what the deployment was made for */
  readonly engine?: EngineName;
  /** Where Trino answers, e.g. `http://localhost:8080`. */
  readonly server?: string;
  /** The catalog of the table, in Athena or Trino. @default - `AwsDataCatalog` in Athena; Trino needs it */
  readonly catalog?: string;
  /** The most bytes that a query may scan. @default - no limit of ours */
  readonly maxScan?: number;
  /** How old, in minutes, an earlier result of the same SQL may be to be taken again, unpaid. @default - none is */
  readonly reuseMinutes?: number;
}

/** Engine options as the command line gives them. */
export interface WrittenEngineOptions {
  readonly engine?: string;
  readonly server?: string;
  readonly catalog?: string;
  readonly maxScan?: string;
  readonly reuse?: string;
}

/** @throws UserError naming the option, what it got and what it takes */
export function parseEngineOptions(written: WrittenEngineOptions): EngineOptions {
  const { server, catalog, maxScan, reuse } = written;
  const engine = parseEngine(written.engine);
  if (engine === 'trino' && server === undefined) {
    throw new UserError('--engine trino needs --server, e.g. --server http://localhost:8080');
  }
  if (server !== undefined && engine !== 'trino') {
    throw new UserError('--server is where Trino answers; add --engine trino');
  }
  const [ofAthena] = [maxScan !== undefined && '--max-scan', reuse !== undefined && '--reuse'].filter(
    Boolean,
  );
  if (ofAthena && engine === 'trino') {
    throw new UserError(`${ofAthena} is of Athena, which is paid by what it scans; leave it out`);
  }
  return {
    ...(engine !== undefined && { engine }),
    ...(server !== undefined && { server: parseServer(server) }),
    ...(catalog !== undefined && { catalog }),
    ...(maxScan !== undefined && { maxScan: parseSize('--max-scan', maxScan) }),
    ...(reuse !== undefined && { reuseMinutes: parseReuse(reuse) }),
  };
}

function parseEngine(text: string | undefined): EngineName | undefined {
  if (text === undefined || (engineNames as readonly string[]).includes(text)) return text as EngineName;
  if (text === 'insights') {
    throw new UserError(
      '--engine insights is not there yet; export the log group to files and name them with --data',
    );
  }
  throw new UserError(`--engine must be ${engineNames.join(', ')}, got: '${text}'`);
}

function parseServer(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new UserError(`--server must be a URL like https://trino.example.com:8443, got: '${text}'`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new UserError('--server must hold no user and password; set TRINO_USER and TRINO_PASSWORD');
  }
  return url.href.replace(/\/$/, '');
}

/** Bytes of `500MB` or `10GB`; a GB is 2^30 bytes. */
function parseSize(option: string, text: string): number {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?) ?([kmgt])i?b$/i.exec(text) ?? [];
  const bytes = Math.floor(Number(amount) * 1024 ** ('kmgt'.indexOf(unit?.toLowerCase() ?? '') + 1));
  if (amount === undefined || bytes === 0) {
    throw new UserError(`${option} must be like 500MB, 10GB or 1.5TB, got: '${text}'`);
  }
  return bytes;
}

/** Athena keeps results for reuse up to a week. */
const mostMinutes = 7 * 24 * 60;

function parseReuse(text: string): number {
  const [, count, unit] = /^([1-9]\d{0,4})([dhm])$/.exec(text) ?? [];
  const minutes = Number(count) * { d: 1440, h: 60, m: 1 }[(unit ?? 'm') as 'd'];
  if (count !== undefined && minutes <= mostMinutes) return minutes;
  throw new UserError(`--reuse must be like 60m, 24h or 7d, and at most 7d, got: '${text}'`);
}
