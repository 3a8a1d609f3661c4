import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RemoteEngine } from '../../../scripts/engines/engine';
import { openTrino, type TrinoUser } from '../../../scripts/engines/trino';

interface Call {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that speaks Trino's protocol as told: each answer is JSON, a status, or a connection that breaks. */
let calls: Call[];
let answers: (string | number | 'lost' | (() => void))[];
let url: string;
let engine: RemoteEngine;
const server = createServer((request, response) => {
  void text(request).then((body) => {
    calls.push({ method: request.method!, url: request.url!, headers: request.headers, body });
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    let answer = answers.length > 1 ? answers.shift()! : answers[0]!;
    if (typeof answer === 'function') {
      answer();
      answer = JSON.stringify({ nextUri: `${url}/v1/next` });
    }
    if (answer === 'lost') return void request.socket.destroy();
    if (typeof answer === 'number') return void response.writeHead(answer).end('no');
    return void response.end(answer.replaceAll('URL', url));
  });
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const open = (user: TrinoUser = {}) => openTrino({ server: url, catalog: 'glue', database: 'traffic' }, user);
beforeEach(() => {
  calls = [];
  engine = open();
});

const next = '{"nextUri":"URL/v1/next"}';

test('a statement is asked about until all of its rows are there', async () => {
  answers = [
    '{"nextUri":"URL/v1/1","stats":{"physicalInputBytes":0}}',
    '{"nextUri":"URL/v1/2","columns":[{"name":"a","type":"bigint"}],"data":[[1],[2]],"stats":{"physicalInputBytes":5}}',
    '{"data":[[3]],"stats":{"physicalInputBytes":1234}}',
  ];
  expect(await engine.query('SELECT 1')).toEqual({
    columns: [{ name: 'a', type: 'integer' }],
    rows: [[1], [2], [3]],
    scannedBytes: 1234,
  });
  expect(calls.map((call) => [call.method, call.url])).toEqual([
    ['POST', '/v1/statement'],
    ['GET', '/v1/1'],
    ['GET', '/v1/2'],
  ]);
  expect(calls[0]!.body).toBe('SELECT 1');
  expect(calls[0]!.headers).toMatchObject({
    'x-trino-user': 'flowtoll',
    'x-trino-catalog': 'glue',
    'x-trino-schema': 'traffic',
    'x-trino-time-zone': 'UTC',
  });
});

test('no digit is lost, and every value keeps its type', async () => {
  const types = ['bigint', 'decimal(38,0)', 'double', 'boolean', 'varchar', 'array(bigint)', 'integer'];
  const columns = JSON.stringify(types.map((type) => ({ name: type, type })));
  const rows = [
    '[9007199254740991,"12345678901234567890",0.5,true,"9007199254740993",[1,2],1]',
    '[9007199254740993,"0.10",1.0E10,false,"say \\"9007199254740993\\"",null,-1]',
    '[-9223372036854775808,null,"NaN",null,null,[],null]',
  ];
  answers = [`{"columns":${columns},"data":[${rows.join(',')}]}`];
  const table = await engine.query('SELECT 1');
  expect(table.columns.map(({ type }) => type)).toEqual([
    'integer',
    'decimal',
    'decimal',
    'boolean',
    'text',
    'text',
    'integer',
  ]);
  expect(table.rows).toEqual([
    [9007199254740991, '12345678901234567890', 0.5, true, '9007199254740993', '[1,2]', 1],
    [9007199254740993n, '0.10', 1e10, false, 'say "9007199254740993"', null, -1],
    [-9223372036854775808n, null, 'NaN', null, null, '[]', null],
  ]);
});

test.each([502, 503, 504, 429])('a %i is asked again', async (status) => {
  answers = [next, status, status, '{"columns":[{"name":"a","type":"integer"}],"data":[[1]]}'];
  expect((await engine.query('SELECT 1')).rows).toEqual([[1]]);
});

test('a lost answer is asked for again, a lost start is not made again', async () => {
  answers = [next, 'lost', '{"columns":[{"name":"a","type":"integer"}],"data":[[1]]}'];
  expect((await engine.query('SELECT 1')).rows).toEqual([[1]]);
  calls = [];
  answers = ['lost'];
  await expect(engine.query('SELECT 1')).rejects.toThrow(`cannot reach Trino at ${url}`);
  expect(calls).toHaveLength(1);
});

test('a refused statement says why', async () => {
  answers = [
    next,
    '{"error":{"errorName":"TABLE_NOT_FOUND","message":"line 1:15: Table \'x\' does not exist"}}',
  ];
  await expect(engine.query('SELECT 1 FROM x')).rejects.toThrow(
    "Trino refused the statement: TABLE_NOT_FOUND: line 1:15: Table 'x' does not exist; check --catalog, --database and --table",
  );
});

test.each([
  [401, 'lets nobody in; set TRINO_USER and TRINO_PASSWORD'],
  [404, 'answered 404: no; check --server'],
])('a %i is said', async (status, message) => {
  answers = [status];
  await expect(engine.query('SELECT 1')).rejects.toThrow(`Trino at ${url} ${message}`);
});

test('a statement that runs is cancelled in Trino', async () => {
  let cancelled: Promise<void> | undefined;
  answers = [next, () => (cancelled = engine.cancel()), next];
  await expect(engine.query('SELECT 1')).rejects.toThrow();
  await cancelled;
  expect(calls.filter(({ method }) => method === 'DELETE').map((call) => call.url)).toEqual(['/v1/next']);
  await expect(engine.query('SELECT 2')).rejects.toThrow();
});

describe('a password', () => {
  test('never travels in the clear', () => {
    expect(() => open({ user: 'me', password: 'secret' })).toThrow(
      'TRINO_PASSWORD is sent over https only; give --server as https://…',
    );
  });

  test('goes with the user to the server that was named, and nowhere else', async () => {
    const sent: [string, string | null][] = [];
    const real = globalThis.fetch;
    globalThis.fetch = async (input, init) => {
      sent.push([String(input), new Headers(init!.headers).get('authorization')]);
      const page =
        sent.length === 1 ? { nextUri: 'https://elsewhere.example/v1/next' } : { columns: [], data: [] };
      return new Response(JSON.stringify(page));
    };
    try {
      const place = { server: 'https://trino.example:8443', catalog: 'glue', database: 'traffic' };
      await openTrino(place, { user: 'me', password: 'secret' }).query('SELECT 1');
    } finally {
      globalThis.fetch = real;
    }
    expect(sent).toEqual([
      ['https://trino.example:8443/v1/statement', `Basic ${Buffer.from('me:secret').toString('base64')}`],
      ['https://elsewhere.example/v1/next', null],
    ]);
  });
});
