import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from '@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { policyDocument, type PolicyStatement } from './policy-document';

export interface PrivateBucketProps {
  readonly bucketName: string;
  /** ARN of a customer managed key. @default - SSE-S3 (AES256) */
  readonly kmsKeyArn?: string;
  /** @default true */
  readonly versioning?: boolean;
  /** Days after which objects move to another storage class. @default - they stay in STANDARD */
  readonly transitions?: readonly { readonly storageClass: string; readonly afterDays: number }[];
  /** Days after which objects are deleted. @default - never */
  readonly expirationDays?: number;
  /** Who else may do what, beside the rule that only TLS is answered. @default - nobody */
  readonly statements?: (bucketArn: string) => readonly PolicyStatement[];
  /** @default - no server access logs */
  readonly accessLogs?: { readonly bucket: string; readonly prefix?: string };
  /** Whether destroy deletes a bucket that holds objects. @default false */
  readonly forceDestroy?: boolean;
  /** What must be there before the bucket, and go after it. @default - nothing */
  readonly dependsOn?: ITerraformDependable[];
}

/** Days for which a replaced or deleted object can be brought back. */
const noncurrentVersionDays = 30;

/**
 * A bucket that is private, encrypted, owned by its account alone, versioned, tidied, and reached over TLS only.
 *
 * Costs the storage of its objects, and of replaced ones for another 30 days.
 */
export class PrivateBucket extends Construct {
  readonly resource: S3Bucket;
  /** What guards the bucket: who writes to it should wait for these. */
  readonly guards: ITerraformDependable[];

  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    this.resource = new S3Bucket(this, 'bucket', {
      bucket: props.bucketName,
      forceDestroy: props.forceDestroy ?? false,
      dependsOn: props.dependsOn,
    });
    const bucket = this.resource.id;
    const publicAccessBlock = new S3BucketPublicAccessBlock(this, 'public-access-block', {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const ownership = new S3BucketOwnershipControls(this, 'ownership', {
      bucket,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, 'encryption', {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: props.kmsKeyArn
            ? { sseAlgorithm: 'aws:kms', kmsMasterKeyId: props.kmsKeyArn }
            : { sseAlgorithm: 'AES256' },
          // AWS warns that log delivery does not work for all requests with bucket keys on
          bucketKeyEnabled: false,
        },
      ],
    });
    const versioning = new S3BucketVersioningA(this, 'versioning', {
      bucket,
      versioningConfiguration: { status: (props.versioning ?? true) ? 'Enabled' : 'Suspended' },
    });
    new S3BucketLifecycleConfiguration(this, 'lifecycle', {
      bucket,
      rule: [lifecycleRule(props)],
      // S3 wants versioning settled before rules on noncurrent versions
      dependsOn: [versioning],
    });
    // S3 answers a policy and a public access block set at the same time with a conflict
    const policy = new S3BucketPolicy(this, 'policy', {
      bucket,
      policy: policyDocument([tlsOnly(this.resource.arn), ...(props.statements?.(this.resource.arn) ?? [])]),
      dependsOn: [publicAccessBlock],
    });
    if (props.accessLogs) {
      new S3BucketLoggingA(this, 'access-logs', {
        bucket,
        targetBucket: props.accessLogs.bucket,
        targetPrefix: props.accessLogs.prefix ? `${props.accessLogs.prefix.replace(/\/$/, '')}/` : '',
      });
    }
    this.guards = [policy, publicAccessBlock, ownership, encryption];
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** The bucket's name, known to Terraform once the bucket exists. */
  get bucketName(): string {
    return this.resource.bucket;
  }
}

function lifecycleRule(props: PrivateBucketProps): S3BucketLifecycleConfigurationRule {
  return {
    id: 'retention',
    status: 'Enabled',
    filter: [{ prefix: '' }],
    abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
    noncurrentVersionExpiration: [{ noncurrentDays: noncurrentVersionDays }],
    transition: (props.transitions ?? []).map(({ storageClass, afterDays }) => ({
      storageClass,
      days: afterDays,
    })),
    expiration: props.expirationDays === undefined ? [] : [{ days: props.expirationDays }],
  };
}

function tlsOnly(bucketArn: string): PolicyStatement {
  return {
    Sid: 'DenyWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucketArn, `${bucketArn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
