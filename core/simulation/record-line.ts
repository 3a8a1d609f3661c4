import { type RecordFormat } from '../records/record-format';
import { type Sighting, type Slice } from './sighting';
import { type NetworkInterface, accountOf } from './world';

/** Writes the lines of one record format, as AWS does: what does not apply is `-`. */
export interface LinePrinter {
  /** The line of an OK record. */
  record(sighting: Sighting, slice: Slice): string;
  /** The line of an interface without records in a window of Unix seconds: it had no traffic, or they were lost. */
  empty(at: NetworkInterface, start: number, end: number, status: 'NODATA' | 'SKIPDATA'): string;
}

type FieldText = (sighting: Sighting, slice: Slice) => string | number;

/** The fields that only the recording interface decides; records without data have them too. */
const interfaceFields: Readonly<Record<string, (at: NetworkInterface) => string>> = {
  'account-id': (at) => at.shownAccount ?? accountOf(at),
  'interface-id': (at) => at.id,
  'vpc-id': (at) => at.vpc.id,
  'subnet-id': (at) => at.subnet?.id ?? '-',
  'instance-id': (at) => at.instance ?? '-',
  region: (at) => at.vpc.region,
  'az-id': (at) => shownAz(at) ?? '-',
  'sublocation-type': (at) => at.subnet?.sublocation?.type ?? '-',
  'sublocation-id': (at) => at.subnet?.sublocation?.id ?? '-',
  'resource-id': (at) => at.resource ?? '-',
  'interface-type': (at) => at.type ?? '-',
};

/** The fields that traffic decides. Fields in neither list never apply in this world. */
const trafficFields: Readonly<Record<string, FieldText>> = {
  srcaddr: (sighting) => sighting.seenSource,
  dstaddr: (sighting) => sighting.seenDestination,
  srcport: (sighting) => sighting.source.port,
  dstport: (sighting) => sighting.destination.port,
  protocol: (sighting) => sighting.conversation.protocol,
  packets: (_, slice) => slice.packets,
  bytes: (_, slice) => slice.bytes,
  start: (_, slice) => slice.start,
  end: (_, slice) => slice.end,
  action: (sighting) => sighting.action,
  'log-status': () => 'OK',
  'tcp-flags': (_, slice) => slice.flags,
  type: (sighting) => (sighting.source.address.includes(':') ? 'IPv6' : 'IPv4'),
  'pkt-srcaddr': (sighting) => sighting.source.address,
  'pkt-dstaddr': (sighting) => sighting.destination.address,
  'pkt-src-aws-service': (sighting) => sighting.source.service ?? '-',
  'pkt-dst-aws-service': (sighting) => sighting.destination.service ?? '-',
  'flow-direction': (sighting) => sighting.direction,
  'traffic-path': (sighting) => sighting.path ?? '-',
  'reject-reason': (sighting) =>
    sighting.action === 'REJECT' ? (sighting.conversation.rejectReason ?? '-') : '-',
  'next-hop-interface-id': (sighting) => nextHopField(sighting, (hop) => hop.id),
  'next-hop-subnet-id': (sighting) => nextHopField(sighting, (hop) => hop.subnet?.id),
  'next-hop-az-id': ({ nextHop }) => (nextHop && shownAz(nextHop)) ?? '-',
  'next-hop-vpc-id': (sighting) => nextHopField(sighting, (hop) => hop.vpc.id),
  'next-hop-interface-type': (sighting) => nextHopField(sighting, (hop) => hop.type),
};

/** A sublocation, e.g. a Local Zone, shows no AZ. */
function shownAz({ subnet }: NetworkInterface): string | undefined {
  return subnet?.sublocation ? undefined : subnet?.az;
}

/** Of another account's next hop only the AZ is told. */
function nextHopField(
  { interface: at, nextHop }: Sighting,
  field: (hop: NetworkInterface) => string | undefined,
): string {
  if (nextHop === undefined || accountOf(nextHop) !== accountOf(at)) return '-';
  return field(nextHop) ?? '-';
}

export function linePrinter(format: RecordFormat): LinePrinter {
  const version = String(format.version);
  const names = format.fields.map((field) => field.name);
  const texts = names.map((name): FieldText => {
    if (name === 'version') return () => version;
    const ofInterface = interfaceFields[name];
    if (ofInterface) return (sighting) => ofInterface(sighting.interface);
    return trafficFields[name] ?? (() => '-');
  });
  // one array for all lines, because this runs for every record
  const values: (string | number)[] = texts.map(() => '-');

  return {
    record(sighting, slice) {
      for (let index = 0; index < texts.length; index += 1) values[index] = texts[index]!(sighting, slice);
      return values.join(' ');
    },
    empty(at, start, end, status) {
      const known: Record<string, string | number> = { version, start, end, 'log-status': status };
      return names.map((name) => known[name] ?? interfaceFields[name]?.(at) ?? '-').join(' ');
    },
  };
}
