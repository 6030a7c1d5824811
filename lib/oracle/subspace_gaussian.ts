/**
 * Gaussian data on a subspace: the manifold of which everything is known.
 * @module
 */
import { checkFinite, checkInteger, checkLength, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { checkComponents, checkVariance } from "./components.ts";
import { GaussianMixture } from "./gaussian_mixture.ts";
import type { Oracle } from "./oracle.ts";

/**
 * A Gaussian on a k-dimensional subspace of d dimensions.
 * @category Oracles
 */
export interface SubspaceGaussianOptions {
  /** d. */
  readonly dimension: number;
  /** k < d linearly independent vectors that span the subspace, k × d row-major; made orthonormal in their order. */
  readonly basis: Float64Array;
  /** The variance along each orthonormal direction, one for all or k of them; 1 where absent. */
  readonly variance?: number | ArrayLike<number>;
  /** A point of the subspace, the mean; 0 where absent. */
  readonly mean?: Float64Array;
  /** What the data is, for tables and figures. */
  readonly name?: string;
}

/**
 * The oracle of a Gaussian on a k-dimensional subspace of d dimensions. Off the subspace ε* = (x − proj x)/σ, so that
 * E‖∂ₜε*‖ ≈ √(d − k) |σ′|/σ: the blow-up that belongs to a manifold rather than to the schedule.
 *
 * @example A line in space has no density of its own
 * ```ts
 * import assert from "node:assert/strict";
 * import { subspaceGaussian } from "nearzero/oracle";
 *
 * const line = subspaceGaussian({ dimension: 3, basis: Float64Array.of(1, 2, 2) });
 * assert.equal(line.dimension, 3);
 * assert.ok(line.singular);
 * ```
 *
 * @param options The subspace, its variances and its mean.
 * @returns The oracle.
 * @throws {TypeError} If lengths do not fit each other.
 * @throws {RangeError} If k is not in [1, d − 1], the vectors are dependent, a variance is not in [1e-100, 1e100], a
 * value is not finite, or the mean is beyond ±1e100.
 * @category Oracles
 */
export function subspaceGaussian(options: SubspaceGaussianOptions): Oracle {
  checkArguments("subspaceGaussian", arguments);
  const { dimension: d, basis, variance = 1, mean = new Float64Array(d), name = "subspace Gaussian" } = options;
  checkInteger(`make ${name}`, "dimension", d, 2);
  const rank = checkRows(`make ${name}`, "basis", basis, d);
  checkInteger(`make ${name}`, "the number of basis vectors", rank, 1, d - 1);
  checkLength(`make ${name}`, "mean", mean, d);
  checkComponents(name, d, mean);
  checkFinite(`make ${name}`, "basis", basis);
  const variances = typeof variance === "number" ? new Float64Array(rank).fill(variance) : Float64Array.from(variance);
  checkLength(`make ${name}`, "variance", variances, rank);
  variances.forEach((value, k) => checkVariance(`make ${name}`, `variance[${k}]`, value));
  const component = { mean, basis: orthonormalise(basis, d, name), variances, rest: 0 };
  return new GaussianMixture(name, [component], Float64Array.of(1));
}

/** Gram & Schmidt, each vector swept twice: once is not enough for orthogonality to the last bits. */
function orthonormalise(vectors: Float64Array, d: number, name: string): Float64Array {
  const out = Float64Array.from(vectors);
  for (let k = 0; k * d < out.length; k++) {
    const row = out.subarray(k * d, (k + 1) * d), before = norm(row);
    for (let sweep = 0; sweep < 2; sweep++) {
      for (let j = 0; j < k; j++) {
        const other = out.subarray(j * d, (j + 1) * d);
        const along = row.reduce((sum, value, i) => sum + value * other[i], 0);
        for (let i = 0; i < d; i++) row[i] -= along * other[i];
      }
    }
    const after = norm(row);
    if (!(after > 1e-10 * before)) {
      throw new RangeError(`Cannot make ${name}: basis vector ${k} depends on those before it`);
    }
    for (let i = 0; i < d; i++) row[i] /= after;
  }
  return out;
}

function norm(row: Float64Array): number {
  return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
}
