import '../node-errors';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mergePrices } from '../../core/tolls/prices';
import { usEast1Prices } from '../../core/tolls/us-east-1-prices';
import { run } from '../../scripts/flowtoll';
import { describeWithAws } from '../aws/describe-with-aws';
import { REGION } from '../aws/emulator';
import { setVariables } from '../scripts/aws/fake-aws';
import { fakeIo, Recorder } from '../scripts/terminal/fake-io';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS } from '../trino/trino';
import { data, deliver, deploymentOf, makeTable } from './question-data';
import { Workplace } from './workplace';

/** The bill of the same files: on this machine with DuckDB, over Athena's API, and on a Trino of one's own. */

/** Trino's own default, `query.max-stage-count`, and Athena's. */
const MOST_STAGES = 150;
/** https://docs.aws.amazon.com/athena/latest/ug/service-limits.html */
const LONGEST_STATEMENT = 262_144;

interface Answer {
  readonly bill: {
    readonly total_usd: string;
    readonly lines: readonly { readonly line: number; readonly toll: string; readonly usd: string | null }[];
    readonly unattributed: unknown;
    readonly findings: readonly { readonly id: string }[];
  };
  readonly stats: { readonly records: number; readonly no_data: number };
}

const simulated = data.filter(({ name }) => name.startsWith('a simulated day'));

describeWithAws('the bill', () => {
  describeWithTrino('on Athena and on Trino, as DuckDB makes it', () => {
    let place: Workplace;
    let restore: () => void;
    beforeAll(async () => {
      place = await Workplace.open();
      restore = setVariables({ XDG_CACHE_HOME: place.folder });
      // whatever the Region is, some prices
      const prices = mergePrices([
        { ...usEast1Prices, regions: { [REGION]: usEast1Prices.regions['us-east-1']! } },
      ]);
      writeFileSync(join(place.folder, 'prices.json'), JSON.stringify(prices));
    }, START_TIMEOUT_MS);
    afterAll(async () => {
      restore?.();
      await place?.close();
    });

    async function bill(...argv: string[]): Promise<Answer> {
      const [stdout, stderr] = [new Recorder(), new Recorder()];
      const all = ['bill', '--prices', join(place.folder, 'prices.json'), '--format', 'json', ...argv];
      const code = await run(all, fakeIo({ stdout, stderr }));
      if (code !== 0) throw new Error(stderr.text);
      return JSON.parse(stdout.text) as Answer;
    }

    /** Lines without their numbers; what the logs cost is known of files alone. */
    const lines = ({ bill: made }: Answer) =>
      made.lines
        .filter(({ toll }) => toll !== 'flow-logs')
        .map((line) => ({ ...line, line: undefined, region: undefined }));

    describe.each(simulated.map((one) => [one.name, one] as const))('%s', (_, one) => {
      const outputs = () => join(place.folder, `${one.database}.json`);
      const time = ['--from', one.period[0], '--to', one.period[1]];
      const here = (...argv: string[]) => bill(...argv, '--data', join(place.folder, one.database));
      const inAthena = (...argv: string[]) => bill(...argv, '--outputs', outputs());
      const onTrino = () => [
        ...['--engine', 'trino', '--server', place.trino.url, '--catalog', 'awsdatacatalog'],
        ...['--database', one.database, '--region', REGION],
      ];
      const inTrino = (...argv: string[]) => bill(...argv, ...onTrino());

      beforeAll(async () => {
        const objects = await deliver(one, join(place.folder, one.database), place.emulator);
        writeFileSync(outputs(), JSON.stringify({ stack: { flowtoll: deploymentOf(one, objects) } }));
        await makeTable(one, objects);
      }, 120_000);

      const asked = one.format === 'recommended' ? [[], ['--by', 'address,day']] : [['--by', 'az']];
      test.each(asked.map((argv) => [argv]))(
        'bill %s',
        async (argv) => {
          const local = await here(...argv, ...time);
          const [athena, trinos] = await Promise.all([inAthena(...argv, ...time), inTrino(...argv, ...time)]);
          expect(lines(local).length).toBeGreaterThan(5);
          expect(lines(athena)).toEqual(lines(local));
          expect(lines(trinos)).toEqual(lines(local));
          for (const { bill: made, stats } of [athena, trinos]) {
            expect(made.unattributed).toEqual(local.bill.unattributed);
            expect(made.findings).toEqual(local.bill.findings);
            expect([stats.records, stats.no_data]).toEqual([local.stats.records, local.stats.no_data]);
          }
        },
        300_000,
      );

      it('is one statement that reads the table three times, in few stages', async () => {
        const [stdout, stderr] = [new Recorder(), new Recorder()];
        expect(await run(['bill', ...onTrino(), ...time, '--dry-run'], fakeIo({ stdout, stderr }))).toBe(0);
        expect(stderr.text).toBe(
          "trino: each table is taken to hold one flow log's records, for --dry-run reads none\n",
        );
        const [statement] = stdout.text.split(/;\n\n/) as [string];
        const table = `"${one.database}"."vpc_flow_logs"`;
        const named = statement.replaceAll(table, `awsdatacatalog.${table}`);
        const { rows } = await place.trino.query(`EXPLAIN (TYPE DISTRIBUTED) ${named}`);
        const plan = String(rows[0]![0]);
        expect(plan.match(/\b(TableScan|Scan\w*)\[.*table = /g)).toHaveLength(3);
        expect(plan.match(/^Fragment \d+/gm)!.length).toBeLessThan(MOST_STAGES);
        expect(statement.length).toBeLessThan(LONGEST_STATEMENT);
      }, 300_000);
    });
  });
});
