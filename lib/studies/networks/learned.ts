/**
 * What "has learned" means of a network near t = 0, as numbers to be printed beside what is measured of it.
 * @module
 */
import { slopeName } from "../../experiments/store/scores.ts";
import type { SweepTable } from "../../experiments/results/sweep_table.ts";
import { type Interval, meanInterval } from "../../numerics/stats.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import { predictedQuotient } from "../exact/step_size.ts";

/**
 * A network has learned the divergence where its K is at least this share of the finite-difference prediction.
 * @category Studies
 */
export const LEARNED_SHARE = 0.5;

/**
 * How much of the divergence networks have learned.
 * @category Studies
 */
export interface Learned {
  /** Their K(0, Δ), with Student's interval over seeds. */
  readonly found: Interval;
  /** What finite differences predict for data of this many directions without variance. */
  readonly predicted: number;
  /** found / predicted. */
  readonly share: Interval;
  /** "yes" where the whole interval of the share is at least {@linkcode LEARNED_SHARE}, "no" where none of it is. */
  readonly verdict: "yes" | "no" | "not told";
}

/**
 * Holds K(0, Δ) of networks against the finite-difference prediction √(d − k) (1 − σ_0/σ_Δ)/Δ.
 * @param values K(0, Δ), one a seed.
 * @param grid The noise levels.
 * @param options Δ in steps, and d − k; for pictures, whose k is not known, d, which makes the test harder to pass.
 * @returns How much was learned.
 * @category Studies
 */
export function learnedShare(
  values: readonly number[],
  grid: Grid,
  { delta, directions }: { readonly delta: number; readonly directions: number },
): Learned {
  const predicted = predictedQuotient(grid, directions, 0, delta), found = meanInterval(values);
  const share = meanInterval(values.map((value) => value / predicted));
  const verdict = share.low >= LEARNED_SHARE ? "yes" : share.high < LEARNED_SHARE ? "no" : "not told";
  return { found, predicted, share, verdict };
}

/**
 * The same of DDPM's networks of a sweep, by the values of a column.
 * @param table The table, with curves of K(t, t + Δ) from t = 0 on.
 * @param grid The noise levels.
 * @param directions d − k by the column's values; those without an entry are left out.
 * @param options Δ in steps, 1 unless told, and the column, "data" unless told.
 * @returns How much was learned, by value of the column.
 * @category Studies
 */
export function learnedInSweep(
  table: SweepTable,
  grid: Grid,
  directions: Readonly<Record<string, number>>,
  { delta = 1, column = "data" }: { readonly delta?: number; readonly column?: string } = {},
): Record<string, Learned> {
  const baseline = table.compare?.baseline, curves = table.curves.filter(({ curve }) => curve === slopeName(delta));
  const plain = curves.filter(({ labels }) => table.compare === undefined || labels[table.compare.axis] === baseline);
  return Object.fromEntries(
    Object.entries(directions).map(([name, count]) => {
      const values = plain.filter(({ labels }) => labels[column] === name).map(({ points }) => points[0].value!);
      return [name, learnedShare(values, grid, { delta, directions: count })];
    }),
  );
}

/**
 * The step of a grid at which σ first reaches a value: where a perturbation is as large as the noise itself.
 * @param grid The noise levels.
 * @param sigma The value.
 * @returns The step; the last where none reaches it.
 * @category Studies
 */
export function stepOfSigma(grid: Grid, sigma: number): number {
  for (let step = 0; step < grid.steps; step++) if (gridLevel(grid, step).sigma >= sigma) return step;
  return grid.steps - 1;
}
