import * as v from 'valibot';
import { fileFormats } from '../delivery/s3-delivery';
import { didYouMean } from '../nearest';
import { azIdPattern } from '../records/az-id';
import { isCidr } from '../records/cidr';
import { tagResourceTypes } from '../records/field';
import { retentionDays, type Configuration } from './configuration';
import { idOfSource, sourceKinds, type SourceKind } from './source';
import {
  accountId,
  archiveBucketName,
  bucketName,
  clusterName,
  databaseName,
  environmentName,
  folderName,
  kmsKeyArn,
  logGroupName,
  meets,
  principalArn,
  region,
  subscriptionDestinationArn,
  versionNumber,
  workgroupName,
  type ValueCheck,
} from './value-check';

// Every message below is the end of the sentence "'path' must be …"; define-config.ts adds the rest.

function text(check: ValueCheck) {
  return v.pipe(
    v.string(check.allowed),
    v.check((value) => meets(check, value), check.allowed),
  );
}

function freeText(allowed: string) {
  return v.pipe(v.string(allowed), v.minLength(1, allowed));
}

function choice<const T extends readonly (string | number)[]>(values: T, why = '') {
  return v.picklist(values, oneOf(values) + why);
}

function wholeNumber(least: number, most: number, unit = '') {
  const allowed = `a whole number${unit} from ${least} to ${most}`;
  return v.pipe(v.number(allowed), v.integer(allowed), v.minValue(least, allowed), v.maxValue(most, allowed));
}

function oneOf(values: readonly (string | number)[]): string {
  return values.map((value) => JSON.stringify(value)).join(' or ');
}

/** An object of known settings; an unknown one is named with its nearest neighbour. */
function settings<const T extends v.ObjectEntries>(entries: T) {
  const known = Object.keys(entries);
  return v.strictObject(entries, (issue) => {
    const key = issue.path?.at(-1)?.key as string | undefined;
    if (key === undefined) return 'an object of settings';
    if (issue.expected !== 'never') return allowedBy(entries[key]!);
    return [`one of the settings ${known.join(', ')}`, didYouMean(key, known)].filter(Boolean).join('; ');
  });
}

/** What a missing setting should have been. */
function allowedBy(entry: v.GenericSchema): string {
  const { message } = ('pipe' in entry ? (entry.pipe as unknown[])[0] : entry) as { message?: string };
  return typeof message === 'string' ? message : 'given';
}

const flag = v.boolean('true or false');

function idOrList(kind: SourceKind) {
  const id = v.pipe(
    v.string(kind.allowed),
    v.check((value) => idOfSource(kind, value) !== undefined, kind.allowed),
  );
  const ids = v.pipe(v.array(id, kind.allowed), v.minLength(1, `${kind.allowed}, or a list of them`));
  return v.union([id, ids], `${kind.allowed}, or a list of them`);
}

const sourceEntries = {
  eksCluster: v.optional(text(clusterName)),
  ...(Object.fromEntries(sourceKinds.map((kind) => [kind.setting, v.optional(idOrList(kind))])) as Record<
    SourceKind['setting'],
    v.OptionalSchema<ReturnType<typeof idOrList>, undefined>
  >),
};

const source = v.pipe(
  settings(sourceEntries),
  v.check(
    (value) => Object.values(value).filter((id) => id !== undefined).length === 1,
    `exactly one source (${Object.keys(sourceEntries).join(', ')})`,
  ),
);

const tagFields = v.array(
  settings({
    resourceType: choice(tagResourceTypes),
    tagKeys: v.array(freeText('a tag key'), 'a list of 1 or 2 tag keys'),
  }),
  'a list of { resourceType, tagKeys }',
);

const flowLog = {
  source: v.optional(source),
  recordFormat: v.optional(freeText('the name of a record format or a format string')),
  trafficType: v.optional(choice(['ALL', 'ACCEPT', 'REJECT'])),
  maxAggregationInterval: v.optional(choice([60, 600])),
  tagFields: v.optional(tagFields),
  fileFormat: v.optional(choice(fileFormats)),
  hiveCompatiblePartitions: v.optional(flag),
  perHourPartition: v.optional(flag),
};

/** Goes into resource addresses, names and log groups. */
const flowLogName: ValueCheck = {
  allowed: 'named with 1 to 24 lower-case letters, digits and hyphens, a letter first',
  matches: ['^[a-z][a-z0-9-]{0,23}$'],
};

const flowLogs = v.pipe(
  v.record(
    text(flowLogName),
    settings({
      ...flowLog,
      destination: v.optional(choice(['s3', 'cloudwatch'])),
      logGroupName: v.optional(text(logGroupName)),
    }),
    'an object of flow logs by name',
  ),
  v.check((value) => Object.keys(value).length > 0, 'at least one flow log by name'),
);

const keyByArn = settings({ kmsKeyArn: text(kmsKeyArn) });

function encryption<const T extends readonly string[]>(names: T) {
  return v.union(
    [v.picklist(names), keyByArn],
    `${oneOf(names)} or { kmsKeyArn }, with ${kmsKeyArn.allowed}`,
  );
}

const transition = v.pipe(
  settings({
    storageClass: choice(
      ['STANDARD_IA', 'GLACIER_IR', 'INTELLIGENT_TIERING'],
      ' (Athena skips archived objects without an error)',
    ),
    afterDays: wholeNumber(0, 36500, ' of days'),
  }),
  v.check(
    (value) => value.storageClass !== 'STANDARD_IA' || value.afterDays >= 30,
    "at least 30 days for STANDARD_IA, S3's own limit",
  ),
);

const athena = settings({
  database: v.optional(text(databaseName)),
  table: v.optional(text(databaseName)),
  partitions: v.optional(choice(['projection', 'explicit'])),
  workgroup: v.optional(text(workgroupName)),
  resultsPrefix: v.optional(text(folderName)),
  resultsExpirationDays: v.optional(wholeNumber(1, 36500, ' of days')),
  // the provider's own floor: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/athena_workgroup
  scanLimitBytes: v.optional(wholeNumber(10_485_760, 7 * 1024 ** 5, ' of bytes')),
  savedQueries: v.optional(flag),
});

const s3 = settings({
  ...flowLog,
  preset: v.optional(choice(['recommended', 'eks-article'])),
  bucketName: v.optional(text(archiveBucketName)),
  encryption: v.optional(encryption(['AES256', 'customer-key'])),
  keyReaders: v.optional(v.array(text(principalArn), 'a list of ARNs')),
  versioning: v.optional(flag),
  transitions: v.optional(v.array(transition, 'a list of { storageClass, afterDays }')),
  expirationDays: v.optional(
    v.union([v.literal(false), wholeNumber(1, 36500)], 'a whole number of days from 1 to 36500, or false'),
  ),
  accessLogs: v.optional(settings({ bucket: text(bucketName), prefix: v.optional(text(folderName)) })),
  sourceAccounts: v.optional(v.array(text(accountId), 'a list of account ids')),
  athena: v.optional(athena),
  flowLogs: v.optional(flowLogs),
});

const cloudwatch = settings({
  ...flowLog,
  preset: v.optional(choice(['recommended', 'nat-article'])),
  logGroupClass: v.optional(choice(['STANDARD', 'INFREQUENT_ACCESS'])),
  retentionDays: v.optional(choice(retentionDays)),
  encryption: v.optional(encryption(['aws-owned-key', 'customer-key'])),
  subscription: v.optional(
    settings({
      destinationArn: text(subscriptionDestinationArn),
      filterPattern: v.optional(
        v.pipe(
          v.string('a filter pattern'),
          v.maxLength(1024, 'a filter pattern of at most 1024 characters'),
        ),
      ),
    }),
  ),
  flowLogs: v.optional(flowLogs),
});

const network = settings({
  cidr: v.pipe(
    v.string('a CIDR'),
    v.check(isCidr, 'a CIDR like 10.0.0.0/16 or 2001:db8::/32, with no bit set after its prefix'),
  ),
  name: freeText('a name'),
  region: v.optional(text(region)),
  az: v.optional(text({ allowed: 'an Availability Zone id, e.g. euc1-az1', matches: [azIdPattern] })),
});

const reservedTags = ['Project', 'Environment', 'Stack'];

export const configurationSchema = settings({
  region: text(region),
  account: v.optional(text(accountId)),
  environment: v.optional(text(environmentName)),
  removal: v.optional(choice(['keep', 'destroy'])),
  tags: v.optional(
    v.pipe(
      v.record(v.string(), v.string('a string'), 'an object of tags'),
      v.check(
        (tags) => !Object.keys(tags).some((key) => reservedTags.includes(key) || /^aws:/i.test(key)),
        `tags other than ${reservedTags.join(', ')}, which the stacks set, and none beginning with aws:`,
      ),
    ),
  ),
  source: v.optional(source),
  networks: v.optional(v.array(network, 'a list of { cidr, name }')),
  provider: v.optional(settings({ minimumVersion: v.optional(text(versionNumber)) })),
  backend: v.optional(
    settings({
      s3: settings({
        bucket: text(bucketName),
        region: v.optional(text(region)),
        keyPrefix: v.optional(text(folderName)),
        kmsKeyArn: v.optional(text(kmsKeyArn)),
      }),
    }),
  ),
  s3: v.optional(v.union([v.literal(false), s3], 'false or an object of settings')),
  cloudwatch: v.optional(v.union([v.literal(false), cloudwatch], 'false or an object of settings')),
}) satisfies v.GenericSchema<Configuration>;
