import type { CommandDescription, OptionDescription } from './program';

const reading: readonly OptionDescription[] = [
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
    meaning: 'the most memory to take, like 512MB or 2GB',
  },
];

const period: readonly OptionDescription[] = [
  {
    group: 'What is asked',
    flags: '--from <time>',
    meaning: 'begin, included: 2026-01-31, 2026-01-31T05:00 (UTC), or 7d, 24h, 30m ago',
  },
  { group: 'What is asked', flags: '--to <time>', meaning: 'end, not included; written as --from' },
  { group: 'What is asked', flags: '--last <span>', meaning: 'the time up to --to or now: 7d, 24h, 30m' },
];

const asking: readonly OptionDescription[] = [
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

const answering: readonly OptionDescription[] = [
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
  { group: 'What comes out', flags: '--dry-run', meaning: 'print what would be sent, and send nothing' },
  {
    group: 'What comes out',
    flags: '--quiet',
    meaning: 'only the answer and errors: no progress, no remarks',
  },
];

/** What `--help` says of each command and what it takes, in the order of the list of commands. */
export const pages = {
  ask: {
    group: 'Look',
    summary: 'answer a question of the catalogue; without one, list them',
    argument: { syntax: '[question]', meaning: 'the name of a question' },
    options: [...reading, ...asking, ...answering],
    examples: ['flowtoll ask', 'flowtoll ask top-talkers --data logs --last 7d'],
  },
  traffic: {
    group: 'Look',
    summary: 'add up traffic by any dimensions and filters',
    options: [...reading, ...asking, ...answering],
    examples: [
      'flowtoll traffic --data logs --by source,destination',
      'flowtoll traffic --data logs --by az_pair --where destination_port=443,8000..8999 --output pairs.csv',
    ],
  },
  sql: {
    group: 'Look',
    summary: 'run SQL on the same tables and views',
    argument: { syntax: '<query>', meaning: 'one SQL statement' },
    options: [...reading, ...period, ...answering],
    examples: ["flowtoll sql 'SELECT action, count(*) FROM records GROUP BY action' --data logs"],
  },
  demo: {
    group: 'Try',
    summary: 'answer questions on a made-up day of an EKS cluster: no AWS, no data',
    options: answering,
    examples: ['flowtoll demo'],
  },
  simulate: {
    group: 'Try',
    summary: 'write made-up flow logs, with the true answers beside them',
    options: [
      {
        group: 'Options',
        flags: '--output <folder>',
        meaning: 'where logs/ and truth.json are written (needed)',
      },
      { group: 'Options', flags: '--records <number>', meaning: 'about how many records (default: 100000)' },
      { group: 'Options', flags: '--record-format <format>', meaning: 'name or fields (default: v5)' },
      { group: 'Options', flags: '--seed <number>', meaning: 'another seed, another day (default: 1)' },
      { group: 'Options', flags: '--day <day>', meaning: 'the first day, like 2026-03-02' },
      { group: 'Options', flags: '--days <number>', meaning: 'how many days (default: 1)' },
      { group: 'Options', flags: '--quiet', meaning: 'no progress and no remarks' },
    ],
    examples: ['flowtoll simulate --output made-up --records 1000000 --seed 7'],
  },
} as const satisfies Record<string, CommandDescription>;

export type CommandName = keyof typeof pages;

export const tryFirst = `Try first:
  flowtoll demo                                          what it does: no AWS, no data
  flowtoll traffic --data logs --by source,destination   who talks to whom, in flow logs of yours
  flowtoll traffic --help                                what else a command takes, with examples`;
