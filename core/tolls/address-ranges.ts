import { isAzId } from '../records/az-id';
import { type Cidr, parseCidr, printCidr } from '../records/cidr';
import { UserError } from '../user-error';

/** The address ranges that AWS publishes: https://ip-ranges.amazonaws.com/ip-ranges.json. */
export interface AwsRanges {
  /** When AWS made the file, as it says it: `2026-03-01-00-00-00`. */
  readonly createDate: string;
  readonly ranges: readonly AwsRange[];
}

export interface AwsRange {
  readonly cidr: Cidr;
  /** The code of the service, e.g. `S3`; every range is there once more as `AMAZON`. */
  readonly service: string;
  /** `GLOBAL` for those of no Region. */
  readonly region: string;
}

/** A range of one's own address plan. */
export interface Network {
  readonly cidr: Cidr;
  readonly name: string | null;
  readonly region: string | null;
  /** An AZ id, e.g. `euc1-az1`: their names differ from account to account. */
  readonly az: string | null;
}

/**
 * Reads the text of ip-ranges.json.
 *
 * @throws UserError for anything else
 */
export function parseAwsRanges(text: string): AwsRanges {
  const file = parseJson(text) as Partial<IpRangesFile> | null;
  if (typeof file !== 'object' || !Array.isArray(file?.prefixes) || !Array.isArray(file.ipv6_prefixes)) {
    throw new UserError(
      "AWS's address ranges must be the JSON of https://ip-ranges.amazonaws.com/ip-ranges.json, with prefixes and ipv6_prefixes",
    );
  }
  const read = (entry: IpRangesEntry, prefix: unknown): AwsRange => {
    if (typeof prefix !== 'string' || typeof entry.service !== 'string' || typeof entry.region !== 'string') {
      throw new UserError(
        `an entry of AWS's address ranges must have a prefix, a service and a region, got: ${JSON.stringify(entry)}`,
      );
    }
    return { cidr: parseCidr(prefix), service: entry.service, region: entry.region };
  };
  return {
    createDate: String(file.createDate ?? ''),
    ranges: [
      ...file.prefixes.map((entry) => read(entry, entry.ip_prefix)),
      ...file.ipv6_prefixes.map((entry) => read(entry, entry.ipv6_prefix)),
    ],
  };
}

/** https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html */
interface IpRangesFile {
  readonly createDate: string;
  readonly prefixes: readonly IpRangesEntry[];
  readonly ipv6_prefixes: readonly IpRangesEntry[];
}

interface IpRangesEntry {
  readonly ip_prefix?: unknown;
  readonly ipv6_prefix?: unknown;
  readonly service?: unknown;
  readonly region?: unknown;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const networkColumns = ['cidr', 'name', 'region', 'az'] as const;
const shortestNetwork = 8;

/**
 * Reads an address plan: CSV with the header `cidr,name,region,az` (in any order; only cidr must be there). What is
 * empty is not known.
 *
 * @throws UserError naming the line
 */
export function parseNetworks(text: string): Network[] {
  const [header, ...rows] = text.split(/\r\n|\r|\n/);
  const names = header!.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(networkColumns as readonly string[]).includes(name));
  if (unknown !== undefined || !names.includes('cidr')) {
    throw new UserError(
      `the address plan must begin with the line cidr,name,region,az, got: '${header!.slice(0, 80)}'`,
    );
  }
  const networks = new Map<string, Network>();
  return rows.flatMap((row, index) => {
    if (row.trim() === '') return [];
    const at = `line ${index + 2} of the address plan`;
    const network = parseNetwork(row, names, at);
    const cidr = printCidr(network.cidr);
    const { region, az } = networks.get(cidr) ?? network;
    if (region !== network.region || az !== network.az) {
      throw new UserError(
        `${at}: ${cidr} has another Region or zone above; name the smaller networks in it, or leave it out`,
      );
    }
    networks.set(cidr, network);
    return [network];
  });
}

function parseNetwork(row: string, names: readonly string[], at: string): Network {
  const cells = row.split(',').map((cell) => cell.trim());
  // a cell too many, or in quotes, would put a zone in place of a Region
  if (cells.length > names.length || row.includes('"')) {
    throw new UserError(`${at}: a cell can hold neither commas nor quotes, got: '${row.slice(0, 80)}'`);
  }
  const value = (name: (typeof networkColumns)[number]) => cells[names.indexOf(name)] || null;
  return {
    cidr: networkCidr(value('cidr'), at),
    name: value('name'),
    region: value('region'),
    az: networkAz(value('az'), at),
  };
}

function networkAz(text: string | null, at: string): string | null {
  if (text === null || isAzId(text)) return text;
  throw new UserError(
    `${at}: az must be an Availability Zone id like use1-az1 (a name like us-east-1a is another zone in each account), got: '${text}'`,
  );
}

function networkCidr(text: string | null, at: string): Cidr {
  let cidr: Cidr;
  try {
    cidr = parseCidr(text ?? '');
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${at}: ${error.message}`) : error;
  }
  if (cidr.length >= shortestNetwork) return cidr;
  throw new UserError(
    `${at}: a network must be /${shortestNetwork} or smaller, got: ${text}; name those that are yours`,
  );
}

/** What is known of an address by its range. */
export interface Place {
  /** In one's own plan, in a range for private use, or in AWS's published ranges. */
  readonly kind: 'network' | 'private' | 'aws';
  readonly service: string | null;
  readonly region: string | null;
  readonly az: string | null;
}

/**
 * Addresses from `low` to `high`, as text that sorts as addresses do (`Dialect.addressKey`): `4` and 8 hexadecimal
 * digits, or `6` and 32.
 */
export interface Interval {
  readonly low: string;
  readonly high: string;
  readonly place: Place;
}

/** Private use, shared address space, link-local, loopback and multicast: never the internet. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  '127.0.0.0/8',
  '224.0.0.0/3',
  '0.0.0.0/8',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/**
 * The places of all known addresses as intervals that do not overlap, in order.
 *
 * One's own plan comes first and in it the longest prefix; then ranges for private use; then AWS's, of which any
 * service comes before EC2, and EC2 before AMAZON, and among equals the longest prefix.
 */
export function placesOf(ranges: readonly AwsRange[], networks: readonly Network[]): Interval[] {
  const none = { service: null, region: null, az: null };
  const entries: Entry[] = [
    ...networks.map(({ cidr, region, az }) => entry(cidr, 0, { kind: 'network', service: null, region, az })),
    ...privateRanges.map((cidr) => entry(parseCidr(cidr), 1, { kind: 'private', ...none })),
    ...ranges.map(({ cidr, service, region }) =>
      entry(cidr, rankOfService(service), { kind: 'aws', service, region, az: null }),
    ),
  ];
  return ([4, 6] as const).flatMap((family) =>
    merged(winners(entries.filter((one) => one.family === family))).map(({ first, last, place }) => ({
      low: key(family, first),
      high: key(family, last),
      place,
    })),
  );
}

interface Entry {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
  /** The lowest wins; among equals the longest prefix. */
  readonly rank: number;
  readonly length: number;
  readonly place: Place;
}

interface Stretch {
  readonly first: bigint;
  readonly last: bigint;
  readonly place: Place;
}

function rankOfService(service: string): number {
  return service === 'AMAZON' ? 4 : service === 'EC2' ? 3 : 2;
}

function entry({ family, base, length }: Cidr, rank: number, place: Place): Entry {
  const size = 1n << BigInt((family === 4 ? 32 : 128) - length);
  return { family, first: base, last: base + size - 1n, rank, length, place };
}

/** Goes through the addresses from the first to the last, and cuts wherever a range begins or ends. */
function winners(entries: readonly Entry[]): Stretch[] {
  const begins = [...entries].sort((one, other) => compare(one.first, other.first));
  const cuts = [...new Set(entries.flatMap(({ first, last }) => [first, last + 1n]))].sort(compare);
  const stretches: Stretch[] = [];
  let open: Entry[] = [];
  let next = 0;
  for (const [index, cut] of cuts.entries()) {
    open = open.filter(({ last }) => last >= cut);
    for (; begins[next]?.first === cut; next += 1) open.push(begins[next]!);
    if (open.length === 0) continue;
    const { place } = open.reduce((best, one) => (precedes(one, best) ? one : best));
    stretches.push({ first: cut, last: cuts[index + 1]! - 1n, place });
  }
  return stretches;
}

function precedes(one: Entry, other: Entry): boolean {
  return one.rank !== other.rank ? one.rank < other.rank : one.length > other.length;
}

/** Joins neighbours of one place. */
function merged(stretches: readonly Stretch[]): Stretch[] {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const before = result.at(-1);
    if (before && before.last + 1n === stretch.first && samePlace(before.place, stretch.place)) {
      result[result.length - 1] = { ...before, last: stretch.last };
    } else result.push(stretch);
  }
  return result;
}

function samePlace(one: Place, other: Place): boolean {
  return (
    one.kind === other.kind &&
    one.service === other.service &&
    one.region === other.region &&
    one.az === other.az
  );
}

function key(family: 4 | 6, address: bigint): string {
  return `${family}${address.toString(16).padStart(family === 4 ? 8 : 32, '0')}`;
}

function compare(one: bigint, other: bigint): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
