import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { columnName } from '../../../core/records/field';
import { localLines } from '../../../core/tables/local-lines';
import { kinds, records, useLogs, type Kinds } from './logs';

// the answers were worked out by hand: test/fixtures/records/README.md
const world = useLogs();

const object =
  's3-object/AWSLogs/123456789012/vpcflowlogs/us-east-1/2021/09/02/' +
  '123456789012_vpcflowlogs_us-east-1_fl-01b07217476488e53_20210902T2145Z_c2ed8707.log.gz';

const answers: { file: string; kinds: Partial<Kinds>; sums?: unknown[] }[] = [
  { file: object, kinds: { record: 99 }, sums: [8641867, 40072, 32, 67] },
  { file: 'nodata-mix.log', kinds: { record: 10, no_data: 7 }, sums: [559, 10, 10, 0] },
  { file: 'aws-guide-default.log', kinds: { record: 5, no_data: 1, skip_data: 1 }, sums: [18025, 102, 3, 2] },
  // AWS's own double space is one value too many
  { file: 'aws-guide-tcpflags.log', kinds: { record: 7, bad: 1 }, sums: [23461513, 17107, 7, 0] },
  { file: 'aws-guide-nat.log', kinds: { record: 6 } },
  { file: 'aws-guide-path.log', kinds: { record: 2 }, sums: [15515, 21, 2, 0] },
  { file: 'aws-guide-tgw.log', kinds: { record: 4 }, sums: [null, null, 4, 0] },
];

const sums = `SUM(bytes) FILTER (kind = 'record'), SUM(packets) FILTER (kind = 'record'),
  COUNT(*) FILTER (kind = 'record' AND action = 'ACCEPT'), COUNT(*) FILTER (kind = 'record' AND action = 'REJECT')`;

function text(file: string): Buffer {
  const bytes = readFileSync(join(records, file));
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

describe.each(answers)('$file', ({ file, kinds: expected, sums: expectedSums = [null, null, 0, 0] }) => {
  const check = async (path: string) => {
    const { groups, problems } = await world.find(path);
    expect(problems).toEqual([]);
    expect(await world.kinds(groups)).toEqual(kinds(expected));
    expect(await world.rows(groups, ['bytes', 'packets', 'action'], sums)).toEqual([expectedSums]);
    return groups;
  };

  it('has the lines and sums worked out by hand', async () => {
    await check(join(records, file));
  });

  it('has them as plain text', async () => {
    const [group] = await check(world.write('plain.log', text(file)));
    expect(group).toMatchObject({ fileFormat: 'plain-text', compression: 'none' });
  });

  it('has them packed, whatever the name', async () => {
    const [group] = await check(world.write('packed.log.gz', text(file)));
    expect(group).toMatchObject({ fileFormat: 'plain-text', compression: 'gzip' });
  });

  it('has the same records in Parquet', async () => {
    const [group] = (await world.find(join(records, file))).groups;
    const names = group!.format.fields.map((field) => columnName(field));
    const fields = group!.format.fields.map(({ name }) => name);
    const parquet = world.write(`${basename(file)}.parquet`, '');
    // as AWS writes them: strings keep their `-`, numbers are NULL
    const columns = group!.format.fields.map((field, index) =>
      field.type === 'string'
        ? `COALESCE("${names[index]}", '-') AS "${names[index]}"`
        : `CAST("${names[index]}" AS ${field.type === 'int' ? 'INTEGER' : 'BIGINT'}) AS "${names[index]}"`,
    );
    await world
      .engine()
      .execute(
        `COPY (SELECT ${columns.join(', ')} FROM (${localLines([group!], fields)}) WHERE kind <> 'bad') TO '${parquet}' (FORMAT parquet)`,
      );
    const { groups } = await world.find(parquet);
    expect(groups[0]!.fileFormat).toBe('parquet');
    expect(await world.kinds(groups)).toEqual(kinds({ ...expected, bad: 0 }));
    expect(await world.rows(groups, ['bytes', 'packets', 'action'], sums)).toEqual([expectedSums]);
  });
});

test('the top source of the real object, and what was rejected', async () => {
  const { groups } = await world.find(join(records, object));
  const rows = await world.rows(
    groups,
    ['srcaddr', 'bytes'],
    'srcaddr, SUM(bytes) OVER (PARTITION BY srcaddr)',
  );
  const top = rows.sort((a, b) => Number(b[1]) - Number(a[1]))[0];
  expect(top).toEqual(['10.0.0.138', 6005879]);
  expect(await world.rows(groups, ['action', 'bytes'], "SUM(bytes) FILTER (action = 'REJECT')")).toEqual([
    [2789],
  ]);
});

test('a folder of all of them: each format is read by its own header', async () => {
  const { groups, files, problems, skipped } = await world.find(records);
  expect({ files, problems, skipped }).toEqual({ files: 7, problems: [], skipped: 1 }); // README.md
  expect(groups).toHaveLength(6);
  expect(await world.kinds(groups)).toEqual({ record: 133, no_data: 8, skip_data: 1, bad: 1 });
  expect(await world.rows(groups, ['bytes'], sums.split(',')[0]!)).toEqual([
    [8641867 + 559 + 18025 + 23461513 + 15515],
  ]);
});

test('the flow log is known by its id, else unknown', async () => {
  const nodata = join(records, 'nodata-mix.log');
  const { groups } = await world.find([join(records, object), nodata]);
  expect(await world.rows(groups, [], 'DISTINCT flow_log')).toEqual([['fl-01b07217476488e53'], ['unknown']]);
});
