import { defineConfig, type Configuration } from '../../core/configuration';
import {
  account,
  flowLogsCloudWatch,
  flowLogsS3,
  mistake,
  unlessRefused,
  type Block,
} from '../modules/synth';

const lambda = 'arn:aws:lambda:eu-central-1:123456789012:function:to-loki';
const bucketArn = '${aws_s3_bucket.archive/bucket/bucket.arn}';
const source = { subnetId: 'subnet-0123456789abcdef0' };

describe('several flow logs in one stack', () => {
  describe('all traffic to S3 and what was rejected to CloudWatch Logs', () => {
    const stack = flowLogsS3({
      source,
      s3: { flowLogs: { all: {}, rejects: { destination: 'cloudwatch', trafficType: 'REJECT' } } },
    });
    const flowLogs = stack.all('aws_flow_log');

    it('is a flow log each', () => {
      expect(Object.keys(flowLogs)).toEqual(['flow-log-all/flow-log', 'flow-log-rejects/flow-log']);
      expect(flowLogs['flow-log-all/flow-log']).toMatchObject({
        subnet_id: 'subnet-0123456789abcdef0',
        traffic_type: 'ALL',
        max_aggregation_interval: 600,
        log_destination_type: 's3',
        log_destination: expect.stringMatching(/^\$\{aws_s3_bucket\.archive\/bucket\/bucket\.arn\}\/v11-/),
        tags: { Name: 'flowtoll-all' },
      });
      const { log_format, ...rejects } = flowLogs['flow-log-rejects/flow-log']!;
      expect(log_format).toBe(flowLogs['flow-log-all/flow-log']!['log_format']);
      expect(rejects).toEqual({
        subnet_id: 'subnet-0123456789abcdef0',
        traffic_type: 'REJECT',
        max_aggregation_interval: 60,
        log_destination_type: 'cloud-watch-logs',
        log_destination: '${aws_cloudwatch_log_group.log-group-rejects/log-group.arn}',
        iam_role_arn: '${aws_iam_role.log-group-rejects/role.arn}',
        tags: { Name: 'flowtoll-rejects' },
        depends_on: [
          'aws_iam_role.log-group-rejects/role',
          'aws_iam_role_policy.log-group-rejects/role-policy',
        ],
      });
    });

    it('has a log group by the flow log’s name', () => {
      expect(stack.one('aws_cloudwatch_log_group')).toEqual({
        name: '/flowtoll/rejects',
        log_group_class: 'STANDARD',
        retention_in_days: 365,
        skip_destroy: true,
      });
    });

    it('says of each where it delivers to', () => {
      const { flow_logs } = stack.output('flowtoll') as { flow_logs: Block[] };
      expect(flow_logs.map(({ name, id, destination }) => ({ name, id, destination }))).toEqual([
        {
          name: 'all',
          id: '${aws_flow_log.flow-log-all/flow-log.id}',
          destination: {
            type: 's3',
            bucket: '${aws_s3_bucket.archive/bucket/bucket.bucket}',
            prefix: expect.stringMatching(/^v11-parquet-hourly-[0-9a-f]{8}\/$/),
            file_format: 'parquet',
            hive_compatible_partitions: false,
            per_hour_partition: true,
          },
        },
        {
          name: 'rejects',
          id: '${aws_flow_log.flow-log-rejects/flow-log.id}',
          destination: {
            type: 'cloudwatch',
            log_group: '${aws_cloudwatch_log_group.log-group-rejects/log-group.name}',
            log_group_class: 'STANDARD',
          },
        },
      ]);
    });
  });

  it('take what they leave out from the stack, and what they say from themselves', () => {
    const stack = flowLogsS3({
      source,
      s3: {
        trafficType: 'REJECT',
        recordFormat: 'v5',
        maxAggregationInterval: 60,
        fileFormat: 'plain-text',
        flowLogs: {
          inherits: {},
          own: {
            source: { networkInterfaceId: 'eni-0123456789abcdef0' },
            trafficType: 'ACCEPT',
            recordFormat: '${version}',
            maxAggregationInterval: 600,
            fileFormat: 'parquet',
            hiveCompatiblePartitions: true,
            perHourPartition: false,
          },
        },
      },
    });
    expect(stack.one('aws_flow_log', 'flow-log-inherits/flow-log')).toMatchObject({
      subnet_id: 'subnet-0123456789abcdef0',
      traffic_type: 'REJECT',
      max_aggregation_interval: 60,
      log_format: expect.stringMatching(/ \$\$\{traffic-path\}$/),
      destination_options: {
        file_format: 'plain-text',
        hive_compatible_partitions: false,
        per_hour_partition: true,
      },
    });
    expect(stack.one('aws_flow_log', 'flow-log-own/flow-log')).toMatchObject({
      eni_id: 'eni-0123456789abcdef0',
      traffic_type: 'ACCEPT',
      max_aggregation_interval: 600,
      log_format: '$${version}',
      destination_options: {
        file_format: 'parquet',
        hive_compatible_partitions: true,
        per_hour_partition: false,
      },
    });
  });

  it('of different formats deliver to a folder each, and each folder is in the policy', () => {
    const stack = flowLogsS3({
      source,
      s3: { flowLogs: { a: {}, b: { recordFormat: 'default', hiveCompatiblePartitions: true } } },
    });
    const destinations = Object.values(stack.all('aws_flow_log')).map((one) => one['log_destination']);
    expect(new Set(destinations).size).toBe(2);
    const { policy } = stack.one('aws_s3_bucket_policy', 'archive/bucket/policy') as {
      policy: { Statement: Block[] };
    };
    expect(policy.Statement[1]!['Resource']).toEqual([
      `${destinations[0]}AWSLogs/${account}/*`,
      `${destinations[1]}AWSLogs/aws-account-id=${account}/*`,
    ]);
    expect(destinations[0]).toContain(bucketArn);
  });

  it('show tags in their records where they are told which', () => {
    const stack = flowLogsS3({
      source,
      s3: {
        flowLogs: {
          plain: {},
          tagged: {
            recordFormat: '${version} ${interface-tag}',
            tagFields: [{ resourceType: 'network-interface', tagKeys: ['team'] }],
          },
        },
      },
    });
    expect(stack.one('aws_flow_log', 'flow-log-tagged/flow-log')['tag_field_specification']).toEqual([
      { resource_type: 'network-interface', tag_keys: ['team'] },
    ]);
    expect(stack.one('aws_flow_log', 'flow-log-plain/flow-log')).not.toHaveProperty(
      'tag_field_specification',
    );
  });

  it('in CloudWatch Logs have a log group, a role and a subscription each', () => {
    const stack = flowLogsCloudWatch({
      source,
      cloudwatch: {
        subscription: { destinationArn: lambda },
        flowLogs: { all: {}, rejects: { trafficType: 'REJECT', logGroupName: '/my/rejects' } },
      },
    });
    expect(Object.values(stack.all('aws_cloudwatch_log_group')).map(({ name }) => name)).toEqual([
      '/flowtoll/all',
      '/my/rejects',
    ]);
    expect(Object.values(stack.all('aws_iam_role')).map((role) => role['name_prefix'])).toEqual([
      'flowtoll-all-',
      'flowtoll-rejects-',
    ]);
    expect(Object.keys(stack.all('aws_cloudwatch_log_subscription_filter'))).toHaveLength(2);
  });

  it('keep or destroy log groups as the configuration says', () => {
    const flowLogs = { rejects: { destination: 'cloudwatch' } } as const;
    const skipDestroy = (removal: 'keep' | 'destroy') =>
      flowLogsS3({ source, removal, s3: { flowLogs } }).one('aws_cloudwatch_log_group')['skip_destroy'];
    expect([skipDestroy('keep'), skipDestroy('destroy')]).toEqual([true, false]);
  });

  it('may all go to CloudWatch Logs, without a policy that S3 would refuse', () => {
    const s3 = { flowLogs: { rejects: { destination: 'cloudwatch' } } } as const;
    const stack = unlessRefused(() => flowLogsS3({ source, s3, cloudwatch: false }));
    const policy = stack?.one('aws_s3_bucket_policy', 'archive/bucket/policy')['policy'];
    for (const { Resource } of (policy as { Statement: Block[] } | undefined)?.Statement ?? []) {
      expect(Resource).not.toEqual([]);
    }
  });

  describe('refuse', () => {
    it.each<[string, Partial<Configuration>, string]>([
      [
        'a log group for two',
        { cloudwatch: { flowLogs: { a: { logGroupName: '/x' }, b: { logGroupName: '/x' } } } },
        "'cloudwatch.flowLogs' a and b must have a log group each, because records of two flow logs in one cannot be told apart, got: /x",
      ],
      [
        'two formats in the root of the bucket',
        { s3: { preset: 'eks-article', flowLogs: { a: {}, b: { recordFormat: 'v5' } } } },
        "'s3.flowLogs' a and b must have the same record format, because this preset delivers both to the bucket's root; use the recommended preset, or a configuration each",
      ],
      [
        'S3 in the stack of CloudWatch Logs',
        { cloudwatch: { flowLogs: { a: { destination: 's3' } } } },
        '\'cloudwatch.flowLogs.a.destination\' must be "cloudwatch" in this stack, got: "s3"; move the flow log to \'s3.flowLogs\'',
      ],
      [
        'Parquet for CloudWatch Logs',
        { s3: { flowLogs: { a: { destination: 'cloudwatch', fileFormat: 'parquet' } } } },
        '\'s3.flowLogs.a.fileFormat\' must be "plain-text" for CloudWatch Logs, got: "parquet"; Parquet is for S3',
      ],
      [
        'a log group for a flow log to S3',
        { s3: { flowLogs: { a: { logGroupName: '/x' } } } },
        "'s3.flowLogs.a.logGroupName' must be left out for a flow log to S3, got: /x",
      ],
    ])('%s', (_, settings, message) => {
      expect(mistake(() => defineConfig({ region: 'eu-central-1', source, ...settings }))).toBe(message);
    });

    it('two of one source and one format in one folder, which would count every byte twice', () => {
      const s3 = { flowLogs: { a: {}, b: { trafficType: 'REJECT' } } } as const;
      expect(mistake(() => defineConfig({ region: 'eu-central-1', source, s3 }))).toMatch(
        /^'s3\.flowLogs' a and b must /,
      );
    });

    it('a log group that both stacks would make', () => {
      const settings = { source, s3: { flowLogs: { traffic: { destination: 'cloudwatch' } } } } as const;
      const names = unlessRefused(() =>
        [flowLogsS3(settings), flowLogsCloudWatch(settings)].map(
          (stack) => stack.one('aws_cloudwatch_log_group')['name'],
        ),
      );
      expect(names?.[0]).not.toBe(names?.[1] ?? 'refused');
    });
  });
});
