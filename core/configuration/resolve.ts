import { UserError } from '../user-error';
import type {
  AthenaSettings,
  CloudWatchSettings,
  Configuration,
  Network,
  Removal,
  S3Backend,
  S3Settings,
  Transition,
  RetentionDays,
} from './configuration';
import { cloudWatchPresets, s3Presets, type S3Preset } from './presets';
import { providerFloor } from './provider-floor';
import {
  resolveFlowLogs,
  type FlowLogContext,
  type FlowLogDefaults,
  type ResolvedFlowLog,
} from './resolve-flow-log';

/** A configuration with every setting known; what is undefined is to be asked for by Terraform, or not wanted. */
export interface ResolvedConfiguration {
  readonly region: string;
  readonly account: string | undefined;
  readonly environment: string | undefined;
  readonly removal: Removal;
  readonly tags: Readonly<Record<string, string>>;
  readonly networks: readonly Network[];
  /** The default of the variable `eks_cluster_name`. */
  readonly eksCluster: string | undefined;
  readonly backend: (Required<Omit<S3Backend, 'kmsKeyArn'>> & Pick<S3Backend, 'kmsKeyArn'>) | undefined;
  readonly s3: ResolvedS3Stack | undefined;
  readonly cloudwatch: ResolvedCloudWatchStack | undefined;
}

export interface ResolvedS3Stack {
  readonly providerFloor: string;
  readonly flowLogs: readonly ResolvedFlowLog[];
  readonly archive: ResolvedArchive;
  readonly athena: Required<AthenaSettings> & Pick<S3Preset, 'columns'>;
  /** For flow logs of this stack that go to CloudWatch Logs. */
  readonly logGroup: ResolvedLogGroup;
}

export interface ResolvedArchive
  extends
    Required<Pick<S3Settings, 'encryption' | 'keyReaders' | 'versioning' | 'transitions' | 'sourceAccounts'>>,
    Pick<S3Settings, 'bucketName' | 'accessLogs'> {
  readonly transitions: readonly Transition[];
  /** Days; undefined keeps logs for good. */
  readonly expirationDays: number | undefined;
}

export interface ResolvedCloudWatchStack {
  readonly providerFloor: string;
  readonly flowLogs: readonly ResolvedFlowLog[];
  readonly logGroup: ResolvedLogGroup;
}

export interface ResolvedLogGroup extends Pick<CloudWatchSettings, 'subscription'> {
  readonly logGroupClass: 'STANDARD' | 'INFREQUENT_ACCESS';
  readonly retentionDays: RetentionDays;
  readonly encryption: NonNullable<CloudWatchSettings['encryption']>;
}

/** @throws UserError where settings, each right alone, do not fit each other */
export function resolveConfiguration(configuration: Configuration): ResolvedConfiguration {
  const { region, environment, backend } = configuration;
  const s3 = resolveS3(configuration);
  const cloudwatch = resolveCloudWatch(configuration);
  if (!s3 && !cloudwatch)
    throw new UserError("'s3' and 'cloudwatch' must not both be false: nothing would be deployed");
  refuseSharedLogGroup(s3, cloudwatch);
  return {
    region,
    account: configuration.account,
    environment,
    removal: configuration.removal ?? 'keep',
    tags: configuration.tags ?? {},
    networks: configuration.networks ?? [],
    eksCluster: configuration.source?.eksCluster,
    backend: backend && {
      ...backend.s3,
      region: backend.s3.region ?? region,
      keyPrefix: withoutSlash(backend.s3.keyPrefix ?? 'flowtoll'),
    },
    s3,
    cloudwatch,
  };
}

function resolveS3(configuration: Configuration): ResolvedS3Stack | undefined {
  if (configuration.s3 === false) return undefined;
  const settings = configuration.s3 ?? {};
  const preset = s3Presets[settings.preset ?? 'recommended'];
  const flowLogs = resolveFlowLogs(settings, contextOf('s3', configuration));
  return {
    providerFloor: providerFloor(flowLogs, configuration.provider?.minimumVersion),
    flowLogs,
    archive: resolveArchive(settings, preset, configuration.region),
    athena: resolveAthena(settings.athena ?? {}, preset, configuration.environment),
    logGroup: resolveLogGroup(configuration.cloudwatch || {}, configuration),
  };
}

function resolveCloudWatch(configuration: Configuration): ResolvedCloudWatchStack | undefined {
  if (configuration.cloudwatch === false) return undefined;
  const settings = configuration.cloudwatch ?? {};
  const flowLogs = resolveFlowLogs(settings, contextOf('cloudwatch', configuration));
  return {
    providerFloor: providerFloor(flowLogs, configuration.provider?.minimumVersion),
    flowLogs,
    logGroup: resolveLogGroup(settings, configuration),
  };
}

function contextOf(section: 's3' | 'cloudwatch', configuration: Configuration): FlowLogContext {
  return {
    region: configuration.region,
    source: configuration.source,
    section,
    defaults: { s3: s3Defaults(configuration), cloudwatch: cloudWatchDefaults(configuration) },
  };
}

function s3Defaults(configuration: Configuration): FlowLogDefaults {
  const preset = s3Presets[(configuration.s3 || {}).preset ?? 'recommended'];
  return { ...preset, layout: preset, logGroupFolder: '' };
}

function cloudWatchDefaults(configuration: Configuration): FlowLogDefaults {
  const preset = cloudWatchPresets[(configuration.cloudwatch || {}).preset ?? 'recommended'];
  return {
    ...preset,
    layout: { fileFormat: 'plain-text', hiveCompatiblePartitions: false, perHourPartition: false },
    ownFolder: false,
    logGroupFolder: preset.logGroupFolder(configuration.environment),
  };
}

function resolveArchive(settings: S3Settings, preset: S3Preset, region: string): ResolvedArchive {
  refuseKeyElsewhere('s3.encryption', settings.encryption, region);
  if (settings.accessLogs && settings.accessLogs.bucket === settings.bucketName) {
    throw new UserError(
      `'s3.accessLogs.bucket' must be another bucket than 's3.bucketName', got for both: ${settings.bucketName}`,
    );
  }
  const keyReaders = settings.keyReaders ?? [];
  const encryption = settings.encryption ?? 'AES256';
  if (keyReaders.length > 0 && encryption !== 'customer-key') {
    throw new UserError(
      `'s3.keyReaders' must go with encryption "customer-key": only the key made here has a policy of ours, got encryption: ${JSON.stringify(encryption)}`,
    );
  }
  const expirationDays = settings.expirationDays ?? preset.expirationDays;
  const transitions = settings.transitions ?? [];
  for (const [index, transition] of transitions.entries()) {
    if (expirationDays !== false && transition.afterDays >= expirationDays) {
      throw new UserError(
        `'s3.transitions.${index}.afterDays' must be less than the ${expirationDays} days after which logs are deleted, got: ${transition.afterDays}`,
      );
    }
  }
  return {
    bucketName: settings.bucketName,
    encryption,
    keyReaders,
    versioning: settings.versioning ?? true,
    transitions,
    expirationDays: expirationDays === false ? undefined : expirationDays,
    accessLogs: settings.accessLogs,
    sourceAccounts: settings.sourceAccounts ?? [],
  };
}

function resolveAthena(
  settings: AthenaSettings,
  preset: S3Preset,
  environment: string | undefined,
): ResolvedS3Stack['athena'] {
  const databaseSuffix = environment ? `_${environment.replaceAll('-', '_')}` : '';
  return {
    database: settings.database ?? `${preset.database}${databaseSuffix}`,
    table: settings.table ?? 'vpc_flow_logs',
    partitions: settings.partitions ?? preset.partitions,
    columns: preset.columns,
    workgroup: settings.workgroup ?? (environment ? `flowtoll-${environment}` : 'flowtoll'),
    resultsPrefix: withoutSlash(settings.resultsPrefix ?? 'query-results'),
    resultsExpirationDays: settings.resultsExpirationDays ?? 30,
    scanLimitBytes: settings.scanLimitBytes ?? 100 * 1024 ** 3,
    savedQueries: settings.savedQueries ?? true,
  };
}

function resolveLogGroup(settings: CloudWatchSettings, { removal, region }: Configuration): ResolvedLogGroup {
  refuseKeyElsewhere('cloudwatch.encryption', settings.encryption, region);
  const logGroupClass = settings.logGroupClass ?? 'STANDARD';
  const encryption = settings.encryption ?? 'aws-owned-key';
  if (settings.subscription && logGroupClass === 'INFREQUENT_ACCESS') {
    throw new UserError(
      `'cloudwatch.subscription' must go with logGroupClass "STANDARD": log groups of class INFREQUENT_ACCESS have no subscription filters`,
    );
  }
  if (encryption === 'customer-key' && removal !== 'destroy') {
    throw new UserError(
      `'cloudwatch.encryption' must not be "customer-key" with removal "keep": destroy would keep the log group and delete its key; set removal to "destroy", or give the { kmsKeyArn } of a key that outlives the stack`,
    );
  }
  return {
    logGroupClass,
    retentionDays: settings.retentionDays ?? 365,
    encryption,
    subscription: settings.subscription,
  };
}

function refuseKeyElsewhere(
  setting: string,
  encryption: S3Settings['encryption'] | CloudWatchSettings['encryption'],
  region: string,
): void {
  if (typeof encryption !== 'object' || encryption.kmsKeyArn.split(':')[3] === region) return;
  throw new UserError(
    `'${setting}.kmsKeyArn' must be a key in the stack's Region ${region}, got: ${encryption.kmsKeyArn}`,
  );
}

function refuseSharedLogGroup(
  s3: ResolvedS3Stack | undefined,
  cloudwatch: ResolvedCloudWatchStack | undefined,
): void {
  const logGroups = (stack: { flowLogs: readonly ResolvedFlowLog[] } | undefined) =>
    (stack?.flowLogs ?? []).flatMap(({ destination }) =>
      destination.kind === 'cloudwatch' ? [destination.logGroupName] : [],
    );
  const shared = logGroups(s3).find((name) => logGroups(cloudwatch).includes(name));
  if (shared !== undefined) {
    throw new UserError(
      `'s3.flowLogs' and 'cloudwatch.flowLogs' must have a log group each, got in both: ${shared}; name one of the flow logs otherwise, or set 'cloudwatch' to false`,
    );
  }
}

function withoutSlash(folder: string): string {
  return folder.replace(/\/$/, '');
}
