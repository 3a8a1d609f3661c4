import {
  type CommonOptions,
  type WrittenOptions,
  parseFilter,
  parseOptions,
} from '../../../core/questions/options';
import { parseCidr } from '../../../core/records/cidr';
import { namedFormats } from '../../../core/records/named-formats';
import { refusal } from '../refusal';

const now = Date.UTC(2026, 1, 10, 12, 0, 0) / 1000;
const parse = (written: WrittenOptions, defaultLimit?: number) => parseOptions(written, now, defaultLimit);
const refused = (written: WrittenOptions) => refusal(() => parse(written));
const seconds = (iso: string) => Date.parse(iso) / 1000;

const nothing: CommonOptions = {
  now,
  data: [],
  by: [],
  measures: [],
  sort: [],
  where: [],
  dryRun: false,
  quiet: false,
  showBad: false,
  priceFiles: [],
  internetUsedGb: 0,
};

test('nothing written asks for nothing', () => {
  expect(parse({})).toStrictEqual(nothing);
});

test('everything written is read', () => {
  expect(
    parse({
      data: ['logs', '*.gz'],
      recordFormat: 'v5',
      from: '2026-01-31',
      to: '2026-02-01',
      by: 'source,destination',
      measure: 'bytes,packets',
      sort: 'day:asc,bytes:desc,source',
      where: ['action=ACCEPT'],
      limit: '5',
      dryRun: true,
      quiet: true,
      showBad: true,
      memoryLimit: '2GB',
    }),
  ).toStrictEqual({
    now,
    data: ['logs', '*.gz'],
    recordFormat: namedFormats.v5,
    from: seconds('2026-01-31T00:00:00Z'),
    to: seconds('2026-02-01T00:00:00Z'),
    by: ['source', 'destination'],
    measures: ['bytes', 'packets'],
    sort: [
      { name: 'day', direction: 'ascending' },
      { name: 'bytes', direction: 'descending' },
      { name: 'source' },
    ],
    where: [{ name: 'action', negated: false, values: [{ kind: 'text', value: 'ACCEPT' }] }],
    limit: 5,
    dryRun: true,
    quiet: true,
    showBad: true,
    memoryLimit: '2GiB',
    priceFiles: [],
    internetUsedGb: 0,
  });
});

describe('times', () => {
  test.each([
    ['2026-01-31', '2026-01-31T00:00:00Z'],
    ['2026-01-31T05:00', '2026-01-31T05:00:00Z'],
    ['2026-01-31T05:00Z', '2026-01-31T05:00:00Z'],
    ['2026-01-31T05:00:30', '2026-01-31T05:00:30Z'],
    ['2026-01-31T05:00:30Z', '2026-01-31T05:00:30Z'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['7d', '2026-02-03T12:00:00Z'],
    ['24h', '2026-02-09T12:00:00Z'],
    ['30m', '2026-02-10T11:30:00Z'],
  ])('%s is %s', (text, time) => {
    expect(parse({ from: text })).toStrictEqual({ ...nothing, from: seconds(time) });
    expect(parse({ to: text })).toStrictEqual({ ...nothing, to: seconds(time) });
  });

  test.each([
    ...[
      '',
      'yesterday',
      '7',
      '0d',
      '-7d',
      '7w',
      '1.5d',
      '7 d',
      '31.01.2026',
      '2026-1-31',
      '2026-01',
      '20260131',
    ],
    ...[
      '2026-01-31 05:00',
      '2026-01-31T05',
      '2026-01-31Z',
      '2026-01-31T05:00+01:00',
      '2026-01-31T05:00:00.5',
      '1769835600',
    ],
  ])("'%s' is refused with what is allowed", (text) => {
    expect(refused({ from: text })).toBe(
      `--from must be like 2026-01-31, 2026-01-31T05:00, 2026-01-31T05:00Z (always UTC), or 7d, 24h, 30m before now, got: '${text}'`,
    );
  });

  test.each(['2026-02-29', '2026-02-30', '2026-13-01', '2026-00-10', '2026-01-31T24:00', '2026-01-31T05:60'])(
    '%s does not exist',
    (text) => {
      expect(refused({ to: text })).toBe(`--to must be a day and time that exist, got: '${text}'`);
    },
  );

  test('the last days end now, or where --to says', () => {
    expect(parse({ last: '7d' })).toMatchObject({ from: now - 7 * 86_400, to: now });
    expect(parse({ last: '24h', to: '2026-02-01' })).toMatchObject({
      from: seconds('2026-01-31T00:00:00Z'),
      to: seconds('2026-02-01T00:00:00Z'),
    });
  });

  test('are whole seconds, whatever the clock says', () => {
    expect(parseOptions({ last: '1h', from: undefined }, now + 0.7)).toMatchObject({
      from: now - 3600,
      to: now,
    });
  });

  test.each(['2026-01-31', '7', 'week', '0h'])("--last is no '%s'", (last) => {
    expect(refused({ last })).toBe(`--last must be like 7d, 24h or 30m, got: '${last}'`);
  });

  test('two beginnings are refused', () => {
    expect(refused({ last: '7d', from: '2026-01-31' })).toBe(
      '--last and --from both say when to begin; give one of them',
    );
  });

  test.each([
    ['2026-01-31', '2026-01-31'],
    ['2026-02-01', '2026-01-31'],
    ['1h', '2h'],
  ])('an empty period is refused: %s to %s', (from, to) => {
    expect(refused({ from, to })).toBe(
      `--from must be before --to (which is not included), got: ${from} and ${to}`,
    );
  });
});

describe('names', () => {
  test.each([
    ['Source', "; did you mean 'source'?"],
    ['source-port', "; did you mean 'source_port'?"],
    ['', ''],
    ['1st', ''],
    ['a b', ''],
    ['"source"', ''],
    ["source'--", ''],
  ])("'%s' is none", (name, hint) => {
    const message = (option: string) =>
      `${option} takes names like source or source_port, got: '${name}'${hint}`;
    expect(refused({ by: `source,${name}` })).toBe(message('--by'));
    expect(refused({ measure: name })).toBe(message('--measure'));
    expect(refused({ sort: name })).toBe(message('--sort'));
  });

  test('are named once', () => {
    expect(refused({ by: 'source,day,source' })).toBe("--by must name 'source' once");
    expect(refused({ sort: 'bytes:asc,bytes' })).toBe("--sort must name 'bytes' once");
  });

  test('can have spaces after commas', () => {
    expect(parse({ by: 'source, day', sort: 'day:asc, bytes' })).toMatchObject({
      by: ['source', 'day'],
      sort: [{ name: 'day', direction: 'ascending' }, { name: 'bytes' }],
    });
  });

  test.each(['bytes:down', 'bytes:', 'bytes:asc:desc'])("'%s' is no order", (key) => {
    expect(refused({ sort: key })).toBe(`--sort takes bytes, bytes:asc or bytes:desc, got: '${key}'`);
  });
});

describe('filters', () => {
  const text = (value: string) => ({ kind: 'text', value });

  test('hold a name, values, and whether they are negated', () => {
    expect(parseFilter('action=ACCEPT')).toEqual({
      name: 'action',
      negated: false,
      values: [text('ACCEPT')],
    });
    expect(parseFilter('action!=ACCEPT,-')).toEqual({
      name: 'action',
      negated: true,
      values: [text('ACCEPT'), text('-')],
    });
  });

  test.each([
    ['10.0.0.0/16', { kind: 'cidr', cidr: parseCidr('10.0.0.0/16'), text: '10.0.0.0/16' }],
    ['2001:db8::/32', { kind: 'cidr', cidr: parseCidr('2001:db8::/32'), text: '2001:db8::/32' }],
    ['1..1023', { kind: 'range', from: '1', to: '1023' }],
    ['-5..5', { kind: 'range', from: '-5', to: '5' }],
    ['2026-01-01..2026-01-07', { kind: 'range', from: '2026-01-01', to: '2026-01-07' }],
    ['10.0.0.1', text('10.0.0.1')],
    ['2001:DB8:0:0::1', text('2001:db8::1')],
    ['::ffff:10.0.0.1', text('::ffff:a00:1')],
    ['kube-system/coredns', text('kube-system/coredns')],
    ['shop/1', text('shop/1')],
    ['a=b', text('a=b')],
    ['it\'s "x" ; DROP', text('it\'s "x" ; DROP')],
    ['a\\,b', text('a,b')],
    ['a\\\\', text('a\\')],
    ['a\\b', text('a\\b')],
    [' ', text(' ')],
    ['日本', text('日本')],
    ['a\nb', text('a\nb')],
  ])('the value %j is read', (value, read) => {
    expect(parseFilter(`name=${value}`).values).toEqual([read]);
    expect(parseFilter(`name!=x,${value}`).values).toEqual([text('x'), read]);
  });

  test.each(['', 'action', '=x', 'action==x', 'bytes>5', 'bytes>=5', '!action'])("'%s' is none", (filter) => {
    const known = filter === '=x' ? /^--where takes names like source/ : /^--where must be like name=value, /;
    expect(refused({ where: [filter] })).toMatch(known);
  });

  test.each(['action=', 'action=,', 'action=a,,b', 'action!='])("'%s' has an empty value", (filter) => {
    expect(refused({ where: [filter] })).toBe(
      `--where must have no empty value (NULL is -), got: '${filter}'`,
    );
  });

  test.each(['p=1..', 'p=..5', 'p=1..2..3', 'p=..'])("'%s' is no whole range", (filter) => {
    expect(refused({ where: [filter] })).toBe(
      `--where takes a range as from..to with both ends, got: '${filter}'`,
    );
  });

  test('ranges go up', () => {
    expect(refused({ where: ['p=1024..80'] })).toBe(
      "--where takes a range from the smaller to the larger, got: 'p=1024..80'",
    );
  });

  test('a CIDR that is none says so', () => {
    expect(refused({ where: ['source=10.0.0.1/16'] })).toBe(
      "a CIDR must have no bit set after its prefix, got: '10.0.0.1/16'; did you mean 10.0.0.0/16?",
    );
    expect(refused({ where: ['source=10.0.0.0/33'] })).toMatch(/^a CIDR must be written like/);
  });

  test('names are checked', () => {
    expect(refused({ where: ['Source-Port=1'] })).toBe(
      "--where takes names like source or source_port, got: 'Source-Port'; did you mean 'source_port'?",
    );
  });
});

describe('the record format', () => {
  test('is a name, fields as EC2 writes them, or a header', () => {
    expect(parse({ recordFormat: 'eks-article' }).recordFormat).toBe(namedFormats['eks-article']);
    expect(parse({ recordFormat: '${version} ${srcaddr}' }).recordFormat?.toHeader()).toBe('version srcaddr');
    expect(parse({ recordFormat: 'version srcaddr' }).recordFormat?.toHeader()).toBe('version srcaddr');
  });

  test('is refused with the nearest name, or the nearest field', () => {
    expect(refused({ recordFormat: 'v6' })).toBe(
      "--record-format must be default, v5, recommended, eks-article, nat-article, transit-gateway or a format like '${version} ${account-id}', got: 'v6'; did you mean 'v5'?",
    );
    expect(refused({ recordFormat: 'version srcadr' })).toMatch(/unknown field 'srcadr'.*'srcaddr'/);
  });
});

describe('the limit', () => {
  test('is what is written, else the default, else none', () => {
    expect(parse({ limit: '3' }, 20).limit).toBe(3);
    expect(parse({}, 20).limit).toBe(20);
    expect(parse({ limit: 'all' }, 20)).not.toHaveProperty('limit');
    expect(parse({})).not.toHaveProperty('limit');
  });

  test.each(['0', '-1', '1.5', 'ten', '', '1e3', '9999999999999999'])("is not '%s'", (limit) => {
    expect(refused({ limit })).toBe(`--limit must be a whole number from 1 on, or all, got: '${limit}'`);
  });
});

describe('the memory limit', () => {
  test.each([
    ['512MB', '512MiB'],
    ['1.5gb', '1.5GiB'],
    ['2 GB', '2GiB'],
    ['2GiB', '2GiB'],
  ])('%s is %s for DuckDB, whose GB is 10^9', (written, limit) => {
    expect(parse({ memoryLimit: written }).memoryLimit).toBe(limit);
  });

  test.each(['2', '0GB', 'GB', '80%', '-1GB', "1GB'; x"])("is not '%s'", (memoryLimit) => {
    expect(refused({ memoryLimit })).toBe(`--memory-limit must be like 512MB or 2GB, got: '${memoryLimit}'`);
  });
});
