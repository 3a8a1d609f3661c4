import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BillScenario } from '../core/simulation/bill-scenario';
import type { Truth } from '../core/simulation/truth';
import { duckdb } from '../core/sql/duckdb';
import { parseAwsRanges, parseNetworks } from '../core/tolls/address-ranges';
import { planBill } from '../core/tolls/plan-bill';
import type { Charge } from '../core/tolls/toll';
import { openDuckDb } from '../scripts/engines/duckdb';
import { findLocalData } from '../scripts/engines/local-data';
import { writeScenario } from '../scripts/simulate';

/** Metered bytes (bytes × times) of one toll, or of what one payer pays of it, by the simulator and by the bill. */
export interface Compared {
  readonly toll: string;
  /** Region, and for inter-region the other one; of a payer its VPC and address. */
  readonly of: string;
  readonly truth: bigint;
  readonly bill: bigint;
}

export interface Comparison {
  readonly tolls: readonly Compared[];
  readonly payers: readonly Compared[];
  /** At most so many metered bytes of each toll are not in the logs, because their records were lost. */
  readonly lost: ReadonlyMap<string, bigint>;
}

/** Writes a scenario's flow logs, reads them back into a bill, and puts it beside the scenario's own. */
export async function billAgainstTruth(scenario: BillScenario): Promise<Comparison> {
  const folder = mkdtempSync(join(tmpdir(), 'flowtoll-bill-'));
  try {
    await writeScenario(scenario.scenario, folder);
    const { bill } = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as Truth;
    const { charges, hasVpc } = await chargesOf(scenario, join(folder, 'logs'));
    const tolls = new Sums();
    const payers = new Sums();
    for (const { toll, region, toRegion, bytes, times, dimensions } of charges) {
      const metered = bytes * BigInt(times);
      tolls.add(toll, place(region, toRegion), 'bill', metered);
      payers.add(toll, dimensions.map(String).join(' '), 'bill', metered);
    }
    for (const one of bill.tolls)
      tolls.add(one.toll, place(one.region, one.to_region), 'truth', BigInt(one.metered_bytes));
    for (const { toll, vpc, address, metered_bytes } of bill.payers)
      payers.add(toll, hasVpc ? `${vpc} ${address}` : address, 'truth', BigInt(metered_bytes));
    return {
      tolls: tolls.rows(),
      payers: payers.rows(),
      lost: new Map(bill.lost.map(({ toll, metered_bytes }) => [toll, BigInt(metered_bytes)])),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function chargesOf(
  { scenario, ipRanges, networks }: BillScenario,
  logs: string,
): Promise<{ charges: Charge[]; hasVpc: boolean }> {
  const data = await findLocalData({ data: [logs] });
  const hasVpc = data.available.some.has('vpc-id');
  const plan = planBill({ by: hasVpc ? ['vpc', 'address'] : ['address'] }, duckdb, data.available, {
    ...(ipRanges !== undefined && { ranges: parseAwsRanges(ipRanges) }),
    ...(networks !== undefined && { networks: parseNetworks(networks) }),
    // where the format has no region, the deployment or the files' names say it
    ...(!data.available.some.has('region') && { region: scenario.flowLogs[0]!.region }),
  });
  const engine = await openDuckDb();
  try {
    const { rows } = await engine.query(plan.statement(data.lines(plan.fields)));
    return { charges: plan.read(rows).charges, hasVpc };
  } finally {
    await engine.close();
  }
}

function place(region: string | null, toRegion: string | null): string {
  return toRegion === null ? String(region) : `${region} to ${toRegion}`;
}

class Sums {
  private readonly sums = new Map<string, { toll: string; of: string; truth: bigint; bill: bigint }>();

  add(toll: string, of: string, side: 'truth' | 'bill', bytes: bigint): void {
    const key = `${toll} ${of}`;
    const sum = this.sums.get(key) ?? { toll, of, truth: 0n, bill: 0n };
    sum[side] += bytes;
    this.sums.set(key, sum);
  }

  /** What either side meters. */
  rows(): Compared[] {
    return [...this.sums.values()].filter(({ truth, bill }) => truth > 0n || bill > 0n);
  }
}
