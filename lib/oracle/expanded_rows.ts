/**
 * Points of an isotropic mixture whose squared distances to the means may be expanded, many at a time.
 * @module
 */
import type { Expansion } from "./expansion.ts";
import { motionDot } from "./kernels.ts";
import type { Evaluation } from "./oracle.ts";
import { NEGLIGIBLE } from "./posterior.ts";
import type { Terms } from "./terms.ts";

/** What the rows of one batch share. */
export interface ExpandedBatch {
  /** The points, row-major. */
  readonly x: Float64Array;
  /** The noise level's coefficients. */
  readonly terms: Terms;
  /** log weight and log normaliser of each component. */
  readonly offsets: Float64Array;
  /** Room for one number per row and mean of a part of the batch. */
  readonly table: Float64Array;
  /** ‖x − αc‖² of each row of x. */
  readonly squares: Float64Array;
  /** Where the results are written. */
  readonly out: Evaluation;
}

/**
 * Evaluates rows by block products, relative to the average mean c: with y = x − αc, ν = μ − c and dy = dx − dα c.
 * @param expansion The means.
 * @param rows Which.
 * @param batch The points, and where their results go.
 */
export function expandRows(
  expansion: Expansion,
  rows: Int32Array,
  { x, terms, offsets, table, out, squares }: ExpandedBatch,
): void {
  const { centre, squares: means, crossings, softmax } = expansion, d = centre.length, count = means.length;
  const { alpha, dAlpha, dx, scales, dLogScale, moving } = terms, twice = 2 * alpha, both = alpha * dAlpha;
  // What rests asks for no 1/s.
  const inverse = moving ? scales.map((s) => 1 / s) : scales, half = scales.map((s) => 1 / (2 * s));
  const scaled = means.map((square) => alpha * alpha * square);
  const weights = softmax.values, rates = new Float64Array(moving ? count : 0);
  expansion.products(table, x, rows, alpha);
  const speeds = dx && new Float64Array(rows.length * count);
  if (speeds) expansion.products(speeds, dx, rows, dAlpha);
  for (let r = 0; r < rows.length; r++) {
    const row = rows[r], at = row * d, from = r * count;
    const square = squares[row];
    let max = -Infinity, likeliest = 0;
    for (let k = 0; k < count; k++) {
      const logit = offsets[k] - (square - twice * table[from + k] + scaled[k]) * half[k];
      weights[k] = logit;
      if (logit > max) [max, likeliest] = [logit, k];
    }
    out.logDensity[row] = softmax.normalise(max, -NEGLIGIBLE);
    if (moving) {
      const shared = motionDot(x, at, centre, 0, d, alpha, dAlpha, dx);
      for (let k = 0; k < count; k++) {
        const product = table[from + k], along = speeds ? speeds[from + k] : -dAlpha * crossings[k];
        const distance = square - twice * product + scaled[k];
        const dot = shared - dAlpha * product - alpha * along + both * means[k];
        rates[k] = (distance * inverse[k] - d) * dLogScale[k] / 2 - dot * inverse[k];
      }
      out.logDensity[row] = centred(weights, rates, likeliest);
    }
    terms.clear();
    // The row of products has served; its place takes the shares.
    terms.addAll(weights, rates, table, from);
    terms.finish(out.value, x, at, centre, false);
  }
  expansion.addShares(out.value, rows, table);
}

/** Centres rates as `Posterior.centre` does, the likeliest component's taken off first; returns their mean. */
function centred(weights: Float64Array, rates: Float64Array, likeliest: number): number {
  const base = rates[likeliest];
  let mean = 0;
  for (let k = 0; k < rates.length; k++) mean += weights[k] * (rates[k] -= base);
  for (let k = 0; k < rates.length; k++) rates[k] -= mean;
  return base + mean;
}
