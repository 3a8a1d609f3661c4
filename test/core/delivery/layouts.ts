import type { S3Layout } from '../../../core/delivery/s3-delivery';

/** Every way in which AWS can lay flow log files out. */
export const layouts: readonly S3Layout[] = (['plain-text', 'parquet'] as const).flatMap((fileFormat) =>
  [false, true].flatMap((hiveCompatiblePartitions) =>
    [false, true].map((perHourPartition) => ({ fileFormat, hiveCompatiblePartitions, perHourPartition })),
  ),
);

export const plainDaily: S3Layout = {
  fileFormat: 'plain-text',
  hiveCompatiblePartitions: false,
  perHourPartition: false,
};
export const plainHourly: S3Layout = { ...plainDaily, perHourPartition: true };
export const hiveDaily: S3Layout = { ...plainDaily, hiveCompatiblePartitions: true };
export const hiveHourly: S3Layout = { ...hiveDaily, perHourPartition: true };
