import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parseObjectKey, printObjectKey, type FlowLogObject } from '../../core/delivery/object-key';
import type { S3Layout } from '../../core/delivery/s3-delivery';
import { outputContract, type Deployment } from '../../core/outputs';
import { questions } from '../../core/questions/catalogue';
import { namedFormats, type FormatName } from '../../core/records/named-formats';
import { addPartitions, createDatabase, createTable } from '../../core/tables/table-ddl';
import { metadataOf, partitionOf, type TableDefinition } from '../../core/tables/table-definition';
import { openAthena } from '../../scripts/aws/athena';
import { simulate } from '../../scripts/simulate';
import { wantedViews } from '../../scripts/tables/wanted-views';
import { REGION, type Emulator } from '../aws/emulator';

/*
 * Records, real and simulated, in every layout and record format: as files on this machine, as objects of an emulated S3,
 * and as tables in Athena.
 */

const fixtures = resolve(__dirname, '../fixtures/records');
const account = '123456789012';

interface File {
  readonly object: FlowLogObject;
  readonly text: string;
}

export interface Data {
  readonly name: string;
  readonly database: string;
  readonly format: FormatName;
  readonly columns: TableDefinition['columns'];
  readonly partitions: TableDefinition['partitions'];
  readonly layout: Pick<S3Layout, 'hiveCompatiblePartitions' | 'perHourPartition'>;
  readonly read: () => Promise<File[]>;
  /** Days, the second not included. */
  readonly period: readonly [from: string, to: string];
  /** By their ids. @default - none, only sums and plain SQL */
  readonly questions?: readonly string[];
}

/** Lately: projected partitions go on until now, and all that are empty are looked at too. */
const simulatedDay = [daysAgo(3), daysAgo(1)] as const;

function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

const daily = { hiveCompatiblePartitions: false, perHourPartition: false };

export const data: readonly Data[] = [
  {
    name: 'a real S3 object',
    database: 'real',
    format: 'default',
    columns: 'aws',
    partitions: 'explicit',
    layout: daily,
    read: async () => filesBelow(join(fixtures, 's3-object')),
    period: ['2021-09-02', '2021-09-03'],
    questions: [
      'top-talkers',
      'top-pairs',
      'sent-by-day',
      'from-addresses',
      'ports',
      'rejected',
      'coverage',
      'top-interfaces',
      'both-ends',
    ],
  },
  {
    name: 'real rows with NODATA',
    database: 'nodata',
    format: 'default',
    columns: 'aws',
    partitions: 'explicit',
    layout: daily,
    read: async () =>
      ['nodata-mix.log', 'aws-guide-default.log'].map((name, index) => ({
        object: parseObjectKey(
          `AWSLogs/${account}/vpcflowlogs/${REGION}/2018/12/1${index}/${account}_vpcflowlogs_${REGION}_fl-0123456${index}_2018121${index}T0000Z_abc.log.gz`,
        )!,
        text: readFileSync(join(fixtures, name), 'utf8'),
      })),
    period: ['2010-01-01', '2019-01-01'],
    questions: ['top-pairs', 'coverage', 'rejected', 'ip-versions'],
  },
  {
    name: 'a simulated day in the recommended format, hourly in folders as Hive names them',
    database: 'simulated',
    format: 'recommended',
    columns: 'aws',
    partitions: 'projection',
    layout: { hiveCompatiblePartitions: true, perHourPartition: true },
    read: () => simulated('recommended'),
    period: simulatedDay,
    questions: questions.map(({ id }) => id),
  },
  {
    name: "a simulated day in the EKS article's format and table",
    database: 'flowloggluedb',
    format: 'eks-article',
    columns: 'eks-article',
    partitions: 'explicit',
    layout: daily,
    read: () => simulated('eks-article'),
    period: simulatedDay,
  },
];

async function simulated(recordFormat: string): Promise<File[]> {
  const output = mkdtempSync(join(tmpdir(), 'flowtoll-simulated-'));
  await simulate({ output, records: 3000, recordFormat, seed: 11, day: simulatedDay[0] });
  const files = filesBelow(join(output, 'logs'));
  rmSync(output, { recursive: true });
  return files;
}

function filesBelow(folder: string): File[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.log.gz'))
    .map((name) => ({
      // all of it in the Region that is asked
      object: { ...parseObjectKey(name)!, region: REGION },
      text: gunzipSync(readFileSync(join(folder, name))).toString('utf8'),
    }));
}

/** One file a folder: an emulated S3 is slow to open hundreds. */
function gathered(files: readonly File[], layout: Data['layout']): Map<string, string> {
  const texts = new Map<string, { key: string; text: string }>();
  for (const { object, text } of files) {
    const key = printObjectKey({ ...object, ...layout, prefix: '' });
    const id = `${dirname(key)} ${object.flowLogId}`;
    const before = texts.get(id);
    const [, records] = /^[^\n]*\n([^]*)$/.exec(text)!;
    texts.set(id, before ? { key: before.key, text: before.text + records } : { key, text });
  }
  return new Map([...texts.values()].map(({ key, text }) => [key, text]));
}

/** Puts the files into a folder and, by the same keys, into a bucket. */
export async function deliver(one: Data, folder: string, emulator: Emulator): Promise<FlowLogObject[]> {
  const s3 = new S3Client({ ...emulator.client, forcePathStyle: true });
  const Bucket = `flow-${one.database}`;
  await s3.send(
    new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }),
  );
  const files = gathered(await one.read(), one.layout);
  for (const [key, text] of files) {
    mkdirSync(join(folder, dirname(key)), { recursive: true });
    writeFileSync(join(folder, key), gzipSync(text));
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: gzipSync(text) }));
  }
  return [...files.keys()].map((key) => parseObjectKey(key)!);
}

/** Makes the table over the objects, and the views. */
export async function makeTable(one: Data, objects: readonly FlowLogObject[]): Promise<void> {
  const athena = await openAthena({ region: REGION, workgroup: 'flow', database: one.database });
  const definition = definitionOf(one, objects);
  const table = metadataOf(definition);
  const partitions = objects.map((object) => partitionOf(definition, object.account, object.slot));
  const views = wantedViews(table.name, [table], new Map([[table.name, flowLogsOf(objects)]]));
  await athena.run(createDatabase(one.database), { database: null });
  await athena.run(createTable(definition));
  if (one.partitions === 'explicit') {
    for (const sql of addPartitions(table.name, partitions)) await athena.run(sql);
  }
  for (const { statement } of views) await athena.run(statement);
  await athena.close();
}

function flowLogsOf(objects: readonly FlowLogObject[]): string[] {
  return [...new Set(objects.map(({ flowLogId }) => flowLogId))];
}

function definitionOf(one: Data, objects: readonly FlowLogObject[]): TableDefinition {
  return {
    name: 'vpc_flow_logs',
    format: namedFormats[one.format],
    columns: one.columns,
    partitions: one.partitions,
    since: new Date(Math.min(...objects.map(({ slot }) => slot.getTime()))),
    place: {
      bucket: `flow-${one.database}`,
      prefix: '',
      region: REGION,
      accounts: [objects[0]!.account],
      fileFormat: 'plain-text',
      ...one.layout,
    },
  };
}

/** What a stack's output would say. */
export function deploymentOf(one: Data, objects: readonly FlowLogObject[]): Deployment {
  const { columns, partitions, database, format, layout } = one;
  return {
    contract: outputContract,
    stack: 'stack',
    region: REGION,
    account: objects[0]!.account,
    partition: 'aws',
    flow_logs: flowLogsOf(objects).map((id) => ({
      name: id,
      id,
      source: 'vpc-0123456789abcdef0',
      record_format: namedFormats[format].toString(),
      max_aggregation_interval: 600,
      destination: {
        type: 's3',
        bucket: `flow-${database}`,
        prefix: '',
        file_format: 'plain-text',
        hive_compatible_partitions: layout.hiveCompatiblePartitions,
        per_hour_partition: layout.perHourPartition,
      },
    })),
    source_accounts: [],
    networks: [],
    athena: {
      database,
      table: 'vpc_flow_logs',
      columns,
      partitions,
      workgroup: 'flow',
      results_location: 's3://results/queries/',
    },
  };
}
