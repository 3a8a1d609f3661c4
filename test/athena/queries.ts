import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type * as Sdk from '@aws-sdk/client-athena';
import { ApiError } from '../aws/api-error';
import type { Gateway } from '../aws/gateway';
import { HiveError, readDdl, type Ddl } from '../hive/ddl';
import type { Glue } from '../hive/glue';
import { StatementError } from '../trino/statement';
import type { Trino } from '../trino/trino';

/** What may happen to a query, instead of that it just runs. */
export type QueryFault = 'run' | 'requeue' | 'fail-retryably' | 'fail';

/** A query from its start on. */
export interface Query {
  /** As GetQueryExecution tells it. */
  readonly execution: Sdk.QueryExecution & { readonly Status: { State?: Sdk.QueryExecutionState } };
  readonly statement: Statement;
  readonly started: Date;
  readonly scanLimit: number | undefined;
  readonly cancelled: AbortController;
  /** States that the next looks at it see before the true one. */
  readonly staged: Sdk.QueryExecutionState[];
  result: Result;
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

/** What runs in Trino, and what is Hive's. Throws an `ApiError` at what is neither. */
export function readStatement(sql: string, database: string): Statement {
  const words = sql.replace(/^(?:\s|--[^\n]*|\/\*.*?\*\/)+/s, '').replace(/\s+/g, ' ');
  if (/^(?:SELECT|WITH|VALUES)\b|^\(/i.test(words)) return { kind: 'DML', type: 'SELECT' };
  if (/^EXPLAIN\b/i.test(words)) return { kind: 'UTILITY', type: 'EXPLAIN' };
  if (/^CREATE TABLE .* AS [(\w]/is.test(words)) return { kind: 'DDL', type: 'CREATE_TABLE_AS_SELECT' };
  if (/^INSERT INTO\b/i.test(words)) return { kind: 'DML', type: 'INSERT' };
  if (/^CREATE (?:OR REPLACE )?VIEW\b/i.test(words)) return { kind: 'DDL', type: 'CREATE_VIEW' };
  if (/^DROP VIEW\b/i.test(words)) return { kind: 'DDL', type: 'DROP_VIEW' };
  if (/^SHOW (?!PARTITIONS)/i.test(words)) return { kind: 'UTILITY', type: 'SHOW' };
  const ddl = readDdl(sql, database);
  return { kind: ddl.column === undefined ? 'DDL' : 'UTILITY', type: ddl.type, ddl };
}

export function newQuery(
  input: Sdk.StartQueryExecutionInput,
  statement: Statement,
  folder: string,
  scanLimit: number | undefined,
): Query {
  const id = randomUUID();
  const started = new Date();
  return {
    execution: {
      QueryExecutionId: id,
      Query: input.QueryString,
      StatementType: statement.kind,
      SubstatementType: statement.type,
      ResultConfiguration: {
        OutputLocation: folder.replace(/\/?$/, '/') + id + endingOf(statement),
      },
      ResultReuseConfiguration: input.ResultReuseConfiguration,
      QueryExecutionContext: input.QueryExecutionContext,
      WorkGroup: input.WorkGroup ?? 'primary',
      EngineVersion: { SelectedEngineVersion: 'AUTO', EffectiveEngineVersion: 'Athena engine version 3' },
      Status: { State: 'QUEUED', SubmissionDateTime: started },
      Statistics: { DataScannedInBytes: 0, ResultReuseInformation: { ReusedPreviousResult: false } },
    },
    statement,
    started,
    scanLimit,
    cancelled: new AbortController(),
    staged: [],
    result: { columns: [], rows: [] },
  };
}

const writes = ({ type }: Statement): boolean => type === 'CREATE_TABLE_AS_SELECT' || type === 'INSERT';

/** What writes a table has the metadata of a result, and no result: https://github.com/KoteiIto/node-athena/issues/41 */
function endingOf(statement: Statement): string {
  if (writes(statement)) return '';
  return statement.kind === 'DML' ? '.csv' : '.txt';
}

export const hasEnded = ({ execution }: Query): boolean =>
  !['QUEUED', 'RUNNING'].includes(execution.Status.State!);

export function endQuery(
  query: Query,
  State: Sdk.QueryExecutionState,
  more: Sdk.QueryExecutionStatus = {},
): void {
  if (hasEnded(query)) return;
  const milliseconds = Date.now() - query.started.getTime();
  Object.assign(query.execution.Status, { State, CompletionDateTime: new Date(), ...more });
  Object.assign(query.execution.Statistics!, {
    EngineExecutionTimeInMillis: milliseconds,
    TotalExecutionTimeInMillis: milliseconds,
  });
}

export function cancelQuery(query: Query, reason: string): void {
  query.cancelled.abort();
  endQuery(query, 'CANCELLED', { StateChangeReason: reason });
}

export interface Services extends Pick<Gateway, 'put'> {
  readonly trino: Trino;
  readonly glue: Glue;
}

/** Runs a query to its end, which is a state and never a rejection. */
export async function runQuery(query: Query, services: Services, fault: QueryFault): Promise<void> {
  await nextTurn();
  if (hasEnded(query)) return;
  query.execution.Status.State = 'RUNNING';
  if (fault === 'requeue') query.staged.push('QUEUED', 'RUNNING', 'QUEUED', 'RUNNING');
  try {
    if (fault === 'fail-retryably') throw failure(200, INTERNAL, 1, true);
    if (fault === 'fail') throw failure(1500, 'Insufficient permissions to execute the query.');
    query.result = await (query.statement.ddl
      ? showLines(query.statement.ddl, services)
      : ask(query, services));
    const location = query.execution.ResultConfiguration!.OutputLocation!;
    if (!writes(query.statement)) await services.put(location, fileOf(query));
    await services.put(`${location}.metadata`, JSON.stringify(query.result.columns));
    endQuery(query, 'SUCCEEDED');
  } catch (error) {
    const AthenaError = athenaError(error);
    endQuery(query, 'FAILED', { StateChangeReason: AthenaError.ErrorMessage, AthenaError });
  }
}

async function showLines(ddl: Ddl, { glue }: Services): Promise<Result> {
  const lines = (await ddl.run(glue)) ?? [];
  const columns = ddl.column === undefined ? [] : [{ name: ddl.column, type: 'string' }];
  return { columns, rows: lines.map((line) => [line]) };
}

async function ask({ execution, statement, ...query }: Query, { trino }: Services): Promise<Result> {
  const sql = execution.Query!.trimEnd().replace(/;$/, '');
  const session = { catalog: 'awsdatacatalog', schema: execution.QueryExecutionContext?.Database };
  const { columns, rows } = await trino.query(sql, session, {
    signal: query.cancelled.signal,
    onStats: ({ physicalInputBytes }) => {
      execution.Statistics!.DataScannedInBytes = physicalInputBytes;
      if (physicalInputBytes > (query.scanLimit ?? Infinity))
        cancelQuery({ execution, statement, ...query }, 'Bytes scanned limit was exceeded');
    },
  });
  if (statement.kind === 'DDL' || writes(statement)) return { columns: [], rows: [] };
  const names = statement.kind === 'DML' ? [columns.map((one) => one.name)] : [];
  const cells = rows.map((row) => row.map((value, index) => cellText(value, columns[index]!.type)));
  return { columns, rows: [...names, ...cells] };
}

/** As Athena writes values into its files. */
function cellText(value: unknown, type: string): string | null {
  if (value === null) return null;
  if (Array.isArray(value)) return `[${value.map((one) => cellText(one, '')).join(', ')}]`;
  return type === 'double' || type === 'real' ? javaNumber(value as number) : String(value);
}

/** https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/lang/Double.html#toString(double) */
function javaNumber(value: number): string {
  const size = Math.abs(value);
  const isPlain = size === 0 || (size >= 1e-3 && size < 1e7) || !Number.isFinite(value);
  const [digits, exponent] = (isPlain ? String(value) : value.toExponential()).split('e');
  const decimal = /^-?\d+$/.test(digits!) ? `${digits}.0` : digits!;
  return exponent === undefined ? decimal : `${decimal}E${Number(exponent)}`;
}

/** A SELECT's values stand in double quotes, NULL is nothing. */
function fileOf({ statement, result }: Query): string {
  const quoted = (value: string | null): string => (value === null ? '' : `"${value.replaceAll('"', '""')}"`);
  const line = (row: Result['rows'][number]): string =>
    statement.kind === 'DML' ? row.map(quoted).join(',') : row.join('\t');
  return result.rows.map((row) => `${line(row)}\n`).join('');
}

const INTERNAL = 'Amazon Athena experienced an internal error while executing this query. Please try again';
const TASK = 'Execution Error, return code 1 from org.apache.hadoop.hive.ql.exec.DDLTask.';

/** By https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */
const TYPES: Readonly<Record<string, number>> = {
  SYNTAX_ERROR: 1006,
  TABLE_NOT_FOUND: 1110,
  SCHEMA_NOT_FOUND: 1110,
};

class QueryFailure extends Error {
  constructor(readonly athenaError: Sdk.AthenaError) {
    super(athenaError.ErrorMessage);
  }
}

const failure = (ErrorType: number, ErrorMessage: string, ErrorCategory: 1 | 2 = 2, Retryable = false) =>
  new QueryFailure({ ErrorType, ErrorMessage, ErrorCategory, Retryable });

function athenaError(error: unknown): Sdk.AthenaError {
  return (error instanceof QueryFailure ? error : failureOf(error as Error)).athenaError;
}

function failureOf(error: Error): QueryFailure {
  if (error instanceof StatementError)
    return failure(TYPES[error.errorName] ?? 1000, error.message.split('\n')[0]!);
  if (error instanceof HiveError) return failure(1003, `FAILED: SemanticException ${error.message}`);
  if (!(error instanceof ApiError)) return failure(200, `${INTERNAL}: ${error.stack}`, 1);
  const [, missing, name] = /^(Database|Table) (\S+) not found/.exec(error.message) ?? [];
  if (missing === 'Table')
    return failure(1110, `FAILED: SemanticException [Error 10001]: Table not found ${name}`);
  if (missing === 'Database')
    return failure(1003, `FAILED: SemanticException [Error 10072]: Database does not exist: ${name}`);
  return failure(1003, `FAILED: ${TASK} ${error.name}(message:${error.message})`);
}
