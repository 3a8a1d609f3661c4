import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LogSubscription } from '../../modules/log-subscription';
import { account, partition, synthesize, unlessRefused } from './synth';

function subscriptionTo(destinationArn: string, filterPattern?: string) {
  return synthesize((scope, environment) => {
    const logGroup = new CloudwatchLogGroup(scope, 'logs', { name: '/flowtoll/traffic' });
    new LogSubscription(scope, 'ship', { environment, logGroup, destinationArn, filterPattern });
  });
}

const filter = {
  name: 'flowtoll',
  log_group_name: '${aws_cloudwatch_log_group.logs.name}',
  filter_pattern: '',
};

describe('LogSubscription', () => {
  describe('to a Lambda function', () => {
    const lambda = 'arn:aws:lambda:eu-central-1:123456789012:function:to-loki:live';
    const stack = subscriptionTo(lambda);

    it('ships every record, once CloudWatch Logs may call the function', () => {
      expect(stack.one('aws_cloudwatch_log_subscription_filter')).toEqual({
        ...filter,
        destination_arn: lambda,
        depends_on: ['aws_lambda_permission.ship/lambda-permission'],
      });
    });

    it('lets CloudWatch Logs call it for this log group of this account alone', () => {
      expect(stack.one('aws_lambda_permission')).toEqual({
        statement_id_prefix: 'flowtoll-',
        action: 'lambda:InvokeFunction',
        function_name: lambda,
        principal: 'logs.amazonaws.com',
        source_account: account,
        source_arn: '${aws_cloudwatch_log_group.logs.arn}:*',
      });
    });

    it('needs no role', () => {
      expect(stack.types).toEqual([
        'aws_cloudwatch_log_group',
        'aws_cloudwatch_log_subscription_filter',
        'aws_lambda_permission',
      ]);
    });
  });

  describe.each([
    ['a Kinesis data stream', 'kinesis:eu-central-1:123456789012:stream/logs', 'kinesis', 'PutRecords'],
    [
      'a Firehose stream',
      'firehose:eu-central-1:123456789012:deliverystream/logs',
      'firehose',
      'PutRecordBatch',
    ],
  ])('to %s', (_, name, service, batch) => {
    const destinationArn = `arn:aws:${name}`;
    const stack = subscriptionTo(destinationArn, '[version, account]');

    it('ships the records of the pattern, once the role may write', () => {
      expect(stack.one('aws_cloudwatch_log_subscription_filter')).toEqual({
        ...filter,
        filter_pattern: '[version, account]',
        destination_arn: destinationArn,
        role_arn: '${aws_iam_role.ship/role.arn}',
        depends_on: ['aws_iam_role_policy.ship/role-policy'],
      });
      expect(stack.types).not.toContain('aws_lambda_permission');
    });

    it('has a role that CloudWatch Logs of this account and Region may take', () => {
      expect(stack.one('aws_iam_role')).toEqual({
        name_prefix: 'flowtoll-subscription-',
        description: 'Lets CloudWatch Logs ship flow logs to one stream',
        assume_role_policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'LogsAssume',
              Effect: 'Allow',
              Principal: { Service: 'logs.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: {
                StringEquals: { 'aws:SourceAccount': account },
                ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:eu-central-1:${account}:*` },
              },
            },
          ],
        },
      });
    });

    it('lets the role write to this stream alone', () => {
      expect(stack.one('aws_iam_role_policy')).toEqual({
        name: 'write-stream',
        role: '${aws_iam_role.ship/role.id}',
        policy: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'WriteStream',
              Effect: 'Allow',
              Action: [`${service}:PutRecord`, `${service}:${batch}`],
              Resource: destinationArn,
            },
          ],
        },
      });
    });
  });

  it('does not take a function that Terraform knows only later for a stream', () => {
    const stack = unlessRefused(() =>
      synthesize((scope, environment) => {
        const logGroup = new CloudwatchLogGroup(scope, 'logs', { name: '/flowtoll/traffic' });
        const lambda = new LambdaFunction(scope, 'function', { functionName: 'to-loki', role: 'r' });
        new LogSubscription(scope, 'ship', { environment, logGroup, destinationArn: lambda.arn });
      }),
    );
    expect(stack?.types ?? []).not.toContain('aws_iam_role_policy');
  });

  it('brings a pattern through Terraform as it was written', () => {
    const stack = subscriptionTo(
      'arn:aws:lambda:eu-central-1:123456789012:function:to-loki',
      '[v, a = ${x}, %{y}%]',
    );
    expect(stack.one('aws_cloudwatch_log_subscription_filter')['filter_pattern']).toBe(
      '[v, a = $${x}, %%{y}%]',
    );
  });
});
