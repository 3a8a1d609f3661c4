import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { gzipSync } from 'node:zlib';
import { describeWithAws } from '../aws/describe-with-aws';
import { REGION, startEmulator, type Emulator } from '../aws/emulator';
import { describeWithTrino } from './describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from './trino';

jest.setTimeout(60_000);

describeWithAws('an emulated Glue and S3', () => {
  describeWithTrino('in Trino', () => {
    let emulator: Emulator;
    let trino: Trino;
    beforeAll(async () => {
      emulator = await startEmulator();
      trino = await startTrino({ awsEndpoint: emulator.endpoint });
    }, START_TIMEOUT_MS);
    afterAll(async () => {
      await trino?.stop();
      await emulator?.stop();
    });

    test('is the catalog glue: a table with projected partitions, over text that flow logs write', async () => {
      const s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
      const glue = new GlueClient(emulator.client);
      const key = 'AWSLogs/123456789012/vpcflowlogs/eu-central-1/2026/11/20/a.log.gz';
      await s3.send(
        new CreateBucketCommand({
          Bucket: 'flow',
          CreateBucketConfiguration: { LocationConstraint: REGION },
        }),
      );
      const text = 'srcaddr bytes\n10.0.1.5 9007199254740993\n- -\n';
      await s3.send(new PutObjectCommand({ Bucket: 'flow', Key: key, Body: gzipSync(text) }));
      await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'traffic' } }));
      const root = 's3://flow/AWSLogs/123456789012/vpcflowlogs/eu-central-1';
      await glue.send(
        new CreateTableCommand({
          DatabaseName: 'traffic',
          TableInput: {
            Name: 'flow',
            TableType: 'EXTERNAL_TABLE',
            PartitionKeys: [{ Name: 'day', Type: 'string' }],
            Parameters: {
              'skip.header.line.count': '1',
              'projection.enabled': 'true',
              'projection.day.type': 'date',
              'projection.day.format': 'yyyy/MM/dd',
              'projection.day.range': '2026/11/01,2026/11/30',
              'storage.location.template': `${root}/\${day}`,
            },
            StorageDescriptor: {
              Columns: [
                { Name: 'srcaddr', Type: 'string' },
                { Name: 'bytes', Type: 'bigint' },
              ],
              Location: root,
              InputFormat: 'org.apache.hadoop.mapred.TextInputFormat',
              OutputFormat: 'org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat',
              SerdeInfo: {
                SerializationLibrary: 'org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe',
                Parameters: { 'field.delim': ' ' },
              },
            },
          },
        }),
      );

      const sql = 'SELECT srcaddr, bytes, day, "$path" FROM flow';
      const session = { catalog: 'glue', schema: 'traffic' };
      const rows = [
        ['10.0.1.5', 9007199254740993n, '2026/11/20', `s3://flow/${key}`],
        ['-', null, '2026/11/20', `s3://flow/${key}`],
      ];
      expect((await trino.query(sql, session)).rows).toEqual(rows);
      expect((await trino.query(`${sql} WHERE day = '2026/11/20'`, session)).rows).toEqual(rows);
      expect((await trino.query(`${sql} WHERE day = '2026/11/21'`, session)).rows).toEqual([]);
    });
  });
});
