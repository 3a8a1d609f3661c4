import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as timers from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { namedFormats } from '../../core/records/named-formats';
import { describeWithAws } from '../aws/describe-with-aws';
import { ACCOUNT, REGION } from '../aws/emulator';
import type { RecordedCall } from '../aws/gateway';
import { plainDaily } from '../core/delivery/layouts';
import { describeWithTrino } from '../trino/describe-with-trino';
import { START_TIMEOUT_MS } from '../trino/trino';
import { bucket, workgroup, Workplace, type Deployed } from './workplace';

// pauses between looks are for a busy AWS
jest.mock('node:timers/promises', () => {
  const real = jest.requireActual<typeof timers>('node:timers/promises');
  const setTimeout: typeof timers.setTimeout = (ms, ...more) =>
    real.setTimeout(Math.min(ms ?? 0, 20), ...more);
  return { ...real, setTimeout };
});

interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const database = 'traffic';

/** The statements of docs/iam.md below a heading, for the names of this test. */
function statementsOf(heading: string): Statement[] {
  const page = readFileSync(join(__dirname, '../../docs/iam.md'), 'utf8');
  const section = page.split(/^## /m).find((one) => one.startsWith(heading))!;
  const [, json] = /```json\n([^]*?)```/.exec(section)!;
  const names = {
    RESULTS_BUCKET: 'results',
    BUCKET: bucket,
    REGION,
    ACCOUNT,
    DATABASE: database,
    WORKGROUP: workgroup,
  };
  const own = Object.entries(names).reduce((text, [name, value]) => text.replaceAll(name, value), json!);
  const parsed = JSON.parse(own) as Statement | Statement[] | { Statement: Statement[] };
  return 'Statement' in parsed ? parsed.Statement : [parsed].flat();
}

/** What the calls of the test do not show. */
const unseen: Readonly<Record<string, string>> = {
  'athena:StopQueryExecution': 'Ctrl-C and --max-scan',
  'glue:GetPartition': "AWS's page on access to Glue, for ADD and DROP PARTITION and DROP TABLE",
  'glue:DeletePartition': "AWS's page on access to Glue, for DROP TABLE and DROP PARTITION",
  's3:GetBucketLocation': "Athena looks at the bucket's Region",
  's3:ListBucketMultipartUploads': 'results that are uploaded in parts',
  's3:AbortMultipartUpload': 'results that are uploaded in parts',
  's3:ListMultipartUploadParts': 'results that are uploaded in parts',
};
const ofTheEngine: Readonly<Record<string, string>> = {
  'glue:GetDatabase': 'the engine reads the catalog',
  'glue:GetTable': 'the engine reads the catalog',
  'glue:GetPartitions': 'the engine reads the catalog',
  'glue:BatchGetPartition': 'the engine reads the catalog',
};

const list = (one: string | readonly string[]) => [one].flat() as string[];
const matches = (pattern: string, text: string) =>
  new RegExp(`^${pattern.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll('\\*', '.*')}$`).test(text);

/** Every resource that a call needs the permission on. */
function resourcesOf({ action, input }: RecordedCall): string[] {
  const [service, operation] = action.split(':') as [string, string];
  const [athena, glue] = ['athena', 'glue'].map((one) => `arn:aws:${one}:${REGION}:${ACCOUNT}`);
  const path = String(input['path'] ?? input['location']).replace(/^s3:\/|\?.*$/g, '');
  switch (service) {
    case 'ec2':
      return ['*'];
    case 'athena':
      return [
        /Query/.test(operation) ? `${athena}:workgroup/${workgroup}` : `${athena}:datacatalog/AwsDataCatalog`,
      ];
    case 's3':
      return [`arn:aws:s3:::${operation === 'ListBucket' ? path.split('/')[1] : path.slice(1)}`];
    case 'glue': {
      const { DatabaseName = input['Name'], TableName, TableInput, Name } = input as Record<string, string>;
      const { Name: created } = (TableInput ?? {}) as { Name?: string };
      const table = TableName ?? created ?? (input['DatabaseName'] === undefined ? undefined : Name);
      return [
        `${glue}:catalog`,
        `${glue}:database/${DatabaseName}`,
        ...(table === undefined ? [] : [`${glue}:table/${DatabaseName}/${table}`]),
      ];
    }
    default:
      throw new Error(`nobody knows what ${action} is on`);
  }
}

describeWithAws('docs/iam.md', () => {
  describeWithTrino('holds the least policy of', () => {
    let place: Workplace;
    let outputs: string;
    const deployed: Deployed = {
      database,
      format: namedFormats['eks-article'],
      delivery: { ...plainDaily, prefix: 'logs/' },
      columns: 'eks-article',
      partitions: 'explicit',
    };
    beforeAll(async () => {
      place = await Workplace.open();
      outputs = await place.deploy(deployed);
      const folder = `logs/AWSLogs/${ACCOUNT}/vpcflowlogs/${REGION}/2026/02/09`;
      const file = gzipSync(`${deployed.format.toHeader()}\n`);
      await place.put(`${folder}/${ACCOUNT}_vpcflowlogs_${REGION}_fl-0a_20260209T0000Z_a.log.gz`, file);
    }, START_TIMEOUT_MS);
    afterAll(() => place?.close(), 60_000);

    /** The calls that command lines make, and those that Athena makes for them. */
    async function callsOf(lines: readonly string[][]): Promise<RecordedCall[]> {
      const { requests, ownRequests } = place.server;
      const [own, athenas] = [requests.length, ownRequests.length];
      for (const line of lines) {
        const { code, stderr } = await place.flowtoll(...line);
        if (code !== 0) throw new Error(`${line.join(' ')}\n${stderr}`);
      }
      return [...requests.slice(own), ...ownRequests.slice(athenas)];
    }

    function check(
      statements: readonly Statement[],
      calls: readonly RecordedCall[],
      notSeen: Readonly<Record<string, string>>,
    ): void {
      const refused = calls.filter((call) =>
        resourcesOf(call).some(
          (resource) =>
            !statements.some(
              ({ Action, Resource }) =>
                list(Action).includes(call.action) && list(Resource).some((one) => matches(one, resource)),
            ),
        ),
      );
      expect([...new Set(refused.map((call) => `${call.action} on ${resourcesOf(call).join(' ')}`))]).toEqual(
        [],
      );
      const seen = new Set(calls.map(({ action }) => action));
      const allowed = new Set(statements.flatMap(({ Action }) => list(Action)));
      expect([...allowed].filter((action) => !seen.has(action) && !(action in notSeen))).toEqual([]);
    }

    test('flowtoll setup', async () => {
      const more = await place.deploy({ ...deployed, sourceAccounts: ['999999999999'] });
      const calls = await callsOf([
        ['setup', '--outputs', outputs],
        ['setup', '--outputs', outputs],
        // the table must be made anew
        ['setup', '--outputs', more],
      ]);
      check(statementsOf('flowtoll setup'), calls, unseen);
    }, 300_000);

    test('flowtoll partitions', async () => {
      await callsOf([['setup', '--outputs', outputs]]);
      const period = ['--from', '2026-01-01', '--to', '2026-01-03', '--outputs', outputs];
      const calls = await callsOf([
        ['partitions', 'add', ...period],
        ['partitions', 'list', ...period],
        ['partitions', 'sync', '--remove-surplus', '--outputs', outputs],
        ['partitions', 'remove', ...period],
      ]);
      check(statementsOf('flowtoll partitions'), calls, {
        ...unseen,
        'glue:GetDatabase': 'every ancestor, by the same page',
      });
    }, 300_000);

    test('flowtoll ask, traffic, bill and sql', async () => {
      await callsOf([['setup', '--outputs', outputs]]);
      const calls = await callsOf([
        ['ask', 'top-talkers', '--outputs', outputs],
        ['traffic', '--by', 'day', '--last', '2d', '--outputs', outputs],
        ['sql', 'SELECT COUNT(*) AS n FROM records', '--outputs', outputs],
      ]);
      check(statementsOf('flowtoll ask, traffic, bill and sql'), calls, { ...unseen, ...ofTheEngine });
    }, 300_000);

    test('setup with --flow-log', async () => {
      const { id } = await place.createFlowLog({
        ...deployed,
        delivery: { ...plainDaily, prefix: 'elsewhere/' },
      });
      const argv = ['--flow-log', id, '--workgroup', workgroup, '--table', 'elsewhere'];
      const calls = await callsOf([['setup', ...argv, '--database', database]]);
      const setup = statementsOf('flowtoll setup');
      const more = statementsOf('With --flow-log');
      // of the first policy another test sees all, and of the kinds of resources this one sees one
      const notSeen = [...setup.flatMap(({ Action }) => list(Action)), 'glue:CreateDatabase'];
      const others = list(more[0]!.Action).filter((action) => action !== 'ec2:DescribeVpcs');
      check(
        [...setup, ...more],
        calls,
        Object.fromEntries([...notSeen, ...others].map((action) => [action, 'elsewhere'])),
      );
    }, 300_000);
  });
});
