import type { FileFormat } from '../delivery/s3-delivery';
import type { FormatName } from '../records/named-formats';
import type { TagFieldSpecification } from '../records/tag-fields';

/** What `flowtoll.config.ts` may say. Only the Region is needed. */
export interface Configuration {
  /** The Region of the stacks: that of the VPC, so that Athena and the bucket are where the traffic is. */
  readonly region: string;
  /** The only account that may be deployed to, 12 digits. @default - any account the credentials belong to */
  readonly account?: string;
  /** Goes into names, tags and the state's key, e.g. `prod`. @default - names without an environment */
  readonly environment?: string;
  /**
   * What `destroy` does to what has been logged. `keep`: Terraform refuses to delete a bucket that holds objects, and
   * leaves log groups where they are. `destroy`: deletes everything.
   *
   * @default 'keep'
   */
  readonly removal?: Removal;
  /** Tags of every resource, beside `Project`, `Environment` and `Stack`. @default - none */
  readonly tags?: Readonly<Record<string, string>>;
  /** What the flow logs record. @default - the VPC of the EKS cluster that the variable `eks_cluster_name` names */
  readonly source?: Source;
  /** Networks that AWS cannot name, e.g. an office behind a VPN; answers show these names. @default - none */
  readonly networks?: readonly Network[];
  /** Limits of the Terraform AWS provider. @default - from 5.100.0, or what the chosen features need */
  readonly provider?: {
    /** The lowest version that may be used; refused where a chosen feature needs a later one. @default '5.100.0' */
    readonly minimumVersion?: string;
  };
  /** Where Terraform keeps its state. @default - a local file beside cdktf.json */
  readonly backend?: { readonly s3: S3Backend };
  /** The stack `flow-logs-s3`; false leaves it out. @default - the recommended preset */
  readonly s3?: S3Settings | false;
  /** The stack `flow-logs-cloudwatch`; false leaves it out. @default - the recommended preset */
  readonly cloudwatch?: CloudWatchSettings | false;
}

export type Removal = 'keep' | 'destroy';

/**
 * Exactly one kind of source; each takes one id (or ARN) or a list. The ids of a list go into the names of their flow
 * logs, so that adding one changes none of the others.
 */
export interface Source {
  /** The VPC of this EKS cluster, looked up by Terraform. */
  readonly eksCluster?: string;
  readonly vpcId?: OneOrMore;
  readonly subnetId?: OneOrMore;
  readonly networkInterfaceId?: OneOrMore;
  readonly transitGatewayId?: OneOrMore;
  readonly transitGatewayAttachmentId?: OneOrMore;
  /** A regional NAT gateway has no interface: a VPC flow log does not contain it. Needs provider 6.25.0. */
  readonly regionalNatGatewayId?: OneOrMore;
}

export type OneOrMore = string | readonly string[];

export interface Network {
  readonly cidr: string;
  readonly name: string;
  /** @default - not in AWS */
  readonly region?: string;
  /** Availability Zone id, e.g. `euc1-az1`. @default - unknown */
  readonly az?: string;
}

export interface S3Backend {
  readonly bucket: string;
  /** @default - the Region of the stacks */
  readonly region?: string;
  /** The state's key is `<keyPrefix>[/<environment>]/<stack>.tfstate`. @default 'flowtoll' */
  readonly keyPrefix?: string;
  /** @default - the bucket's own encryption */
  readonly kmsKeyArn?: string;
}

/** What a flow log is like: given for a whole stack, and again for one flow log where that one differs. */
export interface FlowLogSettings {
  /** @default - the configuration's source */
  readonly source?: Source;
  /** A named record format, or a format string as EC2 takes it. @default - the preset's; all fields for a transit gateway */
  readonly recordFormat?: FormatName | (string & {});
  /** Not for transit gateways, which always log everything. @default 'ALL' */
  readonly trafficType?: TrafficType;
  /** Seconds; a transit gateway allows only 60. @default - the preset's */
  readonly maxAggregationInterval?: 60 | 600;
  /** Tag keys that the record format's tag fields show. Needs provider 6.52.0. @default - none */
  readonly tagFields?: readonly TagFieldSpecification[];
  /** Parquet is for S3 only. @default - the preset's */
  readonly fileFormat?: FileFormat;
  /** @default false */
  readonly hiveCompatiblePartitions?: boolean;
  /** @default - the preset's */
  readonly perHourPartition?: boolean;
}

export type TrafficType = 'ALL' | 'ACCEPT' | 'REJECT';

/** One flow log of a stack, by its name in `flowLogs`; what it leaves out is as the stack says. */
export interface NamedFlowLogSettings extends FlowLogSettings {
  /** Where it delivers to: a stack for S3 may send one of its flow logs to CloudWatch Logs. @default - the stack's kind */
  readonly destination?: 's3' | 'cloudwatch';
  /** Only for CloudWatch Logs; one log group holds one flow log. @default - from environment and name */
  readonly logGroupName?: string;
}

export interface S3Settings extends FlowLogSettings {
  /** `eks-article` delivers what the article's own table and query read. @default 'recommended' */
  readonly preset?: 'recommended' | 'eks-article';
  /** @default - the variable `bucket_name`, which Terraform asks for */
  readonly bucketName?: string;
  /** `customer-key` makes a KMS key. @default 'AES256' */
  readonly encryption?: 'AES256' | 'customer-key' | { readonly kmsKeyArn: string };
  /** Roles or users that may decrypt, by the policy of the key made here. @default - whom IAM policies of the account allow */
  readonly keyReaders?: readonly string[];
  /** @default true */
  readonly versioning?: boolean;
  /** Only to storage classes that Athena reads. @default - none */
  readonly transitions?: readonly Transition[];
  /** Days after which logs are deleted; false keeps them. @default 365, false in the article's preset */
  readonly expirationDays?: number | false;
  /** A bucket that takes S3's server access logs. @default - none */
  readonly accessLogs?: { readonly bucket: string; readonly prefix?: string };
  /** Other accounts whose flow logs are delivered to this bucket. @default - none */
  readonly sourceAccounts?: readonly string[];
  readonly athena?: AthenaSettings;
  /** The stack's flow logs by name; the name is part of their identity. @default - one, named `traffic` */
  readonly flowLogs?: Readonly<Record<string, NamedFlowLogSettings>>;
}

export interface Transition {
  /** Classes from which Athena reads; it skips archived objects without an error. */
  readonly storageClass: 'STANDARD_IA' | 'GLACIER_IR' | 'INTELLIGENT_TIERING';
  /** Days after delivery; S3 wants 30 at least for STANDARD_IA. */
  readonly afterDays: number;
}

export interface AthenaSettings {
  /** @default 'flowtoll', with the environment; 'flowloggluedb' in the article's preset */
  readonly database?: string;
  /** The table that `flowtoll setup` makes. @default 'vpc_flow_logs' */
  readonly table?: string;
  /** @default 'projection'; 'explicit' in the article's preset */
  readonly partitions?: 'projection' | 'explicit';
  /** @default 'flowtoll', with the environment */
  readonly workgroup?: string;
  /** The folder of query results. @default 'query-results' */
  readonly resultsPrefix?: string;
  /** @default 30 */
  readonly resultsExpirationDays?: number;
  /** Bytes after which Athena cancels a query. @default 107374182400 (100 GiB) */
  readonly scanLimitBytes?: number;
  /** Whether Athena's console lists the questions as saved queries. @default true */
  readonly savedQueries?: boolean;
}

export interface CloudWatchSettings extends FlowLogSettings {
  /** `nat-article` logs what the article's queries read. @default 'recommended' */
  readonly preset?: 'recommended' | 'nat-article';
  /** INFREQUENT_ACCESS costs half to ingest, and has no subscription filters. @default 'STANDARD' */
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS';
  /** @default 365 */
  readonly retentionDays?: RetentionDays;
  /**
   * CloudWatch Logs always encrypts; `customer-key` makes a KMS key for it, which needs `removal: 'destroy'`, because
   * a log group that is kept must not lose its key.
   *
   * @default 'aws-owned-key'
   */
  readonly encryption?: 'aws-owned-key' | 'customer-key' | { readonly kmsKeyArn: string };
  /** Ships every record on, e.g. to Grafana Loki. @default - none */
  readonly subscription?: {
    readonly destinationArn: string;
    /** @default - every record */
    readonly filterPattern?: string;
  };
  /** The stack's flow logs by name; the name is part of their identity. @default - one, named `traffic` */
  readonly flowLogs?: Readonly<Record<string, NamedFlowLogSettings>>;
}

/** What PutRetentionPolicy takes: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
export type RetentionDays = (typeof retentionDays)[number];
