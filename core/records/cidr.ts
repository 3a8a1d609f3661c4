import { isIP } from 'node:net';
import { UserError } from '../user-error';

/** A range of addresses: every address whose first `length` bits are those of `base`. */
export interface Cidr {
  readonly family: 4 | 6;
  /** The first address, as a number. */
  readonly base: bigint;
  readonly length: number;
}

const bits = { 4: 32, 6: 128 } as const;

/**
 * Reads `10.0.0.0/16` or `2001:db8::/32`.
 *
 * @throws UserError for anything else, and for an address with bits set after the prefix (offering the range it is in)
 */
export function parseCidr(text: string): Cidr {
  const [address, length, ...rest] = text.split('/');
  const family = isIP(address!) as 0 | 4 | 6;
  const valid =
    rest.length === 0 && length !== undefined && /^\d{1,3}$/.test(length) && !address!.includes('%');
  if (family === 0 || !valid || Number(length) > bits[family]) {
    throw new UserError(`a CIDR must be written like 10.0.0.0/16 or 2001:db8::/32, got: '${text}'`);
  }
  const value = family === 4 ? ipv4Number(address!) : ipv6Number(address!);
  const hostBits = BigInt(bits[family] - Number(length));
  const base = (value >> hostBits) << hostBits;
  if (base !== value) {
    throw new UserError(
      `a CIDR must have no bit set after its prefix, got: '${text}'; did you mean ${printAddress(base, family)}/${length}?`,
    );
  }
  return { family, base, length: Number(length) };
}

export function printCidr({ base, family, length }: Cidr): string {
  return `${printAddress(base, family)}/${length}`;
}

export function isCidr(text: string): boolean {
  try {
    parseCidr(text);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function ipv4Number(address: string): bigint {
  return address.split('.').reduce((number, octet) => (number << 8n) | BigInt(octet), 0n);
}

function ipv6Number(address: string): bigint {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const text = dotted ? dotted[1]! + groupsOfIpv4(ipv4Number(dotted[2]!)) : address;
  const [head, tail] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const zeros = tail ? Array.from({ length: 8 - head!.length - tail.length }, () => '0') : [];
  return [...head!, ...zeros, ...(tail ?? [])].reduce(
    (number, group) => (number << 16n) | BigInt(`0x${group}`),
    0n,
  );
}

function groupsOfIpv4(number: bigint): string {
  return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
}

function printAddress(number: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map((shift) => (number >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, index) => (number >> BigInt(16 * (7 - index))) & 0xffffn);
  // the URL parser writes IPv6 in its shortest form (RFC 5952)
  return new URL(`http://[${groups.map((group) => group.toString(16)).join(':')}]`).hostname.slice(1, -1);
}
