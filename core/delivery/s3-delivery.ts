import { createHash } from 'node:crypto';
import type { RecordFormat } from '../records/record-format';
import type { TagFieldSpecification } from '../records/tag-fields';

/** How AWS lays flow log files out in a bucket, in the words of EC2's DestinationOptions. */
export interface S3Layout {
  readonly fileFormat: FileFormat;
  /** `year=2026/month=01/day=31` in place of `2026/01/31`. */
  readonly hiveCompatiblePartitions: boolean;
  /** One folder an hour in place of one a day. */
  readonly perHourPartition: boolean;
}

export const fileFormats = ['plain-text', 'parquet'] as const;
export type FileFormat = (typeof fileFormats)[number];

/** A layout and the folder it starts from. */
export interface S3Delivery extends S3Layout {
  /** The folder before `AWSLogs`, ending in `/`; empty for the bucket's root. */
  readonly prefix: string;
}

/**
 * The folder that belongs to one record format in one layout, e.g. `v11-parquet-hourly-1a2b3c4d/`.
 *
 * Flow logs of different formats in one folder share partitions, and in text files their columns mix in silence:
 * AWS keeps the flow log's id only in the file name. So a changed format or layout gets another folder.
 */
export function formatFolder(
  format: RecordFormat,
  layout: S3Layout,
  tagFields: readonly TagFieldSpecification[] = [],
): string {
  // another tag key is another meaning of the same field
  const tags = tagFields.length > 0 ? JSON.stringify(tagFields) : '';
  const words = [
    format.kind === 'vpc' ? '' : format.kind,
    `v${format.version}`,
    layout.fileFormat === 'parquet' ? 'parquet' : 'text',
    layout.hiveCompatiblePartitions ? 'hive' : '',
    layout.perHourPartition ? 'hourly' : 'daily',
    createHash('sha256')
      .update(format.toString() + tags)
      .digest('hex')
      .slice(0, 8),
  ];
  return `${words.filter((word) => word !== '').join('-')}/`;
}
