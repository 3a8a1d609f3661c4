import type { EC2Client, FlowLog } from '@aws-sdk/client-ec2';
import type { Deployment } from '../../core/outputs';
import { UserError } from '../../core/user-error';
import { callAws, clientSettings } from './call';

/** A flow log as EC2 describes it, in the words of a stack's output. */
export interface DescribedFlowLog {
  readonly flowLog: Deployment['flow_logs'][number];
  /** `aws`, or the partition of another part of AWS. */
  readonly partition: string;
  /** Why AWS could not deliver lately, in its words. */
  readonly deliveryError?: string;
}

export interface Ec2 {
  readonly region: string;
  /** The flow logs of these ids. @throws UserError naming one that is not there */
  flowLogs(ids: readonly string[]): Promise<DescribedFlowLog[]>;
  /** The account that a VPC, subnet, interface, gateway or attachment belongs to. */
  ownerOf(resource: string): Promise<string>;
  close(): void;
}

/** @param region @default - the environment's, or the profile's */
export async function openEc2(region?: string): Promise<Ec2> {
  const sdk = await import('@aws-sdk/client-ec2');
  const client = new sdk.EC2Client({ ...clientSettings(region) });
  const found = await regionOf(client);
  const call = <T>(operation: string, send: () => Promise<T>) =>
    callAws({ action: `ec2:${operation}`, region: found }, send);

  const ownerOf = async (resource: string): Promise<string> => {
    const [, kind] = /^([a-z-]+)-[0-9a-f]+$/.exec(resource) ?? [];
    switch (kind) {
      case 'vpc': {
        const input = { VpcIds: [resource] };
        const { Vpcs } = await call('DescribeVpcs', () => client.send(new sdk.DescribeVpcsCommand(input)));
        return Vpcs![0]!.OwnerId!;
      }
      case 'subnet': {
        const input = { SubnetIds: [resource] };
        const { Subnets } = await call('DescribeSubnets', () =>
          client.send(new sdk.DescribeSubnetsCommand(input)),
        );
        return Subnets![0]!.OwnerId!;
      }
      case 'eni': {
        const input = { NetworkInterfaceIds: [resource] };
        const { NetworkInterfaces } = await call('DescribeNetworkInterfaces', () =>
          client.send(new sdk.DescribeNetworkInterfacesCommand(input)),
        );
        return NetworkInterfaces![0]!.OwnerId!;
      }
      case 'tgw': {
        const input = { TransitGatewayIds: [resource] };
        const { TransitGateways } = await call('DescribeTransitGateways', () =>
          client.send(new sdk.DescribeTransitGatewaysCommand(input)),
        );
        return TransitGateways![0]!.OwnerId!;
      }
      case 'tgw-attach': {
        const input = { TransitGatewayAttachmentIds: [resource] };
        const { TransitGatewayAttachments } = await call('DescribeTransitGatewayAttachments', () =>
          client.send(new sdk.DescribeTransitGatewayAttachmentsCommand(input)),
        );
        return TransitGatewayAttachments![0]!.ResourceOwnerId!;
      }
      case 'nat': {
        const input = { NatGatewayIds: [resource] };
        const { NatGateways } = await call('DescribeNatGateways', () =>
          client.send(new sdk.DescribeNatGatewaysCommand(input)),
        );
        return ownerOf(NatGateways![0]!.VpcId!);
      }
      default:
        throw new UserError(`the account of '${resource}' cannot be found out; use --outputs`);
    }
  };

  return {
    region: found,
    async flowLogs(ids) {
      const { FlowLogs = [] } = await call('DescribeFlowLogs', () =>
        client.send(new sdk.DescribeFlowLogsCommand({ FlowLogIds: [...ids] })),
      );
      const missing = ids.find((id) => !FlowLogs.some(({ FlowLogId }) => FlowLogId === id));
      if (missing !== undefined)
        throw new UserError(`there is no flow log ${missing} in ${found}; ${elsewhere}`);
      return FlowLogs.map(described);
    },
    ownerOf,
    close: () => client.destroy(),
  };
}

const elsewhere = 'check its id, and that AWS_REGION and the account are its own';

async function regionOf(client: EC2Client): Promise<string> {
  try {
    return await client.config.region();
  } catch (cause) {
    throw new UserError('no Region is known; set AWS_REGION, or a profile that has one', { cause });
  }
}

function described(flowLog: FlowLog): DescribedFlowLog {
  const { FlowLogId, ResourceId, LogFormat, MaxAggregationInterval, TrafficType, Tags } = flowLog;
  const name = Tags?.find(({ Key }) => Key === 'Name')?.Value ?? FlowLogId!;
  return {
    flowLog: {
      name,
      id: FlowLogId!,
      source: ResourceId!,
      record_format: LogFormat!,
      max_aggregation_interval: MaxAggregationInterval ?? 600,
      ...(TrafficType !== undefined && { traffic_type: TrafficType }),
      destination: destinationOf(flowLog),
    },
    partition: /^arn:([\w-]+):/.exec(flowLog.LogDestination ?? '')?.[1] ?? 'aws',
    ...(flowLog.DeliverLogsErrorMessage !== undefined && { deliveryError: flowLog.DeliverLogsErrorMessage }),
  };
}

function destinationOf({
  FlowLogId,
  LogDestination = '',
  LogDestinationType,
  LogGroupName,
  DestinationOptions,
}: FlowLog): Deployment['flow_logs'][number]['destination'] {
  if (LogDestinationType === 's3') {
    const [, bucket, folder = ''] = /^arn:[\w-]+:s3:::([^/]+)(?:\/(.*))?$/.exec(LogDestination) ?? [];
    return {
      type: 's3',
      bucket: bucket!,
      prefix: folder === '' || folder.endsWith('/') ? folder : `${folder}/`,
      file_format: DestinationOptions?.FileFormat ?? 'plain-text',
      hive_compatible_partitions: DestinationOptions?.HiveCompatiblePartitions ?? false,
      per_hour_partition: DestinationOptions?.PerHourPartition ?? false,
    };
  }
  if (LogDestinationType === 'cloud-watch-logs') {
    // EC2 does not tell the class
    return { type: 'cloudwatch', log_group: LogGroupName ?? LogDestination, log_group_class: 'unknown' };
  }
  throw new UserError(
    `flow log ${FlowLogId} goes to ${LogDestinationType}, from where nothing can be asked; name one that goes to S3`,
  );
}
