import { setTimeout as sleep } from 'node:timers/promises';

export interface Column {
  readonly name: string;
  /** As Trino writes it, e.g. `decimal(38, 0)`. */
  readonly type: string;
}

export interface Result {
  readonly columns: readonly Column[];
  /**
   * Every digit that Trino sent: a `bigint` is a `bigint`, a `decimal` the string that Trino writes, and so are dates,
   * times and addresses. `integer` and `double` are numbers, an `array` and a `row` are arrays, a `map` is an object.
   */
  readonly rows: readonly (readonly unknown[])[];
}

export interface Session {
  /** Of names that lack one. @default 'hive' */
  readonly catalog?: string;
  /** Of names that lack one. @default - none */
  readonly schema?: string;
}

/** What somebody sees of a statement while it runs. */
export interface Watch {
  /** Cancels the statement in Trino; `runStatement` then rejects with `USER_CANCELED`. */
  readonly signal?: AbortSignal;
  /** Called with each of Trino's answers. */
  readonly onStats?: (stats: Stats) => void;
}

export interface Stats {
  /** `QUEUED`, `RUNNING`, `FINISHED` … */
  readonly state: string;
  /** Bytes read from files, as they lie there. */
  readonly physicalInputBytes: number;
}

/** A statement that Trino refused, or that failed while it ran. */
export class StatementError extends Error {
  override readonly name = 'StatementError';

  constructor(
    /** Trino's word for it, e.g. `COLUMN_NOT_FOUND`. */
    readonly errorName: string,
    message: string,
    sql: string,
  ) {
    super(`${errorName}: ${message}\n${sql}`);
  }
}

/** https://trino.io/docs/current/develop/client-protocol.html */
interface Page {
  readonly nextUri?: string;
  readonly columns?: readonly (Column & { readonly typeSignature: TypeSignature })[];
  readonly data?: readonly (readonly unknown[])[];
  readonly error?: { readonly errorName: string; readonly message: string };
  readonly stats: Stats;
}

interface TypeSignature {
  readonly rawType: string;
  /** A type in `array` and `map`, a type with its field's name in `row`, a length in `varchar`. */
  readonly arguments: readonly {
    readonly value: TypeSignature | { readonly typeSignature: TypeSignature };
  }[];
}

/** Runs one statement, which must not end in a semicolon. */
export async function runStatement(
  url: string,
  sql: string,
  session: Session = {},
  { signal, onStats }: Watch = {},
): Promise<Result> {
  const headers = {
    'X-Trino-User': 'flowtoll',
    'X-Trino-Catalog': session.catalog ?? 'hive',
    ...(session.schema !== undefined && { 'X-Trino-Schema': session.schema }),
    'X-Trino-Time-Zone': 'UTC',
    // Without it a timestamp is cut to milliseconds.
    'X-Trino-Client-Capabilities': 'PARAMETRIC_DATETIME',
  };
  let columns: Page['columns'] = [];
  const data: (readonly unknown[])[] = [];
  let page = await ask(`${url}/v1/statement`, { method: 'POST', headers, body: sql });
  for (;;) {
    onStats?.(page.stats);
    if (page.error) throw new StatementError(page.error.errorName, page.error.message, sql);
    if (page.columns) columns = page.columns;
    data.push(...(page.data ?? []));
    if (page.nextUri === undefined) break;
    if (signal?.aborted) await fetch(page.nextUri, { method: 'DELETE', headers });
    page = await ask(page.nextUri, { headers });
  }
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: data.map((row) => row.map((value, index) => read(columns[index]!.typeSignature, value))),
  };
}

async function ask(url: string, request: RequestInit): Promise<Page> {
  for (;;) {
    const answer = await fetch(url, request);
    const text = await answer.text();
    if (answer.ok) return JSON.parse(quoteLongIntegers(text)) as Page;
    // The protocol's "ask again".
    if (![502, 503, 504].includes(answer.status)) throw new Error(`Trino answered ${answer.status}: ${text}`);
    await sleep(100);
  }
}

/** A bigint comes as a number of JSON, of which JSON.parse keeps 53 bits. No other type comes with this many digits. */
function quoteLongIntegers(json: string): string {
  return json.replace(/"(?:[^"\\]+|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
  );
}

function read(type: TypeSignature, value: unknown): unknown {
  if (value === null) return null;
  const inner = (index: number): TypeSignature => {
    const argument = type.arguments[index]!.value;
    return 'typeSignature' in argument ? argument.typeSignature : argument;
  };
  switch (type.rawType) {
    case 'bigint':
      return BigInt(value as number | string);
    case 'double':
    case 'real':
      // NaN and the infinities come as strings.
      return Number(value);
    case 'array':
      return (value as unknown[]).map((element) => read(inner(0), element));
    case 'row':
      return (value as unknown[]).map((field, index) => read(inner(index), field));
    case 'map':
      return Object.fromEntries(
        Object.entries(value as object).map(([key, element]) => [key, read(inner(1), element)]),
      );
    default:
      return value;
  }
}
