import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parseFilter } from '../../core/questions/options';
import { columnName, type Field } from '../../core/records/field';
import { RecordFormat } from '../../core/records/record-format';
import { identifier, literal } from '../../core/sql/dialect';
import { trino as dialect } from '../../core/sql/trino';
import { tableLines } from '../../core/tables/table-lines';
import { availableIn } from '../../core/traffic/available';
import { planPivot, type Pivot } from '../../core/traffic/pivot';
import { openDuckDb } from '../../scripts/engines/duckdb';
import { describeWithTrino } from './describe-with-trino';
import { START_TIMEOUT_MS, startTrino, type Trino } from './trino';

// the answers were worked out by hand: test/fixtures/records/README.md
const fixtures = join(__dirname, '../fixtures/records');
const S3_OBJECT =
  's3-object/AWSLogs/123456789012/vpcflowlogs/us-east-1/2021/09/02/' +
  '123456789012_vpcflowlogs_us-east-1_fl-01b07217476488e53_20210902T2145Z_c2ed8707.log.gz';

/** How many lines of each kind; of the records the bytes, the packets, how many were accepted, and rejected. */
const FILES: Readonly<Record<string, readonly [file: string, kinds: object, sums: readonly unknown[]]>> = {
  s3: [S3_OBJECT, { record: 99 }, [8_641_867n, 40_072n, 32n, 67n]],
  nodata: ['nodata-mix.log', { record: 10, no_data: 7 }, [559n, 10n, 10n, 0n]],
  guide: ['aws-guide-default.log', { record: 5, no_data: 1, skip_data: 1 }, [18_025n, 102n, 3n, 2n]],
  tcpflags: ['aws-guide-tcpflags.log', { record: 7, bad: 1 }, [23_461_513n, 17_107n, 7n, 0n]],
  nat: ['aws-guide-nat.log', { record: 6 }, [null, null, 0n, 0n]],
  path: ['aws-guide-path.log', { record: 2 }, [15_515n, 21n, 2n, 0n]],
  tgw: ['aws-guide-tgw.log', { record: 4 }, [null, null, 4n, 0n]],
};

function linesOf(file: string): string[] {
  const bytes = readFileSync(join(fixtures, file));
  return (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1').trimEnd().split('\n');
}

describeWithTrino('real records in Trino', () => {
  let trino: Trino;
  beforeAll(async () => {
    trino = await startTrino();
    await trino.query('CREATE SCHEMA hive.text');
    await trino.query('CREATE SCHEMA hive.parquet');
    for (const [name, [file]] of Object.entries(FILES)) {
      const [header, ...lines] = linesOf(file);
      const format = RecordFormat.parseHeader(header!);
      writeFileSync(folderOf('text', name, 'a.log.gz'), gzipSync([header, ...lines, ''].join('\n')));
      await writeParquet(folderOf('parquet', name, 'a.log.parquet'), format, lines);
      await createTable(
        'text',
        name,
        format,
        `'TEXTFILE', textfile_field_separator = ' ', skip_header_line_count = 1`,
      );
      await createTable('parquet', name, format, `'PARQUET'`);
    }
  }, START_TIMEOUT_MS);
  afterAll(() => trino?.stop());

  function folderOf(kind: string, name: string, file: string): string {
    const folder = join(trino.dataRoot, kind, name);
    mkdirSync(folder, { recursive: true });
    return join(folder, file);
  }

  async function createTable(kind: string, name: string, format: RecordFormat, stored: string) {
    const types = { string: 'varchar', int: 'integer', bigint: 'bigint' };
    const columns = format.fields.map((field) => `${identifier(columnName(field))} ${types[field.type]}`);
    await trino.query(
      `CREATE TABLE hive.${kind}.${name} (${columns.join(', ')}) ` +
        `WITH (external_location = 'local:///${kind}/${name}', format = ${stored})`,
    );
  }

  const formatOf = (name: string) => RecordFormat.parseHeader(linesOf(FILES[name]![0])[0]!);

  function lines(kind: string, name: string, fields: readonly string[]): string {
    const fileFormat = kind === 'parquet' ? kind : 'plain-text';
    const table = {
      name: `hive.${kind}.${name}`,
      format: formatOf(name),
      columns: 'aws',
      fileFormat,
    } as const;
    return tableLines(dialect, table, fields);
  }

  async function rows(sql: string) {
    return (await trino.query(sql)).rows;
  }

  /** What a question about the records of one file answers. */
  async function ask(kind: string, name: string, pivot: Pivot) {
    const plan = planPivot(pivot, dialect, availableIn([['fl-1', formatOf(name)]]));
    return rows(plan.statement(lines(kind, name, plan.fields)));
  }

  describe.each(['text', 'parquet'])('as %s', (kind) => {
    test.each(Object.keys(FILES))('%s: kinds of lines, and sums', async (name) => {
      const [, kinds, sums] = FILES[name]!;
      // Parquet has columns, and no line that could have too many values
      const expected = kind === 'parquet' ? { ...kinds, bad: undefined } : kinds;
      const relation = `(${lines(kind, name, ['bytes', 'packets', 'action'])}) AS t`;

      const counts = await rows(`SELECT kind, COUNT(*) FROM ${relation} GROUP BY 1`);
      expect(Object.fromEntries(counts.map(([one, count]) => [one, Number(count)]))).toEqual(expected);
      expect(
        await rows(
          `SELECT SUM(bytes), SUM(packets), COUNT_IF(action = 'ACCEPT'), COUNT_IF(action = 'REJECT') ` +
            `FROM ${relation} WHERE kind = 'record'`,
        ),
      ).toEqual([sums]);
    });

    test('the S3 object: its top source, what was rejected, and what moved', async () => {
      const [top] = await ask(kind, 's3', { by: ['source'], limit: 1 });
      expect(top).toEqual(['10.0.0.138', 6_005_879n]);
      const sums = await ask(kind, 's3', { by: ['action'], where: [parseFilter('action=ACCEPT,REJECT')] });
      expect(Object.fromEntries(sums.map(([action, bytes]) => [action, bytes]))).toEqual({
        ACCEPT: 8_532_960n,
        REJECT: 2789n,
      });
    });

    test('the tcp-flags guide: three connections of one client', async () => {
      // SYN without ACK opens a connection; flags of one interval are added up
      const opens = 'bitwise_and(tcp_flags, 2) = 2 AND bitwise_and(tcp_flags, 16) = 0';
      const relation = lines(kind, 'tcpflags', ['srcaddr', 'srcport', 'tcp-flags']);
      expect(
        await rows(
          `SELECT srcaddr, COUNT(DISTINCT srcport) FROM (${relation}) AS t WHERE ${opens} GROUP BY 1`,
        ),
      ).toEqual([['52.213.180.42', 3n]]);
    });

    test('the NAT guide: hop and packet addresses differ on rows 1 and 4 only, of the gateway at 10.0.0.220', async () => {
      const relation = lines(kind, 'nat', ['srcaddr', 'dstaddr', 'pkt-srcaddr', 'pkt-dstaddr']);
      const differ = 'srcaddr <> pkt_srcaddr OR dstaddr <> pkt_dstaddr';
      expect(
        await rows(`SELECT srcaddr, dstaddr FROM (${relation}) AS t WHERE ${differ} ORDER BY srcaddr`),
      ).toEqual([
        ['10.0.0.220', '10.0.1.5'],
        ['10.0.1.5', '10.0.0.220'],
      ]);
    });

    test('the path guide: out by an internet gateway to S3, and in without a path', async () => {
      const relation = lines(kind, 'path', [
        'flow-direction',
        'traffic-path',
        'pkt-dst-aws-service',
        'bytes',
      ]);
      const columns = 'flow_direction, traffic_path, pkt_dst_aws_service, bytes';
      expect(await rows(`SELECT ${columns} FROM (${relation}) AS t ORDER BY bytes`)).toEqual([
        ['egress', 8n, 'S3', 471n],
        ['ingress', null, null, 15_044n],
      ]);
    });
  });

  describe('Parquet that somebody wrote again, wrongly', () => {
    const format = new RecordFormat(['srcaddr', 'bytes', 'start', 'end', 'log-status']);
    const table = async (name: string, select: string) => {
      const duckdb = await openDuckDb();
      const file = literal(folderOf('parquet', name, 'a.log.parquet'));
      await duckdb.execute(`COPY (${select}) TO ${file} (FORMAT parquet)`);
      await duckdb.close();
      await createTable('parquet', name, format, `'PARQUET'`);
      const fields = ['srcaddr', 'bytes', 'start'];
      const known = { name: `hive.parquet.${name}`, format, columns: 'aws', fileFormat: 'parquet' } as const;
      return `SELECT kind, srcaddr, bytes, start FROM (${tableLines(dialect, known, fields)}) AS t`;
    };
    const times = 'CAST(20 AS BIGINT) AS start, CAST(10 AS BIGINT) AS "end"';

    test('is told by its status: what is missing is NULL in a record', async () => {
      const select = await table('holes', `SELECT NULL::VARCHAR AS srcaddr, ${times}, 'OK' AS log_status`);
      expect(await rows(select)).toEqual([['record', null, null, 20n]]);
    });

    test('fails the query where a column has another type', async () => {
      const select = await table(
        'types',
        `SELECT 'x' AS srcaddr, 'y' AS bytes, ${times}, 'OK' AS log_status`,
      );
      await expect(rows(select)).rejects.toThrow(/bytes/);
    });
  });

  test('a plain sum takes the line with a value too many for a record, as Hive does, and ours does not', async () => {
    expect(await rows('SELECT SUM(bytes) FROM hive.text.tcpflags')).toEqual([[23_461_519n]]);
  });
});

/** As AWS writes them: gzip inside, strings keep their `-`, numbers are NULL. Lines with a value too many are left out. */
async function writeParquet(file: string, format: RecordFormat, lines: readonly string[]): Promise<void> {
  const value = (field: Field, text: string): string => {
    if (field.type === 'string') return literal(text);
    return text === '-' ? 'NULL' : text;
  };
  const rows = lines
    .map((line) => line.split(' '))
    .filter((values) => values.length === format.fields.length)
    .map((values) => `(${format.fields.map((field, index) => value(field, values[index]!)).join(', ')})`);
  const types = { string: 'VARCHAR', int: 'INTEGER', bigint: 'BIGINT' };
  const columns = format.fields.map(
    (field, index) => `CAST(c${index} AS ${types[field.type]}) AS ${identifier(columnName(field))}`,
  );
  const names = format.fields.map((_, index) => `c${index}`).join(', ');
  const duckdb = await openDuckDb();
  try {
    await duckdb.execute(
      `COPY (SELECT ${columns.join(', ')} FROM (VALUES ${rows.join(', ')}) AS t (${names})) ` +
        `TO ${literal(file)} (FORMAT parquet, COMPRESSION gzip)`,
    );
  } finally {
    await duckdb.close();
  }
}
