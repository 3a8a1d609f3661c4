import { appendFileSync, mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { namedFormats } from '../../../core/records/named-formats';
import { RecordFormat } from '../../../core/records/record-format';
import { UserError } from '../../../core/user-error';
import { Seeded } from '../../core/seeded';
import { good, header, kinds, record, useLogs } from '../../core/tables/logs';

const world = useLogs();
const file = `${header}\n${good}\n${good}\n`;

describe('the format', () => {
  const named: { what: string; content: string; expected?: object; lines?: number }[] = [
    { what: 'a header', content: file },
    { what: 'a header alone', content: header, lines: 0 },
    { what: 'no newline at the end', content: file.trimEnd() },
    { what: 'CRLF', content: file.replaceAll('\n', '\r\n') },
    { what: 'carriage returns', content: file.replaceAll('\n', '\r') },
    { what: 'a byte order mark', content: `\xef\xbb\xbf${file}` },
    { what: 'blank lines before the header', content: `\n\n${file}`, expected: { skipLines: 3 } },
    { what: 'comments before the header', content: `# one\n#two\n\n${file}`, expected: { skipLines: 4 } },
    { what: 'a mark and a comment', content: `\xef\xbb\xbf# one\n${file}`, expected: { skipLines: 2 } },
    { what: 'a long comment', content: `${'# long\n'.repeat(2000)}${file}`, expected: { skipLines: 2001 } },
    { what: 'blank lines between and after', content: `${header}\n\n${good}\n\n\n${good}\n\n` },
    { what: 'spaces at the ends', content: file.replaceAll('\n', ' \n') },
    { what: 'underscores in the header', content: file.replace(header, header.replaceAll('-', '_')) },
    { what: 'capitals in the header', content: file.replace(header, header.toUpperCase()) },
    {
      what: 'a format string as header',
      content: file.replace(header, new RecordFormat(header.split(' ')).toString()),
    },
    {
      what: 'commas in the header',
      content: file.replace(header, header.replaceAll(' ', ', ')),
      expected: { delimiter: ' ' },
    },
    { what: 'commas everywhere', content: file.replaceAll(' ', ','), expected: { delimiter: ',' } },
    { what: 'tabs everywhere', content: file.replaceAll(' ', '\t'), expected: { delimiter: '\t' } },
  ];

  it.each(named)('comes from the file: $what', async ({ content, expected = {}, lines = 2 }) => {
    for (const name of ['some.log', 'some.log.gz']) {
      const { groups, problems } = await world.find(world.write(name, content));
      expect(problems).toEqual([]);
      expect(groups).toHaveLength(1);
      expect(groups[0]).toMatchObject({ header: true, skipLines: 1, leadingValues: 0, ...expected });
      expect(groups[0]!.format.toHeader()).toBe(header);
      expect(await world.kinds(groups)).toEqual(kinds({ record: lines }));
      if (lines)
        expect(
          await world.rows(groups, ['version', 'bytes', 'end'], 'SUM(bytes), MAX(version), MAX("end")'),
        ).toEqual([[2 * 4249, 2, 1418530070]]);
    }
  });

  it("is the header's even where another is given", async () => {
    const { groups } = await world.find(world.write('some.log', file), namedFormats.v5);
    expect(groups[0]!.format.toHeader()).toBe(header);
  });

  const bare: { what: string; content: string; leadingValues?: number }[] = [
    { what: 'records alone', content: `${good}\n${good}\n` },
    { what: 'a mark', content: `\xef\xbb\xbf${good}\n${good}` },
    { what: 'comments and blank lines in front', content: `\n# comment\n${good}\n\n${good}` },
    {
      what: 'an export from CloudWatch Logs',
      content: `2014-12-14T04:06:50.000Z ${good}\n2014-12-14T04:06:50.000Z ${good}\n`,
      leadingValues: 1,
    },
    {
      what: 'group and stream in front',
      content: `/aws/vpc eni-1235b8ca123456789-all ${good}\n/aws/vpc eni-1235b8ca123456789-all ${good}\n`,
      leadingValues: 2,
    },
    {
      what: 'group, stream and time in front',
      content: `/aws/vpc eni-1235b8ca123456789-all 2014-12-14T04:06:50 ${good}\n/aws/vpc eni-1235b8ca123456789-all 2014-12-14T04:06:50 ${good}\n`,
      leadingValues: 3,
    },
  ];

  it.each(bare)(
    'is the given one where there is no header: $what',
    async ({ content, leadingValues = 0 }) => {
      const path = world.write('some.log', content);
      const { groups } = await world.find(path, namedFormats.default);
      expect(groups[0]).toMatchObject({ header: false, leadingValues });
      expect(await world.kinds(groups)).toEqual(kinds({ record: 2 }));
      expect(await world.rows(groups, ['bytes', 'version'], 'SUM(bytes), MIN(version)')).toEqual([
        [2 * 4249, 2],
      ]);
      const cause = leadingValues
        ? 'has no header line, as files from CloudWatch Logs do'
        : 'has no header line';
      await expect(world.find(path)).rejects.toThrow(
        new UserError(`no flow log can be read: '${path}' ${cause}; name its fields with --record-format`),
      );
    },
  );

  it('is never guessed: 14 values of another format are bad lines', async () => {
    const fields = 'instance-id ' + header.replace('version ', '');
    const other = record({ 'instance-id': 'i-01234567890123456' }, fields);
    const { groups } = await world.find(world.write('some.log', `${other}\n`), namedFormats.default);
    expect(await world.kinds(groups)).toEqual(kinds({ bad: 1 }));
  });

  it('may have its fields in any order, and differ from file to file', async () => {
    const seeded = new Seeded(7);
    const names = header.split(' ');
    const paths = Array.from({ length: 20 }, () => {
      const order = seeded.some(names);
      for (const name of names) if (!order.includes(name)) order.push(name);
      const value = (name: string) => good.split(' ')[names.indexOf(name)];
      return world.write('some.log.gz', `${order.join(' ')}\n${order.map(value).join(' ')}\n`);
    });
    const { groups } = await world.find(paths);
    expect(groups.length).toBeGreaterThan(15);
    expect(await world.kinds(groups)).toEqual(kinds({ record: 20 }));
    const all = names.map((name) => `"${name.replaceAll('-', '_')}"`).join(', ');
    expect(await world.rows(groups, names, `DISTINCT ${all}`)).toEqual([
      good.split(' ').map((value) => (/^\d{1,11}$/.test(value) ? Number(value) : value)),
    ]);
  });

  it('gives NULL for fields that a file lacks', async () => {
    const more = world.write('more.log', `${header} tcp-flags vpc-id\n${good} 19 vpc-1\n${good} x -\n`);
    const { groups } = await world.find([more, world.write('less.log', file)]);
    expect(await world.rows(groups, ['tcp-flags', 'vpc-id'], 'tcp_flags, vpc_id')).toEqual([
      [19, 'vpc-1'],
      [null, null],
      [null, null],
      [null, null],
    ]);
  });

  it('gives times in seconds, also where they are milliseconds', async () => {
    const line = record({ start: '1418530010999', end: '1418530070001' });
    const { groups } = await world.find(world.write('some.log', `${header}\n${line}\n`));
    expect(await world.rows(groups, ['start', 'end'], 'start, "end"')).toEqual([[1418530010, 1418530070]]);
  });
});

describe('a file that is something else', () => {
  const refused: { what: string; name?: string; content: string | Buffer; problem: string }[] = [
    { what: 'empty', content: '', problem: 'is empty' },
    { what: 'blank', content: '\n\n', problem: 'holds no line' },
    { what: 'nothing, packed', name: 'x.log.gz', content: '', problem: 'holds no line' },
    {
      what: 'Security Lake',
      content: '{"metadata":{"product":{"name":"Amazon VPC"}},"class_uid":4001}',
      problem: 'holds OCSF events, as Security Lake writes them; give the flow logs themselves',
    },
    {
      what: 'Firehose',
      content: `{"message":"${good}"}`,
      problem:
        'holds JSON lines with the records inside, as Firehose writes them; take them out first (.message)',
    },
    {
      what: 'a subscription',
      content: '{"messageType":"DATA_MESSAGE","logEvents":[{"message":"2 1"}]}',
      problem:
        'holds JSON of a CloudWatch Logs subscription; take the records out first (.logEvents[].message)',
    },
    {
      what: 'CloudTrail',
      name: 'x.json.gz',
      content: '{"Records":[]}',
      problem: 'holds JSON, no flow log records',
    },
    { what: 'UTF-16', content: '\xff\xfev\0e\0', problem: 'is UTF-16 text; flow logs are ASCII or UTF-8' },
    {
      what: 'a field that does not exist',
      content: `${header} vpc-idd\n`,
      problem:
        "has a header that is no record format: unknown field 'vpc-idd' in a vpc record format; did you mean 'vpc-id'?",
    },
    {
      what: 'a field twice',
      content: `${header} start\n`,
      problem:
        'has a header that is no record format: a record format must name a field once, got twice: start',
    },
    {
      what: 'half a Parquet file',
      content: `PAR1${'x'.repeat(100)}`,
      problem: 'is no Parquet file that can be read; was it cut off?',
    },
    {
      what: 'prose',
      content: 'hello there\n',
      problem: 'has no header line; name its fields with --record-format',
    },
  ];

  it.each(refused)(
    'is named, and the others are read: $what',
    async ({ name = 'x.log', content, problem }) => {
      const path = world.write(name, content);
      const { groups, problems } = await world.find([path, world.write('good.log', file)]);
      expect(problems).toEqual([{ path, problem, read: 'nothing' }]);
      expect(await world.kinds(groups)).toEqual(kinds({ record: 2 }));
      await expect(world.find(path)).rejects.toThrow(
        new UserError(`no flow log can be read: '${path}' ${problem}`),
      );
    },
  );

  it('is named for others that cannot be read either, whatever is wrong with those', async () => {
    const paths = [world.write('a.log', '{"Records":[]}'), world.write('b.log', '')];
    await expect(world.find(paths)).rejects.toThrow(
      new UserError(`no flow log can be read: '${paths[0]}' holds JSON, no flow log records; nor can 1 more`),
    );
  });

  it('never crashes, whatever the bytes', async () => {
    const seeded = new Seeded(11);
    const paths = Array.from({ length: 300 }, (_, index) => {
      const bytes = Buffer.from(Array.from({ length: seeded.below(300) }, () => seeded.below(256)));
      if (index % 3 === 0)
        return world.write('x.log', Buffer.concat([Buffer.from([0x1f, 0x8b, 8]), bytes]).toString('latin1'));
      return world.write(index % 3 === 1 ? 'x.log' : 'x.log.gz', bytes.toString('latin1'));
    });
    const { groups, files, problems } = await world.find(
      [...paths, world.write('good.log', file)],
      namedFormats.default,
    );
    expect(files + problems.filter(({ read }) => read === 'nothing').length).toBe(301);
    expect((await world.kinds(groups)).record).toBe(2);
  });
});

test('a name that DuckDB takes for a pattern and cannot quote is a problem', async () => {
  const path = world.write('b\\[c.log', file);
  const { problems } = await world.find([path, world.write('good.log', file)]);
  const problem = 'has a name that DuckDB cannot open: a backslash and one of * ? [';
  expect(problems).toEqual([{ path, problem, read: 'nothing' }]);
});

describe('a gzip file', () => {
  const seeded = new Seeded(3);
  const lines = (count: number) =>
    Array.from({ length: count }, () =>
      record({
        bytes: String(seeded.below(1e9)),
        srcport: String(seeded.below(65536)),
        packets: String(seeded.below(1e6)),
      }),
    );
  const small = [header, ...lines(300), ''].join('\n');
  const large = [header, ...lines(40_000), ''].join('\n');

  it.each([
    ['small', small, 300],
    ['large', large, 40_000],
  ])('that was cut off is noticed, and what is there is read: %s', async (_, text, count) => {
    const whole = world.write('whole.log.gz', text);
    const { problems: none } = await world.find(whole);
    expect(none).toEqual([]);
    const size = readFileSync(whole).length;
    for (const length of [size - 1, size - 4, size - 8, Math.floor(size * 0.9), size >> 1, size >> 3]) {
      const cut = world.write('cut.log.gz', text);
      truncateSync(cut, length);
      const { groups, problems, files } = await world.find(cut);
      expect(files).toBe(1);
      expect(problems).toEqual([
        {
          path: cut,
          problem: 'is cut off: its gzip data end too early; what is there of it is read',
          read: 'in part',
        },
      ]);
      const { record: records, bad } = await world.kinds(groups);
      expect(records).toBeGreaterThan(0);
      expect(records).toBeLessThanOrEqual(count);
      expect(bad).toBeLessThanOrEqual(1);
    }
  });

  it('with something behind it is not read', async () => {
    for (const [text, behind] of [
      [small, 'garbage'],
      [large, 'garbage'],
      [small, '\0\0\0\0'],
      [large, '\0'.repeat(64)],
    ] as const) {
      const path = world.write('some.log.gz', text);
      appendFileSync(path, behind);
      const { problems } = await world.find([path, world.write('good.log', file)]);
      expect(problems).toEqual([
        { path, problem: 'has something else behind its gzip data', read: 'nothing' },
      ]);
    }
  });

  it('with a damaged middle is not read', async () => {
    const path = world.write('some.log.gz', small);
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1]! ^= 0xff;
    writeFileSync(path, bytes);
    const { problems } = await world.find([path, world.write('good.log', file)]);
    expect(problems).toEqual([{ path, problem: 'is damaged: its gzip data do not unpack', read: 'nothing' }]);
  });

  it('of several members is one file', async () => {
    const path = world.write('some.log.gz', file);
    for (const more of [`${good}\n`, '', `${good}\n${good}\n`]) appendFileSync(path, gzipSync(more));
    const { groups, problems } = await world.find(path);
    expect(problems).toEqual([]);
    expect(await world.kinds(groups)).toEqual(kinds({ record: 5 }));
  });

  it('is known by its content, not by its name', async () => {
    const packed = join(world.folder, 'packed.log');
    writeFileSync(packed, gzipSync(file));
    const plain = join(world.folder, 'plain.gz');
    writeFileSync(plain, file);
    const { groups } = await world.find([packed, plain]);
    expect(groups.map(({ compression }) => compression).sort()).toEqual(['gzip', 'none']);
    expect(await world.kinds(groups)).toEqual(kinds({ record: 4 }));
  });
});

describe('a folder', () => {
  const day = 'AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/01/31';
  const name = (id: string) => `123456789012_vpcflowlogs_us-east-1_${id}_20260131T2355Z_abcdef01`;
  let folders = 0;
  const folder = (files: Record<string, string>) => {
    const root = join(world.folder, `folder-${++folders}`);
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), path.endsWith('.gz') ? gzipSync(text) : text);
    }
    return root;
  };

  it('is searched to its depths; what is no flow log by its key is skipped and counted', async () => {
    const root = folder({
      [`${day}/${name('fl-0a')}.log.gz`]: file,
      [`prefix/${day}/${name('fl-0b')}.log.gz`]: file,
      [`AWSLogs/aws-account-id=123456789012/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/month=01/day=31/hour=23/${name('fl-0a')}.log.gz`]:
        file,
      [`AWSLogs/123456789012/vpcflowlogs/us-east-1/2026/19/31/${name('fl-0a')}.log.gz`]: file,
      'AWSLogs/123456789012/CloudTrail/us-east-1/2026/01/31/123456789012_CloudTrail_us-east-1_20260131T2355Z_x.json.gz':
        '{}',
      'AWSLogs/123456789012/elasticloadbalancing/us-east-1/2026/01/31/x.log.gz': 'x',
      'truth.json': '{}',
      'athena/results.csv.metadata': 'x',
      '.hidden.log': file,
      'notes/mine.log': file,
    });
    const { groups, problems, skipped, files, bytes } = await world.find(root);
    expect({ problems, skipped, files }).toEqual({ problems: [], skipped: 6, files: 4 });
    expect(bytes).toBeGreaterThan(100);
    expect(await world.kinds(groups)).toEqual(kinds({ record: 8 }));
    expect(await world.rows(groups, [], 'DISTINCT flow_log')).toEqual([['fl-0a'], ['fl-0b'], ['unknown']]);
  });

  it('has each file once, however many links lead to it, and ends where a link leads back', async () => {
    const root = folder({ [`b/${name('fl-0a')}.log`]: file, 'elsewhere/mine.log': file });
    symlinkSync(join('b', `${name('fl-0a')}.log`), join(root, 'a-latest.log'));
    symlinkSync('b', join(root, 'c'));
    symlinkSync('..', join(root, 'b', 'back'));
    symlinkSync('nowhere', join(root, 'broken.log'));
    mkdirSync(join(root, 'd'));
    symlinkSync(join('..', '..', basename(root), 'elsewhere'), join(root, 'd', 'linked'));
    for (const inputs of [[root], [join(root, 'c'), root, join(root, 'a-latest.log'), join(root, '*')]]) {
      const { groups, files, bytes } = await world.find(inputs);
      expect({ files, bytes }).toEqual({ files: 2, bytes: 2 * file.length });
      expect(await world.kinds(groups)).toEqual(kinds({ record: 4 }));
      // by its own name, not by that of a link
      expect(await world.rows(groups, [], 'DISTINCT flow_log')).toEqual([['fl-0a'], ['unknown']]);
    }
    const { files } = await world.find(join(root, 'd'));
    expect(files).toBe(1);
  });

  it('inside of AWSLogs works too', async () => {
    const root = folder({ [`${day}/${name('fl-0a')}.log.gz`]: file, [`${day}/other.log.gz`]: file });
    const { files, skipped } = await world.find(join(root, day));
    expect({ files, skipped }).toEqual({ files: 1, skipped: 1 });
  });

  it('without a flow log is an error', async () => {
    const root = folder({ 'truth.json': '{}', 'a/b.png': 'x' });
    await expect(world.find(root)).rejects.toThrow(
      new UserError(`'${root}' must hold flow log files, got 2 files, none of them a flow log by its name`),
    );
    const many = folder(Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}.png`, ''])));
    await expect(world.find(many)).rejects.toThrow('got 1,001 files, none of them');
    await expect(world.find(folder({ 'one.png': '' }))).rejects.toThrow('got 1 file, none of them');
    const empty = join(world.folder, 'empty');
    mkdirSync(empty);
    await expect(world.find(empty)).rejects.toThrow(
      new UserError(`'${empty}' must hold flow log files, got 0 files, none of them a flow log by its name`),
    );
  });

  it('that does not exist is an error', async () => {
    await expect(world.find('/no/such/folder')).rejects.toThrow(
      new UserError("there is no file or folder '/no/such/folder'"),
    );
    await expect(world.find('/no/such/*.log')).rejects.toThrow(
      new UserError("no file matches '/no/such/*.log'"),
    );
    await expect(world.find('s3://bucket/logs')).rejects.toThrow(
      new UserError(
        '--data must be a local folder, file or pattern, got: s3://bucket/logs; copy it first: aws s3 sync s3://bucket/logs logs',
      ),
    );
  });

  it('that is a stream is an error: what is read twice is empty the second time', async () => {
    await expect(world.find('-')).rejects.toThrow(
      new UserError(
        "--data must be files, got: '-'; logs are read more than once, write standard input to a file first",
      ),
    );
    await expect(world.find('/dev/null')).rejects.toThrow(
      new UserError(
        "'/dev/null' must be a file or folder, got a pipe or device; logs are read more than once, write them to a file first",
      ),
    );
  });

  it('is read in the order of its names, each file once', async () => {
    const root = folder({ 'b.log': file, 'a.log': file, 'c/a.log': file });
    const { groups, files } = await world.find([root, join(root, 'a.log'), join(root, '*.log'), `${root}/`]);
    expect(files).toBe(3);
    expect(groups[0]!.files.map(({ path }) => path)).toEqual(
      ['a.log', 'b.log', 'c/a.log'].map((path) => join(root, path)),
    );
  });

  it('is reached by patterns', async () => {
    const root = folder({ 'a/x1.log': file, 'a/x2.log': file, 'b/c/x1.log': file, 'b/.x1.log': file });
    const count = async (pattern: string) => (await world.find(join(root, pattern))).files;
    expect(await count('*/x1.log')).toBe(1);
    expect(await count('**/x1.log')).toBe(2);
    expect(await count('**/*.log')).toBe(3);
    expect(await count('a/x?.log')).toBe(2);
    expect(await count('a/x[!1].log')).toBe(1);
    expect(await count('?')).toBe(3);
  });

  it.each([
    "a'b.log",
    'a[1].log',
    'a*.log',
    'a?.log',
    'x{1,2}.log',
    'b\\c.log',
    'q"q.log',
    's p.log',
    '%20.log',
    '[.log',
    ']*[.log',
    '~.log',
    '$(x).log',
    'ünï.log',
    'year=2020.log',
    'line\nbreak.log',
    '-- x.log',
  ])('may hold a file of any name: %j', async (name) => {
    const root = folder({
      [name]: `${header}\n${record({ bytes: '7' })}\n`,
      'a1.log': file,
      'a11.log': file,
      'x1.log': file,
    });
    const { groups, files } = await world.find(join(root, name));
    expect(files).toBe(1);
    expect(groups[0]!.files).toEqual([{ path: join(root, name), flowLogId: 'unknown' }]);
    expect(await world.rows(groups, ['bytes'], 'bytes')).toEqual([[7]]);
    expect((await world.find(root)).files).toBe(4);
  });
});
