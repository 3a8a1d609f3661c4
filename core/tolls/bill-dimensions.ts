import type { Dialect } from '../sql/dialect';
import { azPairs, days, hours, months, oneOf, valuesOfField, type Values } from '../traffic/values';
import { tolls } from './toll';

/** A column that bills can be asked by. */
export interface BillDimension {
  readonly name: string;
  readonly type: 'text' | 'integer' | 'address';
  /** @default - any of its type */
  readonly values?: Values;
  /** The fields it comes from, by AWS's names; without them it cannot be answered. */
  readonly fields: readonly string[];
  /** Columns of a line to keep apart for it, by the name they get. */
  readonly keys?: Readonly<Record<string, string>>;
  /** Whether it is of who pays: then each end that pays is a charge of its own. */
  readonly ofPayer?: true;
  /** Whether it shows addresses: those inside, or hosts beyond every VPC too. */
  readonly shows?: 'addresses' | 'hosts';
  /** Its value, from the columns of `taken` and `payer`, which end of the packet pays. */
  readonly value: (dialect: Dialect) => string;
  readonly meaning: string;
}

/** The value of whichever end of the packet pays, or of the other one. */
const ofPayer = (name: string) =>
  `CASE payer WHEN 'source' THEN ${end('source', name)} ELSE ${end('destination', name)} END`;
const ofOther = (name: string) =>
  `CASE payer WHEN 'source' THEN ${end('destination', name)} ELSE ${end('source', name)} END`;

function end(of: 'source' | 'destination', name: string): string {
  return name === '' ? of : `${of}_${name}`;
}

/** What is known of an address, and from which field. */
const known = [
  ['address', '', 'srcaddr', 'packet address'],
  ['interface', 'interface', 'interface-id', 'interface that holds its address'],
  ['instance', 'instance', 'instance-id', 'instance'],
  ['subnet', 'subnet', 'subnet-id', 'subnet'],
  ['az', 'az', 'az-id', 'Availability Zone id'],
  ['vpc', 'vpc', 'vpc-id', 'VPC'],
  ['account', 'account', 'account-id', 'account'],
  ['aws_service', 'service', 'srcaddr', 'AWS service that has its address'],
] as const;

const list: readonly BillDimension[] = [
  {
    name: 'toll',
    type: 'text',
    values: oneOf(...tolls.keys()),
    fields: [],
    value: () => 'toll',
    meaning: 'the toll, e.g. cross-az',
  },
  ...known.map(([name, column, field, what]): BillDimension => ({
    name,
    type: name === 'address' ? 'address' : 'text',
    ...(valuesOfField[field] && { values: valuesOfField[field] }),
    fields: [field],
    ofPayer: true,
    ...(name === 'address' && { shows: 'addresses' }),
    value: () => ofPayer(column),
    meaning: `${what} of who pays`,
  })),
  {
    name: 'remote',
    type: 'address',
    fields: ['srcaddr'],
    ofPayer: true,
    shows: 'hosts',
    value: () => ofOther(''),
    meaning: 'packet address at the other end',
  },
  {
    name: 'remote_aws_service',
    type: 'text',
    fields: ['srcaddr'],
    ofPayer: true,
    value: () => ofOther('service'),
    meaning: 'AWS service that has the address at the other end, by the records or by the address ranges',
  },
  {
    name: 'remote_region',
    type: 'text',
    fields: ['srcaddr'],
    ofPayer: true,
    value: () => `COALESCE(${ofOther('region')}, ${ofOther('place_region')})`,
    meaning: 'Region of the address at the other end, by its records, the address plan or the address ranges',
  },
  ...(['source', 'destination'] as const).flatMap((of) =>
    known.map(([name, column, field, what]): BillDimension => ({
      name: name === 'address' ? of : `${of}_${name}`,
      type: name === 'address' ? 'address' : 'text',
      ...(valuesOfField[field] && { values: valuesOfField[field] }),
      fields: [field],
      ...(name === 'address' && { shows: 'hosts' }),
      value: () => end(of, column),
      meaning: `${what} of the ${of}`,
    })),
  ),
  {
    name: 'az_pair',
    type: 'text',
    values: azPairs,
    fields: ['az-id'],
    value: () => `CASE WHEN from_az <= to_az THEN from_az || '~' || to_az ELSE to_az || '~' || from_az END`,
    meaning: "the Availability Zone ids of the hop's two interfaces, sorted, joined by ~",
  },
  {
    name: 'via',
    type: 'text',
    fields: ['interface-id'],
    value: () =>
      `CASE WHEN NOT to_holds OR to_kind = 'vpc_endpoint' THEN to_interface WHEN NOT from_holds OR from_kind = 'vpc_endpoint' THEN from_interface WHEN leg IS NOT NULL THEN COALESCE(from_interface, to_interface) END`,
    meaning: 'what the bytes pass through: a NAT gateway, an attachment, an endpoint, a load balancer',
  },
  {
    name: 'hour',
    type: 'text',
    values: hours,
    fields: ['start'],
    keys: { hour_start: 'start - start % 3600' },
    value: (dialect) => dialect.hour('hour_start'),
    meaning: 'UTC hour in which the record starts, e.g. 2026-01-31T05:00:00Z',
  },
  {
    name: 'day',
    type: 'text',
    values: days,
    fields: ['start'],
    keys: { day_start: 'start - start % 86400' },
    value: (dialect) => dialect.day('day_start'),
    meaning: 'UTC day on which the record starts, e.g. 2026-01-31',
  },
  {
    name: 'month',
    type: 'text',
    values: months,
    fields: ['start'],
    value: () => monthText,
    meaning: 'UTC month in which the record starts, e.g. 2026-01',
  },
];

/** The month that a number counts, as text. */
export const monthText = `CAST(month / 12 AS varchar) || '-' || lpad(CAST(month % 12 + 1 AS varchar), 2, '0')`;

/** Every dimension of bills by its name. */
export const billDimensions: ReadonlyMap<string, BillDimension> = new Map(
  list.map((dimension) => [dimension.name, dimension]),
);
