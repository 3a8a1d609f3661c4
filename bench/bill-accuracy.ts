import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BillScenario } from '../core/simulation/bill-scenario';
import { billScenarios } from '../core/simulation/bill-scenarios';
import { billAgainstTruth, type Comparison } from './bill-against-truth';

/** Writes docs/bill-accuracy.md: the bill of every scenario beside its truth. */
async function main(): Promise<void> {
  const rows: string[] = [];
  for (const scenario of billScenarios) {
    process.stderr.write(`${scenario.name}\n`);
    rows.push(...rowsOf(scenario, await billAgainstTruth(scenario)));
  }
  writeFileSync(join(__dirname, '../docs/bill-accuracy.md'), `${head}\n${rows.join('\n')}\n`);
}

const head = `# How far the bill is from the truth

Made by \`npm run bench:bill-accuracy\`; do not edit. Each scenario is simulated, and its true bill is worked out from what each interface is and what AWS charges for it, never from the records. The bill is then made from the records alone. Bytes are metered bytes: bytes times metered ends. What is in both bills free is left out.

A toll that the records of a format cannot tell says why; a scenario with lost records (SKIPDATA) has a bill that is a lower bound, short by at most what was lost.

| scenario | toll | Region | truth, bytes | bill, bytes | error | payers that differ |
|---|---|---|---|---|---|---|`;

function rowsOf({ name, unknowable }: BillScenario, { tolls, payers, lost }: Comparison): string[] {
  return tolls.map(({ toll, of, truth, bill }) => {
    const own = payers.filter((one) => one.toll === toll);
    const wrong = own.filter((one) => one.truth !== one.bill).length;
    const why = unknowable.find((one) => one.toll === toll)?.why;
    const bound = lost.has(toll) ? `; at most ${lost.get(toll)} lost` : '';
    const note = why ? `; cannot be known: ${why}` : bound;
    const cells = [name, toll, of, truth, bill, `${error(truth, bill)}${note}`, `${wrong} of ${own.length}`];
    return `| ${cells.join(' | ')} |`;
  });
}

/** Percent with three places. */
function error(truth: bigint, bill: bigint): string {
  if (truth === bill) return '0';
  if (truth === 0n) return 'not in the truth';
  const thousandths = ((bill - truth) * 100_000n) / truth;
  return `${(Number(thousandths) / 1000).toFixed(3)} %`;
}

void main();
