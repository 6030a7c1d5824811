/**
 * Effects pooled over what is not of interest, with seeds as units: where single cells are too noisy to tell.
 * @module
 */
import { holm, type Interval, mean, meanInterval, pairedStudentTest } from "../../numerics/stats.ts";
import { smallestTold } from "../../numerics/power.ts";
import { checkKnown } from "../../numerics/check.ts";
import type { SweepTable } from "../../experiments/results/sweep_table.ts";

/**
 * What is pooled.
 * @category Studies
 */
export interface PooledOptions {
  /** The metrics; smaller is better. */
  readonly metrics: readonly string[];
  /** The column whose values each have an effect of their own, such as "budget". */
  readonly by: string;
  /** The column that is pooled over, such as "method". */
  readonly over: string;
}

/**
 * The effect of one metric under one value of `by`.
 * @category Studies
 */
export interface PooledEffect {
  /** The metric. */
  readonly metric: string;
  /** The value of the column `by`. */
  readonly by: string;
  /** The mean of compared / baseline − 1 over the values of `over`, seed by seed. */
  readonly bySeed: readonly number[];
  /** Its mean over seeds, with Student's interval. */
  readonly effect: Interval;
  /** In how many of all cells of a seed and a value of `over` the effect is below 0. */
  readonly negative: number;
  /** How many cells there are. */
  readonly cells: number;
  /** The p-value of Student's test over seeds with Holm's correction over all effects returned. */
  readonly pValue: number;
  /** The smallest mean effect that the design would have told four times in five. */
  readonly smallest: number;
}

/**
 * Pools a sweep's comparison over one of its columns. Pooling is chosen after the cells were seen unless a reader fixes it
 * before, and says what holds on average over the pooled, not of any one.
 * @param table The table, with a comparison of two treatments.
 * @param options Metrics and columns.
 * @returns One effect for each metric and value of `by`.
 * @throws {RangeError} If a metric or column is unknown.
 * @category Studies
 */
export function pooledEffects(table: SweepTable, options: PooledOptions): PooledEffect[] {
  const { metrics, by, over } = options, action = `pool ${table.sweep}`, compare = table.compare;
  if (compare === undefined) throw new RangeError(`Cannot ${action}: the sweep does not say what is compared`);
  const { axis, baseline } = compare;
  for (const column of [by, over]) checkKnown(action, "column", column, table.columns);
  const found = metrics.flatMap((metric) => {
    checkKnown(action, "metric", metric, [...new Set(table.rows.map((row) => row.metric))]);
    const rows = table.rows.filter((row) => row.metric === metric);
    return [...new Set(rows.map(({ labels }) => labels[by]))].map((value) => {
      const here = rows.filter(({ labels }) => labels[by] === value), cells: number[] = [];
      const bySeed = [...new Set(here.map(({ seed }) => seed))].map((seed) => {
        const own = here.filter((row) => row.seed === seed);
        const ratios = own.filter(({ labels }) => labels[axis] !== baseline).map((row) => {
          const base = own.find(({ labels }) => labels[axis] === baseline && labels[over] === row.labels[over]);
          return row.value! / base!.value! - 1;
        });
        cells.push(...ratios);
        return mean(ratios);
      });
      return { metric, by: value, bySeed, cells: cells.length, negative: cells.filter((cell) => cell < 0).length };
    });
  });
  const p = holm(found.map(({ bySeed }) => pairedStudentTest(bySeed)));
  return found.map((one, i) => ({
    ...one,
    effect: meanInterval(one.bySeed),
    pValue: p[i],
    smallest: smallestTold(one.bySeed, { comparisons: found.length }),
  }));
}
