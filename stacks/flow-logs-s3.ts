import { Fn, TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import type { ResolvedConfiguration, ResolvedS3Stack } from '../core/configuration/resolve';
import {
  archiveBucketName,
  databaseName,
  folderName,
  resultsSuffix,
} from '../core/configuration/value-check';
import type { S3Delivery } from '../core/delivery/s3-delivery';
import { savedQueries } from '../core/questions/saved-queries';
import type { RecordFormat } from '../core/records/record-format';
import { LogArchive } from '../modules/log-archive';
import { QueryWorkspace } from '../modules/query-workspace';
import { SavedQueries } from '../modules/saved-queries';
import { deployFlowLogs } from './deploy-flow-logs';
import { FlowtollStack } from './flowtoll-stack';
import { textVariable } from './variables';

/**
 * Flow logs in S3, ready to be asked with Athena: the bucket, the flow logs, the Glue database and the Athena
 * workgroup. The table is made after apply, by `flowtoll setup`.
 */
export class FlowLogsS3Stack extends FlowtollStack {
  constructor(scope: Construct, configuration: ResolvedConfiguration, settings: ResolvedS3Stack) {
    super(scope, 'flow-logs-s3', configuration, settings.providerFloor);
    const name = textVariable(this, 'bucket_name', {
      description: `The bucket that flow logs are delivered to; query results get one named after it, with '${resultsSuffix}'`,
      check: archiveBucketName,
      default: settings.archive.bucketName,
    });
    const forceDestroy = configuration.removal === 'destroy';
    const archive = new LogArchive(this, 'archive', {
      ...settings.archive,
      environment: this.environment,
      bucketName: name,
      deliveries: deliveries(settings),
      keyAlias: this.named(),
      forceDestroy,
    });
    const workspace = this.createWorkspace(settings, archive, name, forceDestroy);
    if (settings.athena.savedQueries) {
      new SavedQueries(this, 'saved-queries', { workspace, queries: savedQueries(formats(settings)) });
    }
    const flowLogs = deployFlowLogs(this, {
      ...settings,
      archive,
      eksCluster: configuration.eksCluster,
      keepLogGroups: !forceDestroy,
      named: (...words) => this.named(...words),
    });
    new TerraformOutput(this, 'bucket_arn', {
      value: archive.bucket.arn,
      description: 'The bucket of flow logs',
    });
    const { table, columns, partitions } = settings.athena;
    this.describeDeployment({
      flow_logs: flowLogs,
      source_accounts: [...settings.archive.sourceAccounts],
      athena: {
        database: workspace.database.name,
        table,
        columns,
        partitions,
        workgroup: workspace.workgroup.name,
        results_location: workspace.resultsLocation,
      },
    });
  }

  private createWorkspace(
    { archive: { accessLogs }, athena }: ResolvedS3Stack,
    archive: LogArchive,
    name: string,
    forceDestroy: boolean,
  ): QueryWorkspace {
    const database = textVariable(this, 'flowlog_gb_glue_name', {
      description: 'The Glue database of the flow logs table',
      check: databaseName,
      default: athena.database,
    });
    const resultsPrefix = textVariable(this, 'athena_data_prefix', {
      description: 'The folder of query results in their bucket',
      check: folderName,
      default: athena.resultsPrefix,
    });
    return new QueryWorkspace(this, 'queries', {
      environment: this.environment,
      database,
      workgroup: athena.workgroup,
      resultsBucketName: `${name}${resultsSuffix}`,
      resultsPrefix: Fn.trimsuffix(resultsPrefix, '/'),
      resultsExpirationDays: athena.resultsExpirationDays,
      scanLimitBytes: athena.scanLimitBytes,
      kmsKeyArn: archive.kmsKeyArn,
      accessLogs,
      forceDestroy,
      dependsOn: archive.key && [archive.key.resource],
    });
  }
}

function deliveries({ flowLogs }: ResolvedS3Stack): S3Delivery[] {
  return flowLogs.flatMap(({ destination }) => (destination.kind === 's3' ? [destination.delivery] : []));
}

/** The formats of VPC flow logs; those of transit gateways are asked otherwise. */
function formats({ flowLogs }: ResolvedS3Stack): RecordFormat[] {
  return flowLogs.flatMap(({ destination, recordFormat }) =>
    destination.kind === 's3' && recordFormat.kind === 'vpc' ? [recordFormat] : [],
  );
}
