import type { CommonOptions } from '../core/questions/options';
import type { Result, Text } from '../core/report/result';
import { tableProperties } from '../core/tables/log-table';
import { addPartitions, createDatabase, setProperties } from '../core/tables/table-ddl';
import { isTableOf, metadataOf } from '../core/tables/table-definition';
import { checkView, planTables, type CatalogEntry, type TablePlan } from '../core/tables/table-plan';
import type { Athena } from './aws/athena';
import { openEc2 } from './aws/ec2';
import type { S3 } from './aws/s3';
import { firstDelivery } from './aws/s3-folders';
import type { AthenaDeployment } from './engines/athena';
import { withCatalog } from './tables/catalog-session';
import { deliveredPartitions, existingPartitions, without } from './tables/partition-work';
import { compareFlowLogs, wantedTables, type WantedTable } from './tables/wanted-tables';
import { viewsHash, wantedViews } from './tables/wanted-views';
import type { Terminal } from './terminal/terminal';

/** One thing in the catalog, and what makes it what it should be. */
interface Step {
  readonly object: 'database' | 'table' | 'partitions' | 'view';
  readonly name: string;
  readonly done: string;
  readonly statements: readonly string[];
}

const day = 86_400_000;

/**
 * Makes what questions need after `cdktf deploy`: the table over the files, its partitions, and views. It looks first
 * and does only what is missing, so it can be run again at any time, also after it was interrupted.
 *
 * @throws UserError where a table would read one record format as another
 */
export async function setup(options: CommonOptions, terminal: Terminal): Promise<Result | Text> {
  return withCatalog(options, terminal, async ({ athena, s3, deployment }) => {
    const notes = await checkFlowLogs(deployment);
    const steps = await plan(athena, s3, deployment, options, terminal);
    if (options.dryRun) return { text: sqlOf(steps, deployment.athena.database) };
    await perform(athena, steps, terminal);
    const changed = steps.some(({ statements }) => statements.length > 0);
    return {
      command: 'setup',
      columns: ['object', 'name', 'done'].map((name) => ({ name, type: 'text' })),
      rows: steps.map(({ object, name, done }) => [object, name, done]),
      notes: [...notes, ...(changed ? [] : ['everything was there already; nothing has been changed'])],
    };
  });
}

/** What the output says must be what EC2 says: a table of another record format would read nonsense. */
async function checkFlowLogs({ region, flow_logs }: AthenaDeployment): Promise<string[]> {
  const ec2 = await openEc2(region);
  try {
    return compareFlowLogs(flow_logs, await ec2.flowLogs(flow_logs.map(({ id }) => id)));
  } finally {
    ec2.close();
  }
}

async function plan(
  athena: Athena,
  s3: S3,
  deployment: AthenaDeployment,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Step[]> {
  const progress = terminal.progress({ label: 'looking at what is there' });
  try {
    return await planSteps(athena, s3, deployment, options);
  } finally {
    progress.end();
  }
}

async function planSteps(
  athena: Athena,
  s3: S3,
  deployment: AthenaDeployment,
  options: CommonOptions,
): Promise<Step[]> {
  const { database, table: first } = deployment.athena;
  const exists = await athena.hasDatabase();
  const catalog = exists ? await athena.tables() : [];
  const wanted = await Promise.all(
    wantedTables(deployment).map(async (table) => ({ ...table, since: await firstDay(s3, table, options) })),
  );
  const tables = planTables(first, wanted, catalog);
  return [
    {
      object: 'database',
      name: database,
      done: exists ? 'unchanged' : 'created',
      statements: exists ? [] : [createDatabase(database)],
    },
    ...tables.map(({ definition, done, statements }): Step => ({
      object: 'table',
      name: definition.name,
      done,
      statements,
    })),
    ...othersOf(first, tables, catalog)
      .filter(({ parameters }) => !(tableProperties.place in parameters))
      .map(({ name }): Step => ({
        object: 'table',
        name,
        done: 'of others, read too',
        statements: [],
      })),
    ...(await Promise.all(tables.map((table) => planPartitions(athena, s3, table, options)))),
    ...planViews(first, tables, catalog, deployment, options),
  ];
}

/** The day that a projected table begins at; files of days before it are not read. */
async function firstDay(
  s3: S3,
  { partitions, place }: WantedTable,
  { from, now }: CommonOptions,
): Promise<Date> {
  const startOfDay = (time: number) => new Date(Math.floor(time / day) * day);
  if (from !== undefined) return startOfDay(from * 1000);
  const first = partitions === 'projection' ? await firstDelivery(s3, place) : undefined;
  // what is delivered next can still be of yesterday
  return startOfDay(first?.getTime() ?? now * 1000 - day);
}

async function planPartitions(
  athena: Athena,
  s3: S3,
  { definition, done }: TablePlan,
  { from, to }: CommonOptions,
): Promise<Step> {
  const step = { object: 'partitions', name: definition.name } as const;
  if (definition.partitions === 'projection') return { ...step, done: 'projected', statements: [] };
  const span = {
    ...(from !== undefined && { from: new Date(from * 1000) }),
    ...(to !== undefined && { to: new Date(to * 1000) }),
  };
  const [delivered, existing] = await Promise.all([
    deliveredPartitions(s3, definition, span),
    done.startsWith('created') ? new Map() : existingPartitions(athena, definition, span),
  ]);
  const missing = [...without(delivered, existing).values()];
  return {
    ...step,
    done: missing.length === 0 ? 'unchanged' : `added ${missing.length}`,
    statements: addPartitions(definition.name, missing),
  };
}

/** The tables beside those of the flow logs that questions read, too: by their names they are of this deployment. */
function othersOf(
  first: string,
  plans: readonly TablePlan[],
  catalog: readonly CatalogEntry[],
): CatalogEntry[] {
  return catalog.filter(
    ({ name, type }) =>
      type !== 'VIRTUAL_VIEW' &&
      isTableOf(first, name) &&
      !plans.some(({ definition }) => definition.name === name),
  );
}

/** All views are made anew where one is missing or would be another; a property of a table tells which they are. */
function planViews(
  first: string,
  plans: readonly TablePlan[],
  catalog: readonly CatalogEntry[],
  { flow_logs }: AthenaDeployment,
  { flowLog }: CommonOptions,
): Step[] {
  const planned = plans.map(({ definition }) => metadataOf(definition));
  const others = othersOf(first, plans, catalog);
  const tables = [...planned, ...others].sort((one, other) => (one.name < other.name ? -1 : 1));
  // a flow log that is named by its id need not be the only one of its folder
  const views = wantedViews(first, tables, flowLogsOf(plans, flow_logs), flowLog === undefined);
  const made = catalog.some(({ name, parameters }) => isTableOf(first, name) && viewsProperty in parameters);
  for (const view of views) checkView(view, catalog, made);

  // a table of others is left as it is
  const keeper = tables.find(({ parameters }) => tableProperties.place in parameters)!.name;
  const hash = viewsHash(views);
  const kept = plans.find(({ definition }) => definition.name === keeper)?.done;
  const same =
    !kept?.startsWith('created') &&
    catalog.find(({ name }) => name === keeper)?.parameters[viewsProperty] === hash &&
    views.every((view) => catalog.some(({ name }) => name === view.name));
  return views.map(({ name, statement }, index) => ({
    object: 'view',
    name,
    done: same ? 'unchanged' : catalog.some((entry) => entry.name === name) ? 'created anew' : 'created',
    // the property last: only when all are there it says so
    statements: same
      ? []
      : [statement, ...(index < views.length - 1 ? [] : [setProperties(keeper, { [viewsProperty]: hash })])],
  }));
}

const viewsProperty = 'flowtoll.views';

/** The flow logs that deliver to the place of each table. */
function flowLogsOf(
  plans: readonly TablePlan[],
  flowLogs: AthenaDeployment['flow_logs'],
): Map<string, readonly string[]> {
  return new Map(
    plans.map(({ definition: { name, place } }) => [
      name,
      flowLogs
        .filter(
          ({ destination }) =>
            destination.type === 's3' &&
            destination.bucket === place.bucket &&
            destination.prefix === place.prefix,
        )
        .map(({ id }) => id),
    ]),
  );
}

async function perform(athena: Athena, steps: readonly Step[], terminal: Terminal): Promise<void> {
  const statements = steps.flatMap((step) => step.statements.map((sql) => ({ sql, step })));
  const progress = terminal.progress({ label: 'setting up', total: statements.length, unit: 'statements' });
  try {
    for (const { sql, step } of statements) {
      await athena.run(sql, step.object === 'database' ? { database: null } : {});
      progress.advance(1);
    }
  } finally {
    progress.end();
  }
}

function sqlOf(steps: readonly Step[], database: string): string {
  const statements = steps.flatMap((step) => step.statements);
  if (statements.length === 0) return '-- everything is there already';
  return [`-- in database ${database}`, ...statements.map((sql) => `${sql};`)].join('\n\n');
}
