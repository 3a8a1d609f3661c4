import {
  createServer,
  request as send,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { REGION, type Emulator } from '../aws/emulator';
import type { Trino } from '../trino/trino';
import { ApiError } from './errors';
import { FaultPlan, type Faults } from './faults';
import { operationsOf } from './operations';
import type { Query } from './queries';

/** A call that came, and what was in it. */
export interface RecordedCall {
  /** As IAM writes it: `athena:StartQueryExecution`, `s3:GetObject`, `ec2:DescribeFlowLogs` */
  readonly action: string;
  /** Of Athena and Glue; of other services the path. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** An Athena of this machine only: Trino runs what Athena's engine would; Glue, S3 and work groups are the emulator's. */
export interface AthenaServer {
  /** Answers Athena's API, and hands every other call to the emulator. */
  readonly endpoint: string;
  /** The emulator's variables, changed so that every call of a process comes here. */
  readonly environment: NodeJS.ProcessEnv;
  /** All that came, oldest first. */
  readonly requests: readonly RecordedCall[];
  /** What Athena itself asked Glue and S3 for, oldest first. */
  readonly own: readonly RecordedCall[];
  /** All that were started, oldest first. */
  readonly queries: readonly Query[];
  /** From now on: calls and queries count from 1 again, and a server that had died is alive. */
  setFaults(faults: Faults): void;
  stop(): Promise<void>;
}

export interface AthenaOptions {
  readonly emulator: Emulator;
  /** Started with the emulator as its AWS. */
  readonly trino: Trino;
  /** @default - none */
  readonly faults?: Faults;
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | string;
}

/** Starts an Athena. */
export async function startAthena({ emulator, trino, faults = {} }: AthenaOptions): Promise<AthenaServer> {
  const requests: RecordedCall[] = [];
  const own: RecordedCall[] = [];
  const queries: Query[] = [];
  let plan = new FaultPlan(faults);

  const upstream = (method: string, path: string, headers: IncomingHttpHeaders, body: Buffer | string) =>
    new Promise<Answer>((resolve, reject) => {
      const sent = send(new URL(path, emulator.endpoint), { method, headers }, (answer) => {
        const { statusCode: status = 500, headers } = answer;
        buffer(answer).then((body) => resolve({ status, headers, body }), reject);
      });
      sent.on('error', reject).end(body);
    });
  const json = (service: string, target: string) =>
    async function <T>(operation: string, input: object): Promise<T> {
      const headers = {
        'x-amz-target': `${target}.${operation}`,
        'content-type': 'application/x-amz-json-1.1',
        authorization: `AWS4-HMAC-SHA256 Credential=emulator/20260101/${REGION}/${service}/aws4_request`,
      };
      const { status, body } = await upstream('POST', '/', headers, JSON.stringify(input));
      const answer = JSON.parse(body.toString() || '{}');
      if (status < 300) return answer as T;
      throw new ApiError(answer.__type.split('#').at(-1), answer.message ?? answer.Message);
    };
  const asAthena = (action: string, input: object): void => {
    own.push({ action, input: { ...input } });
    plan.check(action);
  };
  const askGlue = json('glue', 'AWSGlue');

  const operations = operationsOf({
    trino,
    queries,
    faults: () => plan,
    athena: json('athena', 'AmazonAthena'),
    glue: async (operation, input) => {
      asAthena(`glue:${operation}`, input);
      return askGlue(operation, input);
    },
    put: async (location, text) => {
      asAthena('s3:PutObject', { location });
      const { status, body } = await upstream('PUT', location.slice('s3:/'.length), {}, text);
      if (status >= 300) throw new ApiError('AccessDenied', body.toString());
    },
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const call = readCall(request, body);
    requests.push(call);
    const fault = plan.next();
    if (fault === 'die') return void request.socket.destroy();
    const {
      status,
      headers,
      body: text,
    } = await work(request, body, call, () => plan.check(call.action, fault));
    if (fault === 'lose' || fault === 'die-after') return void request.socket.destroy();
    response.writeHead(status, headers).end(text);
  }

  async function work(
    { method, url, headers }: IncomingMessage,
    body: Buffer,
    { action, input }: RecordedCall,
    check: () => void,
  ): Promise<Answer> {
    try {
      check();
      const operation = action.startsWith('athena:') && operations[action.slice('athena:'.length)];
      if (!operation) return await upstream(method!, url!, headers, body);
      return { status: 200, headers: {}, body: JSON.stringify(await operation(input as never)) };
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return refusal(action, error);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: Error) => response.writeHead(501).end(error.stack));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // whoever forgets `stop` still ends
  server.unref();
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    endpoint,
    environment: { ...emulator.environment, AWS_ENDPOINT_URL: endpoint },
    requests,
    own,
    queries,
    setFaults: (next) => (plan = new FaultPlan(next)),
    stop: async () => {
      for (const query of queries) query.cancel.abort();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function readCall({ headers, method, url = '/' }: IncomingMessage, body: Buffer): RecordedCall {
  const [, target, operation] = /^(\w+)\.(\w+)$/.exec(String(headers['x-amz-target'] ?? '')) ?? [];
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([\w-]+)\//.exec(headers.authorization ?? '')?.[1] ?? 's3';
  if (target) return { action: `${service}:${operation}`, input: JSON.parse(body.toString() || '{}') };
  const action = new URLSearchParams(body.toString()).get('Action');
  if (service !== 's3') return { action: `${service}:${action}`, input: { body: body.toString() } };
  return { action: `s3:${s3Action(method!, url)}`, input: { path: url } };
}

/** The permission that a call of S3 needs. */
function s3Action(method: string, url: string): string {
  const isObject = /^\/[^/?]+\/[^?]/.test(url);
  if (!isObject) return /[?&]location/.test(url) ? 'GetBucketLocation' : 'ListBucket';
  return { PUT: 'PutObject', DELETE: 'DeleteObject' }[method] ?? 'GetObject';
}

/** An error in the protocol of the service. */
function refusal(action: string, { name, message, details, status }: ApiError): Answer {
  const xml = `<Error><Code>${name}</Code><Message>${message}</Message></Error>`;
  if (action.startsWith('s3:')) return { status, headers: {}, body: xml };
  if (action.startsWith('ec2:'))
    return { status, headers: {}, body: `<Response><Errors>${xml}</Errors></Response>` };
  const body = JSON.stringify({ __type: name, Message: message, message, ...details });
  return { status, headers: { 'content-type': 'application/x-amz-json-1.1' }, body };
}
