import type * as Sdk from '@aws-sdk/client-athena';
import { ApiError, invalidRequest } from './errors';
import { tooManyRequests, type FaultPlan } from './faults';
import { all, type Column, type JsonApi, type Table } from './glue';
import {
  cancelQuery,
  hasEnded,
  newQuery,
  readStatement,
  runQuery,
  type Query,
  type Services,
} from './queries';

const LONGEST_STATEMENT = 262_144;

export interface World extends Services {
  /** Athena's API as far as the emulator has it: work groups. */
  readonly athena: JsonApi;
  readonly faults: () => FaultPlan;
  readonly queries: Query[];
}

/** Athena's operations that are answered here, by name. A time is a number of seconds. */
export function operationsOf(world: World) {
  const { glue, athena, queries } = world;
  const started = new Map<string, { readonly same: string; readonly query: Promise<Query> }>();

  const queryOf = ({ QueryExecutionId: id }: { QueryExecutionId?: string | undefined }): Query =>
    queries.find((query) => query.id === id) ?? fail(`QueryExecution ${id} was not found`);

  async function start(input: Sdk.StartQueryExecutionInput): Promise<Query> {
    const { QueryString: sql = '', WorkGroup: workGroup = 'primary' } = input;
    if (Buffer.byteLength(sql) > LONGEST_STATEMENT)
      fail(`Member must have length less than or equal to ${LONGEST_STATEMENT}`);
    const { WorkGroup } = await athena<Sdk.GetWorkGroupOutput>('GetWorkGroup', { WorkGroup: workGroup });
    const { Configuration: own = {}, State } = WorkGroup!;
    if (State === 'DISABLED') fail(`WorkGroup ${workGroup} is disabled.`);
    const asked = own.EnforceWorkGroupConfiguration === false && input.ResultConfiguration?.OutputLocation;
    const folder = asked || own.ResultConfiguration?.OutputLocation || fail(NO_OUTPUT);
    const statement = readStatement(sql, input.QueryExecutionContext?.Database ?? 'default');
    if (queries.filter((query) => !hasEnded(query)).length >= (world.faults().faults.slots ?? Infinity))
      throw tooManyRequests();
    const scanLimit = own.BytesScannedCutoffPerQuery;
    const query = newQuery({ input, workGroup, statement, scanLimit }, folder);
    const reused = statement.kind === 'DML' ? queries.findLast((one) => isReusable(one, query)) : undefined;
    queries.push(query);
    if (reused) reuse(query, reused);
    else void runQuery(query, world, world.faults().nextQuery());
    return query;
  }

  const operations = {
    /** A token that came before gives the query that it started. */
    async StartQueryExecution(input: Sdk.StartQueryExecutionInput) {
      const { ClientRequestToken: token = '' } = input;
      if (token.length < 32 || token.length > 128) fail('ClientRequestToken must have 32 to 128 characters');
      const same = JSON.stringify(input);
      const known = started.get(token);
      if (known && known.same !== same) fail('Idempotent parameters do not match');
      const query = known?.query ?? start(input);
      started.set(token, { same, query });
      query.catch(() => started.delete(token));
      return { QueryExecutionId: (await query).id };
    },
    GetQueryExecution: (input: Sdk.GetQueryExecutionInput) => ({ QueryExecution: describe(queryOf(input)) }),
    BatchGetQueryExecution({ QueryExecutionIds: ids = [] }: Sdk.BatchGetQueryExecutionInput) {
      if (ids.length > 50) fail('QueryExecutionIds must have length less than or equal to 50');
      const found = queries.filter(({ id }) => ids.includes(id));
      const unknown = ids.filter((id) => !found.some((query) => query.id === id));
      return {
        QueryExecutions: found.map(describe),
        UnprocessedQueryExecutionIds: unknown.map((QueryExecutionId) => ({ QueryExecutionId })),
      };
    },
    GetQueryResults(input: Sdk.GetQueryResultsInput) {
      const { state, result } = queryOf(input);
      if (state === 'QUEUED' || state === 'RUNNING')
        fail(`Query has not yet finished. Current state: ${state}`);
      if (state !== 'SUCCEEDED') fail(`Query did not finish successfully. Final query state: ${state}`);
      const { items, NextToken } = page(result.rows, input, 1000);
      const Rows = items.map((row) => ({
        Data: row.map((value) => (value === null ? {} : { VarCharValue: value })),
      }));
      return {
        UpdateCount: 0,
        ResultSet: { Rows, ResultSetMetadata: { ColumnInfo: result.columns.map(columnInfo) } },
        NextToken,
      };
    },
    GetQueryRuntimeStatistics(input: Sdk.GetQueryRuntimeStatisticsInput) {
      const query = queryOf(input);
      const { TotalExecutionTimeInMillis } = describe(query).Statistics;
      const Rows = { InputBytes: query.scanned, OutputRows: query.result.rows.length };
      return { QueryRuntimeStatistics: { Timeline: { TotalExecutionTimeInMillis }, Rows } };
    },
    StopQueryExecution(input: Sdk.StopQueryExecutionInput) {
      cancelQuery(queryOf(input), 'Query cancelled by user');
      return {};
    },
    ListQueryExecutions(input: Sdk.ListQueryExecutionsInput) {
      const ids = queries.filter(({ workGroup }) => workGroup === (input.WorkGroup ?? 'primary'));
      const { items, NextToken } = page(ids.map(({ id }) => id).reverse(), input, 50);
      return { QueryExecutionIds: items, NextToken };
    },
    async GetTableMetadata({ DatabaseName, TableName: Name }: Sdk.GetTableMetadataInput) {
      const { Table } = await metadata(glue<{ Table: Table }>('GetTable', { DatabaseName, Name }));
      return { TableMetadata: describeTable(Table) };
    },
    async ListTableMetadata(input: Sdk.ListTableMetadataInput) {
      const { DatabaseName, Expression = '.*' } = input;
      const tables = await metadata(all<Table>(glue, 'GetTables', 'TableList', { DatabaseName }));
      const named = tables.filter(({ Name }) => new RegExp(`^(?:${Expression})$`).test(Name));
      const { items, NextToken } = page(named, input, 50);
      return { TableMetadataList: items.map(describeTable), NextToken };
    },
    GetDatabase: async ({ DatabaseName: Name }: Sdk.GetDatabaseInput) =>
      metadata(glue<object>('GetDatabase', { Name })),
    async ListDatabases(input: Sdk.ListDatabasesInput) {
      const databases = await all<object>(glue, 'GetDatabases', 'DatabaseList', {});
      const { items, NextToken } = page(databases, input, 50);
      return { DatabaseList: items, NextToken };
    },
  };
  return operations as Readonly<Record<string, ((input: never) => object | Promise<object>) | undefined>>;
}

const NO_OUTPUT =
  'No output location provided. An output location is required either through the Workgroup result configuration ' +
  'setting or as an API input.';

function fail(message: string): never {
  throw invalidRequest(message);
}

function isReusable(one: Query, query: Query): boolean {
  const { Enabled, MaxAgeInMinutes = 60 } =
    query.input.ResultReuseConfiguration?.ResultReuseByAgeConfiguration ?? {};
  const what = ({ input, workGroup }: Query): string =>
    JSON.stringify([input.QueryString, input.QueryExecutionContext, input.ResultConfiguration, workGroup]);
  const isYoung = query.submitted - one.submitted <= MaxAgeInMinutes * 60_000;
  return Enabled === true && one.state === 'SUCCEEDED' && isYoung && what(one) === what(query);
}

function reuse(query: Query, { output, result }: Query): void {
  Object.assign(query, { output, result, reused: true, state: 'SUCCEEDED', completed: Date.now() });
}

/** A part of a list, and the token of the next one. */
function page<T>(
  items: readonly T[],
  { MaxResults = Infinity, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  most: number,
) {
  const start = Number(NextToken ?? 0);
  const end = start + Math.min(MaxResults, most);
  return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
}

async function metadata<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: ApiError) => {
    throw new ApiError('MetadataException', `${error.name}: ${error.message}`);
  });
}

function describe(query: Query) {
  const { input, failure, staged, scanned, submitted, completed = Date.now() } = query;
  const milliseconds = completed - submitted;
  return {
    QueryExecutionId: query.id,
    Query: input.QueryString,
    StatementType: query.statement.kind,
    SubstatementType: query.statement.type,
    ResultConfiguration: { OutputLocation: query.output },
    ResultReuseConfiguration: input.ResultReuseConfiguration,
    QueryExecutionContext: input.QueryExecutionContext,
    WorkGroup: query.workGroup,
    EngineVersion: {
      SelectedEngineVersion: 'AUTO',
      EffectiveEngineVersion: 'Athena engine version 3',
    },
    Status: {
      State: staged.shift() ?? query.state,
      StateChangeReason: query.reason,
      SubmissionDateTime: submitted / 1000,
      CompletionDateTime: hasEnded(query) ? completed / 1000 : undefined,
      AthenaError: failure && {
        ErrorCategory: failure.category,
        ErrorType: failure.type,
        Retryable: failure.retryable,
        ErrorMessage: failure.message,
      },
    },
    Statistics: {
      DataScannedInBytes: scanned,
      EngineExecutionTimeInMillis: milliseconds,
      TotalExecutionTimeInMillis: milliseconds,
      ResultReuseInformation: { ReusedPreviousResult: query.reused },
    },
  };
}

const PRECISION: Readonly<Record<string, number>> = {
  varchar: 2_147_483_647,
  bigint: 19,
  integer: 10,
  double: 17,
  timestamp: 3,
};

/** Athena has a type's name without its parameters. */
function columnInfo({ name: Name, type }: Query['result']['columns'][number]) {
  const [, Type = type, parameters = '', rest = ''] =
    /^(\w+)\(([^)]*).*?\)( with time zone)?$/.exec(type) ?? [];
  const [precision, scale] = Type === 'decimal' ? parameters.split(', ') : [];
  const Precision = Number(precision ?? PRECISION[Type] ?? 0);
  return { Name, Label: Name, Type: Type + rest, Precision, Scale: Number(scale ?? 0), Nullable: 'UNKNOWN' };
}

/** A view's columns are where Trino and Athena keep its text. */
function describeTable(table: Table) {
  const { Name, TableType, PartitionKeys = [], Parameters = {}, StorageDescriptor } = table;
  const view = /Presto View: (\S+)/.exec(table.ViewOriginalText ?? '')?.[1];
  const Columns = view
    ? (JSON.parse(Buffer.from(view, 'base64').toString()) as { columns: ViewColumn[] }).columns.map(
        ({ name, type }): Column => ({ Name: name, Type: type.replace(/^varchar.*/, 'string') }),
      )
    : StorageDescriptor?.Columns;
  const properties = { ...Parameters, location: StorageDescriptor?.Location };
  return { Name, TableType, Columns, PartitionKeys, Parameters: view ? Parameters : properties };
}

interface ViewColumn {
  readonly name: string;
  readonly type: string;
}
