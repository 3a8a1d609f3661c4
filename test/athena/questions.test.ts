import '../node-errors';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { questions } from '../../core/questions/catalogue';
import { run } from '../../scripts/flowtoll';
import { describeWithAws } from '../aws/describe-with-aws';
import { fakeIo, Recorder } from '../scripts/terminal/fake-io';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS } from '../trino/trino';
import { data, deliver, deploymentOf, makeTable } from './question-data';
import { Workplace } from './workplace';

/** The same commands on the same files: on this machine with DuckDB, over Athena's API, and on a Trino of one's own. */

interface Answer {
  readonly columns: unknown;
  readonly rows: readonly Record<string, unknown>[];
  readonly stats: Record<string, number | null>;
}

const lineCounts = ({ stats: { records, odd, no_data, skip_data, bad_lines } }: Answer) => ({
  ...{ records, odd, no_data, skip_data, bad_lines },
});

describeWithAws('every question', () => {
  describeWithTrino('on Athena and on Trino, as DuckDB answers it', () => {
    let place: Workplace;
    beforeAll(async () => {
      place = await Workplace.open();
    }, START_TIMEOUT_MS);
    afterAll(() => place?.close());

    async function flowtoll(...argv: string[]) {
      const [stdout, stderr] = [new Recorder(), new Recorder()];
      const code = await run(argv, fakeIo({ stdout, stderr }));
      return { code, stdout: stdout.text, stderr: stderr.text };
    }

    async function answer(...argv: string[]): Promise<Answer & { stderr: string }> {
      const { code, stdout, stderr } = await flowtoll(...argv, '--format', 'json', '--limit', 'all');
      if (code !== 0) throw new Error(stderr);
      return { ...(JSON.parse(stdout) as Answer), stderr };
    }

    describe.each(data.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const logs = () => join(place.folder, one.database);
      const outputs = () => join(place.folder, `${one.database}.json`);
      const time = ['--from', one.period[0], '--to', one.period[1]];

      const here = (...argv: string[]) => answer(...argv, '--data', logs());
      const inAthena = (...argv: string[]) => answer(...argv, '--outputs', outputs());
      const asTrino = () => [
        ...['--engine', 'trino', '--server', place.trino.url],
        ...['--catalog', 'awsdatacatalog', '--database', one.database],
      ];
      const inTrino = (...argv: string[]) => answer(...argv, ...asTrino());

      beforeAll(async () => {
        const objects = await deliver(one, logs(), place.emulator);
        writeFileSync(outputs(), JSON.stringify({ stack: { flowtoll: deploymentOf(one, objects) } }));
        await makeTable(one, objects);
      }, 120_000);

      for (const { id, asks = [] } of questions.filter(({ id }) => one.questions?.includes(id))) {
        test(`ask ${id}`, async () => {
          const where = asks.flatMap((ask) => ['--where', `${ask.split('=')[0]}!=192.0.2.1`]);
          const argv = ['ask', id, ...time, ...where];
          const local = await here(...argv).catch((error: Error) => error);
          if (local instanceof Error) {
            expect(local.message).toMatch(/needs fields? /);
            await expect(inAthena(...argv)).rejects.toThrow(/needs fields? /);
            await expect(inTrino(...argv)).rejects.toThrow(/needs fields? /);
            return;
          }
          const [athena, trino] = await Promise.all([inAthena(...argv), inTrino(...argv)]);
          expect(athena.rows).toEqual(local.rows);
          expect(trino.rows).toEqual(local.rows);
          expect([athena.columns, trino.columns]).toEqual([local.columns, local.columns]);
          expect([lineCounts(athena), lineCounts(trino)]).toEqual([lineCounts(local), lineCounts(local)]);
        }, 120_000);
      }

      test.each([
        ['traffic', '--by', 'hour', '--measure', 'bytes,packets,flows'],
        [
          'traffic',
          '--by',
          'source,protocol',
          '--where',
          'source=10.0.0.0/8,172.16.0.0/12',
          '--sort',
          'source',
        ],
        ['traffic', '--measure', 'bytes,gigabytes', '--where', 'action=ACCEPT,REJECT'],
      ])(
        '%s %s %s',
        async (...argv) => {
          const local = await here(...argv, ...time);
          expect((await inAthena(...argv, ...time)).rows).toEqual(local.rows);
          expect((await inTrino(...argv, ...time)).rows).toEqual(local.rows);
          expect(local.rows.length).toBeGreaterThan(0);
        },
        120_000,
      );

      test('rows beyond the limit are counted, and are in the totals', async () => {
        const argv = [
          'traffic',
          '--by',
          'source,hour',
          '--measure',
          'bytes,gigabytes,flows',
          '--limit',
          '2',
          ...time,
        ];
        const local = await flowtoll(...argv, '--data', logs());
        expect(local.stdout).toMatch(/… \d+ more\n─+\ntotal /);
        expect((await flowtoll(...argv, '--outputs', outputs())).stdout).toBe(local.stdout);
        expect((await flowtoll(...argv, ...asTrino())).stdout).toBe(local.stdout);
      }, 120_000);

      test('both-ends has the pairs that differ, and their totals; where none does it says so', async () => {
        // in the real file one does, by 177 bytes; the simulator loses no record
        const says =
          one.database === 'real'
            ? /^10\.0\.0\.89 +10\.0\.0\.164 +177 B .*\n─+\ntotal +177 B /
            : /no rows[^]*\nno pair differs: /;
        const argv = ['ask', 'both-ends', '--limit', '1', ...time];
        for (const engine of [['--data', logs()], ['--outputs', outputs()], asTrino()]) {
          expect((await flowtoll(...argv, ...engine)).stdout).toMatch(new RegExp(says, 'm'));
        }
      }, 120_000);

      test('a fifth of throttles and a fifth of lost responses change no row, and start no query twice', async () => {
        const argv = ['traffic', '--by', 'action', '--measure', 'bytes,flows', ...time];
        const local = await here(...argv);
        const before = place.server.queries.length;
        place.server.setFaults({ throttle: 0.2, lose: 0.2 });
        const disturbed = await inAthena(...argv).finally(() => place.server.setFaults({}));
        expect(disturbed.rows).toEqual(local.rows);
        expect(place.server.queries.slice(before).map(({ statement }) => statement.type)).toEqual([
          // what the table reads, which costs nothing
          ...(one.partitions === 'explicit' ? ['SHOW_PARTITIONS'] : []),
          'SELECT',
        ]);
      }, 120_000);

      test.each([
        'SELECT COUNT(*) AS n, SUM(bytes) AS bytes, MIN(start) AS first, MAX(dstaddr) AS last FROM records',
        'SELECT source, SUM(bytes) AS bytes FROM transfers GROUP BY source ORDER BY bytes DESC, source',
        'WITH top AS (SELECT * FROM sightings WHERE protocol = 6) SELECT COUNT(*) AS n, SUM(flows) AS flows FROM top;',
        'SELECT kind, SUM(flows) AS flows FROM coverage GROUP BY kind ORDER BY kind',
      ])(
        'sql %s',
        async (query) => {
          const local = await here('sql', query);
          expect((await inAthena('sql', query)).rows).toEqual(local.rows);
          expect((await inTrino('sql', query)).rows).toEqual(local.rows);
        },
        120_000,
      );
    });
  });
});
