import { gzipSync } from 'node:zlib';
import {
  AthenaClient,
  CreateWorkGroupCommand,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  GetTableMetadataCommand,
  StartQueryExecutionCommand,
  type QueryExecution,
  type Row,
  type StartQueryExecutionCommandInput,
} from '@aws-sdk/client-athena';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { setTimeout as sleep } from 'node:timers/promises';
import { describeWithAws } from '../aws/describe-with-aws';
import { REGION, startEmulator, type Emulator } from '../aws/emulator';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from '../trino/trino';
import { startAthena, type AthenaServer } from './athena';

jest.setTimeout(60_000);

const ACCOUNT_FOLDER = 's3://flow/AWSLogs/123456789012/vpcflowlogs/us-east-1';

describeWithAws('an Athena', () => {
  describeWithTrino('on Trino and an emulated Glue', () => {
    let emulator: Emulator;
    let trino: Trino;
    let server: AthenaServer;
    let athena: AthenaClient;
    let s3: S3Client;
    beforeAll(async () => {
      emulator = await startEmulator();
      trino = await startTrino({ awsEndpoint: emulator.endpoint });
      server = await startAthena({ emulator, trino });
      const client = { ...emulator.client, endpoint: server.endpoint };
      athena = new AthenaClient({ ...client, maxAttempts: 1 });
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

    async function start(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}): Promise<string> {
      const input = { QueryString: sql, WorkGroup: 'flow', ...more };
      return (await athena.send(new StartQueryExecutionCommand(input))).QueryExecutionId!;
    }

    async function look(QueryExecutionId: string): Promise<QueryExecution> {
      return (await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }))).QueryExecution!;
    }

    async function finish(id: string): Promise<QueryExecution> {
      for (;;) {
        const execution = await look(id);
        if (!['QUEUED', 'RUNNING'].includes(execution.Status!.State!)) return execution;
        await sleep(50);
      }
    }

    async function run(sql: string, more: Partial<StartQueryExecutionCommandInput> = {}) {
      const execution = await finish(await start(sql, more));
      if (execution.Status!.State !== 'SUCCEEDED') throw new Error(execution.Status!.StateChangeReason);
      return execution;
    }

    const values = (rows: readonly Row[] = []) => rows.map((row) => row.Data!.map((one) => one.VarCharValue));

    async function rowsOf(sql: string) {
      const { QueryExecutionId } = await run(sql);
      const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
      return values(ResultSet?.Rows);
    }

    const put = (uri: string, Body: Buffer | string) => {
      const [, Bucket, Key] = /^s3:\/\/([^/]+)\/(.*)$/.exec(uri)!;
      return s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    };

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
        await run('CREATE DATABASE IF NOT EXISTS flowloggluedb');
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
        await run(table);
        await run(partition);
      });

      test('answer what a hand adds up', async () => {
        // 2,097,152 + 1,048,575 = 3,145,727 bytes, one short of 3 MB: whole numbers are divided
        expect((await rowsOf(query)).sort()).toEqual([
          ['10.10.10.151', '2'],
          ['10.10.10.152', '5'],
          ['SOURCE_ADDRESS', 'TOTAL_IN_MB'],
        ]);
      });

      test('come to a table and a partition that Glue has', async () => {
        const name = { CatalogName: 'AwsDataCatalog', DatabaseName: 'flowloggluedb' };
        const { TableMetadata } = await athena.send(
          new GetTableMetadataCommand({ ...name, TableName: 'vpc_flow_logs' }),
        );
        expect(TableMetadata).toMatchObject({
          Name: 'vpc_flow_logs',
          TableType: 'EXTERNAL_TABLE',
          PartitionKeys: [{ Name: 'dt', Type: 'string' }],
          Parameters: { 'skip.header.line.count': '1', EXTERNAL: 'TRUE' },
        });
        expect(TableMetadata?.Columns).toHaveLength(18);
        expect(await rowsOf('SHOW PARTITIONS flowloggluedb.vpc_flow_logs')).toEqual([['dt=2021-12-01']]);
      });
    });
  });
});
