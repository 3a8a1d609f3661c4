import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { namedFormats } from '../../core/records/named-formats';
import { run } from '../../scripts/flowtoll';
import {
  client,
  egress,
  GB,
  host,
  ingress,
  nat,
  onClient,
  onNat,
  onServer,
  record,
  sent,
  server,
  toNat,
  type Sent,
} from './bill-records';
import { fakeIo, Recorder } from './terminal/fake-io';

/** What other tools get wrong about tolls, each by its name. */
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-toll-mistakes-'));
const before = process.env['XDG_CACHE_HOME'];
beforeAll(() => (process.env['XDG_CACHE_HOME'] = folder));
afterAll(() => {
  if (before === undefined) delete process.env['XDG_CACHE_HOME'];
  else process.env['XDG_CACHE_HOME'] = before;
  rmSync(folder, { recursive: true });
});

interface Line {
  readonly toll: string;
  readonly bytes: number | null;
  readonly times: number;
  readonly usd: string | null;
  readonly how: string;
  readonly via: string | null;
}

let written = 0;
/** Files as AWS names them, each of a flow log. */
function delivered(...flowLogs: readonly (readonly string[])[]): string {
  const path = join(folder, String((written += 1)), 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/01/31');
  mkdirSync(path, { recursive: true });
  for (const [index, lines] of flowLogs.entries()) {
    const name = `123456789012_vpcflowlogs_us-east-1_fl-0000000${index}_20260131T1205Z_0000000${index}.log.gz`;
    const text = `${namedFormats.recommended.toHeader()}\n${lines.join('\n')}\n`;
    writeFileSync(join(path, name), gzipSync(text));
  }
  return path;
}

async function bill(data: string, ...argv: string[]): Promise<Line[]> {
  const [stdout, stderr] = [new Recorder(), new Recorder()];
  const all = ['bill', '--data', data, '--by', 'via', '--format', 'json', ...argv];
  const code = await run(all, fakeIo({ stdout, stderr }));
  if (code !== 0) throw new Error(stderr.text);
  const { bill: made } = JSON.parse(stdout.text) as { bill: { lines: Line[] } };
  return made.lines.filter(({ bytes, toll }) => bytes !== null && toll !== 'flow-logs');
}

const records = (all: readonly Sent[]) => all.map((one) => record(one));

/** The GB of a toll. */
function gigabytes(lines: readonly Line[], wanted: string): number {
  return lines.filter(({ toll }) => toll === wanted).reduce((sum, { bytes }) => sum + bytes! / GB, 0);
}

function ranges(...prefixes: readonly (readonly [prefix: string, service: string])[]): string {
  const path = join(folder, 'ip-ranges.json');
  const of = ([ip_prefix, service]: readonly [string, string]) => ({
    ...{ ip_prefix, service, region: 'us-east-1', network_border_group: 'us-east-1' },
  });
  writeFileSync(
    path,
    JSON.stringify({
      syncToken: '1',
      createDate: '2026-01-31-00-00-00',
      prefixes: prefixes.map(of),
      ipv6_prefixes: [],
    }),
  );
  return path;
}

it('a NAT gateway’s byte is seen three times and processed once', async () => {
  const lines = await bill(delivered(records(sent)));
  expect(gigabytes(lines, 'nat-processing')).toBe(2);
  expect(gigabytes(lines, 'internet-egress')).toBe(1);
});

it('nobody types addresses of NAT gateways: they are known by what they are, a regional one too', async () => {
  const regional = { 'resource-id': 'nat-0123456789abcdef0', 'interface-type': 'regional_nat_gateway' };
  const toRegional = { 'next-hop-interface-type': 'regional_nat_gateway', 'next-hop-vpc-id': 'vpc-1' };
  const own = '203.0.113.9';
  const lines = await bill(
    delivered(
      records([
        {
          from: client,
          to: host,
          gigabytes: 1,
          of: { ...onClient, ...egress, ...toRegional, 'traffic-path': 1 },
        },
        { from: client, to: host, gigabytes: 1, of: { ...regional, ...ingress } },
        { from: own, to: host, gigabytes: 1, of: { ...regional, ...egress, 'traffic-path': 8 } },
      ]),
    ),
  );
  expect(gigabytes(lines, 'nat-processing')).toBe(1);
  expect(lines.find(({ toll }) => toll === 'nat-processing')!.via).toBe('nat-0123456789abcdef0');
});

it('overlapping flow logs count nothing again', async () => {
  const [once, twice] = [delivered(records(sent)), delivered(records(sent), records(sent))];
  expect(await bill(twice)).toEqual(await bill(once));
});

it('an Application Load Balancer across zones is free: what may be one is said to be', async () => {
  const balancer = { 'interface-id': 'eni-elb', 'az-id': 'use1-az2', 'subnet-id': 'subnet-2' };
  const lines = await bill(
    delivered(
      records([
        {
          from: client,
          to: '10.0.2.9',
          gigabytes: 4,
          of: {
            ...onClient,
            ...egress,
            'traffic-path': 1,
            'next-hop-interface-id': 'eni-elb',
            'next-hop-az-id': 'use1-az2',
            'next-hop-vpc-id': 'vpc-1',
          },
        },
        { from: client, to: '10.0.2.9', gigabytes: 4, of: { ...balancer, ...ingress } },
      ]),
    ),
  );
  const crossing = lines.find(({ toll }) => toll === 'cross-az')!;
  expect(crossing.bytes).toBe(4 * GB);
  expect(crossing.how).toMatch(/^At most this much: .* may be an Application Load Balancer/);
});

it('traffic by a public address is charged, though both ends are in one zone', async () => {
  const elastic = '198.51.100.20';
  const lines = await bill(
    delivered(
      records([
        { from: client, to: elastic, gigabytes: 3, of: { ...onClient, ...egress, 'traffic-path': 8 } },
      ]),
    ),
    ...['--ip-ranges', ranges(['198.51.100.0/24', 'EC2'])],
  );
  expect(lines).toMatchObject([{ toll: 'public-address', bytes: 3 * GB, times: 1, usd: '0.030000' }]);
});

it('a gateway endpoint is free', async () => {
  const s3 = { 'pkt-dst-aws-service': 'S3', 'traffic-path': 7 };
  const lines = await bill(
    delivered(
      records([{ from: client, to: '198.51.100.30', gigabytes: 5, of: { ...onClient, ...egress, ...s3 } }]),
    ),
  );
  expect(lines).toMatchObject([{ toll: 'gateway-endpoint', bytes: 5 * GB, usd: '0.000000' }]);
});

it('a zone that nobody knows is a line of its own: neither dropped nor taken as the same', async () => {
  const lines = await bill(
    delivered(
      records([
        { from: client, to: '10.0.77.7', gigabytes: 6, of: { ...onClient, ...egress, 'traffic-path': 1 } },
      ]),
    ),
  );
  expect(lines).toMatchObject([{ toll: 'unknown', bytes: 6 * GB, usd: null }]);
});

it('a client and a NAT gateway in two zones pay for crossing too, both ways', async () => {
  const far = { ...onServer };
  const lines = await bill(
    delivered(
      records([
        { from: server, to: host, gigabytes: 1, of: { ...far, ...egress, ...toNat, 'traffic-path': 1 } },
        { from: server, to: nat, gigabytes: 1, of: { ...onNat, ...ingress, 'pkt-dstaddr': host } },
        { from: nat, to: host, gigabytes: 1, of: { ...onNat, ...egress, 'traffic-path': 8 } },
      ]),
    ),
  );
  expect(lines.find(({ toll }) => toll === 'cross-az')).toMatchObject({
    bytes: GB,
    times: 2,
    usd: '0.020000',
    via: 'eni-nat',
  });
});

it('a time without records is no crash and no bill of nothing: it is said', async () => {
  const [stdout, stderr] = [new Recorder(), new Recorder()];
  const data = delivered(records(sent));
  const code = await run(['bill', '--data', data, '--from', '2027-01-01'], fakeIo({ stdout, stderr }));
  expect(code).toBe(0);
  expect(stdout.text).toContain('no record starts in that time');
});
