import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { trino as trinoDialect } from '../../core/sql/trino';
import { run } from '../../scripts/flowtoll';
import { fakeIo, Recorder } from '../scripts/terminal/fake-io';
import { describeWithTrino } from './describe-with-trino';
import { installTrino } from './install';
import { START_TIMEOUT_MS, startTrino, type Trino } from './trino';

const HEADER = 'srcaddr dstaddr srcport bytes start action';
const COLUMNS =
  'srcaddr varchar, dstaddr varchar, srcport integer, bytes bigint, start bigint, action varchar';

jest.setTimeout(60_000);

describeWithTrino('trino', () => {
  let trino: Trino;
  beforeAll(async () => {
    trino = await startTrino();
    await trino.query('CREATE SCHEMA test');
  }, START_TIMEOUT_MS);
  afterAll(() => trino?.stop());

  let tables = 0;

  /** A table over one file of text in a folder of its own, two folders down, as flow logs lie. */
  async function tableOf(...lines: string[]): Promise<string> {
    const name = `t${tables++}`;
    const file = join(trino.dataRoot, name, '2026/11/part.log.gz');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, gzipSync([HEADER, ...lines, ''].join('\n')));
    const properties = [
      `external_location = 'local:///${name}'`,
      "format = 'TEXTFILE'",
      "textfile_field_separator = ' '",
      'skip_header_line_count = 1',
    ];
    await trino.query(`CREATE TABLE test.${name} (${COLUMNS}) WITH (${properties.join(', ')})`);
    return `test.${name}`;
  }

  const rowsOf = async (sql: string) => (await trino.query(sql)).rows;

  test('reads gzipped text with a header, below the folder of the table, in the types of its columns', async () => {
    const table = await tableOf('10.0.1.5 8.8.8.8 443 8400 1700000000 ACCEPT');

    expect(await trino.query(`SELECT * FROM ${table}`)).toEqual({
      columns: [
        { name: 'srcaddr', type: 'varchar' },
        { name: 'dstaddr', type: 'varchar' },
        { name: 'srcport', type: 'integer' },
        { name: 'bytes', type: 'bigint' },
        { name: 'start', type: 'bigint' },
        { name: 'action', type: 'varchar' },
      ],
      rows: [['10.0.1.5', '8.8.8.8', 443, 8400n, 1700000000n, 'ACCEPT']],
    });
  });

  test('has a day, an hour and a month for the last time that a record may have', async () => {
    // date -u -d @99999999999
    const { day, hour, month, monthNumber } = trinoDialect;
    const parts = [day, hour, month, monthNumber].map((part) => part('t'));
    const [row] = await rowsOf(`SELECT ${parts.join(', ')} FROM (VALUES 99999999999) AS x (t)`);
    expect(row!.slice(0, 3)).toEqual(['5138-11-16', '5138-11-16T09:00:00Z', '5138-11']);
    expect(Math.floor(Number(row![3]) / 12)).toBe(5138);
  });

  test('refuses more than one statement, and flowtoll says so', async () => {
    const of = ['--engine', 'trino', '--server', trino.url, '--catalog', 'hive', '--database', 'test'];
    for (const query of ['SELECT 1; SELECT 2', 'SELECT 1; -- and no more']) {
      const [stdout, stderr] = [new Recorder(), new Recorder()];
      expect(await run(['sql', query, ...of], fakeIo({ stdout, stderr }))).toBe(2);
      expect(stderr.text).toBe(
        'flowtoll: sql takes one statement, got more after its semicolon; run each on its own\n',
      );
    }
    const [stdout, stderr] = [new Recorder(), new Recorder()];
    const one = ['sql', `SELECT ';' AS "a;b" -- ;\n;`, ...of, '--format', 'csv'];
    expect(await run(one, fakeIo({ stdout, stderr }))).toBe(0);
    expect(stdout.text).toBe('a;b\r\n;\r\n');
  });

  test("reads '-' as NULL in numbers and as itself in strings", async () => {
    const table = await tableOf('- - - - 1700000000 -');
    expect(await rowsOf(`SELECT * FROM ${table}`)).toEqual([['-', '-', null, null, 1700000000n, '-']]);
  });

  test('reads two spaces as an empty field that shifts the rest', async () => {
    const table = await tableOf('10.0.1.5  8.8.8.8 443 8400 1700000000 ACCEPT');
    expect(await rowsOf(`SELECT * FROM ${table}`)).toEqual([
      ['10.0.1.5', '', null, 443n, 8400n, '1700000000'],
    ]);
  });

  test('reads numbers that do not fit as NULL, lines that are short to their end, and an empty line as a row', async () => {
    const table = await tableOf('a b 99999999999 9223372036854775808 1 ACCEPT', 'c d 1', '');
    expect(await rowsOf(`SELECT * FROM ${table}`)).toEqual([
      ['a', 'b', null, null, 1n, 'ACCEPT'],
      ['c', 'd', 1, null, null, null],
      ['', null, null, null, null, null],
    ]);
  });

  test('knows the file of a row', async () => {
    const table = await tableOf('10.0.1.5 8.8.8.8 443 8400 1700000000 ACCEPT');
    const path = `local:///${table.slice('test.'.length)}/2026/11/part.log.gz`;
    expect(await rowsOf(`SELECT "$path" FROM ${table}`)).toEqual([[path]]);
  });

  test('finds addresses in networks, and NULL for what is no address', async () => {
    const table = await tableOf(
      '10.0.1.5 - 1 1 1 A',
      '11.0.1.5 - 1 1 2 A',
      '2001:db8::1 - 1 1 3 A',
      '- - 1 1 4 A',
    );
    const inTen = `contains('10.0.0.0/8', TRY_CAST(srcaddr AS ipaddress))`;

    expect(await rowsOf(`SELECT srcaddr, ${inTen} FROM ${table} ORDER BY start`)).toEqual([
      ['10.0.1.5', true],
      ['11.0.1.5', false],
      ['2001:db8::1', false],
      ['-', null],
    ]);
    await expect(rowsOf(`SELECT CAST(srcaddr AS ipaddress) FROM ${table}`)).rejects.toMatchObject({
      errorName: 'INVALID_CAST_ARGUMENT',
      message: expect.stringContaining('Cannot cast value to IPADDRESS: -'),
    });
  });

  test('keeps a view', async () => {
    const table = await tableOf('10.0.1.5 - 1 7 1 ACCEPT', '10.0.1.6 - 1 8 1 REJECT');
    await trino.query(`CREATE VIEW test.accepted AS SELECT bytes FROM ${table} WHERE action = 'ACCEPT'`);
    expect(await trino.query('SELECT * FROM accepted', { schema: 'test' })).toEqual({
      columns: [{ name: 'bytes', type: 'bigint' }],
      rows: [[7n]],
    });
  });

  test('adds up beyond 2^53 to the last digit', async () => {
    const table = await tableOf('a b 1 9007199254740992 1 A', 'a b 1 1 1 A');
    expect(await rowsOf(`SELECT sum(bytes) FROM ${table}`)).toEqual([[9007199254740993n]]);
  });

  test('keeps every digit inside arrays, rows and maps, and of decimals and times', async () => {
    const n = '9007199254740993';
    expect(
      await rowsOf(
        `SELECT ARRAY[${n}], ROW(${n}, 'a "1234567890123456789" b'), MAP(ARRAY['k'], ARRAY[-${n}]), ` +
          `CAST(${n} AS decimal(38, 2)), TIMESTAMP '2026-11-21 00:00:00.123456', 1e20, nan(), NULL`,
      ),
    ).toEqual([
      [
        [9007199254740993n],
        [9007199254740993n, 'a "1234567890123456789" b'],
        { k: -9007199254740993n },
        '9007199254740993.00',
        '2026-11-21 00:00:00.123456',
        1e20,
        NaN,
        null,
      ],
    ]);
  });

  test('returns results of many pages whole', async () => {
    const { rows } = await trino.query(
      'SELECT a * 200 + b, repeat(a, 20) FROM UNNEST(sequence(0, 99)) AS t (a), UNNEST(sequence(0, 199)) AS u (b)',
    );
    expect(rows).toHaveLength(20_000);
    expect(new Set(rows.map(([n]) => n)).size).toBe(20_000);
  });

  test('names what is wrong with a statement, and the statement', async () => {
    await expect(trino.query('SELECT nope FROM (VALUES 1) AS t (a)')).rejects.toMatchObject({
      name: 'StatementError',
      errorName: 'COLUMN_NOT_FOUND',
      message:
        "COLUMN_NOT_FOUND: line 1:8: Column 'nope' cannot be resolved\nSELECT nope FROM (VALUES 1) AS t (a)",
    });
    await expect(trino.query('SELEC 1')).rejects.toMatchObject({ errorName: 'SYNTAX_ERROR' });
    await expect(trino.query('SELECT 1;')).rejects.toMatchObject({ errorName: 'SYNTAX_ERROR' });
  });
});

describeWithTrino("a Trino's end", () => {
  let temporary: string;
  beforeAll(() => installTrino(), START_TIMEOUT_MS);
  beforeEach(() => (temporary = mkdtempSync(join(tmpdir(), 'flowtoll-trino-end-'))));
  afterEach(() => rmSync(temporary, { recursive: true }));

  test('comes with the end of the process that started it, and leaves nothing behind', async () => {
    const folders = () => readdirSync(temporary).filter((name) => name.startsWith('flowtoll-trino-'));
    const hook = join(__dirname, '../../stacks/run-typescript.js');
    const program = `require(${JSON.stringify(join(__dirname, 'trino.ts'))}).startTrino()`;
    const starter = spawn(process.execPath, ['-r', hook, '-e', program], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: 'ignore',
    });
    try {
      // Java writes its first warning before it starts the server.
      await until(() => folders().some((name) => sizeOf(join(temporary, name, 'server.log')) > 0));
    } finally {
      starter.kill('SIGKILL');
    }
    // Trino's own process removes its folder, then ends.
    await until(() => folders().length === 0);
  });
});

async function until(happened: () => boolean): Promise<void> {
  for (let waited = 0; !happened(); waited += 50) {
    if (waited > 50_000) throw new Error('waited for 50 s');
    await sleep(50);
  }
}

function sizeOf(file: string): number {
  return existsSync(file) ? statSync(file).size : 0;
}
