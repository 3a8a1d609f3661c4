import { Construct } from 'constructs';
import type { S3Delivery } from '../core/delivery/s3-delivery';
import type { AwsEnvironment } from './aws-environment';
import { EncryptionKey, logDeliveryMayEncrypt, readersMayDecrypt } from './encryption-key';
import type { PolicyStatement } from './policy-document';
import { PrivateBucket } from './private-bucket';

export interface LogArchiveProps {
  readonly environment: AwsEnvironment;
  readonly bucketName: string;
  /** Where in the bucket flow logs may be delivered to. */
  readonly deliveries: readonly S3Delivery[];
  /** Other accounts whose flow logs are delivered here. @default - none */
  readonly sourceAccounts?: readonly string[];
  /** `customer-key` makes a key for the bucket. @default 'AES256' */
  readonly encryption?: 'AES256' | 'customer-key' | { readonly kmsKeyArn: string };
  /** Roles or users that the key made here lets decrypt. @default - whom the account's IAM policies allow */
  readonly keyReaders?: readonly string[];
  /** Name of the key made here, without `alias/`. @default 'flowtoll' */
  readonly keyAlias?: string;
  /** @default true */
  readonly versioning?: boolean;
  /** @default - logs stay in STANDARD */
  readonly transitions?: readonly { readonly storageClass: string; readonly afterDays: number }[];
  /** Days after which logs are deleted. @default - never */
  readonly expirationDays?: number;
  /** @default - no server access logs */
  readonly accessLogs?: { readonly bucket: string; readonly prefix?: string };
  /** Whether destroy deletes the logs too. @default false */
  readonly forceDestroy?: boolean;
}

/**
 * The bucket that flow logs are delivered to, ready before the first flow log: log delivery may write there, for the
 * given accounts, this Region and the given folders only.
 *
 * Creates a private bucket with its policy, and a KMS key where one is wanted. Costs storage, and AWS's price for
 * delivering logs, by the GB.
 *
 * @example
 * const archive = new LogArchive(this, 'archive', { environment, bucketName: 'my-flow-logs', deliveries: [delivery] });
 */
export class LogArchive extends Construct {
  readonly bucket: PrivateBucket;
  /** ARN of the key that encrypts the logs; undefined for AES256. */
  readonly kmsKeyArn: string | undefined;
  /** The key, where it is made here. */
  readonly key: EncryptionKey | undefined;

  constructor(scope: Construct, id: string, props: LogArchiveProps) {
    super(scope, id);
    const encryption = props.encryption ?? 'AES256';
    const accounts = [props.environment.account, ...(props.sourceAccounts ?? [])];
    this.key = encryption === 'customer-key' ? this.createKey(props, accounts) : undefined;
    this.kmsKeyArn = typeof encryption === 'object' ? encryption.kmsKeyArn : this.key?.arn;
    this.bucket = new PrivateBucket(this, 'bucket', {
      ...props,
      kmsKeyArn: this.kmsKeyArn,
      statements: (bucketArn) => deliveryStatements(bucketArn, accounts, props),
      // a bucket that destroy refuses to delete must not lose its key before
      dependsOn: this.key && [this.key.resource],
    });
  }

  private createKey(props: LogArchiveProps, accounts: readonly string[]): EncryptionKey {
    const readers = props.keyReaders ?? [];
    return new EncryptionKey(this, 'key', {
      environment: props.environment,
      description: 'VPC Flow Logs in S3',
      alias: props.keyAlias ?? 'flowtoll',
      statements: [
        logDeliveryMayEncrypt(props.environment, accounts),
        ...(readers.length > 0 ? [readersMayDecrypt(props.environment, readers)] : []),
      ],
    });
  }
}

/**
 * AWS's own statements under AWS's own ids, so that creating a flow log finds them and adds none:
 * https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
function deliveryStatements(
  bucketArn: string,
  accounts: readonly string[],
  { environment, deliveries }: LogArchiveProps,
): PolicyStatement[] {
  const Principal = { Service: 'delivery.logs.amazonaws.com' };
  const source = environment.logDeliverySource(accounts);
  const folders = deliveries.map(({ prefix, hiveCompatiblePartitions }) =>
    hiveCompatiblePartitions ? `${prefix}AWSLogs/aws-account-id=` : `${prefix}AWSLogs/`,
  );
  if (folders.length === 0) return [];
  return [
    {
      Sid: 'AWSLogDeliveryWrite',
      Effect: 'Allow',
      Principal,
      Action: 's3:PutObject',
      Resource: [...new Set(folders)].flatMap((folder) =>
        accounts.map((account) => `${bucketArn}/${folder}${account}/*`),
      ),
      Condition: {
        ...source,
        StringEquals: { ...source['StringEquals'], 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    },
    {
      Sid: 'AWSLogDeliveryAclCheck',
      Effect: 'Allow',
      Principal,
      // ListBucket is not needed to deliver; without it CloudTrail fills with denied look-ups
      Action: ['s3:GetBucketAcl', 's3:ListBucket'],
      Resource: bucketArn,
      Condition: source,
    },
  ];
}
