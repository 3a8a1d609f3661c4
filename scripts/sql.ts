import type { CommonOptions } from '../core/questions/options';
import type { Result, Text } from '../core/report/result';
import { literal } from '../core/sql/dialect';
import { duckdb } from '../core/sql/duckdb';
import { articleTable, namedViews, type NamedView } from '../core/traffic/views';
import { UserError } from '../core/user-error';
import { readsFiles } from './engines/choose-engine';
import type { DuckDbEngine } from './engines/duckdb';
import { findLocalData, type LocalData } from './engines/local-data';
import { withDuckDb } from './engines/local-session';
import { badLines } from './files/bad-lines';
import type { Terminal } from './terminal/terminal';

/**
 * Runs plain SQL on the views `records`, `sightings`, `transfers`, `both_ends` and `coverage`; over files also on
 * `bad_lines`, and, where they are of the EKS article's format, on its table `flowloggluedb.vpc_flow_logs`.
 *
 * @throws UserError with what the engine says of the statement
 */
export async function sql(query: string, options: CommonOptions, terminal: Terminal): Promise<Result | Text> {
  if (query.trim() === '') throw new UserError(none);
  if (readsFiles(options)) return sqlLocally(query, options, terminal);
  const { sqlRemotely } = await import('./engines/sql-remotely');
  return sqlRemotely(query, options, terminal).catch((error: unknown) => {
    throw error instanceof UserError && sayingSeveral.test(error.message) ? new UserError(several) : error;
  });
}

const none = 'sql needs one statement, got none';
const several = 'sql takes one statement, got more after its semicolon; run each on its own';

/** What Athena says of several statements, and its and Trino's parser of a semicolon where a statement could end. */
const sayingSeveral = /Only one sql statement is allowed|mismatched input ';'[^]*<EOF>/;

async function sqlLocally(query: string, options: CommonOptions, terminal: Terminal): Promise<Result | Text> {
  const data = await findLocalData(options);
  const statements = viewsOf(data);
  if (options.dryRun) {
    const all = [...statements, query.replace(/[\s;]+$/, '')];
    return { text: all.map((one) => `${one};`).join('\n\n') };
  }

  return withDuckDb(data, options, terminal, async (engine) => {
    for (const statement of statements) await engine.execute(statement);
    const count = await engine.countStatements(query).catch(refused);
    if (count !== 1) throw new UserError(count === 0 ? none : several);
    if (/\bbad_lines\b/i.test(query)) await createBadLines(engine, data);
    const { columns, rows } = await engine.query(query).catch(refused);
    return { command: 'sql', columns, rows, notes: data.notes };
  });
}

function refused(error: Error): never {
  throw new UserError(`the statement was refused: ${error.message.split('\n\n')[0]}`);
}

/** `bad_lines` needs a second pass over the files, so it is there only for who asks for it. */
async function createBadLines(engine: DuckDbEngine, data: LocalData): Promise<void> {
  await engine.execute(
    'CREATE TEMP TABLE bad_lines (file VARCHAR, line BIGINT, reason VARCHAR, text VARCHAR)',
  );
  for (const { file, line, reason, text } of await badLines(engine, data.logs.groups)) {
    await engine.execute(
      `INSERT INTO bad_lines VALUES (${literal(file)}, ${line}, ${literal(reason)}, ${literal(text)})`,
    );
  }
}

function viewsOf(data: LocalData): string[] {
  const create = (schema: string, { name, fields, query }: NamedView) =>
    `CREATE VIEW ${schema}${name} AS\n${query(data.lines(fields))}`;
  const table = articleTable(duckdb, data.available);
  return [
    ...namedViews(duckdb, data.available).map((view) => create('', view)),
    ...(table ? ['CREATE SCHEMA flowloggluedb', create('flowloggluedb.', table)] : []),
  ];
}
