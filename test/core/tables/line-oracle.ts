import { isUtf8 } from 'node:buffer';
import type { LineKind } from '../../../core/tables/kind';

/** The other witness: the lines of a file and what each of them is, without any engine. */
export function linesOf(content: Buffer): string[] {
  return content
    .toString('latin1')
    .split(/\r\n|\n|\r/)
    .filter((line) => line !== '');
}

export function kindByHand(line: string, names: readonly string[]): LineKind {
  if (!isUtf8(Buffer.from(line, 'latin1')) || line.includes('\x1f')) return 'bad';
  const parts = line.split(' ');
  if (parts.length === names.length + 1 && parts.at(-1) === '') parts.pop();
  if (parts.length !== names.length) return 'bad';
  const value = (name: string) => parts[names.indexOf(name)];
  const status = value('log-status');
  if (status === 'NODATA') return 'no_data';
  if (status === 'SKIPDATA') return 'skip_data';
  if (status !== undefined && status !== 'OK') return 'bad';
  const whole = (name: string) => {
    const written = value(name);
    return written === undefined || /^(0|[1-9][0-9]{0,14})$/.test(written);
  };
  const present = (name: string) => value(name) === undefined || !['-', ''].includes(value(name)!);
  const bytes = whole('bytes') || (value('reject-reason') === 'BPA' && value('bytes') === '-');
  const id = value('interface-id') ?? '-';
  const isRecord =
    (id === '-' || id.startsWith('eni-')) &&
    present('srcaddr') &&
    present('dstaddr') &&
    ['version', 'srcport', 'dstport', 'protocol', 'packets', 'start', 'end'].every(whole) &&
    bytes &&
    Number(value('version') ?? 2) >= 2 &&
    Number(value('version') ?? 2) <= 11 &&
    BigInt(value('end') ?? value('start') ?? 0) >= BigInt(value('start') ?? 0) &&
    BigInt(value('end') ?? value('start') ?? 0) <= 99_999_999_999_999n;
  return isRecord ? 'record' : 'bad';
}
