import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { ApiError } from './api-error';
import { REGION, type Emulator } from './emulator';
import { FaultPlan, type Faults } from './faults';

/** A call, and what was in it. */
export interface RecordedCall {
  /** As IAM writes it: `athena:StartQueryExecution`, `s3:GetObject`, `ec2:DescribeFlowLogs` */
  readonly action: string;
  /** Of a JSON API; of other services `path` and `body`. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Where calls to AWS come through: each is recorded, may be disturbed, and is answered by the emulator or before it. */
export interface Gateway {
  readonly endpoint: string;
  /** The emulator's variables, changed so that every call of a process comes here. */
  readonly environment: NodeJS.ProcessEnv;
  /** All calls that came, oldest first. */
  readonly requests: readonly RecordedCall[];
  /** From now on: calls count from 1 again, and a server that had died is alive. */
  setFaults(faults: Faults): void;
  /** Throws what an action is refused with by the faults as they are. */
  check(action: string): void;
  /** One call of a JSON API of the emulator, e.g. `AWSGlue.GetTable`. Rejects with an `ApiError`. */
  ask<Output>(target: string, input: object): Promise<Output>;
  /** Puts an object into the emulator's S3. Rejects with an `ApiError`. */
  put(location: string, text: string): Promise<void>;
  stop(): Promise<void>;
}

/** Answers a call of a JSON API. A Date in what it gives is sent as AWS does, in seconds. */
export type Operation = (input: never) => object | Promise<object>;

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | string;
}

const JSON_HEADERS = { 'content-type': 'application/x-amz-json-1.1' };

/** Starts a gateway. The operations, by action, are answered here and not by the emulator. */
export async function startGateway(
  emulator: Emulator,
  operations: Readonly<Record<string, Operation>>,
): Promise<Gateway> {
  const requests: RecordedCall[] = [];
  let plan = new FaultPlan({});

  const forward = (method: string, path: string, headers: IncomingHttpHeaders, body: Buffer | string) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = send(new URL(path, emulator.endpoint), { method, headers }, (answer) => {
        const { statusCode: status = 500, headers } = answer;
        buffer(answer).then((body) => resolve({ status, headers, body }), reject);
      });
      sent.on('error', reject).end(body);
    });

  async function work({ method, url, headers }: IncomingMessage, body: Buffer, call: RecordedCall) {
    const operation = operations[call.action];
    if (!operation) return forward(method!, url!, headers, body);
    const output = await operation(call.input as never);
    return { status: 200, headers: JSON_HEADERS, body: JSON.stringify(output, datesAsSeconds) };
  }

  /** Nothing where no answer is to be sent. */
  async function answer(request: IncomingMessage, body: Buffer): Promise<Answer | undefined> {
    const call = readCall(request, body);
    requests.push(call);
    const fault = plan.next(call);
    if (fault === 'die') return undefined;
    try {
      plan.check(call.action, fault);
      const answer = await work(request, body, call);
      return fault === 'lose' || fault === 'die-after' ? undefined : answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return { status: error.status, headers: JSON_HEADERS, body: error.bodyFor(call.action) };
    }
  }

  // a client that pauses for seconds finds its connection as it was
  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    buffer(request)
      .then((body) => answer(request, body))
      .then((answer) => {
        if (answer) response.writeHead(answer.status, answer.headers).end(answer.body);
        else request.socket.destroy();
      })
      .catch((error: Error) => response.writeHead(501).end(error.stack));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // whoever forgets `stop` still ends
  server.unref();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    endpoint,
    environment: { ...emulator.environment, AWS_ENDPOINT_URL: endpoint },
    requests,
    setFaults: (faults) => (plan = new FaultPlan(faults)),
    check: (action) => plan.check(action),
    async ask(target, input) {
      const service = target.startsWith('AWSGlue.') ? 'glue' : 'athena';
      const authorization = `AWS4-HMAC-SHA256 Credential=emulator/20260101/${REGION}/${service}/aws4_request`;
      const headers = { ...JSON_HEADERS, authorization, 'x-amz-target': target };
      const { status, body } = await forward('POST', '/', headers, JSON.stringify(input));
      const output = JSON.parse(body.toString() || '{}');
      if (status < 300) return output;
      throw new ApiError(output.__type, output.message ?? output.Message);
    },
    async put(location, text) {
      const { status, body } = await forward('PUT', location.slice('s3:/'.length), {}, text);
      if (status >= 300) throw new ApiError(/<Code>(\w+)/.exec(String(body))?.[1] ?? 'S3', String(body));
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** JSON.stringify makes a string of a Date before it asks. */
function datesAsSeconds(this: Record<string, unknown>, key: string, value: unknown): unknown {
  return this[key] instanceof Date ? this[key].getTime() / 1000 : value;
}

function readCall({ headers, method, url = '/' }: IncomingMessage, body: Buffer): RecordedCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([\w-]+)\//.exec(headers.authorization ?? '')?.[1] ?? 's3';
  const [, operation] = /^\w+\.(\w+)$/.exec(String(headers['x-amz-target'] ?? '')) ?? [];
  if (operation) return { action: `${service}:${operation}`, input: JSON.parse(body.toString() || '{}') };
  if (service === 's3') return { action: `s3:${s3Action(method!, url)}`, input: { path: url } };
  const form = new URLSearchParams(body.toString());
  return { action: `${service}:${form.get('Action')}`, input: { path: url, body: body.toString() } };
}

/** The permission that a call of S3 needs. */
function s3Action(method: string, url: string): string {
  const isObject = /^\/[^/?]+\/[^?]/.test(url);
  if (!isObject && method === 'PUT') return 'CreateBucket';
  if (!isObject) return /[?&]location/.test(url) ? 'GetBucketLocation' : 'ListBucket';
  return { PUT: 'PutObject', DELETE: 'DeleteObject' }[method] ?? 'GetObject';
}
