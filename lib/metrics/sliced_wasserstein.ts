/**
 * Sliced Wasserstein distance between two samples.
 * @module
 */
import { checkFinite, checkInteger, checkNumber, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { studentQuantile } from "../numerics/special.ts";
import { type Interval, mean } from "../numerics/stats.ts";

/** How a sliced distance is taken. */
export interface SlicedWassersteinOptions {
  /** d. */
  readonly dimension: number;
  /** Number of random directions; 128 unless told. */
  readonly projections?: number;
  /** p of W_p, at least 1; 2 unless told. */
  readonly order?: number;
  /** Seed of the directions; 0 unless told. Distances are comparable only under one seed. */
  readonly seed?: number;
}

/** Blocks left out in turn for the interval. */
const BLOCKS = 10;

/** The fewest points of a sample: two a block. */
export const FEWEST_SLICED = 2 * BLOCKS;

/**
 * The sliced Wasserstein distance (Bonneel et al. 2015): (mean over directions u of W_p(u·X, u·Y)^p)^{1/p}, each of the
 * one-dimensional distances exact, by sorting. Two samples of one law are about n^{−1/2} apart, not 0: compare with that.
 *
 * @example A shift is seen in every direction
 * ```ts
 * import assert from "node:assert/strict";
 * import { slicedWasserstein } from "nearzero/metrics";
 * import { Random } from "nearzero/numerics";
 *
 * const points = new Random(0, "points").normals(2 * 200);
 * assert.ok(slicedWasserstein(points, points.map((x) => x + 1), { dimension: 2 }).value > 0.1);
 * ```
 *
 * @param first n points, n × d.
 * @param second m points, m × d.
 * @param options The dimension, number of directions, order and seed.
 * @returns The distance with a delete-block jackknife interval; its n is the smaller sample's.
 * @throws {TypeError} If a sample does not hold whole rows.
 * @throws {RangeError} If a sample has fewer than 20 points, an entry is not finite, or an option is out of range.
 * @category Metrics
 */
export function slicedWasserstein(
  first: Float64Array,
  second: Float64Array,
  options: SlicedWassersteinOptions,
): Interval {
  checkArguments("slicedWasserstein", arguments);
  const { dimension: d, projections = 128, order = 2, seed = 0 } = options, action = "compare samples";
  checkInteger(action, "dimension", d, 1);
  checkInteger(action, "projections", projections, 1);
  checkNumber(action, "order", order, 1);
  for (const [name, sample] of [["the first sample", first], ["the second sample", second]] as const) {
    checkInteger(action, `the size of ${name}`, checkRows(action, name, sample, d), FEWEST_SLICED);
    checkFinite(action, name, sample);
  }
  // Entry 0 holds the whole samples, entry b + 1 those without block b.
  const sums = new Float64Array(BLOCKS + 1);
  const directions = new Random(seed, "slices").normals(projections * d);
  for (let p = 0; p < projections; p++) {
    const u = directions.subarray(p * d, (p + 1) * d);
    const length = Math.sqrt(u.reduce((sum, value) => sum + value * value, 0));
    const a = project(first, u, length), b = project(second, u, length);
    for (let block = 0; block <= BLOCKS; block++) {
      sums[block] += wassersteinPower(without(a, block - 1), without(b, block - 1), order);
    }
  }
  const distances = sums.map((sum) => (sum / projections) ** (1 / order)), left = distances.subarray(1);
  const centre = mean(left), spread = left.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  const half = studentQuantile(0.975, BLOCKS - 1) * Math.sqrt((BLOCKS - 1) / BLOCKS * spread);
  const [value] = distances, n = Math.min(first.length, second.length) / d;
  return { value, low: Math.max(0, value - half), high: value + half, n, confidence: 0.95 };
}

/** u·x/‖u‖ of each row. */
function project(sample: Float64Array, u: Float64Array, length: number): Float64Array {
  const d = u.length, out = new Float64Array(sample.length / d);
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += u[i] * sample[row * d + i];
    out[row] = sum / length;
  }
  return out;
}

/** The values without every tenth one from `block` on, sorted; all of them for block −1. */
function without(values: Float64Array, block: number): Float64Array {
  return block < 0 ? values.slice().sort() : values.filter((_, i) => i % BLOCKS !== block).sort();
}

/**
 * W_p^p = ∫₀¹ |F⁻¹ − G⁻¹|^p between samples on a line.
 * @param a One sample, ascending.
 * @param b The other, ascending, of any size.
 * @param order p, at least 1.
 * @returns The p-th power of the distance.
 */
export function wassersteinPower(a: Float64Array, b: Float64Array, order: number): number {
  let sum = 0, from = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    const endA = (i + 1) / a.length, endB = (j + 1) / b.length, to = Math.min(endA, endB);
    sum += Math.max(0, to - from) * Math.abs(a[i] - b[j]) ** order;
    from = to;
    if (endA <= to) i++;
    if (endB <= to) j++;
  }
  return sum;
}
