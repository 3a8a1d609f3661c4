import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { namedFormats } from '../../core/records/named-formats';
import { run } from '../../scripts/flowtoll';
import { ec2Offer } from '../core/tolls/offers';
import { client, egress, GB, host, noon, onClient, record, sent, server } from './bill-records';
import { fakeIo, Recorder } from './terminal/fake-io';

/** The command as a user types it, on records whose bill was worked out by hand. */
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-bill-'));
function write(name: string, lines: readonly string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${namedFormats.recommended.toHeader()}\n${lines.join('\n')}\n`);
  return path;
}

const before = process.env['XDG_CACHE_HOME'];
let logs: string;
beforeAll(() => {
  process.env['XDG_CACHE_HOME'] = folder;
  logs = write(
    'day.log',
    sent.map((one) => record(one)),
  );
});
afterAll(() => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  rmSync(folder, { recursive: true });
});

interface Line {
  readonly line: number;
  readonly toll: string;
  readonly bytes: number | null;
  readonly times: number;
  readonly quantity: string | null;
  readonly unit_price_usd: string | null;
  readonly usd: string | null;
  readonly how: string;
  readonly [name: string]: unknown;
}

interface Answer {
  readonly rows: readonly Line[];
  readonly bill: {
    readonly from: string;
    readonly to: string;
    readonly currency: string;
    readonly total_usd: string;
    readonly total_complete: boolean;
    readonly lines: readonly Line[];
    readonly unattributed: readonly unknown[];
    readonly prices: readonly { readonly toll: string; readonly date: string }[];
    readonly findings: readonly { readonly id: string; readonly saving_usd_month: string }[];
  };
}

async function flowtoll(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Recorder(), new Recorder()];
  const code = await run(argv, fakeIo({ stdout, stderr }));
  return { code, stdout: stdout.text, stderr: stderr.text };
}

async function json(...argv: string[]): Promise<Answer> {
  const { code, stdout, stderr } = await flowtoll('bill', ...argv, '--format', 'json');
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Answer;
}

/** What was paid, as `toll GB × times × price = USD`: lines that were counted in two ways are one. */
function paid({ bill }: Answer): string[] {
  const paying = bill.lines.filter(({ usd }) => usd !== null && Number(usd) > 0);
  const names = paying.map(({ toll, times, unit_price_usd }) => `${toll} × ${times} × ${unit_price_usd}`);
  return [...new Set(names)].map((name) => {
    const same = paying.filter((_, index) => names[index] === name);
    const gigabytes = same.reduce((sum, { bytes }) => sum + bytes! / GB, 0);
    const micros = same.reduce((sum, { usd }) => sum + Number(usd!.replace('.', '')), 0);
    return `${name.replace(' ', ` ${gigabytes} `)} = ${(micros / 1e6).toFixed(6)}`;
  });
}

describe('the bill of a day', () => {
  it('is 2 × 0.045 for the NAT gateway and 10 × 2 × 0.01 across zones; 1 GB to the internet is free', async () => {
    const answer = await json('--data', logs);
    expect(paid(answer)).toEqual([
      'cross-az 10 × 2 × 0.01 = 0.200000',
      'nat-processing 2 × 1 × 0.045 = 0.090000',
    ]);
    expect(answer.bill).toMatchObject({
      currency: 'USD',
      total_usd: '0.290000',
      total_complete: false,
      from: '2026-01-31T12:00:00Z',
    });
    expect(answer.bill.lines.find(({ toll }) => toll === 'internet-egress')).toMatchObject({
      bytes: GB,
      usd: '0.000000',
    });
  });

  it('pays for the internet where the free GB are used', async () => {
    expect(paid(await json('--data', logs, '--internet-used-gb', '100'))).toContain(
      'internet-egress 1 × 1 × 0.09 = 0.090000',
    );
  });

  it('has its hours as not known, never 0', async () => {
    const { bill } = await json('--data', logs);
    const hours = bill.lines.filter(({ toll }) => toll.endsWith('-hours'));
    expect(hours).toHaveLength(4);
    expect(hours.every(({ usd, quantity }) => usd === null && quantity === null)).toBe(true);
  });

  it('adds up: its rows are its lines, and their USD the total', async () => {
    const { rows, bill } = await json('--data', logs);
    const micros = (usd: string | null) => BigInt((usd ?? '0').replace('.', ''));
    expect(rows.map(({ usd }) => usd)).toEqual(bill.lines.map(({ usd }) => usd));
    expect(bill.lines.reduce((sum, { usd }) => sum + micros(usd), 0n)).toBe(micros(bill.total_usd));
  });

  it('is asked by who pays: each end across zones its half, the client for the NAT gateway', async () => {
    const answer = await json('--data', logs, '--by', 'address');
    const lines = answer.bill.lines
      .filter(({ usd }) => Number(usd) > 0)
      .map((line) => [line['address'], line.toll, line.times, line.usd]);
    expect(lines).toEqual([
      [client, 'cross-az', 1, '0.100000'],
      [server, 'cross-az', 1, '0.100000'],
      // up, and what came back
      [client, 'nat-processing', 1, '0.045000'],
      [client, 'nat-processing', 1, '0.045000'],
    ]);
    expect(answer.bill.total_usd).toBe('0.290000');
  });

  it('is filtered by tolls, and then finds no savings', async () => {
    const { bill } = await json('--data', logs, '--where', 'toll=nat-processing');
    expect(bill.total_usd).toBe('0.090000');
    // neither hours nor the logs themselves are of what was asked for
    expect(new Set(bill.lines.map(({ toll }) => toll))).toEqual(new Set(['nat-processing']));
    expect(bill.findings).toEqual([]);
  });

  it('counts by calendar month: the same 60 GB twice in a month leave the free GB behind, over its end they do not', async () => {
    const up = { ...sent[2]!, gigabytes: 60 };
    const both = (other: number) => [record(up), record(up, 'us-east-1', other)];
    const january = write('january.log', both(noon + 3600));
    const february = write('february.log', both(noon + 86_400));
    // (120 − 100) × 0.09
    expect((await json('--data', january, '--where', 'toll=internet-egress')).bill.total_usd).toBe(
      '1.800000',
    );
    expect((await json('--data', february, '--where', 'toll=internet-egress')).bill.total_usd).toBe(
      '0.000000',
    );
  });
});

describe('a filter', () => {
  it('leaves a payer its share of the free GB, not all of them', async () => {
    const up = (from: string, eni: string) =>
      record({
        ...{ from, to: host, gigabytes: 60 },
        of: { ...onClient, 'interface-id': eni, 'instance-id': `i-${eni}`, ...egress, 'traffic-path': 8 },
      });
    const path = write('two.log', [up(client, 'eni-1'), up('10.0.1.6', 'eni-2')]);
    // (120 − 100) × 0.09, of which each is half
    expect((await json('--data', path)).bill.total_usd).toBe('1.800000');
    for (const address of [client, '10.0.1.6']) {
      const { bill } = await json('--data', path, '--where', `address=${address}`);
      expect(bill.total_usd).toBe('0.900000');
      expect(bill.lines.map(({ toll, bytes, usd }) => [toll, bytes! / GB, usd])).toEqual([
        ['internet-egress', 10, '0.900000'],
        ['internet-egress', 50, '0.000000'],
      ]);
    }
    const nobody = await json('--data', path, '--where', 'address=10.9.9.9');
    expect(nobody.bill).toMatchObject({ total_usd: '0.000000', lines: [] });
  });

  it.each([
    ['toll=cross_az', "got: 'cross_az'; did you mean 'cross-az'?"],
    ['toll!=cross-az,nat', "got: 'nat'"],
    ['toll=1..2', "and no range, got: '1..2'"],
  ])('on a toll that there is not, %s, is no bill of 0 USD', async (where, message) => {
    const { code, stdout, stderr } = await flowtoll('bill', '--data', logs, '--where', where);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^flowtoll: 'toll' takes inter-region, .* or unknown/);
    expect(stderr).toContain(message);
  });
});

describe('a Region without prices', () => {
  let elsewhere: string;
  beforeAll(() => {
    elsewhere = write(
      'ireland.log',
      sent.map((one) => record(one, 'eu-west-1')),
    );
  });

  it('shows bytes and how to get prices, never a neighbour’s price and never 0', async () => {
    const { bill } = await json('--data', elsewhere);
    const lines = bill.lines.filter(({ toll }) => toll === 'nat-processing');
    expect(lines.reduce((sum, { bytes }) => sum + bytes!, 0)).toBe(2 * GB);
    for (const line of lines) {
      expect(line).toMatchObject({ unit_price_usd: null, usd: null });
      expect(line.how).toContain('run flowtoll prices --refresh --region eu-west-1');
    }
    expect((await flowtoll('bill', '--data', elsewhere)).stdout).toContain(
      'no price is known of eu-west-1: run flowtoll prices --refresh --region eu-west-1',
    );
  });

  it('takes those of a file', async () => {
    const list = join(folder, 'ec2.json');
    writeFileSync(list, ec2Offer);
    expect(paid(await json('--data', elsewhere, '--prices', list))).toEqual([
      'nat-processing 2 × 1 × 0.048 = 0.096000',
    ]);
  });
});

describe('for people', () => {
  it('the total stands first, then the lines from the dearest, then what to know', async () => {
    const { stdout, code } = await flowtoll('bill', '--data', logs);
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toBe(
      '$0.29 as far as it is known, from 2026-01-31T12:00Z to 2026-01-31T12:01Z',
    );
    expect(stdout).toMatch(/\n +1 {2}cross-az +2 +20\.000 +\$0\.010 +\$0\.200 +69\.0% {2}1\n/);
    expect(stdout).toMatch(/\n +2 {2}nat-processing +1 +1\.000 +\$0\.045 +\$0\.045 +15\.5% /);
    expect(stdout).toMatch(/\ntotal +\$0\.290 +100\.0%\n/);
  });

  it('says what would save how much', async () => {
    const all = sent.flatMap((one) => [record(one), record(one, 'us-east-1', noon + 72 * 3600 - 60)]);
    const { stdout } = await flowtoll('bill', '--data', write('days.log', all));
    expect(stdout).toMatch(/What would save how much a month/);
    // 20 GB × 2 × 0.01 in 72 hours, in 730 hours
    expect(stdout).toMatch(/\n +\$4\.06 +20\.0 GB between 10\.0\.1\.5 and 10\.0\.2\.6 +1\n/);
  });

  it('tells no month from a minute', async () => {
    const { stdout } = await flowtoll('bill', '--data', logs);
    expect(stdout).toContain('cannot be told from less than an hour of records');
  });

  it('--limit cuts the table, and never the lines in JSON', async () => {
    expect((await flowtoll('bill', '--data', logs, '--limit', '1')).stdout).toMatch(/\n… \d+ more\n/);
    const { rows, bill } = await json('--data', logs, '--limit', '1');
    expect(rows).toHaveLength(1);
    expect(bill.lines.length).toBeGreaterThan(5);
  });

  it.each(['csv', 'ndjson', 'markdown'])('%s has the lines too', async (format) => {
    const { stdout, code } = await flowtoll('bill', '--data', logs, '--format', format);
    expect(code).toBe(0);
    expect(stdout).toContain('nat-processing');
  });
});

describe('--explain', () => {
  it('tells rule, price, sum, hops and SQL of a line, by its toll or its number', async () => {
    for (const named of ['cross-az', '1']) {
      const { stdout, code } = await flowtoll('bill', '--data', logs, '--explain', named);
      expect(code).toBe(0);
      expect(stdout).toContain('line 1: cross-az');
      expect(stdout).toContain('price        $0.01 per GB, AWS Price List, AWSDataTransfer');
      expect(stdout).toContain('10,737,418,240 bytes × 2 / 2^30 = 20.000000 GB × $0.01 = $0.200000');
      expect(stdout).toMatch(/\n10\.0\.1\.5 +10\.0\.2\.6 +eni-client +eni-server +- +10\.0 GB\n/);
      expect(stdout).toMatch(/\nWITH sighted AS /);
    }
  });

  it('names a command for the records of the first hop, as a shell takes it', async () => {
    const data = write("what's new.log", [
      record({ from: client, to: server, gigabytes: 1, of: { ...onClient, ...egress } }),
    ]);
    const { stdout } = await flowtoll('bill', '--data', data, '--explain', '1');
    const command = /^the records of the first: flowtoll (.*)$/m.exec(stdout)![1]!;
    // a real shell parts it into words
    const words = execFileSync('sh', ['-c', `printf '%s\\n' ${command}`], { encoding: 'utf8' }).trim();
    const { stdout: rows, code } = await flowtoll(...words.split('\n'), '--format', 'csv');
    expect(code).toBe(0);
    expect(rows).toContain(`${client},${server}`);
  });

  it('names no command where an end is no address, for a line can hold any text', async () => {
    const data = write('hostile.log', [
      record({ from: client, to: '$(touch${IFS}owned)', gigabytes: 1, of: { ...onClient, ...egress } }),
    ]);
    const { stdout, code } = await flowtoll('bill', '--data', data, '--explain', '1');
    expect(code).toBe(0);
    expect(stdout).not.toContain('flowtoll sql');
  });

  it('asks for no hops of what is taken on none', async () => {
    const { stdout, code } = await flowtoll('bill', '--data', logs, '--explain', 'nat-hours');
    expect(code).toBe(0);
    expect(stdout).toContain('what it is   NAT gateway hours: every hour that a NAT gateway exists');
    expect(stdout).toContain('price        $0.045 per hour, AWS Price List, AmazonEC2');
    expect(stdout).not.toContain('sum ');
  });

  it('names the lines there are where there is no such', async () => {
    const { code, stderr } = await flowtoll('bill', '--data', logs, '--explain', 'cros-az');
    expect(code).toBe(2);
    expect(stderr).toBe("flowtoll: the bill has no line 'cros-az'; did you mean 'cross-az'?\n");
  });
});

describe('--fail-over', () => {
  it.each([
    ['0.28', 1],
    ['0.29', 0],
    ['1', 0],
  ])('%s exits with %s', async (limit, code) => {
    expect((await flowtoll('bill', '--data', logs, '--fail-over', limit)).code).toBe(code);
  });

  it('says that the total is above', async () => {
    const { stdout } = await flowtoll('bill', '--data', logs, '--fail-over', '0.28');
    expect(stdout).toContain('\n$0.290000 is above --fail-over 0.28\n');
  });

  it('fails where prices are missing, however small what is known, and says so', async () => {
    const elsewhere = sent.map((one) => record(one, 'eu-west-1'));
    const argv = ['bill', '--data', write('unpriced.log', elsewhere), '--format', 'json'];
    expect((await flowtoll(...argv)).code).toBe(0);
    const { code, stderr } = await flowtoll(...argv, '--fail-over', '100');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'whether it is above --fail-over 100 cannot be told: no price is known of cross-az, nat-processing\n',
    );
  });

  it('fails where no record is of that time: a schedule that asks nothing must not pass', async () => {
    const argv = ['bill', '--data', logs, '--from', '2027-01-01', '--fail-over', '100'];
    const { code, stdout } = await flowtoll(...argv);
    expect(code).toBe(1);
    expect(stdout).toContain(
      'whether it is above --fail-over 100 cannot be told: no record is of that time\n',
    );
    // traffic, none of which the filter means, is 0 USD
    expect(
      (await flowtoll('bill', '--data', logs, '--where', 'address=10.9.9.9', '--fail-over', '0')).code,
    ).toBe(0);
  });

  it('does not mind bytes that have no price at AWS', async () => {
    const vpn = { from: client, to: '192.168.7.7', gigabytes: 1 };
    const of = { ...onClient, ...egress, 'traffic-path': 3 };
    const path = write('vpn.log', [record({ ...vpn, of })]);
    expect((await flowtoll('bill', '--data', path, '--fail-over', '1')).code).toBe(0);
  });

  it('exits with 2 where there is no bill', async () => {
    expect((await flowtoll('bill', '--data', join(folder, 'none'), '--fail-over', '1')).code).toBe(2);
  });
});

describe('the logs themselves', () => {
  it('cost what was delivered, as text: 0.25 a GB', async () => {
    const path = join(folder, 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/01/31');
    mkdirSync(path, { recursive: true });
    const text = `${namedFormats.recommended.toHeader()}\n${sent.map((one) => record(one)).join('\n')}\n`;
    writeFileSync(
      join(path, '123456789012_vpcflowlogs_us-east-1_fl-0abc_20260131T1205Z_1234abcd.log.gz'),
      gzipSync(text),
    );
    const { bill } = await json('--data', join(folder, 'AWSLogs'));
    expect(bill.lines.find(({ toll }) => toll === 'flow-logs')).toMatchObject({
      bytes: text.length,
      unit_price_usd: '0.25',
    });

    const explained = await flowtoll('bill', '--data', join(folder, 'AWSLogs'), '--explain', 'flow-logs');
    expect(explained.stdout).toMatch(/\nprice {8}\$0\.25 per GB, https:.+, 2026-11-22\n/);
    const listed = await flowtoll('prices', '--format', 'csv');
    expect(listed.stdout).toContain('flow-logs-s3,us-east-1,,0,0.25,GB');
    expect(bill.prices).toContainEqual(expect.objectContaining({ toll: 'flow-logs', date: '2026-11-22' }));
  });

  it('are not known where files are not as AWS delivers them', async () => {
    const { bill } = await json('--data', logs);
    expect(bill.lines.find(({ toll }) => toll === 'flow-logs')).toMatchObject({ bytes: null, usd: null });
  });
});

describe('questions about tolls', () => {
  it('take what a bill takes', async () => {
    const argv = ['ask', 'costs', '--data', logs];
    expect((await flowtoll(...argv, '--fail-over', '0.28')).code).toBe(1);
    expect((await flowtoll(...argv, '--explain', 'cross-az')).stdout).toMatch(/^line 1: cross-az\n/);
    expect((await flowtoll(...argv, '--ip-ranges', join(folder, 'none.json'))).stderr).toContain(
      '--ip-ranges must be a file',
    );
  });

  it.each([
    ['costs', '--measure', 'bytes', "'costs' is a part of the bill, and takes no --measure"],
    ['costs', '--sort', 'bytes', "'costs' is a part of the bill, and takes no --sort"],
    ['top-pairs', '--fail-over', '1', "'top-pairs' is no part of the bill, and takes no --fail-over"],
    ['top-pairs', '--region', 'us-east-1', "'top-pairs' is no part of the bill, and takes no --region"],
  ])('and others each refuse what would do nothing: %s %s', async (id, option, value, message) => {
    const { code, stderr } = await flowtoll('ask', id, '--data', logs, option, value);
    expect({ code, stderr }).toEqual({ code: 2, stderr: `flowtoll: ${message}\n` });
  });

  it('are parts of the bill', async () => {
    const { stdout, code } = await flowtoll('ask', 'nat-payers', '--data', logs, '--format', 'json');
    expect(code).toBe(0);
    const { bill } = JSON.parse(stdout) as Answer;
    expect(bill.lines[0]).toMatchObject({ toll: 'nat-processing', address: client, usd: '0.045000' });
    expect(bill.total_usd).toBe('0.090000');
  });
});

describe('address ranges and plans', () => {
  it('are read from files, and refused where they are something else', async () => {
    const ranges = join(folder, 'ip-ranges.json');
    writeFileSync(
      ranges,
      JSON.stringify({
        syncToken: '1',
        createDate: '2026-01-30-00-00-00',
        prefixes: [
          {
            ip_prefix: '198.51.100.0/24',
            region: 'eu-west-1',
            network_border_group: 'eu-west-1',
            service: 'S3',
          },
        ],
        ipv6_prefixes: [],
      }),
    );
    const { stdout } = await flowtoll('bill', '--data', logs, '--ip-ranges', ranges);
    expect(stdout).toContain("AWS's address ranges are those of 2026-01-30");
    expect(stdout).toMatch(/inter-region +eu-west-1 +1 +1\.000 +\$0\.020 +\$0\.02/);
    // as some editors write it
    writeFileSync(ranges, `\uFEFF${readFileSync(ranges, 'utf8')}`);
    expect((await flowtoll('bill', '--data', logs, '--ip-ranges', ranges)).stdout).toBe(stdout);
    const none = await flowtoll('bill', '--data', logs, '--ip-ranges', join(folder, 'none.json'));
    expect(none.stderr).toMatch(/--ip-ranges must be a file/);
  });

  it.each(['--ip-ranges', '--networks', '--prices'])('are no folders: %s', async (option) => {
    const { code, stderr } = await flowtoll('bill', '--data', logs, option, folder);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: `flowtoll: ${option} must be a file, got a folder: '${folder}'\n`,
    });
  });
});

describe('--ip-ranges refresh', () => {
  it('fetches AWS’s file and keeps it; what is kept is used until it is refreshed', async () => {
    const text = JSON.stringify({
      syncToken: '1',
      createDate: '2026-02-01-00-00-00',
      prefixes: [
        {
          ip_prefix: '198.51.100.0/24',
          region: 'us-east-1',
          network_border_group: 'us-east-1',
          service: 'S3',
        },
      ],
      ipv6_prefixes: [],
    });
    let asked = 0;
    const aws = createServer((_, response) => {
      asked += 1;
      response.end(text);
    });
    await new Promise<void>((resolve) => aws.listen(0, '127.0.0.1', resolve));
    const { port } = aws.address() as AddressInfo;
    process.env['FLOWTOLL_IP_RANGES'] = `http://127.0.0.1:${port}/ip-ranges.json`;
    try {
      for (const refresh of [['--ip-ranges', 'refresh'], []]) {
        const { stdout } = await flowtoll('bill', '--data', logs, ...refresh);
        expect(stdout).toContain("AWS's address ranges are those of 2026-02-01");
        expect(stdout).toMatch(/aws-service +1 +2\.000 +\$0\.000/);
      }
      expect(asked).toBe(1);
    } finally {
      delete process.env['FLOWTOLL_IP_RANGES'];
      rmSync(join(folder, 'flowtoll'), { recursive: true });
      aws.close();
    }
  });
});

it('shows with --show-bad the lines that are no records', async () => {
  const bad = write('bad.log', [record(sent[0]!), 'no record']);
  expect((await flowtoll('bill', '--data', bad, '--show-bad')).stdout).toContain('no record');
});

it('prints with --dry-run what would be sent, and sends nothing', async () => {
  const { stdout } = await flowtoll('bill', '--data', logs, '--dry-run');
  expect(stdout).toMatch(/^CREATE TEMP TABLE sighted AS\nSELECT /);
});
