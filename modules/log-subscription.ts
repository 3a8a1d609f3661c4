import type { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { CloudwatchLogSubscriptionFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-subscription-filter';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Token, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { UserError } from '../core/user-error';
import type { AwsEnvironment } from './aws-environment';
import { escapeTemplate } from './escape-template';
import { policyDocument } from './policy-document';

export interface LogSubscriptionProps {
  readonly environment: AwsEnvironment;
  readonly logGroup: CloudwatchLogGroup;
  /** ARN of a Lambda function, a Kinesis data stream or a Firehose stream. */
  readonly destinationArn: string;
  /** @default - every record */
  readonly filterPattern?: string;
}

/**
 * Ships the records of a log group on, e.g. by a Lambda function to Grafana Loki.
 *
 * Creates a subscription filter and the permission it needs: for a Lambda function a statement of its policy, for a
 * stream an IAM role that may write to that stream alone.
 */
export class LogSubscription extends Construct {
  readonly resource: CloudwatchLogSubscriptionFilter;

  /** @throws UserError where the destination is not known at synth */
  constructor(scope: Construct, id: string, props: LogSubscriptionProps) {
    super(scope, id);
    if (Token.isUnresolved(props.destinationArn)) {
      throw new UserError(
        "'destinationArn' must be written out, because the permission it needs depends on the service it names, got: an attribute that Terraform knows only at apply",
      );
    }
    const permission = props.destinationArn.includes(':lambda:')
      ? this.allowInvoke(props)
      : this.createRole(props);
    this.resource = new CloudwatchLogSubscriptionFilter(this, 'filter', {
      name: 'flowtoll',
      logGroupName: props.logGroup.name,
      filterPattern: escapeTemplate(props.filterPattern ?? ''),
      destinationArn: props.destinationArn,
      ...permission,
    });
  }

  private allowInvoke({ environment, logGroup, destinationArn }: LogSubscriptionProps): Permission {
    const permission = new LambdaPermission(this, 'lambda-permission', {
      statementIdPrefix: 'flowtoll-',
      action: 'lambda:InvokeFunction',
      functionName: destinationArn,
      principal: 'logs.amazonaws.com',
      sourceAccount: environment.account,
      sourceArn: `${logGroup.arn}:*`,
    });
    return { dependsOn: [permission] };
  }

  private createRole({ environment, destinationArn }: LogSubscriptionProps): Permission {
    const { account, partition, region } = environment;
    const role = new IamRole(this, 'role', {
      namePrefix: 'flowtoll-subscription-',
      description: 'Lets CloudWatch Logs ship flow logs to one stream',
      assumeRolePolicy: policyDocument([
        {
          Sid: 'LogsAssume',
          Effect: 'Allow',
          Principal: { Service: 'logs.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': `arn:${partition}:logs:${region}:${account}:*` },
          },
        },
      ]),
    });
    const policy = new IamRolePolicy(this, 'role-policy', {
      name: 'write-stream',
      role: role.id,
      policy: policyDocument([
        {
          Sid: 'WriteStream',
          Effect: 'Allow',
          Action: destinationArn.includes(':firehose:')
            ? ['firehose:PutRecord', 'firehose:PutRecordBatch']
            : ['kinesis:PutRecord', 'kinesis:PutRecords'],
          Resource: destinationArn,
        },
      ]),
    });
    return { roleArn: role.arn, dependsOn: [policy] };
  }
}

interface Permission {
  readonly roleArn?: string;
  readonly dependsOn: ITerraformDependable[];
}
