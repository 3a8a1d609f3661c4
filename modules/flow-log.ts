import { FlowLog as AwsFlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import type { RecordFormat } from '../core/records/record-format';
import { checkTagFields, type TagFieldSpecification } from '../core/records/tag-fields';
import { UserError } from '../core/user-error';
import { escapeTemplate } from './escape-template';
import type { FlowLogDestination } from './flow-log-destination';
import type { FlowLogSource, SourceConfig } from './flow-log-source';

export interface FlowLogProps {
  /** Shown as the flow log's name in the console. */
  readonly name: string;
  readonly source: FlowLogSource;
  readonly destination: FlowLogDestination;
  readonly recordFormat: RecordFormat;
  /** ALL, ACCEPT or REJECT; not for transit gateways. @default 'ALL' */
  readonly trafficType?: string;
  /** Seconds, 60 or 600; a transit gateway allows only 60. @default - 600, 60 for a transit gateway */
  readonly maxAggregationInterval?: number;
  /** Needs provider 6.52.0. @default - none */
  readonly tagFields?: readonly TagFieldSpecification[];
}

/**
 * A flow log: records the traffic of its source, in its record format, to its destination.
 *
 * AWS cannot change one: any change but its tags deletes it and creates another, and nothing is recorded in between.
 * Costs AWS's price for the logs it delivers, by the GB.
 *
 * @example
 * new FlowLog(this, 'all', {
 *   name: 'all',
 *   source: FlowLogSource.vpc('vpc-0123456789abcdef0', 'eu-central-1'),
 *   destination: FlowLogDestination.s3(archive, delivery),
 *   recordFormat: namedFormats.recommended,
 * });
 */
export class FlowLog extends Construct {
  readonly resource: AwsFlowLog;
  /** The source as Terraform knows it, e.g. the id of the VPC that was looked up. */
  readonly source: SourceConfig;

  /** @throws UserError where record format, interval, traffic type or tag fields do not fit the source */
  constructor(scope: Construct, id: string, props: FlowLogProps) {
    super(scope, id);
    check(props);
    const ofTransitGateway = props.source.recordKind === 'transit-gateway';
    const tagFields = props.tagFields ?? [];
    this.source = props.source.bind(this);
    this.resource = new AwsFlowLog(this, 'flow-log', {
      ...this.source,
      ...props.destination.bind(),
      logFormat: escapeTemplate(props.recordFormat.toString()),
      trafficType: ofTransitGateway ? undefined : (props.trafficType ?? 'ALL'),
      maxAggregationInterval: props.maxAggregationInterval ?? (ofTransitGateway ? 60 : 600),
      tags: { Name: props.name },
    });
    if (tagFields.length > 0) {
      // newer than the bindings, whose providers end before this block
      this.resource.addOverride(
        'tag_field_specification',
        tagFields.map(({ resourceType, tagKeys }) => ({ resource_type: resourceType, tag_keys: tagKeys })),
      );
    }
  }
}

function check({
  source,
  recordFormat,
  trafficType,
  maxAggregationInterval: interval,
  tagFields,
}: FlowLogProps): void {
  const ofTransitGateway = source.recordKind === 'transit-gateway';
  if (recordFormat.kind !== source.recordKind) {
    throw new UserError(
      `'recordFormat' must be of ${source.recordKind} flow logs, got: one of ${recordFormat.kind} flow logs`,
    );
  }
  if (ofTransitGateway && trafficType !== undefined) {
    throw new UserError(
      `'trafficType' must be left out for a transit gateway, which logs everything, got: ${trafficType}`,
    );
  }
  if (!ofTransitGateway && isKnown(trafficType) && !['ALL', 'ACCEPT', 'REJECT'].includes(trafficType)) {
    throw new UserError(`'trafficType' must be ALL, ACCEPT or REJECT, got: ${trafficType}`);
  }
  const intervals = ofTransitGateway ? [60] : [60, 600];
  if (isKnown(interval) && !intervals.includes(interval)) {
    throw new UserError(`'maxAggregationInterval' must be ${intervals.join(' or ')}, got: ${interval}`);
  }
  checkTagFields(recordFormat, tagFields ?? []);
}

function isKnown<T>(value: T | undefined): value is T {
  return value !== undefined && !Token.isUnresolved(value);
}
