/**
 * Gaussian data.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { checkComponents, checkVariance } from "./components.ts";
import { GaussianMixture, gaussianMixture } from "./gaussian_mixture.ts";
import type { Oracle } from "./oracle.ts";

/**
 * A Gaussian N(μ, Σ).
 * @category Oracles
 */
export interface GaussianOptions {
  /** μ, d entries. */
  readonly mean: Float64Array;
  /** Σ, d × d row-major, symmetric positive definite; or the variance λ of Σ = λI. 1 where absent. */
  readonly covariance?: Float64Array | number;
  /** What the data is, for tables and figures. */
  readonly name?: string;
}

/**
 * The oracle of a Gaussian, a mixture of one. N(0, I) is the paper's simplest case: ε* = σ x, so ∂ₜε* = σ′ x.
 *
 * @example Of a standard normal ε* = σ x
 * ```ts
 * import assert from "node:assert/strict";
 * import { gaussian } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = gaussian({ mean: Float64Array.of(0, 0), covariance: Float64Array.of(1, 0, 0, 1) });
 * const level = linear().at(0.2), x = Float64Array.of(1, -2);
 * const eps = data.eps(x, level);
 * assert.ok(Math.abs(eps[0] - level.sigma) < 1e-15 && Math.abs(eps[1] + 2 * level.sigma) < 1e-15);
 * ```
 *
 * @param options The mean and the covariance.
 * @returns The oracle.
 * @throws {TypeError} If the covariance is not d × d.
 * @throws {RangeError} If the covariance is not symmetric positive definite, a value is not finite or out
 * of the oracles' range (±1e100, variances in [1e-100, 1e100]), or the mean is empty.
 * @category Oracles
 */
export function gaussian(options: GaussianOptions): Oracle {
  checkArguments("gaussian", arguments);
  const { mean, covariance = 1, name = "Gaussian" } = options;
  if (typeof covariance !== "number") {
    return gaussianMixture({ dimension: mean.length, means: mean, covariances: [covariance], name });
  }
  checkInteger(`make ${name}`, "mean.length", mean.length, 1);
  checkComponents(name, mean.length, mean);
  checkVariance(`make ${name}`, "covariance", covariance);
  const none = new Float64Array(0);
  return new GaussianMixture(name, [{ mean, basis: none, variances: none, rest: covariance }], Float64Array.of(1));
}
