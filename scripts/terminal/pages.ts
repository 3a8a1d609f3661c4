import {
  answering,
  asking,
  billAnswering,
  deploymentOptions,
  engineOptions,
  period,
  reading,
  tollOptions,
} from './option-groups';
import type { CommandDescription } from './program';

/** What `--help` says of each command and what it takes, in the order of the list of commands. */
export const pages = {
  bill: {
    group: 'Look',
    summary: 'itemise the tolls in bytes and dollars, and who causes them',
    options: [
      ...reading,
      ...deploymentOptions,
      ...engineOptions,
      ...asking.filter(({ flags }) => !/^--(measure|sort) /.test(flags)),
      ...tollOptions,
      ...answering,
      ...billAnswering,
    ],
    examples: [
      'flowtoll bill --data logs --last 7d',
      'flowtoll bill --data logs --by address --where toll=nat-processing',
      'flowtoll bill --data logs --explain cross-az',
      'flowtoll bill --data logs --fail-over 100 --format json --output bill.json',
    ],
  },
  ask: {
    group: 'Look',
    summary: 'answer a question of the catalogue; without one, list them',
    argument: { syntax: '[question]', meaning: 'the name of a question' },
    options: [
      ...reading,
      ...deploymentOptions,
      ...engineOptions,
      ...asking,
      ...tollOptions,
      ...answering,
      ...billAnswering,
    ],
    examples: [
      'flowtoll ask',
      'flowtoll ask top-talkers --data logs --last 7d',
      'flowtoll ask nat-payers --data logs --ip-ranges refresh',
      'flowtoll ask top-talkers --last 30d --max-scan 100GB',
    ],
  },
  traffic: {
    group: 'Look',
    summary: 'add up traffic by any dimensions and filters',
    options: [...reading, ...deploymentOptions, ...engineOptions, ...asking, ...answering],
    examples: [
      'flowtoll traffic --data logs --by source,destination',
      'flowtoll traffic --data logs --by az_pair --where destination_port=443,8000..8999 --output pairs.csv',
    ],
  },
  sql: {
    group: 'Look',
    summary: 'run SQL on the same tables and views',
    argument: { syntax: '<query>', meaning: 'one SQL statement' },
    // bad lines are a view there
    options: [
      ...reading.filter(({ flags }) => flags !== '--show-bad'),
      ...deploymentOptions,
      ...engineOptions,
      ...answering,
    ],
    examples: [
      "flowtoll sql 'SELECT action, count(*) FROM records GROUP BY action' --data logs",
      "flowtoll sql 'SELECT * FROM transfers LIMIT 10' --engine trino --server http://localhost:8080 --catalog glue --database traffic",
    ],
  },
  setup: {
    group: 'Set up',
    summary: 'after deploy: make the Athena table, partitions and views; repeatable',
    options: [...deploymentOptions, ...period, ...answering],
    examples: [
      'flowtoll setup',
      'flowtoll setup --dry-run --output setup.sql',
      'flowtoll setup --flow-log fl-0123456789abcdef0 --database traffic',
    ],
  },
  partitions: {
    group: 'Set up',
    summary: "add, sync with S3, list or remove the table's partitions",
    argument: { syntax: '<do>', meaning: 'add, sync, list or remove' },
    options: [
      ...deploymentOptions,
      ...period,
      {
        group: 'What is asked',
        flags: '--remove-surplus',
        meaning: 'sync: remove partitions whose files are gone',
      },
      ...answering,
    ],
    examples: [
      'flowtoll partitions add --from 2026-01-01 --to 2027-01-01',
      'flowtoll partitions sync',
      'flowtoll partitions sync --last 2d --quiet      # in cron or CI',
    ],
  },
  prices: {
    group: 'Fetch',
    summary: 'what a GB costs between AZs, Regions, through NAT, to the internet',
    options: [
      {
        group: 'What is asked',
        flags: '--from-region <region>',
        meaning: 'the Region that pays (default: all that are known)',
      },
      {
        group: 'What is asked',
        flags: '--to-region <region>',
        meaning: 'only what it costs to send there',
      },
      {
        group: 'Where prices come from',
        flags: '--refresh',
        meaning: "read AWS's Price List, of EC2 some hundred MB, and keep its prices",
      },
      {
        group: 'Where prices come from',
        flags: '--region <region>',
        meaning: 'refresh this Region; repeat for more (default: those refreshed before, else us-east-1)',
        repeatable: true,
      },
      tollOptions.find(({ flags }) => flags.startsWith('--prices'))!,
      ...answering.filter(({ flags }) => !/^--(limit|dry-run)/.test(flags)),
    ],
    examples: [
      'flowtoll prices',
      'flowtoll prices --from-region us-east-1 --to-region eu-west-1',
      'flowtoll prices --refresh --region eu-central-1',
    ],
  },
  demo: {
    group: 'Try',
    summary: 'answer questions on a made-up day of an EKS cluster: no AWS, no data',
    // its answer is a text: no rows to cut or to print in another form
    options: answering.filter(({ flags }) => /^--(output|quiet)/.test(flags)),
    examples: ['flowtoll demo'],
  },
  simulate: {
    group: 'Try',
    summary: 'write made-up flow logs, with the true answers beside them',
    options: [
      {
        group: 'Options',
        flags: '--output <folder>',
        meaning: 'where logs/, truth.json and ip-ranges.json are written (needed)',
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
  flowtoll bill --data logs                              what the traffic in your flow logs costs
  flowtoll traffic --data logs --by source,destination   who talks to whom
  flowtoll traffic --help                                what else a command takes, with examples`;
