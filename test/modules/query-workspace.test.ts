import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { TerraformOutput, TerraformVariable } from 'cdktf';
import { QueryWorkspace, type QueryWorkspaceProps } from '../../modules/query-workspace';
import { account, synthesize, tlsOnly, typesOfEveryBucket, type Block } from './synth';

const location = 's3://${aws_s3_bucket.queries/results/bucket.bucket}/query-results/';

function workspaceWith(props: Partial<QueryWorkspaceProps> = {}) {
  return synthesize((scope, environment) => {
    const workspace = new QueryWorkspace(scope, 'queries', {
      environment,
      database: 'flowtoll',
      workgroup: 'flowtoll',
      resultsBucketName: 'my-logs-results',
      resultsPrefix: 'query-results',
      ...props,
    });
    new TerraformOutput(scope, 'location', { value: workspace.resultsLocation });
  });
}

describe('QueryWorkspace', () => {
  describe('by default', () => {
    const stack = workspaceWith();

    it('is a database, a workgroup and a bucket of results; no crawler, no table, no query', () => {
      expect(stack.types).toEqual([
        'aws_athena_workgroup',
        'aws_glue_catalog_database',
        ...typesOfEveryBucket,
      ]);
    });

    it('has a database', () => {
      expect(stack.one('aws_glue_catalog_database')).toEqual({
        name: 'flowtoll',
        description: 'VPC Flow Logs, made by flowtoll',
      });
    });

    it('has a workgroup whose settings clients cannot change, with 100 GiB a query at most', () => {
      expect(stack.one('aws_athena_workgroup')).toEqual({
        name: 'flowtoll',
        description: 'Questions about VPC Flow Logs, made by flowtoll',
        force_destroy: false,
        configuration: {
          enforce_workgroup_configuration: true,
          publish_cloudwatch_metrics_enabled: true,
          bytes_scanned_cutoff_per_query: 107374182400,
          engine_version: { selected_engine_version: 'Athena engine version 3' },
          result_configuration: {
            output_location: location,
            expected_bucket_owner: account,
            encryption_configuration: { encryption_option: 'SSE_S3' },
          },
        },
      });
      expect(stack.output('location')).toBe(location);
    });

    it('has a bucket of results that nobody else may use, and that expire after 30 days', () => {
      expect(stack.one('aws_s3_bucket')).toEqual({ bucket: 'my-logs-results', force_destroy: false });
      expect(stack.one('aws_s3_bucket_policy')['policy']).toEqual({
        Version: '2012-10-17',
        Statement: [tlsOnly('queries/results/bucket')],
      });
      const { rule } = stack.one('aws_s3_bucket_lifecycle_configuration') as { rule: Block[] };
      expect(rule).toEqual([
        {
          id: 'retention',
          status: 'Enabled',
          filter: [{ prefix: '' }],
          abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
          noncurrent_version_expiration: [{ noncurrent_days: 30 }],
          transition: [],
          expiration: [{ days: 30 }],
        },
      ]);
    });
  });

  it('takes every setting', () => {
    const stack = synthesize((scope, environment) => {
      const key = new KmsKey(scope, 'key', {});
      new QueryWorkspace(scope, 'queries', {
        environment,
        database: 'flowloggluedb',
        workgroup: 'network',
        resultsBucketName: 'my-logs-results',
        resultsPrefix: 'a/b',
        resultsExpirationDays: 7,
        scanLimitBytes: 10_485_760,
        kmsKeyArn: key.arn,
        accessLogs: { bucket: 'access', prefix: 'results/' },
        forceDestroy: true,
        dependsOn: [key],
      });
    });
    expect(stack.one('aws_glue_catalog_database')['name']).toBe('flowloggluedb');
    expect(stack.one('aws_athena_workgroup')).toEqual({
      name: 'network',
      description: 'Questions about VPC Flow Logs, made by flowtoll',
      force_destroy: true,
      configuration: {
        enforce_workgroup_configuration: true,
        publish_cloudwatch_metrics_enabled: true,
        bytes_scanned_cutoff_per_query: 10485760,
        engine_version: { selected_engine_version: 'Athena engine version 3' },
        result_configuration: {
          output_location: 's3://${aws_s3_bucket.queries/results/bucket.bucket}/a/b/',
          expected_bucket_owner: account,
          encryption_configuration: {
            encryption_option: 'SSE_KMS',
            kms_key_arn: '${aws_kms_key.key.arn}',
          },
        },
      },
    });
    expect(stack.one('aws_s3_bucket')).toEqual({
      bucket: 'my-logs-results',
      force_destroy: true,
      depends_on: ['aws_kms_key.key'],
    });
    expect(stack.one('aws_s3_bucket_server_side_encryption_configuration')['rule']).toEqual([
      {
        apply_server_side_encryption_by_default: {
          sse_algorithm: 'aws:kms',
          kms_master_key_id: '${aws_kms_key.key.arn}',
        },
        bucket_key_enabled: false,
      },
    ]);
    expect(stack.one('aws_s3_bucket_logging')).toMatchObject({
      target_bucket: 'access',
      target_prefix: 'results/',
    });
    const { rule } = stack.one('aws_s3_bucket_lifecycle_configuration') as { rule: Block[] };
    expect(rule[0]!['expiration']).toEqual([{ days: 7 }]);
  });

  it('takes names that Terraform knows only later', () => {
    const stack = synthesize((scope, environment) => {
      const text = (name: string) => new TerraformVariable(scope, name, {}).stringValue;
      new QueryWorkspace(scope, 'queries', {
        environment,
        database: text('database'),
        workgroup: text('workgroup'),
        resultsBucketName: `${text('bucket')}-results`,
        resultsPrefix: text('prefix'),
      });
    });
    expect(stack.one('aws_glue_catalog_database')['name']).toBe('${var.database}');
    expect(stack.one('aws_athena_workgroup')['name']).toBe('${var.workgroup}');
    expect(stack.one('aws_s3_bucket')['bucket']).toBe('${var.bucket}-results');
    expect(JSON.stringify(stack.one('aws_athena_workgroup'))).toContain(
      '"output_location":"s3://${aws_s3_bucket.queries/results/bucket.bucket}/${var.prefix}/"',
    );
  });

  describe('rules', () => {
    const { configuration } = workspaceWith().one('aws_athena_workgroup') as {
      configuration: Block & { result_configuration: Block };
    };

    it('CKV_AWS_159: results are encrypted', () => {
      expect(configuration.result_configuration['encryption_configuration']).toEqual({
        encryption_option: 'SSE_S3',
      });
    });

    it('CKV_AWS_82: clients cannot override the settings of the workgroup', () => {
      expect(configuration['enforce_workgroup_configuration']).toBe(true);
    });

    it('Athena.4: the workgroup publishes metrics', () => {
      expect(configuration['publish_cloudwatch_metrics_enabled']).toBe(true);
    });

    it('no crawler and no change of the Glue catalogue of the account', () => {
      expect(workspaceWith().types.filter((type) => type.startsWith('aws_glue'))).toEqual([
        'aws_glue_catalog_database',
      ]);
    });
  });
});
