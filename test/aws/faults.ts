import { Seeded } from '../core/seeded';
import { ApiError } from './api-error';
import type { RecordedCall } from './gateway';

/**
 * What may happen to one call: it is refused (`throttle`, `too-many-requests`, `internal-error`), its response gets lost
 * after the work has been done (`lose`), or the server dies, before the work (`die`) or after it (`die-after`).
 */
export type CallFault = 'throttle' | 'too-many-requests' | 'internal-error' | 'lose' | 'die' | 'die-after';

export interface Faults {
  /** By number of the call, 1 for the first after these faults were set. */
  readonly at?: Readonly<Record<number, CallFault>>;
  /** By what a call is. */
  readonly on?: (call: RecordedCall) => CallFault | undefined;
  /** Share of the calls that are throttled, 0 to 1. */
  readonly throttle?: number;
  /** Share of the calls whose response gets lost, 0 to 1. */
  readonly lose?: number;
  /** Of the shares. @default 1 */
  readonly seed?: number;
  /** Actions without permission, as IAM writes them: `athena:StartQueryExecution`, `glue:CreateTable`, `s3:GetObject` */
  readonly denied?: readonly string[];
  readonly expiredCredentials?: boolean;
}

/** The same refusal in the words of each service; the JSON APIs share theirs, and their status 400. */
const CODES = {
  throttle: { json: 'ThrottlingException', s3: 'SlowDown', ec2: 'RequestLimitExceeded', status: 503 },
  denied: { json: 'AccessDeniedException', s3: 'AccessDenied', ec2: 'UnauthorizedOperation', status: 403 },
  expired: { json: 'ExpiredTokenException', s3: 'ExpiredToken', ec2: 'RequestExpired', status: 400 },
} as const;

const USER = 'arn:aws:iam::123456789012:user/emulator';

/** Decides about one call after another. */
export class FaultPlan {
  private calls = 0;
  private dead = false;
  private readonly chance: Seeded;

  constructor(private readonly faults: Faults) {
    this.chance = new Seeded(faults.seed ?? 1);
  }

  /** What happens to the next call. */
  next(call: RecordedCall): CallFault | undefined {
    const { at = {}, on, throttle = 0, lose = 0 } = this.faults;
    const throttled = this.chance.below(1000) < throttle * 1000;
    const lost = this.chance.below(1000) < lose * 1000;
    const chosen = at[(this.calls += 1)] ?? on?.(call);
    const fault = chosen ?? (throttled ? 'throttle' : lost ? 'lose' : undefined);
    if (this.dead) return 'die';
    this.dead = fault === 'die' || fault === 'die-after';
    return fault;
  }

  /** Throws what an action is refused with. */
  check(action: string, fault?: CallFault): void {
    const { denied = [], expiredCredentials = false } = this.faults;
    if (expiredCredentials)
      throw refusal(action, 'expired', 'The security token included in the request is expired');
    if (denied.includes(action))
      throw refusal(action, 'denied', `User: ${USER} is not authorized to perform: ${action}`);
    if (fault === 'throttle') throw refusal(action, 'throttle', 'Rate exceeded');
    if (fault === 'too-many-requests') throw tooManyRequests();
    if (fault === 'internal-error') throw new ApiError('InternalServerException', 'Internal error', {}, 500);
  }
}

function refusal(action: string, kind: keyof typeof CODES, message: string): ApiError {
  const { json, status, ...codes } = CODES[kind];
  const code = Object.entries(codes).find(([service]) => action.startsWith(`${service}:`))?.[1];
  return new ApiError(code ?? json, message, {}, code ? status : 400);
}

export const tooManyRequests = (): ApiError =>
  new ApiError('TooManyRequestsException', 'You have exceeded the limit for the number of queries', {
    Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
  });
