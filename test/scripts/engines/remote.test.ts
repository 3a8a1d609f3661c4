import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { outputContract, type Deployment } from '../../../core/outputs';
import { namedFormats } from '../../../core/records/named-formats';
import { metadataOf, type TableDefinition } from '../../../core/tables/table-definition';
import { run } from '../../../scripts/flowtoll';
import { type FakeAnswer, type FakeAws, type FakeCall, startFakeAws } from '../aws/fake-aws';
import { fakeIo, Recorder } from '../terminal/fake-io';

/** What commands say and do around a paid query; what it answers is proved where there is an engine. Today is 2026-02-10. */
const place = {
  bucket: 'flow',
  prefix: '',
  region: 'eu-central-1',
  accounts: ['123456789012'],
  fileFormat: 'plain-text',
  hiveCompatiblePartitions: false,
  perHourPartition: false,
} as const;

const table: TableDefinition = {
  name: 'vpc_flow_logs',
  format: namedFormats.v5,
  columns: 'aws',
  partitions: 'projection',
  place,
  since: new Date('2026-01-01'),
};

const deployment: Deployment = {
  contract: outputContract,
  stack: 'flow-logs-s3',
  region: 'eu-central-1',
  account: '123456789012',
  partition: 'aws',
  flow_logs: [],
  source_accounts: [],
  networks: [],
  athena: {
    database: 'traffic',
    table: 'vpc_flow_logs',
    columns: 'aws',
    partitions: 'projection',
    workgroup: 'flow',
    results_location: 's3://results/',
  },
};

let aws: FakeAws;
let folder: string;
let outputs: string[];
beforeEach(async () => {
  aws = await startFakeAws();
  folder = mkdtempSync(join(tmpdir(), 'flowtoll-remote-'));
  writeFileSync(join(folder, 'a.json'), JSON.stringify({ a: { flowtoll: deployment } }));
  outputs = ['--outputs', join(folder, 'a.json')];
  aws.answer = athena();
});
afterEach(async () => {
  await aws.stop();
  rmSync(folder, { recursive: true });
});

const gigabyte = 2 ** 30;

/** An Athena with one table, over one file of 3 GB a day from 1 to 5 February. */
function athena(
  more: {
    rows?: string;
    status?: object;
    scanned?: number;
    of?: TableDefinition;
    placeless?: boolean;
  } = {},
) {
  const { name, columns, partitionKeys, parameters: all } = metadataOf(more.of ?? table);
  const parameters = Object.fromEntries(
    Object.entries(all).filter(([key]) => !more.placeless || key !== 'flowtoll.place'),
  );
  const column = (one: { name: string; type: string }) => ({ Name: one.name, Type: one.type });
  return ({ operation, input }: FakeCall): FakeAnswer => {
    switch (operation) {
      case 'ListTableMetadata':
        return {
          json: {
            TableMetadataList: [
              {
                Name: name,
                TableType: 'EXTERNAL_TABLE',
                Columns: columns.map(column),
                PartitionKeys: partitionKeys.map(column),
                Parameters: parameters,
              },
              { Name: 'vpc_flow_logs_of_others', TableType: 'EXTERNAL_TABLE', Columns: [], Parameters: {} },
            ],
          },
        };
      case 'GET /flow/':
        return { body: listing(input['prefix']!) };
      case 'StartQueryExecution':
        return { json: { QueryExecutionId: 'q-1' } };
      case 'GetQueryExecution':
        return {
          json: {
            QueryExecution: {
              QueryExecutionId: 'q-1',
              Status: more.status ?? { State: 'SUCCEEDED' },
              Statistics: { DataScannedInBytes: more.scanned ?? gigabyte },
              ResultConfiguration: { OutputLocation: 's3://results/q-1.csv' },
            },
          },
        };
      case 'GetQueryResults':
        return {
          json: {
            ResultSet: { ResultSetMetadata: { ColumnInfo: columnsAsked() } },
          },
        };
      case 'GET /results/q-1.csv':
        return { body: `"names"\n${counts()}${more.rows ?? row()}` };
      case 'StopQueryExecution':
        return { json: {} };
      default:
        return { error: 'NotTold', message: operation };
    }
  };
}

const info = [
  { Name: 'source', Type: 'varchar' },
  { Name: 'bytes', Type: 'bigint' },
];

const totals = [
  { Name: 'answer_rows', Type: 'bigint' },
  { Name: 'all_bytes', Type: 'bigint' },
];

const asks = (what: string) =>
  called('StartQueryExecution').at(-1)?.input['QueryString']?.includes(what) ?? false;

/** A question asks for more than plain SQL does: what lines there were, and with a limit what is beyond it. */
function columnsAsked() {
  if (!asks('lines_of')) return info;
  const counted = [{ Name: 'lines_of', Type: 'varchar' }, ...info, { Name: 'lines', Type: 'bigint' }];
  return asks('all_bytes') ? [...counted, ...totals] : counted;
}

function row(): string {
  const values = '"10.0.0.1","9007199254740993"';
  if (!asks('lines_of')) return `${values}\n`;
  return `,${values},${asks('all_bytes') ? ',"2","9007199254740994"' : ''}\n`;
}

/** 12 records, of which 2 are odd. */
function counts(): string {
  if (!asks('lines_of')) return '';
  const all = asks('all_bytes') ? ',"2","9007199254740994"' : '';
  return ['"record",,"77","10"', '"odd",,"7","2"', '"no_data",,,"4"', '"skip_data",,,"3"', '"bad",,,"1"']
    .map((one) => `${one}${all}\n`)
    .join('');
}

function listing(prefix: string): string {
  const days = ['01', '02', '03', '04', '05'].filter((day) => prefix.endsWith(`/2026/02/${day}/`));
  const objects = days.map(
    (day) =>
      `<Contents><Key>${prefix}123456789012_vpcflowlogs_eu-central-1_fl-0123456789abcdef0_202602${day}T0000Z_abc.log.gz</Key><Size>${3 * gigabyte}</Size></Contents>`,
  );
  return `<ListBucketResult>${objects.join('')}<IsTruncated>false</IsTruncated></ListBucketResult>`;
}

async function flowtoll(...argv: string[]) {
  const io = fakeIo({ stdout: new Recorder(), stderr: new Recorder() });
  const code = await run(argv, io);
  return { code, stdout: io.stdout.text, stderr: io.stderr.text, io };
}

const called = (operation: string) => aws.calls.filter((call) => call.operation === operation);
const by = ['traffic', '--by', 'source'];

test('the cost is said before, the last 7 full days are asked, and what it took is said after', async () => {
  const { code, stdout, stderr } = await flowtoll(...by, ...outputs, '--format', 'json');
  expect(stderr.split('\n')).toEqual([
    // the folder of 2 February is of that day's last hour, in which a record of 3 February can lie
    'athena: scans up to 12.0 GB in 4 files, about $0.06 (at $5 a TB, aws.amazon.com/athena/pricing)',
    'the last 7 full days, as neither --last nor --from says more: 2026-02-03 to 2026-02-09 (UTC)',
    expect.stringMatching(
      /^12 records from 1\.00 GB in \d+\.\d s; 1 bad line, 2 odd records, 4 lines without data, 3 lines of skipped records, about \$0\.004883$/,
    ),
    '',
  ]);
  expect(code).toBe(0);
  const { rows, stats } = JSON.parse(stdout) as { rows: unknown; stats: object };
  expect(rows).toEqual([{ source: '10.0.0.1', bytes: '9007199254740993' }]);
  expect(stats).toEqual({
    records: 12,
    bad_lines: 1,
    odd: 2,
    no_data: 4,
    skip_data: 3,
    overlap: null,
    bytes_scanned: gigabyte,
    elapsed_ms: expect.any(Number),
    usd_estimate: 5 / 1024,
  });
  const [{ input }] = called('StartQueryExecution') as [FakeCall];
  expect(input).toMatchObject({
    WorkGroup: 'flow',
    QueryExecutionContext: { Database: 'traffic', Catalog: 'AwsDataCatalog' },
  });
  expect(input['QueryString']).toContain('FROM "traffic"."vpc_flow_logs"');
  expect(input['QueryString']).toContain(`"dt" >= '2026/02/02'`);
  expect(input['QueryString']).toContain(`"dt" <= '2026/02/10'`);
  expect(input['QueryString']).toContain(`start >= ${Date.UTC(2026, 1, 3) / 1000}`);
});

test('what is beyond the limit is counted by the same query', async () => {
  const { stdout } = await flowtoll(...by, ...outputs, '--limit', '1');
  expect(called('StartQueryExecution')).toHaveLength(1);
  expect(stdout).toMatch(/^source +bytes\n10\.0\.0\.1 +8,192 TB\n… 1 more\n─+\ntotal +8,192 TB\n/);
});

test('a time that is asked for is not said again', async () => {
  const { stderr } = await flowtoll(
    ...by,
    ...outputs,
    '--from',
    '2026-02-01T12:00',
    '--to',
    '2026-02-01T13:00',
  );
  expect(stderr).toMatch(
    /^athena: scans up to 3\.00 GB in 1 file, [^\n]*\n12 records from 1\.00 GB [^\n]*\n$/,
  );
});

test('--max-scan refuses before anything runs', async () => {
  expect(await flowtoll(...by, ...outputs, '--max-scan', '11.9GB')).toMatchObject({
    code: 2,
    stdout: '',
    stderr:
      'flowtoll: the answer could take a scan of 12.0 GB, more than --max-scan allows; ask for a shorter time, or allow more\n',
  });
  expect(called('StartQueryExecution')).toEqual([]);
  expect((await flowtoll(...by, ...outputs, '--max-scan', '12GB')).code).toBe(0);
});

test('--max-scan stops plain SQL, of which nobody knows before what it scans', async () => {
  aws.answer = athena({ status: { State: 'RUNNING' }, scanned: 2 * gigabyte });
  expect(await flowtoll('sql', 'SELECT 1', ...outputs, '--max-scan', '1GB')).toMatchObject({
    code: 2,
    stderr: `athena: what plain SQL scans is known once it has run (at $5 a TB, aws.amazon.com/athena/pricing)
flowtoll: the query was stopped after 2.00 GB, more than --max-scan allows; ask for less, or allow more\n`,
  });
  expect(called('StopQueryExecution')).toHaveLength(1);
});

test('--dry-run prints the statement that would run, and runs none', async () => {
  const { stdout } = await flowtoll(...by, ...outputs, '--dry-run', '--limit', 'all');
  expect(called('StartQueryExecution')).toEqual([]);
  await flowtoll(...by, ...outputs, '--limit', 'all');
  expect(stdout.trimEnd()).toBe(called('StartQueryExecution')[0]!.input['QueryString']);
});

test('plain SQL is sent as it is, without its semicolon', async () => {
  const { stdout } = await flowtoll(
    'sql',
    'SELECT source, bytes\nFROM "transfers" -- all\n;',
    ...outputs,
    '--format',
    'csv',
  );
  expect(called('StartQueryExecution')[0]!.input['QueryString']).toBe(
    'SELECT source, bytes\nFROM "transfers" -- all',
  );
  expect(stdout).toBe('source,bytes\r\n10.0.0.1,9007199254740993\r\n');
  expect(called('GET /flow/')).toEqual([]);
});

test('plain SQL is one statement; of more Athena runs none', async () => {
  const one = athena();
  aws.answer = (call) =>
    call.operation === 'StartQueryExecution'
      ? {
          error: 'InvalidRequestException',
          message: `Only one sql statement is allowed. Got: ${call.input['QueryString']!}`,
        }
      : one(call);
  expect((await flowtoll('sql', 'SELECT 1;\nSELECT 2', ...outputs)).stderr).toContain(
    '\nflowtoll: sql takes one statement, got more after its semicolon; run each on its own\n',
  );
});

test('--reuse takes an earlier result of the same question', async () => {
  await flowtoll(...by, ...outputs, '--reuse', '2h');
  expect(called('StartQueryExecution')[0]!.input['ResultReuseConfiguration']).toEqual({
    ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes: 120 },
  });
});

test.each([
  ['no file of this time', ['--from', '2026-02-08'], 0, 'no file was delivered for this time'],
  [
    'no partition of this time',
    [],
    0,
    'the table has no partition of this time; run flowtoll setup, or ask for another',
  ],
  ['no row', [], 1000, 'no row fits'],
])('an empty answer says why: %s', async (_, time, scanned, why) => {
  aws.answer = athena({ rows: '', scanned });
  expect((await flowtoll(...by, ...outputs, ...time)).stdout).toContain(why);
});

describe('files that no partition reads are said, of the 3 days of the time that have any', () => {
  /** A table with partitions of these days. */
  function withPartitions(days: readonly string[], rows?: string): void {
    const explicit = { ...table, partitions: 'explicit' } as const;
    const told = athena({ of: explicit, ...(rows !== undefined && { rows, scanned: 0 }) });
    aws.answer = (call) => {
      if (called('StartQueryExecution').at(-1)?.input['QueryString'] !== 'SHOW PARTITIONS `vpc_flow_logs`')
        return told(call);
      if (call.operation === 'GET /results/q-2.txt')
        return { body: days.map((day) => `dt=2026-02-${day}\n`).join('') };
      if (call.operation !== 'GetQueryExecution') return told(call);
      const ResultConfiguration = { OutputLocation: 's3://results/q-2.txt' };
      return { json: { QueryExecution: { Status: { State: 'SUCCEEDED' }, ResultConfiguration } } };
    };
  }
  const noted = async (...argv: string[]) =>
    (await flowtoll(...by, ...outputs, '--format', 'json', '--limit', 'all', ...argv)).stderr
      .split('\n')
      .filter((line) => line.includes('the answer lacks'));

  test.each([
    [['03', '04', '05'], []],
    // what the day before has, can hardly be of this time
    [['03'], [2]],
    [[], [3]],
  ])('with partitions of %j', async (days, lacking) => {
    withPartitions(days);
    expect(await noted()).toEqual(
      lacking.map(
        (some) =>
          `the answer lacks the files of ${some} of 3 folders of this time: vpc_flow_logs has no partition there; run flowtoll partitions sync`,
      ),
    );
    expect(called('StartQueryExecution')).toHaveLength(2);
  });

  test('an empty answer says it, and no more', async () => {
    withPartitions([], '');
    const { stdout } = await flowtoll(...by, ...outputs);
    expect(stdout).toMatch(/\nno rows\n\n[^\n]*\nthe answer lacks [^\n]*\n$/);
  });

  test('projected partitions tell by themselves where they begin', async () => {
    aws.answer = athena({ of: { ...table, since: new Date('2026-02-04') } });
    expect(await noted()).toEqual([
      'the answer lacks the files of 1 of 3 folders of this time: the partitions of vpc_flow_logs begin at 2026-02-04; run flowtoll setup',
    ]);
    expect(await noted('--from', '2026-02-04')).toEqual([]);
    expect(called('StartQueryExecution')).toHaveLength(2);
  });

  test('--dry-run asks for no partitions', async () => {
    withPartitions([]);
    expect(await noted('--dry-run')).toEqual([]);
    expect(called('StartQueryExecution')).toEqual([]);
  });
});

describe('a table that does not say where its files are, and no flow log of its format', () => {
  const options = () => [...by, ...outputs, '--limit', 'all'];
  const unknown =
    'athena: what this scans is known once it has run, for nothing says where the files of the table are; run flowtoll setup, which tells (at $5 a TB, aws.amazon.com/athena/pricing)\n';
  beforeEach(() => (aws.answer = athena({ placeless: true })));

  test('is scanned once, of which is said that nobody knows how much; any flow logs may have written it', async () => {
    const dry = await flowtoll(...options(), '--dry-run');
    expect([dry.code, dry.stderr]).toEqual([0, unknown]);
    expect(called('StartQueryExecution')).toEqual([]);
    expect(dry.stdout).toContain('flow_log_windows');

    const { code, stderr } = await flowtoll(...options());
    expect([code, stderr.startsWith(unknown)]).toEqual([0, true]);
    expect(called('StartQueryExecution').map(({ input }) => input['QueryString'])).toEqual([
      dry.stdout.trimEnd(),
    ]);
    expect(called('GET /flow/')).toEqual([]);
  });

  test('is scanned no further than --max-scan', async () => {
    aws.answer = athena({ placeless: true, status: { State: 'RUNNING' }, scanned: 2 * gigabyte });
    expect(await flowtoll(...options(), '--max-scan', '1GB')).toMatchObject({
      code: 2,
      stderr: `${unknown}flowtoll: the query was stopped after 2.00 GB, more than --max-scan allows; ask for less, or allow more\n`,
    });
    expect(called('StopQueryExecution')).toHaveLength(1);
  });
});

describe('a bill', () => {
  const seconds = (day: number) => Date.UTC(2026, 1, day) / 1000;

  /** 100 GB of S3 through a NAT gateway, seen by the first look, in records of 1 to 5 February. */
  function billing(): void {
    const told = athena();
    const answers = {
      bill: `"1","nat-processing","us-east-1",,"2026-02","named","1",,"vpc-1","S3","us-east-1",,"${100 * gigabyte}"`,
      count: `"record","eni-1",,,"${seconds(1)}","${seconds(5)}","7"`,
    };
    aws.answer = (call) => {
      const counts = /COUNT\(\*\)\nFROM/.test(
        called('StartQueryExecution').at(-1)?.input['QueryString'] ?? '',
      );
      const answer = counts ? answers.count : answers.bill;
      const names = answer.split(',').map((_, index) => ({ Name: `_col${index}`, Type: 'varchar' }));
      if (call.operation === 'GetQueryResults')
        return { json: { ResultSet: { ResultSetMetadata: { ColumnInfo: names } } } };
      if (call.operation === 'GET /results/q-1.csv') return { body: `"names"\n${answer}\n` };
      return told(call);
    };
  }

  test.each([
    [['--from', '2026-02-01']],
    [['--to', '2026-02-06']],
    [['--from', '2026-02-01', '--to', '2026-02-06']],
  ])('reckons a month from the time that the records reach over, asked with %j', async (time) => {
    billing();
    const { code, stdout, stderr } = await flowtoll('bill', ...outputs, ...time, '--format', 'json');
    expect([code, stderr]).toEqual([0, expect.stringContaining('7 records')]);
    const { findings } = (JSON.parse(stdout) as { bill: { findings: object[] } }).bill;
    // 100 GB at 0.045 in 4 days, in 730 hours
    expect(findings).toMatchObject([{ id: 'missing-gateway-endpoint', saving_usd_month: '34.218750' }]);
  });

  test('knows the networks that the configuration names, unless --networks names others', async () => {
    const networks = [{ cidr: '203.0.113.0/24', name: 'office', az: 'euc1-az2' }];
    writeFileSync(join(folder, 'a.json'), JSON.stringify({ a: { flowtoll: { ...deployment, networks } } }));
    const others = join(folder, 'plan.csv');
    writeFileSync(others, 'cidr,az\n198.51.100.0/24,euc1-az3\n');
    expect((await flowtoll('bill', ...outputs, '--dry-run')).stdout).toContain(`'euc1-az2'`);
    const told = (await flowtoll('bill', ...outputs, '--dry-run', '--networks', others)).stdout;
    expect(told).toContain(`'euc1-az3'`);
    expect(told).not.toContain(`'euc1-az2'`);
  });
});

test('Ctrl-C stops the query, and ends with 130', async () => {
  const io = fakeIo();
  const told = athena({ status: { State: 'RUNNING' } });
  aws.answer = (call) => {
    if (call.operation === 'GetQueryExecution') io.signals.emit('SIGINT');
    return told(call);
  };
  expect(await run([...by, ...outputs], io)).toBe(130);
  expect(called('StopQueryExecution').map(({ input }) => input)).toEqual([{ QueryExecutionId: 'q-1' }]);
  expect(io.stdout.text).toBe('');
});

test.each([
  [
    ['--data', 'logs', '--engine', 'athena'],
    '--engine athena reads what was deployed, --data names files; give one of them',
  ],
  [
    ['--data', 'logs', '--stack', 'a'],
    '--stack is of what was deployed, --data names files; give one of them',
  ],
  [
    ['--data', 'logs', '--max-scan', '1GB'],
    '--max-scan is of what was deployed, --data names files; give one of them',
  ],
  [['--show-bad'], '--show-bad is of files; name them with --data'],
  [['--record-format', 'v5'], '--record-format is of files; name them with --data'],
  [
    ['--engine', 'trino', '--server', 'http://127.0.0.1:1'],
    '--engine trino needs --catalog and --database, where the table is',
  ],
])('%j is refused', async (options, message) => {
  expect(await flowtoll(...by, ...options)).toMatchObject({ code: 2, stderr: `flowtoll: ${message}\n` });
  expect(aws.calls).toEqual([]);
});

test('a stack that delivers to CloudWatch is not asked', async () => {
  const others = { ...deployment, athena: undefined };
  writeFileSync(join(folder, 'a.json'), JSON.stringify({ a: { flowtoll: others } }));
  expect((await flowtoll(...by, ...outputs)).stderr).toBe(
    "flowtoll: stack 'flow-logs-s3' delivers to CloudWatch Logs, which no engine reads yet; export the log group to files and name them with --data\n",
  );
});

test('a table that is not there is said, and what makes it', async () => {
  expect((await flowtoll(...by, ...outputs, '--table', 'other')).stderr).toBe(
    "flowtoll: there is no table 'other' in database 'traffic'; run flowtoll setup, which makes it, or name another with --table\n",
  );
});
