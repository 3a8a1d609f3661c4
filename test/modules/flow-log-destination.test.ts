import { TerraformOutput } from 'cdktf';
import type { S3Delivery } from '../../core/delivery/s3-delivery';
import { FlowLogDestination } from '../../modules/flow-log-destination';
import { LogArchive } from '../../modules/log-archive';
import { LogGroup } from '../../modules/log-group';
import { FlowLog } from '../../modules/flow-log';
import { FlowLogSource } from '../../modules/flow-log-source';
import { namedFormats } from '../../core/records/named-formats';
import { synthesize, type Block } from './synth';

const delivery: S3Delivery = {
  prefix: '',
  fileFormat: 'plain-text',
  hiveCompatiblePartitions: false,
  perHourPartition: false,
};

/** What a flow log to a bucket says of its destination. */
function toS3(layout: Partial<S3Delivery>): Block {
  const stack = synthesize((scope, environment) => {
    const archive = new LogArchive(scope, 'archive', {
      environment,
      bucketName: 'my-logs',
      deliveries: [delivery],
    });
    new FlowLog(scope, 'flow-log', {
      name: 'all',
      source: FlowLogSource.subnet('subnet-0a'),
      destination: FlowLogDestination.s3(archive, { ...delivery, ...layout }),
      recordFormat: namedFormats.default,
    });
  });
  return destinationOf(stack.one('aws_flow_log'));
}

function destinationOf({
  log_destination_type,
  log_destination,
  destination_options,
  iam_role_arn,
  depends_on,
}: Block) {
  return { log_destination_type, log_destination, destination_options, iam_role_arn, depends_on };
}

describe('FlowLogDestination', () => {
  it('of S3 is the bucket, once its policy and its public access block stand', () => {
    expect(toS3({})).toEqual({
      log_destination_type: 's3',
      log_destination: '${aws_s3_bucket.archive/bucket/bucket.arn}',
      destination_options: {
        file_format: 'plain-text',
        hive_compatible_partitions: false,
        per_hour_partition: false,
      },
      depends_on: [
        'aws_s3_bucket_policy.archive/bucket/policy',
        'aws_s3_bucket_public_access_block.archive/bucket/public-access-block',
        'aws_s3_bucket_ownership_controls.archive/bucket/ownership',
        'aws_s3_bucket_server_side_encryption_configuration.archive/bucket/encryption',
      ],
    });
  });

  it('of S3 is a folder of the bucket, in the layout of the delivery', () => {
    expect(
      toS3({
        prefix: 'a/b/',
        fileFormat: 'parquet',
        hiveCompatiblePartitions: true,
        perHourPartition: true,
      }),
    ).toMatchObject({
      log_destination: '${aws_s3_bucket.archive/bucket/bucket.arn}/a/b/',
      destination_options: {
        file_format: 'parquet',
        hive_compatible_partitions: true,
        per_hour_partition: true,
      },
    });
  });

  it('of CloudWatch Logs is the log group with its role, once the role may write', () => {
    const stack = synthesize((scope, environment) => {
      const logGroup = new LogGroup(scope, 'logs', { environment, logGroupName: '/flowtoll/traffic' });
      new FlowLog(scope, 'flow-log', {
        name: 'all',
        source: FlowLogSource.subnet('subnet-0a'),
        destination: FlowLogDestination.cloudWatchLogs(logGroup),
        recordFormat: namedFormats.default,
      });
    });
    expect(destinationOf(stack.one('aws_flow_log'))).toEqual({
      log_destination_type: 'cloud-watch-logs',
      log_destination: '${aws_cloudwatch_log_group.logs/log-group.arn}',
      iam_role_arn: '${aws_iam_role.logs/role.arn}',
      depends_on: ['aws_iam_role.logs/role', 'aws_iam_role_policy.logs/role-policy'],
    });
  });

  it('says what it binds, and nothing else', () => {
    const stack = synthesize((scope, environment) => {
      const logGroup = new LogGroup(scope, 'logs', { environment, logGroupName: '/flowtoll/traffic' });
      const { dependsOn, ...config } = FlowLogDestination.cloudWatchLogs(logGroup).bind();
      expect(dependsOn).toHaveLength(2);
      new TerraformOutput(scope, 'config', { value: config });
    });
    expect(stack.output('config')).toEqual({
      logDestinationType: 'cloud-watch-logs',
      logDestination: '${aws_cloudwatch_log_group.logs/log-group.arn}',
      iamRoleArn: '${aws_iam_role.logs/role.arn}',
    });
  });
});
