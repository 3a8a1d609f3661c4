import { TerraformOutput, TerraformVariable } from 'cdktf';
import { PrivateBucket, type PrivateBucketProps } from '../../modules/private-bucket';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { synthesize, tlsOnly, typesOfEveryBucket, type Block } from './synth';

function bucketWith(props: Partial<PrivateBucketProps> = {}) {
  return synthesize((scope) => {
    new PrivateBucket(scope, 'logs', { bucketName: 'my-logs', ...props });
  });
}

const bucket = '${aws_s3_bucket.logs/bucket.id}';
const keyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d';

describe('PrivateBucket', () => {
  describe('by default', () => {
    const stack = bucketWith();

    it('is a bucket with its guards, and nothing else: no ACL, no access logs', () => {
      expect(stack.types).toEqual(typesOfEveryBucket);
    });

    it('is kept by a destroy that finds objects in it, and may leave the state', () => {
      // no prevent_destroy either
      expect(stack.one('aws_s3_bucket')).toEqual({ bucket: 'my-logs', force_destroy: false });
    });

    it('blocks public access', () => {
      expect(stack.one('aws_s3_bucket_public_access_block')).toEqual({
        bucket,
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      });
    });

    it('owns every object', () => {
      expect(stack.one('aws_s3_bucket_ownership_controls')).toEqual({
        bucket,
        rule: { object_ownership: 'BucketOwnerEnforced' },
      });
    });

    it('encrypts with AES256, without bucket keys', () => {
      expect(stack.one('aws_s3_bucket_server_side_encryption_configuration')).toEqual({
        bucket,
        rule: [
          {
            apply_server_side_encryption_by_default: { sse_algorithm: 'AES256' },
            bucket_key_enabled: false,
          },
        ],
      });
    });

    it('keeps versions', () => {
      expect(stack.one('aws_s3_bucket_versioning')).toEqual({
        bucket,
        versioning_configuration: { status: 'Enabled' },
      });
    });

    it('deletes old versions and broken uploads, and no current object', () => {
      expect(stack.one('aws_s3_bucket_lifecycle_configuration')).toEqual({
        bucket,
        rule: [
          {
            id: 'retention',
            status: 'Enabled',
            filter: [{ prefix: '' }],
            abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
            noncurrent_version_expiration: [{ noncurrent_days: 30 }],
            transition: [],
            expiration: [],
          },
        ],
        depends_on: ['aws_s3_bucket_versioning.logs/versioning'],
      });
    });

    it('answers TLS alone, by a policy that comes after the public access block', () => {
      expect(stack.one('aws_s3_bucket_policy')).toEqual({
        bucket,
        policy: { Version: '2012-10-17', Statement: [tlsOnly('logs/bucket')] },
        depends_on: ['aws_s3_bucket_public_access_block.logs/public-access-block'],
      });
    });
  });

  describe('with everything set', () => {
    const stack = synthesize((scope) => {
      const key = new KmsKey(scope, 'key', {});
      new PrivateBucket(scope, 'logs', {
        bucketName: 'my-logs',
        kmsKeyArn: keyArn,
        versioning: false,
        transitions: [
          { storageClass: 'STANDARD_IA', afterDays: 30 },
          { storageClass: 'GLACIER_IR', afterDays: 90 },
        ],
        expirationDays: 400,
        statements: (arn) => [
          { Sid: 'Read', Effect: 'Allow', Principal: { AWS: 'a' }, Action: 's3:GetObject', Resource: arn },
        ],
        accessLogs: { bucket: 'access', prefix: 'logs/' },
        forceDestroy: true,
        dependsOn: [key],
      });
    });

    it('is destroyed with its objects, before what it depends on', () => {
      expect(stack.one('aws_s3_bucket')).toEqual({
        bucket: 'my-logs',
        force_destroy: true,
        depends_on: ['aws_kms_key.key'],
      });
    });

    it('encrypts with the key, named by its whole ARN', () => {
      expect(stack.one('aws_s3_bucket_server_side_encryption_configuration')).toEqual({
        bucket,
        rule: [
          {
            apply_server_side_encryption_by_default: { sse_algorithm: 'aws:kms', kms_master_key_id: keyArn },
            bucket_key_enabled: false,
          },
        ],
      });
    });

    it('keeps no versions', () => {
      expect(stack.one('aws_s3_bucket_versioning')).toEqual({
        bucket,
        versioning_configuration: { status: 'Suspended' },
      });
    });

    it('moves and deletes objects by their age', () => {
      const { rule } = stack.one('aws_s3_bucket_lifecycle_configuration') as { rule: Block[] };
      expect(rule).toEqual([
        {
          id: 'retention',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
          noncurrent_version_expiration: [{ noncurrent_days: 30 }],
          transition: [
            { storage_class: 'STANDARD_IA', days: 30 },
            { storage_class: 'GLACIER_IR', days: 90 },
          ],
          expiration: [{ days: 400 }],
        },
      ]);
    });

    it('adds the given statements to its own', () => {
      const { policy } = stack.one('aws_s3_bucket_policy') as { policy: Block };
      expect(policy).toEqual({
        Version: '2012-10-17',
        Statement: [
          tlsOnly('logs/bucket'),
          {
            Sid: 'Read',
            Effect: 'Allow',
            Principal: { AWS: 'a' },
            Action: 's3:GetObject',
            Resource: '${aws_s3_bucket.logs/bucket.arn}',
          },
        ],
      });
    });

    it('logs its accesses to another bucket', () => {
      expect(stack.one('aws_s3_bucket_logging')).toEqual({
        bucket,
        target_bucket: 'access',
        target_prefix: 'logs/',
      });
    });
  });

  it('logs accesses to the root of the other bucket where no prefix is given', () => {
    const stack = bucketWith({ accessLogs: { bucket: 'access' } });
    expect(stack.one('aws_s3_bucket_logging')).toEqual({
      bucket,
      target_bucket: 'access',
      target_prefix: '',
    });
  });

  it('takes a name and a key that Terraform knows only later', () => {
    const stack = synthesize((scope) => {
      const name = new TerraformVariable(scope, 'name', {}).stringValue;
      const key = new KmsKey(scope, 'key', {});
      new PrivateBucket(scope, 'logs', { bucketName: name, kmsKeyArn: key.arn });
    });
    expect(stack.one('aws_s3_bucket')).toEqual({ bucket: '${var.name}', force_destroy: false });
    expect(stack.one('aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: 'aws:kms',
          kms_master_key_id: '${aws_kms_key.key.arn}',
        },
        bucket_key_enabled: false,
      },
    ]);
  });

  it('names its ARN, its name, and the guards to wait for', () => {
    const stack = synthesize((scope) => {
      const { arn, bucketName, guards } = new PrivateBucket(scope, 'logs', { bucketName: 'my-logs' });
      new TerraformOutput(scope, 'bucket', { value: [arn, bucketName] });
      new KmsKey(scope, 'waits', { dependsOn: guards });
    });
    expect(stack.output('bucket')).toEqual([
      '${aws_s3_bucket.logs/bucket.arn}',
      '${aws_s3_bucket.logs/bucket.bucket}',
    ]);
    expect(stack.one('aws_kms_key')['depends_on']).toEqual([
      'aws_s3_bucket_policy.logs/policy',
      'aws_s3_bucket_public_access_block.logs/public-access-block',
      'aws_s3_bucket_ownership_controls.logs/ownership',
      'aws_s3_bucket_server_side_encryption_configuration.logs/encryption',
    ]);
  });

  describe('rules', () => {
    const stack = bucketWith({
      statements: (arn) => [
        { Sid: 'Mine', Effect: 'Allow', Principal: { AWS: 'a' }, Action: 's3:*', Resource: arn },
      ],
    });
    const { policy } = stack.one('aws_s3_bucket_policy') as { policy: { Statement: Block[] } };

    it('CKV_AWS_53, 54, 55, 56 and CKV2_AWS_6: all four public access blocks are on, for this bucket', () => {
      const { bucket: ofBucket, ...flags } = stack.one('aws_s3_bucket_public_access_block');
      expect(ofBucket).toBe(bucket);
      expect(Object.values(flags)).toEqual([true, true, true, true]);
    });

    it('CKV_AWS_20, 57 and CKV2_AWS_65: no ACL can open the bucket', () => {
      expect(stack.types).not.toContain('aws_s3_bucket_acl');
      expect(stack.one('aws_s3_bucket')).not.toHaveProperty('acl');
      expect(stack.one('aws_s3_bucket_ownership_controls')['rule']).toEqual({
        object_ownership: 'BucketOwnerEnforced',
      });
    });

    it('CKV_AWS_19: objects are encrypted', () => {
      const text = JSON.stringify(stack.one('aws_s3_bucket_server_side_encryption_configuration'));
      expect(text).toContain('"sse_algorithm":"AES256"');
    });

    it('CKV_AWS_379: nothing but TLS is answered, for bucket and objects', () => {
      expect(policy.Statement).toContainEqual(tlsOnly('logs/bucket'));
    });

    it('CKV_AWS_70: nobody is allowed by a wildcard principal', () => {
      const allowed = policy.Statement.filter(({ Effect }) => Effect === 'Allow');
      expect(allowed.map(({ Sid }) => Sid)).toEqual(['Mine']);
      expect(allowed.map(({ Principal }) => Principal)).not.toContain('*');
    });

    it('CKV_AWS_93: only requests without TLS are denied, so nobody is locked out', () => {
      expect(policy.Statement.filter(({ Effect }) => Effect === 'Deny')).toEqual([tlsOnly('logs/bucket')]);
    });

    it('CKV_AWS_21: the bucket is versioned', () => {
      expect(stack.one('aws_s3_bucket_versioning')['versioning_configuration']).toEqual({
        status: 'Enabled',
      });
    });

    it('CKV2_AWS_61 and CKV_AWS_300: a lifecycle ends broken uploads', () => {
      const { rule } = stack.one('aws_s3_bucket_lifecycle_configuration') as { rule: Block[] };
      expect(rule[0]).toMatchObject({
        status: 'Enabled',
        filter: [{ prefix: '' }],
        abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      });
    });
  });
});
