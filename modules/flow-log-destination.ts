import type { FlowLogConfig } from '@cdktf/provider-aws/lib/flow-log';
import type { ITerraformDependable } from 'cdktf';
import type { S3Delivery } from '../core/delivery/s3-delivery';
import type { LogArchive } from './log-archive';
import type { LogGroup } from './log-group';

/** Where a flow log delivers to. */
export abstract class FlowLogDestination {
  /** A folder of a bucket, in one of AWS's layouts. */
  static s3(archive: LogArchive, delivery: S3Delivery): FlowLogDestination {
    return new S3Destination(archive, delivery);
  }

  /** A log group; one flow log each, because records of two cannot be told apart. */
  static cloudWatchLogs(logGroup: LogGroup): FlowLogDestination {
    return new CloudWatchLogsDestination(logGroup);
  }

  /** What `aws_flow_log` needs to know, and what must be in place before it is created. */
  abstract bind(): DestinationConfig;
}

export type DestinationConfig = Pick<
  FlowLogConfig,
  'logDestinationType' | 'logDestination' | 'iamRoleArn' | 'destinationOptions'
> & { readonly dependsOn: ITerraformDependable[] };

class S3Destination extends FlowLogDestination {
  constructor(
    private readonly archive: LogArchive,
    private readonly delivery: S3Delivery,
  ) {
    super();
  }

  bind(): DestinationConfig {
    const { prefix, fileFormat, hiveCompatiblePartitions, perHourPartition } = this.delivery;
    const { bucket } = this.archive;
    return {
      logDestinationType: 's3',
      logDestination: prefix === '' ? bucket.arn : `${bucket.arn}/${prefix}`,
      destinationOptions: { fileFormat, hiveCompatiblePartitions, perHourPartition },
      // AWS checks at creation whether it may write, and edits the policy where it may not
      dependsOn: bucket.guards,
    };
  }
}

class CloudWatchLogsDestination extends FlowLogDestination {
  constructor(private readonly logGroup: LogGroup) {
    super();
  }

  bind(): DestinationConfig {
    return {
      logDestinationType: 'cloud-watch-logs',
      logDestination: this.logGroup.resource.arn,
      iamRoleArn: this.logGroup.role.arn,
      dependsOn: this.logGroup.guards,
    };
  }
}
