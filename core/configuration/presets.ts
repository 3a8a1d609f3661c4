import type { S3Layout } from '../delivery/s3-delivery';
import type { FormatName } from '../records/named-formats';

/** What a deployment to S3 is like where the configuration says nothing. */
export interface S3Preset extends S3Layout {
  readonly recordFormat: FormatName;
  readonly maxAggregationInterval: 60 | 600;
  /** Whether each record format gets a folder of its own, or everything lands in the bucket's root. */
  readonly ownFolder: boolean;
  readonly partitions: 'projection' | 'explicit';
  /** Whose column names the table has: AWS's (field names with underscores) or the EKS article's. */
  readonly columns: 'aws' | 'eks-article';
  readonly database: string;
  readonly expirationDays: number | false;
}

export const s3Presets: Record<'recommended' | 'eks-article', S3Preset> = {
  recommended: {
    recordFormat: 'recommended',
    maxAggregationInterval: 600,
    fileFormat: 'parquet',
    hiveCompatiblePartitions: false,
    perHourPartition: true,
    ownFolder: true,
    partitions: 'projection',
    columns: 'aws',
    database: 'flowtoll',
    expirationDays: 365,
  },
  'eks-article': {
    recordFormat: 'eks-article',
    maxAggregationInterval: 600,
    fileFormat: 'plain-text',
    hiveCompatiblePartitions: false,
    perHourPartition: false,
    ownFolder: false,
    partitions: 'explicit',
    columns: 'eks-article',
    database: 'flowloggluedb',
    expirationDays: false,
  },
};

/** What a deployment to CloudWatch Logs is like where the configuration says nothing. */
export interface CloudWatchPreset {
  readonly recordFormat: FormatName;
  readonly maxAggregationInterval: 60 | 600;
  /** The folder of log groups, from the environment's name. */
  readonly logGroupFolder: (environment: string | undefined) => string;
}

export const cloudWatchPresets: Record<'recommended' | 'nat-article', CloudWatchPreset> = {
  recommended: {
    recordFormat: 'recommended',
    maxAggregationInterval: 60,
    logGroupFolder: (environment) => (environment ? `/flowtoll/${environment}` : '/flowtoll'),
  },
  'nat-article': {
    recordFormat: 'nat-article',
    maxAggregationInterval: 60,
    logGroupFolder: (environment) => (environment ? `/aws/${environment}-flow-logs` : '/aws/flow-logs'),
  },
};
