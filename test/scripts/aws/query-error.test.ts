import { queryError } from '../../../scripts/aws/query-error';
import { UserError } from '../../../core/user-error';

const query = { id: 'q-1', workgroup: 'flow', database: 'traffic' };

test.each<[string, string, number | undefined, string]>([
  [
    'a table that is not there',
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.traffic.flow_logs' does not exist",
    1110,
    'table awsdatacatalog.traffic.flow_logs is not there; run flowtoll setup, which makes it',
  ],
  [
    'a table that Hive does not find',
    'FAILED: SemanticException [Error 10001]: Table not found traffic.flow_logs',
    1110,
    'table traffic.flow_logs is not there; run flowtoll setup, which makes it',
  ],
  [
    'a database that is not there',
    "SCHEMA_NOT_FOUND: line 1:15: Schema 'traffic' does not exist",
    1110,
    "there is no database 'traffic'; deploy the stack, or name another with --database",
  ],
  [
    'a database that Hive does not find',
    'FAILED: SemanticException [Error 10072]: Database does not exist: traffic',
    1003,
    "there is no database 'traffic'; deploy the stack, or name another with --database",
  ],
  [
    'a column that is not there',
    "COLUMN_NOT_FOUND: line 1:8: Column 'byte' cannot be resolved or requester is not authorized to access requested resources",
    undefined,
    'column byte is not there; check its name, or run flowtoll setup, which compares table and flow log',
  ],
  [
    'the limit of the workgroup',
    'Bytes scanned limit was exceeded',
    undefined,
    "workgroup 'flow' cancels a query that scans more than its limit (what was scanned is charged); ask for a shorter time, or raise BytesScannedCutoffPerQuery",
  ],
  [
    'a permission that the query lacks',
    'Insufficient permissions to execute the query. User: arn:aws:iam::123456789012:user/me is not authorized to perform: glue:GetTable on resource: arn:aws:glue:eu-central-1:123456789012:catalog',
    1500,
    'no permission for glue:GetTable on arn:aws:glue:eu-central-1:123456789012:catalog; ask for a policy of arn:aws:iam::123456789012:user/me that allows it',
  ],
  [
    'a permission on files',
    'PERMISSION_DENIED: Access denied when reading s3://logs/a.gz',
    undefined,
    'no permission in query q-1: PERMISSION_DENIED: Access denied when reading s3://logs/a.gz; ask for s3:GetObject and s3:ListBucket on the logs, s3:PutObject on the results, and kms:Decrypt where keys are used',
  ],
  [
    'a bucket of another Region',
    'Permanent redirect: The bucket is in this region: us-west-2. Please use this region to retry the request (Status Code: 301)',
    undefined,
    'a bucket is in another Region (us-west-2); the account must have enabled it, else run the query there',
  ],
  [
    'a file that is not as the table says',
    'HIVE_BAD_DATA: Field start of s3://logs/a.parquet has an incompatible type',
    undefined,
    'a file is not as its table says (HIVE_BAD_DATA: Field start of s3://logs/a.parquet has an incompatible type); run flowtoll setup, which compares table and flow log',
  ],
  [
    'too large a question',
    'Query exhausted resources at this scale factor',
    undefined,
    'the query needs more than Athena gives it (Query exhausted resources at this scale factor); ask for a shorter time or fewer dimensions',
  ],
  [
    'bad SQL',
    "SYNTAX_ERROR: line 1:1: mismatched input 'SELEC'",
    1006,
    "the statement was refused: SYNTAX_ERROR: line 1:1: mismatched input 'SELEC'",
  ],
  ['no reason', '', undefined, 'Athena did not finish query q-1: it gives no reason'],
])('a query that failed by %s', (_, reason, type, message) => {
  const error = queryError({ ...query, reason, ...(type !== undefined && { type }) });
  expect(error).toBeInstanceOf(UserError);
  expect(error.message).toBe(message);
});
