import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { billScenarios } from '../../../core/simulation/bill-scenarios';
import { duckdb } from '../../../core/sql/duckdb';
import { parseAwsRanges } from '../../../core/tolls/address-ranges';
import type { FindingRule } from '../../../core/tolls/finding';
import { findingRules, findWith } from '../../../core/tolls/findings';
import { planBill } from '../../../core/tolls/plan-bill';
import { mergePrices } from '../../../core/tolls/prices';
import { usEast1Prices } from '../../../core/tolls/us-east-1-prices';
import { openDuckDb, type DuckDbEngine } from '../../../scripts/engines/duckdb';
import { findLocalData, type LocalData } from '../../../scripts/engines/local-data';
import { writeScenario } from '../../../scripts/simulate';

/** A scenario, and a finding by addresses that it ends in. */
const cases = [
  ['a day of an EKS VPC, recommended', 'chatty-pair'],
  ['the way out through another VPC, recommended', 'nat-and-transit-gateway'],
] as const;

describe.each(cases)('%s', (name, finding) => {
  const { scenario, ipRanges } = billScenarios.find((one) => one.name === name)!;
  const folder = mkdtempSync(join(tmpdir(), 'flowtoll-looks-'));
  const { region } = scenario.flowLogs[0]!;
  const prices = mergePrices([
    { ...usEast1Prices, regions: { [region]: usEast1Prices.regions['us-east-1']! } },
  ]);
  let data: LocalData;
  let engine: DuckDbEngine;
  beforeAll(async () => {
    await writeScenario(scenario, folder);
    data = await findLocalData({ data: [join(folder, 'logs')] });
    engine = await openDuckDb();
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  async function found(rules: readonly FindingRule[]) {
    const ranges = ipRanges === undefined ? {} : { ranges: parseAwsRanges(ipRanges) };
    const plan = planBill({ by: [], looks: rules }, duckdb, data.available, ranges);
    const { looks } = plan.read((await engine.query(plan.statement(data.lines(plan.fields)))).rows);
    // of so little traffic a second's worth saves something
    const scene = { prices, seconds: 1 };
    return {
      rows: looks.map((charges) => charges.length),
      findings: rules.map((rule, index) => findWith(rule, looks[index]!, rule.by, scene)),
    };
  }

  it('finds with few values what it finds with all', async () => {
    const all = await found(findingRules.map((rule) => ({ ...rule, fewer: () => ({}) })));
    const few = await found(findingRules);
    expect(few.findings).toEqual(all.findings);
    expect(few.findings.flat().map(({ id }) => id)).toContain(finding);
    expect(few.rows.every((count, index) => count <= all.rows[index]!)).toBe(true);
    expect(few.rows).not.toEqual(all.rows);
  });
});
