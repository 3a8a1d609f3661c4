import { isIP } from 'node:net';
import type { CommonOptions } from '../core/questions/options';
import { groupBy } from '../core/records/group-by';
import { billResult } from '../core/report/bill-result';
import type { Result, Stats, Text } from '../core/report/result';
import type { Look } from '../core/tolls/answer';
import { makeBill, type Bill } from '../core/tolls/bill';
import { billDimensions } from '../core/tolls/bill-dimensions';
import { explanation, filtersOf, findLine, hopDimensions, isOf } from '../core/tolls/explain';
import { findingRules, findWith, largestFirst, leastSeconds } from '../core/tolls/findings';
import { parsePrice } from '../core/tolls/money';
import type { Prices } from '../core/tolls/prices';
import { tieredTolls } from '../core/tolls/pricing';
import type { BillContext, BillQuestion } from '../core/tolls/plan-bill';
import { howSentences, tolls, type Charge } from '../core/tolls/toll';
import { refuseImpossible } from '../core/traffic/filter';
import { askCharges, type Charged } from './engines/charges';
import { readsFiles } from './engines/choose-engine';
import { findLocalData } from './engines/local-data';
import { showBad } from './engines/local-records';
import { readBillContext } from './files/bill-context';
import { knownPrices } from './files/known-prices';
import type { Terminal } from './terminal/terminal';

/** The itemised bill: what each toll was taken on, what it costs, who causes it, and what would save how much. */
export async function bill(options: CommonOptions, terminal: Terminal): Promise<Result | Text> {
  if (options.showBad && !options.dryRun && readsFiles(options)) {
    return showBad('bill', options, terminal, await findLocalData(options));
  }
  refuseImpossible(options.where, billDimensions);
  const prices = await knownPrices(options.priceFiles);
  const { notes, ...context } = await readBillContext(options, terminal);
  const question = questionOf(options);
  const filtered = options.where.length > 0;
  // what a filter leaves out is missing to who looks for savings
  const rules = filtered || options.explain !== undefined ? [] : findingRules;
  // but it uses up its share of a month's tiers
  const whole: Look = { by: [], tolls: tieredTolls(prices), unfiltered: true };
  const looks = filtered ? [whole] : rules;
  const charged = await askCharges({ ...question, looks }, context, options, terminal);
  if ('text' in charged) return charged;

  const made = makeBill(charged.charges, prices, {
    by: question.by,
    filtered,
    ...(filtered && { whole: charged.looks[0]! }),
    internetUsedGb: options.internetUsedGb,
    ...(charged.logs && { logs: charged.logs }),
  });
  if (options.explain !== undefined) {
    const found = findLine(made, options.explain);
    return explain(found, question, context, { prices, sql: charged.sql }, options, terminal);
  }
  const scene = { prices, seconds: charged.seconds, idle: charged.idle };
  const tooShort = rules.length > 0 && charged.seconds < leastSeconds;
  const timeless = charged.charges.length > 0 && charged.period.from === undefined;
  const findings = rules.flatMap((rule, index) => {
    return tooShort ? [] : findWith(rule, charged.looks[index]!, rule.by, scene);
  });
  const result = billResult(made, largestFirst(findings), charged.period);
  const failure =
    options.failOver === undefined ? undefined : failureOf(made, options.failOver, charged.stats);
  return {
    ...result,
    notes: [
      ...(failure === undefined ? [] : [failure]),
      ...result.notes!,
      ...charged.notes,
      ...notes,
      ...(tooShort
        ? [
            timeless
              ? 'what would save how much a month needs to know the time of the records: fields start and end'
              : 'what would save how much a month cannot be told from less than an hour of records',
          ]
        : []),
    ],
    stats: charged.stats,
    findings: failure !== undefined,
  };
}

function questionOf({ by, where, from, to }: CommonOptions): BillQuestion {
  // each line is of one toll anyway
  const others = by.filter((name) => name !== 'toll');
  return { by: others, where, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Why a bill fails: it is above the limit, or may be, for want of records or of a price that AWS has. */
function failureOf({ total, lines }: Bill, limit: string, { records }: Stats): string | undefined {
  if (parsePrice(total) > parsePrice(limit)) return `$${total} is above --fail-over ${limit}`;
  const untold = `whether it is above --fail-over ${limit} cannot be told`;
  if (records === 0) return `${untold}: no record is of that time`;
  const unpriced = lines.filter(
    ({ toll, bytes, usd }) => bytes !== null && usd === null && tolls.get(toll)!.kind !== 'unpriced',
  );
  if (unpriced.length === 0) return undefined;
  const names = [...new Set(unpriced.map(({ toll }) => toll))].join(', ');
  return `${untold}: no price is known of ${names}`;
}

/** One line: its rule, price and sum, the hops it was taken on from the largest, and the SQL. */
async function explain(
  { line, number }: ReturnType<typeof findLine>,
  question: BillQuestion,
  context: BillContext,
  { prices, sql }: { readonly prices: Prices; readonly sql: string },
  options: CommonOptions,
  terminal: Terminal,
): Promise<Result | Text> {
  const [first, ...rest] = explanation(line, number, prices);
  // what exists, and the logs themselves, are taken on no hop
  if (line.bytes === null || line.toll === 'flow-logs') return { text: [first, ...rest].join('\n') };
  const by = [...question.by, ...hopDimensions];
  const where = [...(question.where ?? []), ...filtersOf(line, question.by)];
  const charged = (await askCharges({ ...question, by, where }, context, options, terminal)) as Charged;
  const charges = charged.charges.filter((charge) => isOf(line, charge, howSentences[charge.how]));
  return {
    command: 'bill',
    heading: [first!, ...rest, ...(charges.length > 0 ? ['', 'taken on'] : [])],
    columns: [
      ...hopDimensions.map((name) => ({ name, type: 'text' as const })),
      { name: 'bytes', type: 'integer', unit: 'bytes' },
    ],
    rows: hopRows(charges, question.by.length),
    notes: [
      ...recordsOf(charges[0], question.by.length, options),
      `the SQL, from the lines of the logs (--dry-run prints that part too):\n\n${sql}`,
    ],
    members: { explained: { line: number, toll: line.toll, how: line.how, usd: line.usd, sql } },
    stats: charged.stats,
  };
}

/** The hops from the largest; what differs in what is not shown is one. */
function hopRows(charges: readonly Charge[], before: number): Result['rows'] {
  const hops = groupBy(charges, ({ dimensions }) => JSON.stringify(dimensions.slice(before)));
  return [...hops.values()]
    .map((hop) => [...hop[0]!.dimensions.slice(before), hop.reduce((sum, { bytes }) => sum + bytes, 0n)])
    .sort((a, b) => Number((b.at(-1) as bigint) - (a.at(-1) as bigint)));
}

/** A word for a POSIX shell. */
function quoted(word: string): string {
  return /^[\w.:/=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** How to see the records of the largest hop; nothing where its ends are no addresses, for a line can hold any text. */
function recordsOf(charge: Charge | undefined, before: number, { data = [] }: CommonOptions): string[] {
  const ends = charge?.dimensions.slice(before, before + 2).map(String) ?? [];
  if (ends.length < 2 || !ends.every((end) => isIP(end))) return [];
  const either = `('${ends.join("', '")}')`;
  const query = `SELECT * FROM sightings WHERE local IN ${either} AND remote IN ${either}`;
  return [
    `the records of the first: ${['flowtoll sql', `"${query}"`, ...data.map((path) => `--data ${quoted(path)}`)].join(' ')}`,
  ];
}
