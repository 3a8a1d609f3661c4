import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { didYouMean } from '../core/nearest';
import { outputContract, outputName, parseDeployment, type Deployment } from '../core/outputs';
import type { DeploymentOptions } from '../core/questions/deployment-options';
import { UserError } from '../core/user-error';
import { openEc2 } from './aws/ec2';
import { stacksFolder, synthesizedStacks } from './found';

/**
 * Finds what was deployed: by `--flow-log` what EC2 says of it, else what a stack's output says, from `--outputs` or from
 * Terraform. `--database`, `--table` and `--workgroup` are put over it.
 *
 * @param instead what can be named where nothing is deployed, for the error that says so
 * @throws UserError where nothing is deployed, and where several stacks are and none is named
 */
export async function findDeployment(
  options: DeploymentOptions,
  instead = '--outputs, --flow-log, or files with --data',
): Promise<Deployment> {
  const { flowLog, outputs, stack } = options;
  if (flowLog !== undefined) return deploymentOfFlowLog(flowLog, options);
  const found = outputs !== undefined ? readOutputs(outputs) : await askTerraform(stack, instead);
  const deployment = parseDeployment(choose(found, stack, outputs ?? stacksFolder));
  return withNames(deployment, options);
}

/** What stacks say, by their names. */
type Outputs = ReadonlyMap<string, unknown>;

/** cdktf's outputs file, `{stack: {flowtoll: …}}`, or what `terraform output -json` prints, `{flowtoll: {value: …}}`. */
function readOutputs(file: string): Outputs {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(`--outputs must be a file of outputs in JSON, got '${file}': ${String(cause)}`, {
      cause,
    });
  }
  const found = new Map<string, unknown>();
  for (const [name, value] of Object.entries(json ?? {})) {
    if (name === outputName) addOutput(found, (value as { value?: unknown } | null)?.value);
    else addOutput(found, (value as Record<string, unknown> | null)?.[outputName]);
  }
  if (found.size === 0) {
    throw new UserError(
      `'${file}' has no output '${outputName}'; write it with cdktf deploy --outputs-file, or with terraform output -json`,
    );
  }
  return found;
}

function addOutput(found: Map<string, unknown>, value: unknown): void {
  if (value === undefined) return;
  found.set(String((value as { stack?: unknown } | null)?.stack), value);
}

const run = promisify(execFile);

/** Asks every stack that was synthesized, or the one that is named. */
async function askTerraform(stack: string | undefined, instead: string): Promise<Outputs> {
  const stacks = synthesizedStacks();
  if (stacks.length === 0) {
    throw new UserError(
      `nothing is deployed from here (no ${stacksFolder}); deploy a stack first, or name ${instead}`,
    );
  }
  if (stack !== undefined && !stacks.includes(stack)) throw unknownStack(stack, stacks, stacksFolder);
  const found = new Map<string, unknown>();
  const failures: string[] = [];
  await Promise.all(
    (stack === undefined ? stacks : [stack]).map(async (name) => {
      try {
        addOutput(found, await terraformOutput(name));
      } catch (error) {
        if (error instanceof UserError) throw error;
        failures.push(`${name}: ${firstWords(error)}`);
      }
    }),
  );
  if (found.size > 0) return found;
  const why = failures.length > 0 ? ` (${failures.join('; ')})` : '';
  throw new UserError(`no stack of ${stacksFolder} is deployed${why}; deploy one, or name ${instead}`);
}

async function terraformOutput(stack: string): Promise<unknown> {
  // the variable by which cdktf, too, is told of another program
  const terraform = process.env['TERRAFORM_BINARY_NAME'] ?? 'terraform';
  try {
    const { stdout } = await run(terraform, ['output', '-json', '-no-color'], {
      cwd: join(stacksFolder, stack),
      maxBuffer: 64 * 1024 * 1024,
    });
    return (JSON.parse(stdout) as Record<string, { value?: unknown }>)[outputName]?.value;
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ENOENT') throw error;
    throw new UserError(
      `'${terraform}' was not found; install Terraform, or name its outputs with --outputs`,
    );
  }
}

/** The first sentence of what Terraform prints in a box. */
function firstWords(error: unknown): string {
  const { stderr = '', message } = error as { stderr?: string; message: string };
  const [, words] = /Error: (.*)/.exec(stderr) ?? [];
  return (words ?? message).trim();
}

function choose(found: Outputs, stack: string | undefined, where: string): unknown {
  const names = [...found.keys()].sort();
  if (stack !== undefined) {
    if (!found.has(stack)) throw unknownStack(stack, names, where);
    return found.get(stack);
  }
  if (names.length > 1)
    throw new UserError(`several stacks are deployed; name one: --stack ${names.join(' or ')}`);
  return found.get(names[0]!);
}

function unknownStack(stack: string, known: readonly string[], where: string): UserError {
  return new UserError(
    `there is no stack '${stack}' in ${where}; ${didYouMean(stack, known) || `there is ${known.join(' and ')}`}`,
  );
}

async function deploymentOfFlowLog(id: string, options: DeploymentOptions): Promise<Deployment> {
  const ec2 = await openEc2();
  try {
    const [described] = await ec2.flowLogs([id]);
    const { flowLog, partition } = described!;
    const deployment: Deployment = {
      contract: outputContract,
      stack: id,
      region: ec2.region,
      account: await ec2.ownerOf(flowLog.source),
      partition,
      flow_logs: [flowLog],
      source_accounts: [],
      networks: [],
    };
    const { database } = options;
    if (database === undefined) return deployment;
    return withNames({ ...deployment, athena: { ...elsewhere, database } }, options);
  } finally {
    ec2.close();
  }
}

/** What `setup` makes where no stack says anything. */
const elsewhere = {
  table: 'vpc_flow_logs',
  columns: 'aws',
  partitions: 'projection',
  workgroup: 'primary',
  results_location: '',
} as const;

function withNames(deployment: Deployment, { database, table, workgroup }: DeploymentOptions): Deployment {
  const { athena } = deployment;
  if (!athena) return deployment;
  return {
    ...deployment,
    athena: {
      ...athena,
      ...(database !== undefined && { database }),
      ...(table !== undefined && { table }),
      ...(workgroup !== undefined && { workgroup }),
    },
  };
}
