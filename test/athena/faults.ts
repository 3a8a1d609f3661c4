import { Seeded } from '../core/seeded';
import { ApiError } from './errors';
import type { QueryFault } from './queries';

/**
 * What may happen to one call: it is refused (`throttle`, `too-many-requests`, `internal-error`), its response gets lost
 * after the work has been done (`lose`), or the server dies, before the work (`die`) or after it (`die-after`).
 */
export type CallFault = 'throttle' | 'too-many-requests' | 'internal-error' | 'lose' | 'die' | 'die-after';

export interface Faults {
  /** By number of the call, 1 for the first after these faults were set. */
  readonly at?: Readonly<Record<number, CallFault>>;
  /** Share of the calls that are throttled, 0 to 1. */
  readonly throttle?: number;
  /** Share of the calls whose response gets lost, 0 to 1. */
  readonly lose?: number;
  /** Of the shares. @default 1 */
  readonly seed?: number;
  /** Actions without permission, as IAM writes them: `athena:StartQueryExecution`, `glue:CreateTable`, `s3:GetObject` */
  readonly denied?: readonly string[];
  readonly expiredCredentials?: boolean;
  /** For the queries that start from now on, one after another; later ones just run. */
  readonly queries?: readonly QueryFault[];
  /** Queries at once, beyond which none may start. */
  readonly slots?: number;
}

/** Codes of the same refusal in three protocols. */
const CODES = {
  throttle: { athena: 'ThrottlingException', s3: 'SlowDown', ec2: 'RequestLimitExceeded', status: 503 },
  denied: { athena: 'AccessDeniedException', s3: 'AccessDenied', ec2: 'UnauthorizedOperation', status: 403 },
  expired: { athena: 'ExpiredTokenException', s3: 'ExpiredToken', ec2: 'RequestExpired', status: 400 },
} as const;

/** Decides about one call after another. */
export class FaultPlan {
  private calls = 0;
  private dead = false;
  private started = 0;
  private readonly chance: Seeded;

  constructor(readonly faults: Faults) {
    this.chance = new Seeded(faults.seed ?? 1);
  }

  /** The fault of the next call, of the two that can be told from its number and by chance. */
  next(): CallFault | undefined {
    const { at = {}, throttle = 0, lose = 0 } = this.faults;
    const [first, second] = [this.chance.below(1000) / 1000, this.chance.below(1000) / 1000];
    const fault =
      at[(this.calls += 1)] ?? (first < throttle ? 'throttle' : second < lose ? 'lose' : undefined);
    if (this.dead) return 'die';
    this.dead = fault === 'die' || fault === 'die-after';
    return fault;
  }

  /** Throws what the call is refused with. */
  check(action: string, fault?: CallFault): void {
    const service = action.split(':')[0] as 'athena';
    const refuse = (kind: keyof typeof CODES, message: string): never => {
      const { [service]: code = CODES[kind].athena, status } = CODES[kind];
      throw new ApiError(code, message, {}, service === 'athena' ? 400 : status);
    };
    if (this.faults.expiredCredentials)
      refuse('expired', 'The security token included in the request is expired');
    if (this.faults.denied?.includes(action))
      refuse('denied', `User: ${USER} is not authorized to perform: ${action}`);
    if (fault === 'throttle') refuse('throttle', 'Rate exceeded');
    if (fault === 'internal-error') throw new ApiError('InternalServerException', 'Internal error', {}, 500);
    if (fault === 'too-many-requests') throw tooManyRequests();
  }

  nextQuery(): QueryFault {
    return this.faults.queries?.[this.started++] ?? 'run';
  }
}

const USER = 'arn:aws:iam::123456789012:user/emulator';

export const tooManyRequests = (): ApiError =>
  new ApiError('TooManyRequestsException', 'You have exceeded the limit for the number of queries', {
    Reason: 'CONCURRENT_QUERY_LIMIT_EXCEEDED',
  });
