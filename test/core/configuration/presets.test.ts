import { cloudWatchPresets, s3Presets } from '../../../core/configuration/presets';

test('recommended: Parquet by the hour, a folder for each record format, projected partitions, kept for a year', () => {
  expect(s3Presets.recommended).toEqual({
    recordFormat: 'recommended',
    maxAggregationInterval: 600,
    fileFormat: 'parquet',
    hiveCompatiblePartitions: false,
    perHourPartition: true,
    ownFolder: true,
    partitions: 'projection',
    columns: 'aws',
    database: 'flowtoll',
    expirationDays: 365,
  });
});

test("eks-article: text by the day to the bucket's root, as the article's table and partitions read it", () => {
  expect(s3Presets['eks-article']).toEqual({
    recordFormat: 'eks-article',
    maxAggregationInterval: 600,
    fileFormat: 'plain-text',
    hiveCompatiblePartitions: false,
    perHourPartition: false,
    ownFolder: false,
    partitions: 'explicit',
    columns: 'eks-article',
    database: 'flowloggluedb',
    expirationDays: false,
  });
});

test.each([
  {
    preset: 'recommended' as const,
    environment: undefined,
    folder: '/flowtoll',
    recordFormat: 'recommended',
  },
  {
    preset: 'recommended' as const,
    environment: 'prod',
    folder: '/flowtoll/prod',
    recordFormat: 'recommended',
  },
  {
    preset: 'nat-article' as const,
    environment: undefined,
    folder: '/aws/flow-logs',
    recordFormat: 'nat-article',
  },
  {
    preset: 'nat-article' as const,
    environment: 'prod',
    folder: '/aws/prod-flow-logs',
    recordFormat: 'nat-article',
  },
])(
  '$preset in CloudWatch Logs: every minute, under $folder',
  ({ preset, environment, folder, recordFormat }) => {
    const { logGroupFolder, ...rest } = cloudWatchPresets[preset];
    expect(logGroupFolder(environment)).toBe(folder);
    expect(rest).toEqual({ recordFormat, maxAggregationInterval: 60 });
  },
);
