import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as timers from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { formatFolder } from '../../core/delivery/s3-delivery';
import { parseDeployment, type Deployment } from '../../core/outputs';
import { namedFormats } from '../../core/records/named-formats';
import { RecordFormat } from '../../core/records/record-format';
import { openAthena } from '../../scripts/aws/athena';
import { describeWithAws } from '../aws/describe-with-aws';
import { ACCOUNT, REGION } from '../aws/emulator';
import type { Faults } from '../aws/faults';
import type { RecordedCall } from '../aws/gateway';
import { hiveHourly, plainDaily, plainHourly } from '../core/delivery/layouts';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS } from '../trino/trino';
import { bucket, workgroup, Workplace, type CatalogTable, type Deployed } from './workplace';

// pauses between tries and looks are for a busy AWS
jest.mock('node:timers/promises', () => {
  const real = jest.requireActual<typeof timers>('node:timers/promises');
  const setTimeout: typeof timers.setTimeout = (ms, ...more) =>
    real.setTimeout(Math.min(ms ?? 0, 20), ...more);
  return { ...real, setTimeout };
});

jest.setTimeout(300_000);

const parquetHourly = { ...plainHourly, fileFormat: 'parquet' } as const;

/** As the presets deploy, each test in a database and with a folder of its own. */
const recommended = (database: string): Deployed => ({
  database,
  format: namedFormats.recommended,
  delivery: {
    ...parquetHourly,
    prefix: `${database}/${formatFolder(namedFormats.recommended, parquetHourly)}`,
  },
  columns: 'aws',
  partitions: 'projection',
});
const article = (database: string): Deployed => ({
  database,
  format: namedFormats['eks-article'],
  delivery: { ...plainDaily, prefix: `${database}/` },
  columns: 'eks-article',
  partitions: 'explicit',
});

/** A file of text, whose only record has these bytes. */
function file(
  format: RecordFormat,
  bytes: number,
  start: number,
  more: Readonly<Record<string, string>> = {},
): Buffer {
  const values: Record<string, string> = {
    version: String(format.version),
    'account-id': ACCOUNT,
    'interface-id': 'eni-0123456789abcdef0',
    srcaddr: '10.0.0.1',
    'pkt-srcaddr': '10.0.0.1',
    dstaddr: '10.0.0.2',
    'pkt-dstaddr': '10.0.0.2',
    srcport: '443',
    dstport: '50000',
    protocol: '6',
    packets: '1',
    bytes: String(bytes),
    start: String(start),
    end: String(start + 60),
    action: 'ACCEPT',
    'log-status': 'OK',
    ...more,
  };
  const line = format.fields.map(({ name }) => values[name] ?? '-').join(' ');
  return gzipSync(`${format.toHeader()}\n${line}\n`);
}

const plainRoot = `AWSLogs/${ACCOUNT}/vpcflowlogs/${REGION}/`;
const viewsCreated = ['records', 'transfers', 'sightings', 'both_ends', 'coverage'].map(
  (name) => `view ${name}: created`,
);
const nothingChanged = 'everything was there already; nothing has been changed';

describeWithAws('flowtoll setup', () => {
  describeWithTrino('on an Athena', () => {
    let place: Workplace;
    beforeAll(async () => {
      place = await Workplace.open();
    }, START_TIMEOUT_MS);
    afterAll(() => place?.close(), 60_000);
    afterEach(() => place?.server.setFaults({}));

    /** Runs setup, which must not fail, and returns what was done of what. */
    async function setup(...argv: string[]): Promise<string[]> {
      const rows = await place.rows('setup', ...argv);
      return rows.map(({ object, name, done }) => `${object} ${name}: ${done}`);
    }
    const table = async (database: string, name = 'vpc_flow_logs'): Promise<CatalogTable> =>
      (await place.catalog(database)).find((one) => one.name === name)!;

    async function deliverDays(deployed: Deployed, days: readonly string[]): Promise<void> {
      for (const [index, day] of days.entries()) {
        const start = Date.parse(`${day}T06:00Z`) / 1000;
        const key = `${deployed.delivery.prefix}${plainRoot}${day.replaceAll('-', '/')}/${index}_fl-0a.log.gz`;
        await place.put(key, file(deployed.format, 10 ** index, start));
      }
    }

    test("makes the article's table, a partition for each delivered day, and views", async () => {
      const deployed = article('flowloggluedb');
      const outputs = await place.deploy(deployed);
      await deliverDays(deployed, ['2026-01-30', '2026-01-31', '2026-02-01']);

      expect(await setup('--outputs', outputs)).toEqual(
        expect.arrayContaining([
          'database flowloggluedb: unchanged',
          'table vpc_flow_logs: created',
          'partitions vpc_flow_logs: added 3',
          ...viewsCreated,
        ]),
      );
      const root = `s3://${bucket}/flowloggluedb/${plainRoot}`;
      expect(await table('flowloggluedb')).toMatchObject({
        type: 'EXTERNAL_TABLE',
        columns:
          'version int, account string, instanceid string, interfaceid string, pktsrcaddr string, sourceaddress string, ' +
          'sourceport int, pktdstaddr string, destinationaddress string, destinationport int, protocol int, ' +
          'numpackets bigint, numbytes bigint, starttime bigint, endtime bigint, action string, logstatus string, azid string',
        keys: 'dt string',
        location: root,
        parameters: { 'skip.header.line.count': '1' },
        partitions: [
          `2026-01-30 ${root}2026/01/30/`,
          `2026-01-31 ${root}2026/01/31/`,
          `2026-02-01 ${root}2026/02/01/`,
        ],
      });
      const sum = (where: string) =>
        place.rows('sql', `SELECT SUM(numbytes) AS bytes FROM vpc_flow_logs ${where}`, '--outputs', outputs);
      expect(await sum('')).toEqual([{ bytes: 111 }]);
      expect(await sum("WHERE dt = '2026-01-31'")).toEqual([{ bytes: 10 }]);
      expect(
        await place.rows('sql', 'SELECT SUM(bytes) AS bytes FROM transfers', '--outputs', outputs),
      ).toEqual([{ bytes: 111 }]);
    });

    test('changes nothing the second time, and says so; a new day is all that a third time adds', async () => {
      const deployed = article('again');
      const outputs = await place.deploy(deployed);
      await deliverDays(deployed, ['2026-01-30']);
      await setup('--outputs', outputs);
      const before = await place.catalog('again');
      const queries = place.server.queries.length;

      const { code, stdout } = await place.flowtoll('setup', '--outputs', outputs);
      expect(code).toBe(0);
      expect(stdout).toContain(nothingChanged);
      expect(new Set(stdout.match(/ {2}\w+$/gm)!.map((done) => done.trim()))).toEqual(
        new Set(['done', 'unchanged']),
      );
      expect(await place.catalog('again')).toEqual(before);
      // it has looked at the partitions, and asked nothing else
      expect(place.server.queries.slice(queries).map(({ statement }) => statement.type)).toEqual([
        'SHOW_PARTITIONS',
      ]);

      await deliverDays(deployed, ['2026-01-30', '2026-01-31']);
      const ask = () =>
        place.flowtoll('traffic', '--from', '2026-01-30', '--to', '2026-02-01', '--outputs', outputs);
      expect((await ask()).stdout).toMatch(
        / 1 B\n\nthe answer lacks the files of 1 of 2 folders of this time: vpc_flow_logs has no partition there; run flowtoll partitions sync\n$/,
      );
      expect(await setup('--outputs', outputs)).toContain('partitions vpc_flow_logs: added 1');
      expect((await ask()).stdout).toMatch(/ 11 B\n$/);
      expect((await table('again')).partitions).toHaveLength(2);
    });

    test('projects the partitions of the recommended table from the first delivered day on', async () => {
      const deployed = recommended('projected');
      const outputs = await place.deploy(deployed);
      const root = `${deployed.delivery.prefix}${plainRoot}`;
      await place.put(`${root}2026/01/09/17/a.log.parquet`, 'x');
      await place.put(`${root}2025/12/31/23/a.log.parquet`, 'x');
      await place.put(`${root}2025/lost/a.log.parquet`, 'x');

      expect(await setup('--outputs', outputs)).toEqual(
        expect.arrayContaining([
          'database projected: unchanged',
          'table vpc_flow_logs: created',
          'partitions vpc_flow_logs: projected',
          ...viewsCreated,
        ]),
      );
      const { parameters, partitions } = await table('projected');
      expect(parameters).toMatchObject({
        'projection.dt.range': '2025/12/31/00,NOW',
        'storage.location.template': `s3://${bucket}/${root}\${dt}/`,
      });
      expect(partitions).toEqual([]);
      expect((await place.flowtoll('setup', '--outputs', outputs)).stdout).toContain(nothingChanged);

      await place.put(`${root}2025/12/30/04/a.log.parquet`, 'x');
      expect(await setup('--outputs', outputs)).toContain('table vpc_flow_logs: changed');
      expect((await table('projected')).parameters['projection.dt.range']).toBe('2025/12/30/00,NOW');
      expect(await setup('--outputs', outputs, '--from', '2025-11-01')).toContain(
        'table vpc_flow_logs: changed',
      );
      expect((await table('projected')).parameters['projection.dt.range']).toBe('2025/11/01/00,NOW');
    });

    test('before anything is delivered it is ready for what is still of yesterday', async () => {
      const outputs = await place.deploy(recommended('empty'));
      await setup('--outputs', outputs);
      // the clock stands at 10 February 2026
      expect((await table('empty')).parameters['projection.dt.range']).toBe('2026/02/09/00,NOW');
    });

    test('keeps the accounts of one bucket apart, in Hive-compatible folders too', async () => {
      const deployed: Deployed = {
        ...article('accounts'),
        format: namedFormats.v5,
        delivery: { ...hiveHourly, prefix: 'accounts/' },
        columns: 'aws',
        sourceAccounts: ['999999999999'],
      };
      const folder = (account: string, hour: string) =>
        `accounts/AWSLogs/aws-account-id=${account}/aws-service=vpcflowlogs/aws-region=${REGION}/year=2026/month=01/day=31/hour=${hour}/`;
      const outputs = await place.deploy(deployed);
      const start = Date.UTC(2026, 0, 31, 5) / 1000;
      await place.put(`${folder(ACCOUNT, '05')}a.log.gz`, file(deployed.format, 1, start));
      await place.put(`${folder('999999999999', '06')}a.log.gz`, file(deployed.format, 10, start));
      expect(await setup('--outputs', outputs)).toContain('partitions vpc_flow_logs: added 2');
      expect((await table('accounts')).partitions).toEqual([
        `${ACCOUNT}/2026-01-31-05 s3://${bucket}/${folder(ACCOUNT, '05')}`,
        `999999999999/2026-01-31-06 s3://${bucket}/${folder('999999999999', '06')}`,
      ]);
      expect(
        await place.rows(
          'sql',
          "SELECT bytes FROM vpc_flow_logs WHERE account_code = '999999999999'",
          '--outputs',
          outputs,
        ),
      ).toEqual([{ bytes: 10 }]);
    });

    test('views count once what two flow logs of another account tell, which no stack lists', async () => {
      const deployed = { ...article('overlap'), sourceAccounts: ['999999999999'] };
      const outputs = await place.deploy(deployed);
      const start = Date.UTC(2026, 0, 31, 5) / 1000;
      const folder = (account: string) =>
        `overlap/AWSLogs/${account}/vpcflowlogs/${REGION}/2026/01/31/${account}_vpcflowlogs_${REGION}`;
      const other = { 'interface-id': 'eni-0999', srcaddr: '10.9.0.1', 'pkt-srcaddr': '10.9.0.1' };
      const slot = '20260131T0500Z_a.log.gz';
      await place.put(`${folder(ACCOUNT)}_fl-0a_${slot}`, file(deployed.format, 1, start));
      for (const id of ['fl-0b', 'fl-0c']) {
        await place.put(`${folder('999999999999')}_${id}_${slot}`, file(deployed.format, 10, start, other));
      }
      await setup('--outputs', outputs);
      for (const view of ['sightings', 'transfers']) {
        expect(
          await place.rows('sql', `SELECT SUM(bytes) AS bytes FROM ${view}`, '--outputs', outputs),
        ).toEqual([{ bytes: 11 }]);
      }
    });

    test('plain SQL that writes says that it has run, and answers nothing', async () => {
      const deployed = article('writes');
      const outputs = await place.deploy(deployed);
      await deliverDays(deployed, ['2026-01-30', '2026-01-31']);
      await setup('--outputs', outputs);
      const sql = async (statement: string) => {
        const { code, stdout, stderr } = await place.flowtoll('sql', statement, '--outputs', outputs);
        expect([statement, code, stderr]).toEqual([statement, 0, expect.stringContaining('scanned')]);
        return stdout;
      };
      const says = 'no rows\n\nthe statement has run; it is of a kind that answers nothing\n';
      const where = `WITH (external_location = 's3://${bucket}/kept/', format = 'PARQUET')`;
      expect(await sql(`CREATE TABLE kept ${where} AS SELECT bytes FROM records`)).toBe(says);
      expect(await sql('SELECT SUM(bytes) AS bytes FROM kept')).toMatch(/^bytes\n +11\n/);
      expect(await sql('CREATE VIEW most AS SELECT MAX(bytes) AS bytes FROM kept')).toBe(says);
      expect(await sql("ALTER TABLE vpc_flow_logs ADD IF NOT EXISTS PARTITION (dt='2026-02-01')")).toBe(says);
      expect(await sql('DROP TABLE kept')).toBe(says);
    });

    test('makes a second table of a changed format, and a view over both', async () => {
      const old: Deployed = { ...article('changed'), format: namedFormats.v5, columns: 'aws' };
      await place.deploy(old).then((outputs) => setup('--outputs', outputs));
      await deliverDays(old, ['2026-01-30', '2026-01-31']);
      const now: Deployed = {
        ...old,
        format: new RecordFormat(['bytes', 'srcaddr', 'dstaddr', 'start', 'end', 'log-status']),
        delivery: { ...plainDaily, prefix: 'changed/new/' },
      };
      const outputs = await place.deploy(now);
      await deliverDays(now, ['2026-02-01', '2026-02-02', '2026-02-03']);

      const done = await setup('--outputs', outputs);
      const [, name] = /^table (vpc_flow_logs_[0-9a-f]{8}): created$/.exec(done[1]!)!;
      expect(done).toContain('view vpc_flow_logs_all: created');
      expect(done).toContain('view records: created anew');
      // the old table's last days came after its setup
      await place.rows('partitions', 'sync', '--outputs', outputs);
      const sum = (sums: string, from: string) =>
        place.rows('sql', `SELECT ${sums} FROM ${from}`, '--outputs', outputs);
      const [bytes, both] = ['SUM(bytes) AS bytes', 'SUM(bytes) AS bytes, COUNT(srcport) AS ports'];
      expect(await sum(bytes, 'vpc_flow_logs')).toEqual([{ bytes: 11 }]);
      expect(await sum(bytes, name!)).toEqual([{ bytes: 111 }]);
      expect(await sum(both, 'vpc_flow_logs_all')).toEqual([{ bytes: 122, ports: 2 }]);
      expect(await sum(both, "vpc_flow_logs_all WHERE dt IN ('2026-01-31', '2026-02-01')")).toEqual([
        { bytes: 11, ports: 1 },
      ]);
      expect(await sum(both, 'records')).toEqual([{ bytes: 122, ports: 2 }]);
      expect(await sum(both, "records WHERE dt = '2026-02-03'")).toEqual([{ bytes: 100, ports: 0 }]);
      expect((await place.flowtoll('setup', '--outputs', outputs)).stdout).toContain(nothingChanged);
    });

    describe('refuses', () => {
      const fails = async (outputs: string, ...argv: string[]) => {
        const { code, stderr } = await place.flowtoll('setup', '--outputs', outputs, ...argv);
        return { code, stderr: stderr.trim() };
      };

      test('an output that is not what EC2 says, and makes nothing', async () => {
        const outputs = await place.deploy(article('stale'));
        const deployment = readOutput(outputs);
        const [flowLog] = deployment.flow_logs;
        const stale = { ...flowLog!, record_format: flowLog!.record_format.replace(' ${az-id}', '') };
        const { code, stderr } = await fails(place.writeOutputs({ ...deployment, flow_logs: [stale] }));
        expect(code).toBe(2);
        expect(stderr).toContain(
          `flow log ${flowLog!.id} is not what the stack's output says: its record format is '${flowLog!.record_format}'`,
        );
        const hourly = {
          ...flowLog!,
          destination: { ...flowLog!.destination, per_hour_partition: true },
        } as Deployment['flow_logs'][number];
        expect((await fails(place.writeOutputs({ ...deployment, flow_logs: [hourly] }))).stderr).toContain(
          "its per_hour_partition is 'false', the output says 'true'; deploy the stack again, then run setup",
        );
        expect(await place.catalog('stale')).toEqual([]);
      });

      test('to read a changed format with the table of the old one', async () => {
        const deployed = article('mixed');
        await place.deploy(deployed).then((outputs) => setup('--outputs', outputs));
        const before = await place.catalog('mixed');
        const names = deployed.format.fields.map(({ name }) => name).reverse();
        const outputs = await place.deploy({ ...deployed, format: new RecordFormat(names) });
        const { code, stderr } = await fails(outputs);
        expect(code).toBe(2);
        expect(stderr).toContain('field 1 is version in the table and az-id in the flow log');
        expect(await place.catalog('mixed')).toEqual(before);
      });

      test("to replace a view of the user's own, and makes nothing", async () => {
        const outputs = await place.deploy(article('taken'));
        const own = 'CREATE VIEW coverage AS SELECT 1 AS percent';
        expect((await place.flowtoll('sql', own, '--outputs', outputs)).code).toBe(0);
        const before = await place.catalog('taken');
        expect(before.map(({ name }) => name)).toEqual(['coverage']);
        expect(await fails(outputs)).toEqual({
          code: 2,
          stderr:
            "flowtoll: the name 'coverage' is taken by something that setup has not made; name another --database, or drop it",
        });
        expect(await place.catalog('taken')).toEqual(before);
      });

      test('a flow log that is gone', async () => {
        const deployment = readOutput(await place.deploy(article('gone')));
        const [flowLog] = deployment.flow_logs;
        const outputs = place.writeOutputs({
          ...deployment,
          flow_logs: [{ ...flowLog!, id: 'fl-0123456789abcdef0' }],
        });
        expect((await fails(outputs)).stderr).toMatch(/fl-0123456789abcdef0/);
      });

      test('a database that a stack should have made is made; a workgroup is not', async () => {
        const outputs = await place.deploy(article('workgroup'));
        expect((await fails(outputs, '--workgroup', 'nobody')).stderr).toMatch(/no workgroup 'nobody'/);
        expect(await setup('--outputs', outputs, '--database', 'elsewhere')).toContain(
          'database elsewhere: created',
        );
        expect((await place.catalog('elsewhere')).map(({ name }) => name)).toContain('transfers');
      });
    });

    test('of a flow log that was made elsewhere needs a database and no stack', async () => {
      const deployed = recommended('made_elsewhere');
      const { id } = await place.createFlowLog(deployed);
      const argv = ['--flow-log', id, '--workgroup', workgroup];
      expect((await place.flowtoll('setup', ...argv)).stderr).toMatch(/--flow-log fl-\w+ needs --database/);
      expect(await setup(...argv, '--database', 'made_elsewhere')).toContain(
        'database made_elsewhere: created',
      );
      expect((await table('made_elsewhere')).location).toBe(
        `s3://${bucket}/${deployed.delivery.prefix}${plainRoot}`,
      );
    });

    test('says which table of others is read too, by its name', async () => {
      const deployed = article('others');
      const outputs = await place.deploy(deployed);
      const own = `CREATE EXTERNAL TABLE vpc_flow_logs (version int, bytes bigint, \`start\` bigint) ROW FORMAT DELIMITED FIELDS TERMINATED BY ' ' LOCATION 's3://${bucket}/of-others/'`;
      const { code } = await place.flowtoll('sql', own, '--outputs', outputs);
      expect(code).toBe(0);
      const before = await table('others');
      const done = await setup('--outputs', outputs);
      expect(done).toContain('table vpc_flow_logs: of others, read too');
      expect(done.filter((one) => /^table vpc_flow_logs_[0-9a-f]{8}: created$/.test(one))).toHaveLength(1);
      expect(await table('others')).toEqual(before);
      expect((await place.flowtoll('setup', '--outputs', outputs)).stdout).toContain(nothingChanged);
    });

    test('takes names in any case, as Glue keeps them', async () => {
      const deployed = article('any_case');
      const outputs = await place.deploy(deployed);
      await deliverDays(deployed, ['2026-01-30']);
      const argv = ['--outputs', outputs, '--database', 'Any_Case', '--table', 'VPC_Logs'];
      expect(await setup(...argv)).toContain('table vpc_logs: created');
      expect((await place.flowtoll('setup', ...argv)).stdout).toContain(nothingChanged);
      expect(await place.rows('traffic', ...argv, '--from', '2026-01-30', '--to', '2026-01-31')).toEqual([
        { bytes: 1 },
      ]);
    });

    test('with --dry-run it writes the SQL, which does the same, and changes nothing', async () => {
      const deployed = article('dry');
      const outputs = await place.deploy(deployed);
      await deliverDays(deployed, ['2026-01-30', '2026-01-31']);
      const sql = join(place.folder, 'setup.sql');
      const queries = place.server.queries.length;
      const argv = ['setup', '--outputs', outputs];
      expect(await place.flowtoll(...argv, '--dry-run', '--output', sql)).toMatchObject({
        code: 0,
        stdout: '',
      });
      expect(place.server.queries.length).toBe(queries);
      expect(await place.catalog('dry')).toEqual([]);

      const athena = await openAthena({ region: REGION, workgroup, database: 'dry' });
      const statements = readFileSync(sql, 'utf8')
        .split(/;\n/)
        .filter((one) => one.trim() !== '');
      for (const statement of statements) await athena.run(statement);
      await athena.close();
      const written = await place.catalog('dry');
      expect(written.map(({ name }) => name)).toContain('transfers');
      expect((await place.flowtoll(...argv)).stdout).toContain(nothingChanged);
      expect((await place.flowtoll(...argv, '--dry-run')).stdout).toBe('-- everything is there already\n');
      expect(await place.catalog('dry')).toEqual(written);
    });

    describe('comes to the same end', () => {
      let outputs: string;
      let expected: CatalogTable[];
      let calls: string[];
      beforeAll(async () => {
        const deployed = article('whole');
        outputs = await place.deploy(deployed);
        await deliverDays(deployed, ['2026-01-30', '2026-01-31', '2026-02-01']);
        const before = place.server.requests.length;
        await setup('--outputs', outputs, '--database', 'whole_made');
        calls = [...new Set(place.server.requests.slice(before).map(nameOf))];
        expected = await place.catalog('whole_made');
      });

      /** What a call is: the same in every run, however often a running query was looked at. */
      function nameOf({ action, input }: RecordedCall): string {
        const { QueryExecutionId: id, path = '' } = input;
        const query = place.server.queries.find(({ execution }) => execution.QueryExecutionId === id);
        const what = String(input['QueryString'] ?? query?.execution.Query ?? path);
        return `${action} ${what.replace(/whole_\w+/, 'the database')}`;
      }

      async function under(faults: Faults, database: string): Promise<number> {
        place.server.setFaults(faults);
        const { code } = await place.flowtoll('setup', '--outputs', outputs, '--database', database);
        place.server.setFaults({});
        return code;
      }

      test('after AWS was gone from any one call on, and setup was run again', async () => {
        // what it looks at, and start and end of six statements and more
        expect(calls.length).toBeGreaterThan(20);
        for (const [index, call] of calls.entries()) {
          const database = `whole_${index}`;
          // its work is done, and nobody hears of it; then nothing answers any more
          const gone = await under(
            { on: (one) => (nameOf(one) === call ? 'die-after' : undefined) },
            database,
          );
          expect([call, gone]).toEqual([call, 2]);
          expect([call, await under({}, database)]).toEqual([call, 0]);
          expect([call, await place.catalog(database)]).toEqual([call, expected]);
        }
      }, 600_000);

      test.each([1, 2, 3])(
        'under throttling and lost responses, each a fifth of the calls (%i)',
        async (seed) => {
          const database = `whole_faults_${seed}`;
          expect(await under({ throttle: 0.2, lose: 0.2, seed }, database)).toBe(0);
          expect(await place.catalog(database)).toEqual(expected);
          const rows = (name: string) =>
            place.rows(
              'traffic',
              '--by',
              'day,source',
              '--from',
              '2026-01-01',
              '--outputs',
              outputs,
              '--database',
              name,
            );
          const plain = await rows('whole_made');
          place.server.setFaults({ throttle: 0.2, lose: 0.2, seed });
          expect(await rows(database)).toEqual(plain);
          expect(plain).toHaveLength(3);
        },
      );
    });
  });
});

function readOutput(outputs: string): Deployment {
  const { 'flow-logs-s3': stack } = JSON.parse(readFileSync(outputs, 'utf8')) as Record<
    string,
    { flowtoll: unknown }
  >;
  return parseDeployment(stack!.flowtoll);
}
