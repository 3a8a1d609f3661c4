import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { TerraformVariable } from 'cdktf';
import { LogGroup, type LogGroupProps } from '../../modules/log-group';
import { account, aStack, mistake, partition, synthesize, type Block } from './synth';

function logGroupWith(props: Partial<LogGroupProps> = {}) {
  return synthesize((scope, environment) => {
    const { guards } = new LogGroup(scope, 'logs', {
      environment,
      logGroupName: '/flowtoll/traffic',
      ...props,
    });
    new KmsKey(scope, 'waits', { dependsOn: guards });
  });
}

const logGroupArn = '${aws_cloudwatch_log_group.logs/log-group.arn}';
const lambda = 'arn:aws:lambda:eu-central-1:123456789012:function:to-loki';
const kmsKeyArn = 'arn:aws:kms:eu-central-1:123456789012:key/0a1b2c3d';

describe('LogGroup', () => {
  describe('by default', () => {
    const stack = logGroupWith();

    it('is a log group and a role; no key, no subscription', () => {
      expect(stack.addresses).toEqual([
        'aws_cloudwatch_log_group.logs/log-group',
        'aws_iam_role.logs/role',
        'aws_iam_role_policy.logs/role-policy',
        'aws_kms_key.waits',
      ]);
    });

    it('is kept by a destroy, for a year of records', () => {
      expect(stack.one('aws_cloudwatch_log_group')).toEqual({
        name: '/flowtoll/traffic',
        log_group_class: 'STANDARD',
        retention_in_days: 365,
        skip_destroy: true,
      });
    });

    it('has a role that only flow logs of this account and Region may take', () => {
      expect(stack.one('aws_iam_role')).toEqual({
        name_prefix: 'flowtoll-',
        description: 'Lets VPC Flow Logs write to one log group',
        assume_role_policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'FlowLogsAssume',
              Effect: 'Allow',
              Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: {
                StringEquals: { 'aws:SourceAccount': account },
                ArnLike: {
                  'aws:SourceArn': `arn:${partition}:ec2:eu-central-1:${account}:vpc-flow-log/*`,
                },
              },
            },
          ],
        },
      });
    });

    it('lets that role write to this log group, and not bring it back once it is destroyed', () => {
      expect(stack.one('aws_iam_role_policy')).toEqual({
        name: 'write-flow-logs',
        role: '${aws_iam_role.logs/role.id}',
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'WriteRecords',
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
              Resource: [logGroupArn, `${logGroupArn}:*`],
            },
            {
              Sid: 'FindLogGroup',
              Effect: 'Allow',
              Action: 'logs:DescribeLogGroups',
              Resource: `arn:${partition}:logs:eu-central-1:${account}:log-group:*`,
            },
          ],
        },
      });
    });

    it('names the guards that a flow log has to wait for', () => {
      expect(stack.one('aws_kms_key', 'waits')['depends_on']).toEqual([
        'aws_iam_role.logs/role',
        'aws_iam_role_policy.logs/role-policy',
      ]);
    });
  });

  it('takes every setting', () => {
    const stack = logGroupWith({
      logGroupName: '/aws/prod-flow-logs/nat',
      logGroupClass: 'INFREQUENT_ACCESS',
      retentionDays: 30,
      encryption: { kmsKeyArn },
      roleNamePrefix: 'flowtoll-prod-nat-',
      keep: false,
    });
    expect(stack.one('aws_cloudwatch_log_group')).toEqual({
      name: '/aws/prod-flow-logs/nat',
      log_group_class: 'INFREQUENT_ACCESS',
      retention_in_days: 30,
      kms_key_id: kmsKeyArn,
      skip_destroy: false,
    });
    expect(stack.one('aws_iam_role')['name_prefix']).toBe('flowtoll-prod-nat-');
    expect(Object.keys(stack.all('aws_kms_key'))).toEqual(['waits']);
  });

  it('makes a key that this log group alone encrypts with', () => {
    const stack = logGroupWith({
      encryption: 'customer-key',
      keyAlias: 'flowtoll-prod-nat-logs',
      keep: false,
    });
    expect(stack.one('aws_cloudwatch_log_group')['kms_key_id']).toBe('${aws_kms_key.logs/key/key.arn}');
    expect(stack.one('aws_kms_key', 'logs/key/key')).toEqual({
      description: 'VPC Flow Logs in /flowtoll/traffic',
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
            Sid: 'LogGroupEncrypts',
            Effect: 'Allow',
            Principal: { Service: 'logs.eu-central-1.amazonaws.com' },
            Action: [
              'kms:Encrypt',
              'kms:Decrypt',
              'kms:ReEncrypt*',
              'kms:GenerateDataKey*',
              'kms:DescribeKey',
            ],
            Resource: '*',
            Condition: {
              ArnEquals: {
                'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:eu-central-1:${account}:log-group:/flowtoll/traffic`,
              },
            },
          },
        ],
      },
    });
    expect(stack.one('aws_kms_alias')['name']).toBe('alias/flowtoll-prod-nat-logs');
  });

  it('calls its key flowtoll-logs where no alias is given', () => {
    const stack = logGroupWith({ encryption: 'customer-key', keep: false });
    expect(stack.one('aws_kms_alias')['name']).toBe('alias/flowtoll-logs');
  });

  it('ships records on where it is told to', () => {
    const stack = logGroupWith({ subscription: { destinationArn: lambda } });
    expect(stack.one('aws_cloudwatch_log_subscription_filter')).toEqual({
      name: 'flowtoll',
      log_group_name: '${aws_cloudwatch_log_group.logs/log-group.name}',
      filter_pattern: '',
      destination_arn: lambda,
      depends_on: ['aws_lambda_permission.logs/subscription/lambda-permission'],
    });
  });

  it('refuses a subscription to a log group of class INFREQUENT_ACCESS', () => {
    const act = () =>
      aStack((scope, environment) => {
        new LogGroup(scope, 'logs', {
          environment,
          logGroupName: '/flowtoll/traffic',
          logGroupClass: 'INFREQUENT_ACCESS',
          subscription: { destinationArn: lambda },
        });
      });
    expect(mistake(act)).toBe(
      "'subscription' must go with logGroupClass STANDARD, got: INFREQUENT_ACCESS; log groups of that class have no subscription filters",
    );
  });

  it('takes a name and a key that Terraform knows only later', () => {
    const stack = synthesize((scope, environment) => {
      new LogGroup(scope, 'logs', {
        environment,
        logGroupName: new TerraformVariable(scope, 'name', {}).stringValue,
        encryption: { kmsKeyArn: new KmsKey(scope, 'given', {}).arn },
      });
    });
    expect(stack.one('aws_cloudwatch_log_group')).toMatchObject({
      name: '${var.name}',
      kms_key_id: '${aws_kms_key.given.arn}',
    });
  });

  describe('rules', () => {
    const stack = logGroupWith();

    it('CKV_AWS_66 and CKV_AWS_338: records are kept for a year, and not for ever', () => {
      expect(stack.one('aws_cloudwatch_log_group')['retention_in_days']).toBe(365);
    });

    it('not publicly accessible: no resource policy is made', () => {
      expect(stack.types).not.toContain('aws_cloudwatch_log_resource_policy');
    });

    it('the role has no wildcard action, and no wildcard resource but for finding log groups', () => {
      const { policy } = stack.one('aws_iam_role_policy') as { policy: { Statement: Block[] } };
      expect(JSON.stringify(policy.Statement.map(({ Action }) => Action))).not.toContain('*');
      expect(policy.Statement.map(({ Resource }) => Resource)).not.toContain('*');
    });
  });
});
