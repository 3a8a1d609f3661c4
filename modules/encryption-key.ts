import { KmsAlias } from '@cdktf/provider-aws/lib/kms-alias';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { Construct } from 'constructs';
import type { AwsEnvironment } from './aws-environment';
import { policyDocument, type PolicyStatement } from './policy-document';

export interface EncryptionKeyProps {
  readonly environment: AwsEnvironment;
  /** What the key is for; shown in the console. */
  readonly description: string;
  /** The key's alias, without `alias/`. */
  readonly alias: string;
  /** What the key's users, beside the account itself, may do. */
  readonly statements: readonly PolicyStatement[];
}

/**
 * A customer managed KMS key, rotated every year, with an alias.
 *
 * The account keeps full control through its IAM policies; everyone else needs a statement. Deleting the key takes
 * 30 days, in which it can be rescued. Costs a fixed price a month, and a price for each request.
 */
export class EncryptionKey extends Construct {
  readonly resource: KmsKey;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { account, partition } = props.environment;
    this.resource = new KmsKey(this, 'key', {
      description: props.description,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: policyDocument([
        {
          Sid: 'AccountAdministers',
          Effect: 'Allow',
          Principal: { AWS: `arn:${partition}:iam::${account}:root` },
          Action: 'kms:*',
          Resource: '*',
        },
        ...props.statements,
      ]),
    });
    new KmsAlias(this, 'alias', { name: `alias/${props.alias}`, targetKeyId: this.resource.keyId });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

/** What log delivery needs to write objects encrypted with a key: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-cmk-policy.html */
export function logDeliveryMayEncrypt(
  environment: AwsEnvironment,
  accounts: readonly string[],
): PolicyStatement {
  return {
    Sid: 'AWSLogDeliveryEncrypts',
    Effect: 'Allow',
    Principal: { Service: 'delivery.logs.amazonaws.com' },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: environment.logDeliverySource(accounts),
  };
}

/** What Athena needs, as the role that asks, to read encrypted logs and write encrypted results through S3. */
export function readersMayDecrypt(environment: AwsEnvironment, readers: readonly string[]): PolicyStatement {
  return {
    Sid: 'ReadersDecryptThroughS3',
    Effect: 'Allow',
    Principal: { AWS: readers },
    Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': `s3.${environment.region}.amazonaws.com` } },
  };
}

/** What CloudWatch Logs needs to encrypt one log group: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export function logGroupMayEncrypt(environment: AwsEnvironment, logGroupName: string): PolicyStatement {
  const { account, partition, region } = environment;
  return {
    Sid: 'LogGroupEncrypts',
    Effect: 'Allow',
    Principal: { Service: `logs.${region}.amazonaws.com` },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
    Resource: '*',
    Condition: {
      ArnEquals: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:${logGroupName}`,
      },
    },
  };
}
