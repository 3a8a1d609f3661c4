import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { questions } from '../core/questions/catalogue';
import type { CommonOptions } from '../core/questions/options';
import type { Result, Text } from '../core/report/result';
import { tableLines } from '../core/report/table';
import { groupThousands, printBytes } from '../core/report/units';
import { bill } from './bill';
import { answerLocally } from './engines/answer-locally';
import { simulate } from './simulate';
import { pricedRegion } from './terminal/simulate-command';
import type { Terminal } from './terminal/terminal';

/** How many records the simulated day has. */
const records = 200_000;

/** What the two articles ask, in the order of a first look. */
const shown = [
  'bytes-by-day',
  'sent-by-day',
  'received-by-day',
  'az-pairs',
  'nat-directions',
  'through-nat',
  'nat-aws-services',
  'internet-egress',
  'rejected',
] as const;

/** Simulates a day of an EKS VPC and answers the articles' questions on it. Keeps nothing. */
export async function demo(options: CommonOptions, terminal: Terminal): Promise<Result | Text> {
  const folder = mkdtempSync(join(tmpdir(), 'flowtoll-demo-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const forget = terminal.onInterrupt(remove);
  try {
    const written = await writeDay(folder, terminal);
    const answers: string[] = [];
    const ofDay = { ...options, data: [join(folder, 'logs')], limit: 5 };
    for (const id of shown) {
      terminal.note(`flowtoll ask ${id}`);
      answers.push(await answer(id, ofDay, terminal));
    }
    terminal.note('flowtoll bill');
    answers.push(await itemised({ ...ofDay, ipRanges: join(folder, 'ip-ranges.json') }, terminal));
    return { text: [written, ...answers, next].join('\n\n') };
  } finally {
    remove();
    forget();
  }
}

async function writeDay(folder: string, terminal: Terminal): Promise<string> {
  const progress = terminal.progress({ label: 'simulating a day', total: records, unit: 'records' });
  try {
    const summary = await simulate({
      output: folder,
      records,
      seed: 1,
      recordFormat: 'recommended',
      vpcs: [{ region: pricedRegion }],
      onProgress: (soFar) => progress.reach(soFar.records),
    });
    return (
      `A day of an EKS VPC in three Availability Zones: ${groupThousands(String(summary.records))} records, ` +
      `${printBytes(summary.bytes)} in ${summary.files} files, as AWS delivers them.`
    );
  } finally {
    progress.end();
  }
}

async function answer(id: string, options: CommonOptions, terminal: Terminal): Promise<string> {
  const question = questions.find((one) => one.id === id)!;
  const result = await answerLocally('ask', { ...question.pivot, limit: 5 }, options, terminal);
  const text = 'text' in result ? result.text : tableLines(result).join('\n');
  return `${question.title}\n${question.why}\n\n${text}`;
}

/** Where all of it leads: what the day costs, who causes it, and what would save how much. */
async function itemised(options: CommonOptions, terminal: Terminal): Promise<string> {
  const result = await bill({ ...options, by: [], where: [] }, terminal);
  const lines = 'text' in result ? [result.text] : tableLines(result);
  return [
    'What does it all cost, and who causes it?',
    'The tolls that AWS takes, line by line.',
    '',
    ...lines,
  ].join('\n');
}

const next = `What to try next:
  npx flowtoll simulate --output made-up --records 100000     such a day to keep, with its true answers beside it
  npx flowtoll bill --data made-up/logs --by address --ip-ranges made-up/ip-ranges.json
                                                              who pays
  npx flowtoll ask                                            every question, and what it needs
  npx flowtoll ask top-pairs --data made-up/logs
  npx flowtoll traffic --data made-up/logs --by az_pair,hour --output az-pairs.csv
  npx flowtoll sql 'SELECT * FROM transfers LIMIT 10' --data made-up/logs`;
