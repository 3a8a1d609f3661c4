import { UserError } from '../user-error';

/** Which deployment is meant: a stack of ours, or a flow log that was made elsewhere. */
export interface DeploymentOptions {
  /** The stack's name. @default - the only one there is */
  readonly stack?: string;
  /** A file of outputs: cdktf's, or that of `terraform output -json`. @default - Terraform is asked */
  readonly outputs?: string;
  /** A flow log's id. @default - a stack's flow logs */
  readonly flowLog?: string;
  /** Glue's database. @default - the stack's */
  readonly database?: string;
  /** The table over the records. @default - the stack's */
  readonly table?: string;
  /** Athena's workgroup. @default - the stack's, else `primary` */
  readonly workgroup?: string;
}

/** Deployment options as the command line gives them. */
export type WrittenDeploymentOptions = DeploymentOptions;

/** @throws UserError for what no flow log can be called, and for options that name two deployments */
export function parseDeploymentOptions(written: WrittenDeploymentOptions): DeploymentOptions {
  const { stack, outputs, flowLog, database, table, workgroup } = written;
  if (flowLog !== undefined && !/^fl-[0-9a-f]{8,32}$/.test(flowLog)) {
    throw new UserError(`--flow-log must be an id like fl-0123456789abcdef0, got: '${flowLog}'`);
  }
  if (flowLog !== undefined && (stack ?? outputs) !== undefined) {
    throw new UserError(
      `--flow-log and ${stack === undefined ? '--outputs' : '--stack'} name two deployments; give one of them`,
    );
  }
  const given = { stack, outputs, flowLog, database, table, workgroup };
  for (const [name, value] of Object.entries(given)) {
    if (value?.trim() === '') throw new UserError(`--${name} must not be empty`);
  }
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    // Glue and Trino keep names in lower case, and find them by any
    ...(database !== undefined && { database: database.toLowerCase() }),
    ...(table !== undefined && { table: table.toLowerCase() }),
  };
}
