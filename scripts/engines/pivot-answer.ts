import type { Cell, Result } from '../../core/report/result';
import type { PivotPlan } from '../../core/traffic/pivot';

/*
 * How the rows of a plan, from whatever engine, become an answer.
 */

export function columnsOf(plan: PivotPlan): Result['columns'] {
  return [
    ...plan.dimensions.map(({ name, type }) => ({
      name,
      type: type === 'integer' ? type : ('text' as const),
    })),
    ...plan.measures.map(({ name, type, unit }) => ({ name, type, unit })),
  ];
}

/** A row of dimensions and sums, whatever stands behind them. */
export function shownRow(plan: PivotPlan, row: readonly Cell[]): Cell[] {
  const width = plan.dimensions.length;
  const sums = row.slice(width);
  return [...row.slice(0, width), ...(width === 0 ? sumsOfAll(plan, sums) : shownSums(plan, sums))];
}

/** Whether nothing fits; an answer without dimensions has a row all the same, of sums over nothing. */
export function nothingFits(plan: PivotPlan, rows: readonly (readonly Cell[])[]): boolean {
  if (plan.dimensions.length > 0 || rows.length === 0) return rows.length === 0;
  // lines without data have no bytes, and are there
  return plan.view !== 'coverage' && rows[0]!.every((sum) => sum === null);
}

/** The row below the others; an answer without dimensions is its own total. */
export function totalsRow(plan: PivotPlan, sums: readonly Cell[]): Pick<Result, 'totals'> {
  if (plan.dimensions.length === 0) return {};
  return { totals: [...plan.dimensions.map(() => null), ...sumsOfAll(plan, sums)] };
}

/** Of no rows the sum is 0. */
function sumsOfAll(plan: PivotPlan, sums: readonly Cell[]): Cell[] {
  return shownSums(
    plan,
    plan.measures.map((_, index) => sums[index] ?? 0),
  );
}

/** A sum that no record tells stays unknown. */
function shownSums(plan: PivotPlan, sums: readonly Cell[]): Cell[] {
  return plan.measures.map(({ show }, index) => {
    const sum = sums[index] ?? null;
    return show && sum !== null ? show(BigInt(sum as number)) : sum;
  });
}
