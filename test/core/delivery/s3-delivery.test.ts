import { fileFormats, formatFolder } from '../../../core/delivery/s3-delivery';
import { formatNames, namedFormats } from '../../../core/records/named-formats';
import { RecordFormat } from '../../../core/records/record-format';
import { awsVpcFields } from '../records/aws-field-tables';
import { Seeded } from '../seeded';
import { hiveDaily, hiveHourly, layouts, plainDaily, plainHourly } from './layouts';

// The folder is where deployed flow logs have been delivering to: a change here moves everybody's data. Its end is the
// beginning of the SHA-256 of the format string, as sha256sum prints it.
test.each([
  { format: namedFormats.default, layout: plainDaily, folder: 'v2-text-daily-81fdf20d/' },
  { format: namedFormats.default, layout: plainHourly, folder: 'v2-text-hourly-81fdf20d/' },
  { format: namedFormats.default, layout: hiveDaily, folder: 'v2-text-hive-daily-81fdf20d/' },
  { format: namedFormats.default, layout: hiveHourly, folder: 'v2-text-hive-hourly-81fdf20d/' },
  {
    format: namedFormats.recommended,
    layout: { ...plainHourly, fileFormat: 'parquet' as const },
    folder: 'v11-parquet-hourly-7782c260/',
  },
  {
    format: namedFormats.v5,
    layout: { ...hiveHourly, fileFormat: 'parquet' as const },
    folder: 'v5-parquet-hive-hourly-920050b5/',
  },
  { format: namedFormats['eks-article'], layout: plainDaily, folder: 'v4-text-daily-ee27386e/' },
  { format: namedFormats['nat-article'], layout: plainDaily, folder: 'v5-text-daily-876d6f26/' },
  {
    format: namedFormats['transit-gateway'],
    layout: plainHourly,
    folder: 'transit-gateway-v6-text-hourly-0a16a096/',
  },
])('the folder is $folder', ({ format, layout, folder }) => {
  expect(formatFolder(format, layout)).toBe(folder);
});

test('every named format has a folder of its own in every layout', () => {
  const folders = formatNames.flatMap((name) =>
    layouts.map((layout) => formatFolder(namedFormats[name], layout)),
  );
  expect(new Set(folders).size).toBe(6 * 8);
});

test('the same fields in another order have another folder, because text is read by position', () => {
  expect(formatFolder(new RecordFormat(['bytes', 'packets']), plainDaily)).not.toBe(
    formatFolder(new RecordFormat(['packets', 'bytes']), plainDaily),
  );
});

test('formats that VPCs and transit gateways can both write have a folder each', () => {
  expect(formatFolder(new RecordFormat(['bytes']), plainDaily)).not.toBe(
    formatFolder(new RecordFormat(['bytes'], 'transit-gateway'), plainDaily),
  );
});

test('300 different formats have 300 folders, and the same one again the same folder', () => {
  const chance = new Seeded(9);
  const formats = new Map<string, string>();
  while (formats.size < 300) {
    const format = new RecordFormat(chance.some(awsVpcFields).map((field) => field.name));
    formats.set(format.toString(), formatFolder(format, hiveHourly));
  }
  expect(new Set(formats.values()).size).toBe(300);
  for (const [text, folder] of formats) {
    expect(formatFolder(RecordFormat.parse(text), hiveHourly)).toBe(folder);
  }
});

// AWSLogs is reserved: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-create-flow-log.html
test('folders are one level, end in a slash and keep clear of the reserved AWSLogs', () => {
  for (const layout of layouts) {
    for (const name of formatNames) {
      expect(formatFolder(namedFormats[name], layout)).toMatch(/^(?!AWSLogs)[a-z0-9-]+\/$/);
    }
  }
});

test('the file formats are named in the words of the EC2 API', () => {
  expect([...fileFormats]).toEqual(['plain-text', 'parquet']);
});
