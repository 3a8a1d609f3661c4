import { UserError } from '../../core/user-error';

/** A call to AWS, in the words of its permissions. */
export interface Call {
  /** The permission that it needs, e.g. `athena:StartQueryExecution`. */
  readonly action: string;
  readonly region: string;
}

/** What AWS's SDKs throw. */
interface SdkError {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** What an error of AWS means for the user, and what to do next. What is no error of AWS stays as it is. */
export function awsError(error: unknown, { action, region }: Call): unknown {
  if (!(error instanceof Error) || error instanceof UserError) return error;
  const { name, message, code, $metadata } = error as SdkError;
  const words = (text: string) => new UserError(text, { cause: error });
  const service = serviceOf(action);

  if (deniedNames.has(name) || ($metadata?.httpStatusCode === 403 && !(name in credentialWords))) {
    return words(noPermission(message, action));
  }
  const credentials = credentialWords[name];
  if (credentials !== undefined) return words(credentials);
  if (code !== undefined && networkCodes.has(code)) {
    return words(
      `cannot reach ${service} in ${region} (${code}); check the network, and that the Region is right`,
    );
  }
  if (name === 'TimeoutError') return words(`${service} in ${region} does not answer; check the network`);
  for (const { says, because } of requestWords) {
    if (says.test(message) || says.test(name)) return words(because(message, region));
  }
  if ($metadata === undefined) return error;
  return words(`${service} answered ${action}: ${message} (${name})`);
}

const deniedNames = new Set([
  'AccessDeniedException',
  'AccessDenied',
  'UnauthorizedOperation',
  'AuthorizationError',
  'NotAuthorized',
]);

const signInAgain = 'sign in again, e.g. with aws sso login';
const unknownKey =
  'AWS does not know these credentials; check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';

const credentialWords: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    'no AWS credentials were found; sign in, e.g. with aws sso login, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  TokenProviderError: `the AWS sign-in has ended; ${signInAgain}`,
  ExpiredTokenException: `the AWS credentials have expired; ${signInAgain}`,
  ExpiredToken: `the AWS credentials have expired; ${signInAgain}`,
  RequestExpired: `the AWS credentials have expired; ${signInAgain}`,
  UnrecognizedClientException: unknownKey,
  InvalidClientTokenId: unknownKey,
  InvalidAccessKeyId: unknownKey,
  AuthFailure: unknownKey,
  InvalidSignatureException:
    'AWS refuses the signature; check AWS_SECRET_ACCESS_KEY and the clock of this machine',
  SignatureDoesNotMatch:
    'AWS refuses the signature; check AWS_SECRET_ACCESS_KEY and the clock of this machine',
  RequestTimeTooSkewed: 'the clock of this machine is wrong by more than AWS allows; set it',
};

const networkCodes = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What services say of a request, in messages or names that AWS has no finer code for. */
const requestWords: readonly { says: RegExp; because: (message: string, region: string) => string }[] = [
  {
    says: /^WorkGroup (\S+) is not found/i,
    because: (message, region) =>
      `there is no workgroup '${/^WorkGroup (\S+) is/i.exec(message)?.[1]}' in ${region}; deploy the stack, or name another with --workgroup`,
  },
  {
    says: /No output location provided/i,
    because: () =>
      'the workgroup has no results location; give it one (ResultConfiguration, OutputLocation), or name another with --workgroup',
  },
  {
    says: /location provided to save your query results is invalid|Unable to verify\/create output bucket/i,
    because: (_, region) =>
      `Athena cannot write to the results location of the workgroup; its bucket must exist and be in ${region}`,
  },
  {
    says: /^PermanentRedirect$|^AuthorizationHeaderMalformed$|^IllegalLocationConstraintException$/,
    because: (_, region) => `the bucket is not in ${region}; a query reads only what is in its own Region`,
  },
  {
    says: /^NoSuchBucket$/,
    because: (message) => `${message.replace(/\.$/, '')}; deploy the stack, or look for who removed it`,
  },
  {
    says: /^MetadataException$|^EntityNotFoundException$/,
    because: (message) => `${message.replace(/\.$/, '')}; deploy the stack, or name another with --database`,
  },
];

function noPermission(message: string, action: string): string {
  const [, who] = /(arn:aws[\w-]*:(?:iam|sts)::\S+) is not authorized/.exec(message) ?? [];
  const [, named] = /not authorized to perform:? ([\w-]+:\w+)/.exec(message) ?? [];
  const [, what] = /on resource:? (\S+?)[.,]?(?:\s|$)/.exec(message) ?? [];
  const on = what === undefined ? '' : ` on ${what}`;
  return `no permission for ${named ?? action}${on}; ask for a policy of ${who ?? 'your user or role'} that allows it`;
}

function serviceOf(action: string): string {
  const names: Readonly<Record<string, string>> = { athena: 'Athena', s3: 'S3', ec2: 'EC2' };
  const [service] = action.split(':') as [string];
  return names[service] ?? service;
}

/** A query that Athena accepted and did not finish. */
export interface FailedQuery {
  readonly id: string;
  readonly workgroup: string;
  readonly database?: string;
  /** `StateChangeReason` of the query, else the message of its `AthenaError`. */
  readonly reason: string;
  /** `ErrorType` of its `AthenaError`. */
  readonly type?: number;
}

/** Why a query failed or was cancelled, and what to do next. */
export function queryError(query: FailedQuery): UserError {
  const reason = query.reason.replace(/\s+/g, ' ').trim();
  const found = queryWords.find(({ says, types }) => types?.includes(query.type ?? -1) || says.test(reason));
  return new UserError(
    found
      ? found.because(query, reason.replace(/\.$/, ''))
      : `Athena did not finish query ${query.id}: ${reason || 'it gives no reason'}`,
  );
}

const denied = /not authorized to perform|Access ?Denied|Insufficient permissions|PERMISSION_DENIED/i;

const queryWords: readonly {
  says: RegExp;
  types?: readonly number[];
  because: (query: FailedQuery, reason: string) => string;
}[] = [
  {
    says: /Bytes scanned limit was exceeded/i,
    because: ({ workgroup }) =>
      `workgroup '${workgroup}' cancels a query that scans more than its limit (what was scanned is charged); ask for a shorter time, or raise BytesScannedCutoffPerQuery`,
  },
  {
    says: denied,
    types: [1500, 1501],
    because: ({ id }, reason) =>
      /not authorized to perform/.test(reason)
        ? noPermission(reason, 'athena:StartQueryExecution')
        : `no permission in query ${id}: ${reason}; ask for s3:GetObject and s3:ListBucket on the logs, s3:PutObject on the results, and kms:Decrypt where keys are used`,
  },
  {
    says: /SCHEMA_NOT_FOUND|(?:Schema|Database) \S+ (?:does not exist|not found)/i,
    because: ({ database }) =>
      `there is no database '${database ?? ''}'; deploy the stack, or name another with --database`,
  },
  {
    says: /TABLE_NOT_FOUND|Table \S+ (?:does not exist|not found)/i,
    types: [1110],
    because: (_, reason) =>
      `table ${/Table '?([^'\s]+)'?/i.exec(reason)?.[1] ?? ''} is not there; run flowtoll setup, which makes it`,
  },
  {
    says: /COLUMN_NOT_FOUND|Column '?\S+'? cannot be resolved/i,
    because: (_, reason) =>
      `column ${/Column '?([^'\s]+)'?/i.exec(reason)?.[1] ?? ''} is not there; check its name, or run flowtoll setup, which compares table and flow log`,
  },
  {
    says: /HIVE_BAD_DATA|HIVE_PARTITION_SCHEMA_MISMATCH|HIVE_CANNOT_OPEN_SPLIT|HIVE_CURSOR_ERROR/,
    because: (_, reason) =>
      `a file is not as its table says (${reason}); run flowtoll setup, which compares table and flow log`,
  },
  {
    says: /PermanentRedirect|is in this region: \S+/i,
    because: (_, reason) =>
      `the bucket is in another Region${/is in this region: ([a-z0-9-]+)/i.exec(reason)?.[1]?.replace(/^/, ' (') ?? ''}${/is in this region: [a-z0-9-]+/i.test(reason) ? ')' : ''}; Athena must be asked there`,
  },
  {
    says: /NoSuchBucket|bucket does not exist/i,
    types: [1306],
    because: (_, reason) =>
      `a bucket is not there (${reason}); deploy the stack again, or run flowtoll setup`,
  },
  {
    says: /exhausted resources|EXCEEDED_\w+LIMIT|Query timeout/i,
    because: (_, reason) =>
      `the query needs more than Athena gives it (${reason}); ask for a shorter time or fewer dimensions`,
  },
  {
    says: /^[A-Z_]+: line \d+:\d+:|SYNTAX_ERROR|mismatched input|FAILED: ParseException/,
    because: (_, reason) => `the statement was refused: ${reason}`,
  },
];
