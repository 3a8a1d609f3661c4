import type { Dialect } from '../sql/dialect';
import type { RecordFormat } from '../records/record-format';
import { latestTime } from './lines';

/** What a line of a flow log is. Every line is exactly one of these, whatever is asked of it. */
export type LineKind = 'record' | 'no_data' | 'skip_data' | 'bad';

/** How a line is seen: SQL text for its values, as they were written. */
export interface LineColumns {
  /** The value of a field of the format: text for string fields, anything that casts to a number for the others. */
  readonly column: (name: string) => string;
  /** The number that a field holds, NULL where it holds none. Default: its value, cast. */
  readonly number?: (name: string) => string;
  /** A test that a field holds a whole number, where an engine has a stricter one than a cast. */
  readonly isWholeNumber?: (name: string) => string;
}

/** One thing that must hold for a line to be a record, and what to say where it does not. */
export interface RecordTest {
  readonly reason: string;
  readonly holds: string;
}

const lowestVersion = 2;
const highestVersion = 11;

/**
 * SQL for the kind of a line; never NULL.
 *
 * This is the one definition of what counts as a record, for DuckDB over text and Parquet and for Trino's tables. It
 * reads the same columns whatever the question is, so the counts do not depend on it.
 */
export function kindOfLine(
  dialect: Pick<Dialect, 'tryCast'>,
  format: RecordFormat,
  columns: LineColumns,
): string {
  const { column } = columns;
  const holds = recordTests(dialect, format, columns).map((test) => test.holds);
  const record = `WHEN ${holds.join(' AND ') || 'true'} THEN 'record'`;
  const cases = format.has('log-status')
    ? [
        // most lines by far, so it is asked first
        record,
        `WHEN ${column('log-status')} = 'NODATA' THEN 'no_data'`,
        `WHEN ${column('log-status')} = 'SKIPDATA' THEN 'skip_data'`,
      ]
    : [...noDataWithoutStatus(dialect, format, columns), record];
  return `CASE ${cases.join(' ')} ELSE 'bad' END`;
}

/** SQL for why a line is bad: the first test that does not hold. */
export function whyBad(
  dialect: Pick<Dialect, 'tryCast'>,
  format: RecordFormat,
  columns: LineColumns,
): string {
  const tests = recordTests(dialect, format, columns);
  const cases = tests.map(({ reason, holds }) => `WHEN (${holds}) IS NOT TRUE THEN '${reason}'`);
  return `CASE ${cases.join(' ')} END`;
}

/** What a record must be; each test only where the format has its fields. */
function recordTests(
  dialect: Pick<Dialect, 'tryCast'>,
  format: RecordFormat,
  columns: LineColumns,
): RecordTest[] {
  const { column } = columns;
  const number = numberOf(dialect, columns);
  const whole = columns.isWholeNumber ?? ((name) => isAmount(number(name)));
  const tests: RecordTest[] = [];
  const add = (names: readonly string[], reason: string, holds: () => string) => {
    if (names.every((name) => format.has(name))) tests.push({ reason, holds: holds() });
  };

  add(['log-status'], 'log-status is not OK, NODATA or SKIPDATA', () => `${column('log-status')} = 'OK'`);
  add(
    ['interface-id'],
    'interface-id does not begin with eni-',
    () => `(${column('interface-id')} LIKE 'eni-%' OR COALESCE(${column('interface-id')}, '-') = '-')`,
  );
  for (const name of ['srcaddr', 'dstaddr']) {
    add([name], `${name} is missing`, () => `${column(name)} <> '-' AND ${column(name)} <> ''`);
  }

  for (const name of requiredNumbers(format)) {
    add([name], `${name} is not a whole number`, () => whole(name));
  }
  add(
    ['bytes', 'reject-reason'],
    'bytes is not a whole number',
    () => `((${whole('bytes')}) OR (${column('reject-reason')} = 'BPA' AND ${number('bytes')} IS NULL))`,
  );
  add(
    ['version'],
    `version is not between ${lowestVersion} and ${highestVersion}`,
    () => `${number('version')} BETWEEN ${lowestVersion} AND ${highestVersion}`,
  );
  add(['start', 'end'], 'end is before start', () => `${number('end')} >= ${number('start')}`);
  const last = format.has('end') ? 'end' : 'start';
  add([last], `${last} is no time`, () => `${number(last)} <= ${latestTime}`);
  return tests;
}

/** SQL that is true for a number as AWS writes them: of at most 15 digits, so that a sum of thousands has 64 bits. */
export function isAmount(number: string): string {
  return `${number} BETWEEN 0 AND 999999999999999`;
}

/** The fields that hold a whole number in every record of the format. */
export function requiredNumbers(format: RecordFormat): string[] {
  const names = ['version', 'srcport', 'dstport', 'protocol', 'packets', 'start', 'end'];
  // a row that Block Public Access rejected may lack its bytes
  if (!format.has('reject-reason')) names.push('bytes');
  return names.filter((name) => format.has(name));
}

function numberOf(
  dialect: Pick<Dialect, 'tryCast'>,
  { column, number }: LineColumns,
): (name: string) => string {
  return number ?? ((name) => dialect.tryCast(column(name), 'bigint'));
}

/** Without log-status a row of an interval without traffic is known by having neither ends nor amounts. */
function noDataWithoutStatus(
  dialect: Pick<Dialect, 'tryCast'>,
  format: RecordFormat,
  columns: LineColumns,
): string[] {
  const number = numberOf(dialect, columns);
  const addresses = ['srcaddr', 'dstaddr'].filter((name) => format.has(name));
  const amounts = ['packets', 'bytes'].filter((name) => format.has(name));
  if (addresses.length === 0) return [];
  const missing = [
    ...addresses.map((name) => `COALESCE(${columns.column(name)}, '-') = '-'`),
    ...amounts.map((name) => `${number(name)} IS NULL`),
  ];
  return [`WHEN ${missing.join(' AND ')} THEN 'no_data'`];
}

/**
 * SQL that is true for a record that is well formed but breaks AWS's own rules, as made-up rows do. Over the columns
 * of the lines relation and `ancient`, which isAncient gives: so records can be added up before this is asked.
 */
export function isOdd(dialect: Pick<Dialect, 'tryCast'>, fields: { has(name: string): boolean }): string {
  const tests: string[] = [];
  // none at all is the way of a format that lacks it, as a transit gateway's
  if (fields.has('action')) tests.push(`COALESCE(action, '') NOT IN ('', 'ACCEPT', 'REJECT')`);
  if (fields.has('account-id')) {
    const number = dialect.tryCast('account_id', 'bigint');
    tests.push(
      `(account_id IS NOT NULL AND account_id <> 'unknown' AND (length(account_id) <> 12 OR COALESCE(${number}, -1) < 0))`,
    );
  }
  if (fields.has('start')) tests.push('ancient');
  return tests.length > 0 ? `(${tests.join(' OR ')})` : 'false';
}

/** SQL that is true for a time before there were flow logs. */
export function isAncient(seconds: string): string {
  return `${seconds} < 1000000000`;
}
