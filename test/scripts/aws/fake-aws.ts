import '../../node-errors';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface FakeCall {
  /** `StartQueryExecution`; of S3 the method and the path. */
  readonly operation: string;
  /** Of a JSON API its body, else the query string. */
  readonly input: Readonly<Record<string, string>>;
  readonly headers: IncomingMessage['headers'];
}

/** What comes back: `json` and `body` with status 200, an error by its name, or a connection that breaks. */
export type FakeAnswer =
  | { readonly json: object }
  | {
      readonly body: string | Buffer;
      readonly status?: number;
      readonly headers?: Record<string, string>;
      /** The connection breaks after the body, which is less than the headers promise. */
      readonly broken?: boolean;
    }
  | { readonly error: string; readonly message?: string; readonly status?: number; readonly reason?: string }
  | 'lost'
  | 'half';

export interface FakeAws {
  readonly calls: FakeCall[];
  /** Says what comes back, from now on. */
  answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer>;
  stop(): Promise<void>;
}

/** A server to which all calls of AWS clients in this process go, until it stops. */
export async function startFakeAws(): Promise<FakeAws> {
  const fake: FakeAws = {
    calls: [],
    answer: () => ({ error: 'NotTold' }),
    stop: async () => {
      restore();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  const server = createServer((request, response) => {
    void read(request).then(async (call) => {
      fake.calls.push(call);
      reply(await fake.answer(call), request, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const restore = setVariables({
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_ACCESS_KEY_ID: 'fake',
    AWS_SECRET_ACCESS_KEY: 'fake',
    AWS_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });
  return fake;
}

/** Sets variables of this process; what it returns sets them back. */
export function setVariables(variables: Readonly<Record<string, string | undefined>>): () => void {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = ([name, value]: readonly [string, string | undefined]) =>
    value === undefined ? delete process.env[name] : (process.env[name] = value);
  Object.entries(variables).forEach(set);
  return () => before.forEach(set);
}

async function read(request: IncomingMessage): Promise<FakeCall> {
  const body = await text(request);
  const [, operation] = /\.(\w+)$/.exec(String(request.headers['x-amz-target'] ?? '')) ?? [];
  const { headers } = request;
  if (operation) return { operation, input: JSON.parse(body) as Record<string, string>, headers };
  const url = new URL(request.url!, 'http://fake');
  const query = body.startsWith('Action=') ? new URLSearchParams(body) : url.searchParams;
  const action = query.get('Action');
  return {
    operation: action ?? `${request.method} ${decodeURIComponent(url.pathname)}`,
    input: Object.fromEntries(query),
    headers,
  };
}

function reply(answer: FakeAnswer, request: IncomingMessage, response: ServerResponse): void {
  if (answer === 'lost') return void request.socket.destroy();
  if (answer === 'half') {
    response.writeHead(200, { 'content-length': 1000 }).write('{"QueryExec');
    return void setTimeout(() => request.socket.destroy(), 10);
  }
  const json = { 'content-type': 'application/x-amz-json-1.1' };
  if ('json' in answer) return void response.writeHead(200, json).end(JSON.stringify(answer.json));
  if ('body' in answer) {
    response.writeHead(answer.status ?? 200, answer.headers);
    if (!answer.broken) return void response.end(answer.body);
    response.write(answer.body);
    return void setTimeout(() => request.socket.destroy(), 20);
  }

  const { error, message = error, status = 400, reason } = answer;
  const isJson = request.headers['x-amz-target'] !== undefined;
  const xml = `<Error><Code>${error}</Code><Message>${message}</Message></Error>`;
  const body = isJson
    ? JSON.stringify({ __type: error, Message: message, message, Reason: reason })
    : request.method === 'POST'
      ? `<Response><Errors>${xml}</Errors></Response>`
      : xml;
  response.writeHead(status, isJson ? json : {}).end(body);
}
