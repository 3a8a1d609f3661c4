import type * as Sdk from '@aws-sdk/client-athena';
import type * as Glue from '@aws-sdk/client-glue';
import { ApiError } from '../aws/api-error';
import { tooManyRequests } from '../aws/faults';
import type { Operation } from '../aws/gateway';
import { all } from '../hive/glue';
import {
  cancelQuery,
  endQuery,
  hasEnded,
  newQuery,
  readStatement,
  runQuery,
  type Query,
  type QueryFault,
  type Services,
} from './queries';

const LONGEST_STATEMENT = 262_144;
const NO_OUTPUT =
  'No output location provided. An output location is required either through the Workgroup result configuration ' +
  'setting or as an API input.';

export interface World extends Services {
  /** All that were started, oldest first. */
  readonly queries: Query[];
  workGroup(name: string): Promise<Sdk.WorkGroup>;
  nextFault(): QueryFault;
  /** How many queries may run at once. */
  slots(): number;
}

/** Athena's operations that are answered here, by action. */
export function operationsOf(world: World): Readonly<Record<string, Operation>> {
  const { glue, queries } = world;
  const tokens = new Map<string, { readonly input: string; readonly query: Promise<Query> }>();

  const queryOf = (id: string | undefined): Query =>
    queries.find(({ execution }) => execution.QueryExecutionId === id) ??
    fail(`QueryExecution ${id} was not found`);

  async function start(input: Sdk.StartQueryExecutionInput): Promise<Query> {
    const { QueryString: sql = '', WorkGroup = 'primary', QueryExecutionContext: context } = input;
    if (Buffer.byteLength(sql) > LONGEST_STATEMENT)
      fail(`Member must have length less than or equal to ${LONGEST_STATEMENT}`);
    const { Configuration: own = {}, State } = await world.workGroup(WorkGroup);
    if (State === 'DISABLED') fail(`WorkGroup ${WorkGroup} is disabled.`);
    const asked = own.EnforceWorkGroupConfiguration === false && input.ResultConfiguration?.OutputLocation;
    const folder = asked || own.ResultConfiguration?.OutputLocation || fail(NO_OUTPUT);
    const statement = readStatement(sql, context?.Database ?? 'default');
    if (queries.filter((one) => !hasEnded(one)).length >= world.slots()) throw tooManyRequests();
    const query = newQuery(input, statement, folder, own.BytesScannedCutoffPerQuery);
    const before = queries.findLast((one) => isReusable(one, query));
    queries.push(query);
    if (before) reuse(query, before);
    else void runQuery(query, world, world.nextFault());
    return query;
  }

  return {
    /** A token that came before gives the query that it started. */
    async 'athena:StartQueryExecution'(input: Sdk.StartQueryExecutionInput) {
      const { ClientRequestToken: token = '' } = input;
      if (token.length < 32 || token.length > 128) fail('ClientRequestToken must have 32 to 128 characters');
      const known = tokens.get(token);
      if (known && known.input !== JSON.stringify(input)) fail('Idempotent parameters do not match');
      const query = known?.query ?? start(input);
      tokens.set(token, { input: JSON.stringify(input), query });
      query.catch(() => tokens.delete(token));
      return { QueryExecutionId: (await query).execution.QueryExecutionId };
    },
    'athena:GetQueryExecution': ({ QueryExecutionId }: Sdk.GetQueryExecutionInput) => ({
      QueryExecution: seen(queryOf(QueryExecutionId)),
    }),
    'athena:GetQueryResults'(input: Sdk.GetQueryResultsInput) {
      const { execution, result } = queryOf(input.QueryExecutionId);
      const { State } = execution.Status;
      if (State === 'QUEUED' || State === 'RUNNING')
        fail(`Query has not yet finished. Current state: ${State}`);
      if (State !== 'SUCCEEDED') fail(`Query did not finish successfully. Final query state: ${State}`);
      const { items, NextToken } = page(result.rows, input, 1000);
      const cell = (value: string | null) => (value === null ? {} : { VarCharValue: value });
      const Rows = items.map((row) => ({ Data: row.map(cell) }));
      const ResultSetMetadata = { ColumnInfo: result.columns.map(columnInfo) };
      return { UpdateCount: 0, ResultSet: { Rows, ResultSetMetadata }, NextToken };
    },
    'athena:StopQueryExecution'({ QueryExecutionId }: Sdk.StopQueryExecutionInput) {
      cancelQuery(queryOf(QueryExecutionId), 'Query cancelled by user');
      return {};
    },
    async 'athena:ListTableMetadata'(input: Sdk.ListTableMetadataInput) {
      const { DatabaseName, Expression = '.*' } = input;
      const tables = await metadata(all<Glue.Table>(glue, 'GetTables', 'TableList', { DatabaseName }));
      const named = tables.filter(({ Name }) => new RegExp(`^(?:${Expression})$`).test(Name!));
      const { items, NextToken } = page(named, input, 50);
      return { TableMetadataList: items.map(describe), NextToken };
    },
    'athena:GetDatabase': ({ DatabaseName: Name }: Sdk.GetDatabaseInput) =>
      metadata(glue<object>('GetDatabase', { Name })),
  };
}

function fail(message: string): never {
  throw new ApiError('InvalidRequestException', message, { AthenaErrorCode: 'INVALID_INPUT' });
}

async function metadata<T>(answer: Promise<T>): Promise<T> {
  return answer.catch((error: ApiError) => {
    throw new ApiError('MetadataException', `${error.name}: ${error.message}`);
  });
}

function seen({ execution, staged }: Query): Sdk.QueryExecution {
  const State = staged.shift() ?? execution.Status.State;
  return { ...execution, Status: { ...execution.Status, State } };
}

function isReusable({ execution: one }: Query, { execution, started }: Query): boolean {
  const { Enabled, MaxAgeInMinutes = 60 } =
    execution.ResultReuseConfiguration?.ResultReuseByAgeConfiguration ?? {};
  const what = (of: Sdk.QueryExecution) => JSON.stringify([of.Query, of.QueryExecutionContext, of.WorkGroup]);
  const { State, CompletionDateTime } = one.Status!;
  const isYoung = started.getTime() - (CompletionDateTime?.getTime() ?? 0) <= MaxAgeInMinutes * 60_000;
  const isGood = State === 'SUCCEEDED' && one.StatementType === 'DML' && isYoung;
  return Enabled === true && isGood && what(one) === what(execution);
}

/** The new query points at the result of the old one. */
function reuse(query: Query, { execution, result }: Query): void {
  query.result = result;
  query.execution.ResultConfiguration = execution.ResultConfiguration;
  query.execution.Statistics!.ResultReuseInformation = { ReusedPreviousResult: true };
  endQuery(query, 'SUCCEEDED');
}

/** A part of a list, and the token of the next one. */
function page<T>(
  items: readonly T[],
  { MaxResults = Infinity, NextToken }: { MaxResults?: number | undefined; NextToken?: string | undefined },
  most: number,
) {
  if (MaxResults > most && MaxResults !== Infinity)
    fail(`MaxResults is more than the allowed length ${most}`);
  const start = Number(NextToken ?? 0);
  const end = start + Math.min(MaxResults, most);
  return { items: items.slice(start, end), NextToken: end < items.length ? String(end) : undefined };
}

/** Athena tells a type by its name, and of a decimal its digits. */
function columnInfo({ name: Name, type }: Query['result']['columns'][number]) {
  const [, Type = type, digits = '', zone = ''] = /^(\w+)\((.*)\)( with time zone)?$/.exec(type) ?? [];
  const [Precision, Scale] = Type === 'decimal' ? digits.split(', ').map(Number) : [];
  return { Name, Label: Name, Type: Type + zone, Precision, Scale, Nullable: 'UNKNOWN' };
}

/** Athena adds the storage to the parameters. A view's columns are in the text that Trino and Athena keep of it. */
function describe(table: Glue.Table) {
  const { Name, TableType, PartitionKeys = [], Parameters = {}, StorageDescriptor, ViewOriginalText } = table;
  const view = /Presto View: (\S+)/.exec(ViewOriginalText ?? '')?.[1];
  if (view === undefined) {
    const { Columns, Location, InputFormat, OutputFormat, SerdeInfo } = StorageDescriptor ?? {};
    const storage = { location: Location, inputformat: InputFormat, outputformat: OutputFormat };
    const serde = { 'serde.serialization.lib': SerdeInfo?.SerializationLibrary };
    return { Name, TableType, Columns, PartitionKeys, Parameters: { ...Parameters, ...storage, ...serde } };
  }
  const { columns } = JSON.parse(Buffer.from(view, 'base64').toString()) as Query['result'];
  const Columns = columns.map(({ name, type }) => ({
    Name: name,
    Type: type.replace(/^varchar.*/, 'string'),
  }));
  return { Name, TableType, Columns, PartitionKeys, Parameters };
}
