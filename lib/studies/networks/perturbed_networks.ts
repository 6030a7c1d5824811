/**
 * Whether trained networks err less under E-TSDM at perturbed inputs: all that was measured, as one family of one test.
 * @module
 */
import { perturbedCurve } from "../../experiments/store/scores.ts";
import { relativeCurves } from "../../experiments/results/relative_curves.ts";
import type { SweepTable } from "../../experiments/results/sweep_table.ts";
import { smallestTold } from "../../numerics/power.ts";
import { holm, type Interval } from "../../numerics/stats.ts";

export { perturbedCurve };

/**
 * One kind of data, perturbation and interval of steps.
 * @category Studies
 */
export interface PerturbedRow {
  /** The data's name. */
  readonly data: string;
  /** s. */
  readonly scale: number;
  /** Where the interval begins and ends. */
  readonly between: readonly [from: number, until: number];
  /** How many paired seeds. */
  readonly seeds: number;
  /** The mean over seeds of E-TSDM / DDPM − 1, with Student's interval. */
  readonly estimate: Interval;
  /** The p-value of Student's paired test with Holm's correction over all rows. */
  readonly pValue: number;
  /** Which errs less, or that nothing tells them apart. */
  readonly verdict: "not distinguishable" | "E-TSDM errs less" | "DDPM errs less";
  /** The smallest effect that this row would have told four times in five. */
  readonly smallest: number;
}

/**
 * Which curves are compared.
 * @category Studies
 */
export interface PerturbedFamilyOptions {
  /** The perturbations s. */
  readonly scales: readonly number[];
  /** The intervals looked at, from the first. */
  readonly intervals: number;
}

/**
 * Compares E-TSDM with DDPM under every perturbation, on every kind of data of several sweeps.
 * @param tables The sweeps' tables.
 * @param options Perturbations and intervals.
 * @returns All rows; the correction is over all of them.
 * @category Studies
 */
export function perturbedFamily(tables: readonly SweepTable[], options: PerturbedFamilyOptions): PerturbedRow[] {
  const rows = tables.flatMap((table) =>
    options.scales.flatMap((scale) =>
      relativeCurves(table, perturbedCurve(scale)).flatMap(({ labels, seeds, points }) =>
        points.slice(0, options.intervals).map(({ between, estimate, pValue, bySeed }) => ({
          data: labels.data,
          scale,
          between: [Math.round(between[0]), Math.round(between[1])] as const,
          seeds: seeds.length,
          estimate,
          pValue,
          bySeed,
        }))
      )
    )
  );
  const p = holm(rows.map(({ pValue }) => pValue));
  return rows.map(({ bySeed, ...row }, i) => ({
    ...row,
    pValue: p[i],
    verdict: p[i] > 0.05 ? "not distinguishable" : row.estimate.value < 0 ? "E-TSDM errs less" : "DDPM errs less",
    smallest: smallestTold(bySeed, { comparisons: rows.length }),
  }));
}

/**
 * The family as a table: a row for each kind of data and perturbation, a column for each interval of steps. An asterisk
 * marks what can be told after the correction over all cells.
 * @param family The rows.
 * @returns Rows and titles, as `showTable` takes them; effects in per cent.
 * @category Studies
 */
export function perturbedTable(
  family: readonly PerturbedRow[],
): { rows: (string | number)[][]; columns: string[] } {
  const write = ({ estimate: { value, low, high }, verdict }: PerturbedRow) => {
    const [middle, from, to] = [value, low, high].map((share) => (100 * share).toFixed(1).replace("-", "−"));
    return `${middle} [${from}, ${to}]${verdict === "not distinguishable" ? "" : " *"}`;
  };
  const groups = Map.groupBy(family, ({ data, scale }) => `${data} ${scale}`);
  const rows = Array.from(groups.values(), (cells) => [
    cells[0].data,
    cells[0].scale,
    cells[0].seeds,
    ...cells.map(write),
    `${(100 * Math.min(...cells.map(({ smallest }) => smallest))).toFixed(1)} to ${
      (100 * Math.max(...cells.map(({ smallest }) => smallest))).toFixed(1)
    }`,
  ]);
  const intervals = [...groups.values()][0].map(({ between: [from, until] }) => `steps ${from}–${until - 1}, % [95 %]`);
  return { rows, columns: ["data", "s", "seeds", ...intervals, "smallest told, %"] };
}
