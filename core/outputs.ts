import * as v from 'valibot';
import { fileFormats } from './delivery/s3-delivery';
import { UserError } from './user-error';

/** The name of the one output by which a stack tells scripts what was deployed. */
export const outputName = 'flowtoll';

/** Raised when a reader of the output would misread an older or newer one. */
export const outputContract = 1;

const flowLog = v.object({
  name: v.string(),
  id: v.string(),
  /** The recorded resource's id, e.g. of the VPC. */
  source: v.string(),
  record_format: v.string(),
  max_aggregation_interval: v.number(),
  /** Absent for transit gateways, which log everything. */
  traffic_type: v.optional(v.string()),
  destination: v.variant('type', [
    v.object({
      type: v.literal('s3'),
      bucket: v.string(),
      /** The folder before `AWSLogs`, ending in `/`; empty for the bucket's root. */
      prefix: v.string(),
      file_format: v.picklist(fileFormats),
      hive_compatible_partitions: v.boolean(),
      per_hour_partition: v.boolean(),
    }),
    v.object({ type: v.literal('cloudwatch'), log_group: v.string(), log_group_class: v.string() }),
  ]),
});

const deploymentSchema = v.object({
  contract: v.literal(outputContract),
  stack: v.string(),
  environment: v.optional(v.string()),
  region: v.string(),
  account: v.string(),
  partition: v.string(),
  flow_logs: v.array(flowLog),
  /** Other accounts whose flow logs the bucket takes. */
  source_accounts: v.array(v.string()),
  /** Networks that AWS cannot name, as the configuration names them. */
  networks: v.array(
    v.object({
      cidr: v.string(),
      name: v.string(),
      region: v.optional(v.string()),
      az: v.optional(v.string()),
    }),
  ),
  /** Where flow logs are asked; absent in a stack without Athena. */
  athena: v.optional(
    v.object({
      database: v.string(),
      table: v.string(),
      columns: v.picklist(['aws', 'eks-article']),
      partitions: v.picklist(['projection', 'explicit']),
      workgroup: v.string(),
      results_location: v.string(),
    }),
  ),
});

/** What a stack has deployed, as its output says. */
export type Deployment = v.InferOutput<typeof deploymentSchema>;

/**
 * Reads the value of a stack's output.
 *
 * @throws UserError where it is not an output of this contract, saying what was expected and what was received
 */
export function parseDeployment(value: unknown): Deployment {
  const contract = (value as { contract?: unknown } | null | undefined)?.contract;
  if (contract !== outputContract) {
    throw new UserError(
      `the stack's output '${outputName}' must be of contract ${outputContract}, got: ${JSON.stringify(contract) ?? 'none'}; deploy the stack with this version of flowtoll`,
    );
  }
  const result = v.safeParse(deploymentSchema, value);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new UserError(
    `the stack's output '${outputName}' is damaged at '${v.getDotPath(issue)}': expected ${issue.expected}, got ${issue.received}; deploy the stack again`,
  );
}
