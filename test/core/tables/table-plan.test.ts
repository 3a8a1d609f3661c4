import { namedFormats } from '../../../core/records/named-formats';
import { RecordFormat } from '../../../core/records/record-format';
import { createTable } from '../../../core/tables/table-ddl';
import type { TableDefinition } from '../../../core/tables/table-definition';
import { checkView, definitionIn, planTables, type CatalogEntry } from '../../../core/tables/table-plan';
import { hiveDaily, plainDaily, plainHourly } from '../delivery/layouts';
import { article, entryOf, placeWith, recommended } from './table-definitions';

const plan = (wanted: TableDefinition[], catalog: CatalogEntry[] = []) =>
  planTables('vpc_flow_logs', wanted, catalog).map(({ definition, done, statements }) => ({
    name: definition.name,
    done,
    statements: statements.map((sql) => sql.replace(/\s+/g, ' ')),
  }));
const made = (definition: TableDefinition) => entryOf(createTable(definition));

/** As the article's reader types it in. */
const articlesOwn = `CREATE EXTERNAL TABLE IF NOT EXISTS vpc_flow_logs (
  version int, account string, instanceid string, interfaceid string, pktsrcaddr string, sourceaddress string,
  sourceport int, pktdstaddr string, destinationaddress string, destinationport int, protocol int, numpackets int,
  numbytes bigint, starttime int, endtime int, action string, logstatus string, azid string
)
PARTITIONED BY (dt string)
ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '
LOCATION 's3://team-flow-logs/AWSLogs/123456789012/vpcflowlogs/eu-central-1/'
TBLPROPERTIES ("skip.header.line.count"="1")`;

describe('a first table', () => {
  test('is made where there is none', () => {
    expect(plan([recommended()])).toEqual([
      {
        name: 'vpc_flow_logs',
        done: 'created',
        statements: [createTable(recommended()).replace(/\s+/g, ' ')],
      },
    ]);
  });

  test.each([
    ['recommended', recommended()],
    ['of the article', article()],
    [
      'of two accounts',
      recommended({ place: { ...recommended().place, accounts: ['123456789012', '999999999999'] } }),
    ],
    ['over Hive-compatible folders', recommended({ place: placeWith(hiveDaily) })],
  ])('%s: a second plan has nothing to do', async (_name, definition) => {
    expect(plan([definition], [await made(definition)])).toEqual([
      { name: 'vpc_flow_logs', done: 'unchanged', statements: [] },
    ]);
  });
});

describe('a projected table begins', () => {
  const since = (day: string) => recommended({ since: new Date(`${day}T00:00:00Z`) });

  test('earlier where older files turn up', async () => {
    expect(plan([since('2025-12-30')], [await made(since('2026-01-02'))])).toEqual([
      {
        name: 'vpc_flow_logs',
        done: 'changed',
        statements: [
          `ALTER TABLE \`vpc_flow_logs\` SET TBLPROPERTIES ( 'projection.dt.range' = '2025/12/30/00,NOW' )`,
        ],
      },
    ]);
  });

  test('no later where the oldest files are gone', async () => {
    const [{ definition, done }] = planTables(
      'vpc_flow_logs',
      [since('2026-01-02')],
      [await made(since('2025-12-30'))],
    ) as [ReturnType<typeof planTables>[0]];
    expect(done).toBe('unchanged');
    expect(definition.since).toEqual(new Date('2025-12-30T00:00:00Z'));
  });

  test.each([plainDaily, plainHourly, hiveDaily, { ...hiveDaily, perHourPartition: true }])(
    'a table of %j tells the day that its partitions begin at, and what it was made as',
    async (layout) => {
      const definition = recommended({ place: placeWith(layout), since: new Date('2025-12-30T00:00:00Z') });
      expect(definitionIn(await made(definition))).toEqual(definition);
    },
  );
});

describe('several places', () => {
  const v5 = recommended({
    format: namedFormats.v5,
    place: placeWith(plainDaily, { prefix: 'v5-text-daily-920050b5/' }),
  });

  test('a changed format, which delivers to another folder, gets a table beside the first', async () => {
    const first = await made(v5);
    const [later] = plan([recommended()], [first]);
    expect(later).toMatchObject({
      done: 'created',
      name: expect.stringMatching(/^vpc_flow_logs_[0-9a-f]{8}$/),
    });
    const second = await made(recommended({ name: later!.name }));
    expect(plan([recommended()], [first, second])).toEqual([
      { name: later!.name, done: 'unchanged', statements: [] },
    ]);
    // and back again
    expect(plan([v5], [first, second])).toEqual([
      { name: 'vpc_flow_logs', done: 'unchanged', statements: [] },
    ]);
  });

  test('of one deployment get a table each, and keep them in any order', async () => {
    const both = plan([recommended(), v5]);
    expect(both.map(({ name }) => name)).toEqual([
      'vpc_flow_logs',
      expect.stringMatching(/^vpc_flow_logs_[0-9a-f]{8}$/),
    ]);
    const catalog = [await made(recommended()), await made({ ...v5, name: both[1]!.name })];
    expect(plan([v5, recommended()], catalog).map(({ name, done }) => [name, done])).toEqual([
      [both[1]!.name, 'unchanged'],
      ['vpc_flow_logs', 'unchanged'],
    ]);
  });

  test('a table that was dropped half-way is made again under its name', async () => {
    const both = plan([recommended(), v5]);
    expect(plan([recommended(), v5], [await made(recommended())])[1]).toEqual(both[1]);
    expect(plan([recommended(), v5], [await made({ ...v5, name: both[1]!.name })])[0]).toEqual(both[0]);
  });

  test('a table beside the first is not taken for one of another name', async () => {
    const other = await made(recommended({ name: 'vpc_flow_logs_archive' }));
    expect(plan([recommended()], [other])).toMatchObject([{ name: 'vpc_flow_logs', done: 'created' }]);
  });
});

describe('one format is never read as another', () => {
  let daily: CatalogEntry;
  beforeAll(async () => {
    daily = await made(article());
  });

  test('another format in the same folder is refused, naming the first field that differs', () => {
    const names = namedFormats['eks-article'].fields.map(({ name }) => name);
    const swapped = new RecordFormat([...names.slice(0, 4), names[5]!, names[4]!, ...names.slice(6)]);
    expect(() => plan([article({ format: swapped })], [daily])).toThrow(
      "the table 'vpc_flow_logs' and the flow log that delivers to s3://team-flow-logs/ differ in their record format: " +
        'field 5 is pkt-srcaddr in the table and srcaddr in the flow log; one cannot be read as the other: deliver to a ' +
        'folder of its own, as the recommended preset does; or move the old files away and drop the table',
    );
  });

  test('nor is a format that only goes on', () => {
    const names = namedFormats['eks-article'].fields.map(({ name }) => name);
    const longer = new RecordFormat([...names, 'vpc-id']);
    expect(() => plan([article({ format: longer })], [daily])).toThrow(
      /field 19 is not there in the table and vpc-id in the flow log/,
    );
  });
  test.each([
    [
      'Parquet',
      { ...plainDaily, fileFormat: 'parquet' as const },
      'reads daily text, and the flow log now delivers daily Parquet',
    ],
    ['by the hour', plainHourly, 'reads daily text, and the flow log now delivers hourly text'],
    [
      'Hive-compatible',
      hiveDaily,
      'reads daily text, and the flow log now delivers Hive-compatible daily text',
    ],
  ])('another layout in the same folder: %s', (_name, layout, says) => {
    expect(() => plan([article({ place: placeWith(layout) })], [daily])).toThrow(says);
  });

  test("a table of the reader's own with other columns is refused too", async () => {
    const own = await entryOf(
      articlesOwn.replace('instanceid string, interfaceid string', 'interfaceid string, instanceid string'),
    );
    expect(() => plan([article()], [own])).toThrow(
      /field 3 is interface-id in the table and instance-id in the flow log/,
    );
    const parquet = await entryOf(
      articlesOwn.replace("ROW FORMAT DELIMITED FIELDS TERMINATED BY ' '", 'STORED AS PARQUET'),
    );
    expect(() => plan([article()], [parquet])).toThrow(
      /reads Parquet, and the flow log now delivers daily text/,
    );
  });
});

describe("a table of the reader's own", () => {
  test('is taken over as it is, and told where its files are', async () => {
    const own = await entryOf(articlesOwn);
    const [taken] = planTables('vpc_flow_logs', [article()], [own]);
    expect(taken).toMatchObject({
      done: 'changed',
      definition: { name: 'vpc_flow_logs', partitions: 'explicit' },
    });
    expect(taken!.statements).toEqual([
      expect.stringMatching(/^ALTER TABLE `vpc_flow_logs` SET TBLPROPERTIES/),
    ]);
    expect(taken!.statements[0]).toContain('flowtoll.place');
    expect(taken!.statements[0]).not.toContain('skip.header');
  });

  test('over the whole bucket reads from there too', async () => {
    const own = await entryOf(
      articlesOwn.replace('AWSLogs/123456789012/vpcflowlogs/eu-central-1/', 'AWSLogs'),
    );
    expect(plan([article()], [own])).toMatchObject([{ name: 'vpc_flow_logs', done: 'changed' }]);
  });

  test.each([
    ['of the whole bucket', articlesOwn.replace('AWSLogs/123456789012/vpcflowlogs/eu-central-1/', '')],
    [
      'with types of its own',
      articlesOwn.replace('starttime int, endtime int', 'starttime bigint, endtime bigint'),
    ],
    ['where the stack projects', articlesOwn],
  ])("stays the reader's own: %s, a second run leaves it as it is", async (_, sql) => {
    const wanted = article({ partitions: sql === articlesOwn ? 'projection' : 'explicit' });
    const own = await entryOf(sql);
    const [taken] = plan([wanted], [own]);
    expect(taken!.statements).toEqual([
      expect.stringMatching(/^ALTER TABLE `vpc_flow_logs` SET TBLPROPERTIES/),
    ]);
    const set = [...taken!.statements[0]!.matchAll(/'(flowtoll[.\w]+)' = '(.*?)'(?:,| \))/g)];
    const parameters = {
      ...own.parameters,
      ...Object.fromEntries(set.map(([, key, value]) => [key, value])),
    };
    expect(Object.keys(parameters)).toContain('flowtoll.place');
    expect(plan([wanted], [{ ...own, parameters }])).toEqual([
      { name: 'vpc_flow_logs', done: 'unchanged', statements: [] },
    ]);
  });

  test('over another bucket stays, and the new one is beside it', async () => {
    const own = await entryOf(articlesOwn.replace('team-flow-logs', 'another-bucket'));
    expect(plan([article()], [own])).toMatchObject([
      { name: expect.stringMatching(/^vpc_flow_logs_[0-9a-f]{8}$/), done: 'created' },
    ]);
  });

  test('with other partition keys is refused', async () => {
    const own = await entryOf(articlesOwn.replace('(dt string)', '(day string)'));
    expect(() => plan([article()], [own])).toThrow(
      "the table 'vpc_flow_logs', which setup has not made, has the partition keys day in place of dt; drop it, or name another with --table",
    );
  });
});

describe('a table of ours that must be made anew', () => {
  test.each([
    ['more accounts', { place: { ...recommended().place, accounts: ['123456789012', '999999999999'] } }],
    ['explicit partitions', { partitions: 'explicit' as const }],
  ])('for %s', async (_name, change) => {
    const [anew] = plan([recommended(change)], [await made(recommended())]);
    expect(anew).toMatchObject({ name: 'vpc_flow_logs', done: 'created anew' });
    expect(anew!.statements.map((sql) => sql.split('`')[0])).toEqual([
      'DROP TABLE IF EXISTS ',
      'CREATE EXTERNAL TABLE IF NOT EXISTS ',
    ]);
    // interrupted in between, it is simply made
    expect(plan([recommended(change)])).toMatchObject([{ done: 'created' }]);
  });

  test('a third account is but another value', async () => {
    const accounts = ['123456789012', '999999999999'];
    const two = recommended({ place: { ...recommended().place, accounts } });
    const three = recommended({ place: { ...recommended().place, accounts: [...accounts, '888888888888'] } });
    const [changed] = plan([three], [await made(two)]);
    expect(changed).toMatchObject({ done: 'changed' });
    expect(changed!.statements[0]).toContain(
      `'projection.account_code.values' = '123456789012,999999999999,888888888888'`,
    );
  });
});

test('a name that is taken is refused', async () => {
  const view = { ...(await made(recommended())), type: 'VIRTUAL_VIEW', parameters: {} };
  const [later] = plan([recommended()], [view]);
  expect(later!.name).toMatch(/^vpc_flow_logs_[0-9a-f]{8}$/);
  expect(() => plan([recommended()], [view, { ...view, name: later!.name }])).toThrow(
    `the name '${later!.name}' is taken by something that setup has not made; name another --database, or --table`,
  );
});

describe('the name of a view', () => {
  const view = { name: 'records', columns: ['flow_log', 'bytes'] };
  const entry = (columns: string[], type = 'VIRTUAL_VIEW'): CatalogEntry => ({
    name: 'records',
    type,
    columns: columns.map((name) => ({ name, type: 'string' })),
    partitionKeys: [],
    parameters: {},
  });

  test.each([
    ['nothing', [], false],
    ['a view that setup has made', [entry(['flow_log', 'packets'])], true],
    ['the same view, of a setup that was interrupted', [entry(['flow_log', 'bytes'])], false],
  ])('is free where there is %s', (_, catalog, made) => {
    expect(() => checkView(view, catalog, made)).not.toThrow();
  });

  test.each([
    ["a view of the reader's own", entry(['id', 'name']), false],
    ['a table', entry(['flow_log', 'bytes'], 'EXTERNAL_TABLE'), true],
  ])('is taken by %s', (_, taken, made) => {
    expect(() => checkView(view, [taken], made)).toThrow(
      "the name 'records' is taken by something that setup has not made; name another --database, or drop it",
    );
  });
});
