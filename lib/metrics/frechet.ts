/**
 * The Fréchet distance between two Gaussians, right to the last digits that its inputs carry.
 * @module
 */
import { checkFinite, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { crossProduct } from "./kernels/cross_product.ts";
import { pivotedCholesky } from "./kernels/pivoted_cholesky.ts";
import { singularValues } from "./kernels/singular_values.ts";
import type { Moments } from "./moments.ts";
import { shrink, type Shrinkage } from "./shrinkage.ts";

/**
 * A Fréchet distance and what it assumed.
 * @category Metrics
 */
export interface FrechetDistance {
  /** ‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½): the squared 2-Wasserstein distance that FID reports. */
  readonly distance: number;
  /** ‖μ₁ − μ₂‖². */
  readonly meanTerm: number;
  /** tr(Σ₁ + Σ₂ − 2 (Σ₁^½ Σ₂ Σ₁^½)^½). */
  readonly traceTerm: number;
  /** Samples behind each side; undefined where saved statistics do not say. */
  readonly n: readonly [number | undefined, number | undefined];
  /** Number of features. */
  readonly dimension: number;
  /** Numerical rank of each covariance, before any shrinkage. */
  readonly rank: readonly [number, number];
  /** Weight of the shrinkage on each side, where one was named. */
  readonly shrinkage?: readonly [number, number];
  /** What the features are, where known. */
  readonly features?: string;
  /** Upper estimate of the rounding error of this computation on exact inputs, in the unit of the distance. */
  readonly rounding: number;
}

/** How two sets of moments are compared. */
export interface FrechetOptions {
  /** Needed where a side has no more samples than dimensions; see {@link shrink}. */
  shrinkage?: Shrinkage;
}

/**
 * The Fréchet distance between the Gaussians of two sets of moments (Dowson & Landau 1982; Heusel et al. 2017).
 *
 * The trace term needs the square roots of the eigenvalues of the symmetric matrix Σ₁^½ Σ₂ Σ₁^½. With Σᵢ = Lᵢ Lᵢᵀ these
 * are the singular values of L₁ᵀ L₂, which is how they are computed: no square root of a matrix is taken, nothing
 * complex can appear, and a zero eigenvalue costs no digits.
 *
 * The result is a biased estimate of the distance between the distributions: too large, by an amount that falls as 1/N
 * and differs between models. Compare only at equal N, or see `frechetInterval` and `frechetInfinity`.
 *
 * @example A shift by (3, 4) is 25 away
 * ```ts
 * import assert from "node:assert/strict";
 * import { frechetDistance, momentsOf } from "nearzero/metrics";
 * import { Random } from "nearzero/numerics";
 *
 * const points = new Random(0, "points").normals(2 * 100), moved = points.map((value, i) => value + (i % 2 ? 4 : 3));
 * const [first, second] = [await momentsOf(points, 2), await momentsOf(moved, 2)];
 * assert.ok(Math.abs(frechetDistance(first, second).distance - 25) < 1e-9);
 * ```
 *
 * @param first Moments of one side.
 * @param second Moments of the other.
 * @param options A shrinkage.
 * @returns The distance, its two terms, and what they rest on.
 * @throws {TypeError} If the dimensions or the features differ.
 * @throws {RangeError} If a side has no more samples than dimensions and no shrinkage is named, does not vary at all, or
 * its covariance is not positive semi-definite.
 * @category Metrics
 */
export function frechetDistance(first: Moments, second: Moments, options: FrechetOptions = {}): FrechetDistance {
  checkArguments("frechetDistance", arguments);
  checkComparable(first, second);
  const d = first.dimension;
  const sides = ([[first, "first"], [second, "second"]] as const).map(([moments, name]) => {
    checkMoments(moments, name, options.shrinkage);
    const factor = pivotedCholesky(moments.covariance, d, `the covariance of ${name}`);
    if (factor.rank === 0) {
      throw new RangeError(`Cannot measure a Fréchet distance: ${name} does not vary, all its samples are the same`);
    }
    if (options.shrinkage === undefined) return { factor, rank: factor.rank, weight: 0, trace: trace(moments) };
    const { moments: shrunk, weight } = shrink(moments, options.shrinkage);
    return { factor: pivotedCholesky(shrunk.covariance, d), rank: factor.rank, weight, trace: trace(shrunk) };
  });
  const [a, b] = sides;
  const product = crossProduct(a.factor, b.factor, d);
  const roots = singularValues(product, a.factor.rank, b.factor.rank);
  // Ascending, so that small values are not lost in the sum.
  let overlap = 0;
  for (let i = roots.length - 1; i >= 0; i--) overlap += roots[i];
  let meanTerm = 0;
  for (let j = 0; j < d; j++) meanTerm += (first.mean[j] - second.mean[j]) ** 2;
  const traceTerm = a.trace + b.trace - 2 * overlap;
  const features = first.features ?? second.features;
  return {
    distance: meanTerm + traceTerm,
    meanTerm,
    traceTerm,
    n: [first.n, second.n],
    dimension: d,
    rank: [a.rank, b.rank],
    ...(options.shrinkage === undefined ? {} : { shrinkage: [a.weight, b.weight] as const }),
    ...(features === undefined ? {} : { features }),
    rounding: 8 * Number.EPSILON * Math.sqrt(d) * (a.trace + b.trace + meanTerm),
  };
}

function checkComparable(first: Moments, second: Moments): void {
  const action = "measure a Fréchet distance";
  if (first.dimension !== second.dimension) {
    const [a, b] = [first, second].map((side) => `${side.dimension}${side.features ? ` (${side.features})` : ""}`);
    throw new TypeError(`Cannot ${action}: first has dimension ${a}, second has ${b}`);
  }
  if (first.features !== undefined && second.features !== undefined && first.features !== second.features) {
    throw new TypeError(`Cannot ${action}: first has features ${first.features}, second has ${second.features}`);
  }
}

function checkMoments(moments: Moments, name: string, shrinkage: Shrinkage | undefined): void {
  const action = "measure a Fréchet distance", { n, dimension: d } = moments;
  checkLength(action, `${name}.mean`, moments.mean, d);
  checkLength(action, `${name}.covariance`, moments.covariance, d * d);
  checkFinite(action, `${name}.mean`, moments.mean);
  if (n !== undefined && n <= d && shrinkage === undefined) {
    throw new RangeError(
      `Cannot ${action}: ${name} has ${n} samples for ${d} dimensions, its covariance is singular; ` +
        `take more than ${d} samples or name a shrinkage`,
    );
  }
}

function trace(moments: Moments): number {
  let sum = 0;
  for (let i = 0; i < moments.dimension; i++) sum += moments.covariance[i * (moments.dimension + 1)];
  return sum;
}
