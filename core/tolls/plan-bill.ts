import { didYouMean } from '../nearest';
import { literal, type Dialect } from '../sql/dialect';
import { UserError } from '../user-error';
import { refuseMissing, type Available } from '../traffic/available';
import type { Filter } from '../traffic/filter';
import { sided } from '../traffic/sided';
import { sightedFields } from '../traffic/sighted';
import { needsWindows, sightings } from '../traffic/sightings';
import { withSteps, type Step } from '../traffic/step';
import { placesOf, type AwsRanges, type Network } from './address-ranges';
import { addresses } from './addresses';
import { answer, readAnswer, type Look } from './answer';
import { billDimensions, type BillDimension } from './bill-dimensions';
import { billNotes } from './bill-notes';
import { blamed } from './gateways';
import { hops, paired } from './hops';
import { placesStep } from './places';
import { hopColumns, hopFields, told } from './records';
import { taken } from './taken';
import { unpackedHops } from './unpacked-hops';
import type { Charge } from './toll';
import { routed } from './ways';

/** What a bill is asked for. */
export interface BillQuestion {
  readonly by: readonly string[];
  /** All of them must hold. */
  readonly where?: readonly Filter[];
  /** Epoch seconds, half-open. @default - all */
  readonly from?: number;
  readonly to?: number;
  /** What is looked at beside it. @default - nothing */
  readonly looks?: readonly Look[];
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
  /** SQL of the charges and of all looks, from `taken`. */
  readonly answer: string;
  /** All of it in one statement. */
  statement(lines: string): string;
  /** The answer's rows: the bill's charges, and those of each look. */
  read(rows: readonly (readonly unknown[])[]): { readonly charges: Charge[]; readonly looks: Charge[][] };
  /** What the reader of the bill should know. */
  readonly notes: readonly string[];
}

/** Without these there are no hops. */
const needed = ['interface-id', 'srcaddr', 'dstaddr', 'bytes'];

/** @throws UserError for unknown names (naming the nearest), and fields that the data lack (naming them) */
export function planBill(
  { by, where = [], from, to, looks = [] }: BillQuestion,
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
  const looked = looks.map((look) => ({ ...look, dimensions: look.by.map(find) }));
  const shows = [...asked, ...looked.flatMap((look) => look.dimensions)].some(
    (one) => one.shows !== undefined,
  );
  const ends = {
    addresses: shows,
    // those that nothing passes on are many, and looks do without them
    hosts: asked.some((dimension) => dimension.shows === 'hosts'),
    columns: Object.keys(times),
  };
  const fields = [...new Set([...sightedFields, ...hopFields])].filter((name) => available.some.has(name));
  const { ranges, networks = [], region, kinds = new Map<string, string>() } = context;
  const services = !lacks('pkt-dst-aws-service') && !lacks('pkt-src-aws-service');
  const tellsSides = !lacks('flow-direction');
  const steps = (lines: string): Step[] => [
    ...sightings(
      { lines: vpcLines(lines, data), fields: available.some, ...columns, from, to },
      dialect,
      available,
      fields,
    ),
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
    ...hops(dialect, ends),
    ...blamed(dialect, ends, lacks('interface-type')),
    unpackedHops(ends),
    ...routed({ guesses: lacks('traffic-path'), ranges: ranges !== undefined, services }),
    ...taken(),
  ];
  const answered = answer(dimensions, filters, looked, dialect);
  return {
    dimensions,
    fields,
    steps,
    answer: answered,
    statement: (lines) => `${withSteps(steps(lines))}${answered}`,
    read: (rows) => readAnswer(rows, by, looks),
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

function ofVpcs(available: Available): Available {
  const kept = [...available.flowLogs].filter(([, fields]) => !ofTransitGateway(fields));
  const some = new Set(kept.flatMap(([, fields]) => [...fields]));
  const every = new Set([...some].filter((name) => kept.every(([, fields]) => fields.has(name))));
  return { ...available, some, every, flowLogs: new Map(kept) };
}

function vpcLines(lines: string, { flowLogs }: Available): string {
  const left = [...flowLogs].filter(([, fields]) => ofTransitGateway(fields)).map(([id]) => literal(id));
  return left.length === 0
    ? lines
    : `SELECT * FROM (${lines}) AS l WHERE flow_log NOT IN (${left.join(', ')})`;
}

/** How often one statement reads the lines, where an engine keeps no table: for hops, and for each end of them. */
export function scansOf(data: Available): number {
  return needsWindows(ofVpcs(data)) ? 6 : 3;
}

function find(name: string): BillDimension {
  const found = billDimensions.get(name);
  if (found) return found;
  const known = [...billDimensions.keys()];
  throw new UserError(
    `unknown dimension '${name}' of a bill; ${didYouMean(name, known) || `known are ${known.join(', ')}`}`,
  );
}
