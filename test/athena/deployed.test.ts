import '../node-errors';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { writeAwsParquet } from '../../bench/aws-parquet';
import { parseObjectKey, printObjectKey } from '../../core/delivery/object-key';
import type { S3Delivery } from '../../core/delivery/s3-delivery';
import type { Deployment } from '../../core/outputs';
import { questions } from '../../core/questions/catalogue';
import { RecordFormat } from '../../core/records/record-format';
import type { Truth } from '../../core/simulation/truth';
import { openDuckDb } from '../../scripts/engines/duckdb';
import { run } from '../../scripts/flowtoll';
import { simulate } from '../../scripts/simulate';
import { describeWithAws } from '../aws/describe-with-aws';
import { ACCOUNT, REGION, startEmulator, type Emulator } from '../aws/emulator';
import { createNetwork } from '../deploy/network';
import { expectDone, Project } from '../deploy/project';
import { setVariables } from '../scripts/aws/fake-aws';
import { fakeIo, Recorder } from '../scripts/terminal/fake-io';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from '../trino/trino';
import { startAthena, type AthenaServer } from './athena';

/** From `cdktf deploy` to answers, nothing mocked but AWS's servers themselves. */
const bucket = 'team-flow-logs';
const days = ['--from', '2026-03-02', '--to', '2026-03-04'];

describeWithAws('after cdktf deploy flow-logs-s3', () => {
  describeWithTrino('setup, and every question', () => {
    let emulator: Emulator;
    let trino: Trino;
    let server: AthenaServer;
    let project: Project;
    let restore: () => void;
    let folder: string;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'flowtoll-deployed-'));
      emulator = await startEmulator();
      trino = await startTrino({ awsEndpoint: emulator.endpoint });
      server = await startAthena({ emulator, trino });
      restore = setVariables(server.environment);
      const { clusterName } = await createNetwork(emulator);
      project = new Project(emulator, 'flow-logs-s3', { bucket_name: bucket, eks_cluster_name: clusterName });
    }, START_TIMEOUT_MS);

    afterEach(async () => {
      restore?.();
      await server?.stop();
      await trino?.stop();
      await emulator?.stop();
      project?.remove();
      rmSync(folder, { recursive: true });
    }, 60_000);

    it.each(['recommended', 'eks-article'])(
      'preset %s: rows equal to those of DuckDB, totals to the truth',
      async (preset) => {
        project.configure(`{ region: '${REGION}', s3: { preset: '${preset}' } }`);
        expectDone(await project.deploy());
        const outputs = join(folder, 'outputs.json');
        writeFileSync(outputs, JSON.stringify(await outputsOf(project)));
        const [flowLog] = (await project.deployment()).flow_logs;
        const logs = join(folder, 'logs');
        const truth = await deliver(flowLog!, logs);

        const made = await flowtoll('setup', '--outputs', outputs);
        expect(made).toMatchObject({ code: 0 });
        const again = await flowtoll('setup', '--outputs', outputs);
        expect(again.stdout).toContain('nothing has been changed');

        for (const { id, asks = [] } of questions) {
          const where = asks.flatMap((ask) => ['--where', `${ask.split('=')[0]}!=192.0.2.1`]);
          const argv = ['ask', id, ...days, ...where];
          const here = await answer(...argv, '--data', logs);
          expect([id, await answer(...argv, '--outputs', outputs)]).toEqual([id, here]);
        }

        const sums = (...by: string[]) =>
          answer('traffic', ...by, '--measure', 'bytes,packets', '--outputs', outputs, ...days);
        const { bytes, packets } = truth.totals;
        expect(await sums()).toEqual([{ bytes, packets }]);
        const byDay = (await sums('--by', 'day', '--sort', 'day')) as unknown[];
        expect(byDay).toEqual(truth.days.map((day) => ({ ...day })));
        const pairs = (await sums('--by', 'source,destination')) as Record<string, unknown>[];
        expect(pairs.map(text).sort()).toEqual(
          truth.pairs
            .map(({ source, destination, bytes, packets }) => text({ source, destination, bytes, packets }))
            .sort(),
        );
      },
      1_800_000,
    );

    async function flowtoll(...argv: string[]) {
      const [stdout, stderr] = [new Recorder(), new Recorder()];
      const code = await run(argv, fakeIo({ stdout, stderr }));
      return { code, stdout: stdout.text, stderr: stderr.text };
    }

    /** The rows, or why there are none. */
    async function answer(...argv: string[]): Promise<unknown[] | string> {
      const { code, stdout, stderr } = await flowtoll(...argv, '--format', 'json', '--limit', 'all');
      if (code === 0) return (JSON.parse(stdout) as { rows: unknown[] }).rows;
      const [needs] = /needs fields? .*/.exec(stderr) ?? [];
      if (needs === undefined) throw new Error(`${argv.join(' ')}\n${stderr}`);
      return needs;
    }

    /** A simulated day, as AWS would deliver it for the flow log: into the bucket, and by the same keys into a folder. */
    async function deliver(flowLog: Deployment['flow_logs'][number], logs: string): Promise<Truth> {
      const { destination } = flowLog;
      if (destination.type !== 's3') throw new Error('it is not delivered to S3');
      const format = RecordFormat.parse(flowLog.record_format);
      const delivery: S3Delivery = {
        prefix: destination.prefix,
        fileFormat: destination.file_format,
        hiveCompatiblePartitions: destination.hive_compatible_partitions,
        perHourPartition: destination.per_hour_partition,
      };
      const output = join(folder, 'simulated');
      const options = {
        records: 3000,
        seed: 11,
        day: '2026-03-02',
        perHourPartition: delivery.perHourPartition,
      };
      await simulate({ ...options, output, recordFormat: flowLog.record_format });

      const engine = await openDuckDb();
      for (const [key, lines] of byFolder(join(output, 'logs'), flowLog.id, delivery)) {
        const file = join(logs, key);
        mkdirSync(dirname(file), { recursive: true });
        const packed = gzipSync(`${format.toHeader()}\n${lines.join('')}`);
        if (delivery.fileFormat === 'plain-text') writeFileSync(file, packed);
        else {
          const plain = join(folder, 'one.log.gz');
          writeFileSync(plain, packed);
          await writeAwsParquet(engine, format, plain, file);
        }
        const s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: readFileSync(file) }));
      }
      await engine.close();
      return JSON.parse(readFileSync(join(output, 'truth.json'), 'utf8')) as Truth;
    }
  });
});

/** Records by the key of the only file of their folder: an emulated S3 is slow to open hundreds. */
function byFolder(simulated: string, flowLogId: string, delivery: S3Delivery): Map<string, string[]> {
  const files = new Map<string, { key: string; lines: string[] }>();
  for (const name of readdirSync(simulated, { recursive: true, encoding: 'utf8' })) {
    const object = parseObjectKey(name);
    if (!object) continue;
    const key = printObjectKey({ ...object, ...delivery, account: ACCOUNT, region: REGION, flowLogId });
    const file = files.get(dirname(key)) ?? { key, lines: [] };
    files.set(dirname(key), file);
    const [, records] = /^[^\n]*\n([^]*)$/.exec(gunzipSync(readFileSync(join(simulated, name))).toString())!;
    file.lines.push(records!);
  }
  return new Map([...files.values()].map(({ key, lines }) => [key, lines]));
}

async function outputsOf(project: Project): Promise<unknown> {
  return JSON.parse(expectDone(await project.terraform('output', '-json')).stdout);
}

function text(row: object): string {
  return JSON.stringify(row);
}
