import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../../scripts/flowtoll';
import { fakeIo, Recorder } from './terminal/fake-io';

/** Mistakes that other tools make when they read and count; each by its name. More of them are in ask.test.ts. */
const fixtures = resolve(__dirname, '../fixtures/records');
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-mistakes-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function flowtoll(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Recorder(), new Recorder()];
  const code = await run(argv, fakeIo({ stdout, stderr }));
  return { code, stdout: stdout.text, stderr: stderr.text };
}

interface Answer {
  readonly rows: readonly Record<string, unknown>[];
  readonly stats: Record<string, number | null>;
}

async function json(...argv: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await flowtoll(...argv, '--format', 'json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}

/** A file in AWS's own naming, so that its flow log is known. */
function logFile(name: string, flowLog: string, lines: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  const file = `123456789012_vpcflowlogs_eu-central-1_${flowLog}_20260131T0005Z_0a1b2c3d.log`;
  writeFileSync(join(path, file), `${lines.join('\n')}\n`);
  return path;
}

/** Header and record of the default format, with the amounts that matter. */
const defaultHeader =
  'version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status';
const record = (from: string, to: string, bytes: number, eni = 'eni-0a', start = 1769817600) =>
  `2 123456789012 ${eni} ${from} ${to} 40000 443 6 1 ${bytes} ${start} ${start + 50} ACCEPT OK`;

it('a plain sum counts a NAT gateway’s byte three times; a transfer counts it once', async () => {
  const header = 'instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr bytes action';
  // one conversation as AWS's guide writes it: 1,000 bytes out, 5,000 back, each seen by the instance and twice by the gateway
  const data = logFile('nat', 'fl-0aa', [
    header,
    '- eni-0nat 10.0.1.5 10.0.0.220 10.0.1.5 203.0.113.5 1000 ACCEPT',
    '- eni-0nat 10.0.0.220 203.0.113.5 10.0.0.220 203.0.113.5 1000 ACCEPT',
    '- eni-0nat 203.0.113.5 10.0.0.220 203.0.113.5 10.0.0.220 5000 ACCEPT',
    '- eni-0nat 10.0.0.220 10.0.1.5 203.0.113.5 10.0.1.5 5000 ACCEPT',
    'i-0abc eni-0abc 10.0.1.5 203.0.113.5 10.0.1.5 203.0.113.5 1000 ACCEPT',
    'i-0abc eni-0abc 203.0.113.5 10.0.1.5 203.0.113.5 10.0.1.5 5000 ACCEPT',
  ]);
  const sum = await json('sql', 'SELECT SUM(bytes) AS bytes FROM records', '--data', data);
  expect(sum.rows).toEqual([{ bytes: 18000 }]);
  const { rows } = await json('traffic', '--by', 'source,destination', '--data', data);
  expect(rows).toMatchObject([
    { source: '203.0.113.5', destination: '10.0.1.5', bytes: 5000 },
    { source: '10.0.1.5', destination: '203.0.113.5', bytes: 1000 },
  ]);
});

it('overlapping flow logs of a VPC and of its subnet count nothing again', async () => {
  const lines = [defaultHeader, record('10.0.1.5', '10.0.2.6', 700), record('10.0.2.6', '10.0.1.5', 300)];
  logFile('overlap', 'fl-0aa', lines);
  const data = logFile('overlap', 'fl-0bb', lines);
  const { rows, stats } = await json('traffic', '--data', data);
  expect(rows).toEqual([{ bytes: 1000 }]);
  expect(stats).toMatchObject({ bad_lines: 0 });
});

it('"by traffic" is by bytes, not by the number of records', async () => {
  const data = logFile('by-traffic', 'fl-0aa', [
    defaultHeader,
    ...Array.from({ length: 5 }, (_, index) =>
      record('10.0.1.5', '198.51.100.1', 10, 'eni-0a', 1769817600 + index * 60),
    ),
    record('10.0.1.6', '198.51.100.1', 5000, 'eni-0b'),
  ]);
  const { rows } = await json('ask', 'top-talkers', '--data', data);
  expect(rows.map(({ source, bytes }) => [source, bytes])).toEqual([
    ['10.0.1.6', 5000],
    ['10.0.1.5', 50],
  ]);
});

it('a "-" where a number belongs fails no query', async () => {
  const data = logFile('dashes', 'fl-0aa', [
    defaultHeader,
    '2 123456789012 eni-0a - - - - - - - 1769817600 1769817650 - NODATA',
    '2 123456789012 eni-0a - - - - - - - - - - SKIPDATA',
    record('10.0.1.5', '10.0.2.6', 12),
  ]);
  const { rows, stats } = await json('traffic', '--data', data, '--by', 'source_port,hour');
  expect(rows).toMatchObject([{ source_port: 40000, bytes: 12 }]);
  expect(stats).toMatchObject({ records: 1, no_data: 1, skip_data: 1, bad_lines: 0 });
});

it('numbers too large for a record make bad lines, and fail no sum', async () => {
  const huge = '2 123456789012 eni-0a 10.0.1.5 10.0.2.6 40000 443 6 9223372036854775807 9223372036854775807';
  const data = logFile('huge', 'fl-0aa', [
    defaultHeader,
    `${huge} 1769817600 1769817650 ACCEPT OK`,
    `${huge} 1769817600 1769817651 ACCEPT OK`,
    record('10.0.1.5', '10.0.2.6', 12),
  ]);
  const { rows, stats } = await json('traffic', '--data', data);
  expect(rows).toEqual([{ bytes: 12 }]);
  expect(stats).toMatchObject({ records: 1, bad_lines: 2 });
  expect((await flowtoll('bill', '--data', data)).code).toBe(0);
});

it('the largest numbers and the last times that a record may have fail no sum and no calendar', async () => {
  const most = '999999999999999';
  const flow = (start: string) =>
    `2 123456789012 eni-0a 10.0.1.5 10.0.2.6 40000 443 6 ${most} ${most} ${start} ${start} ACCEPT OK`;
  const data = logFile('largest', 'fl-0aa', [
    defaultHeader,
    ...Array.from({ length: 20 }, () => flow('99999999999999')),
    flow('100000000000000'),
  ]);
  const { rows, stats } = await json('traffic', '--data', data, '--by', 'month,day,hour');
  expect(rows).toMatchObject([{ bytes: '19999999999999980' }]);
  expect(stats).toMatchObject({ records: 20, bad_lines: 1 });
  for (const by of ['hour', 'month'])
    expect((await flowtoll('bill', '--data', data, '--by', by)).code).toBe(0);
  const { stdout } = await flowtoll('traffic', '--data', data, '--where', 'source=10.9.9.9');
  expect(stdout).toContain('no row fits; the records read are of the hour ');
});

it('a bad line may have any time, and fails no question by time', async () => {
  const flow = (start: string) =>
    `2 123456789012 eni-0a 10.0.1.5 10.0.2.6 40000 443 6 1 5 ${start} ${start} ACCEPT OK`;
  const never = ['999999999999999999', '-999999999999999999', '100000000000000', '-1', 'x', '-'];
  const data = logFile('never', 'fl-0aa', [defaultHeader, flow('1769817600'), ...never.map(flow)]);
  const { rows, stats } = await json(
    'traffic',
    '--data',
    data,
    '--by',
    'kind,month,hour',
    '--measure',
    'flows',
  );
  expect(rows).toEqual([
    { kind: 'bad', month: null, hour: null, flows: 6 },
    { kind: 'record', month: '2026-01', hour: '2026-01-31T00:00:00Z', flows: 1 },
  ]);
  expect(stats).toMatchObject({ records: 1, bad_lines: 6 });
  expect((await json('sql', 'SELECT * FROM coverage', '--data', data)).rows).toHaveLength(2);
  expect((await flowtoll('bill', '--data', data, '--by', 'month')).code).toBe(0);
  expect((await flowtoll('ask', 'top-pairs', '--data', data, '--from', '2026-01-01')).code).toBe(0);
});

it('records of a format without action are not odd beside others, and an action that AWS never writes is', async () => {
  const data = logFile('mixed', 'fl-0aa', [
    defaultHeader,
    record('10.0.1.5', '10.0.2.6', 12),
    record('10.0.1.5', '10.0.2.6', 12).replace('ACCEPT', 'SUCCESS'),
  ]);
  const without = logFile('without-action', 'fl-0bb', [
    'version interface-id srcaddr dstaddr bytes start end log-status',
    '3 eni-0b 10.0.1.6 10.0.2.6 12 1769817600 1769817650 OK',
  ]);
  const { stats } = await json('traffic', '--data', data, '--data', without);
  expect(stats).toMatchObject({ records: 3, odd: 1, bad_lines: 0 });
});

it('a zero is printed as 0 and not as "-"', async () => {
  const data = logFile('zeros', 'fl-0aa', [
    defaultHeader,
    '2 123456789012 eni-0a 10.0.1.5 10.0.2.6 0 0 1 4 336 1769817600 1769817650 ACCEPT OK',
  ]);
  const { stdout } = await flowtoll(
    ...['traffic', '--data', data, '--by', 'source_port,destination_port,protocol', '--format', 'csv'],
  );
  expect(stdout.trim().split(/\r?\n/)).toEqual(['source_port,destination_port,protocol,bytes', '0,0,1,336']);
});

it('an empty folder, and files without a record, are said and crash nothing', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty);
  const none = await flowtoll('traffic', '--data', empty);
  expect(none.code).toBe(2);
  expect(none.stderr).toContain(empty);
  const data = logFile('header-only', 'fl-0aa', [defaultHeader]);
  const { code, stdout } = await flowtoll('ask', 'top-pairs', '--data', data);
  expect(code).toBe(0);
  expect(stdout).toContain('the data holds no record');
});

it('two spaces in a row: repaired by hand the row counts, and nothing else changes', async () => {
  const text = readFileSync(join(fixtures, 'aws-guide-tcpflags.log'), 'utf8');
  const data = logFile('repaired', 'fl-0aa', text.trimEnd().replaceAll('  ', ' ').split('\n'));
  const { rows, stats } = await json('traffic', '--data', data);
  expect(rows).toEqual([{ bytes: 23462480 }]);
  expect(stats).toMatchObject({ records: 8, bad_lines: 0 });
});

it('an IPv6 address is the same however a record spells it', async () => {
  const [full, short] = ['2001:0db8:0000:0000:0000:0000:0000:0001', '2001:db8::1'];
  const server = '2001:db8::2';
  const data = logFile('ipv6', 'fl-0cc', [
    defaultHeader,
    record(full, server, 700, 'eni-0a'),
    record(short, server, 700, 'eni-0b'),
    record(server, '2001:db8::3', 20, 'eni-0b'),
    record(short, '2001:db8::4', 30, 'eni-0a'),
  ]);
  const { rows } = await json('traffic', '--by', 'source,destination', '--data', data);
  expect(rows).toEqual([
    { source: short, destination: server, bytes: 700 },
    { source: short, destination: '2001:db8::4', bytes: 30 },
    { source: server, destination: '2001:db8::3', bytes: 20 },
  ]);
});

it('a list of ports is led by services, not by the ports that clients happened to get', async () => {
  const flow = (
    from: string,
    srcport: number,
    to: string,
    dstport: number,
    protocol: number,
    bytes: number,
  ) =>
    `2 123456789012 eni-${from} ${from} ${to} ${srcport} ${dstport} ${protocol} 1 ${bytes} 1769817600 1769817650 ACCEPT OK`;
  const [client, web, other] = ['10.0.1.5', '10.0.2.6', '10.0.3.7'];
  const data = logFile('ports', 'fl-0aa', [
    defaultHeader,
    // two downloads: the large side of each goes to a port of the client's
    flow(client, 40000, web, 443, 6, 100),
    flow(web, 443, client, 40000, 6, 9000),
    flow(other, 50123, web, 443, 6, 200),
    flow(web, 443, other, 50123, 6, 8000),
    flow(client, 45000, other, 31000, 6, 70),
    flow(client, 40001, web, 53, 17, 60),
    flow(client, 0, web, 0, 1, 50),
    // a service on a port of clients: which of the two it is, nothing tells
    flow(client, 41000, other, 50051, 6, 40),
    flow(other, 50051, client, 41000, 6, 4),
  ]);
  const { rows } = await json('ask', 'ports', '--data', data);
  expect(rows).toEqual([
    { protocol: 6, server_port: 443, bytes: 17300, packets: 4, flows: 4 },
    { protocol: 6, server_port: 31000, bytes: 70, packets: 1, flows: 1 },
    { protocol: 17, server_port: 53, bytes: 60, packets: 1, flows: 1 },
    { protocol: 1, server_port: 0, bytes: 50, packets: 1, flows: 1 },
    { protocol: 6, server_port: null, bytes: 44, packets: 2, flows: 2 },
  ]);
  expect((await flowtoll('ask', 'ports', '--data', data)).stdout).toContain(
    'server_port is the lower of the two ports; - where both are 32768 or above, as those of clients are\n',
  );
});
