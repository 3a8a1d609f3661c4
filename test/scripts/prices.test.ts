import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../scripts/flowtoll';
import { cloudWatchOffer, ec2Offer, transferOffer, vpcOffer } from '../core/tolls/offers';
import { fakeIo, Recorder } from './terminal/fake-io';

/** The command as a user types it, against a server that has AWS's files for Ireland alone. */
const folder = mkdtempSync(join(tmpdir(), 'flowtoll-prices-'));
const cache = join(folder, 'flowtoll', 'prices.json');
const files: Readonly<Record<string, string>> = {
  AWSDataTransfer: transferOffer,
  AmazonVPC: vpcOffer,
  AmazonCloudWatch: cloudWatchOffer,
  AmazonEC2: ec2Offer,
};
let server: Server;
let asked: string[];

beforeAll(async () => {
  server = createServer(({ url }, response) => {
    asked.push(url!);
    const [, offer, region] =
      /^\/offers\/v1\.0\/aws\/(\w+)\/current\/([\w-]+)\/index\.json$/.exec(url!) ?? [];
    const text = region === 'eu-west-1' ? files[offer!] : undefined;
    response.writeHead(text === undefined ? 403 : 200);
    response.end(text ?? '<Error><Code>AccessDenied</Code></Error>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const before = { ...process.env };
beforeEach(() => {
  asked = [];
  process.env['XDG_CACHE_HOME'] = folder;
  process.env['FLOWTOLL_PRICE_LIST'] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  process.env = { ...before };
  rmSync(join(folder, 'flowtoll'), { recursive: true, force: true });
});

interface Answer {
  readonly rows: readonly Record<string, unknown>[];
}

async function prices(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const [stdout, stderr] = [new Recorder(), new Recorder()];
  const code = await run(['prices', ...argv], fakeIo({ stdout, stderr }));
  return { code, stdout: stdout.text, stderr: stderr.text };
}

async function rows(...argv: string[]): Promise<Answer['rows']> {
  const { code, stdout, stderr } = await prices(...argv, '--format', 'json');
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as Answer).rows;
}

describe('what a GB costs', () => {
  it('between Availability Zones, through a NAT gateway and to the internet, with source and day', async () => {
    const all = await rows();
    const of = (toll: string) =>
      all.filter((row) => row['toll'] === toll).map(({ above_gb, usd, per }) => [above_gb, usd, per]);
    expect(of('cross-az')).toEqual([[0, '0.01', 'GB']]);
    expect(of('nat-processing')).toEqual([[0, '0.045', 'GB']]);
    // the tiers begin after the GB that are free
    expect(of('internet-egress')).toEqual([
      [0, '0', 'GB'],
      [100, '0.09', 'GB'],
      [10_340, '0.085', 'GB'],
      [51_300, '0.07', 'GB'],
      [153_700, '0.05', 'GB'],
    ]);
    expect(all.every(({ source }) => typeof source === 'string' && source !== '')).toBe(true);
  });

  it('of a NAT gateway for 30 days is 32.40', async () => {
    expect((await rows()).find(({ toll }) => toll === 'nat-hours')).toMatchObject({
      usd: '0.045',
      usd_30_days: '32.400000',
    });
  });

  it('from one Region to another', async () => {
    expect(await rows('--from-region', 'us-east-1', '--to-region', 'us-east-2')).toMatchObject([
      { toll: 'inter-region', region: 'us-east-1', to_region: 'us-east-2', usd: '0.01' },
    ]);
  });

  it('is not guessed for a Region that is not known', async () => {
    const { stdout } = await prices('--from-region', 'eu-west-1');
    expect(stdout).toContain('no rows');
    expect(stdout).toContain(
      'no price is known from eu-west-1; run flowtoll prices --refresh --region eu-west-1',
    );
  });

  it.each([
    [
      ['--from-region', 'us-east-1', '--to-region', 'eu-north-1'],
      'no price is known from us-east-1 to eu-north-1; run flowtoll prices --refresh --region us-east-1',
    ],
    [
      ['--to-region', 'eu-north-1'],
      'no price is known to eu-north-1; run flowtoll prices --refresh --region <the Region that sends>, known are us-east-1',
    ],
    [
      ['--from-region', 'us-east-1', '--to-region', 'us-east-1'],
      'inside us-east-1 there is no price between Regions; leave out --to-region for what it costs there',
    ],
  ])('names the Region whose prices are missing, which is the sender’s: %j', async (argv, note) => {
    expect((await prices(...argv)).stdout).toContain(`\n${note}\n`);
  });

  it('asks nobody', async () => {
    await rows();
    expect(asked).toEqual([]);
  });

  it('is refused for what is no Region', async () => {
    expect(await prices('--from-region', 'Ireland')).toMatchObject({
      code: 2,
      stderr: "flowtoll: --from-region must be a Region like us-east-1, got: 'Ireland'\n",
    });
  });
});

describe('--refresh', () => {
  const ireland = ['--refresh', '--region', 'eu-west-1'];

  it("reads AWS's Price List of a Region, and keeps its prices", async () => {
    await rows(...ireland);
    expect(asked.sort()).toEqual(
      Object.keys(files)
        .map((offer) => `/offers/v1.0/aws/${offer}/current/eu-west-1/index.json`)
        .sort(),
    );
    asked = [];
    const kept = await rows('--from-region', 'eu-west-1');
    expect(asked).toEqual([]);
    expect(kept.find(({ toll }) => toll === 'nat-processing')).toMatchObject({
      usd: '0.048',
      date: '2026-10-01',
      source: 'AWS Price List, AmazonEC2 20261001000000, EU-NatGateway-Bytes',
    });
    expect(kept.find(({ to_region }) => to_region === 'us-east-2')).toMatchObject({ usd: '0.02' });
  });

  it('refreshes the Regions of before where none is named', async () => {
    await rows(...ireland);
    asked = [];
    await rows('--refresh');
    expect(asked).toHaveLength(4);
    expect(asked.every((url) => url.includes('/eu-west-1/'))).toBe(true);
  });

  it('keeps nothing where AWS does not have the Region', async () => {
    const { code, stderr } = await prices('--refresh', '--region', 'xx-nowhere-1');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /^flowtoll: http:.*\/xx-nowhere-1\/index\.json is not to be had: 403 Forbidden\n$/,
    );
    expect(existsSync(cache)).toBe(false);
  });

  it('says in one line that nobody answers', async () => {
    process.env['FLOWTOLL_PRICE_LIST'] = 'http://127.0.0.1:9';
    const { code, stderr } = await prices(...ireland);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^flowtoll: http.* is not to be had: .+; try again, or name a file\n$/);
  });

  it('trusts no open line', async () => {
    process.env['FLOWTOLL_PRICE_LIST'] = 'http://prices.example.com';
    expect((await prices(...ireland)).stderr).toContain('are fetched over https alone');
  });

  it('is what --region is for', async () => {
    expect((await prices('--region', 'eu-west-1')).stderr).toContain('use --from-region');
  });
});

describe('--prices', () => {
  it("reads one of AWS's files, and the file that a refresh keeps", async () => {
    const list = join(folder, 'ec2.json');
    writeFileSync(list, ec2Offer);
    const nat = async (...argv: string[]) =>
      (await rows(...argv, '--from-region', 'eu-west-1')).find(({ toll }) => toll === 'nat-processing');
    expect(await nat('--prices', list)).toMatchObject({ usd: '0.048' });

    const own = join(folder, 'own.json');
    await rows('--refresh', '--region', 'eu-west-1');
    // with the mark that some editors put before it
    writeFileSync(own, `\uFEFF${readFileSync(cache, 'utf8').replaceAll('0.048', '0.0485')}`);
    expect(await nat('--prices', own)).toMatchObject({ usd: '0.0485' });
    expect(await nat('--prices', own, '--prices', list)).toMatchObject({ usd: '0.048' });
  });

  it('refuses what is neither', async () => {
    const path = join(folder, 'list.csv');
    writeFileSync(path, 'toll,usd\n');
    expect((await prices('--prices', path)).stderr).toMatch(/list\.csv is no JSON/);
    expect((await prices('--prices', join(folder, 'none.json'))).stderr).toMatch(/found nothing at/);
  });
});
