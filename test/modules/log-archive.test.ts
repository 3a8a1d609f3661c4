import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { TerraformOutput, TerraformVariable } from 'cdktf';
import type { S3Delivery } from '../../core/delivery/s3-delivery';
import { LogArchive, type LogArchiveProps } from '../../modules/log-archive';
import {
  account,
  ownFlowLogs,
  partition,
  synthesize,
  tlsOnly,
  typesOfEveryBucket,
  type Block,
} from './synth';

const plain: S3Delivery = {
  prefix: 'parquet/',
  fileFormat: 'parquet',
  hiveCompatiblePartitions: false,
  perHourPartition: true,
};
const hive: S3Delivery = { ...plain, prefix: 'hive/', hiveCompatiblePartitions: true };
const root: S3Delivery = { ...plain, prefix: '' };

const otherAccount = '210987654321';
const bucketArn = '${aws_s3_bucket.archive/bucket/bucket.arn}';
const bothAccounts = {
  StringEquals: { 'aws:SourceAccount': [account, otherAccount] },
  ArnLike: {
    'aws:SourceArn': [account, otherAccount].map((one) => `arn:${partition}:logs:eu-central-1:${one}:*`),
  },
};

function archiveWith(props: Partial<LogArchiveProps> = {}) {
  return synthesize((scope, environment) => {
    const archive = new LogArchive(scope, 'archive', {
      environment,
      bucketName: 'my-logs',
      deliveries: [plain],
      ...props,
    });
    new TerraformOutput(scope, 'key', { value: archive.kmsKeyArn ?? 'none' });
  });
}

function statements(props: Partial<LogArchiveProps>): Block[] {
  const { policy } = archiveWith(props).one('aws_s3_bucket_policy') as { policy: { Statement: Block[] } };
  return policy.Statement;
}

/** The objects that log delivery may write. */
function writable(props: Partial<LogArchiveProps>): unknown {
  return statements(props).find(({ Sid }) => Sid === 'AWSLogDeliveryWrite')?.['Resource'];
}

/** What the policy must say, by the VPC user guide, with the statement ids of AWS. */
function policyOf(resources: string[], source: { StringEquals: Block; ArnLike: Block }): Block[] {
  return [
    tlsOnly('archive/bucket/bucket'),
    {
      Sid: 'AWSLogDeliveryWrite',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: resources,
      Condition: {
        StringEquals: { ...source.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
        ArnLike: source.ArnLike,
      },
    },
    {
      Sid: 'AWSLogDeliveryAclCheck',
      Effect: 'Allow',
      Principal: { Service: 'delivery.logs.amazonaws.com' },
      Action: ['s3:GetBucketAcl', 's3:ListBucket'],
      Resource: bucketArn,
      Condition: source,
    },
  ];
}

describe('LogArchive', () => {
  describe('by default', () => {
    const stack = archiveWith();

    it('is a private bucket, without key and access logs', () => {
      expect(stack.types).toEqual(typesOfEveryBucket);
      expect(stack.one('aws_s3_bucket')).toEqual({ bucket: 'my-logs', force_destroy: false });
      expect(stack.output('key')).toBe('none');
    });

    it('is encrypted with AES256, versioned, and keeps its logs', () => {
      const { rule: encryption } = stack.one('aws_s3_bucket_server_side_encryption_configuration');
      expect(encryption).toEqual([
        { apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' }, bucket_key_enabled: false },
      ]);
      expect(stack.one('aws_s3_bucket_versioning')['versioning_configuration']).toEqual({
        status: 'Enabled',
      });
      const { rule } = stack.one('aws_s3_bucket_lifecycle_configuration') as { rule: Block[] };
      expect(rule[0]).toMatchObject({ transition: [], expiration: [] });
    });

    it('lets delivery write for this account, this Region and the folder alone', () => {
      expect(stack.one('aws_s3_bucket_policy')['policy']).toEqual({
        Version: '2012-10-17',
        Statement: policyOf([`${bucketArn}/parquet/AWSLogs/${account}/*`], ownFlowLogs),
      });
    });
  });

  describe('with everything set', () => {
    const stack = archiveWith({
      deliveries: [plain, hive],
      sourceAccounts: [otherAccount],
      encryption: 'customer-key',
      keyReaders: ['arn:aws:iam::123456789012:role/analyst'],
      keyAlias: 'flowtoll-prod',
      versioning: false,
      transitions: [{ storageClass: 'GLACIER_IR', afterDays: 60 }],
      expirationDays: 365,
      accessLogs: { bucket: 'access', prefix: 'logs/' },
      forceDestroy: true,
    });

    it('lets delivery write for each account into each folder', () => {
      expect(stack.one('aws_s3_bucket_policy')['policy']).toEqual({
        Version: '2012-10-17',
        Statement: policyOf(
          [
            `${bucketArn}/parquet/AWSLogs/${account}/*`,
            `${bucketArn}/parquet/AWSLogs/${otherAccount}/*`,
            `${bucketArn}/hive/AWSLogs/aws-account-id=${account}/*`,
            `${bucketArn}/hive/AWSLogs/aws-account-id=${otherAccount}/*`,
          ],
          bothAccounts,
        ),
      });
    });

    it('makes a key that delivery writes with and Athena reads with', () => {
      expect(stack.one('aws_kms_key')).toEqual({
        description: 'VPC Flow Logs in S3',
        enable_key_rotation: true,
        deletion_window_in_days: 30,
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'AccountAdministers',
              Effect: 'Allow',
              Principal: { AWS: `arn:${partition}:iam::${account}:root` },
              Action: 'kms:*',
              Resource: '*',
            },
            {
              Sid: 'AWSLogDeliveryEncrypts',
              Effect: 'Allow',
              Principal: { Service: 'delivery.logs.amazonaws.com' },
              Action: [
                'kms:Encrypt',
                'kms:Decrypt',
                'kms:ReEncrypt*',
                'kms:GenerateDataKey*',
                'kms:DescribeKey',
              ],
              Resource: '*',
              Condition: bothAccounts,
            },
            {
              Sid: 'ReadersDecryptThroughS3',
              Effect: 'Allow',
              Principal: { AWS: ['arn:aws:iam::123456789012:role/analyst'] },
              Action: ['kms:Decrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
              Resource: '*',
              Condition: { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } },
            },
          ],
        },
      });
      expect(stack.one('aws_kms_alias')['name']).toBe('alias/flowtoll-prod');
    });

    it('encrypts with that key, and outlives it', () => {
      const arn = '${aws_kms_key.archive/key/key.arn}';
      expect(stack.one('aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
        {
          apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: arn },
          bucket_key_enabled: false,
        },
      ]);
      expect(stack.one('aws_s3_bucket')).toEqual({
        bucket: 'my-logs',
        force_destroy: true,
        depends_on: ['aws_kms_key.archive/key/key'],
      });
      expect(stack.output('key')).toBe(arn);
    });

    it('hands the rest to the bucket', () => {
      expect(stack.one('aws_s3_bucket_versioning')['versioning_configuration']).toEqual({
        status: 'Suspended',
      });
      const { rule } = stack.one('aws_s3_bucket_lifecycle_configuration') as { rule: Block[] };
      expect(rule[0]).toMatchObject({
        transition: [{ storage_class: 'GLACIER_IR', days: 60 }],
        expiration: [{ days: 365 }],
      });
      expect(stack.one('aws_s3_bucket_logging')).toMatchObject({
        target_bucket: 'access',
        target_prefix: 'logs/',
      });
    });
  });

  it('lets delivery write below AWSLogs where it delivers to the root', () => {
    expect(writable({ deliveries: [root] })).toEqual([`${bucketArn}/AWSLogs/${account}/*`]);
    expect(writable({ deliveries: [{ ...root, hiveCompatiblePartitions: true }] })).toEqual([
      `${bucketArn}/AWSLogs/aws-account-id=${account}/*`,
    ]);
  });

  it('names a folder once that several flow logs share', () => {
    expect(writable({ deliveries: [plain, { ...plain, fileFormat: 'plain-text' }, root] })).toEqual([
      `${bucketArn}/parquet/AWSLogs/${account}/*`,
      `${bucketArn}/AWSLogs/${account}/*`,
    ]);
  });

  it('has no NotAction or NotPrincipal, which would end the adding of AWS', () => {
    expect(JSON.stringify(statements({ deliveries: [plain, hive] }))).not.toMatch(/NotAction|NotPrincipal/);
  });

  it('leaves reading to the IAM policies of the account where no reader is named', () => {
    const { policy } = archiveWith({ encryption: 'customer-key' }).one('aws_kms_key') as {
      policy: { Statement: Block[] };
    };
    expect(policy.Statement.map(({ Sid }) => Sid)).toEqual(['AccountAdministers', 'AWSLogDeliveryEncrypts']);
  });

  it('calls its key flowtoll where no alias is given', () => {
    expect(archiveWith({ encryption: 'customer-key' }).one('aws_kms_alias')['name']).toBe('alias/flowtoll');
  });

  it('encrypts with a given key and makes none', () => {
    const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d';
    const stack = archiveWith({ encryption: { kmsKeyArn } });
    expect(stack.types).not.toContain('aws_kms_key');
    expect(stack.one('aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      {
        apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: kmsKeyArn },
        bucket_key_enabled: false,
      },
    ]);
    expect(stack.one('aws_s3_bucket')).toEqual({ bucket: 'my-logs', force_destroy: false });
    expect(stack.output('key')).toBe(kmsKeyArn);
  });

  it('takes a name and a key that Terraform knows only later', () => {
    const stack = synthesize((scope, environment) => {
      const bucketName = new TerraformVariable(scope, 'name', {}).stringValue;
      const kmsKeyArn = new KmsKey(scope, 'given', {}).arn;
      new LogArchive(scope, 'archive', {
        environment,
        bucketName,
        deliveries: [plain],
        encryption: { kmsKeyArn },
      });
    });
    expect(stack.one('aws_s3_bucket')['bucket']).toBe('${var.name}');
    expect(JSON.stringify(stack.one('aws_s3_bucket_server_side_encryption_configuration'))).toContain(
      '"kms_master_key_id":"${aws_kms_key.given.arn}"',
    );
  });
});
