import { gzipSync } from 'node:zlib';
import {
  AthenaClient,
  CreateNamedQueryCommand,
  CreateWorkGroupCommand,
  GetNamedQueryCommand,
  GetQueryResultsCommand,
  ListTableMetadataCommand,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { DescribeFlowLogsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithAws } from '../aws/describe-with-aws';
import { REGION, startEmulator, type Emulator } from '../aws/emulator';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from '../trino/trino';
import { startAthena, type AthenaServer } from './athena';
import { rowsOf, Statements, type StartOptions } from './statements';

jest.setTimeout(60_000);

const ACCOUNT_FOLDER = 's3://flow/AWSLogs/123456789012/vpcflowlogs/us-east-1';

describeWithAws('an Athena', () => {
  describeWithTrino('on Trino and an emulated Glue', () => {
    let emulator: Emulator;
    let trino: Trino;
    let server: AthenaServer;
    let athena: AthenaClient;
    let s3: S3Client;
    let statements: Statements;
    const inCatalog = (DatabaseName: string) => ({ CatalogName: 'AwsDataCatalog', DatabaseName });
    const metadata = async (database: string, Expression: string) =>
      (await athena.send(new ListTableMetadataCommand({ ...inCatalog(database), Expression })))
        .TableMetadataList?.[0];
    beforeAll(async () => {
      emulator = await startEmulator();
      trino = await startTrino({ awsEndpoint: emulator.endpoint });
      server = await startAthena({ emulator, trino });
      const client = { ...emulator.client, endpoint: server.endpoint };
      athena = new AthenaClient({ ...client, maxAttempts: 1 });
      statements = new Statements(athena, 'flow');
      s3 = new S3Client({ ...client, forcePathStyle: true });
      const location = { LocationConstraint: REGION } as const;
      for (const Bucket of ['flow', 'results'])
        await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: location }));
      const ResultConfiguration = { OutputLocation: 's3://results/queries/' };
      await athena.send(new CreateWorkGroupCommand({ Name: 'flow', Configuration: { ResultConfiguration } }));
    }, START_TIMEOUT_MS);
    afterEach(() => server?.setFaults({}));
    afterAll(async () => {
      await server?.stop();
      await trino?.stop();
      await emulator?.stop();
    });

    const put = (uri: string, Body: Buffer | string) => {
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri)!;
      return s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    };

    async function textOf(uri: string): Promise<string> {
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri)!;
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Body!.transformToString();
    }

    /** What a query that fails says. */
    async function failureOf(sql: string, more: StartOptions = {}) {
      const { State, AthenaError, StateChangeReason } = (
        await statements.finish(await statements.start(sql, more))
      ).Status!;
      expect([State, StateChangeReason]).toEqual(['FAILED', AthenaError?.ErrorMessage]);
      return AthenaError!;
    }

    describe("the EKS article's statements, as written", () => {
      // `write-your-aws-account-id` and the bucket are the only words replaced
      const table =
        'CREATE EXTERNAL TABLE IF NOT EXISTS flowloggluedb.vpc_flow_logs ( version int, account string, ' +
        'instanceid string, interfaceid string, pktsrcaddr string, sourceaddress string, sourceport int, pktdstaddr string, ' +
        'destinationaddress string, destinationport int, protocol int, numpackets int, numbytes bigint, starttime int, ' +
        "endtime int, action string, logstatus string, azid string ) PARTITIONED BY ( dt string ) ROW FORMAT DELIMITED FIELDS TERMINATED BY ' ' " +
        `LOCATION '${ACCOUNT_FOLDER}/' TBLPROPERTIES ("skip.header.line.count"="1");`;
      const partition = `ALTER TABLE flowloggluedb.vpc_flow_logs ADD PARTITION (dt='2021-12-01') location '${ACCOUNT_FOLDER}/2021/12/01';`;
      const query =
        'SELECT sourceaddress AS SOURCE_ADDRESS, SUM(numbytes)/1024/1024  AS TOTAL_IN_MB FROM flowloggluedb.vpc_flow_logs ' +
        "WHERE action = 'ACCEPT' AND sourceaddress in ('10.10.10.151', '10.10.10.152') GROUP BY sourceaddress;";

      beforeAll(async () => {
        await statements.run('CREATE DATABASE IF NOT EXISTS flowloggluedb');
        const line = (source: string, bytes: number | '-', action: string) =>
          `2 123456789012 i-0 eni-0 ${source} ${source} 443 10.0.0.9 10.0.0.9 5000 6 10 ${bytes} 1638316800 1638316860 ${action} OK use1-az1`;
        const header =
          'version account-id instance-id interface-id pkt-srcaddr srcaddr srcport pkt-dstaddr dstaddr dstport protocol packets bytes start end action log-status az-id';
        await put(
          `${ACCOUNT_FOLDER}/2021/12/01/a.log.gz`,
          gzipSync(
            [
              header,
              line('10.10.10.151', 2_097_152, 'ACCEPT'),
              line('10.10.10.151', 1_048_575, 'ACCEPT'),
              line('10.10.10.151', 9_000_000, 'REJECT'),
              line('10.10.10.152', 5_242_880, 'ACCEPT'),
              line('10.10.10.153', 5_242_880, 'ACCEPT'),
              line('-', '-', '-'),
            ].join('\n') + '\n',
          ),
        );
        await put(
          `${ACCOUNT_FOLDER}/2021/12/02/a.log.gz`,
          gzipSync(`${header}\n${line('10.10.10.151', 1, 'ACCEPT')}\n`),
        );
        await statements.run(table);
        await statements.run(partition);
      });

      test('answer what a hand adds up', async () => {
        // 2,097,152 + 1,048,575 = 3,145,727 bytes, one short of 3 MB: whole numbers are divided
        expect((await statements.rows(query)).sort()).toEqual([
          ['10.10.10.151', '2'],
          ['10.10.10.152', '5'],
          ['SOURCE_ADDRESS', 'TOTAL_IN_MB'],
        ]);
      });

      test('come to a table and a partition that Glue has', async () => {
        const table = await metadata('flowloggluedb', 'vpc_flow_logs');
        expect(table).toMatchObject({
          Name: 'vpc_flow_logs',
          TableType: 'EXTERNAL_TABLE',
          PartitionKeys: [{ Name: 'dt', Type: 'string' }],
          Parameters: { 'skip.header.line.count': '1', EXTERNAL: 'TRUE' },
        });
        expect(table?.Columns).toHaveLength(18);
        expect(await statements.rows('SHOW PARTITIONS flowloggluedb.vpc_flow_logs')).toEqual([
          ['dt=2021-12-01'],
        ]);
      });
    });

    describe('a SELECT', () => {
      test('gives rows as text and types without their lengths, and no value where there is NULL', async () => {
        const { QueryExecutionId } = await statements.run(
          `SELECT 'a "b"' AS word, CAST(NULL AS varchar) AS nothing, 9007199254740993 AS n, 1 AS i, true AS yes, ` +
            `CAST(1.5 AS decimal(38, 2)) AS d, 1e7 AS x, DOUBLE '100' AS y, TIMESTAMP '2021-12-01 01:02:03.004' AS t`,
        );

        const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));

        expect(rowsOf(ResultSet)).toEqual([
          ['word', 'nothing', 'n', 'i', 'yes', 'd', 'x', 'y', 't'],
          [
            'a "b"',
            undefined,
            '9007199254740993',
            '1',
            'true',
            '1.50',
            '1.0E7',
            '100.0',
            '2021-12-01 01:02:03.004',
          ],
        ]);
        const types = ResultSet?.ResultSetMetadata?.ColumnInfo?.map(({ Type }) => Type);
        expect(types).toEqual(
          'varchar varchar bigint integer boolean decimal double double timestamp'.split(' '),
        );
        expect(ResultSet?.ResultSetMetadata?.ColumnInfo?.[5]).toMatchObject({ Precision: 38, Scale: 2 });
      });

      test('leaves a file at the location of the work group, every value in double quotes', async () => {
        const { QueryExecutionId, ResultConfiguration, StatementType } = await statements.run(
          `SELECT 'a "b"' AS "the word", NULL AS nothing, 1 AS n;`,
          { ResultConfiguration: { OutputLocation: 's3://elsewhere/' } },
        );

        const location = `s3://results/queries/${QueryExecutionId}.csv`;
        expect(StatementType).toBe('DML');
        expect(ResultConfiguration?.OutputLocation).toBe(location);
        expect(await textOf(location)).toBe('"the word","nothing","n"\n"a ""b""",,"1"\n');
        expect(await textOf(`${location}.metadata`)).toContain('the word');
      });

      test('of many rows comes in pages of at most a thousand, the names on the first only', async () => {
        const { QueryExecutionId } = await statements.run(
          'SELECT n FROM UNNEST(sequence(1, 2500)) AS t (n) ORDER BY n',
        );
        const pages: (string | undefined)[][] = [];
        let NextToken: string | undefined;
        do {
          const page = await athena.send(new GetQueryResultsCommand({ QueryExecutionId, NextToken }));
          pages.push(rowsOf(page.ResultSet).map(([cell]) => cell));
          NextToken = page.NextToken;
        } while (NextToken !== undefined);

        expect(pages.map((page) => page.length)).toEqual([1000, 1000, 501]);
        expect(pages.flat()).toEqual(['n', ...Array.from({ length: 2500 }, (_, index) => `${index + 1}`)]);
        const tooMany = new GetQueryResultsCommand({ QueryExecutionId, MaxResults: 1001 });
        await expect(athena.send(tooMany)).rejects.toMatchObject({ name: 'InvalidRequestException' });
      });

      test('is charged for the bytes of the files that it reads, as they lie there', async () => {
        await statements.run('CREATE DATABASE IF NOT EXISTS scans');
        const files = [['0'.repeat(5000)], ['1'.repeat(5000)]].map((lines) =>
          gzipSync(`${lines.join('\n')}\n`),
        );
        for (const [day, file] of files.entries()) await put(`s3://flow/scans/${day}/a.gz`, file);
        await statements.run(
          `CREATE EXTERNAL TABLE scans.t (line string) PARTITIONED BY (day string) LOCATION 's3://flow/scans/'`,
        );
        const [first, second] = [0, 1].map(
          (day) => `PARTITION (day='${day}') LOCATION 's3://flow/scans/${day}/'`,
        );
        await statements.run(`ALTER TABLE scans.t ADD ${first} ${second}`);
        const scanned = async (where: string) =>
          (await statements.run(`SELECT max(line) FROM scans.t ${where}`)).Statistics?.DataScannedInBytes;

        expect(await scanned('')).toBe(files[0]!.length + files[1]!.length);
        expect(await scanned(`WHERE day = '1'`)).toBe(files[1]!.length);
        expect(await scanned(`WHERE day = '2'`)).toBe(0);
      });

      test.each([
        [
          'SELECT nope FROM (VALUES 1) AS t (a)',
          1000,
          `COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved`,
        ],
        ['SELECT 1 FROM nowhere.t', 1110, `SCHEMA_NOT_FOUND: line 1:15: Schema 'nowhere' does not exist`],
        ['SELECT end FROM t', 1006, expect.stringMatching(/^SYNTAX_ERROR|mismatched input/)],
        ['SELECT 1/0', 1000, 'DIVISION_BY_ZERO: Division by zero'],
      ])('that is wrong fails: %s', async (sql, ErrorType, ErrorMessage) => {
        expect(await failureOf(sql)).toEqual({ ErrorCategory: 2, ErrorType, Retryable: false, ErrorMessage });
      });

      test('takes the result of an earlier one where it may, unpaid', async () => {
        const age = (MaxAgeInMinutes: number) => ({
          ResultReuseConfiguration: { ResultReuseByAgeConfiguration: { Enabled: true, MaxAgeInMinutes } },
        });
        const sql = `SELECT 'reused'`;
        const first = await statements.run(sql);
        const second = await statements.run(sql, age(60));
        const third = await statements.run(sql);

        expect(second.Statistics).toMatchObject({ ResultReuseInformation: { ReusedPreviousResult: true } });
        expect(second.ResultConfiguration).toEqual(first.ResultConfiguration);
        expect(third.Statistics).toMatchObject({ ResultReuseInformation: { ReusedPreviousResult: false } });
        const other = await statements.run(sql, { ...age(60), QueryExecutionContext: { Database: 'other' } });
        expect(other.Statistics).toMatchObject({ ResultReuseInformation: { ReusedPreviousResult: false } });
      });
    });

    describe('a start', () => {
      const token = (letter: string) => ({ ClientRequestToken: letter.repeat(32) });

      test('with a token that came before gives the same query', async () => {
        const before = server.queries.length;
        const ids = [
          await statements.start('SELECT 1', token('a')),
          await statements.start('SELECT 1', token('a')),
        ];
        expect(new Set(ids).size).toBe(1);
        expect(server.queries.length).toBe(before + 1);
      });

      test.each<[string, string, StartOptions, string]>([
        [
          'another text under a token that came before',
          'SELECT 2',
          token('a'),
          'Idempotent parameters do not match',
        ],
        ['a short token', 'SELECT 1', { ClientRequestToken: 'short' }, 'ClientRequestToken must have 32'],
        ['no results location', 'SELECT 1', { WorkGroup: 'primary' }, 'No output location provided.'],
        ['a work group that is not', 'SELECT 1', { WorkGroup: 'nope' }, 'WorkGroup nope is not found.'],
        ['more than 262,144 bytes', `SELECT '${'ü'.repeat(131_072)}'`, {}, 'less than or equal to 262144'],
        ['what is no statement', 'CREAT TABLE t', {}, `line 1:1: mismatched input 'CREAT'`],
        [
          'a reserved word without backticks',
          `CREATE EXTERNAL TABLE t (\`end\` int, date int) LOCATION 's3://a/'`,
          {},
          `line 1:37: mismatched input 'date'`,
        ],
        [
          'a table that is not external',
          'CREATE TABLE t (a int)',
          {},
          'Queries of this type are not supported',
        ],
        [
          'a clause that flow logs have no need of',
          `CREATE EXTERNAL TABLE t (a int) CLUSTERED BY (a) INTO 3 BUCKETS LOCATION 's3://a/'`,
          {},
          'Queries of this type are not supported',
        ],
        [
          'another serde',
          `CREATE EXTERNAL TABLE t (a int) ROW FORMAT SERDE 'x' LOCATION 's3://a/'`,
          {},
          'Queries of this type are not supported',
        ],
        [
          'files by their classes',
          `CREATE EXTERNAL TABLE t (a int) STORED AS INPUTFORMAT 'x' OUTPUTFORMAT 'y' LOCATION 's3://a/'`,
          {},
          'Queries of this type are not supported',
        ],
        [
          'a table without a location',
          'CREATE EXTERNAL TABLE t (a int)',
          {},
          'LOCATION is not a folder of S3',
        ],
        [
          'a location that is none',
          `CREATE EXTERNAL TABLE t (a int) LOCATION '/tmp/t'`,
          {},
          'LOCATION is not a folder of S3',
        ],
        ['two statements', 'DROP TABLE a; DROP TABLE b', {}, 'Only one sql statement is allowed'],
        ['DELETE', 'DELETE FROM t', {}, 'Queries of this type are not supported'],
        ['a column more', 'ALTER TABLE t ADD COLUMNS (b int)', {}, 'Queries of this type are not supported'],
      ])('refuses %s', async (_, sql, more, message) => {
        await expect(statements.start(sql, more)).rejects.toMatchObject({
          name: 'InvalidRequestException',
          message: expect.stringContaining(message),
        });
      });

      test('takes 262,144 bytes', async () => {
        const sql = `SELECT ${' '.repeat(262_136)}1`;
        expect(Buffer.byteLength(sql)).toBe(262_144);
        await statements.run(sql);
      });
    });

    describe('DDL', () => {
      const inDatabase = { QueryExecutionContext: { Database: 'house' } };
      const ddl = (sql: string) => statements.run(sql, inDatabase);
      const at = (day: string) => `PARTITION (day='${day}') LOCATION 's3://flow/ddl/${day}/'`;
      const lines = async (sql: string) => {
        const { QueryExecutionId } = await ddl(sql);
        const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
        return rowsOf(ResultSet).flat();
      };
      beforeAll(async () => {
        await statements.run('CREATE DATABASE house');
        await ddl(
          `CREATE EXTERNAL TABLE T (\`End\` bigint COMMENT 'last''s') PARTITIONED BY (day string) LOCATION 's3://flow/ddl/'`.replace(
            `''`,
            `\\'`,
          ),
        );
      });

      test('is repeated without harm where it says so, and else fails', async () => {
        await statements.run('CREATE DATABASE IF NOT EXISTS house');
        expect((await failureOf('CREATE DATABASE house')).ErrorMessage).toContain('AlreadyExistsException');
        const create = `CREATE EXTERNAL TABLE %t (a int) LOCATION 's3://flow/x/'`;
        await ddl(create.replace('%', 'IF NOT EXISTS '));
        expect(await failureOf(create.replace('%', ''), inDatabase)).toMatchObject({
          ErrorType: 1003,
          ErrorMessage: expect.stringMatching(
            /^FAILED: Execution Error, return code 1 .*AlreadyExistsException/,
          ),
        });
        await ddl('DROP TABLE IF EXISTS nope');
        expect(await failureOf('DROP TABLE nope', inDatabase)).toMatchObject({
          ErrorType: 1110,
          ErrorMessage: 'FAILED: SemanticException [Error 10001]: Table not found nope',
        });
        expect((await metadata('house', 't'))?.Columns).toEqual([
          { Name: 'end', Type: 'bigint', Comment: `last's` },
        ]);
      });

      test.each([
        [
          `CREATE EXTERNAL TABLE u (a int, A int) LOCATION 's3://flow/x/'`,
          '[Error 10036]: Duplicate column name: a',
        ],
        [
          `CREATE EXTERNAL TABLE u (a int) PARTITIONED BY (a int) LOCATION 's3://flow/x/'`,
          '[Error 10035]: Column repeated in partitioning columns',
        ],
        [
          `CREATE EXTERNAL TABLE nope.u (a int) LOCATION 's3://flow/x/'`,
          '[Error 10072]: Database does not exist: nope',
        ],
        [`ALTER TABLE nope ADD ${at('1')}`, '[Error 10001]: Table not found nope'],
        [
          `ALTER TABLE t ADD PARTITION (hour='1') LOCATION 's3://flow/x/'`,
          'Partition spec {hour} does not have the partition columns day',
        ],
        [`ALTER TABLE t DROP PARTITION (day='nope')`, '[Error 10006]: Partition not found nope'],
      ])('fails while it runs: %s', async (sql, message) => {
        expect((await failureOf(sql, inDatabase)).ErrorMessage).toBe(`FAILED: SemanticException ${message}`);
      });

      test('adds partitions, shows them and takes them away', async () => {
        await ddl(`ALTER TABLE t ADD ${at('2021/12/01')} ${at('b')} PARTITION (day='c')`);
        expect(await lines('SHOW PARTITIONS t')).toEqual(['day=2021%2F12%2F01', 'day=b', 'day=c']);
        expect((await failureOf(`ALTER TABLE t ADD ${at('b')}`, inDatabase)).ErrorMessage).toContain(
          'AlreadyExistsException',
        );
        await ddl(`ALTER TABLE t ADD IF NOT EXISTS ${at('b')} ${at('d')}`);
        await ddl(`ALTER TABLE t DROP IF EXISTS PARTITION (day='b'), PARTITION (day='nope')`);
        expect(await lines('SHOW PARTITIONS t')).toEqual(['day=2021%2F12%2F01', 'day=c', 'day=d']);

        await put('s3://flow/ddl/day=c/a', '1\n');
        await put('s3://flow/ddl/2021/12/01/a', '2\n');
        const { QueryExecutionId } = await ddl('SELECT "end", day FROM t ORDER BY 1');
        const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
        expect(rowsOf(ResultSet)).toEqual([
          ['end', 'day'],
          ['1', 'c'],
          ['2', '2021/12/01'],
        ]);
        await ddl(
          `ALTER TABLE t DROP PARTITION (day='c'), PARTITION (day='d'), PARTITION (day='2021/12/01')`,
        );
      });

      test('changes properties and leaves the rest', async () => {
        const before = await metadata('house', 't');
        await ddl(`ALTER TABLE t SET TBLPROPERTIES ('a.b' = '\${x}', "c"="1")`);
        expect(await metadata('house', 't')).toEqual({
          ...before,
          Parameters: { ...before?.Parameters, 'a.b': '\${x}', c: '1' },
        });
      });

      test('leaves a text, and nothing else', async () => {
        await ddl(`ALTER TABLE t ADD ${at('a')}`);
        const shown = await ddl('SHOW PARTITIONS t');
        expect(shown).toMatchObject({ StatementType: 'UTILITY', SubstatementType: 'SHOW_PARTITIONS' });
        expect(await textOf(shown.ResultConfiguration!.OutputLocation!)).toBe('day=a\n');
        expect(shown.ResultConfiguration!.OutputLocation).toBe(
          `s3://results/queries/${shown.QueryExecutionId}.txt`,
        );
      });

      test('makes views that Trino reads and the catalog describes', async () => {
        await ddl(
          `CREATE OR REPLACE VIEW v AS SELECT 'x' AS word, bigint '1' AS n, CAST(1 AS decimal(38, 0)) AS d`,
        );
        await ddl(
          `CREATE OR REPLACE VIEW v AS SELECT word, n + 1 AS n, d FROM (VALUES ('x', bigint '1', CAST(1 AS decimal(38, 0)))) AS t (word, n, d)`,
        );

        expect(await statements.rows('SELECT * FROM "AwsDataCatalog".house.v')).toEqual([
          ['word', 'n', 'd'],
          ['x', '2', '1'],
        ]);
        const { TableMetadataList } = await athena.send(new ListTableMetadataCommand(inCatalog('house')));
        expect(TableMetadataList?.map(({ Name, TableType }) => [Name, TableType])).toEqual([
          ['t', 'EXTERNAL_TABLE'],
          ['v', 'VIRTUAL_VIEW'],
        ]);
        expect((await metadata('house', 'v'))?.Columns).toEqual([
          { Name: 'word', Type: 'string' },
          { Name: 'n', Type: 'bigint' },
          { Name: 'd', Type: 'decimal(38,0)' },
        ]);
        await ddl('DROP VIEW v');
        expect(await metadata('house', 'v')).toBeUndefined();
      });

      test('gives a table of Parquet files', async () => {
        await ddl(`CREATE EXTERNAL TABLE p (a int) STORED AS PARQUET LOCATION 's3://flow/p/'`);
        expect((await metadata('house', 'p'))?.Parameters).toMatchObject({
          location: 's3://flow/p/',
          'serde.serialization.lib': 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
        });
        expect(await statements.rows('SELECT * FROM house.p')).toEqual([['a']]);
        await ddl('DROP TABLE p');
      });
    });

    describe('a life', () => {
      const endless =
        'SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS a (x), UNNEST(sequence(1, 10000)) AS b (y), UNNEST(sequence(1, 10000)) AS c (z) WHERE x + y + z = 0';

      test('begins QUEUED, and gives no result before its end', async () => {
        const id = await statements.start(endless);
        const seen = await statements.look(id);
        expect(seen.Status).toMatchObject({
          State: expect.stringMatching(/QUEUED|RUNNING/),
          SubmissionDateTime: expect.any(Date),
        });
        expect(seen.Status?.CompletionDateTime).toBeUndefined();
        await expect(athena.send(new GetQueryResultsCommand({ QueryExecutionId: id }))).rejects.toMatchObject(
          {
            name: 'InvalidRequestException',
            message: expect.stringContaining('Query has not yet finished'),
          },
        );

        await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
        expect((await statements.look(id)).Status?.State).toBe('CANCELLED');
        await expect(statements.look('nope')).rejects.toMatchObject({
          message: 'QueryExecution nope was not found',
        });
      });

      test('that was stopped ends in Trino, too', async () => {
        const id = await statements.start(`${endless} OR x = -1`);
        const states = `SELECT state, error_code FROM system.runtime.queries WHERE query LIKE '%x = -1' AND query NOT LIKE '%system.runtime%'`;
        const until = async (state: string) => {
          for (;;) {
            const [row] = (await trino.query(states)).rows;
            if (row?.[0] === state) return row;
            await sleep(50);
          }
        };
        await until('RUNNING');
        await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
        expect(await until('FAILED')).toEqual(['FAILED', 'USER_CANCELED']);
        expect((await statements.look(id)).Status?.State).toBe('CANCELLED');
      });

      test('ends where the work group has set a limit to what is scanned', async () => {
        const Configuration = {
          BytesScannedCutoffPerQuery: 10_000_000,
          ResultConfiguration: { OutputLocation: 's3://results/limited/' },
        };
        await athena.send(new CreateWorkGroupCommand({ Name: 'limited', Configuration }));
        await statements.run('CREATE DATABASE IF NOT EXISTS limits');
        await statements.run(`CREATE EXTERNAL TABLE limits.t (line string) LOCATION 's3://flow/limits/'`);
        await put('s3://flow/limits/a', 'x'.repeat(999_999).concat('\n').repeat(10));
        const sql = 'SELECT max(length(line)) FROM limits.t';
        expect(
          (await statements.finish(await statements.start(sql, { WorkGroup: 'limited' }))).Status?.State,
        ).toBe('SUCCEEDED');

        await put('s3://flow/limits/b', 'x\n');

        expect(
          (await statements.finish(await statements.start(sql, { WorkGroup: 'limited' }))).Status,
        ).toMatchObject({
          State: 'CANCELLED',
          StateChangeReason: 'Bytes scanned limit was exceeded',
        });
      });
    });

    describe('told to disturb', () => {
      const clientOf = (maxAttempts: number) =>
        new AthenaClient({ ...emulator.client, endpoint: server.endpoint, maxAttempts });
      const lost = { message: expect.stringMatching(/socket hang up|ECONNRESET/) };
      const startWith = (client: AthenaClient) =>
        client.send(new StartQueryExecutionCommand({ QueryString: 'SELECT 1', WorkGroup: 'flow' }));

      test.each([
        [
          'throttle',
          { name: 'ThrottlingException', message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } },
        ],
        [
          'too-many-requests',
          { name: 'TooManyRequestsException', Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED' },
        ],
        ['internal-error', { name: 'InternalServerException', $metadata: { httpStatusCode: 500 } }],
        ['lose', lost],
        ['die', lost],
      ] as const)('%s', async (fault, error) => {
        server.setFaults({ at: { 2: fault } });
        const before = server.queries.length;
        await startWith(athena);
        await expect(startWith(athena)).rejects.toMatchObject(error);
        // only a response that got lost leaves a query behind
        expect(server.queries.length - before).toBe(fault === 'lose' ? 2 : 1);
        const third = startWith(athena);
        if (fault === 'die') await expect(third).rejects.toMatchObject(lost);
        else await third;
      });

      test('die-after, when the work has been done', async () => {
        server.setFaults({ at: { 1: 'die-after' } });
        const before = server.queries.length;
        await expect(startWith(athena)).rejects.toMatchObject(lost);
        await expect(startWith(athena)).rejects.toMatchObject(lost);
        expect(server.queries.length).toBe(before + 1);
        server.setFaults({});
        await startWith(athena);
      });

      test('a client that asks again after a lost response has one query', async () => {
        server.setFaults({ at: { 1: 'lose', 2: 'lose' } });
        const before = server.queries.length;
        const { QueryExecutionId } = await startWith(clientOf(3));
        expect(server.queries.slice(before).map((one) => one.execution.QueryExecutionId)).toEqual([
          QueryExecutionId,
        ]);
      });

      test('a share of the calls, the same in every run', async () => {
        const list = () => athena.send(new ListTableMetadataCommand(inCatalog('house')));
        const outcomes = async () => {
          server.setFaults({ throttle: 0.2, lose: 0.2, seed: 7 });
          const all: string[] = [];
          for (let call = 0; call < 400; call += 1)
            all.push(
              await list().then(
                () => 'answered',
                ({ name }: Error) => name.replace(/^(?!Throttling).*/, 'lost'),
              ),
            );
          return all;
        };
        const first = await outcomes();
        const count = (name: string) => first.filter((one) => one === name).length;
        // 80 and 80 % of 80 are expected, give or take three standard deviations
        expect(Math.abs(count('ThrottlingException') - 80)).toBeLessThan(24);
        expect(Math.abs(count('lost') - 64)).toBeLessThan(22);
        expect(await outcomes()).toEqual(first);
      });

      test('credentials expire, in the words of each service', async () => {
        server.setFaults({ expiredCredentials: true });
        await expect(startWith(athena)).rejects.toMatchObject({ name: 'ExpiredTokenException' });
        await expect(s3.send(new GetObjectCommand({ Bucket: 'flow', Key: 'a' }))).rejects.toMatchObject({
          name: 'ExpiredToken',
        });
      });

      test('actions without permission', async () => {
        server.setFaults({
          denied: ['athena:GetQueryExecution', 's3:GetObject', 'glue:CreateTable', 's3:PutObject'],
        });
        const { QueryExecutionId } = await startWith(athena);
        await expect(statements.look(QueryExecutionId!)).rejects.toMatchObject({
          name: 'AccessDeniedException',
          message:
            'User: arn:aws:iam::123456789012:user/emulator is not authorized to perform: athena:GetQueryExecution',
        });
        await expect(s3.send(new GetObjectCommand({ Bucket: 'flow', Key: 'a' }))).rejects.toMatchObject({
          name: 'AccessDenied',
        });
        server.setFaults({ denied: ['glue:CreateTable'] });
        expect(
          (await failureOf(`CREATE EXTERNAL TABLE t (a int) LOCATION 's3://flow/x/'`)).ErrorMessage,
        ).toContain('not authorized to perform: glue:CreateTable');
        expect(server.ownRequests.at(-1)).toMatchObject({
          action: 'glue:CreateTable',
          input: { TableInput: { Name: 't' } },
        });
        server.setFaults({ denied: ['s3:PutObject'] });
        expect((await failureOf('SELECT 1')).ErrorMessage).toContain(
          'not authorized to perform: s3:PutObject',
        );
      });

      test('queries fail so that they may run again, for good, or go back to the queue', async () => {
        server.setFaults({ queries: ['fail-retryably', 'run', 'fail', 'requeue'] });
        expect(await failureOf('SELECT 1')).toMatchObject({
          ErrorCategory: 1,
          ErrorType: 200,
          Retryable: true,
        });
        await statements.run('SELECT 1');
        expect(await failureOf('SELECT 1')).toMatchObject({
          ErrorCategory: 2,
          ErrorType: 1500,
          Retryable: false,
        });
        const id = await statements.start('SELECT 1');
        const states = new Set<string>();
        const order: string[] = [];
        for (let State = ''; State !== 'SUCCEEDED'; await sleep(20)) {
          State = (await statements.look(id)).Status!.State!;
          if (order.at(-1) !== State) order.push(State);
          states.add(State);
        }
        expect(order.slice(-5)).toEqual(['QUEUED', 'RUNNING', 'QUEUED', 'RUNNING', 'SUCCEEDED']);
      });

      test('only so many queries at once', async () => {
        server.setFaults({ slots: 1, queries: ['run'] });
        const id = await statements.start(
          'SELECT count(*) FROM UNNEST(sequence(1, 10000)) AS a (x), UNNEST(sequence(1, 10000)) AS b (y), UNNEST(sequence(1, 10000)) AS c (z) WHERE x + y + z = 0',
        );
        await expect(startWith(athena)).rejects.toMatchObject({
          name: 'TooManyRequestsException',
          Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
        });
        await athena.send(new StopQueryExecutionCommand({ QueryExecutionId: id }));
        await startWith(athena);
      });
    });

    test("hands what is not Athena's, and what Athena keeps, to the emulator, and records it", async () => {
      const before = server.requests.length;
      const { NamedQueryId } = await athena.send(
        new CreateNamedQueryCommand({
          Name: 'q',
          Database: 'house',
          QueryString: 'SELECT 1',
          WorkGroup: 'flow',
        }),
      );
      const { NamedQuery } = await athena.send(new GetNamedQueryCommand({ NamedQueryId }));
      expect(NamedQuery).toMatchObject({ Name: 'q', QueryString: 'SELECT 1', WorkGroup: 'flow' });
      expect(await metadata('flowloggluedb', 'vpc_flow_logs')).toBeDefined();
      const ec2 = new EC2Client({ ...emulator.client, endpoint: server.endpoint });
      expect((await ec2.send(new DescribeFlowLogsCommand({}))).FlowLogs).toEqual([]);
      const body = gzipSync('x');
      await put('s3://flow/a/b.gz', body);
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'flow', Key: 'a/b.gz' }));
      expect(Buffer.from(await Body!.transformToByteArray())).toEqual(body);

      expect(server.requests.slice(before).map(({ action }) => action)).toEqual([
        'athena:CreateNamedQuery',
        'athena:GetNamedQuery',
        'athena:ListTableMetadata',
        'ec2:DescribeFlowLogs',
        's3:PutObject',
        's3:GetObject',
      ]);
      expect(server.requests[before]?.input).toMatchObject({ QueryString: 'SELECT 1' });
    });
  });
});
