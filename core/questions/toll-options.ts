import { parsePrice } from '../tolls/money';
import { UserError } from '../user-error';

/** What a bill is told that records do not tell. */
export interface TollOptions {
  /** Files of prices: ours, or AWS's Price List's. */
  readonly priceFiles: readonly string[];
  /** AWS's ip-ranges.json, or `refresh`. @default - what was refreshed before, if anything */
  readonly ipRanges?: string;
  /** A CSV of address plans: cidr, name, region, az. */
  readonly networks?: string;
  /** GB that the organisation has sent to the internet this month beside what is billed. */
  readonly internetUsedGb: number;
  /** The Region of records that do not tell it. */
  readonly region?: string;
  /** The line to explain: its number, or its toll. */
  readonly explain?: string;
  /** Decimal USD; a total above it is a finding. */
  readonly failOver?: string;
}

/** Toll options as the command line gives them. */
export interface WrittenTollOptions {
  readonly prices?: readonly string[];
  readonly ipRanges?: string;
  readonly networks?: string;
  readonly internetUsedGb?: string;
  readonly region?: string;
  readonly explain?: string;
  readonly failOver?: string;
}

/** @throws UserError naming the option, what it got and what it takes */
export function parseTollOptions(written: WrittenTollOptions): TollOptions {
  const { prices = [], ipRanges, networks, internetUsedGb = '0', region, explain, failOver } = written;
  if (!/^\d{1,9}$/.test(internetUsedGb)) {
    throw new UserError(`--internet-used-gb must be a whole number of GB, got: '${internetUsedGb}'`);
  }
  if (region !== undefined) checkRegion('--region', region);
  return {
    priceFiles: prices,
    ...(ipRanges !== undefined && { ipRanges }),
    ...(networks !== undefined && { networks }),
    internetUsedGb: Number(internetUsedGb),
    ...(region !== undefined && { region }),
    ...(explain !== undefined && { explain }),
    ...(failOver !== undefined && { failOver: parseAmount(failOver) }),
  };
}

/** @throws UserError for what no Region is called */
export function checkRegion(option: string, name: string): void {
  if (/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/.test(name)) return;
  throw new UserError(`${option} must be a Region like us-east-1, got: '${name}'`);
}

function parseAmount(text: string): string {
  try {
    parsePrice(text);
    return text;
  } catch {
    throw new UserError(`--fail-over must be an amount in USD like 100 or 12.50, got: '${text}'`);
  }
}
