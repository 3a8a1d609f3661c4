import { isIP } from 'node:net';
import { isAzId } from '../records/az-id';
import { existingTime } from '../records/existing-time';

/** The values that a dimension can have. A filter on any other would find nothing, and that would look like an answer. */
export interface Values {
  /** Whether a value, as it was written, is one of them. */
  readonly has: (written: string) => boolean;
  /** What they are, after "takes". */
  readonly words: string;
  /** All of them, where they are names, which have no order. @default - they are none */
  readonly names?: readonly string[];
}

export function oneOf(...names: readonly string[]): Values {
  const words = `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}`;
  return { has: (written) => names.includes(written), words, names };
}

function numbers(least: number, most: number, meanings?: string): Values {
  return {
    has: (written) => isWhole(written) && Number(written) >= least && Number(written) <= most,
    words: `a number from ${least} to ${most}${meanings ? ` (${meanings})` : ''}`,
  };
}

/** As SQL takes it, in 64 bits. */
export function isWhole(written: string): boolean {
  return /^-?\d{1,18}$/.test(written);
}

/** Times (UTC) written as answers write them; `rest` is what ISO 8601 has more, or instead of `end`. */
function times(what: string, example: string, rest: string, end = ''): Values {
  return {
    has: (written) =>
      written.endsWith(end) &&
      existingTime(written.slice(0, written.length - end.length) + rest) !== undefined,
    words: `${what} that exists, written like ${example}`,
  };
}

export const hours = times('a UTC hour', '2026-01-31T05:00:00Z', ':00:00.000Z', ':00:00Z');
export const days = times('a UTC day', '2026-01-31', 'T00:00:00.000Z');
export const months = times('a month', '2026-01', '-01T00:00:00.000Z');

export const yesOrNo = oneOf('yes', 'no');

/** Two Availability Zones, as `az_pair` joins them. */
export const azPairs: Values = {
  has: (written) => {
    const zones = written.split('~');
    return zones.length === 2 && zones.every(isAzId) && zones[0]! <= zones[1]!;
  },
  words: 'the ids of two Availability Zones, sorted, like use1-az1~use1-az2',
};

export const ports = numbers(0, 65_535);

/** By AWS's names, what fields hold that do not hold any text or number; names that AWS adds to are any text. */
export const valuesOfField: Readonly<Record<string, Values>> = {
  action: oneOf('ACCEPT', 'REJECT'),
  'az-id': {
    has: isAzId,
    words:
      "an Availability Zone's id, like use1-az1 (a name like us-east-1a is another zone in each account)",
  },
  dstport: ports,
  protocol: numbers(0, 255, '1 ICMP, 6 TCP, 17 UDP, 58 ICMPv6'),
  srcport: ports,
  'tcp-flags': numbers(0, 255, 'FIN 1, SYN 2, RST 4, SYN-ACK 18'),
  'traffic-path': numbers(1, 8, '1 inside the VPC, 4 and 5 peering, 7 gateway endpoint, 8 internet gateway'),
  type: oneOf('IPv4', 'IPv6', 'EFA'),
};

/** What a dimension has where nothing more is known of it. */
export const valuesOfType: Readonly<Record<'text' | 'integer' | 'address', Values>> = {
  text: { has: () => true, words: 'any text' },
  integer: { has: isWhole, words: 'a whole number' },
  address: { has: (written) => isIP(written) !== 0 && !written.includes('%'), words: 'an address or a CIDR' },
};
