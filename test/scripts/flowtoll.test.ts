import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { UserError } from '../../core/user-error';
import { type Answer, type Commands, run } from '../../scripts/flowtoll';
import { column, talkers } from '../core/report/results';
import { fakeIo, Recorder } from './terminal/fake-io';

const root = resolve(__dirname, '../..');

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'flowtoll-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const stats = {
  records: 3,
  bad_lines: 1,
  odd: 0,
  no_data: 0,
  skip_data: 0,
  overlap: 0,
  bytes_scanned: 2048,
  elapsed_ms: 100,
  usd_estimate: null,
};

/** Commands that remember what they were given, and answer what they are told to. */
function fakes(answer: Answer | Error = talkers) {
  const given: unknown[][] = [];
  const say =
    (name: string) =>
    async (...parameters: unknown[]) => {
      given.push([name, ...parameters.slice(0, -1)]);
      if (answer instanceof Error) throw answer;
      return answer;
    };
  const commands: Commands = {
    bill: say('bill'),
    ask: say('ask'),
    traffic: say('traffic'),
    sql: say('sql'),
    prices: say('prices'),
    setup: say('setup'),
    partitions: say('partitions'),
    demo: say('demo'),
    simulate: async (options) => {
      given.push(['simulate', options]);
      options.onProgress?.({ records: 10, files: 1, bytes: 1 });
      return {
        records: 1234,
        files: 2,
        bytes: 2048,
        noData: 0,
        skipData: 0,
        transferBytes: 1,
        logs: `${options.output}/logs`,
        truth: `${options.output}/truth.json`,
      };
    },
  };
  return { commands, given };
}

/** Runs a command line in this process. */
async function flowtoll(argv: string[], answer?: Answer | Error, given?: Parameters<typeof fakeIo>[0]) {
  const io = fakeIo(given);
  const { commands, given: calls } = fakes(answer);
  const code = await run(argv, io, commands);
  return { code, stdout: io.stdout.text, stderr: io.stderr.text, calls, io };
}

describe('without a command', () => {
  // a folder in which nothing is found
  const before = process.cwd();
  beforeAll(() => process.chdir(folder));
  afterAll(() => process.chdir(before));

  test('it lists the commands in groups, and says what to try first', async () => {
    const { code, stdout, stderr } = await flowtoll([]);
    expect(stdout).toBe(`Usage: flowtoll <command> [options]

Shows what the traffic of an AWS VPC costs, and who causes it.

Options:
  -V, --version              print the version
  -h, --help                 print this page, or after a command its own

Look:
  bill [options]             itemise the tolls in bytes and dollars, and who causes them
  ask [options] [question]   answer a question of the catalogue; without one, list them
  traffic [options]          add up traffic by any dimensions and filters
  sql [options] <query>      run SQL on the same tables and views

Set up:
  setup [options]            after deploy: make the Athena table, partitions and views; repeatable
  partitions [options] <do>  add, sync with S3, list or remove the table's partitions

Fetch:
  prices [options]           what a GB costs between AZs, Regions, through NAT, to the internet

Try:
  demo [options]             answer questions on a made-up day of an EKS cluster: no AWS, no data
  simulate [options]         write made-up flow logs, with the true answers beside them

Try first:
  flowtoll demo                                          what it does: no AWS, no data
  flowtoll bill --data logs                              what the traffic in your flow logs costs
  flowtoll traffic --data logs --by source,destination   who talks to whom
  flowtoll traffic --help                                what else a command takes, with examples
`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('it says which stacks it found here', async () => {
    mkdirSync(join(folder, 'cdktf.out/stacks/flow-logs-s3'), { recursive: true });
    const { stdout } = await flowtoll([]);
    rmSync(join(folder, 'cdktf.out'), { recursive: true });
    expect(stdout).toContain('\n\nFound in cdktf.out:\n  flow-logs-s3  synthesized\n\nTry first:\n');
  });

  test.each([['--help'], ['-h'], ['help']])('%s prints the same', async (option) => {
    expect(await flowtoll([option])).toMatchObject({
      code: 0,
      stdout: (await flowtoll([])).stdout,
      stderr: '',
    });
  });

  test.each([['--version'], ['-V']])("%s prints the package's", async (option) => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(await flowtoll([option])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe.each(['bill', 'ask', 'traffic', 'sql', 'prices', 'demo', 'simulate'])(
  'the page of %s',
  (command) => {
    test('has an example, which is understood', async () => {
      const { code, stdout, calls } = await flowtoll([command, '--help']);
      expect({ code, calls }).toEqual({ code: 0, calls: [] });
      const examples = stdout.split('For example:\n')[1]!.trim().split('\n');
      for (const example of examples) {
        const words = [...example.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!);
        const argv = words
          .slice(1)
          .map((word) => (/^(pairs\.csv|bill\.json|made-up)$/.test(word) ? join(folder, word) : word));
        expect(await flowtoll(argv)).toMatchObject({
          code: 0,
          calls: [[command]].map(expect.arrayContaining),
        });
      }
    });

    test('is as wide as the terminal', async () => {
      const { stdout } = await flowtoll([command, '--help'], talkers, { stdout: new Recorder(72) });
      const lines = stdout.split('For example:')[0]!.split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
    });

    test('is what `help` prints too', async () => {
      expect((await flowtoll(['help', command])).stdout).toBe((await flowtoll([command, '--help'])).stdout);
    });
  },
);

test.each(['--format=csv', '--limit=5', '--dry-run'])(
  'demo refuses %s, which would do nothing to its text',
  async (option) => {
    const { code, stderr, calls } = await flowtoll(['demo', option]);
    expect({ code, calls }).toEqual({ code: 2, calls: [] });
    expect(stderr).toContain(`unknown option '${option}'`);
  },
);

describe('a command gets its options, read', () => {
  const nothing = {
    now: 1770724800,
    data: [],
    by: [],
    measures: [],
    sort: [],
    where: [],
    limit: 20,
    dryRun: false,
    quiet: false,
    showBad: false,
  };

  test.each<[string, string[], unknown[]]>([
    ['a question', ['ask', 'top-talkers'], ['ask', 'top-talkers', nothing]],
    ['no question', ['ask', '--limit', '20'], ['ask', undefined, { ...nothing, limit: 20 }]],
    [
      'repeated data',
      ['traffic', '--data', 'a', '--data', 'b'],
      ['traffic', { ...nothing, data: ['a', 'b'] }],
    ],
    ['SQL', ['sql', 'SELECT 1'], ['sql', 'SELECT 1', nothing]],
    ['nothing', ['demo'], ['demo', nothing]],
    [
      'a time before now',
      ['traffic', '--last', '1h'],
      ['traffic', { ...nothing, from: 1770721200, to: 1770724800 }],
    ],
    [
      'filters',
      ['traffic', '--where', 'a=1', '--where', 'b!=-'],
      [
        'traffic',
        {
          ...nothing,
          where: [
            { name: 'a', negated: false, values: [{ kind: 'text', value: '1' }] },
            { name: 'b', negated: true, values: [{ kind: 'text', value: '-' }] },
          ],
        },
      ],
    ],
  ])('%s', async (_, argv, call) => {
    expect(await flowtoll(argv)).toMatchObject({ code: 0, calls: [call] });
  });

  test.each([
    [['--format', 'table'], 20],
    [['--format', 'markdown'], 20],
    [['--format', 'csv'], undefined],
    [['--format', 'json'], undefined],
    [['--format', 'ndjson'], undefined],
    [['--format', 'csv', '--limit', '7'], 7],
    [['--limit', 'all'], undefined],
  ])('the limit with %s is %s', async (options, limit) => {
    const { calls } = await flowtoll(['traffic', ...options]);
    expect((calls[0]![1] as { limit?: number }).limit).toBe(limit);
  });
});

describe('the answer', () => {
  const many = { ...column(Array.from({ length: 25 }, (_, index) => `row${index}`)), stats };

  test('is a table of 20 rows on stdout; what was read is on stderr', async () => {
    const { code, stdout, stderr } = await flowtoll(['traffic', '--data', 'logs'], many);
    expect(stdout.split('\n')).toHaveLength(23);
    expect(stdout).toMatch(/^value\nrow0\n[^]*\nrow19\n… 5 more\n$/);
    expect(stderr).toBe('3 records from 2.00 KB in 0.1 s; 1 bad line (--show-bad)\n');
    expect(code).toBe(0);
  });

  test('names --show-bad where it reads files alone: elsewhere it is refused', async () => {
    const { stderr } = await flowtoll(['traffic', '--engine', 'athena'], many);
    expect(stderr).toBe('3 records from 2.00 KB in 0.1 s; 1 bad line\n');
  });

  test('that is the list of questions is shown whole', async () => {
    expect((await flowtoll(['ask'], many)).stdout.split('\n')).toHaveLength(27);
    expect((await flowtoll(['ask', '--limit', '2'], many)).stdout.split('\n')).toHaveLength(5);
  });

  test('in a format for programs is all of it', async () => {
    const { stdout } = await flowtoll(['traffic', '--format', 'ndjson'], many);
    expect(stdout.split('\n')).toHaveLength(26);
  });

  test('that --limit cuts says so, on stderr where the format has no place for it', async () => {
    const result = { ...many, notes: ['a note'] };
    expect(await flowtoll(['traffic', '--format', 'csv', '--limit', '1'], result)).toMatchObject({
      stdout: 'value\r\nrow0\r\n',
      stderr: '… 24 more rows, left out by --limit\na note\n3 records from 2.00 KB in 0.1 s; 1 bad line\n',
    });
    const { stderr } = await flowtoll(['traffic', '--format', 'csv', '--limit', '24'], many);
    expect(stderr).toMatch(/^… 1 more row, left out by --limit\n/);
  });

  test('is alone with --quiet', async () => {
    const result = { ...many, notes: ['a note'] };
    expect(await flowtoll(['traffic', '--format', 'csv', '--limit', '1', '--quiet'], result)).toMatchObject({
      stdout: 'value\r\nrow0\r\n',
      stderr: '',
    });
  });

  test('with a column named twice has two names', async () => {
    const columns = [
      { name: 'a', type: 'text' as const },
      { name: 'a', type: 'text' as const },
    ];
    const result = { command: 'sql', columns, rows: [['x', 'y']] };
    expect((await flowtoll(['sql', 'x', '--format', 'ndjson'], result)).stdout).toBe('{"a":"x","a_2":"y"}\n');
  });

  test('that is text is printed as it is, with one line end', async () => {
    expect((await flowtoll(['demo'], { text: 'SELECT 1' })).stdout).toBe('SELECT 1\n');
    expect((await flowtoll(['demo'], { text: 'SELECT 1\n' })).stdout).toBe('SELECT 1\n');
  });

  test('with findings ends with 1', async () => {
    expect((await flowtoll(['demo'], { ...talkers, findings: true })).code).toBe(1);
    expect((await flowtoll(['demo'], { text: 'bad', findings: true })).code).toBe(1);
  });

  test('with findings ends with 1 also where nobody reads it to its end: a pipe into head must not pass', async () => {
    class Gone extends Recorder {
      override _write(_chunk: string, _encoding: string, done: (error?: Error) => void): void {
        done(Object.assign(new Error('gone'), { code: 'EPIPE' }));
      }
    }
    const found = { ...talkers, findings: true };
    expect((await flowtoll(['demo'], found, { stdout: new Gone() })).code).toBe(1);
    expect((await flowtoll(['demo'], talkers, { stdout: new Gone() })).code).toBe(0);
  });

  test('has colour and bars on a terminal, unless NO_COLOR says no', async () => {
    const shown = async (env: Record<string, string>, columns?: number) =>
      (await flowtoll(['traffic'], talkers, { env, stdout: new Recorder(columns) })).stdout;
    expect(await shown({}, 100)).toMatch(/\u001b\[1msource.*\n.*█/);
    expect(await shown({ NO_COLOR: '1' }, 100)).toMatch(/^source.*\n.*█/);
    expect(await shown({ NO_COLOR: '1' }, 100)).not.toContain('\u001b');
    expect(await shown({})).not.toMatch(/[\u001b█]/);
    expect(await shown({ FORCE_COLOR: '1' })).toContain('\u001b[1m');
  });
});

describe('--output', () => {
  test.each([
    ['a.csv', /^source,destination_port/],
    ['a.json', /^\{"flowtoll":1/],
    ['a.ndjson', /^\{"source"/],
    ['a.md', /^\| source /],
    ['a.txt', /^source {2}/],
  ])('%s gets what its ending says, and stdout nothing', async (name, content) => {
    const { code, stdout } = await flowtoll(['traffic', '--output', join(folder, name)]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(readFileSync(join(folder, name), 'utf8')).toMatch(content);
  });

  test('has no colour, bar or cut text in a file, whatever the terminal', async () => {
    const given = { env: { FORCE_COLOR: '1' }, stdout: new Recorder(20) };
    await flowtoll(['traffic', '--output', join(folder, 'b.txt')], talkers, given);
    expect(readFileSync(join(folder, 'b.txt'), 'utf8')).not.toMatch(/[\u001b█…]/);
  });

  test('- is stdout', async () => {
    expect((await flowtoll(['traffic', '--output', '-', '--format', 'csv'])).stdout).toMatch(/^source,/);
  });

  test('of a dry run is text, whatever its ending', async () => {
    await flowtoll(['sql', 'x', '--dry-run', '--output', join(folder, 'a.sql')], { text: 'SELECT 1' });
    expect(readFileSync(join(folder, 'a.sql'), 'utf8')).toBe('SELECT 1\n');
  });

  test.each([
    [['--output', 'a.xlsx'], 'the ending of --output must be .txt, .csv'],
    [['--output', 'none/a.csv'], '--output must be in a folder that exists'],
    [['--format', 'xml'], '--format must be table, csv, json, ndjson, markdown'],
  ])('%s is refused before any work', async (options, message) => {
    const { code, stdout, stderr, calls } = await flowtoll(['traffic', ...options]);
    expect({ code, stdout, calls }).toEqual({ code: 2, stdout: '', calls: [] });
    expect(stderr).toContain(`flowtoll: ${message}`);
  });
});

describe('wrong use ends with 2, one line and no work', () => {
  test.each([
    [['trafic'], "unknown command 'trafic'; did you mean 'traffic'?"],
    [['trafic', '--help'], "unknown command 'trafic'; did you mean 'traffic'?"],
    [['help', 'zzzzzz'], "unknown command 'zzzzzz'; see flowtoll --help"],
    [['toString'], "unknown command 'toString'; see flowtoll --help"],
    [['--hlep'], "unknown option '--hlep'; did you mean '--help'?"],
    [['traffic', '--form', '7d'], "unknown option '--form'; did you mean '--from'?"],
    [['traffic', '--from'], "option '--from <time>' argument missing; see flowtoll traffic --help"],
    [['sql'], "missing required argument 'query'; see flowtoll sql --help"],
    [
      ['traffic', '--data', 'a.gz', 'b.gz'],
      "too many arguments for 'traffic', expected 0 arguments but got 1; see flowtoll traffic --help, and quote a glob: --data 'logs/*.gz'",
    ],
    [['traffic', '--by', ''], "--by takes names like source or source_port, got: ''"],
    [['traffic', '--limit', '0'], "--limit must be a whole number from 1 on, or all, got: '0'"],
    [['simulate'], 'simulate needs --output, the folder to write to'],
    [
      ['simulate', '--output', 'x', '--records', 'many'],
      "--records must be a whole number from 1 on, got: 'many'",
    ],
    // as of a variable that nothing is in: it is not this folder
    [['simulate', '--output', ''], 'simulate needs --output, the folder to write to'],
    [['simulate', '--output', __filename], `--output must be a folder, got a file: '${__filename}'`],
    ...['2026-02-30', '2026-13-01', 'yesterday'].map(
      (day) =>
        [
          ['simulate', '--output', 'x', '--day', day],
          `--day must be a day that exists, like 2026-03-02, got: '${day}'`,
        ] as [string[], string],
    ),
  ])('%j', async (argv, message) => {
    const { code, stdout, stderr, calls } = await flowtoll(argv);
    expect(stderr).toBe(`flowtoll: ${message}\n`);
    expect({ code, stdout, calls }).toEqual({ code: 2, stdout: '', calls: [] });
  });
});

describe('a failure ends with 2', () => {
  test("that is the user's is one line", async () => {
    expect(await flowtoll(['traffic'], new UserError("no flow logs in 'logs'"))).toMatchObject({
      code: 2,
      stdout: '',
      stderr: "flowtoll: no flow logs in 'logs'\n",
    });
  });

  test('that is ours is a stack', async () => {
    const { code, stderr } = await flowtoll(['traffic'], new TypeError('x is undefined'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/^TypeError: x is undefined\n {4}at [^]*\nflowtoll: this is a bug of flowtoll;/);
  });

  test('also where nobody waited for it', async () => {
    const io = fakeIo();
    const { commands } = fakes();
    const running = run(['demo'], io, {
      ...commands,
      demo: () => {
        setImmediate(() => io.signals.emit('uncaughtException', new Error('from nowhere')));
        return new Promise(() => {});
      },
    });
    expect(await running).toBe(2);
    expect(io.stderr.text).toMatch(/^Error: from nowhere/);
  });

  test('leaves no listener behind', async () => {
    const { io } = await flowtoll(['traffic'], new UserError('no'));
    expect(io.signals.eventNames()).toEqual([]);
  });
});

describe('simulate', () => {
  test('gets numbers, and says what it wrote', async () => {
    const output = join(folder, 'simulated');
    const argv = ['simulate', '--output', output, '--records', '1000', '--seed', '7', '--days', '2'];
    const { calls, stdout } = await flowtoll([...argv, '--record-format', 'v5', '--day', '2026-01-01']);
    expect(calls[0]![1]).toMatchObject({
      output,
      records: 1000,
      seed: 7,
      days: 2,
      recordFormat: 'v5',
      day: '2026-01-01',
    });
    expect(stdout).toBe(
      `1,234 records in 2 files (2.00 KB): ${output}/logs\ntrue answers: ${output}/truth.json\n`,
    );
  });

  test('that fails leaves nothing of its own, and what was there', async () => {
    const simulate: Commands['simulate'] = async ({ output }) => {
      mkdirSync(join(output, 'logs'), { recursive: true });
      throw new UserError('the disk is full');
    };
    const failing = async (output: string) => {
      const io = fakeIo();
      expect(await run(['simulate', '--output', output], io, { ...fakes().commands, simulate })).toBe(2);
      expect(io.stderr.text).toBe('flowtoll: the disk is full\n');
    };
    const there = join(folder, 'there');
    mkdirSync(there);
    writeFileSync(join(there, 'mine.txt'), 'mine');
    await failing(there);
    expect(readdirSync(there)).toEqual(['mine.txt']);
    await failing(join(folder, 'not-there'));
    expect(readdirSync(folder)).not.toContain('not-there');
  });

  test('never writes over another', async () => {
    writeFileSync(join(folder, 'truth.json'), '{}');
    expect(await flowtoll(['simulate', '--output', folder])).toMatchObject({
      code: 2,
      stderr: `flowtoll: --output must be a folder without logs, truth.json and ip-ranges.json, found: '${folder}/truth.json'\n`,
      calls: [],
    });
  });
});

describe('a Ctrl-C', () => {
  test('ends with 130, and runs the cleanups of a command that still works', async () => {
    const io = fakeIo({ stderr: new Recorder(80) });
    const { commands } = fakes();
    let cleaned = false;
    const running = run(['demo'], io, {
      ...commands,
      demo: (_options, terminal) => {
        terminal.onInterrupt(() => void (cleaned = true));
        setImmediate(() => io.signals.emit('SIGINT'));
        return new Promise(() => {});
      },
    });
    expect(await running).toBe(130);
    expect(cleaned).toBe(true);
    expect(io.stderr.text).toBe('');
  });

  test('takes the line of progress away', async () => {
    let now = 0;
    const io = { ...fakeIo({ stderr: new Recorder(80) }), now: () => now };
    const { commands } = fakes();
    const running = run(['demo'], io, {
      ...commands,
      demo: (_options, terminal) => {
        const progress = terminal.progress({ label: 'working' });
        now = 1000;
        progress.advance(0);
        setImmediate(() => io.signals.emit('SIGINT'));
        return new Promise(() => {});
      },
    });
    await running;
    expect(io.stderr.text).toMatch(/working {2}1\.0 s\r\u001b\[2K$/);
  });

  test('ends with 130 also where the work breaks because of it', async () => {
    const io = fakeIo();
    const { commands } = fakes();
    const running = run(['demo'], io, {
      ...commands,
      demo: async (_options, terminal) => {
        terminal.onInterrupt(() => new Promise((resolve) => setTimeout(resolve, 20)));
        await new Promise((resolve) => setImmediate(resolve));
        io.signals.emit('SIGINT');
        throw new Error('my file is gone');
      },
    });
    expect(await running).toBe(130);
    expect(io.stderr.text).toBe('');
  });
});

describe('compiled, as a process of its own', () => {
  let compiled: string;
  beforeAll(() => {
    compiled = join(folder, 'compiled');
    const tsc = [require.resolve('typescript/bin/tsc'), '-p', join(root, 'tsconfig.build.json')];
    const built = spawnSync(process.execPath, [...tsc, '--noCheck', '--outDir', compiled], {
      encoding: 'utf8',
    });
    expect(built.stdout).toBe('');
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    writeFileSync(join(folder, 'package.json'), '{"version":"1.2.3"}');
    // a program whose commands are made up, but whose process is not
    writeFileSync(
      join(folder, 'program.js'),
      `const { run } = require('./compiled/scripts/flowtoll.js');
const rows = Array.from({ length: 400000 }, (_, index) => ['row ' + index]);
const traffic = async (options, terminal) => {
  process.stderr.write('working\\n');
  if (process.env.SLOW) await new Promise((resolve) => setTimeout(resolve, 60000));
  return { command: 'traffic', columns: [{ name: 'value', type: 'text' }], rows: {
    length: rows.length, entries: () => rows.entries(), map: rows.map.bind(rows), slice: rows.slice.bind(rows),
    *[Symbol.iterator]() { do yield* rows; while (process.env.ENDLESS); },
  } };
};
const { stdout, stderr, env } = process;
run(process.argv.slice(2), { stdout, stderr, env, now: Date.now, signals: process }, { traffic }).then((code) => process.exit(code));
`,
    );
  }, 120_000);

  const entry = () => join(compiled, 'scripts/flowtoll.js');

  test('--help loads neither cdktf nor the AWS SDK nor DuckDB, nor any command', () => {
    const witness = join(folder, 'witness.js');
    writeFileSync(
      witness,
      `process.on('exit', () => console.error(JSON.stringify(Object.keys(require.cache))));`,
    );
    for (const argv of [['--help'], ['traffic', '--help'], [], ['--version'], ['nonsense']]) {
      const child = spawnSync(process.execPath, ['-r', witness, entry(), ...argv], { encoding: 'utf8' });
      const loaded = JSON.parse(child.stderr.split('\n').at(-2)!) as string[];
      expect(loaded).toContain(entry());
      expect(loaded.filter((path) => /cdktf|@aws-sdk|duckdb|valibot/.test(path))).toEqual([]);
      expect(loaded.filter((path) => /scripts\/(ask|traffic|sql|demo|simulate|engines)/.test(path))).toEqual(
        [],
      );
    }
  });

  test('exit codes reach the shell', () => {
    const code = (...argv: string[]) => spawnSync(process.execPath, [entry(), ...argv]).status;
    expect([code('--help'), code('nonsense')]).toEqual([0, 2]);
  });

  test('simulate writes, and an interrupted one leaves nothing', async () => {
    const whole = spawnSync(process.execPath, [
      entry(),
      'simulate',
      '--output',
      join(folder, 'one'),
      '--records',
      '500',
    ]);
    expect(whole.status).toBe(0);
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(['ip-ranges.json', 'logs', 'truth.json']);

    const two = join(folder, 'two');
    const child = spawn(process.execPath, [entry(), 'simulate', '--output', two, '--records', '3000000']);
    const ended = end(child);
    await until(() => readdirSync(folder).includes('two') && readdirSync(two).includes('logs'));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: '' });
    expect(readdirSync(folder)).not.toContain('two');
  }, 60_000);

  test('the version is found beside the compiled program', () => {
    const child = spawnSync(process.execPath, [entry(), '--version'], { encoding: 'utf8' });
    expect(child.stdout).toBe('1.2.3\n');
  });

  test('Ctrl-C during the work ends at once and leaves no file', async () => {
    const child = program(['traffic', '--output', join(folder, 'slow.csv')], { SLOW: '1' });
    const ended = end(child);
    await new Promise((resolve) => child.stderr!.once('data', resolve));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stdout: '', stderr: 'working\n' });
    expect(readdirSync(folder).filter((name) => name.includes('slow'))).toEqual([]);
  }, 60_000);

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s during the writing leaves the file that was there, and no half of the new one',
    async (signal) => {
      writeFileSync(join(folder, 'endless.csv'), 'before');
      const child = program(['traffic', '--output', join(folder, 'endless.csv')], { ENDLESS: '1' });
      const ended = end(child);
      await until(() => readdirSync(folder).some((name) => name.endsWith('.partial')));
      child.kill(signal);
      expect((await ended).code).toBe({ SIGINT: 130, SIGTERM: 143 }[signal]);
      expect(readdirSync(folder).filter((name) => name.includes('endless'))).toEqual(['endless.csv']);
      expect(readFileSync(join(folder, 'endless.csv'), 'utf8')).toBe('before');
    },
    60_000,
  );

  test('a reader that has seen enough is no error', () => {
    const line = `"${process.execPath}" program.js traffic --format csv --quiet | head -n 2; echo "\${PIPESTATUS[0]}"`;
    const piped = spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' });
    expect(piped).toMatchObject({ stdout: 'value\r\nrow 0\r\n0\n', stderr: 'working\n' });
  });

  test('a piped answer arrives whole', () => {
    const line = `"${process.execPath}" program.js traffic --format csv | wc -l`;
    expect(spawnSync('bash', ['-c', line], { cwd: folder, encoding: 'utf8' }).stdout.trim()).toBe('400001');
  });

  function program(argv: string[], env: Record<string, string>) {
    return spawn(process.execPath, [join(folder, 'program.js'), ...argv], {
      env: { ...process.env, ...env },
    });
  }
});

function end(child: ChildProcess) {
  const heard = { stdout: '', stderr: '' };
  child.stdout!.on('data', (part) => (heard.stdout += part));
  child.stderr!.on('data', (part) => (heard.stderr += part));
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, ...heard })),
  );
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
