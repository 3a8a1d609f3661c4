import type { ResolvedFlowLog } from '../core/configuration/resolve-flow-log';
import type { ResolvedLogGroup } from '../core/configuration/resolve';
import type { Deployment } from '../core/outputs';
import { escapeTemplate } from '../modules/escape-template';
import { FlowLog } from '../modules/flow-log';
import { FlowLogDestination } from '../modules/flow-log-destination';
import type { LogArchive } from '../modules/log-archive';
import { LogGroup } from '../modules/log-group';
import { FlowLogSources } from './flow-log-sources';
import type { FlowtollStack } from './flowtoll-stack';

export interface DeployFlowLogsProps {
  readonly flowLogs: readonly ResolvedFlowLog[];
  /** Where flow logs to S3 go. @default - no flow log goes to S3 */
  readonly archive?: LogArchive;
  /** What log groups are like. */
  readonly logGroup: ResolvedLogGroup;
  readonly keepLogGroups: boolean;
  /** The EKS cluster that the configuration names. @default - Terraform asks, where a flow log is of a cluster's VPC */
  readonly eksCluster?: string;
  /** A name with the environment in it. */
  readonly named: (...words: string[]) => string;
}

/** Creates the flow logs of a stack with the log groups they need, and says what they are for the stack's output. */
export function deployFlowLogs(stack: FlowtollStack, props: DeployFlowLogsProps): Deployment['flow_logs'] {
  const sources = new FlowLogSources(stack, props.eksCluster);
  return props.flowLogs.map((flowLog) => {
    const { destination, description } = deployDestination(stack, flowLog, props);
    const { resource, source } = new FlowLog(stack, `flow-log-${flowLog.name}`, {
      ...flowLog,
      name: props.named(flowLog.name),
      source: sources.of(flowLog.source),
      destination,
    });
    return {
      name: flowLog.name,
      id: resource.id,
      source: Object.values(source)[0]!,
      record_format: escapeTemplate(flowLog.recordFormat.toString()),
      max_aggregation_interval: flowLog.maxAggregationInterval,
      traffic_type: flowLog.trafficType,
      destination: description,
    };
  });
}

function deployDestination(
  stack: FlowtollStack,
  flowLog: ResolvedFlowLog,
  props: DeployFlowLogsProps,
): { destination: FlowLogDestination; description: Deployment['flow_logs'][number]['destination'] } {
  if (flowLog.destination.kind === 's3') {
    const { delivery } = flowLog.destination;
    return {
      destination: FlowLogDestination.s3(props.archive!, delivery),
      description: {
        type: 's3',
        bucket: props.archive!.bucket.bucketName,
        prefix: delivery.prefix,
        file_format: delivery.fileFormat,
        hive_compatible_partitions: delivery.hiveCompatiblePartitions,
        per_hour_partition: delivery.perHourPartition,
      },
    };
  }
  const { logGroupName } = flowLog.destination;
  const logGroup = new LogGroup(stack, `log-group-${flowLog.name}`, {
    ...props.logGroup,
    environment: stack.environment,
    logGroupName,
    keyAlias: props.named(flowLog.name, 'logs'),
    roleNamePrefix: `${props.named(flowLog.name)}-`.slice(0, 38),
    keep: props.keepLogGroups,
  });
  return {
    destination: FlowLogDestination.cloudWatchLogs(logGroup),
    description: {
      type: 'cloudwatch',
      log_group: logGroup.resource.name,
      log_group_class: props.logGroup.logGroupClass,
    },
  };
}
