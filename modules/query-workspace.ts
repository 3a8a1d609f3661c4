import { AthenaWorkgroup } from '@cdktf/provider-aws/lib/athena-workgroup';
import { GlueCatalogDatabase } from '@cdktf/provider-aws/lib/glue-catalog-database';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { AwsEnvironment } from './aws-environment';
import { PrivateBucket } from './private-bucket';

export interface QueryWorkspaceProps {
  readonly environment: AwsEnvironment;
  /** The Glue database that the table is made in. */
  readonly database: string;
  readonly workgroup: string;
  /** The bucket of query results, a bucket of their own. */
  readonly resultsBucketName: string;
  /** The folder of query results, without slashes around it. */
  readonly resultsPrefix: string;
  /** Days after which results are deleted. @default 30 */
  readonly resultsExpirationDays?: number;
  /** Bytes after which Athena cancels a query, at least 10485760. @default 107374182400 (100 GiB) */
  readonly scanLimitBytes?: number;
  /** ARN of the key that encrypts results. @default - SSE-S3 (AES256) */
  readonly kmsKeyArn?: string;
  /** @default - no server access logs */
  readonly accessLogs?: { readonly bucket: string; readonly prefix?: string };
  /** Whether destroy deletes results and saved queries too. @default false */
  readonly forceDestroy?: boolean;
  /** What must outlive the results, e.g. their key. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/**
 * Where flow logs are asked: a Glue database, an Athena workgroup whose settings clients cannot change, and a bucket
 * for its results, which expire.
 *
 * Costs what Athena takes for each TB scanned; the workgroup's limit bounds what one query can cost.
 */
export class QueryWorkspace extends Construct {
  readonly database: GlueCatalogDatabase;
  readonly workgroup: AthenaWorkgroup;
  readonly results: PrivateBucket;
  /** `s3://…/` of query results. */
  readonly resultsLocation: string;

  constructor(scope: Construct, id: string, props: QueryWorkspaceProps) {
    super(scope, id);
    this.results = new PrivateBucket(this, 'results', {
      bucketName: props.resultsBucketName,
      kmsKeyArn: props.kmsKeyArn,
      expirationDays: props.resultsExpirationDays ?? 30,
      accessLogs: props.accessLogs,
      forceDestroy: props.forceDestroy,
      dependsOn: props.dependsOn,
    });
    this.resultsLocation = `s3://${this.results.bucketName}/${props.resultsPrefix}/`;
    this.database = new GlueCatalogDatabase(this, 'database', {
      name: props.database,
      description: 'VPC Flow Logs, made by flowtoll',
    });
    this.workgroup = new AthenaWorkgroup(this, 'workgroup', {
      name: props.workgroup,
      description: 'Questions about VPC Flow Logs, made by flowtoll',
      forceDestroy: props.forceDestroy ?? false,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: props.scanLimitBytes ?? 100 * 1024 ** 3,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: this.resultsLocation,
          expectedBucketOwner: props.environment.account,
          encryptionConfiguration: props.kmsKeyArn
            ? { encryptionOption: 'SSE_KMS', kmsKeyArn: props.kmsKeyArn }
            : { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }
}
