import type { CommonOptions } from '../../core/questions/options';
import type { Result, Text } from '../../core/report/result';
import { trino } from '../../core/sql/trino';
import { views } from '../../core/traffic/dimension';
import { namedViews } from '../../core/traffic/views';
import type { Terminal } from '../terminal/terminal';
import { findRemoteRecords } from './remote-records';
import { remoteStats } from './remote-stats';
import { withRemoteEngine, type RemoteSession } from './remote-session';
import { scanPriceNote } from './scan-price';

/**
 * Runs plain SQL where the records are. In Athena `flowtoll setup` has made the views; to Trino they go along, as a WITH
 * clause.
 */
export function sqlRemotely(
  query: string,
  options: CommonOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  const started = Date.now();
  const written = query.replace(/[\s;]+$/, '');
  return withRemoteEngine(options, terminal, async (session) => {
    const { engine } = session;
    const statement =
      engine.name === 'trino' ? await withViews(written, session, options, terminal) : written;
    if (options.dryRun) return { text: statement };

    if (engine.name === 'athena') {
      terminal.note(`athena: what plain SQL scans is known once it has run (${scanPriceNote})`);
    }
    const answered = await engine.query(statement);
    const { columns, rows } = answered;
    return {
      command: 'sql',
      columns,
      rows,
      notes: columns.length === 0 ? ['the statement has run; it is of a kind that answers nothing'] : [],
      stats: remoteStats(engine, answered, started),
    };
  });
}

/** The views that the query names go in front of it, beside those of its own. */
async function withViews(
  query: string,
  session: RemoteSession,
  options: CommonOptions,
  terminal: Terminal,
): Promise<string> {
  const names = ['records', ...views].filter((name) => new RegExp(`\\b${name}\\b`, 'i').test(query));
  if (names.length === 0) return query;
  const records = await findRemoteRecords(session, options, terminal, {});
  const named = namedViews(trino, records.available)
    .filter(({ name }) => names.includes(name))
    .map(({ name, fields, query: view }) => `${name} AS (\n${view(records.lines(fields))}\n)`);
  const [, own] = /^(?:\s|--[^\n]*\n|\/\*[^]*?\*\/)*WITH\b([^]*)$/i.exec(query) ?? [];
  return own === undefined ? `WITH ${named.join(',\n')}\n${query}` : `WITH ${named.join(',\n')},${own}`;
}
