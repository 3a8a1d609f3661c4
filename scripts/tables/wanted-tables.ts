import type { Deployment } from '../../core/outputs';
import { RecordFormat } from '../../core/records/record-format';
import type { LogPlace } from '../../core/tables/log-table';
import type { TableDefinition } from '../../core/tables/table-definition';
import { UserError } from '../../core/user-error';
import type { DescribedFlowLog } from '../aws/ec2';
import type { AthenaDeployment } from '../engines/athena';

/** A table that setup should make, before anyone has looked how old the files are. */
export type WantedTable = Omit<TableDefinition, 'name' | 'since'>;

type FlowLog = Deployment['flow_logs'][number];

/**
 * One table for each place that flow logs are delivered to.
 *
 * @throws UserError where none goes to S3
 */
export function wantedTables(deployment: AthenaDeployment): WantedTable[] {
  const { athena, region, account, source_accounts: others, stack } = deployment;
  const tables = new Map<string, WantedTable>();
  for (const flowLog of deployment.flow_logs) {
    const { destination } = flowLog;
    if (destination.type !== 's3') continue;
    const folder = `s3://${destination.bucket}/${destination.prefix}`;
    if (tables.has(folder)) continue;
    const place: LogPlace = {
      bucket: destination.bucket,
      prefix: destination.prefix,
      region,
      accounts: [...new Set([account, ...others])],
      fileFormat: destination.file_format,
      hiveCompatiblePartitions: destination.hive_compatible_partitions,
      perHourPartition: destination.per_hour_partition,
    };
    const { partitions, columns } = athena;
    tables.set(folder, { format: formatOf(flowLog), columns, partitions, place });
  }
  if (tables.size === 0) {
    throw new UserError(`'${stack}' delivers no flow log to S3; a table needs files there`);
  }
  return [...tables.values()];
}

/** A transit gateway's fields are of another kind, with names in part the same. */
function formatOf({ source, record_format }: FlowLog): RecordFormat {
  return RecordFormat.parse(record_format, source.startsWith('tgw-') ? 'transit-gateway' : 'vpc');
}

/**
 * Compares what the stack's output says with what EC2 says.
 *
 * @returns what to tell the user of deliveries that fail
 * @throws UserError where a flow log is not what the output says
 */
export function compareFlowLogs(
  deployed: readonly FlowLog[],
  described: readonly DescribedFlowLog[],
): string[] {
  for (const flowLog of deployed) {
    const real = described.find((one) => one.flowLog.id === flowLog.id)!.flowLog;
    const differs = differenceOf(flowLog, real);
    if (differs) {
      throw new UserError(
        `flow log ${flowLog.id} is not what the stack's output says: its ${differs}; deploy the stack again, then run setup`,
      );
    }
  }
  return described.flatMap(({ flowLog, deliveryError }) =>
    deliveryError === undefined ? [] : [`AWS cannot deliver flow log ${flowLog.id}: ${deliveryError}`],
  );
}

function differenceOf(output: FlowLog, real: FlowLog): string | undefined {
  if (output.record_format !== real.record_format) {
    return `record format is '${real.record_format}', the output says '${output.record_format}'`;
  }
  const [wanted, found] = [output.destination, real.destination];
  if (wanted.type !== 's3' || found.type !== 's3') {
    return wanted.type === found.type
      ? undefined
      : `destination is ${found.type}, the output says ${wanted.type}`;
  }
  const key = (Object.keys(wanted) as (keyof typeof wanted)[]).find((one) => wanted[one] !== found[one]);
  return key && `${key} is '${found[key]}', the output says '${wanted[key]}'`;
}
