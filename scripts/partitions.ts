import { didYouMean } from '../core/nearest';
import { stepOf } from '../core/delivery/partitions';
import type { CommonOptions } from '../core/questions/options';
import type { Result, Text } from '../core/report/result';
import { groupThousands, printCount } from '../core/report/units';
import { addPartitions, dropPartitions } from '../core/tables/table-ddl';
import { isTableOf, type Partition, type TableDefinition } from '../core/tables/table-definition';
import { definitionIn } from '../core/tables/table-plan';
import { UserError } from '../core/user-error';
import { withCatalog, type CatalogSession } from './tables/catalog-session';
import {
  allPartitions,
  deliveredPartitions,
  existingPartitions,
  within,
  without,
  type Partitions,
  type Span,
} from './tables/partition-work';
import type { Terminal } from './terminal/terminal';

const actions = ['add', 'sync', 'list', 'remove'] as const;
type Action = (typeof actions)[number];

export interface PartitionsOptions extends CommonOptions {
  /** `sync` removes partitions that have no files, of times that are over. */
  readonly removeSurplus: boolean;
}

type SyncOptions = Pick<PartitionsOptions, 'removeSurplus' | 'now'>;

/** What is to be done with partitions of one table. */
interface Work {
  readonly table: string;
  /** What to say of which partitions. */
  readonly rows: readonly { readonly partitions: Partitions; readonly done: string }[];
  readonly statements: readonly string[];
  readonly note: string;
}

/**
 * Adds, compares with S3, lists or removes the partitions of tables that have explicit ones. Where Athena projects them
 * there is nothing to do, which is said and is no failure.
 *
 * @param written add, sync, list or remove
 * @throws UserError for another action, and where there is no table of ours
 */
export async function partitions(
  written: string,
  options: PartitionsOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  const action = actionOf(written);
  const span = spanOf(action, options);
  return withCatalog(options, terminal, async (session) => {
    const progress = terminal.progress({ label: 'looking at what is there' });
    const works = await findWork(session, action, span, options).finally(() => progress.end());
    const statements = works.flatMap((work) => work.statements);
    if (options.dryRun) {
      return { text: statements.map((sql) => `${sql};`).join('\n\n') || '-- nothing is to be done' };
    }
    await perform(session, statements, terminal);
    return {
      command: 'partitions',
      columns: ['table', 'partition', 'location', 'done'].map((name) => ({ name, type: 'text' })),
      rows: works.flatMap(({ table, rows }) =>
        rows.flatMap(({ partitions: some, done }) =>
          [...some].map(([name, { location }]) => [table, name, location, done]),
        ),
      ),
      notes: works.map(({ note }) => note),
    };
  });
}

function actionOf(written: string): Action {
  const action = actions.find((one) => one === written);
  if (action) return action;
  const near = didYouMean(written, actions);
  throw new UserError(`partitions takes add, sync, list or remove, got: '${written}'${near && `; ${near}`}`);
}

function spanOf(action: Action, { from, to }: CommonOptions): Span {
  if ((action === 'add' || action === 'remove') && (from === undefined || to === undefined)) {
    throw new UserError(`partitions ${action} needs --from and --to, e.g. --from 2026-01-01 --to 2027-01-01`);
  }
  return {
    ...(from !== undefined && { from: new Date(from * 1000) }),
    ...(to !== undefined && { to: new Date(to * 1000) }),
  };
}

async function findWork(
  session: CatalogSession,
  action: Action,
  span: Span,
  { removeSurplus, now }: PartitionsOptions,
): Promise<Work[]> {
  const { athena, table: first } = { ...session, ...session.deployment.athena };
  const entries = (await athena.tables()).filter(
    ({ name, type }) => type !== 'VIRTUAL_VIEW' && isTableOf(first, name),
  );
  if (entries.length === 0) {
    throw new UserError(
      `there is no table '${first}' in database '${session.deployment.athena.database}'; run flowtoll setup, which makes it`,
    );
  }
  return Promise.all(
    entries.map((entry) => {
      const definition = definitionIn(entry);
      if (!definition) {
        throw new UserError(
          `the table '${entry.name}' does not say where its files are; run flowtoll setup, which tells it`,
        );
      }
      return definition.partitions === 'projection'
        ? projected(definition, action)
        : workOf(session, definition, action, span, { removeSurplus, now });
    }),
  );
}

function projected({ name }: TableDefinition, action: Action): Work {
  const nothing = { add: 'to add', sync: 'to sync', list: 'to list', remove: 'to remove' }[action];
  return {
    table: name,
    rows: [],
    statements: [],
    note: `${name}: Athena projects the partitions of this table, there is nothing ${nothing}`,
  };
}

async function workOf(
  { athena, s3 }: CatalogSession,
  definition: TableDefinition,
  action: Action,
  span: Span,
  options: SyncOptions,
): Promise<Work> {
  const { name: table } = definition;
  const existing = await existingPartitions(athena, definition, span);
  switch (action) {
    case 'list': {
      const rows = [{ partitions: existing, done: 'there' }];
      return { table, rows, statements: [], note: `${table}: ${count(existing)}` };
    }
    case 'add': {
      const missing = without(allPartitions(definition, span as Required<Span>), existing);
      return {
        table,
        rows: [{ partitions: missing, done: 'added' }],
        statements: addPartitions(table, [...missing.values()]),
        note: `${table}: ${count(missing)} added, ${groupThousands(String(existing.size))} there already`,
      };
    }
    case 'remove': {
      const removed = within(existing, definition, span as Required<Span>);
      const left = without(existing, removed);
      const beyond = left.size === 0 ? '' : `; ${count(left)} left, which the time covers only a part of`;
      return {
        table,
        rows: [
          { partitions: removed, done: 'removed' },
          { partitions: left, done: 'left, only a part' },
        ],
        statements: dropPartitions(table, [...removed.values()]),
        note: `${table}: ${count(removed)} removed${beyond}; their files stay in S3`,
      };
    }
    case 'sync':
      return sync(definition, await deliveredPartitions(s3, definition, span), existing, options);
  }
}

function sync(
  { name: table, place }: TableDefinition,
  delivered: Partitions,
  existing: Partitions,
  { removeSurplus, now }: SyncOptions,
): Work {
  const missing = without(delivered, existing);
  const unused = [...without(existing, delivered)];
  const isOver = ({ time }: Partition) => time.getTime() + stepOf(place) <= now * 1000;
  const surplus: Partitions = new Map(unused.filter(([, partition]) => isOver(partition)));
  const ahead: Partitions = new Map(unused.filter(([, partition]) => !isOver(partition)));
  const fate = removeSurplus ? 'surplus, removed' : 'surplus';
  const said = [
    missing.size > 0 ? `${count(missing)} added` : 'nothing is missing',
    ...(surplus.size === 0
      ? []
      : removeSurplus
        ? [`${count(surplus)} without files removed`]
        : [`${count(surplus)} without files, which --remove-surplus takes away`]),
    ...(ahead.size === 0 ? [] : [`${count(ahead)} ready for files to come`]),
  ];
  return {
    table,
    rows: [
      { partitions: missing, done: 'missing, added' },
      { partitions: surplus, done: fate },
    ],
    statements: [
      ...addPartitions(table, [...missing.values()]),
      ...(removeSurplus ? dropPartitions(table, [...surplus.values()]) : []),
    ],
    note: `${table}: ${said.join(', ')}; S3 has ${groupThousands(String(delivered.size))}`,
  };
}

function count({ size }: Partitions): string {
  return printCount(size, 'partition');
}

async function perform(
  { athena }: CatalogSession,
  statements: readonly string[],
  terminal: Terminal,
): Promise<void> {
  const progress = terminal.progress({
    label: 'changing partitions',
    total: statements.length,
    unit: 'statements',
  });
  try {
    for (const sql of statements) {
      await athena.run(sql);
      progress.advance(1);
    }
  } finally {
    progress.end();
  }
}
