import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openDuckDb, type DuckDbEngine } from '../../scripts/engines/duckdb';
import { describeWithAws } from '../aws/describe-with-aws';
import { REGION, startEmulator, type Emulator } from '../aws/emulator';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from '../trino/trino';
import { startAthena, type AthenaServer } from './athena';
import { Statements } from './statements';

jest.setTimeout(60_000);

/** Two hours of one day and one of the next. The numbers are what the files hold. */
const HOURS = [
  { year: '2026', month: '11', day: '19', hour: '22', bytes: 1 },
  { year: '2026', month: '11', day: '19', hour: '23', bytes: 20 },
  { year: '2026', month: '11', day: '20', hour: '00', bytes: 300 },
] as const;
type Hour = (typeof HOURS)[number];

interface Layout {
  /** The folder of an hour below the account's. */
  readonly folder: (hour: Hour) => string;
  readonly keys: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly template: string;
  /** Conditions, and the numbers of the hours that they leave. */
  readonly asked: readonly (readonly [where: string, numbers: readonly number[]])[];
}

/** As AWS's documents project flow logs, and as `flowtoll setup` does. */
const LAYOUTS: Readonly<Record<string, Layout>> = {
  'daily, a date': {
    folder: ({ year, month, day }) => `${year}/${month}/${day}`,
    keys: 'dt string',
    properties: { 'dt.type': 'date', 'dt.format': 'yyyy/MM/dd', 'dt.range': '2026/11/17,2026/11/22' },
    template: '${dt}/',
    asked: [
      [`dt = '2026/11/19'`, [1, 20]],
      [`dt >= '2026/11/20'`, [300]],
      [`dt BETWEEN '2026/11/19' AND '2026/11/20'`, [1, 20, 300]],
      [`dt = '2026/11/16'`, []],
    ],
  },
  'hourly, a date to the hour': {
    folder: ({ year, month, day, hour }) => `${year}/${month}/${day}/${hour}`,
    keys: 'dt string',
    properties: {
      'dt.type': 'date',
      'dt.format': 'yyyy/MM/dd/HH',
      'dt.range': '2026/11/19/20,2026/11/20/03',
      'dt.interval': '1',
      'dt.interval.unit': 'HOURS',
    },
    template: '${dt}/',
    asked: [
      [`dt = '2026/11/19/22'`, [1]],
      [`dt >= '2026/11/19/23'`, [20, 300]],
      [`dt < '2026/11/20/00'`, [1, 20]],
      [`dt = '2026/11/20/04'`, []],
    ],
  },
  'hourly, a date and whole hours': {
    folder: ({ year, month, day, hour }) => `${year}/${month}/${day}/${hour}`,
    keys: 'dt string, hr string',
    properties: {
      'dt.type': 'date',
      'dt.format': 'yyyy/MM/dd',
      'dt.range': '2026/11/19,2026/11/20',
      'hr.type': 'integer',
      'hr.range': '0,23',
      'hr.digits': '2',
    },
    template: '${dt}/${hr}/',
    asked: [
      [`dt = '2026/11/19' AND hr = '22'`, [1]],
      [`dt = '2026/11/19'`, [1, 20]],
      [`hr = '00'`, [300]],
      [`hr = '0'`, []],
    ],
  },
  'Hive folders, a date with their words': {
    folder: ({ year, month, day, hour }) => `year=${year}/month=${month}/day=${day}/hour=${hour}`,
    keys: 'dt string',
    properties: {
      'dt.type': 'date',
      'dt.format': `'year='yyyy'/month='MM'/day='dd'/hour='HH`,
      'dt.range': 'year=2026/month=11/day=19/hour=20,year=2026/month=11/day=20/hour=03',
      'dt.interval': '1',
      'dt.interval.unit': 'HOURS',
    },
    template: '${dt}/',
    asked: [
      [`dt = 'year=2026/month=11/day=19/hour=22'`, [1]],
      [`dt >= 'year=2026/month=11/day=19/hour=23' AND dt <= 'year=2026/month=11/day=20/hour=00'`, [20, 300]],
    ],
  },
  'Hive folders, a number each': {
    folder: ({ year, month, day, hour }) => `year=${year}/month=${month}/day=${day}/hour=${hour}`,
    keys: 'y string, m string, d string, h string',
    properties: {
      'y.type': 'integer',
      'y.range': '2026,2026',
      'm.type': 'integer',
      'm.range': '11,11',
      'm.digits': '2',
      'd.type': 'integer',
      'd.range': '19,20',
      'd.digits': '2',
      'h.type': 'integer',
      'h.range': '0,23',
      'h.digits': '2',
    },
    template: 'year=${y}/month=${m}/day=${d}/hour=${h}/',
    asked: [
      [`y = '2026' AND m = '11' AND d = '19'`, [1, 20]],
      [`y = '2026' AND m = '11' AND d >= '19' AND h = '00'`, [300]],
    ],
  },
};

const STORED = {
  text: `ROW FORMAT DELIMITED FIELDS TERMINATED BY ' ' LOCATION 's3://flow/AWSLogs/' TBLPROPERTIES ('skip.header.line.count' = '1', `,
  parquet: `STORED AS PARQUET LOCATION 's3://flow/AWSLogs/' TBLPROPERTIES (`,
};
type Format = keyof typeof STORED;

describeWithAws('projected partitions', () => {
  describeWithTrino('over files in S3', () => {
    let emulator: Emulator;
    let trino: Trino;
    let server: AthenaServer;
    let duckdb: DuckDbEngine;
    let s3: S3Client;
    let statements: Statements;
    let temporary: string;
    beforeAll(async () => {
      emulator = await startEmulator();
      trino = await startTrino({ awsEndpoint: emulator.endpoint });
      server = await startAthena({ emulator, trino });
      duckdb = await openDuckDb();
      temporary = mkdtempSync(join(tmpdir(), 'flowtoll-projection-'));
      s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
      const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
      await s3.send(new CreateBucketCommand({ Bucket: 'flow', CreateBucketConfiguration }));
      const athena = new AthenaClient({ ...emulator.client, endpoint: server.endpoint });
      const Configuration = { ResultConfiguration: { OutputLocation: 's3://flow/results/' } };
      await athena.send(new CreateWorkGroupCommand({ Name: 'flow', Configuration }));
      statements = new Statements(athena, 'flow');
      await statements.run('CREATE DATABASE flow');
    }, START_TIMEOUT_MS);
    afterAll(async () => {
      rmSync(temporary, { recursive: true });
      await duckdb?.close();
      await server?.stop();
      await trino?.stop();
      await emulator?.stop();
    });

    async function fileOf(format: Format, bytes: number): Promise<Buffer> {
      if (format === 'text') return gzipSync(`srcaddr bytes\n10.0.0.1 ${bytes}\n- -\n`);
      const file = join(temporary, 'a.parquet');
      const rows = `(VALUES (${bytes}::BIGINT, '10.0.0.1'), (NULL, NULL)) AS t (bytes, srcaddr)`;
      await duckdb.query(`COPY (SELECT * FROM ${rows}) TO '${file}' (FORMAT parquet, COMPRESSION gzip)`);
      return readFileSync(file);
    }

    const put = async (Key: string, Body: Buffer) =>
      s3.send(new PutObjectCommand({ Bucket: 'flow', Key, Body }));

    /** Columns of a Parquet file are found by name, in whichever order. */
    async function createTable(
      name: string,
      format: Format,
      keys: string,
      properties: Record<string, string>,
    ) {
      const projection = Object.entries(properties).map(([key, value]) => `"${key}" = "${value}"`);
      await statements.run(
        `CREATE EXTERNAL TABLE flow.${name} (srcaddr string, bytes bigint) PARTITIONED BY (${keys}) ` +
          `${STORED[format]} "projection.enabled" = "true", ${projection.join(', ')})`,
      );
    }

    async function ask(table: string, where: string) {
      const sql = `SELECT COALESCE(SUM(bytes), 0), COUNT(*) FROM flow.${table} WHERE ${where}`;
      const id = await statements.start(sql);
      const { Status, Statistics } = await statements.finish(id);
      expect(Status?.StateChangeReason).toBeUndefined();
      const [, [bytes, count] = []] = await statements.resultOf(id);
      return { bytes: Number(bytes), count: Number(count), scanned: Statistics!.DataScannedInBytes! };
    }

    describe.each(['text', 'parquet'] as const)('as %s', (format) => {
      test.each(Object.keys(LAYOUTS))('%s', async (name) => {
        const { folder, keys, properties, template, asked } = LAYOUTS[name]!;
        const table = `${name.replace(/\W+/g, '_')}_${format}`.toLowerCase();
        const sizes = new Map<number, number>();
        for (const hour of HOURS) {
          const body = await fileOf(format, hour.bytes);
          sizes.set(hour.bytes, body.length);
          await put(`AWSLogs/${table}/${folder(hour)}/${hour.hour}.gz`, body);
        }
        const projection = Object.entries(properties).map(([key, value]) => [`projection.${key}`, value]);
        await createTable(table, format, keys, {
          ...Object.fromEntries(projection),
          'storage.location.template': `s3://flow/AWSLogs/${table}/${template}`,
        });

        for (const [where, numbers] of [['true', [1, 20, 300]], ...asked] as const) {
          const sum = (of: (number: number) => number) => numbers.reduce((total, one) => total + of(one), 0);
          expect({ where, ...(await ask(table, where)) }).toEqual({
            where,
            bytes: sum((one) => one),
            count: 2 * numbers.length,
            // a file as small as these is read whole, Parquet too
            scanned: sum((one) => sizes.get(one)!),
          });
        }
      });

      test('several accounts and Regions, up to now', async () => {
        const today = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
        const folder = (account: number, region: string) => `wide_${format}/${account}/${region}/${today}`;
        await put(`AWSLogs/${folder(111111111111, 'eu-central-1')}/a.gz`, await fileOf(format, 1));
        await put(`AWSLogs/${folder(111111111111, 'us-east-1')}/a.gz`, await fileOf(format, 20));
        await put(`AWSLogs/${folder(222222222222, 'us-east-1')}/a.gz`, await fileOf(format, 300));
        await put(`AWSLogs/${folder(333333333333, 'us-east-1')}/a.gz`, await fileOf(format, 4000));
        const table = `wide_${format}`;
        await createTable(table, format, 'account string, region_code string, dt string', {
          'projection.account.type': 'enum',
          'projection.account.values': '111111111111,222222222222',
          'projection.region_code.type': 'enum',
          'projection.region_code.values': 'eu-central-1,us-east-1',
          'projection.dt.type': 'date',
          'projection.dt.format': 'yyyy/MM/dd',
          'projection.dt.range': 'NOW-2DAYS,NOW',
          'storage.location.template': `s3://flow/AWSLogs/${table}/\${account}/\${region_code}/\${dt}/`,
        });

        expect(await ask(table, 'true')).toMatchObject({ bytes: 321 });
        expect(await ask(table, `account = '111111111111'`)).toMatchObject({ bytes: 21 });
        expect(await ask(table, `region_code = 'us-east-1' AND dt = '${today}'`)).toMatchObject({
          bytes: 320,
        });
        // what the values do not name is not there, though its files are
        expect(await ask(table, `account = '333333333333'`)).toMatchObject({ bytes: 0, scanned: 0 });
      });

      test('an account that the question has to name', async () => {
        const table = `injected_${format}`;
        await put(`AWSLogs/${table}/111111111111/a.gz`, await fileOf(format, 1));
        await put(`AWSLogs/${table}/222222222222/a.gz`, await fileOf(format, 20));
        await createTable(table, format, 'account string', {
          'projection.account.type': 'injected',
          'storage.location.template': `s3://flow/AWSLogs/${table}/\${account}/`,
        });

        expect(await ask(table, `account = '222222222222'`)).toMatchObject({ bytes: 20, count: 2 });
        const { Status } = await statements.finish(await statements.start(`SELECT * FROM flow.${table}`));
        expect(Status).toMatchObject({
          State: 'FAILED',
          StateChangeReason: expect.stringContaining('Injected projection requires single predicate'),
        });
      });
    });
  });
});
