import type { OptionDescription } from './program';

/** Files on this machine. */
export const reading: readonly OptionDescription[] = [
  {
    group: 'What is read',
    flags: '--data <path>',
    meaning: 'folder, file or quoted glob of flow logs; repeat for more',
    repeatable: true,
  },
  {
    group: 'What is read',
    flags: '--record-format <format>',
    meaning: "name or fields of the record format, for files that do not say: 'v5', '${version} …'",
  },
  { group: 'What is read', flags: '--show-bad', meaning: 'show the lines that are no records, and why' },
  {
    group: 'What is read',
    flags: '--memory-limit <size>',
    meaning: 'the most memory to take, like 512MB or 2GB (default: a quarter)',
  },
];

/** Which time. */
export const period: readonly OptionDescription[] = [
  {
    group: 'What is asked',
    flags: '--from <time>',
    meaning: 'begin, included: 2026-01-31, 2026-01-31T05:00 (UTC), or 7d, 24h, 30m ago',
  },
  { group: 'What is asked', flags: '--to <time>', meaning: 'end, not included; written as --from' },
  {
    group: 'What is asked',
    flags: '--last <span>',
    meaning: 'the time up to --to or now: 7d, 24h, 30m (default: all of --data; else the last 7 full days)',
  },
];

/** Dimensions, measures and filters. */
export const asking: readonly OptionDescription[] = [
  ...period,
  {
    group: 'What is asked',
    flags: '--where <filter>',
    meaning:
      "name=value,value (comma: or; repeat: and; !=; 10.0.0.0/16; 1..1023; - for none; '\\,' for a comma)",
    repeatable: true,
  },
  { group: 'What is asked', flags: '--by <names>', meaning: 'dimensions, like source,destination' },
  {
    group: 'What is asked',
    flags: '--measure <names>',
    meaning: 'measures, like bytes,packets (default: bytes)',
  },
  {
    group: 'What is asked',
    flags: '--sort <names>',
    meaning: 'order, like day,bytes:desc (default: largest first)',
  },
];

/** In what form the answer goes where. */
export const answering: readonly OptionDescription[] = [
  {
    group: 'What comes out',
    flags: '--format <format>',
    meaning: 'table (for people; a GB is 2^30 bytes), markdown, csv, json or ndjson (for programs)',
  },
  {
    group: 'What comes out',
    flags: '--output <file>',
    meaning: 'write to a file; .csv, .json, .ndjson, .md or .txt imply the format',
  },
  {
    group: 'What comes out',
    flags: '--limit <rows>',
    meaning: 'the most rows, or all (default: 20 for table and markdown, else all)',
  },
  { group: 'What comes out', flags: '--dry-run', meaning: 'print the SQL that would run, and run nothing' },
  {
    group: 'What comes out',
    flags: '--quiet',
    meaning: 'only the answer and errors: no progress, no remarks',
  },
];

/** Which deployment, for every command that speaks to AWS. */
export const deploymentOptions: readonly OptionDescription[] = [
  {
    group: 'What was deployed',
    flags: '--stack <name>',
    meaning: 'the stack, where cdktf.out has several (default: the only one)',
  },
  {
    group: 'What was deployed',
    flags: '--outputs <file>',
    meaning: 'outputs of cdktf or of terraform output -json (default: Terraform is asked)',
  },
  {
    group: 'What was deployed',
    flags: '--flow-log <id>',
    meaning: 'a flow log that was made elsewhere; with --database for Athena',
  },
  {
    group: 'What was deployed',
    flags: '--database <name>',
    meaning: "the table's database (default: the stack's)",
  },
  {
    group: 'What was deployed',
    flags: '--table <name>',
    meaning: "the table over the records (default: the stack's, else vpc_flow_logs)",
  },
  {
    group: 'What was deployed',
    flags: '--workgroup <name>',
    meaning: "Athena's workgroup (default: the stack's, else primary)",
  },
];

/** Which engine, for every command that asks records. */
export const engineOptions: readonly OptionDescription[] = [
  {
    group: 'Who answers',
    flags: '--engine <name>',
    meaning: 'athena, duckdb or trino (default: duckdb with --data, else what was deployed)',
  },
  {
    group: 'Who answers',
    flags: '--max-scan <size>',
    meaning: 'refuse, before it runs, a query that would scan more: 500MB, 10GB',
  },
  {
    group: 'Who answers',
    flags: '--reuse <span>',
    meaning: "take Athena's earlier result of the same question, up to so old and unpaid: 60m, 24h",
  },
  {
    group: 'Who answers',
    flags: '--server <url>',
    meaning: "Trino's; user and password from TRINO_USER and TRINO_PASSWORD",
  },
  { group: 'Who answers', flags: '--catalog <name>', meaning: "the table's catalog in Trino or Athena" },
];

/** What a bill is told that records do not tell. */
export const tollOptions: readonly OptionDescription[] = [
  {
    group: 'What a bill is told',
    flags: '--prices <file>',
    meaning:
      "prices, as flowtoll prices --refresh keeps them or as AWS's Price List has them; repeat for more",
    repeatable: true,
  },
  {
    group: 'What a bill is told',
    flags: '--region <region>',
    meaning: 'the Region, where the records do not tell it',
  },
  {
    group: 'What a bill is told',
    flags: '--ip-ranges <file>',
    meaning: "AWS's ip-ranges.json of the time, or refresh, which fetches it",
  },
  {
    group: 'What a bill is told',
    flags: '--networks <file>',
    meaning: 'CSV of your address plans: cidr, name, region, az',
  },
  {
    group: 'What a bill is told',
    flags: '--internet-used-gb <number>',
    meaning: 'GB the organisation has sent to the internet this month besides (default: 0)',
  },
];

/** What comes out of a bill alone. */
export const billAnswering: readonly OptionDescription[] = [
  {
    group: 'What comes out',
    flags: '--explain <line>',
    meaning: "a line's rule, price, sum, largest hops and SQL; by its number or its toll",
  },
  {
    group: 'What comes out',
    flags: '--fail-over <usd>',
    meaning: 'exit with 1 where the total is above, or a price is missing: for schedules and CI',
  },
];
