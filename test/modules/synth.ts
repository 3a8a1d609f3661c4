import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformElement, TerraformStack, Testing } from 'cdktf';
import { defineConfig, type Configuration } from '../../core/configuration';
import { UserError } from '../../core/user-error';
import { AwsEnvironment } from '../../modules/aws-environment';
import { FlowLogsCloudWatchStack } from '../../stacks/flow-logs-cloudwatch';
import { FlowLogsS3Stack } from '../../stacks/flow-logs-s3';

export type Block = Record<string, unknown>;

/** How the Region, account and partition of an AwsEnvironment called `environment` appear in a synthesized stack. */
export const region = 'eu-central-1';
export const account = '${data.aws_caller_identity.environment/caller.account_id}';
export const partition = '${data.aws_partition.environment/partition.partition}';

/** The condition under which log delivery may act for the stack's own flow logs. */
export const ownFlowLogs = {
  StringEquals: { 'aws:SourceAccount': [account] },
  ArnLike: { 'aws:SourceArn': [`arn:${partition}:logs:${region}:${account}:*`] },
};

/** A bucket and what guards it, sorted. */
export const typesOfEveryBucket = [
  'aws_s3_bucket',
  'aws_s3_bucket_lifecycle_configuration',
  'aws_s3_bucket_ownership_controls',
  'aws_s3_bucket_policy',
  'aws_s3_bucket_public_access_block',
  'aws_s3_bucket_server_side_encryption_configuration',
  'aws_s3_bucket_versioning',
];

/** The statement by which a bucket answers nothing but TLS. */
export function tlsOnly(bucket: string): Block {
  return {
    Sid: 'DenyWithoutTls',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`\${aws_s3_bucket.${bucket}.arn}`, `\${aws_s3_bucket.${bucket}.arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

/**
 * A synthesized stack, made readable: a reference names the construct's path in place of its logical id
 * (`${aws_s3_bucket.archive/bucket.arn}`), policies are parsed, cdktf's own notes are left out.
 */
export class Synthesized {
  /** The document as Terraform reads it. */
  readonly document: Record<string, Record<string, Record<string, Block>>>;
  private readonly paths: ReadonlyMap<string, string>;
  private readonly blocks: Record<'resource' | 'data', Record<string, Record<string, Block>>>;

  constructor(stack: TerraformStack) {
    const text = Testing.synth(stack, true);
    this.document = JSON.parse(text);
    this.paths = new Map(
      stack.node
        .findAll()
        .filter((one) => TerraformElement.isTerraformElement(one))
        .map((one) => [one.friendlyUniqueId, one.node.path.slice(stack.node.path.length + 1)]),
    );
    const readable = this.readable(text) as typeof this.document;
    this.blocks = { resource: withPolicies(readable['resource']), data: withPolicies(readable['data']) };
  }

  /** The types of all resources, each once. */
  get types(): string[] {
    return Object.keys(this.blocks.resource).sort();
  }

  /** Every resource of a type by the path of its construct. */
  all(type: string): Record<string, Block> {
    return this.blocks.resource[type] ?? {};
  }

  /** The only resource of a type, or the one of a path. */
  one(type: string, path?: string): Block {
    return pick(this.all(type), type, path);
  }

  allData(type: string): Record<string, Block> {
    return this.blocks.data[type] ?? {};
  }

  oneData(type: string): Block {
    return pick(this.allData(type), type);
  }

  /** Every resource as `type.path`. */
  get addresses(): string[] {
    return Object.entries(this.blocks.resource).flatMap(([type, byPath]) =>
      Object.keys(byPath).map((path) => `${type}.${path}`),
    );
  }

  /** The value of an output, with readable references. */
  output(name: string): unknown {
    return this.readable(JSON.stringify(this.document['output']?.[name]?.['value']));
  }

  private readable(text: string): unknown {
    const long = [...this.paths].filter(([id, path]) => id !== path);
    return JSON.parse(long.reduce((all, [id, path]) => all.replaceAll(id, path), text));
  }
}

/** Builds something in a stack that has what every stack has: a provider and an environment. */
export function synthesize(build: (stack: TerraformStack, environment: AwsEnvironment) => void): Synthesized {
  return new Synthesized(aStack(build));
}

export function aStack(
  build: (stack: TerraformStack, environment: AwsEnvironment) => void = () => {},
): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'test');
  new AwsProvider(stack, 'aws', { region });
  build(stack, new AwsEnvironment(stack, 'environment', { region }));
  return stack;
}

/** The stack `flow-logs-s3` of a configuration; its Region is the one above where nothing else is said. */
export function flowLogsS3(settings: Partial<Configuration> = {}): Synthesized {
  const configuration = defineConfig({ region, ...settings });
  return new Synthesized(new FlowLogsS3Stack(Testing.app(), configuration, configuration.s3!));
}

/** The stack `flow-logs-cloudwatch` of a configuration. */
export function flowLogsCloudWatch(settings: Partial<Configuration> = {}): Synthesized {
  const configuration = defineConfig({ region, ...settings });
  return new Synthesized(
    new FlowLogsCloudWatchStack(Testing.app(), configuration, configuration.cloudwatch!),
  );
}

/** The whole message of a mistake of the user's; anything else that happens fails the test. */
export function mistake(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('no error was thrown');
}

/** What comes out, or undefined where it is refused with a message to the user: for what may be either. */
export function unlessRefused<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function pick(byPath: Record<string, Block>, type: string, path?: string): Block {
  const paths = path === undefined ? Object.keys(byPath) : [path];
  const block = byPath[paths[0] ?? ''];
  if (!block || paths.length !== 1)
    throw new Error(`not one ${type} ${path ?? ''} in: ${Object.keys(byPath)}`);
  return block;
}

function withPolicies(section: Record<string, Record<string, Block>> = {}) {
  return mapValues(section, (byPath) =>
    mapValues(byPath, (block) =>
      mapValues(block, (value, name) =>
        ['policy', 'assume_role_policy'].includes(name) ? JSON.parse(value as string) : value,
      ),
    ),
  );
}

function mapValues<T, U>(record: Record<string, T>, map: (value: T, key: string) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
