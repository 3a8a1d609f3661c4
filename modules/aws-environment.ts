import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { Construct } from 'constructs';

export interface AwsEnvironmentProps {
  /** The Region that the stack deploys to. */
  readonly region: string;
}

/** Where a stack is deployed: Region, account and partition. Creates nothing; account and partition are asked of AWS. */
export class AwsEnvironment extends Construct {
  readonly region: string;
  /** The account of the credentials in use. */
  readonly account: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;

  constructor(scope: Construct, id: string, props: AwsEnvironmentProps) {
    super(scope, id);
    this.region = props.region;
    this.account = new DataAwsCallerIdentity(this, 'caller').accountId;
    this.partition = new DataAwsPartition(this, 'partition').partition;
  }

  /** The only flow logs that may use a delivery policy or a key: those of these accounts in this Region. */
  logDeliverySource(accounts: readonly string[]): Record<string, Record<string, readonly string[]>> {
    return {
      StringEquals: { 'aws:SourceAccount': accounts },
      ArnLike: {
        'aws:SourceArn': accounts.map((account) => `arn:${this.partition}:logs:${this.region}:${account}:*`),
      },
    };
  }
}
