import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { UserError } from '../core/user-error';
import type { AwsEnvironment } from './aws-environment';
import { EncryptionKey, logGroupMayEncrypt } from './encryption-key';
import { LogSubscription } from './log-subscription';
import { policyDocument } from './policy-document';

export interface LogGroupProps {
  readonly environment: AwsEnvironment;
  readonly logGroupName: string;
  /** INFREQUENT_ACCESS costs half to ingest and cannot be subscribed to; fixed at creation. @default 'STANDARD' */
  readonly logGroupClass?: 'STANDARD' | 'INFREQUENT_ACCESS';
  /** One of the numbers that CloudWatch Logs takes. @default 365 */
  readonly retentionDays?: number;
  /** `customer-key` makes a key for the log group. @default 'aws-owned-key' */
  readonly encryption?: 'aws-owned-key' | 'customer-key' | { readonly kmsKeyArn: string };
  /** Name of the key made here, without `alias/`. @default 'flowtoll-logs' */
  readonly keyAlias?: string;
  /** Where every record is shipped on to. @default - nowhere */
  readonly subscription?: { readonly destinationArn: string; readonly filterPattern?: string };
  /** First words of the role's name; IAM takes 38 characters. @default 'flowtoll-' */
  readonly roleNamePrefix?: string;
  /** Whether destroy leaves the log group, with its records, where it is. @default true */
  readonly keep?: boolean;
}

/**
 * A log group, and the role by which the flow logs service writes to this log group alone.
 *
 * Creates a log group, an IAM role with its policy, and on demand a KMS key and a subscription. Costs ingestion by the
 * GB, storage by the GB and month, and queries by the GB scanned.
 */
export class LogGroup extends Construct {
  readonly resource: CloudwatchLogGroup;
  readonly role: IamRole;
  /** What must be there before a flow log writes. */
  readonly guards: ITerraformDependable[];

  /** @throws UserError for a subscription to a log group of class INFREQUENT_ACCESS */
  constructor(scope: Construct, id: string, props: LogGroupProps) {
    super(scope, id);
    if (props.subscription && props.logGroupClass === 'INFREQUENT_ACCESS') {
      throw new UserError(
        `'subscription' must go with logGroupClass STANDARD, got: INFREQUENT_ACCESS; log groups of that class have no subscription filters`,
      );
    }
    const keep = props.keep ?? true;
    if (keep && props.encryption === 'customer-key') {
      throw new UserError(
        "'encryption' must not be customer-key where the log group is kept: destroy would delete the key alone; give the { kmsKeyArn } of a key that outlives it, or set keep to false",
      );
    }
    this.resource = new CloudwatchLogGroup(this, 'log-group', {
      name: props.logGroupName,
      logGroupClass: props.logGroupClass ?? 'STANDARD',
      retentionInDays: props.retentionDays ?? 365,
      kmsKeyId: this.keyArn(props),
      skipDestroy: keep,
    });
    this.role = this.createRole(props);
    const policy = this.allowWriting(props.environment);
    this.guards = [this.role, policy];
    if (props.subscription) {
      new LogSubscription(this, 'subscription', {
        ...props.subscription,
        environment: props.environment,
        logGroup: this.resource,
      });
    }
  }

  private keyArn(props: LogGroupProps): string | undefined {
    const encryption = props.encryption ?? 'aws-owned-key';
    if (typeof encryption === 'object') return encryption.kmsKeyArn;
    if (encryption === 'aws-owned-key') return undefined;
    return new EncryptionKey(this, 'key', {
      environment: props.environment,
      description: `VPC Flow Logs in ${props.logGroupName}`,
      alias: props.keyAlias ?? 'flowtoll-logs',
      statements: [logGroupMayEncrypt(props.environment, props.logGroupName)],
    }).arn;
  }

  /** Only flow logs of this account and Region may take the role: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
  private createRole({ environment, roleNamePrefix }: LogGroupProps): IamRole {
    const { account, partition, region } = environment;
    return new IamRole(this, 'role', {
      namePrefix: roleNamePrefix ?? 'flowtoll-',
      description: 'Lets VPC Flow Logs write to one log group',
      assumeRolePolicy: policyDocument([
        {
          Sid: 'FlowLogsAssume',
          Effect: 'Allow',
          Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: {
            StringEquals: { 'aws:SourceAccount': account },
            ArnLike: { 'aws:SourceArn': `arn:${partition}:ec2:${region}:${account}:vpc-flow-log/*` },
          },
        },
      ]),
    });
  }

  /** Without logs:CreateLogGroup: a late delivery would bring a destroyed log group back. */
  private allowWriting({ account, partition, region }: AwsEnvironment): IamRolePolicy {
    return new IamRolePolicy(this, 'role-policy', {
      name: 'write-flow-logs',
      role: this.role.id,
      policy: policyDocument([
        {
          Sid: 'WriteRecords',
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Resource: [this.resource.arn, `${this.resource.arn}:*`],
        },
        {
          Sid: 'FindLogGroup',
          Effect: 'Allow',
          Action: 'logs:DescribeLogGroups',
          Resource: `arn:${partition}:logs:${region}:${account}:log-group:*`,
        },
      ]),
    });
  }
}
