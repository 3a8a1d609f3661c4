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
  'AWS does not know these credentials; check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that the account has enabled the Region';

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
    says: /^line \d+:\d+: |^Queries of this type are not supported/,
    because: (message) => `the statement was refused: ${message}`,
  },
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
    because: (_, region) =>
      `the bucket is not in ${region}, where it was asked for; check that the account has enabled its Region`,
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

/** Which permission is missing, of whom and on what, as far as AWS says. */
export function noPermission(message: string, action: string): string {
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
