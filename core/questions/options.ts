import { isIP } from 'node:net';
import { didYouMean } from '../nearest';
import { parseCidr } from '../records/cidr';
import { type FormatName, formatNames, namedFormats } from '../records/named-formats';
import { RecordFormat } from '../records/record-format';
import type { Filter, FilterValue } from '../traffic/filter';
import type { SortKey } from '../traffic/answer';
import { existingTime } from '../records/existing-time';
import { UserError } from '../user-error';
import {
  type DeploymentOptions,
  parseDeploymentOptions,
  type WrittenDeploymentOptions,
} from './deployment-options';
import { type EngineOptions, parseEngineOptions, type WrittenEngineOptions } from './engine-options';
import { parseTollOptions, type TollOptions, type WrittenTollOptions } from './toll-options';

/**
 * What the options that commands share say, read and checked.
 *
 * Whether a name is a dimension or a measure is not known here; the names are only well formed.
 */
export interface CommonOptions extends DeploymentOptions, EngineOptions, TollOptions {
  /** When the command began, epoch seconds. */
  readonly now: number;
  /** Folders, files and globs, as written. */
  readonly data: readonly string[];
  /** For files that do not say their format. */
  readonly recordFormat?: RecordFormat;
  /** Epoch seconds, included. */
  readonly from?: number;
  /** Epoch seconds, excluded. */
  readonly to?: number;
  /** Empty where the command should choose. */
  readonly by: readonly string[];
  /** Empty where the command should choose. */
  readonly measures: readonly string[];
  readonly sort: readonly SortKey[];
  /** All of them must hold. IPv6 addresses in them are in their shortest form (RFC 5952), as in the records. */
  readonly where: readonly Filter[];
  /** The number of rows asked for; all where it is absent. */
  readonly limit?: number;
  readonly dryRun: boolean;
  readonly quiet: boolean;
  readonly showBad: boolean;
  /** As DuckDB takes it, e.g. `1GiB`. */
  readonly memoryLimit?: string;
}

/** The options as the command line gives them, by their names there. */
export interface WrittenOptions extends WrittenDeploymentOptions, WrittenEngineOptions, WrittenTollOptions {
  readonly data?: readonly string[];
  readonly recordFormat?: string;
  readonly from?: string;
  readonly to?: string;
  readonly last?: string;
  readonly by?: string;
  readonly measure?: string;
  readonly sort?: string;
  readonly where?: readonly string[];
  readonly limit?: string;
  readonly dryRun?: boolean;
  readonly quiet?: boolean;
  readonly showBad?: boolean;
  readonly memoryLimit?: string;
}

/**
 * Reads and checks the options that commands share.
 *
 * @param now epoch seconds, what `--last 7d` and `--from 7d` count back from
 * @param defaultLimit the limit where none is written; none where absent
 * @throws UserError naming the option, what it got and what it takes
 */
export function parseOptions(written: WrittenOptions, now: number, defaultLimit?: number): CommonOptions {
  const limit = written.limit === undefined ? defaultLimit : parseLimit(written.limit);
  return {
    now: Math.floor(now),
    data: written.data ?? [],
    ...parseDeploymentOptions(written),
    ...parseEngineOptions(written),
    ...parseTollOptions(written),
    ...(written.recordFormat !== undefined && { recordFormat: parseRecordFormat(written.recordFormat) }),
    ...parsePeriod(written, now),
    by: parseNames('--by', written.by),
    measures: parseNames('--measure', written.measure),
    sort: parseSort(written.sort),
    where: (written.where ?? []).map(parseFilter),
    ...(limit !== undefined && { limit }),
    dryRun: written.dryRun ?? false,
    quiet: written.quiet ?? false,
    showBad: written.showBad ?? false,
    ...(written.memoryLimit !== undefined && { memoryLimit: parseMemoryLimit(written.memoryLimit) }),
  };
}

const timeForms = '2026-01-31, 2026-01-31T05:00, 2026-01-31T05:00Z (always UTC), or 7d, 24h, 30m before now';

/** A part of time, in epoch seconds, half-open; absent ends are open. */
export interface Period {
  readonly from?: number;
  readonly to?: number;
}

/** The period that is asked; without one, for engines that are paid by the byte, the last 7 full days (UTC). */
export function boundedPeriod({ from, to, now }: Period & { readonly now: number }): Period {
  if (from !== undefined || to !== undefined) {
    return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
  }
  const today = Math.floor(now / 86_400) * 86_400;
  return { from: today - 7 * 86_400, to: today };
}

/** @throws UserError for a time of another form, a day that no month has, and a period that is empty */
function parsePeriod({ from, to, last }: WrittenOptions, now: number): Period {
  if (last !== undefined && from !== undefined) {
    throw new UserError(`--last and --from both say when to begin; give one of them`);
  }
  const end = to === undefined ? undefined : parseTime('--to', to, now);
  if (last !== undefined) {
    const seconds = parseDuration(last);
    if (seconds === undefined) throw new UserError(`--last must be like 7d, 24h or 30m, got: '${last}'`);
    const before = end ?? Math.floor(now);
    return { from: before - seconds, to: before };
  }
  const start = from === undefined ? undefined : parseTime('--from', from, now);
  if (start !== undefined && end !== undefined && start >= end) {
    throw new UserError(`--from must be before --to (which is not included), got: ${from} and ${to}`);
  }
  return { ...(start !== undefined && { from: start }), ...(end !== undefined && { to: end }) };
}

function parseTime(option: string, text: string, now: number): number {
  const ago = parseDuration(text);
  if (ago !== undefined) return Math.floor(now) - ago;

  const parts = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)Z?)?$/.exec(text);
  if (!parts) throw new UserError(`${option} must be like ${timeForms}, got: '${text}'`);
  const [, day, time = '00:00'] = parts;
  const written = `${day}T${time.length === 5 ? `${time}:00` : time}`;
  const exact = existingTime(`${written}.000Z`);
  if (!exact) throw new UserError(`${option} must be a day and time that exist, got: '${text}'`);
  return exact.getTime() / 1000;
}

/** Seconds of `7d`, `24h` or `30m`; undefined for anything else. */
function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,5})([dhm])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * { d: 86_400, h: 3_600, m: 60 }[unit as 'd'];
}

const namePattern = /^[a-z][a-z0-9_]*$/;

function parseNames(option: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  const names = text.split(',').map((name) => name.trim());
  for (const [index, name] of names.entries()) {
    checkName(option, name);
    if (names.indexOf(name) !== index) throw new UserError(`${option} must name '${name}' once`);
  }
  return names;
}

function checkName(option: string, name: string): void {
  if (namePattern.test(name)) return;
  const snake = name.toLowerCase().replaceAll('-', '_');
  const instead = namePattern.test(snake) ? `; did you mean '${snake}'?` : '';
  throw new UserError(`${option} takes names like source or source_port, got: '${name}'${instead}`);
}

/** `bytes` or `day:asc,bytes:desc` */
function parseSort(text: string | undefined): SortKey[] {
  if (text === undefined) return [];
  const keys = text.split(',').map((key): SortKey => {
    const [name, direction, ...rest] = key.trim().split(':');
    checkName('--sort', name!);
    if (direction === undefined) return { name: name! };
    if ((direction !== 'asc' && direction !== 'desc') || rest.length > 0) {
      throw new UserError(`--sort takes ${name}, ${name}:asc or ${name}:desc, got: '${key}'`);
    }
    return { name: name!, direction: direction === 'asc' ? 'ascending' : 'descending' };
  });
  const names = keys.map(({ name }) => name);
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UserError(`--sort must name '${repeated}' once`);
  return keys;
}

/**
 * Reads `name=value,value` or `name!=value`; a comma or backslash that belongs to a value has a backslash before it.
 *
 * @throws UserError for another form, an empty value, a CIDR with bits set after its prefix and a range that is reversed
 */
export function parseFilter(text: string): Filter {
  const [, name, operator, rest] = /^([^=!<>]*)(!=|=)(?!=)([^]*)$/.exec(text) ?? [];
  if (name === undefined) {
    throw new UserError(
      `--where must be like name=value, name=value,value, name!=value or name=10..20, got: '${text}'`,
    );
  }
  checkName('--where', name.trim());
  const values = splitValues(rest!).map((value) => parseFilterValue(value, text));
  return { name: name.trim(), negated: operator === '!=', values };
}

function splitValues(text: string): string[] {
  const values = [''];
  for (const [, escaped, other] of text.matchAll(/\\([,\\])|([^])/g)) {
    if (other === ',') values.push('');
    else values.push(values.pop()! + (escaped ?? other));
  }
  return values;
}

function parseFilterValue(text: string, filter: string): FilterValue {
  if (text === '') throw new UserError(`--where must have no empty value (NULL is -), got: '${filter}'`);
  const [, address] = /^([^/]+)\/\d+$/.exec(text) ?? [];
  if (address !== undefined && isIP(address) !== 0) return { kind: 'cidr', cidr: parseCidr(text), text };

  const [from, to, ...rest] = text.split('..');
  if (to === undefined) return { kind: 'text', value: shortestAddress(text) };
  if (from === '' || to === '' || rest.length > 0) {
    throw new UserError(`--where takes a range as from..to with both ends, got: '${filter}'`);
  }
  if (isInteger(from!) && isInteger(to) && BigInt(from!) > BigInt(to)) {
    throw new UserError(`--where takes a range from the smaller to the larger, got: '${filter}'`);
  }
  return { kind: 'range', from: shortestAddress(from!), to: shortestAddress(to) };
}

const isInteger = (text: string) => /^-?\d+$/.test(text);

function shortestAddress(text: string): string {
  // the URL parser writes IPv6 in its shortest form (RFC 5952)
  return isIP(text) === 6 && !text.includes('%') ? new URL(`http://[${text}]`).hostname.slice(1, -1) : text;
}

function parseRecordFormat(text: string): RecordFormat {
  if ((formatNames as string[]).includes(text)) return namedFormats[text as FormatName];
  if (text.includes('${')) return RecordFormat.parse(text.trim());
  if (text.trim().includes(' ')) return RecordFormat.parseHeader(text);
  throw new UserError(
    `--record-format must be ${formatNames.join(', ')} or a format like '\${version} \${account-id}', got: '${text}'` +
      (didYouMean(text, formatNames) && `; ${didYouMean(text, formatNames)}`),
  );
}

/** undefined means all */
function parseLimit(text: string): number | undefined {
  if (text === 'all') return undefined;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new UserError(`--limit must be a whole number from 1 on, or all, got: '${text}'`);
}

function parseMemoryLimit(text: string): string {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?([kmgt])i?b$/i.exec(text) ?? [];
  if (amount === undefined || Number(amount) === 0) {
    throw new UserError(`--memory-limit must be like 512MB or 2GB, got: '${text}'`);
  }
  // for DuckDB a GB is 10^9 bytes, for us it is 2^30
  return `${amount}${unit!.toUpperCase()}iB`;
}
