import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { questions } from '../../core/questions/catalogue';
import { parseFilter } from '../../core/questions/options';
import { namedFormats, type FormatName } from '../../core/records/named-formats';
import { RecordFormat } from '../../core/records/record-format';
import { columnName } from '../../core/records/field';
import { flowLog } from '../../core/simulation/flow-log';
import { identifier } from '../../core/sql/dialect';
import { duckdb } from '../../core/sql/duckdb';
import { trino as trinoDialect } from '../../core/sql/trino';
import { tableLines } from '../../core/tables/table-lines';
import type { Available } from '../../core/traffic/available';
import type { AnswerCell, LineSums } from '../../core/traffic/answer';
import { planPivot, type Pivot } from '../../core/traffic/pivot';
import { withSteps } from '../../core/traffic/step';
import { namedViews } from '../../core/traffic/views';
import { openDuckDb, type DuckDbEngine } from '../../scripts/engines/duckdb';
import { findLocalData } from '../../scripts/engines/local-data';
import { simulate, type SimulateOptions } from '../../scripts/simulate';
import { spelledAndShortest } from '../core/sql/rfc5952';
import { describeWithTrino } from './describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from './trino';

/** The same question, on the same files, in two engines: the rows must be equal, each to the last byte. */

/** Trino's own default, `query.max-stage-count`, and Athena's. */
const MOST_STAGES = 150;

const fixtures = resolve(__dirname, '../fixtures/records');

interface Data {
  readonly name: string;
  readonly format: RecordFormat;
  /** Puts gzip or plain text files of the format into the folder. */
  readonly make: (folder: string) => Promise<void>;
  /** @default - every question */
  readonly only?: readonly string[];
  /** How many lines there are of each kind, counted by hand. @default - nobody has */
  readonly counts?: LineSums;
}

const simulated = (format: FormatName, more: Pick<SimulateOptions, 'flowLogs'> = {}): Data => ({
  name: `simulated ${format}`,
  format: namedFormats[format],
  make: async (folder) => {
    const output = mkdtempSync(join(tmpdir(), 'flowtoll-questions-'));
    await simulate({ output, records: 4000, recordFormat: format, seed: 11, ...more });
    for (const file of filesBelow(join(output, 'logs'))) copyFileSync(file, join(folder, basename(file)));
    rmSync(output, { recursive: true });
  },
});

/** Of a VPC, of one of its subnets minute by minute, and of an interface of that subnet. */
const overlapping: SimulateOptions['flowLogs'] = ([world]) => {
  const { vpc, zones, database } = world!;
  const options = { account: vpc.account, region: vpc.region, format: namedFormats.recommended };
  return [
    flowLog('vpc', { vpc: vpc.id }, options),
    flowLog('subnet', { subnet: zones[1]!.privateSubnet.id }, { ...options, interval: 60 }),
    flowLog('eni', { interfaces: [database.id] }, { ...options, interval: 60 }),
  ];
};

/** Block Public Access may reject without telling the bytes. Of what passes between two interfaces some have them. */
const withoutBytes: Data = {
  name: 'rejects without bytes',
  format: new RecordFormat([...namedFormats.v5.fields.map(({ name }) => name), 'reject-reason']),
  make: async (folder) => {
    const format = withoutBytes.format.fields.map(({ name }) => name);
    const row = (values: Readonly<Record<string, string>>) =>
      format.map((name) => values[name] ?? whatAllShare[name] ?? '-').join(' ');
    const [there, here] = ['10.0.0.5', '10.0.0.9'];
    const receiver = { 'interface-id': 'eni-b', 'flow-direction': 'ingress', 'az-id': 'use1-az2' };
    const rows = [
      row({ bytes: '-', packets: '1' }),
      row({ bytes: '-', packets: '2', ...receiver }),
      row({ bytes: '40', packets: '1', 'interface-id': 'eni-c', 'flow-direction': 'ingress' }),
      row({
        bytes: '-',
        packets: '1',
        srcaddr: here,
        dstaddr: there,
        'pkt-srcaddr': here,
        'pkt-dstaddr': there,
      }),
      row({ action: 'ACCEPT', bytes: '60', packets: '1', 'reject-reason': '-' }),
      // no account has seven digits
      row({ 'account-id': '1234567', bytes: '70', packets: '1' }),
      ...Array.from({ length: 3 }, () => row({ ...noTraffic, 'log-status': 'NODATA' })),
      ...Array.from({ length: 2 }, () => row({ ...noTraffic, 'log-status': 'SKIPDATA' })),
      row({ bytes: '80', packets: '1', 'log-status': 'O' }),
    ];
    writeFileSync(join(folder, 'rejects.log'), [format.join(' '), ...rows, ''].join('\n'));
  },
  only: ['top-pairs', 'az-pairs', 'rejected', 'coverage'],
  counts: { record: 6, odd: 1, no_data: 3, skip_data: 2, bad: 1 },
};

const noTraffic = Object.fromEntries(
  [
    'srcaddr',
    'dstaddr',
    'srcport',
    'dstport',
    'protocol',
    'action',
    'pkt-srcaddr',
    'pkt-dstaddr',
    'flow-direction',
  ].map((name) => [name, '-']),
);

const whatAllShare: Readonly<Record<string, string>> = {
  version: '5',
  'account-id': '123456789012',
  'interface-id': 'eni-a',
  srcaddr: '10.0.0.5',
  dstaddr: '10.0.0.9',
  srcport: '40000',
  dstport: '443',
  protocol: '6',
  start: '1772000000',
  end: '1772000060',
  action: 'REJECT',
  'log-status': 'OK',
  'vpc-id': 'vpc-1',
  'pkt-srcaddr': '10.0.0.5',
  'pkt-dstaddr': '10.0.0.9',
  'az-id': 'use1-az1',
  'flow-direction': 'egress',
  'reject-reason': 'BPA',
};

const data: readonly Data[] = [
  {
    name: 'a real S3 object',
    format: namedFormats.default,
    make: async (folder) => {
      for (const file of filesBelow(join(fixtures, 's3-object')))
        copyFileSync(file, join(folder, basename(file)));
    },
  },
  {
    name: 'real rows with NODATA',
    format: namedFormats.default,
    make: async (folder) => {
      for (const name of ['nodata-mix.log', 'aws-guide-default.log'])
        copyFileSync(join(fixtures, name), join(folder, name));
    },
    only: ['top-pairs', 'coverage', 'rejected', 'ip-versions'],
  },
  simulated('recommended'),
  simulated('eks-article'),
  {
    ...simulated('recommended', { flowLogs: overlapping }),
    name: 'flow logs that overlap',
    only: ['top-pairs', 'bytes-by-hour', 'az-pairs', 'top-interfaces', 'rejected', 'coverage'],
  },
  withoutBytes,
];

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.log.gz'))
    .map((entry) => join(entry.parentPath, entry.name));
}

const asked: Pivot[] = questions.map(({ pivot, asks = [] }) => ({
  ...pivot,
  limit: undefined,
  where: [...(pivot.where ?? []), ...asks.map((ask) => parseFilter(`${ask.split('=')[0]}!=192.0.2.1`))],
}));

const more: Record<string, Pivot> = {
  'a CIDR of IPv4 and one of IPv6': {
    by: ['source'],
    where: [parseFilter('source=10.0.0.0/8,2001:db8::/32')],
  },
  'a range of ports, and what is not NULL': {
    by: ['destination_port'],
    where: [parseFilter('destination_port=1..1023'), parseFilter('protocol!=-')],
  },
  'part of the time': { by: ['hour'], from: 1_772_000_000 },
  'facts of both ends, of either action': {
    by: ['source_az', 'destination_az', 'action'],
    measures: ['bytes', 'packets'],
  },
  'both actions': { by: ['action'], measures: ['bytes', 'packets', 'flows'] },
};

describeWithTrino('every question, on DuckDB and on Trino', () => {
  let trino: Trino;
  let engine: DuckDbEngine;

  beforeAll(async () => {
    trino = await startTrino();
    engine = await openDuckDb();
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await engine?.close();
    await trino?.stop();
  });

  it('writes IPv6 addresses as RFC 5952 does', async () => {
    const rows = spelledAndShortest.map(([spelled], index) => `(${index}, '${spelled}')`).join(', ');
    const { rows: answer } = await trino.query(
      `SELECT ${trinoDialect.shortestAddress('a')} FROM (VALUES ${rows}) AS t (i, a) ORDER BY i`,
    );
    expect(answer.flat()).toEqual(spelledAndShortest.map(([, short]) => short));
  });

  describe.each(data.map((one, index) => [one.name, one, `t${index}`] as const))(
    '%s',
    (_name, one, table) => {
      const { format } = one;
      let lines: Record<'duckdb' | 'trino', (fields: readonly string[]) => string>;
      let available: Available;

      beforeAll(async () => {
        const folder = join(trino.dataRoot, table);
        mkdirSync(folder);
        await one.make(folder);
        const columns = format.fields.map(
          (field) =>
            `${identifier(columnName(field))} ${field.type === 'string' ? 'varchar' : field.type === 'int' ? 'integer' : 'bigint'}`,
        );
        await trino.query('CREATE SCHEMA IF NOT EXISTS hive.logs');
        await trino.query(
          `CREATE TABLE hive.logs.${table} (${columns.join(', ')}) WITH (external_location = 'local:///${table}', ` +
            `format = 'TEXTFILE', textfile_field_separator = ' ', skip_header_line_count = 1)`,
        );
        const local = await findLocalData({ data: [folder] });
        available = local.available;
        lines = {
          duckdb: local.lines,
          trino: (fields) =>
            tableLines(trinoDialect, { name: `hive.logs.${table}`, format, columns: 'aws' }, fields),
        };
      }, 120_000);

      const both = async (pivot: Pivot) => {
        const plans = {
          duckdb: planPivot(pivot, duckdb, available),
          trino: planPivot(pivot, trinoDialect, available),
        };
        const local = await engine.query(plans.duckdb.statement(lines.duckdb(plans.duckdb.fields)));
        const remote = await trino.query(plans.trino.statement(lines.trino(plans.trino.fields)));
        return { local: plain(local.rows), remote: plain(remote.rows) };
      };

      const equalOnBoth = async (pivot: Pivot) => {
        const missing = lacks(pivot, available);
        if (missing) {
          expect(() => planPivot(pivot, trinoDialect, available)).toThrow(missing);
          return;
        }
        const { local, remote } = await both(pivot);
        expect(remote).toEqual(local);
      };

      // once for the flow logs' windows, where there are several
      const scans = () => (available.flowLogs.size > 1 ? 2 : 1);

      const all = asked.map((pivot, index) => [questions[index]!.id, pivot] as const);
      it.each(all.filter(([id]) => one.only?.includes(id) ?? true))(
        '%s',
        (_id, pivot) => equalOnBoth(pivot),
        120_000,
      );

      it.each(Object.entries(more))('%s', (_name, pivot) => equalOnBoth(pivot), 120_000);

      const limited: Pivot[] = [
        { by: ['source', 'destination'], measures: ['bytes', 'flows'], limit: 3 },
        { by: ['kind'], measures: ['flows'], limit: 1 },
        { by: [], measures: ['packets', 'bytes'], limit: 5 },
      ];
      it.each(limited)(
        'what lines there were, and what the limit leaves out, of the same reading, by $by',
        async (pivot) => {
          const plans = {
            duckdb: planPivot(pivot, duckdb, available),
            trino: planPivot(pivot, trinoDialect, available),
          };
          const [local, remote] = [lines.duckdb(plans.duckdb.fields), lines.trino(plans.trino.fields)];
          const { duckdb: plan } = plans;
          const asked = withSteps(plan.steps(local));
          const answer = plain((await engine.query(`${asked}${plan.answer}`)).rows);
          const totals = plain((await engine.query(`${asked}${plan.totals}`)).rows)[0]!;
          expect(answer.length).toBeGreaterThan(0);
          const kinds = await engine.query(
            `${asked}SELECT kind, SUM(flows), SUM(odd) FROM sighted GROUP BY kind`,
          );
          const sums = new Map(kinds.rows.map(([kind, flows]) => [kind, Number(flows)]));
          const odd = Number(kinds.rows.find(([kind]) => kind === 'record')![2]);
          const counts = { record: 0, no_data: 0, skip_data: 0, bad: 0, ...Object.fromEntries(sums), odd };
          if (one.counts) expect(counts).toEqual(one.counts);

          for (const read of [
            plan.read((await engine.query(plan.statementWithCounts(local))).rows),
            plans.trino.read(
              (await trino.query(plans.trino.statementWithCounts(remote))).rows as AnswerCell[][],
            ),
          ]) {
            expect(plain(read.rows)).toEqual(answer);
            expect(plain([read.totals!])).toEqual([totals]);
            expect(read.lines).toEqual(counts);
          }
        },
        120_000,
      );

      it('of nothing, what lines there were all the same', async () => {
        const pivot: Pivot = { by: ['source'], where: [parseFilter('source=192.0.2.1')] };
        const { statementWithCounts, fields, read } = planPivot(pivot, trinoDialect, available);
        const { rows } = await trino.query(statementWithCounts(lines.trino(fields)));
        const answered = read(rows as AnswerCell[][]);
        expect(answered.rows).toEqual([]);
        expect(answered.lines.record).toBeGreaterThan(0);
      }, 120_000);

      it('a statement that reads the table once, in few stages, whatever is asked', async () => {
        const view = namedViews(trinoDialect, available).find(({ name }) => name === 'transfers')!;
        const everything = await explained(view.query(lines.trino(view.fields)));
        expect(everything).toEqual({ scans: scans(), stages: expect.any(Number) });
        expect(everything.stages).toBeLessThan(MOST_STAGES / 4);

        for (const pivot of Object.values(more).filter((one) => !lacks(one, available))) {
          const plan = planPivot(pivot, trinoDialect, available);
          expect((await explained(plan.statement(lines.trino(plan.fields)))).scans).toBe(scans());
          expect((await explained(plan.statementWithCounts(lines.trino(plan.fields)))).scans).toBe(scans());
        }
      }, 120_000);

      const explained = async (statement: string) => {
        const { rows } = await trino.query(`EXPLAIN (TYPE DISTRIBUTED) ${statement}`);
        const plan = String(rows[0]![0]);
        return {
          scans: plan.match(/\b(TableScan|Scan\w*)\[.*table = /g)!.length,
          stages: plan.match(/^Fragment \d+/gm)!.length,
        };
      };

      it.each(['records', 'sightings', 'transfers', 'both_ends', 'coverage'])(
        'the view %s',
        async (name) => {
          const count = (query: string) =>
            `SELECT COUNT(*) AS n, SUM(bytes) AS bytes, SUM(packets) AS packets FROM (${query}) AS v`;
          const view = (dialect: typeof duckdb) =>
            namedViews(dialect, available).find((one) => one.name === name)!;
          const local = view(duckdb);
          const remote = view(trinoDialect);
          const here = await engine.query(count(local.query(lines.duckdb(local.fields))));
          const there = await trino.query(count(remote.query(lines.trino(remote.fields))));
          expect(plain(there.rows)).toEqual(plain(here.rows));
          expect(Number(here.rows[0]![0])).toBeGreaterThan(0);
        },
        120_000,
      );
    },
  );
});

function lacks(pivot: Pivot, available: Available): RegExp | undefined {
  try {
    planPivot(pivot, duckdb, available);
    return undefined;
  } catch (error) {
    expect((error as Error).message).toMatch(/needs fields? /);
    return /needs fields? /;
  }
}

/** Engines give integers as numbers or bigints; text makes them equal. */
function plain(rows: readonly (readonly unknown[])[]): (string | null)[][] {
  return rows.map((row) => row.map((cell) => (cell === null ? null : String(cell))));
}
