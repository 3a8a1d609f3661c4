import { awsError } from '../../../scripts/aws/errors';
import { UserError } from '../../../core/user-error';

const call = { action: 'athena:StartQueryExecution', region: 'eu-central-1' };

/** As AWS's clients throw: a name, a message, a status, sometimes a code. */
function thrown(name: string, message = '', more: object = { $metadata: { httpStatusCode: 400 } }): Error {
  return Object.assign(new Error(message), { name, ...more });
}

const signIn = 'sign in again, e.g. with aws sso login';
const unknownKey =
  'AWS does not know these credentials; check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and that the account has enabled the Region';

test.each<[string, Error, string]>([
  [
    'a permission that AWS names, with who lacks it and on what',
    thrown(
      'AccessDeniedException',
      'User: arn:aws:sts::123456789012:assumed-role/reader/me is not authorized to perform: athena:StartQueryExecution on resource: arn:aws:athena:eu-central-1:123456789012:workgroup/flow because no identity-based policy allows the athena:StartQueryExecution action',
    ),
    'no permission for athena:StartQueryExecution on arn:aws:athena:eu-central-1:123456789012:workgroup/flow; ask for a policy of arn:aws:sts::123456789012:assumed-role/reader/me that allows it',
  ],
  [
    'a permission that AWS does not name',
    thrown('AccessDenied', 'Access Denied', { $metadata: { httpStatusCode: 403 } }),
    'no permission for athena:StartQueryExecution; ask for a policy of your user or role that allows it',
  ],
  [
    'no credentials',
    thrown('CredentialsProviderError', 'Could not load credentials from any providers', {}),
    'no AWS credentials were found; sign in, e.g. with aws sso login, or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  ],
  ['expired credentials', thrown('ExpiredTokenException'), `the AWS credentials have expired; ${signIn}`],
  [
    'expired credentials of S3, which answers 403 to no other effect',
    thrown('ExpiredToken', '', { $metadata: { httpStatusCode: 403 } }),
    `the AWS credentials have expired; ${signIn}`,
  ],
  ['unknown credentials', thrown('UnrecognizedClientException'), unknownKey],
  [
    'a host that is not there',
    thrown('Error', 'getaddrinfo ENOTFOUND athena.eu-west-9.amazonaws.com', { code: 'ENOTFOUND' }),
    'cannot reach Athena in eu-central-1 (ENOTFOUND); check the network, and that the Region is right',
  ],
  [
    'silence',
    thrown('TimeoutError', 'socket hang up', {}),
    'Athena in eu-central-1 does not answer; check the network',
  ],
  [
    'an unknown workgroup',
    thrown('InvalidRequestException', 'WorkGroup flow is not found.'),
    "there is no workgroup 'flow' in eu-central-1; deploy the stack, or name another with --workgroup",
  ],
  [
    'no results location',
    thrown(
      'InvalidRequestException',
      'No output location provided. An output location is required either through the Workgroup result configuration setting or as an API input.',
    ),
    'the workgroup has no results location; give it one (ResultConfiguration, OutputLocation), or name another with --workgroup',
  ],
  [
    'a results bucket of another Region',
    thrown(
      'InvalidRequestException',
      'The S3 location provided to save your query results is invalid. Please check your S3 location is correct and is in the same region and try again.',
    ),
    'Athena cannot write to the results location of the workgroup; its bucket must exist and be in eu-central-1',
  ],
  [
    'a bucket of another Region',
    thrown(
      'PermanentRedirect',
      'The bucket you are attempting to access must be addressed using the specified endpoint.',
    ),
    'the bucket is not in eu-central-1, where it was asked for; check that the account has enabled its Region',
  ],
  [
    'a database that is not there',
    thrown('MetadataException', 'Database traffic not found.'),
    'Database traffic not found; deploy the stack, or name another with --database',
  ],
  [
    'bad SQL',
    thrown('InvalidRequestException', "line 1:1: mismatched input 'SELEC'"),
    "the statement was refused: line 1:1: mismatched input 'SELEC'",
  ],
  [
    'anything else of AWS',
    thrown('InvalidRequestException', 'Idempotent parameters do not match'),
    'Athena answered athena:StartQueryExecution: Idempotent parameters do not match (InvalidRequestException)',
  ],
])('%s', (_, error, message) => {
  const said = awsError(error, call);
  expect(said).toBeInstanceOf(UserError);
  expect((said as Error).message).toBe(message);
});

test('what is no error of AWS stays a bug of ours, and what was said stays said', () => {
  for (const error of [new TypeError('x is undefined'), new UserError('said')]) {
    expect(awsError(error, call)).toBe(error);
  }
});
