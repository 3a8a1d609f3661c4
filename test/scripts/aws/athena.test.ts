import { openAthena, type Athena } from '../../../scripts/aws/athena';
import { startFakeAws, type FakeAnswer, type FakeAws, type FakeCall } from './fake-aws';

/** The client against a server that misbehaves as told; each call is seen. */
let aws: FakeAws;
let athena: Athena;
beforeEach(async () => {
  aws = await startFakeAws();
  athena = await openAthena({ region: 'eu-central-1', workgroup: 'flow', database: 'traffic' });
});
afterEach(async () => {
  await athena.close();
  await aws.stop();
});

const calls = (operation: string) => aws.calls.filter((call) => call.operation === operation);
const tokens = () => calls('StartQueryExecution').map(({ input }) => input['ClientRequestToken']);

type Answers = Record<string, FakeAnswer[] | ((call: FakeCall) => FakeAnswer | Promise<FakeAnswer>)>;

/** Answers of each operation, one after the other; the last one again and again. */
function tell(answers: Answers): void {
  aws.answer = (call) => {
    const told = answers[call.operation];
    if (typeof told === 'function') return told(call);
    if (!told) return { error: 'NotTold', message: call.operation };
    return told.length > 1 ? told.shift()! : told[0]!;
  };
}

const started: FakeAnswer = { json: { QueryExecutionId: 'q-1' } };
const status = (State: string, more: object = {}, statistics: object = {}): FakeAnswer => ({
  json: {
    QueryExecution: {
      QueryExecutionId: 'q-1',
      Status: { State, ...more },
      Statistics: { DataScannedInBytes: 12_345, TotalExecutionTimeInMillis: 678, ...statistics },
      ResultConfiguration: { OutputLocation: 's3://results/a/q-1.csv' },
    },
  },
});
const succeeded = status('SUCCEEDED');

test('a query is started with a token, in its workgroup and database, and waited for', async () => {
  tell({
    StartQueryExecution: [started],
    GetQueryExecution: [status('QUEUED'), status('RUNNING'), succeeded],
  });
  await expect(athena.run('SELECT 1')).resolves.toEqual({
    id: 'q-1',
    outputLocation: 's3://results/a/q-1.csv',
    scannedBytes: 12_345,
    milliseconds: 678,
    reused: false,
  });
  expect(calls('StartQueryExecution').map(({ input }) => input)).toEqual([
    {
      QueryString: 'SELECT 1',
      WorkGroup: 'flow',
      QueryExecutionContext: { Catalog: 'AwsDataCatalog', Database: 'traffic' },
      ClientRequestToken: expect.stringMatching(/^.{32,128}$/),
    },
  ]);
  expect(calls('GetQueryExecution')).toHaveLength(3);
});

test('a statement that makes the database has none, and an earlier result may be taken', async () => {
  const reused = { ResultReuseInformation: { ReusedPreviousResult: true } };
  tell({ StartQueryExecution: [started], GetQueryExecution: [status('SUCCEEDED', {}, reused)] });
  const query = await athena.run('CREATE DATABASE x', { database: null, reuseMinutes: 60 });
  expect(query.reused).toBe(true);
  expect(calls('StartQueryExecution')[0]!.input).toMatchObject({
    QueryExecutionContext: { Catalog: 'AwsDataCatalog' },
    ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 60 } },
  });
  expect(calls('StartQueryExecution')[0]!.input['QueryExecutionContext']).not.toHaveProperty('Database');
});

test('back in the queue is no end', async () => {
  tell({
    StartQueryExecution: [started],
    GetQueryExecution: [status('RUNNING'), status('QUEUED'), status('RUNNING'), succeeded],
  });
  await athena.run('SELECT 1');
  expect(calls('GetQueryExecution')).toHaveLength(4);
  expect(calls('StartQueryExecution')).toHaveLength(1);
});

test.each<[string, FakeAnswer]>([
  ['lost', 'lost'],
  ['half of it lost', 'half'],
  ['an internal error', { error: 'InternalServerException', status: 500 }],
  ['a throttle', { error: 'ThrottlingException', message: 'Rate exceeded' }],
  ['a lack of slots', { error: 'TooManyRequestsException', reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' }],
])('a start whose response is %s is made again with the same token', async (_, answer) => {
  tell({ StartQueryExecution: [answer, started], GetQueryExecution: [succeeded] });
  await athena.run('SELECT 1');
  expect(tokens()).toHaveLength(2);
  expect(new Set(tokens()).size).toBe(1);
});

test('looks at the query that get lost are made again', async () => {
  tell({
    StartQueryExecution: [started],
    GetQueryExecution: ['lost', 'half', status('RUNNING'), 'lost', succeeded],
  });
  await athena.run('SELECT 1');
  expect(calls('StartQueryExecution')).toHaveLength(1);
});

describe('a query that failed', () => {
  const retryable = (Retryable: boolean) =>
    status('FAILED', {
      StateChangeReason: 'Amazon Athena experienced an internal error',
      AthenaError: { ErrorCategory: 1, ErrorType: 200, Retryable },
    });

  test('runs again, with another token, where AWS calls that worth a try', async () => {
    tell({ StartQueryExecution: [started], GetQueryExecution: [retryable(true), succeeded] });
    await athena.run('SELECT 1');
    expect(new Set(tokens()).size).toBe(2);
  });

  test('runs three times at most', async () => {
    tell({ StartQueryExecution: [started], GetQueryExecution: [retryable(true)] });
    await expect(athena.run('SELECT 1')).rejects.toThrow(
      'Athena did not finish query q-1: Amazon Athena experienced an internal error',
    );
    expect(tokens()).toHaveLength(3);
  }, 10_000);

  test('does not run again where AWS does not', async () => {
    tell({ StartQueryExecution: [started], GetQueryExecution: [retryable(false)] });
    await expect(athena.run('SELECT 1')).rejects.toThrow('internal error');
    expect(tokens()).toHaveLength(1);
  });
});

test('what is refused is not asked for again', async () => {
  tell({
    StartQueryExecution: [{ error: 'InvalidRequestException', message: 'WorkGroup flow is not found.' }],
  });
  await expect(athena.run('SELECT 1')).rejects.toThrow(
    "there is no workgroup 'flow' in eu-central-1; deploy the stack, or name another with --workgroup",
  );
  expect(aws.calls).toHaveLength(1);
});

test('no more than five queries run at once', async () => {
  let running = 0;
  let most = 0;
  tell({
    StartQueryExecution: () => {
      most = Math.max(most, (running += 1));
      return started;
    },
    GetQueryExecution: () => {
      running -= 1;
      return succeeded;
    },
  });
  await Promise.all(Array.from({ length: 20 }, (_, index) => athena.run(`SELECT ${index}`)));
  expect(calls('StartQueryExecution')).toHaveLength(20);
  expect(most).toBeLessThanOrEqual(5);
});

describe('stopped', () => {
  const stopped = () => calls('StopQueryExecution').map(({ input }) => input['QueryExecutionId']);

  test('is every query that runs, when all are cancelled', async () => {
    let number = 0;
    tell({
      StartQueryExecution: () => ({ json: { QueryExecutionId: `q-${(number += 1)}` } }),
      GetQueryExecution: [status('RUNNING')],
      StopQueryExecution: ['lost', { json: {} }],
    });
    const queries = Promise.allSettled([athena.run('SELECT 1'), athena.run('SELECT 2')]);
    while (calls('GetQueryExecution').length < 4) await new Promise((resolve) => setTimeout(resolve, 10));
    await athena.cancelAll();
    expect((await queries).map((one) => one.status)).toEqual(['rejected', 'rejected']);
    expect(new Set(stopped())).toEqual(new Set(['q-1', 'q-2']));
    await expect(athena.run('SELECT 3')).rejects.toThrow('the query was cancelled');
  });

  test('is also a query whose start was under way, its response lost', async () => {
    let cancelled: Promise<void> | undefined;
    let starts = 0;
    tell({
      StartQueryExecution: () => {
        if ((starts += 1) > 1) return started;
        cancelled = athena.cancelAll();
        return 'lost';
      },
      GetQueryExecution: [status('RUNNING')],
      StopQueryExecution: [{ json: {} }],
    });
    await expect(athena.run('SELECT 1')).rejects.toThrow();
    await cancelled;
    expect(stopped()).toEqual(['q-1']);
  });

  test('is a query that has scanned more than it may', async () => {
    tell({
      StartQueryExecution: [started],
      GetQueryExecution: [status('RUNNING', {}, { DataScannedInBytes: 3 * 2 ** 30 })],
      StopQueryExecution: [{ json: {} }],
    });
    await expect(athena.run('SELECT 1', { maxScanBytes: 2 ** 30 })).rejects.toThrow(
      'the query was stopped after 3.00 GB, more than --max-scan allows; ask for less, or allow more',
    );
    expect(stopped()).toEqual(['q-1']);
  });

  test('is a query that may not be looked at', async () => {
    tell({
      StartQueryExecution: [started],
      GetQueryExecution: [{ error: 'AccessDeniedException', message: 'no', status: 400 }],
      StopQueryExecution: [{ json: {} }],
    });
    await expect(athena.run('SELECT 1')).rejects.toThrow('no permission for athena:GetQueryExecution');
    expect(stopped()).toEqual(['q-1']);
  });
});

test('results that only Athena can decrypt are in no file for us', async () => {
  const encrypted = (EncryptionOption: string) => {
    const ResultConfiguration = {
      OutputLocation: 's3://results/a/q-1.csv',
      EncryptionConfiguration: { EncryptionOption, KmsKey: 'arn:aws:kms:eu-central-1:123456789012:key/k' },
    };
    return { json: { QueryExecution: { Status: { State: 'SUCCEEDED' }, ResultConfiguration } } };
  };
  tell({ StartQueryExecution: [started], GetQueryExecution: ['CSE_KMS', 'SSE_KMS'].map(encrypted) });
  expect((await athena.run('SELECT 1')).outputLocation).toBe('');
  expect((await athena.run('SELECT 1')).outputLocation).toBe('s3://results/a/q-1.csv');
});

// https://docs.aws.amazon.com/athena/latest/ug/service-limits.html
test('a statement that is longer than Athena takes is not sent', async () => {
  const ofBytes = (bytes: number) => `SELECT '${'é'.repeat((bytes - 10) / 2)}' `;
  tell({ StartQueryExecution: [started], GetQueryExecution: [succeeded] });
  expect(Buffer.byteLength(ofBytes(262_144))).toBe(262_144);
  await athena.run(ofBytes(262_144));
  await expect(athena.run(ofBytes(262_146))).rejects.toThrow(
    'the statement has 262,146 bytes, and Athena takes 262,144; name fewer values, or ranges in their place',
  );
  expect(calls('StartQueryExecution')).toHaveLength(1);
});

describe('rows', () => {
  const query = (outputLocation: string) => ({
    id: 'q-1',
    outputLocation,
    scannedBytes: 0,
    milliseconds: 0,
    reused: false,
  });
  const info = (...columns: [name: string, type: string][]) => ({
    ResultSetMetadata: { ColumnInfo: columns.map(([Name, Type]) => ({ Name, Type })) },
  });
  const metadata = info(
    ['n', 'bigint'],
    ['money', 'decimal'],
    ['share', 'double'],
    ['flag', 'boolean'],
    ['text', 'varchar'],
    ['time', 'timestamp'],
  );

  test('come from the result file, with their types', async () => {
    const csv = [
      '"n","money","share","flag","text","time"',
      '"9007199254740991","12345678901234567890.123456","0.5","true","","2026-02-03 04:05:06.000"',
      '"9007199254740993","0.10","1.0E10","false","say ""a"",\nb",',
      '"-9223372036854775808",,,,,',
      '',
    ].join('\n');
    tell({
      GetQueryResults: [{ json: { ResultSet: metadata } }],
      'GET /results/a/q-1.csv': [{ body: csv }],
    });
    const table = await athena.rows(query('s3://results/a/q-1.csv'));
    expect(table.columns).toEqual([
      { name: 'n', type: 'integer' },
      { name: 'money', type: 'decimal' },
      { name: 'share', type: 'decimal' },
      { name: 'flag', type: 'boolean' },
      { name: 'text', type: 'text' },
      { name: 'time', type: 'text' },
    ]);
    expect(table.rows).toEqual([
      [9007199254740991, '12345678901234567890.123456', 0.5, true, '', '2026-02-03 04:05:06.000'],
      [9007199254740993n, '0.10', 1e10, false, 'say "a",\nb', null],
      [-9223372036854775808n, null, null, null, null, null],
    ]);
    expect(calls('GetQueryResults').map(({ input }) => input)).toEqual([
      { QueryExecutionId: 'q-1', MaxResults: 1 },
    ]);
  });

  test('go on where the connection was lost', async () => {
    const csv = `"n"\n${Array.from({ length: 1000 }, (_, index) => `"${index}"\n`).join('')}`;
    const cut = 2001;
    tell({
      GetQueryResults: [{ json: { ResultSet: info(['n', 'integer']) } }],
      'GET /results/a/q-1.csv': ({ headers }) => {
        const from = Number(/^bytes=(\d+)-$/.exec(headers.range ?? 'bytes=0-')![1]);
        const rest = csv.slice(from);
        const length = { 'content-length': String(rest.length), etag: '"tag"' };
        return from === 0
          ? { body: rest.slice(0, cut), headers: length, broken: true }
          : { body: rest, status: 206, headers: length };
      },
    });
    const table = await athena.rows(query('s3://results/a/q-1.csv'));
    expect(table.rows).toEqual(Array.from({ length: 1000 }, (_, index) => [index]));
    const [, again] = calls('GET /results/a/q-1.csv');
    expect(again!.headers).toMatchObject({ range: `bytes=${cut}-`, 'if-match': '"tag"' });
  });

  test('of SHOW and DESCRIBE are lines of text', async () => {
    tell({ 'GET /results/a/q-1.txt': [{ body: 'dt=2026-02-03\ndt=2026-02-04\n' }] });
    expect((await athena.rows(query('s3://results/a/q-1.txt'))).rows).toEqual([
      ['dt=2026-02-03'],
      ['dt=2026-02-04'],
    ]);
  });

  test('come page by page where Athena keeps them itself', async () => {
    const row = (...values: (string | undefined)[]) => ({
      Data: values.map((VarCharValue) => ({ VarCharValue })),
    });
    const columns = info(['a', 'bigint'], ['b', 'varchar']);
    tell({
      GetQueryResults: ({ input }) => ({
        json:
          input['NextToken'] === undefined
            ? { NextToken: 'more', ResultSet: { ...columns, Rows: [row('a', 'b'), row('1', undefined)] } }
            : { ResultSet: { ...columns, Rows: [row('2', '')] } },
      }),
    });
    expect((await athena.rows(query(''))).rows).toEqual([
      [1, null],
      [2, ''],
    ]);
  });

  // only a SELECT has the names of its columns in the first row, see PyAthena's issue 4
  test('of SHOW begin with the first row where Athena keeps them itself', async () => {
    const Rows = ['dt=2026-02-03', 'dt=2026-02-04'].map((VarCharValue) => ({ Data: [{ VarCharValue }] }));
    tell({ GetQueryResults: [{ json: { ResultSet: { ...info(['partition', 'string']), Rows } } }] });
    expect((await athena.rows(query(''))).rows).toEqual([['dt=2026-02-03'], ['dt=2026-02-04']]);
  });
});

test('tables come page by page', async () => {
  const table = (Name: string) => ({
    Name,
    TableType: 'EXTERNAL_TABLE',
    Columns: [{ Name: 'bytes', Type: 'bigint' }],
    PartitionKeys: [{ Name: 'dt', Type: 'string' }],
    Parameters: { a: 'b' },
  });
  tell({
    ListTableMetadata: ({ input }) => ({
      json:
        input['NextToken'] === undefined
          ? { TableMetadataList: [table('one')], NextToken: 'more' }
          : { TableMetadataList: [table('two')] },
    }),
  });
  const tables = await athena.tables('flow.*');
  expect(tables.map(({ name }) => name)).toEqual(['one', 'two']);
  expect(tables[0]).toEqual({
    name: 'one',
    type: 'EXTERNAL_TABLE',
    columns: [{ name: 'bytes', type: 'bigint' }],
    partitionKeys: [{ name: 'dt', type: 'string' }],
    parameters: { a: 'b' },
  });
  expect(aws.calls[0]!.input).toMatchObject({
    CatalogName: 'AwsDataCatalog',
    DatabaseName: 'traffic',
    Expression: 'flow.*',
  });
});

test('a fifth of throttles and a fifth of lost responses change nothing', async () => {
  let seed = 7;
  const chance = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const known = new Map<string, string>();
  let looks = 0;
  aws.answer = ({ operation, input }) => {
    if (chance() < 0.2) return { error: 'ThrottlingException' };
    if (operation === 'StartQueryExecution') {
      const token = input['ClientRequestToken']!;
      if (!known.has(token)) known.set(token, `q-${known.size + 1}`);
      if (chance() < 0.2) return 'lost';
      return { json: { QueryExecutionId: known.get(token) } };
    }
    if (chance() < 0.2) return 'lost';
    return (looks += 1) % 3 === 0 ? succeeded : status('RUNNING');
  };
  await Promise.all(Array.from({ length: 10 }, (_, index) => athena.run(`SELECT ${index}`)));
  expect(known.size).toBe(10);
}, 60_000);
