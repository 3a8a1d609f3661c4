import { UserError } from '../../core/user-error';
import { noPermission } from './errors';

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
    says: /SCHEMA_NOT_FOUND|(?:Schema|Database)(?: \S+)? (?:does not exist|not found)/i,
    because: ({ database }) =>
      `there is no database '${database ?? ''}'; deploy the stack, or name another with --database`,
  },
  {
    says: /TABLE_NOT_FOUND|Table(?: \S+)? (?:does not exist|not found)/i,
    types: [1110],
    because: (_, reason) =>
      `table ${/Table (?:not found )?'?([^'\s]+)/i.exec(reason)?.[1] ?? ''} is not there; run flowtoll setup, which makes it`,
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
    because: (_, reason) => {
      const [, region] = /is in this region: ([a-z0-9-]+)/i.exec(reason) ?? [];
      return `a bucket is in another Region${region ? ` (${region})` : ''}; the account must have enabled it, else run the query there`;
    },
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
