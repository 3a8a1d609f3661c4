import { account, flowLogsCloudWatch, mistake, partition, type Block } from '../modules/synth';

const vpcId = '${data.aws_eks_cluster.eks-cluster.vpc_config[0].vpc_id}';
const lambda = 'arn:aws:lambda:eu-central-1:123456789012:function:to-loki';

const natArticleFormat =
  '$${region} $${vpc-id} $${az-id} $${subnet-id} $${instance-id} $${interface-id} $${flow-direction} ' +
  '$${srcaddr} $${dstaddr} $${srcport} $${dstport} $${pkt-srcaddr} $${pkt-dstaddr} $${pkt-src-aws-service} ' +
  '$${pkt-dst-aws-service} $${traffic-path} $${packets} $${bytes} $${action}';

describe('the stack flow-logs-cloudwatch', () => {
  describe('by the recommended preset', () => {
    const stack = flowLogsCloudWatch();

    it('makes these resources, and no others', () => {
      expect(stack.addresses).toEqual([
        'aws_cloudwatch_log_group.log-group-traffic/log-group',
        'aws_flow_log.flow-log-traffic/flow-log',
        'aws_iam_role.log-group-traffic/role',
        'aws_iam_role_policy.log-group-traffic/role-policy',
      ]);
    });

    it('pins the logical ids of what holds data or would lose some', () => {
      const { resource } = stack.document;
      expect(
        ['aws_cloudwatch_log_group', 'aws_flow_log'].map((type) => [type, Object.keys(resource![type]!)]),
      ).toEqual([
        ['aws_cloudwatch_log_group', ['log-group-traffic_log-group_D6FC8528']],
        ['aws_flow_log', ['flow-log-traffic_flow-log_F4A46A90']],
      ]);
    });

    it('pins the logical id of the key', () => {
      const { resource } = flowLogsCloudWatch({
        removal: 'destroy',
        cloudwatch: { encryption: 'customer-key' },
      }).document;
      expect(Object.keys(resource!['aws_kms_key']!)).toEqual(['log-group-traffic_key_40B2B611']);
    });

    it('records all traffic of the VPC of the EKS cluster every 60 s, once the role may write', () => {
      const { log_format, ...flowLog } = stack.one('aws_flow_log');
      expect(log_format).toMatch(/^\$\$\{version\} .* \$\$\{next-hop-interface-type\}$/);
      expect((log_format as string).split(' ')).toHaveLength(36);
      expect(flowLog).toEqual({
        vpc_id: vpcId,
        traffic_type: 'ALL',
        max_aggregation_interval: 60,
        log_destination_type: 'cloud-watch-logs',
        log_destination: '${aws_cloudwatch_log_group.log-group-traffic/log-group.arn}',
        iam_role_arn: '${aws_iam_role.log-group-traffic/role.arn}',
        tags: { Name: 'flowtoll-traffic' },
        depends_on: [
          'aws_iam_role.log-group-traffic/role',
          'aws_iam_role_policy.log-group-traffic/role-policy',
        ],
      });
    });

    it('keeps records a year, in a log group that a destroy leaves', () => {
      expect(stack.one('aws_cloudwatch_log_group')).toEqual({
        name: '/flowtoll/traffic',
        log_group_class: 'STANDARD',
        retention_in_days: 365,
        skip_destroy: true,
      });
      expect(JSON.stringify(stack.document)).not.toContain('prevent_destroy');
    });

    it('names the role after the flow log', () => {
      expect(stack.one('aws_iam_role')['name_prefix']).toBe('flowtoll-traffic-');
    });

    it('says what it deployed', () => {
      expect(stack.output('flowtoll')).toEqual({
        contract: 1,
        stack: 'flow-logs-cloudwatch',
        region: 'eu-central-1',
        account,
        partition,
        networks: [],
        source_accounts: [],
        flow_logs: [
          {
            name: 'traffic',
            id: '${aws_flow_log.flow-log-traffic/flow-log.id}',
            source: vpcId,
            record_format: stack.one('aws_flow_log')['log_format'],
            max_aggregation_interval: 60,
            traffic_type: 'ALL',
            destination: {
              type: 'cloudwatch',
              log_group: '${aws_cloudwatch_log_group.log-group-traffic/log-group.name}',
              log_group_class: 'STANDARD',
            },
          },
        ],
      });
    });

    it('has the outputs and variables of a stack without a bucket', () => {
      expect(Object.keys(stack.document['output']!).sort()).toEqual(['eks_cluster_output', 'flowtoll']);
      expect(stack.output('eks_cluster_output')).toBe(vpcId);
      expect(Object.keys(stack.document['variable']!)).toEqual(['eks_cluster_name']);
    });
  });

  describe("by the NAT article's preset", () => {
    const stack = flowLogsCloudWatch({ environment: 'prod', cloudwatch: { preset: 'nat-article' } });

    it("records the article's 19 fields every 60 s", () => {
      expect(stack.one('aws_flow_log')).toEqual({
        vpc_id: vpcId,
        traffic_type: 'ALL',
        max_aggregation_interval: 60,
        log_format: natArticleFormat,
        log_destination_type: 'cloud-watch-logs',
        log_destination: '${aws_cloudwatch_log_group.log-group-traffic/log-group.arn}',
        iam_role_arn: '${aws_iam_role.log-group-traffic/role.arn}',
        tags: { Name: 'flowtoll-prod-traffic' },
        depends_on: [
          'aws_iam_role.log-group-traffic/role',
          'aws_iam_role_policy.log-group-traffic/role-policy',
        ],
      });
    });

    it("has a log group in the article's folder, of class STANDARD", () => {
      expect(stack.one('aws_cloudwatch_log_group')).toEqual({
        name: '/aws/prod-flow-logs/traffic',
        log_group_class: 'STANDARD',
        retention_in_days: 365,
        skip_destroy: true,
      });
    });

    it('has a folder without an environment too', () => {
      const { name } = flowLogsCloudWatch({ cloudwatch: { preset: 'nat-article' } }).one(
        'aws_cloudwatch_log_group',
      );
      expect(name).toBe('/aws/flow-logs/traffic');
    });
  });

  it('takes every setting of the log group', () => {
    const stack = flowLogsCloudWatch({
      removal: 'destroy',
      environment: 'prod',
      cloudwatch: {
        logGroupClass: 'STANDARD',
        retentionDays: 30,
        encryption: 'customer-key',
        subscription: { destinationArn: lambda, filterPattern: '[version, account]' },
        trafficType: 'REJECT',
        recordFormat: 'default',
        maxAggregationInterval: 600,
      },
    });
    expect(stack.one('aws_cloudwatch_log_group')).toEqual({
      name: '/flowtoll/prod/traffic',
      log_group_class: 'STANDARD',
      retention_in_days: 30,
      kms_key_id: '${aws_kms_key.log-group-traffic/key/key.arn}',
      skip_destroy: false,
    });
    expect(stack.one('aws_kms_alias')['name']).toBe('alias/flowtoll-prod-traffic-logs');
    const { policy } = stack.one('aws_kms_key') as { policy: { Statement: Block[] } };
    expect(policy.Statement[1]!['Condition']).toEqual({
      ArnEquals: {
        'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:eu-central-1:${account}:log-group:/flowtoll/prod/traffic`,
      },
    });
    expect(stack.one('aws_cloudwatch_log_subscription_filter')).toEqual({
      name: 'flowtoll',
      log_group_name: '${aws_cloudwatch_log_group.log-group-traffic/log-group.name}',
      filter_pattern: '[version, account]',
      destination_arn: lambda,
      depends_on: ['aws_lambda_permission.log-group-traffic/subscription/lambda-permission'],
    });
    expect(stack.one('aws_flow_log')).toMatchObject({
      traffic_type: 'REJECT',
      max_aggregation_interval: 600,
      log_format:
        '$${version} $${account-id} $${interface-id} $${srcaddr} $${dstaddr} $${srcport} $${dstport} ' +
        '$${protocol} $${packets} $${bytes} $${start} $${end} $${action} $${log-status}',
    });
  });

  it('takes class INFREQUENT_ACCESS and a given key, and says so', () => {
    const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d';
    const stack = flowLogsCloudWatch({
      cloudwatch: { logGroupClass: 'INFREQUENT_ACCESS', encryption: { kmsKeyArn } },
    });
    expect(stack.one('aws_cloudwatch_log_group')).toEqual({
      name: '/flowtoll/traffic',
      log_group_class: 'INFREQUENT_ACCESS',
      retention_in_days: 365,
      kms_key_id: kmsKeyArn,
      skip_destroy: true,
    });
    expect(stack.types).not.toContain('aws_kms_key');
    const { flow_logs } = stack.output('flowtoll') as { flow_logs: { destination: Block }[] };
    expect(flow_logs[0]!.destination['log_group_class']).toBe('INFREQUENT_ACCESS');
  });

  it('refuses a subscription to class INFREQUENT_ACCESS', () => {
    const cloudwatch = {
      logGroupClass: 'INFREQUENT_ACCESS',
      subscription: { destinationArn: lambda },
    } as const;
    expect(mistake(() => flowLogsCloudWatch({ cloudwatch }))).toBe(
      '\'cloudwatch.subscription\' must go with logGroupClass "STANDARD": log groups of class INFREQUENT_ACCESS have no subscription filters',
    );
  });

  it('refuses a key of its own for a log group that a destroy keeps', () => {
    expect(mistake(() => flowLogsCloudWatch({ cloudwatch: { encryption: 'customer-key' } }))).toBe(
      '\'cloudwatch.encryption\' must not be "customer-key" with removal "keep": destroy would keep the log group and delete its key; set removal to "destroy", or give the { kmsKeyArn } of a key that outlives the stack',
    );
  });

  it('keeps the name of a role within the 38 characters that IAM takes', () => {
    const { name_prefix } = flowLogsCloudWatch({
      environment: 'a-long-test-env0',
      cloudwatch: { flowLogs: { 'a-flow-log-of-a-long-na': {} } },
    }).one('aws_iam_role');
    expect(name_prefix).toBe('flowtoll-a-long-test-env0-a-flow-log-of-a-long-na'.slice(0, 38));
  });
});
