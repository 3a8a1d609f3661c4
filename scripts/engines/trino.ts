import { setTimeout as sleep } from 'node:timers/promises';
import { identifier, literal } from '../../core/sql/dialect';
import type { TableMetadata } from '../../core/tables/log-table';
import { UserError } from '../../core/user-error';
import type { RemoteEngine, ScannedTable, TableCell, TableColumn } from './engine';

export interface TrinoPlace {
  /** Where Trino answers, e.g. `http://localhost:8080`. */
  readonly server: string;
  readonly catalog: string;
  /** Trino calls it a schema. */
  readonly database: string;
}

export interface TrinoUser {
  /** @default 'flowtoll' */
  readonly user?: string | undefined;
  /** Sent over https only. @default - none is asked for */
  readonly password?: string | undefined;
}

/** An answer of https://trino.io/docs/current/develop/client-protocol.html */
interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly { readonly name: string; readonly type: string }[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
  readonly stats?: { readonly physicalInputBytes?: number };
}

/** @throws UserError for a password that would travel in the clear */
export function openTrino(place: TrinoPlace, login: TrinoUser): RemoteEngine {
  return new Trino(place, login);
}

class Trino implements RemoteEngine {
  readonly name = 'trino';
  private readonly headers: Readonly<Record<string, string>>;
  private readonly cancelled = new AbortController();
  /** Where each statement that runs is asked about, and ended. */
  private readonly running = new Set<{ nextUri: string | undefined }>();

  constructor(
    private readonly place: TrinoPlace,
    { user = 'flowtoll', password }: TrinoUser,
  ) {
    if (password !== undefined && !place.server.startsWith('https:')) {
      throw new UserError('TRINO_PASSWORD is sent over https only; give --server as https://…');
    }
    this.headers = {
      'X-Trino-User': user,
      'X-Trino-Source': 'flowtoll',
      'X-Trino-Catalog': place.catalog,
      'X-Trino-Schema': place.database,
      'X-Trino-Time-Zone': 'UTC',
      // without it a timestamp is cut to milliseconds
      'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
      ...(password !== undefined && {
        Authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      }),
    };
  }

  get database(): string {
    return this.place.database;
  }

  async query(sql: string): Promise<ScannedTable> {
    const statement: { nextUri: string | undefined } = { nextUri: undefined };
    this.running.add(statement);
    try {
      let columns: readonly TableColumn[] = [];
      const rows: TableCell[][] = [];
      let scannedBytes = 0;
      let page = await this.ask(`${this.place.server}/v1/statement`, { method: 'POST', body: sql });
      for (;;) {
        if (page.error) throw refusal(page.error);
        if (page.columns) columns = page.columns.map(({ name, type }) => ({ name, type: columnType(type) }));
        for (const row of page.data ?? [])
          rows.push(row.map((value, index) => toCell(value, columns[index]!)));
        scannedBytes = page.stats?.physicalInputBytes ?? scannedBytes;
        statement.nextUri = page.nextUri;
        if (page.nextUri === undefined) return { columns, rows, scannedBytes };
        page = await this.ask(page.nextUri, {});
      }
    } finally {
      this.running.delete(statement);
    }
  }

  async tables(name: string): Promise<TableMetadata[]> {
    const { rows } = await this.query(
      `SELECT table_name, column_name, data_type FROM information_schema.columns
WHERE table_schema = ${literal(this.database)} AND (table_name = ${literal(name)} OR starts_with(table_name, ${literal(`${name}_`)}))
ORDER BY table_name, ordinal_position`,
    );
    const columns = new Map<string, { name: string; type: string }[]>();
    for (const [table, column, type] of rows) {
      const known = columns.get(String(table)) ?? [];
      columns.set(String(table), [...known, { name: String(column), type: String(type) }]);
    }
    return Promise.all([...columns].map(([table, all]) => this.metadataOf(table, all)));
  }

  async cancel(): Promise<void> {
    this.cancelled.abort();
    await Promise.allSettled(
      [...this.running].map(async ({ nextUri }) => {
        if (nextUri !== undefined)
          await fetch(nextUri, { method: 'DELETE', headers: this.headersFor(nextUri) });
      }),
    );
  }

  async close(): Promise<void> {}

  /** Partition keys are the columns that SHOW COLUMNS marks; the properties are a table beside the table. */
  private async metadataOf(name: string, all: { name: string; type: string }[]): Promise<TableMetadata> {
    const { rows } = await this.query(`SHOW COLUMNS FROM ${identifier(name)}`);
    const keys = new Set(rows.filter((row) => row[2] === 'partition key').map(([column]) => String(column)));
    return {
      name,
      columns: all.filter((column) => !keys.has(column.name)),
      partitionKeys: all.filter((column) => keys.has(column.name)),
      parameters: await this.propertiesOf(name),
    };
  }

  /** Views, and the tables of other connectors than Hive's, have none. */
  private async propertiesOf(name: string): Promise<Record<string, string>> {
    try {
      const { columns, rows } = await this.query(`SELECT * FROM ${identifier(`${name}$properties`)}`);
      return Object.fromEntries(
        columns.map((column, index) => [column.name, String(rows[0]?.[index] ?? '')]),
      );
    } catch (error) {
      if (error instanceof UserError && /TABLE_NOT_FOUND/.test(error.message)) return {};
      throw error;
    }
  }

  private async ask(url: string, request: RequestInit): Promise<Page> {
    for (let tries = 1; ; tries += 1) {
      const answer = await this.send(url, request, tries);
      const text = await answer.text();
      if (answer.ok) return JSON.parse(quoteLongIntegers(text)) as Page;
      if (!askAgain.has(answer.status) || tries > mostPauses) throw this.httpError(answer.status, text);
      await sleep(pause, undefined, { signal: this.cancelled.signal });
    }
  }

  /** What was asked for once can be asked for again; what starts a statement cannot. */
  private async send(url: string, request: RequestInit, tries: number): Promise<Response> {
    try {
      return await fetch(url, { ...request, headers: this.headersFor(url), signal: this.cancelled.signal });
    } catch (cause) {
      if (this.cancelled.signal.aborted) throw cause;
      if (request.method === 'POST' || tries >= 5) {
        const { code, message } = ((cause as Error).cause ?? cause) as { code?: string; message: string };
        throw new UserError(
          `cannot reach Trino at ${this.place.server} (${code ?? message}); check --server`,
          { cause },
        );
      }
      await sleep(200 * tries);
      return this.send(url, request, tries + 1);
    }
  }

  /** A password goes to the server that was named, and nowhere else. */
  private headersFor(url: string): Record<string, string> {
    const { Authorization, ...others } = this.headers;
    const same = new URL(url).origin === new URL(this.place.server).origin;
    return Authorization !== undefined && same ? { ...others, Authorization } : others;
  }

  private httpError(status: number, text: string): UserError {
    if (status === 401 || status === 403) {
      return new UserError(`Trino at ${this.place.server} lets nobody in; set TRINO_USER and TRINO_PASSWORD`);
    }
    return new UserError(
      `Trino at ${this.place.server} answered ${status}: ${text.slice(0, 200)}; check --server`,
    );
  }
}

/** The protocol's "ask again", milliseconds later; a server that says it for a minute is not there. */
const askAgain = new Set([429, 502, 503, 504]);
const pause = 100;
const mostPauses = 600;

function refusal({ errorName, message }: NonNullable<Page['error']>): UserError {
  const next = /^(?:CATALOG|SCHEMA|TABLE)_NOT_FOUND$/.test(errorName)
    ? '; check --catalog, --database and --table'
    : '';
  return new UserError(`Trino refused the statement: ${errorName}: ${message}${next}`);
}

/** A bigint comes as a number of JSON, of which JSON.parse keeps 53 bits. No other type comes with this many digits. */
function quoteLongIntegers(json: string): string {
  return json.replace(/"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

function columnType(type: string): TableColumn['type'] {
  if (/^(?:tinyint|smallint|integer|bigint)$/.test(type)) return 'integer';
  if (/^(?:decimal|double|real)\b/.test(type)) return 'decimal';
  return type === 'boolean' ? 'boolean' : 'text';
}

/** Dates, times, addresses and decimals come as text; arrays, maps and rows become JSON. */
function toCell(value: unknown, { type }: TableColumn): TableCell {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value !== 'string') return JSON.stringify(value);
  if (type !== 'integer') return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : BigInt(value);
}
