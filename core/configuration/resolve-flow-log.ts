import { formatFolder, type S3Delivery, type S3Layout } from '../delivery/s3-delivery';
import { didYouMean } from '../nearest';
import { formatNames, namedFormats, type FormatName } from '../records/named-formats';
import { RecordFormat, type RecordKind } from '../records/record-format';
import { checkTagFields, type TagFieldSpecification } from '../records/tag-fields';
import { UserError } from '../user-error';
import type { FlowLogSettings, NamedFlowLogSettings, Source, TrafficType } from './configuration';
import { isList, resolveSource, type ResolvedSource } from './source';

/** One flow log with every setting known: one `aws_flow_log` resource. */
export interface ResolvedFlowLog {
  /** Unique in its stack, and part of the resource's address. */
  readonly name: string;
  readonly source: ResolvedSource;
  readonly recordFormat: RecordFormat;
  /** Undefined for transit gateways, which always log everything. */
  readonly trafficType: TrafficType | undefined;
  readonly maxAggregationInterval: 60 | 600;
  readonly tagFields: readonly TagFieldSpecification[];
  readonly destination: ResolvedDestination;
}

export type ResolvedDestination =
  | { readonly kind: 's3'; readonly delivery: S3Delivery }
  | { readonly kind: 'cloudwatch'; readonly logGroupName: string };

/** What a flow log is like where neither it nor its stack says. */
export interface FlowLogDefaults {
  readonly recordFormat: FormatName;
  readonly maxAggregationInterval: 60 | 600;
  readonly layout: S3Layout;
  readonly ownFolder: boolean;
  readonly logGroupFolder: string;
}

export interface FlowLogContext {
  readonly region: string;
  /** The configuration's source, for flow logs without one. */
  readonly source: Source | undefined;
  /** The section of the configuration, `s3` or `cloudwatch`: the stack's own kind of destination too. */
  readonly section: 's3' | 'cloudwatch';
  /** Defaults by kind of destination. */
  readonly defaults: Record<'s3' | 'cloudwatch', FlowLogDefaults>;
}

/**
 * The flow logs of a stack: each named one once for every id of its source.
 *
 * @throws UserError naming the setting that does not fit the others
 */
export function resolveFlowLogs(
  stack: FlowLogSettings & { readonly flowLogs?: Readonly<Record<string, NamedFlowLogSettings>> },
  context: FlowLogContext,
): ResolvedFlowLog[] {
  if (context.section === 'cloudwatch') refuseLayout(stack, context.section);
  const flowLogs = stack.flowLogs
    ? Object.entries(stack.flowLogs).flatMap(([name, own]) =>
        resolveNamed(name, own, stack, `${context.section}.flowLogs.${name}`, context),
      )
    : resolveNamed('traffic', stack, {}, context.section, context);
  refuseSharedPlaces(flowLogs, context.section);
  return flowLogs;
}

function resolveNamed(
  name: string,
  own: NamedFlowLogSettings,
  stack: FlowLogSettings,
  path: string,
  context: FlowLogContext,
): ResolvedFlowLog[] {
  const destination = own.destination ?? context.section;
  if (context.section === 'cloudwatch' && destination === 's3') {
    throw new UserError(
      `'${path}.destination' must be "cloudwatch" in this stack, got: "s3"; move the flow log to 's3.flowLogs'`,
    );
  }
  if (destination === 'cloudwatch') refuseLayout(own, path);
  const settings = { ...stack, ...own };
  const defaults = context.defaults[destination];
  const sources = settings.source
    ? resolveSource(settings.source, context.region, `${own.source ? path : context.section}.source`)
    : resolveSharedSource(context);
  const listed = isList(settings.source ?? context.source);
  return sources.map((source) => {
    const kind = recordKind(source);
    // what a stack says of records is meant for VPCs: a transit gateway has fields and intervals of its own
    const {
      recordFormat: written,
      trafficType,
      maxAggregationInterval,
      tagFields = [],
    } = kind === 'vpc' ? settings : own;
    const recordFormat = resolveFormat(written, kind, defaults.recordFormat, path);
    inSetting(`${path}.tagFields`, () => checkTagFields(recordFormat, tagFields));
    const fullName = listed && source.kind !== 'eksCluster' ? `${name}-${source.id}` : name;
    return {
      name: fullName,
      source,
      recordFormat,
      trafficType: resolveTrafficType(trafficType, kind, path),
      maxAggregationInterval: resolveInterval(maxAggregationInterval, kind, defaults, path),
      tagFields,
      destination:
        destination === 's3'
          ? { kind: 's3', delivery: resolveDelivery(settings, recordFormat, tagFields, defaults, path) }
          : {
              kind: 'cloudwatch',
              logGroupName: resolveLogGroup(own, fullName, listed, defaults, path),
            },
    };
  });
}

/** A cluster that all flow logs share comes as a variable of the stack, with the configured name as its default. */
function resolveSharedSource({ source, region }: FlowLogContext): ResolvedSource[] {
  return resolveSource(source, region, 'source').map((one) =>
    one.kind === 'eksCluster' ? { kind: 'eksCluster', name: undefined } : one,
  );
}

function recordKind(source: ResolvedSource): RecordKind {
  const ofTransitGateway = source.kind !== 'eksCluster' && source.kind.idPrefix.startsWith('tgw');
  return ofTransitGateway ? 'transit-gateway' : 'vpc';
}

function resolveFormat(
  written: string | undefined,
  kind: RecordKind,
  preset: FormatName,
  path: string,
): RecordFormat {
  const text = written ?? (kind === 'vpc' ? preset : 'transit-gateway');
  return inSetting(`${path}.recordFormat`, () => {
    if (text.includes('$')) return RecordFormat.parse(text, kind);
    const format = Object.hasOwn(namedFormats, text) ? namedFormats[text as FormatName] : undefined;
    if (!format) {
      throw new UserError(
        `unknown record format '${text}'; ${[didYouMean(text, formatNames), `known are ${formatNames.join(', ')}, or write a format string: \${version} …`].filter(Boolean).join(' ')}`,
      );
    }
    if (format.kind !== kind)
      throw new UserError(`'${text}' is of ${format.kind} flow logs, the source is of ${kind} flow logs`);
    return format;
  });
}

function resolveTrafficType(
  written: TrafficType | undefined,
  kind: RecordKind,
  path: string,
): TrafficType | undefined {
  if (kind === 'vpc') return written ?? 'ALL';
  if (written === undefined) return undefined;
  throw new UserError(
    `'${path}.trafficType' must be left out for a transit gateway, which logs everything, got: ${written}`,
  );
}

function resolveInterval(
  written: 60 | 600 | undefined,
  kind: RecordKind,
  defaults: FlowLogDefaults,
  path: string,
): 60 | 600 {
  if (kind === 'vpc') return written ?? defaults.maxAggregationInterval;
  if (written === undefined || written === 60) return 60;
  throw new UserError(`'${path}.maxAggregationInterval' must be 60 for a transit gateway, got: ${written}`);
}

function resolveDelivery(
  settings: NamedFlowLogSettings,
  format: RecordFormat,
  tagFields: readonly TagFieldSpecification[],
  defaults: FlowLogDefaults,
  path: string,
): S3Delivery {
  if (settings.logGroupName !== undefined) {
    throw new UserError(
      `'${path}.logGroupName' must be left out for a flow log to S3, got: ${settings.logGroupName}`,
    );
  }
  const layout = {
    fileFormat: settings.fileFormat ?? defaults.layout.fileFormat,
    hiveCompatiblePartitions: settings.hiveCompatiblePartitions ?? defaults.layout.hiveCompatiblePartitions,
    perHourPartition: settings.perHourPartition ?? defaults.layout.perHourPartition,
  };
  return { ...layout, prefix: defaults.ownFolder ? formatFolder(format, layout, tagFields) : '' };
}

function resolveLogGroup(
  settings: NamedFlowLogSettings,
  name: string,
  listed: boolean,
  defaults: FlowLogDefaults,
  path: string,
): string {
  if (settings.logGroupName !== undefined && listed) {
    throw new UserError(
      `'${path}.logGroupName' must be left out for a list of sources, because one log group holds one flow log`,
    );
  }
  return settings.logGroupName ?? `${defaults.logGroupFolder}/${name}`;
}

/** CloudWatch Logs takes text, in streams; files and folders are S3's. */
function refuseLayout(settings: FlowLogSettings, path: string): void {
  if (settings.fileFormat === 'parquet') {
    throw new UserError(
      `'${path}.fileFormat' must be "plain-text" for CloudWatch Logs, got: "parquet"; Parquet is for S3`,
    );
  }
  for (const setting of ['hiveCompatiblePartitions', 'perHourPartition'] as const) {
    if (settings[setting]) {
      throw new UserError(
        `'${path}.${setting}' must be left out for CloudWatch Logs, which has no folders, got: true`,
      );
    }
  }
}

/** Two flow logs that cannot be told apart where they land would be counted twice or read by the wrong columns. */
function refuseSharedPlaces(flowLogs: readonly ResolvedFlowLog[], section: string): void {
  for (const [index, one] of flowLogs.entries()) {
    for (const other of flowLogs.slice(index + 1)) {
      const conflict = sharedLogGroup(one, other) ?? sharedFolder(one, other);
      if (conflict)
        throw new UserError(`'${section}.flowLogs' ${one.name} and ${other.name} must ${conflict}`);
    }
  }
}

function sharedLogGroup(one: ResolvedFlowLog, other: ResolvedFlowLog): string | undefined {
  if (one.destination.kind !== 'cloudwatch' || other.destination.kind !== 'cloudwatch') return undefined;
  if (one.destination.logGroupName !== other.destination.logGroupName) return undefined;
  return `have a log group each, because records of two flow logs in one cannot be told apart, got: ${one.destination.logGroupName}`;
}

function sharedFolder(one: ResolvedFlowLog, other: ResolvedFlowLog): string | undefined {
  if (one.destination.kind !== 's3' || other.destination.kind !== 's3') return undefined;
  const [delivery, otherDelivery] = [one.destination.delivery, other.destination.delivery];
  if (delivery.prefix !== otherDelivery.prefix) return undefined;
  if (one.recordFormat.toString() !== other.recordFormat.toString()) {
    return "have the same record format, because this preset delivers both to the bucket's root; use the recommended preset, or a configuration each";
  }
  if (JSON.stringify(delivery) !== JSON.stringify(otherDelivery)) {
    return "have the same file format and folders, because this preset delivers both to the bucket's root; use the recommended preset, or a configuration each";
  }
  const types = [one.trafficType, other.trafficType];
  const overlap = types[0] === types[1] || types.includes('ALL');
  if (!overlap || sourceText(one.source) !== sourceText(other.source)) return undefined;
  return 'differ in source, record format or destination, because one repeats the records of the other in the same folder';
}

function sourceText(source: ResolvedSource): string {
  return source.kind === 'eksCluster' ? `eksCluster ${source.name ?? ''}` : source.id;
}

/** Names the setting in front of what core says is wrong with its value. */
function inSetting<T>(setting: string, check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (error instanceof UserError) throw new UserError(`'${setting}': ${error.message}`);
    throw error;
  }
}
