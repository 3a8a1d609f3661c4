import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { questions } from '../../core/questions/catalogue';
import { tollQuestions } from '../../core/questions/toll-questions';
import { namedFormats } from '../../core/records/named-formats';
import { run } from '../../scripts/flowtoll';
import { fakeIo, Recorder } from './terminal/fake-io';

/** Commands as a user types them, on real records, against figures that were worked out by hand. */
const fixtures = resolve(__dirname, '../fixtures/records');
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-ask-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Answer {
  readonly rows: readonly Record<string, unknown>[];
  readonly stats: Record<string, number | null>;
}

async function flowtoll(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Recorder(), new Recorder()];
  const code = await run(argv, fakeIo({ stdout, stderr }));
  return { code, stdout: stdout.text, stderr: stderr.text };
}

async function json(...argv: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await flowtoll(...argv, '--format', 'json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}

const s3Object = join(fixtures, 's3-object');
const all = ['--where', 'action=ACCEPT,REJECT'];

describe('the real S3 object, whose interfaces see six flows twice', () => {
  it('holds 99 records and nothing else', async () => {
    const { stats } = await json('traffic', '--data', s3Object);
    expect(stats).toMatchObject({ records: 99, bad_lines: 0, no_data: 0, skip_data: 0 });
  });

  it('moved 8,535,749 bytes, of which 8,532,960 were accepted', async () => {
    expect((await json('traffic', '--data', s3Object, ...all)).rows).toEqual([{ bytes: 8535749 }]);
    expect((await json('traffic', '--data', s3Object)).rows).toEqual([{ bytes: 8532960 }]);
  });

  it('was sighted as 8,641,867 bytes and 40,072 packets: a plain sum counts some twice', async () => {
    const sightings = ['traffic', '--data', s3Object, '--by', 'direction', '--measure', 'bytes,packets'];
    const { rows } = await json(...sightings);
    const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0);
    expect([sum('bytes'), sum('packets')]).toEqual([8641867, 40072]);
  });

  it('has 10.0.0.138 as its top talker, with 6,005,879 bytes', async () => {
    const { rows } = await json('ask', 'top-talkers', '--data', s3Object);
    expect(rows[0]).toMatchObject({ source: '10.0.0.138', bytes: 6005879 });
  });

  it('rejected 67 records of 2,789 bytes', async () => {
    const { rows } = await json('ask', 'rejected', '--data', s3Object, '--limit', 'all');
    expect(rows.reduce((total, { bytes }) => total + Number(bytes), 0)).toBe(2789);
    expect(rows.reduce((total, { flows }) => total + Number(flows), 0)).toBe(67);
  });

  it('counts the larger account where two differ: 41,761 bytes, not 41,584 and not both', async () => {
    const { rows } = await json(
      ...['traffic', '--data', s3Object, '--by', 'source,destination'],
      ...['--where', 'source=10.0.0.89', '--where', 'destination=10.0.0.164'],
    );
    expect(rows).toEqual([{ source: '10.0.0.89', destination: '10.0.0.164', bytes: 41761 }]);
  });

  it('shows where both ends differ: by 177 bytes, in one pair', async () => {
    const { rows } = await json('ask', 'both-ends', '--data', s3Object);
    expect(rows).toEqual([
      {
        source: '10.0.0.89',
        destination: '10.0.0.164',
        bytes_apart: 177,
        bytes_at_source: 41584,
        bytes_at_destination: 41761,
      },
    ]);
  });

  it('compares the two ends of four pairs; of the others it has one end alone', async () => {
    const { rows } = await json(
      ...['traffic', '--data', s3Object, '--by', 'source,destination'],
      ...['--measure', 'bytes_at_source,bytes_at_destination,bytes_apart'],
    );
    const compared = rows.filter(({ bytes_apart }) => bytes_apart !== null);
    expect(compared.map((row) => Object.values(row))).toEqual([
      ['10.0.0.164', '10.0.0.89', 62246, 62246, 0],
      ['10.0.0.89', '10.0.0.164', 41584, 41761, 177],
      ['10.0.0.89', '10.0.0.236', 1852, 1852, 0],
      ['10.0.0.236', '10.0.0.89', 436, 436, 0],
    ]);
    expect(rows).toContainEqual({
      source: '10.0.0.17',
      destination: '10.0.0.89',
      bytes_apart: null,
      bytes_at_source: null,
      bytes_at_destination: 654477,
    });
  });

  it('says so where no pair differs', async () => {
    const agreeing = ['ask', 'both-ends', '--data', s3Object, '--where', 'source!=10.0.0.89'];
    expect((await json(...agreeing)).rows).toEqual([]);
    expect((await flowtoll(...agreeing)).stdout).toContain(
      '\nno pair differs: where both ends have records, they tell the same bytes; the records read are of the hour 2021-09-02T21:00:00Z\n',
    );
    // of a time without records nothing is said but that
    const { stdout } = await flowtoll(...agreeing, '--from', '2035-01-01');
    expect(stdout).toContain('no record starts in that time');
    expect(stdout).not.toContain('no pair differs');
  });

  it('answers the same in plain SQL', async () => {
    const { rows } = await json(
      'sql',
      'SELECT SUM(bytes) AS bytes, SUM(flows) AS flows FROM transfers',
      '--data',
      s3Object,
    );
    expect(rows).toMatchObject([{ bytes: 8535749 }]);
    const counts = await json(
      'sql',
      'SELECT action, COUNT(*) AS n FROM records GROUP BY action ORDER BY 1',
      '--data',
      s3Object,
    );
    expect(counts.rows).toEqual([
      { action: 'ACCEPT', n: 32 },
      { action: 'REJECT', n: 67 },
    ]);
  });
});

describe('a sum of nothing', () => {
  const notes = async (path: string, ...argv: string[]) =>
    (await flowtoll('traffic', '--data', path, '--format', 'csv', ...argv)).stderr;

  it('is 0, and says what the data hold', async () => {
    expect(await notes(s3Object, '--from', '2035-01-01')).toMatch(
      /^no record starts in that time; those of the data do in the hour 2021-09-02T21:00:00Z$/m,
    );
    expect(await notes(s3Object, '--where', 'source=10.250.250.250')).toMatch(
      /^no row fits; the records read are of the hour 2021-09-02T21:00:00Z$/m,
    );
  });

  it('is no sum that is 0, nor one of lines without data', async () => {
    expect(await notes(s3Object, '--where', 'action=REJECT')).not.toContain('no row fits');
    expect(await notes(fixtures, '--where', 'kind=no_data')).not.toContain('no row fits');
  });
});

describe('what crosses Availability Zones', () => {
  const file = join(folder, 'zones.log');
  const zones: Readonly<Record<string, string>> = {
    '10.0.0.1': 'use1-az1',
    '10.0.0.2': 'use1-az1',
    '10.0.1.1': 'use1-az2',
  };
  // 100 bytes inside az1, 1,000 from az1 to az2, 200 back, 10,000 to a host that nobody logs
  const sent = [
    ['10.0.0.1', '10.0.0.2', 100],
    ['10.0.0.1', '10.0.1.1', 1000],
    ['10.0.1.1', '10.0.0.1', 200],
    ['10.0.0.1', '203.0.113.5', 10000],
  ] as const;
  const line = (of: string, direction: string, [from, to, bytes]: (typeof sent)[number]) =>
    `eni-${of.replaceAll('.', '')} ${from} ${to} ${from} ${to} ${bytes} 1 1700000000 1700000060 OK ACCEPT ${direction} ${zones[of]}`;
  beforeAll(() =>
    writeFileSync(
      file,
      [
        'interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr bytes packets start end log-status action flow-direction az-id',
        ...sent.flatMap((one) => [
          line(one[0], 'egress', one),
          ...(one[1] in zones ? [line(one[1], 'ingress', one)] : []),
        ]),
      ].join('\n'),
    ),
  );

  it('is neither what stays in one, nor what goes to a place that is not known', async () => {
    expect((await json('ask', 'az-pairs', '--data', file)).rows).toMatchObject([
      { source_az: 'use1-az1', destination_az: 'use1-az2', bytes: 1000 },
      { source_az: 'use1-az2', destination_az: 'use1-az1', bytes: 200 },
    ]);
    expect((await json('ask', 'cross-az-pairs', '--data', file)).rows).toMatchObject([
      { az_pair: 'use1-az1~use1-az2', source: '10.0.0.1', destination: '10.0.1.1', bytes: 1000 },
      { az_pair: 'use1-az1~use1-az2', source: '10.0.1.1', destination: '10.0.0.1', bytes: 200 },
    ]);
  });

  it('is told from the rest by a dimension', async () => {
    expect((await json('traffic', '--data', file, '--by', 'crosses_az')).rows).toEqual([
      { crosses_az: null, bytes: 10000 },
      { crosses_az: 'yes', bytes: 1200 },
      { crosses_az: 'no', bytes: 100 },
    ]);
    const rows = await json(
      'sql',
      "SELECT SUM(bytes) AS n FROM transfers WHERE crosses_az = 'yes'",
      '--data',
      file,
    );
    expect(rows.rows).toEqual([{ n: 1200 }]);
  });
});

describe('files of other tools', () => {
  it('are named, and many of a kind are counted', async () => {
    const path = join(folder, 'mixed');
    mkdirSync(path);
    for (let index = 10; index < 40; index++)
      writeFileSync(join(path, `trail-${index}.log`), '{"Records":[]}');
    writeFileSync(join(path, 'empty.log'), '');
    writeFileSync(
      join(path, 'flows.log.gz'),
      gzipSync(readFileSync(join(fixtures, 'aws-guide-default.log'))),
    );
    const { code, stderr } = await flowtoll('traffic', '--data', path, '--format', 'csv');
    expect(code).toBe(0);
    expect(stderr.split('\n').filter((line) => line.startsWith(path))).toEqual([
      `${path}/empty.log: is empty`,
      `${path}/trail-10.log, 28 others and ${path}/trail-39.log: holds JSON, no flow log records`,
    ]);
  });
});

describe('sql', () => {
  const one = 'flowtoll: sql takes one statement, got more after its semicolon; run each on its own\n';
  const none = 'flowtoll: sql needs one statement, got none\n';

  it.each([
    ['SELECT 1; SELECT 2', one],
    ['SELECT 1;;SELECT 2;', one],
    ['CREATE TABLE t AS SELECT 1 AS a; FROM t', one],
    ['SELECT 1; PIVOT records ON action USING sum(bytes)', one],
    ['PIVOT records ON action USING sum(bytes); SELECT 2', one],
    ['CREATE TABLE t AS SELECT 1; PIVOT records ON action USING sum(bytes); SELECT 2', one],
    [' ', none],
    [';', none],
    ['/* SELECT 1; */ ; -- SELECT 2', none],
    ['-- SELECT 1', none],
  ])('refuses all but one statement: %s', async (query, stderr) => {
    expect(await flowtoll('sql', query, '--data', s3Object)).toEqual({ code: 2, stdout: '', stderr });
  });

  it.each([
    ['SELECT 1 AS a;'],
    ['SELECT 1 AS a ; ; \n'],
    ['SELECT 1 AS a; -- SELECT 2;'],
    ['SELECT 1 AS a /* ; */'],
    ['-- one;\nSELECT 1 AS a'],
    ['--one\nSELECT 1 AS a'],
  ])('takes one, whatever semicolons and comments are around it: %j', async (query) => {
    expect((await json('sql', query, '--data', s3Object)).rows).toEqual([{ a: 1 }]);
  });

  it('takes semicolons inside of strings and names', async () => {
    expect((await json('sql', `SELECT ';SELECT 2' AS "a;b"`, '--data', s3Object)).rows).toEqual([
      { 'a;b': ';SELECT 2' },
    ]);
  });

  // of each DuckDB's parser makes several statements
  it('takes a PIVOT, also over several columns and of a subquery', async () => {
    const flows = [{ ACCEPT: 32, REJECT: 67 }];
    const pivot = 'PIVOT (SELECT action FROM records) ON action USING count(*)';
    expect((await json('sql', `${pivot};`, '--data', s3Object)).rows).toEqual(flows);
    expect((await json('sql', `FROM (${pivot}) CROSS JOIN (${pivot})`, '--data', s3Object)).rows).toEqual([
      { ACCEPT: 32, REJECT: 67, ACCEPT_2: 32, REJECT_2: 67 },
    ]);
  });

  it.each([
    ['SELEC 1', 'Parser Error: syntax error at or near "SELEC"'],
    ['SELECT 1; SELEC 2', 'Parser Error: syntax error at or near "SELEC"'],
    ['SELECT nothing FROM records', 'Binder Error: Referenced column "nothing" not found'],
    ['PIVOT records ON nothing USING sum(bytes)', 'Binder Error: Referenced column "nothing" not found'],
  ])('says what the engine says of %s', async (query, said) => {
    const { code, stderr } = await flowtoll('sql', query, '--data', s3Object);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining(`flowtoll: the statement was refused: ${said}`) as string,
    });
  });

  it('prints a statement with the one semicolon it has', async () => {
    const { stdout } = await flowtoll('sql', 'SELECT 1;', '--data', s3Object, '--dry-run');
    expect(stdout).toMatch(/\n\nSELECT 1;\n$/);
  });
});

describe('is refused in a sentence', () => {
  it('too little memory', async () => {
    const { code, stderr } = await flowtoll('ask', 'top-pairs', '--data', s3Object, '--memory-limit', '8MB');
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr:
        'flowtoll: this needs more memory than it may take; give more (--memory-limit 4GB), or read less (--from, --to)\n',
    });
  });
});

describe('the mistakes of other tools', () => {
  it('top pairs come with the largest first, by bytes', async () => {
    const { rows } = await json('ask', 'top-pairs', '--data', s3Object);
    const bytes = rows.map((row) => Number(row['bytes']));
    expect(bytes).toEqual([...bytes].sort((a, b) => b - a));
    expect(bytes[0]).toBeGreaterThan(bytes.at(-1)!);
  });

  it('NODATA is neither an error nor zero traffic, and no record', async () => {
    const file = join(fixtures, 'nodata-mix.log');
    const { rows, stats } = await json('traffic', '--data', file, '--measure', 'bytes,flows');
    expect(rows).toEqual([{ bytes: 559, flows: 10 }]);
    expect(stats).toMatchObject({ records: 10, no_data: 7, skip_data: 0, bad_lines: 0 });
  });

  it('a bad row shifts no column in silence: it is counted, and shown with file and line', async () => {
    const file = join(fixtures, 'aws-guide-tcpflags.log');
    const { rows, stats } = await json('traffic', '--data', file);
    expect(rows).toEqual([{ bytes: 23461513 }]);
    expect(stats).toMatchObject({ records: 7, bad_lines: 1 });
    const bad = await json('traffic', '--data', file, '--show-bad');
    expect(bad.rows).toMatchObject([{ file, line: 9 }]);
    expect((await json('sql', 'SELECT file, line FROM bad_lines', '--data', file)).rows).toEqual([
      { file, line: 9 },
    ]);
  });

  it('fourteen values are not taken for the default format: without a header the format must be given', async () => {
    const file = join(folder, 'no-header.log');
    const [, ...lines] = readFileSync(join(fixtures, 'aws-guide-default.log'), 'utf8').split('\n');
    writeFileSync(file, lines.join('\n'));
    const { code, stderr } = await flowtoll('traffic', '--data', file);
    expect(code).toBe(2);
    expect(stderr).toContain('--record-format');
    const { rows } = await json('traffic', '--data', file, '--record-format', 'default', ...all);
    expect(rows).toEqual([{ bytes: 18025 }]);
  });

  it('an unknown field in a header is named, and no layout is fallen back to', async () => {
    const file = join(folder, 'unknown.log');
    writeFileSync(
      file,
      'version account-id interface-id srcadr dstaddr\n2 123456789012 eni-1 10.0.0.1 10.0.0.2\n',
    );
    const { code, stderr } = await flowtoll('traffic', '--data', file);
    expect(code).toBe(2);
    expect(stderr).toContain('srcadr');
  });

  it('a time without records is no crash, and says which time the data has', async () => {
    const { code, stdout, stderr } = await flowtoll(
      ...['traffic', '--data', s3Object, '--by', 'source', '--from', '2025-01-01', '--format', 'json'],
    );
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Answer).rows).toEqual([]);
    expect(stderr).toContain('2021-09-02T21:00:00Z');
  });

  it('nor does a time between hours: both that have records are named', async () => {
    const header = 'interface-id srcaddr dstaddr bytes start end action';
    const at = (start: number) => `eni-1 10.0.0.1 10.0.0.2 7 ${start} ${start + 59} ACCEPT`;
    const file = join(folder, 'hours.log');
    // 2026-01-31T00:00:00Z and 02:59:59Z
    writeFileSync(file, [header, at(1769817600), at(1769828399), ''].join('\n'));
    const { stderr } = await flowtoll('traffic', '--data', file, '--from', '2035-01-01', '--format', 'csv');
    expect(stderr).toContain(
      'those of the data do in the hours 2026-01-31T00:00:00Z to 2026-01-31T02:00:00Z\n',
    );
  });

  it('a Hive layout by the hour returns its rows', async () => {
    const key =
      'AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2021/month=09/day=02/hour=21';
    const path = join(folder, 'hive', key);
    const name = '123456789012_vpcflowlogs_us-east-1_fl-0abc_20210902T2145Z_1234abcd.log.gz';
    const { mkdirSync } = await import('node:fs');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, name), gzipSync(readFileSync(join(fixtures, 'aws-guide-default.log'))));
    const { rows } = await json('traffic', '--data', join(folder, 'hive'), ...all);
    expect(rows).toEqual([{ bytes: 18025 }]);
  });

  it('what is unknown stays in where something is excluded', async () => {
    const { rows } = await json(
      'traffic',
      '--data',
      s3Object,
      '--by',
      'direction',
      '--where',
      'interface!=eni-x',
      ...all,
    );
    expect(rows.reduce((total, { bytes }) => total + Number(bytes), 0)).toBe(8641867);
  });
});

describe("the EKS article's table", () => {
  const file = join(folder, 'eks.log');
  const records = [
    '5 123456789012 i-1 eni-1 10.0.1.5 10.0.1.5 1000 10.0.2.6 10.0.2.6 443 6 10 1572864 1700000000 1700000060 ACCEPT OK euc1-az1',
    '5 123456789012 i-1 eni-1 10.0.2.6 10.0.2.6 443 10.0.1.5 10.0.1.5 1000 6 10 2097152 1700000000 1700000060 ACCEPT OK euc1-az1',
  ];
  beforeAll(() => writeFileSync(file, `${namedFormats['eks-article'].toHeader()}\n${records.join('\n')}\n`));

  // the article's own query with other addresses, a division of whole numbers as in Athena, semicolon included
  const query = `SELECT sourceaddress AS SOURCE_ADDRESS, SUM(numbytes)/1024/1024  AS TOTAL_IN_MB
FROM flowloggluedb.vpc_flow_logs
WHERE action = 'ACCEPT' AND sourceaddress in (
'10.0.1.5', '10.0.2.6', '10.0.3.7', '10.0.4.8') GROUP BY sourceaddress;`;

  it("answers the article's own query", async () => {
    const { rows } = await json('sql', query, '--data', file);
    expect([...rows].sort((a, b) => Number(a['TOTAL_IN_MB']) - Number(b['TOTAL_IN_MB']))).toEqual([
      { SOURCE_ADDRESS: '10.0.1.5', TOTAL_IN_MB: 1 },
      { SOURCE_ADDRESS: '10.0.2.6', TOTAL_IN_MB: 2 },
    ]);
  });

  it('has a partition for each day, as the article writes it', async () => {
    const { rows } = await json('sql', 'SELECT DISTINCT dt FROM flowloggluedb.vpc_flow_logs', '--data', file);
    expect(rows).toEqual([{ dt: '2023-11-14' }]);
  });
});

describe('the catalogue', () => {
  it('has each id once, and answers all sixteen of AWS’s named queries', () => {
    const ids = [...questions, ...tollQuestions].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const aws = questions
      .flatMap(({ sources }) => sources)
      .filter((source) => source.startsWith("AWS's named query"));
    expect(aws.map((source) => source.split(' ').at(-1)).sort()).toEqual(
      [
        'VpcFlowLogsAcceptedTraffic',
        'VpcFlowLogsAdminPortTraffic',
        'VpcFlowLogsIPv4Traffic',
        'VpcFlowLogsIPv6Traffic',
        'VpcFlowLogsRejectedTCPTraffic',
        'VpcFlowLogsRejectedTraffic',
        'VpcFlowLogsSshRdpTraffic',
        'VpcFlowLogsTopTalkers',
        'VpcFlowLogsTopTalkersPacketLevel',
        'VpcFlowLogsTopTalkingInstances',
        'VpcFlowLogsTopTalkingSubnets',
        'VpcFlowLogsTopTCPTraffic',
        'VpcFlowLogsTotalBytesTransferred',
        'VpcFlowLogsTotalBytesTransferredPacketLevel',
        'VpcFlowLogsTrafficFrmSrcAddr',
        'VpcFlowLogsTrafficToDstAddr',
      ].sort(),
    );
  });

  it('lists itself, with the fields that each question needs', async () => {
    const { rows } = await json('ask');
    expect(rows).toHaveLength(questions.length + tollQuestions.length);
    expect(rows.find(({ question }) => question === 'az-pairs')).toMatchObject({ needs_fields: 'az-id' });
  });

  it('lists itself to people with every title whole, on a terminal of 80 columns', async () => {
    const stdout = new Recorder(80);
    await run(['ask'], fakeIo({ stdout, env: { NO_COLOR: '1' } }));
    const shown = stdout.text.split('\n').slice(1, 1 + questions.length + tollQuestions.length);
    expect(shown.map((line) => line.split(/ {2,}/))).toEqual(
      [...questions, ...tollQuestions].map(({ id, title }) => [id, title]),
    );
    expect(shown.filter((line) => line.length > 80)).toEqual([]);
  });

  it('asks for what a question is about, and offers the nearest where one is unknown', async () => {
    expect((await flowtoll('ask', 'to-address', '--data', s3Object)).stderr).toBe(
      "flowtoll: 'to-address' asks for --where destination=10.0.1.5\n",
    );
    expect((await flowtoll('ask', 'top-talker', '--data', s3Object)).stderr).toBe(
      "flowtoll: unknown question 'top-talker'; did you mean 'top-talkers'?\n",
    );
  });

  it('says which field a question needs that the data lack', async () => {
    expect((await flowtoll('ask', 'az-pairs', '--data', s3Object)).stderr).toBe(
      "flowtoll: 'source_az' needs field az-id, which the record format of this data lacks\n",
    );
  });

  it('refuses dimensions of two views, naming the pair', async () => {
    expect((await flowtoll('traffic', '--by', 'source,interface', '--data', s3Object)).stderr).toBe(
      "flowtoll: 'source' is of transfers and both_ends, 'interface' of sightings and coverage; one answer is of one view, ask for them apart\n",
    );
  });
});

it('prints with --dry-run exactly the SQL that would run, and runs nothing', async () => {
  const { stdout } = await flowtoll('ask', 'top-talkers', '--data', s3Object, '--dry-run');
  expect(stdout).toMatch(/^CREATE TEMP TABLE sighted AS\nSELECT /);
  expect(stdout).toContain('read_csv(');
});
