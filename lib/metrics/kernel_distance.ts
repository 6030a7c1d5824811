/**
 * The kernel (Inception) distance: an unbiased squared maximum mean discrepancy with a cubic kernel.
 * @module
 */
import { checkInteger, checkNumber, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { studentQuantile } from "../numerics/special.ts";
import { type Interval, mean, variance } from "../numerics/stats.ts";
import { rowProducts } from "./kernels/row_products.ts";
import { checkFeatures, type Features, gather } from "./kernels/rows.ts";

/** How the kernel distance is estimated. */
export interface KernelDistanceOptions {
  /** Samples of each side in a block; 1,000 unless told, as in the original. */
  blockSize?: number;
  /** Nominal coverage of the interval; 0.95 unless told. */
  confidence?: number;
  /** Seed of the division into blocks; 0 unless told. */
  seed?: number;
}

/**
 * The kernel distance (KID on Inception features; Bińkowski, Sutherland, Arbel & Gretton, "Demystifying MMD GANs", ICLR
 * 2018): the mean of the unbiased estimator over disjoint blocks of both sides, which are independent, so that their
 * spread gives Student's interval. Averages over overlapping random subsets, as other tools take them, have the same
 * mean, but a spread that says nothing about the samples.
 * @param first Features of one side, n × d.
 * @param second Features of the other, m × d.
 * @param dimension d.
 * @param options Size of the blocks, confidence, seed.
 * @returns The distance (it may be slightly negative: unbiased estimates of 0 are) and its interval; n counts blocks.
 * @throws {TypeError} If a length is no multiple of d.
 * @throws {RangeError} If a value is not finite or a side has fewer samples than two blocks take.
 * @category Metrics
 */
export function kernelDistance(
  first: Features,
  second: Features,
  dimension: number,
  options: KernelDistanceOptions = {},
): Interval {
  checkArguments("kernelDistance", arguments);
  const { blockSize = 1000, confidence = 0.95, seed = 0 } = options, action = "measure a kernel distance";
  checkInteger(action, "blockSize", blockSize, 2);
  checkNumber(action, "confidence", confidence, 0.01, 0.9999);
  const random = new Random(seed, "kernel distance");
  const orders = ([[first, "first"], [second, "second"]] as const).map(([side, name]) => {
    const n = checkRows(action, name, side, dimension);
    checkFeatures(action, name, side, dimension);
    if (n < 2 * blockSize) {
      throw new RangeError(
        `Cannot ${action}: ${name} has ${n} samples, two blocks of ${blockSize} need ${2 * blockSize}`,
      );
    }
    return random.fork(name).permutation(n);
  });
  const blocks = Math.floor(Math.min(...orders.map((order) => order.length)) / blockSize);
  const values = Float64Array.from({ length: blocks }, (_, b) => {
    const [x, y] = [first, second].map((side, k) =>
      gather(side, dimension, orders[k].subarray(b * blockSize, (b + 1) * blockSize))
    );
    return squaredDiscrepancy(x, y, dimension);
  });
  const value = mean(values);
  const half = studentQuantile((1 + confidence) / 2, blocks - 1) * Math.sqrt(variance(values) / blocks);
  return { value, low: value - half, high: value + half, n: blocks, confidence };
}

/**
 * The unbiased estimator of the squared maximum mean discrepancy with kernel (x · y / d + 1)³ (Gretton et al. 2012,
 * equation 3).
 * @param first Features, n × d, n ≥ 2.
 * @param second Features, m × d, m ≥ 2.
 * @param dimension d.
 * @returns The estimate.
 * @throws {TypeError} If a length is no multiple of d.
 * @throws {RangeError} If a side has fewer than two samples.
 */
export function squaredDiscrepancy(first: Features, second: Features, dimension: number): number {
  const action = "measure a kernel distance";
  const [n, m] = [checkRows(action, "first", first, dimension), checkRows(action, "second", second, dimension)];
  checkInteger(action, "number of samples", Math.min(n, m), 2);
  const within = kernelSum(first, first, dimension, true) / (n * (n - 1));
  const between = kernelSum(first, second, dimension, false) / (n * m);
  return within + kernelSum(second, second, dimension, true) / (m * (m - 1)) - 2 * between;
}

/** Σ k(xᵢ, yⱼ), row by row so that rounding stays small. */
function kernelSum(x: Features, y: Features, d: number, leaveDiagonal: boolean): number {
  const products = rowProducts(x, y, d), m = y.length / d;
  let total = 0;
  for (let i = 0, at = 0; at < products.length; i++) {
    let row = 0;
    for (let j = 0; j < m; j++, at++) if (!(leaveDiagonal && i === j)) row += (products[at] / d + 1) ** 3;
    total += row;
  }
  return total;
}
