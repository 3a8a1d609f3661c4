/** What a call is refused with: an error of AWS's JSON protocol. */
export class ApiError extends Error {
  constructor(
    override readonly name: string,
    message: string,
    readonly details: Readonly<Record<string, string>> = {},
    readonly status = 400,
  ) {
    super(message);
  }
}

export const invalidRequest = (message: string, AthenaErrorCode = 'INVALID_INPUT'): ApiError =>
  new ApiError('InvalidRequestException', message, { AthenaErrorCode });

/** What a query fails with, by https://docs.aws.amazon.com/athena/latest/ug/error-reference.html */
export class QueryFailure extends Error {
  constructor(
    readonly type: number,
    message: string,
    /** 1 the system's, 2 the user's, 3 another's fault */
    readonly category: 1 | 2 | 3 = 2,
    readonly retryable = false,
  ) {
    super(message);
  }
}
