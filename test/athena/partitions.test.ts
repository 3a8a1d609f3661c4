import type * as timers from 'node:timers/promises';
import { folderOfHour } from '../../core/delivery/partitions';
import { namedFormats } from '../../core/records/named-formats';
import { createTable } from '../../core/tables/table-ddl';
import { openAthena } from '../../scripts/aws/athena';
import { describeWithAws } from '../aws/describe-with-aws';
import { ACCOUNT, REGION } from '../aws/emulator';
import { plainDaily, plainHourly } from '../core/delivery/layouts';
import { article, placeWith, recommended } from '../core/tables/table-definitions';
import { bucket, workgroup, Workplace, type Deployed } from './workplace';

// pauses between looks are for a busy AWS
jest.mock('node:timers/promises', () => {
  const real = jest.requireActual<typeof timers>('node:timers/promises');
  const setTimeout: typeof timers.setTimeout = (ms, ...more) =>
    real.setTimeout(Math.min(ms ?? 0, 20), ...more);
  return { ...real, setTimeout };
});

jest.setTimeout(120_000);

const hour = 3_600_000;

describeWithAws('flowtoll partitions', () => {
  let place: Workplace;
  beforeAll(async () => {
    place = await Workplace.open(false);
  }, 60_000);
  afterAll(() => place?.close(), 60_000);

  const deployed = (database: string, more: Partial<Deployed> = {}): Deployed => ({
    database,
    format: namedFormats['eks-article'],
    delivery: { ...plainDaily, prefix: `${database}/` },
    columns: 'eks-article',
    partitions: 'explicit',
    ...more,
  });

  /** A deployment with the table that setup makes, and the options that name it. */
  async function withTable(one: Deployed): Promise<string[]> {
    const outputs = await place.deploy(one);
    const athena = await openAthena({ region: REGION, workgroup, database: one.database });
    const definition = one.columns === 'aws' ? recommended : article;
    const own = placeWith(one.delivery, { bucket, prefix: one.delivery.prefix });
    await athena.run(createTable(definition({ format: one.format, partitions: one.partitions, place: own })));
    await athena.close();
    return ['--outputs', outputs];
  }

  async function deliver(one: Deployed, times: readonly string[]): Promise<void> {
    for (const time of times) {
      const folder = folderOfHour(one.delivery, ACCOUNT, REGION, new Date(time));
      await place.put(`${folder}a_fl-0a.log.gz`, 'x');
    }
  }

  const partitionsOf = async (database: string) =>
    (await place.catalog(database))[0]!.partitions.map((one) => one.split(' ')[0]);

  const done = async (...argv: string[]) =>
    (await place.rows('partitions', ...argv)).map(({ partition, done }) => `${partition} ${done}`);

  test('sync adds what S3 has and the table lacks, and shows what the table has and S3 lacks', async () => {
    const one = deployed('sync');
    const options = await withTable(one);
    await deliver(one, ['2026-01-30', '2026-02-01', '2026-02-02']);
    await place.flowtoll('partitions', 'add', '--from', '2026-01-30', '--to', '2026-02-02', ...options);

    const first = await place.flowtoll('partitions', 'sync', ...options);
    expect(first.code).toBe(0);
    expect(first.stdout).toMatch(/dt=2026-02-02 .*2026\/02\/02\/ +missing, added/);
    expect(first.stdout).toMatch(/dt=2026-01-31 .*2026\/01\/31\/ +surplus/);
    expect(first.stdout).toContain(
      'vpc_flow_logs: 1 partition added, 1 partition without files, which --remove-surplus takes away; S3 has 3',
    );
    expect(await partitionsOf('sync')).toEqual(['2026-01-30', '2026-01-31', '2026-02-01', '2026-02-02']);

    expect(await done('sync', '--remove-surplus', ...options)).toEqual(['dt=2026-01-31 surplus, removed']);
    expect(await partitionsOf('sync')).toEqual(['2026-01-30', '2026-02-01', '2026-02-02']);
    const { stdout } = await place.flowtoll('partitions', 'sync', ...options);
    expect(stdout).toContain('vpc_flow_logs: nothing is missing; S3 has 3');
  });

  test('what was added ahead is no surplus', async () => {
    const one = deployed('ahead');
    const options = await withTable(one);
    await deliver(one, ['2026-02-08']);
    // the clock stands at 10 February 2026, noon
    await place.flowtoll('partitions', 'add', '--from', '2026-02-08', '--to', '2026-02-13', ...options);
    const { stdout } = await place.flowtoll('partitions', 'sync', '--remove-surplus', ...options);
    expect(stdout).toContain(
      'vpc_flow_logs: nothing is missing, 1 partition without files removed, 3 partitions ready for files to come; S3 has 1',
    );
    expect(await partitionsOf('ahead')).toEqual(['2026-02-08', '2026-02-10', '2026-02-11', '2026-02-12']);
  });

  test('in a schedule it looks at the last days only, remarks nothing, and ends with 0', async () => {
    const one = deployed('scheduled', { delivery: { ...plainHourly, prefix: 'scheduled/' } });
    const options = await withTable(one);
    // the clock stands at 10 February 2026, noon
    await deliver(one, ['2026-01-01T05:00Z', '2026-02-08T11:00Z', '2026-02-08T12:00Z', '2026-02-10T11:00Z']);
    const before = place.server.requests.length;
    const run = await place.flowtoll('partitions', 'sync', '--last', '2d', '--quiet', ...options);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout.match(/missing, added/g)).toHaveLength(2);
    expect(await partitionsOf('scheduled')).toEqual(['2026-02-08-12', '2026-02-10-11']);
    const lists = place.server.requests.slice(before).filter(({ action }) => action === 's3:ListBucket');
    // years, months, days, and the hours of the two days that have any
    expect(lists).toHaveLength(5);
    // old partitions are not taken for surplus
    await place.flowtoll('partitions', 'add', '--from', '2026-01-01', '--to', '2026-01-02', ...options);
    expect(await done('sync', '--last', '2d', ...options)).toEqual([]);
  });

  test('add takes any time, a year of hours in ten statements, and adds nothing twice', async () => {
    const one = deployed('year', { delivery: { ...plainHourly, prefix: 'year/' } });
    const options = await withTable(one);
    const year = ['--from', '2026-01-01', '--to', '2027-01-01', ...options];
    const before = place.server.queries.length;
    const { code, stdout } = await place.flowtoll('partitions', 'add', ...year);
    expect(code).toBe(0);
    expect(stdout).toContain('… 8,740 more');
    expect(stdout).toContain('vpc_flow_logs: 8,760 partitions added, 0 there already');
    const statements = place.server.queries.slice(before).map(({ statement }) => statement.type);
    expect(statements.filter((type) => type === 'ALTER_TABLE_ADD_PARTITION').length).toBeLessThanOrEqual(10);
    const values = await partitionsOf('year');
    const begin = Date.UTC(2026, 0, 1);
    expect(values).toEqual(
      Array.from({ length: 8_760 }, (_, index) =>
        new Date(begin + index * hour).toISOString().slice(0, 13).replace('T', '-'),
      ),
    );
    const again = await place.flowtoll('partitions', 'add', ...year);
    expect(again.stdout).toContain('vpc_flow_logs: 0 partitions added, 8,760 there already');

    const day = ['--from', '2026-03-01T06:00', '--to', '2026-03-01T08:00', ...options];
    expect(await done('list', ...day)).toEqual(['dt=2026-03-01-06 there', 'dt=2026-03-01-07 there']);
    expect(await done('remove', ...day)).toEqual(['dt=2026-03-01-06 removed', 'dt=2026-03-01-07 removed']);
    expect(await partitionsOf('year')).toHaveLength(8_758);
  }, 300_000);

  test('remove takes no partition of which only a part was asked, and says which it left', async () => {
    const options = await withTable(deployed('part'));
    await place.flowtoll('partitions', 'add', '--from', '2026-01-30', '--to', '2026-02-02', ...options);
    const part = ['remove', '--from', '2026-01-30T12:00', '--to', '2026-02-01T12:00', ...options];
    const { code, stdout } = await place.flowtoll('partitions', ...part);
    expect(code).toBe(0);
    expect(stdout).toMatch(/dt=2026-01-31 .* removed\n/);
    expect(stdout).toMatch(/dt=2026-01-30 .* left, only a part\n/);
    expect(stdout).toContain(
      'vpc_flow_logs: 1 partition removed; 2 partitions left, which the time covers only a part of; their files stay in S3',
    );
    expect(await partitionsOf('part')).toEqual(['2026-01-30', '2026-02-01']);
  });

  test('--dry-run prints the statements and sends none', async () => {
    const one = deployed('dry');
    const options = await withTable(one);
    const { code, stdout } = await place.flowtoll(
      ...['partitions', 'add', '--from', '2026-01-31', '--to', '2026-02-01', '--dry-run', ...options],
    );
    expect(code).toBe(0);
    expect(stdout).toBe(
      "ALTER TABLE `vpc_flow_logs` ADD IF NOT EXISTS\nPARTITION (`dt`='2026-01-31') LOCATION " +
        `'s3://${bucket}/dry/AWSLogs/${ACCOUNT}/vpcflowlogs/${REGION}/2026/01/31/';\n`,
    );
    expect(await partitionsOf('dry')).toEqual([]);
  });

  test.each([
    ['add', '--from', '2026-01-01', '--to', '2027-01-01'],
    ['sync'],
    ['list'],
    ['remove', '--from', '2026-01-01', '--to', '2027-01-01'],
  ])('on a projected table %s has nothing to do, says so and ends with 0', async (...argv) => {
    const one = deployed('projected', {
      format: namedFormats.recommended,
      columns: 'aws',
      partitions: 'projection',
    });
    const options = await withTable(one);
    const before = place.server.queries.length;
    const { code, stdout } = await place.flowtoll('partitions', ...argv, ...options);
    expect(code).toBe(0);
    expect(stdout).toContain(
      `vpc_flow_logs: Athena projects the partitions of this table, there is nothing to ${argv[0]}`,
    );
    expect(place.server.queries.length).toBe(before);
  });

  test.each([
    [['ad'], "partitions takes add, sync, list or remove, got: 'ad'; did you mean 'add'?"],
    [
      ['add', '--from', '2026-01-01'],
      'partitions add needs --from and --to, e.g. --from 2026-01-01 --to 2027-01-01',
    ],
    [['remove'], 'partitions remove needs --from and --to'],
    [['sync'], "there is no table 'vpc_flow_logs' in database 'nothing'; run flowtoll setup, which makes it"],
  ])('refuses %j', async (argv, says) => {
    const outputs = await place.deploy(deployed('nothing'));
    const { code, stderr } = await place.flowtoll('partitions', ...argv, '--outputs', outputs);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  test('a table that was made by hand is named, with what to do', async () => {
    const outputs = await place.deploy(deployed('by_hand'));
    const athena = await openAthena({ region: REGION, workgroup, database: 'by_hand' });
    await athena.run(
      "CREATE EXTERNAL TABLE vpc_flow_logs (srcaddr string) PARTITIONED BY (dt string) LOCATION 's3://flow/by_hand/'",
    );
    await athena.close();
    const { code, stderr } = await place.flowtoll('partitions', 'sync', '--outputs', outputs);
    expect([code, stderr.trim()]).toEqual([
      2,
      "flowtoll: the table 'vpc_flow_logs' does not say where its files are; run flowtoll setup, which tells it",
    ]);
  });
});
