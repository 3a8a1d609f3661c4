import { setTimeout as sleep } from 'node:timers/promises';
import { awsError, type Call } from './errors';

/** What kind of trouble a call had, which says how often and how soon it is made again. */
type Trouble = keyof typeof patience;

/** Milliseconds; each wait is twice the one before, and a random part of it is left out so that callers spread. */
const patience = {
  /** A response that got lost, a server that was out for a moment. */
  transient: { attempts: 8, first: 100, longest: 3_000 },
  /** Too many calls a second. */
  throttled: { attempts: 12, first: 200, longest: 5_000 },
  /** All the slots of the account are taken by other queries, some of which run for minutes. */
  busy: { attempts: 60, first: 1_000, longest: 30_000 },
} as const;

// the SDK would warn of Node 20 in every run; which SDK runs on which Node, our package says
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/**
 * What every AWS client here is made of; credentials and endpoints are the environment's.
 *
 * @param region @default - the environment's, or the profile's
 */
export function clientSettings(region?: string) {
  return {
    ...(region !== undefined && { region }),
    // `callAws` does it, for it knows more
    maxAttempts: 1,
    requestHandler: { connectionTimeout: 10_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  };
}

/**
 * Calls AWS: again where that can help, with growing pauses.
 *
 * @param signal ends the pauses after calls that were turned away
 * @throws UserError for what remains, in words
 */
export async function callAws<T>(call: Call, send: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const failed: Record<Trouble, number> = { transient: 0, throttled: 0, busy: 0 };
  for (;;) {
    try {
      return await send();
    } catch (error) {
      const trouble = troubleOf(error);
      if (!trouble || ++failed[trouble] >= patience[trouble].attempts) throw awsError(error, call);
      const { first, longest } = patience[trouble];
      const wait = backOff(failed[trouble], first, longest);
      // what may have been done, its response being lost, is asked for until it is known
      if (trouble === 'transient') await sleep(wait);
      else await sleep(wait, undefined, { signal });
    }
  }
}

/** How long to wait after the n-th try: between half and all of what doubling gives. */
function backOff(tries: number, first: number, longest: number): number {
  return Math.min(longest, first * 2 ** (tries - 1)) * (0.5 + Math.random() / 2);
}

const throttling = new Set([
  'ThrottlingException',
  'Throttling',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'SlowDown',
]);
const lostConnections = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
]);
const passing = new Set([
  'TimeoutError',
  'RequestTimeout',
  'InternalServerException',
  'InternalError',
  'ServiceUnavailable',
]);

function troubleOf(error: unknown): Trouble | undefined {
  const { name, code, Reason, $metadata, $response } = error as {
    name: string;
    code?: string;
    Reason?: string;
    $metadata?: { httpStatusCode?: number };
    $response?: unknown;
  };
  if (Reason === 'CONCURRENT_QUERY_LIMIT_EXCEEDED') return 'busy';
  if (throttling.has(name)) return 'throttled';
  const status = $metadata?.httpStatusCode ?? 0;
  // a response that broke off is no JSON
  const brokenOff = name === 'SyntaxError' && $response !== undefined;
  if (status >= 500 || passing.has(name) || lostConnections.has(code ?? '') || brokenOff) return 'transient';
  return undefined;
}
