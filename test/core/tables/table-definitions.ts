import type { S3Layout } from '../../../core/delivery/s3-delivery';
import { namedFormats } from '../../../core/records/named-formats';
import type { LogPlace } from '../../../core/tables/log-table';
import type { TableDefinition } from '../../../core/tables/table-definition';
import { plainDaily, plainHourly } from '../delivery/layouts';

/** A place as stacks make it. */
export function placeWith(layout: S3Layout, more: Partial<LogPlace> = {}): LogPlace {
  return {
    bucket: 'team-flow-logs',
    prefix: '',
    region: 'eu-central-1',
    accounts: ['123456789012'],
    ...layout,
    ...more,
  };
}

/** What the recommended preset deploys, to change one thing of. */
export function recommended(more: Partial<TableDefinition> = {}): TableDefinition {
  return {
    name: 'vpc_flow_logs',
    format: namedFormats.recommended,
    columns: 'aws',
    partitions: 'projection',
    place: placeWith({ ...plainHourly, fileFormat: 'parquet' }, { prefix: 'v11-parquet-hourly-1a2b3c4d/' }),
    since: new Date('2026-01-31T00:00:00Z'),
    ...more,
  };
}

/** What the EKS article's preset deploys, to change one thing of. */
export function article(more: Partial<TableDefinition> = {}): TableDefinition {
  return recommended({
    format: namedFormats['eks-article'],
    columns: 'eks-article',
    partitions: 'explicit',
    place: placeWith(plainDaily),
    ...more,
  });
}
