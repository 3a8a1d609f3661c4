import { existsSync, readFileSync } from 'node:fs';
import type { TollOptions } from '../../core/questions/toll-options';
import { parseAwsRanges, parseNetworks, type AwsRanges } from '../../core/tolls/address-ranges';
import type { BillContext } from '../../core/tolls/plan-bill';
import type { Terminal } from '../terminal/terminal';
import { download } from './download';
import { givenFile, withoutMark } from './given-file';
import { cachedFile, keep } from './user-cache';

/** Another place that has AWS's file, for who cannot reach AWS. */
const published = () => process.env['FLOWTOLL_IP_RANGES'] || 'https://ip-ranges.amazonaws.com/ip-ranges.json';

const cache = () => cachedFile('ip-ranges.json');

/**
 * What a bill is told beside the records: AWS's address ranges (those of a file, refreshed now, or refreshed before)
 * and the address plan.
 *
 * @throws UserError for a file that is none of them, and where a refresh does not reach AWS
 */
export async function readBillContext(
  { ipRanges, networks, region }: Pick<TollOptions, 'ipRanges' | 'networks' | 'region'>,
  terminal: Terminal,
): Promise<BillContext & { readonly notes: readonly string[] }> {
  if (ipRanges === 'refresh') await refreshRanges(terminal);
  const path = ipRanges === undefined || ipRanges === 'refresh' ? cache() : ipRanges;
  const ranges = ipRanges !== undefined || existsSync(path) ? readRanges(path) : undefined;
  return {
    ...(ranges && { ranges }),
    ...(networks !== undefined && { networks: parseNetworks(readText('--networks', networks)) }),
    ...(region !== undefined && { region }),
    notes: ranges ? [`AWS's address ranges are those of ${ranges.createDate.slice(0, 10)}`] : [],
  };
}

async function refreshRanges(terminal: Terminal): Promise<void> {
  let text = '';
  await download(published(), 'address ranges of AWS', terminal, (piece) => {
    text += piece;
    return true;
  });
  parseAwsRanges(text);
  keep(cache(), text);
}

function readRanges(path: string): AwsRanges {
  return parseAwsRanges(readText('--ip-ranges', path));
}

function readText(option: string, path: string): string {
  return withoutMark(readFileSync(givenFile(option, path), 'utf8'));
}
