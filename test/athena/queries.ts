import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { StartQueryExecutionInput } from '@aws-sdk/client-athena';
import { StatementError } from '../trino/statement';
import type { Trino } from '../trino/trino';
import { readDdl, type Ddl } from './ddl';
import { ApiError, QueryFailure } from './errors';
import type { Glue } from './glue';

/** What a query may be told to do instead of just running. */
export type QueryFault = 'run' | 'requeue' | 'fail-retryably' | 'fail';

/** One query execution, from its start on. */
export interface Query {
  readonly id: string;
  readonly input: StartQueryExecutionInput;
  readonly workGroup: string;
  readonly statement: Statement;
  /** Of the results: `s3://bucket/…/<id>.csv` */
  output: string;
  readonly scanLimit: number | undefined;
  readonly submitted: number;
  readonly cancel: AbortController;
  state: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  /** States that the next looks at the query see before the true one. */
  readonly staged: Query['state'][];
  completed?: number;
  reason?: string;
  failure?: QueryFailure;
  scanned: number;
  result: Result;
  reused: boolean;
}

export interface Result {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** As text; the first one of a SELECT has the names. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Statement {
  readonly kind: 'DML' | 'DDL' | 'UTILITY';
  /** Athena's SubstatementType. */
  readonly type: string;
  /** @default - Trino runs it */
  readonly ddl?: Ddl;
}

/** What Trino runs and what is Hive's. Throws an `ApiError` at what is neither. */
export function readStatement(sql: string, database: string): Statement {
  const words = sql.replace(/^(?:\s|--[^\n]*|\/\*.*?\*\/)+/s, '').replace(/\s+/g, ' ');
  if (/^(?:SELECT|WITH|VALUES)\b|^\(/i.test(words)) return { kind: 'DML', type: 'SELECT' };
  if (/^EXPLAIN\b/i.test(words)) return { kind: 'UTILITY', type: 'EXPLAIN' };
  if (/^CREATE (?:OR REPLACE )?VIEW\b/i.test(words)) return { kind: 'DDL', type: 'CREATE_VIEW' };
  if (/^DROP VIEW\b/i.test(words)) return { kind: 'DDL', type: 'DROP_VIEW' };
  if (/^SHOW (?!TABLES|PARTITIONS)/i.test(words)) return { kind: 'UTILITY', type: 'SHOW' };
  const ddl = readDdl(sql, database);
  return { kind: ddl.column === undefined ? 'DDL' : 'UTILITY', type: ddl.type, ddl };
}

export function newQuery(
  given: Pick<Query, 'input' | 'workGroup' | 'statement' | 'scanLimit'>,
  folder: string,
): Query {
  const id = randomUUID();
  return {
    ...given,
    id,
    output: `${folder.replace(/\/?$/, '/')}${id}.${given.statement.kind === 'DML' ? 'csv' : 'txt'}`,
    submitted: Date.now(),
    cancel: new AbortController(),
    state: 'QUEUED',
    staged: [],
    scanned: 0,
    reused: false,
    result: { columns: [], rows: [] },
  };
}

export interface Services {
  readonly trino: Trino;
  readonly glue: Glue;
  /** Writes an object. */
  put(location: string, text: string): Promise<void>;
}

/** Runs a query to its end, which is a state and never a rejection. */
export async function runQuery(query: Query, services: Services, fault: QueryFault): Promise<void> {
  await nextTurn();
  if (query.state !== 'QUEUED') return;
  query.state = 'RUNNING';
  if (fault === 'requeue') query.staged.push('QUEUED', 'RUNNING', 'QUEUED', 'RUNNING');
  try {
    if (fault === 'fail-retryably') throw new QueryFailure(200, INTERNAL, 1, true);
    if (fault === 'fail') throw new QueryFailure(1500, 'Insufficient permissions to execute the query.');
    query.result = await resultOf(query, services);
    if (query.scanned > (query.scanLimit ?? Infinity)) cancelQuery(query, OVER_LIMIT);
    await services.put(query.output, fileOf(query));
    await services.put(`${query.output}.metadata`, JSON.stringify(query.result.columns));
    end(query, 'SUCCEEDED');
  } catch (error) {
    query.failure = failureOf(error, query);
    end(query, 'FAILED', query.failure.message);
  }
}

const INTERNAL =
  'Amazon Athena experienced an internal error while executing this query. Please try submitting the query again';
const OVER_LIMIT = 'Bytes scanned limit was exceeded';

export function cancelQuery(query: Query, reason: string): void {
  query.cancel.abort();
  end(query, 'CANCELLED', reason);
}

export const hasEnded = ({ state }: Query): boolean => state !== 'QUEUED' && state !== 'RUNNING';

function end(query: Query, state: Query['state'], reason?: string): void {
  if (hasEnded(query)) return;
  Object.assign(query, { state, reason, completed: Date.now() });
}

async function resultOf(query: Query, { trino, glue }: Services): Promise<Result> {
  const { ddl, kind } = query.statement;
  if (ddl) {
    const lines = await ddl.run(glue);
    const columns = ddl.column === undefined ? [] : [{ name: ddl.column, type: 'string' }];
    return { columns, rows: lines.map((line) => [line]) };
  }
  const sql = query.input.QueryString!.replace(/[\s;]+$/, '');
  const session = { catalog: 'awsdatacatalog', schema: query.input.QueryExecutionContext?.Database };
  const { columns, rows } = await trino.query(sql, session, {
    signal: query.cancel.signal,
    onStats: ({ physicalInputBytes }) => {
      query.scanned = physicalInputBytes;
      if (query.scanned > (query.scanLimit ?? Infinity)) cancelQuery(query, OVER_LIMIT);
    },
  });
  if (query.statement.type.endsWith('_VIEW')) return { columns: [], rows: [] };
  const cells = rows.map((row) => row.map((value, index) => cellText(value, columns[index]!.type)));
  return { columns, rows: kind === 'DML' ? [columns.map(({ name }) => name), ...cells] : cells };
}

/** As Athena writes values into its files. */
function cellText(value: unknown, type: string): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) return `[${value.map((one) => cellText(one, '')).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value).map(([key, one]) => `${key}=${cellText(one, '')}`)}}`;
  return type === 'double' || type === 'real' ? javaNumber(value as number) : String(value);
}

/** https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double) */
function javaNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const plain = value === 0 || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7);
  const [digits, exponent] = plain ? [String(value)] : value.toExponential().split('e');
  const decimal = digits!.includes('.') ? digits : `${digits}.0`;
  return exponent === undefined ? decimal! : `${decimal}E${Number(exponent)}`;
}

function fileOf({ statement, result }: Query): string {
  const cell = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
  const line = (row: readonly (string | null)[]): string =>
    statement.kind === 'DML' ? row.map(cell).join(',') : row.join('\t');
  return result.rows.map((row) => `${line(row)}\n`).join('');
}

const TRINO_ERRORS: Readonly<Record<string, number>> = {
  SYNTAX_ERROR: 1006,
  TABLE_NOT_FOUND: 1110,
  SCHEMA_NOT_FOUND: 1110,
};

function failureOf(error: unknown, query: Query): QueryFailure {
  if (error instanceof QueryFailure) return error;
  if (error instanceof StatementError)
    return new QueryFailure(TRINO_ERRORS[error.errorName] ?? 1000, error.message.split('\n')[0]!);
  if (!(error instanceof ApiError)) return new QueryFailure(200, `${INTERNAL}: ${(error as Error).stack}`, 1);
  if (query.statement.ddl === undefined)
    return new QueryFailure(401, `Unable to write ${query.output}: ${error.message}`);
  const [, missing, name] = /^(Database|Table) (\S+) not found/.exec(error.message) ?? [];
  if (missing === 'Table')
    return new QueryFailure(1110, `FAILED: SemanticException [Error 10001]: Table not found ${name}`);
  if (missing === 'Database')
    return new QueryFailure(
      1003,
      `FAILED: SemanticException [Error 10072]: Database does not exist: ${name}`,
    );
  const task = 'FAILED: Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask.';
  return new QueryFailure(1003, `${task} ${error.name}(message:${error.message})`);
}
