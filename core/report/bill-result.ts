import type { Bill } from '../tolls/bill';
import type { BillLine } from '../tolls/bill-line';
import { printMicros, printUsd } from '../tolls/money';
import type { Finding } from '../tolls/finding';
import { reasons, tolls } from '../tolls/toll';
import type { Cell, Json, Result, ResultColumn, Section } from './result';
import { printBytes, printDecimal } from './units';

/** The time of a bill: epoch seconds, half-open; an end that is not known is absent. */
export interface BillPeriod {
  readonly from?: number;
  readonly to?: number;
}

/** A bill as every output format prints it: the total, the lines, what has no owner, and what would save how much. */
export function billResult(bill: Bill, findings: readonly Finding[], period: BillPeriod): Result {
  const { lines } = bill;
  return {
    command: 'bill',
    heading: heading(bill, period),
    columns: columns(bill),
    rows: lines.map((line, index) => row(line, index + 1, bill.total)),
    totals: totals(bill),
    sections: [...ownerless(bill), ...savings(findings)],
    members: { bill: members(bill, findings, period) },
    notes: [...bill.notes, ...sources(bill)],
  };
}

function heading(bill: Bill, { from, to }: BillPeriod): string[] {
  const when = [
    ...(from === undefined ? [] : [`from ${printTime(from)}`]),
    ...(to === undefined ? [] : [`to ${printTime(Math.ceil(to / 60) * 60)}`]),
  ];
  const unpriced = bill.lines.filter(({ usd }) => usd === null);
  const missing = [...new Set(unpriced.map(({ toll }) => toll))];
  const cost = `$${printDecimal(bill.total, 2, 6)}`;
  return [
    [bill.totalComplete ? cost : `${cost} as far as it is known`, when.join(' ')].filter(Boolean).join(', '),
    ...ownerlessShares(bill),
    ...(missing.length > 0
      ? [
          `not in it, as nothing tells what it costs: ${missing.map((toll) => withGigabytes(toll, unpriced)).join(', ')}`,
        ]
      : []),
    ...regionsWithoutPrice(bill).map(
      (region) => `no price is known of ${region}: run flowtoll prices --refresh --region ${region}`,
    ),
  ];
}

/** `unknown (6.1 GB)`: how much it is that a total leaves out; hours have no bytes. */
function withGigabytes(toll: string, lines: readonly BillLine[]): string {
  const own = lines.filter((line) => line.toll === toll);
  const bytes = own.reduce((sum, line) => sum + (line.bytes ?? 0n), 0n);
  return bytes === 0n ? toll : `${toll} (${printBytes(bytes)})`;
}

/** How much of the cost has no owner, reason by reason. */
function ownerlessShares({ unattributed, total }: Bill): string[] {
  const micros = (usd: string | null) => BigInt((usd ?? '0').replace('.', ''));
  return [...new Set(unattributed.map(({ reason }) => reason))].flatMap((reason) => {
    const parts = unattributed.filter((part) => part.reason === reason);
    const cost = parts.reduce((sum, { usd }) => sum + micros(usd), 0n);
    return cost === 0n
      ? []
      : [`${share(printMicros(cost), total)}% of it has no owner: ${reason}, see below`];
  });
}

/** The Regions whose tolls no price is known of, though there is one. */
function regionsWithoutPrice({ lines }: Bill): string[] {
  const unpriced = lines.filter(
    ({ toll, unit, region, usd, unitPrice }) =>
      toll !== 'inter-region' &&
      region !== null &&
      unit === 'GB' &&
      usd === null &&
      unitPrice === null &&
      tolls.get(toll)!.kind !== 'unpriced',
  );
  return [...new Set(unpriced.map(({ region }) => region!))];
}

/** `2026-01-31` or, within a day, `2026-01-31T05:00Z`. */
function printTime(seconds: number): string {
  const text = new Date(seconds * 1000).toISOString();
  return seconds % 86_400 === 0 ? text.slice(0, 10) : `${text.slice(0, 16)}Z`;
}

function columns({ lines, by }: Bill): ResultColumn[] {
  const regions = new Set(lines.map(({ region }) => region).filter((region) => region !== null));
  const forAll = (shown: boolean) => ({ shown: shown ? ('all' as const) : ('to programs' as const) });
  return [
    { name: 'line', type: 'integer' },
    { name: 'toll', type: 'text' },
    ...by.map((name): ResultColumn => ({ name, type: 'text' })),
    { name: 'region', type: 'text', ...forAll(regions.size > 1) },
    { name: 'to_region', type: 'text', ...forAll(lines.some(({ toRegion }) => toRegion !== null)) },
    {
      name: 'bytes',
      type: 'integer',
      unit: 'bytes',
      // what is taken 0 times has no GB × times
      ...forAll(lines.some(({ bytes, times }) => bytes !== null && bytes > 0n && times === 0)),
      givesWay: 2,
    },
    { name: 'times', type: 'integer' },
    { name: 'quantity', type: 'decimal', unit: 'gigabytes', title: 'GB × times' },
    { name: 'unit', type: 'text', shown: 'to programs' },
    { name: 'unit_price_usd', type: 'decimal', unit: 'usd', title: 'unit price', givesWay: 3 },
    { name: 'usd', type: 'decimal', unit: 'usd', title: 'USD' },
    { name: 'share', type: 'decimal', unit: 'percent', givesWay: 1 },
    { name: 'how', type: 'text', shown: 'as footnote' },
  ];
}

function row(line: BillLine, number: number, total: string): Cell[] {
  const { toll, dimensions, region, toRegion, bytes, times, quantity, unit, unitPrice, usd, how } = line;
  return [
    ...[number, toll, ...dimensions, region, toRegion, bytes, times, quantity, unit, unitPrice, usd],
    share(usd, total),
    how,
  ];
}

/** Of the total, in percent; null where there is nothing to have a share of. */
function share(usd: string | null, total: string): string | null {
  const [part, whole] = [usd, total].map((text) => BigInt((text ?? '0').replace('.', '')));
  if (usd === null || whole === 0n) return null;
  const thousandths = (part! * 1000n + whole! / 2n) / whole!;
  return `${thousandths / 10n}.${thousandths % 10n}`;
}

function totals(bill: Bill): Cell[] {
  const whole: Readonly<Record<string, Cell>> = { usd: bill.total, share: share(bill.total, bill.total) };
  return columns(bill).map(({ name }) => whole[name] ?? null);
}

function ownerless({ unattributed, total }: Bill): Section[] {
  if (unattributed.length === 0) return [];
  return [
    {
      title: 'Without an owner: in the lines above, and who it is cannot be told',
      columns: [
        { name: 'reason', type: 'text' },
        { name: 'toll', type: 'text' },
        { name: 'quantity', type: 'decimal', unit: 'gigabytes', title: 'GB' },
        { name: 'usd', type: 'decimal', unit: 'usd', title: 'USD' },
        { name: 'share', type: 'decimal', unit: 'percent' },
        { name: 'why', type: 'text', shown: 'as footnote' },
      ],
      rows: unattributed.map(({ reason, toll, quantity, usd }) => [
        ...[reason, toll, quantity, usd],
        share(usd, total),
        reasons[reason],
      ]),
    },
  ];
}

function savings(findings: readonly Finding[]): Section[] {
  if (findings.length === 0) return [];
  return [
    {
      title: 'What would save how much a month (730 hours, scaled from the time above)',
      columns: [
        { name: 'saving', type: 'decimal', unit: 'usd', title: 'USD a month' },
        { name: 'seen', type: 'text' },
        { name: 'advice', type: 'text', shown: 'as footnote' },
      ],
      rows: findings.map(({ saving, seen, advice, title }) => [
        printDecimal(printUsd(saving), 2, 2).replaceAll(',', ''),
        seen,
        `${title}: ${advice}`,
      ]),
    },
  ];
}

function members(bill: Bill, findings: readonly Finding[], { from, to }: BillPeriod): Json {
  const time = (seconds: number | undefined) =>
    seconds === undefined ? null : `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`;
  return {
    from: time(from),
    to: time(to),
    currency: bill.currency,
    total_usd: bill.total,
    total_complete: bill.totalComplete,
    lines: bill.lines.map((line, index) => ({
      line: index + 1,
      toll: line.toll,
      region: line.region,
      to_region: line.toRegion,
      bytes: line.bytes,
      times: line.times,
      quantity: line.quantity,
      unit: line.unit,
      unit_price_usd: line.unitPrice,
      usd: line.usd,
      how: line.how,
      ...Object.fromEntries(bill.by.map((name, place) => [name, line.dimensions[place] ?? null])),
    })),
    unattributed: bill.unattributed.map(({ reason, toll, bytes, quantity, usd }) => ({
      ...{ reason, toll, bytes, quantity, usd },
      share: share(usd, bill.total),
      why: reasons[reason],
    })),
    findings: findings.map(({ id, title, seen, bytes, saving, advice }) => ({
      ...{ id, title, seen, bytes },
      saving_usd_month: printUsd(saving),
      advice,
    })),
    prices: bill.prices.map(({ toll, region, toRegion, source, date }) => ({
      ...{ toll, region },
      to_region: toRegion,
      ...{ source, date },
    })),
  };
}

/** One sentence: whose prices these are, and how old. */
function sources({ prices }: Bill): string[] {
  if (prices.length === 0) return [];
  const dates = [...new Set(prices.map(({ date }) => date))].sort();
  const span = dates.length === 1 ? dates[0]! : `${dates[0]!} to ${dates.at(-1)!}`;
  return [
    `Prices are AWS's list prices of ${span}, without discounts and taxes; flowtoll prices names their sources.`,
  ];
}
