/**
 * What a single text value must look like: checked at synth where the configuration gives the value, and by Terraform
 * where it comes as an input variable. The patterns are kept to what JavaScript and Terraform (RE2) read alike:
 * no look-around, and no backslash, which HCL would want doubled.
 */
export interface ValueCheck {
  /** What is allowed, as the end of a sentence: `must be …`. */
  readonly allowed: string;
  /** Patterns that must all match. */
  readonly matches: readonly string[];
  /** Patterns of which none may match. */
  readonly matchesNot?: readonly string[];
}

export function meets(check: ValueCheck, value: string): boolean {
  const matches = (pattern: string) => new RegExp(pattern).test(value);
  return check.matches.every(matches) && !(check.matchesNot ?? []).some(matches);
}

/** The same check as a Terraform condition on a variable. */
export function terraformCondition(check: ValueCheck, variable: string): string {
  const matches = (pattern: string) => `can(regex(${JSON.stringify(pattern)}, var.${variable}))`;
  const conditions = [
    ...check.matches.map(matches),
    ...(check.matchesNot ?? []).map((pattern) => `!${matches(pattern)}`),
  ];
  return conditions.join(' && ');
}

/** Kept free in the bucket's name, so that the bucket of query results can be named after it. */
export const resultsSuffix = '-results';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketName = bucketNameOf(63, '', '-s3alias|--ol-s3|[.]mrap|--x-s3|--table-s3');

/** The bucket of flow logs, whose name is the beginning of another. */
export const archiveBucketName = bucketNameOf(
  63 - resultsSuffix.length,
  ` (${resultsSuffix.length} of S3's 63 are kept for '${resultsSuffix}')`,
  // a bucket that is made here is in the global namespace, not in the account's own
  '-s3alias|--ol-s3|[.]mrap|--x-s3|--table-s3|-an',
);

function bucketNameOf(longest: number, why: string, reservedEndings: string): ValueCheck {
  return {
    allowed:
      `a name that S3 takes: 3 to ${longest} lower-case letters, digits, dots and hyphens${why}, a letter or digit at ` +
      'both ends, no two dots in a row, not like an IP address, and none of the beginnings and endings that S3 reserves',
    matches: [`^[a-z0-9][a-z0-9.-]{1,${longest - 2}}[a-z0-9]$`],
    matchesNot: [
      '[.][.]',
      '^[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+$',
      '^(xn--|sthree-|amzn-s3-demo-)',
      `(${reservedEndings})$`,
    ],
  };
}

/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
export const clusterName: ValueCheck = {
  allowed:
    'the name of an EKS cluster: 1 to 100 letters, digits, hyphens and underscores, a letter or digit first',
  matches: ['^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$'],
};

/** A folder in a bucket; a slash at its end is taken and dropped. */
export const folderName: ValueCheck = {
  allowed:
    "a folder in a bucket: at most 200 letters, digits and !_.*'()=/-, no '/' first and no two in a row",
  matches: ["^[0-9A-Za-z!_.*'()=-][0-9A-Za-z!_.*'()=/-]{0,199}$"],
  matchesNot: ['//'],
};

/** https://docs.aws.amazon.com/athena/latest/ug/tables-databases-columns-names.html */
export const databaseName: ValueCheck = {
  allowed:
    'a name that Athena takes unquoted: 1 to 128 lower-case letters, digits and underscores, a letter first',
  matches: ['^[a-z][a-z0-9_]{0,127}$'],
};

export const region: ValueCheck = {
  allowed: 'an AWS Region code, e.g. eu-central-1',
  matches: ['^[a-z]{2,4}(-[a-z]+)+-[0-9]$'],
};

/** Goes into names, tags and the state's key, so it is kept short. */
export const environmentName: ValueCheck = {
  allowed: '1 to 16 lower-case letters, digits and hyphens, a letter first',
  matches: ['^[a-z]([a-z0-9-]{0,14}[a-z0-9])?$'],
};

export const accountId: ValueCheck = {
  allowed: 'an account id of 12 digits, as a string',
  matches: ['^[0-9]{12}$'],
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html */
export const logGroupName: ValueCheck = {
  allowed: "a log group name: 1 to 512 of letters, digits and _-/.#, not beginning with 'aws/'",
  matches: ['^[0-9A-Za-z_/.#-]{1,512}$'],
  matchesNot: ['^aws/'],
};

/** https://docs.aws.amazon.com/athena/latest/APIReference/API_WorkGroup.html */
export const workgroupName: ValueCheck = {
  allowed: 'a workgroup name: 1 to 128 letters, digits, dots, hyphens and underscores',
  matches: ['^[0-9A-Za-z._-]{1,128}$'],
};

export const kmsKeyArn: ValueCheck = {
  allowed:
    'the full ARN of a customer managed KMS key (a key id or an alias makes delivery fail), arn:aws:kms:…:key/…',
  matches: ['^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[0-9A-Za-z-]+$'],
};

export const principalArn: ValueCheck = {
  allowed: 'the ARN of an IAM role or user, arn:aws:iam::…:role/…',
  matches: ['^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/[0-9A-Za-z+=,.@_/-]+$'],
};

export const subscriptionDestinationArn: ValueCheck = {
  allowed: 'the ARN of a Lambda function, a Kinesis data stream or a Firehose stream',
  matches: [
    '^arn:aws[a-z-]*:(lambda:[a-z0-9-]+:[0-9]{12}:function:[0-9A-Za-z_:$-]+|' +
      'kinesis:[a-z0-9-]+:[0-9]{12}:stream/[0-9A-Za-z_.-]+|firehose:[a-z0-9-]+:[0-9]{12}:deliverystream/[0-9A-Za-z_.-]+)$',
  ],
};

/** A released provider version, without operators: it is a floor. */
export const versionNumber: ValueCheck = {
  allowed: 'a version like 6.25.0',
  matches: ['^[0-9]+[.][0-9]+[.][0-9]+$'],
};
