import { didYouMean } from '../nearest';
import { identifier, literal, type Dialect } from '../sql/dialect';
import { UserError } from '../user-error';
import type { Available } from '../traffic/available';
import { filterCondition, type Filter } from '../traffic/filter';
import { flowLogWindows, oneFlowLogAtATime } from '../traffic/flow-log-windows';
import { sided } from '../traffic/sided';
import { sighted, sightedFields } from '../traffic/sighted';
import { withSteps, type Step } from '../traffic/step';
import { placesOf, type AwsRanges, type Network } from './address-ranges';
import { addresses } from './addresses';
import { billDimensions, monthText, type BillDimension } from './bill-dimensions';
import { billNotes } from './bill-notes';
import { blamed } from './gateways';
import { hops, paired } from './hops';
import { placesStep } from './places';
import { hopColumns, hopFields, told, type HopColumns } from './records';
import { taken } from './taken';
import { unpackedHops } from './unpacked-hops';
import type { Charge, HowId, Reason, TollId } from './toll';
import { routed } from './ways';

/** What a bill is asked for. */
export interface BillQuestion {
  readonly by: readonly string[];
  /** All of them must hold. */
  readonly where?: readonly Filter[];
  /** Epoch seconds, half-open. @default - all */
  readonly from?: number;
  readonly to?: number;
  /** The other dimensions that `answerBy` will be asked, a list for each time. @default - any */
  readonly looks?: readonly (readonly string[])[];
}

/** What is known beside the records. */
export interface BillContext {
  /** AWS's published ranges. @default - the Region of an AWS service is taken as this one */
  readonly ranges?: AwsRanges;
  /** One's own address plan. @default - none */
  readonly networks?: readonly Network[];
  /** The Region of all the data, where the record format does not say. @default - not known */
  readonly region?: string;
  /** What interfaces are, by their ids: kinds of `meteredEnds`. @default - only what records tell */
  readonly kinds?: ReadonlyMap<string, string>;
}

/** A bill, checked, as the steps by which an engine makes its charges. */
export interface BillPlan {
  readonly dimensions: readonly BillDimension[];
  /** The fields that are read, by AWS's names. */
  readonly fields: readonly string[];
  /** The steps from the lines relation to `taken`, the tolls on each hop; of these `sighted` reads the lines, once. */
  steps(lines: string): Step[];
  /** SQL of the charges, from `taken`. */
  readonly answer: string;
  /** The same charges by other dimensions than those asked, as the question's `looks` announced; not by `hour` or `day`. */
  answerBy(by: readonly string[]): string;
  /** All of it in one statement. */
  statement(lines: string): string;
  /** A row of the answer. */
  charge(row: readonly unknown[]): Charge;
  /** What the reader of the bill should know. */
  readonly notes: readonly string[];
}

/** Without these there are no hops. */
const needed = ['interface-id', 'srcaddr', 'dstaddr', 'bytes'];

/** @throws UserError for unknown names (naming the nearest), and fields that the data lack (naming them) */
export function planBill(
  { by, where = [], from, to, looks }: BillQuestion,
  dialect: Dialect,
  data: Available,
  context: BillContext = {},
): BillPlan {
  const available = ofVpcs(data);
  const dimensions = by.map(find);
  const filters = where.map((filter) => ({ filter, dimension: find(filter.name) }));
  const asked = [...dimensions, ...filters.map(({ dimension }) => dimension)];
  refuseMissing([{ name: 'a bill', fields: needed }, ...asked], available);
  if (from !== undefined || to !== undefined) {
    refuseMissing([{ name: 'a time range', fields: ['start'] }], available);
  }

  const times = Object.assign({}, ...asked.map(({ keys = {} }) => keys)) as Record<string, string>;
  const lacks = (field: string) => !available.every.has(field);
  const month = oneMonth(from, to);
  const wanted = hopColumns(dialect, {
    fields: available.some,
    asked: asked.flatMap(({ fields }) => fields),
    opens: lacks('interface-type') || lacks('traffic-path'),
    month,
  });
  const columns = { ...wanted, keys: { ...wanted.keys, ...times } };
  const shown = looks && [...asked, ...looks.flat().map(find)].map(({ shows }) => shows);
  const ends = {
    addresses: shown?.some((shows) => shows !== undefined) ?? true,
    hosts: shown?.includes('hosts') ?? true,
    columns: Object.keys(times),
  };
  const fields = [...new Set([...sightedFields, ...hopFields])].filter((name) => available.some.has(name));
  const { ranges, networks = [], region, kinds = new Map<string, string>() } = context;
  const services = !lacks('pkt-dst-aws-service') && !lacks('pkt-src-aws-service');
  const tellsSides = !lacks('flow-direction');
  const steps = (lines: string): Step[] => [
    ...sightings(dialect, vpcLines(lines, data), columns, { from, to }, available, fields),
    { name: 'records', query: `SELECT * FROM sighted WHERE kind = 'record'` },
    ...sided(tellsSides, 'records'),
    ...told(dialect, columns, {
      tellsSides,
      region,
      month,
      kinds,
      networks: networks.map(({ cidr }) => cidr),
      partly: new Set([...available.some].filter(lacks)),
      asked: ends.columns,
    }),
    ...paired(dialect),
    placesStep(dialect, placesOf(ranges?.ranges ?? [], networks)),
    ...addresses(dialect),
    ...hops(ends),
    ...blamed(dialect, ends, lacks('interface-type')),
    unpackedHops(ends),
    ...routed({ guesses: lacks('traffic-path'), ranges: ranges !== undefined, services }),
    ...taken(),
  ];
  const answerBy = (names: readonly string[]) => charges(names.map(find), filters, dialect);
  return {
    dimensions,
    fields,
    steps,
    answer: answerBy(by),
    answerBy,
    statement: (lines) => `${withSteps(steps(lines))}${answerBy(by)}`,
    charge,
    notes: billNotes(available, { ranges: ranges !== undefined, region }),
  };
}

/** The month that all of a time is in, as `Dialect.monthNumber` counts. */
function oneMonth(from: number | undefined, to: number | undefined): number | undefined {
  if (from === undefined || to === undefined) return undefined;
  const month = (seconds: number) => {
    const date = new Date(seconds * 1000);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  return month(from) === month(to - 1) ? month(from) : undefined;
}

/** Transit gateways have flow logs of their own: they tell the same bytes again, and no hops. */
const ofTransitGateway = (fields: ReadonlySet<string>) => fields.has('tgw-id');

function ofVpcs({ flowLogs }: Available): Available {
  const kept = [...flowLogs].filter(([, fields]) => !ofTransitGateway(fields));
  const some = new Set(kept.flatMap(([, fields]) => [...fields]));
  const every = new Set([...some].filter((name) => kept.every(([, fields]) => fields.has(name))));
  return { some, every, flowLogs: new Map(kept) };
}

function vpcLines(lines: string, { flowLogs }: Available): string {
  const left = [...flowLogs].filter(([, fields]) => ofTransitGateway(fields)).map(([id]) => literal(id));
  return left.length === 0
    ? lines
    : `SELECT * FROM (${lines}) AS l WHERE flow_log NOT IN (${left.join(', ')})`;
}

/** From the lines to `sighted`; where flow logs overlap, first which of them counts when. */
function sightings(
  dialect: Dialect,
  lines: string,
  columns: HopColumns,
  range: Pick<BillQuestion, 'from' | 'to'>,
  { some, flowLogs }: Available,
  fields: readonly string[],
): Step[] {
  const query = { fields: some, ...columns, ...range };
  const { materialized } = dialect;
  const overlap = flowLogs.size > 1 && ['start', 'end', 'action'].every((field) => some.has(field));
  if (!overlap) return [{ name: 'sighted', query: sighted(dialect, { ...query, lines }), materialized }];
  const ranks = new Map(
    [...flowLogs].map(([id, own]) => [id, fields.filter((field) => own.has(field)).length]),
  );
  return [
    { name: 'flow_log_windows', query: flowLogWindows(lines, ranks) },
    { name: 'sighted', query: sighted(dialect, { ...query, lines: oneFlowLogAtATime(lines) }), materialized },
  ];
}

function find(name: string): BillDimension {
  const found = billDimensions.get(name);
  if (found) return found;
  const known = [...billDimensions.keys()];
  throw new UserError(
    `unknown dimension '${name}' of a bill; ${didYouMean(name, known) || `known are ${known.join(', ')}`}`,
  );
}

function refuseMissing(
  asked: readonly { readonly name: string; readonly fields: readonly string[] }[],
  { some }: Available,
): void {
  for (const { name, fields } of asked) {
    const missing = fields.filter((field) => !some.has(field));
    if (missing.length === 0) continue;
    throw new UserError(
      `'${name}' needs ${missing.length === 1 ? 'field' : 'fields'} ${missing.join(' and ')}, which the record format of this data lacks`,
    );
  }
}

/**
 * SQL of the charges. Asked by who pays, each end of the packet that pays is a charge of its own; else a hop's bytes
 * are in one charge, however often they are taken.
 */
function charges(
  by: readonly BillDimension[],
  filters: readonly { filter: Filter; dimension: BillDimension }[],
  dialect: Dialect,
): string {
  const apart = [...by, ...filters.map(({ dimension }) => dimension)].some(({ ofPayer }) => ofPayer);
  const columns = [
    'toll AS charge_toll',
    'paid_in AS charge_region',
    'charged_to AS charge_to_region',
    `${monthText} AS charge_month`,
    'how AS charge_how',
    apart
      ? `CASE payer WHEN 'source' THEN source_times ELSE destination_times END AS charge_times`
      : 'source_times + destination_times AS charge_times',
    `${unattributed} AS charge_reason`,
    ...by.map((dimension) => `${dimension.value(dialect)} AS ${identifier(dimension.name)}`),
  ];
  const conditions = filters.map(({ filter, dimension }) => filterCondition(dialect, dimension, filter));
  // the end that pays, and where nobody does, the one inside
  const one = `CASE WHEN source_times > 0 OR destination_times = 0 AND NOT source_beyond THEN 'source' ELSE 'destination' END`;
  const rows = apart
    ? `taken CROSS JOIN (VALUES ('source'), ('destination')) AS p (payer)`
    : `(SELECT *, ${one} AS payer FROM taken) AS t`;
  const paying = apart
    ? [
        `(CASE payer WHEN 'source' THEN source_times ELSE destination_times END > 0 OR source_times + destination_times = 0 AND payer = ${one})`,
      ]
    : [];
  const where = [...paying, ...conditions];
  return [
    `SELECT ${columns.join(',\n  ')}, CAST(SUM(bytes) AS bigint) AS charge_bytes`,
    `FROM ${rows}`,
    ...(where.length > 0 ? [`WHERE ${where.join('\n  AND ')}`] : []),
    `GROUP BY ${columns.map((_, index) => index + 1).join(', ')}`,
    `ORDER BY charge_bytes DESC, ${columns.map((_, index) => `${index + 1} NULLS LAST`).join(', ')}`,
  ].join('\n');
}

/** Why nobody can be named: an instance's own address leaves the VPC while others are behind it, as node SNAT does. */
const unattributed = (() => {
  const leaves = (end: string, other: string) =>
    `${end}_stands_in AND (${other}_beyond OR ${other}_in <> ${end}_in)`;
  const snat = `CASE payer WHEN 'source' THEN ${leaves('source', 'destination')} ELSE ${leaves('destination', 'source')} END`;
  return `CASE WHEN leg = 'nat-difference' THEN 'nat-difference' WHEN overlay THEN 'overlay' WHEN ${snat} THEN 'node-snat' END`;
})();

function charge(row: readonly unknown[]): Charge {
  const [toll, region, toRegion, month, how, times, reason, ...rest] = row;
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return {
    toll: toll as TollId,
    region: text(region),
    toRegion: text(toRegion),
    month: text(month),
    how: how as HowId,
    times: Number(times) as Charge['times'],
    bytes: BigInt(rest.at(-1) as string),
    unattributed: text(reason) as Reason | null,
    dimensions: rest.slice(0, -1).map(text),
  };
}
