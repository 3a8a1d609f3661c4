import '../node-errors';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AthenaClient, CreateWorkGroupCommand } from '@aws-sdk/client-athena';
import { CreateFlowLogsCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  CreateDatabaseCommand,
  GetTablesCommand,
  GlueClient,
  paginateGetPartitions,
  type Column,
} from '@aws-sdk/client-glue';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Delivery } from '../../core/delivery/s3-delivery';
import { outputContract, type Deployment } from '../../core/outputs';
import type { RecordFormat } from '../../core/records/record-format';
import { run } from '../../scripts/flowtoll';
import { ACCOUNT, REGION, startEmulator, type Emulator } from '../aws/emulator';
import { setVariables } from '../scripts/aws/fake-aws';
import { fakeIo, Recorder } from '../scripts/terminal/fake-io';
import { startTrino, type Trino } from '../trino/trino';
import { startAthena, type AthenaServer } from './athena';
import { hasEnded } from './queries';

/** What a stack has deployed, in a few words. */
export interface Deployed {
  readonly database: string;
  readonly format: RecordFormat;
  readonly delivery: S3Delivery;
  readonly columns: 'aws' | 'eks-article';
  readonly partitions: 'projection' | 'explicit';
  readonly sourceAccounts?: readonly string[];
}

export const bucket = 'flow';
export const workgroup = 'flow';

const noTrino: Trino = {
  url: 'http://127.0.0.1:9',
  dataRoot: '',
  query: () => Promise.reject(new Error('there is no Trino here')),
  stop: async () => {},
};

/** An AWS of this machine that flowtoll's commands talk to, with what a stack would have deployed there. */
export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'flowtoll-workplace-'));
  private readonly restore: () => void;

  private constructor(
    readonly emulator: Emulator,
    readonly trino: Trino,
    readonly server: AthenaServer,
  ) {
    this.restore = setVariables(server.environment);
  }

  /** @param withTrino without it nothing but DDL runs */
  static async open(withTrino = true): Promise<Workplace> {
    const emulator = await startEmulator();
    const trino = withTrino ? await startTrino({ awsEndpoint: emulator.endpoint }) : noTrino;
    const server = await startAthena({ emulator, trino });
    const workplace = new Workplace(emulator, trino, server);
    const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
    for (const Bucket of [bucket, 'results'])
      await workplace.s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const ResultConfiguration = { OutputLocation: 's3://results/queries/' };
    await new AthenaClient(emulator.client).send(
      new CreateWorkGroupCommand({ Name: workgroup, Configuration: { ResultConfiguration } }),
    );
    return workplace;
  }

  async close(): Promise<void> {
    this.restore();
    await this.server.stop();
    await this.trino.stop();
    await this.emulator.stop();
    rmSync(this.folder, { recursive: true });
  }

  get s3(): S3Client {
    return new S3Client({ ...this.emulator.client, forcePathStyle: true });
  }

  get glue(): GlueClient {
    return new GlueClient(this.emulator.client);
  }

  /** Makes the flow logs and the database, and returns the file of the stack's output. */
  async deploy(deployed: Deployed | readonly Deployed[]): Promise<string> {
    const all = [deployed].flat();
    const [{ database, columns, partitions, sourceAccounts = [] }] = all as [Deployed];
    await this.glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } })).catch(exists);
    const flowLogs: Deployment['flow_logs'] = [];
    for (const one of all) flowLogs.push(await this.createFlowLog(one));
    return this.writeOutputs({
      contract: outputContract,
      stack: 'flow-logs-s3',
      region: REGION,
      account: ACCOUNT,
      partition: 'aws',
      flow_logs: flowLogs,
      source_accounts: [...sourceAccounts],
      networks: [],
      athena: {
        database,
        table: 'vpc_flow_logs',
        columns,
        partitions,
        workgroup,
        results_location: 's3://results/queries/',
      },
    });
  }

  writeOutputs(deployment: Deployment): string {
    const file = join(this.folder, `outputs-${(this.written += 1)}.json`);
    writeFileSync(file, JSON.stringify({ [deployment.stack]: { flowtoll: deployment } }));
    return file;
  }
  private written = 0;

  async createFlowLog({ format, delivery }: Pick<Deployed, 'format' | 'delivery'>) {
    const ec2 = new EC2Client(this.emulator.client);
    const source = (await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }))).Vpc!.VpcId!;
    const { prefix, fileFormat, hiveCompatiblePartitions, perHourPartition } = delivery;
    const { FlowLogIds, Unsuccessful } = await ec2.send(
      new CreateFlowLogsCommand({
        ResourceIds: [source],
        ResourceType: 'VPC',
        TrafficType: 'ALL',
        LogDestinationType: 's3',
        LogDestination: `arn:aws:s3:::${bucket}${prefix && `/${prefix}`}`,
        LogFormat: format.toString(),
        MaxAggregationInterval: 600,
        DestinationOptions: {
          FileFormat: fileFormat,
          HiveCompatiblePartitions: hiveCompatiblePartitions,
          PerHourPartition: perHourPartition,
        },
      }),
    );
    if (Unsuccessful!.length > 0) throw new Error(JSON.stringify(Unsuccessful));
    return {
      name: 'traffic',
      id: FlowLogIds![0]!,
      source,
      record_format: format.toString(),
      max_aggregation_interval: 600,
      traffic_type: 'ALL',
      destination: {
        type: 's3' as const,
        bucket,
        prefix,
        file_format: fileFormat,
        hive_compatible_partitions: hiveCompatiblePartitions,
        per_hour_partition: perHourPartition,
      },
    };
  }

  /** Puts an object into the bucket of logs. */
  async put(key: string, body: Buffer | string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }

  /** Runs a command line in this process. */
  async flowtoll(...argv: string[]) {
    const [stdout, stderr] = [new Recorder(), new Recorder()];
    const code = await run(argv, fakeIo({ stdout, stderr }));
    return { code, stdout: stdout.text, stderr: stderr.text };
  }

  /** The rows that a command answers, which must not fail. */
  async rows(...argv: string[]): Promise<Record<string, unknown>[]> {
    const { code, stdout, stderr } = await this.flowtoll(...argv, '--format', 'json', '--limit', 'all');
    if (code !== 0) throw new Error(`${argv.join(' ')}\n${stderr}`);
    return (JSON.parse(stdout) as { rows: Record<string, unknown>[] }).rows;
  }

  /** All that the catalog has of a database, when every query has ended: the whole effect of setup. */
  async catalog(database: string): Promise<CatalogTable[]> {
    while (this.server.queries.some((query) => !hasEnded(query))) await sleep(10);
    const { TableList } = await this.glue.send(new GetTablesCommand({ DatabaseName: database }));
    const tables = await Promise.all(
      TableList!.map(async (table): Promise<CatalogTable> => {
        const { Name: name, TableType: type, Parameters = {}, StorageDescriptor, PartitionKeys } = table;
        const partitions: string[] = [];
        const pages = paginateGetPartitions(
          { client: this.glue },
          { DatabaseName: database, TableName: name! },
        );
        for await (const { Partitions } of pages) {
          for (const one of Partitions!)
            partitions.push(`${one.Values!.join('/')} ${one.StorageDescriptor!.Location}`);
        }
        const parameters = Object.entries(Parameters).filter(([key]) => !/^trino_|^transient_/.test(key));
        return {
          name: name!,
          type: type!,
          columns: text(StorageDescriptor?.Columns),
          keys: text(PartitionKeys),
          location: StorageDescriptor?.Location,
          serde: StorageDescriptor?.SerdeInfo?.SerializationLibrary,
          parameters: Object.fromEntries(parameters),
          view: viewText(table.ViewOriginalText),
          partitions: partitions.sort(),
        };
      }),
    );
    return tables.sort((one, other) => (one.name < other.name ? -1 : 1));
  }
}

export interface CatalogTable {
  readonly name: string;
  readonly type: string;
  readonly columns: string;
  readonly keys: string;
  readonly location: string | undefined;
  readonly serde: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly view: string | undefined;
  /** Values and location, in order. */
  readonly partitions: readonly string[];
}

function text(columns: readonly Column[] = []): string {
  return columns.map(({ Name, Type }) => `${Name} ${Type}`).join(', ');
}

/** The query of a view, without what Trino keeps beside it. */
function viewText(original: string | undefined): string | undefined {
  const [, base64] = /Presto View: (\S+)/.exec(original ?? '') ?? [];
  return (
    base64 && (JSON.parse(Buffer.from(base64, 'base64').toString()) as { originalSql: string }).originalSql
  );
}

function exists(error: Error): void {
  if (error.name !== 'AlreadyExistsException') throw error;
}
