/**
 * Covariances that can be compared although there are fewer samples than dimensions.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import type { Moments } from "./moments.ts";

/**
 * How a covariance is pulled towards the multiple of the identity with the same trace: `"oas"`, the oracle
 * approximating shrinkage, or a weight in (0, 1].
 */
export type Shrinkage = "oas" | number;

/**
 * Shrinks a covariance: Σ′ = (1 − ρ) Σ + ρ (tr Σ / d) I, where `"oas"` chooses ρ as in Chen, Wiesel, Eldar & Hero,
 * "Shrinkage algorithms for MMSE covariance estimation" (2010), equation 23.
 * @param moments The moments; for `"oas"` their n must be known.
 * @param shrinkage The kind of shrinkage, or the weight ρ itself.
 * @returns The moments with the new covariance, and the weight.
 * @throws {RangeError} If the weight is not in (0, 1], the name unknown, or n unknown for `"oas"`.
 */
export function shrink(moments: Moments, shrinkage: Shrinkage): { moments: Moments; weight: number } {
  const { covariance, dimension: d, n } = moments;
  let trace = 0;
  for (let i = 0; i < d; i++) trace += covariance[i * d + i];
  const weight = typeof shrinkage === "number" ? shrinkage : oasWeight(covariance, trace, d, n, shrinkage);
  checkNumber("shrink a covariance", "weight", weight, Number.MIN_VALUE, 1);
  const shrunk = covariance.map((value) => (1 - weight) * value);
  for (let i = 0; i < d; i++) shrunk[i * d + i] += weight * trace / d;
  return { moments: { ...moments, covariance: shrunk }, weight };
}

function oasWeight(covariance: Float64Array, trace: number, d: number, n: number | undefined, name: string): number {
  if (name !== "oas") throw new RangeError(`Cannot shrink a covariance: no shrinkage "${name}", there is "oas"`);
  if (n === undefined) {
    throw new RangeError("Cannot shrink a covariance: n must be known for oas, the statistics hold none");
  }
  let square = 0;
  for (const value of covariance) square += value * value;
  // The paper's S has divisor n; its ρ depends on ratios only, so the divisor drops out.
  const top = (1 - 2 / d) * square + trace ** 2, bottom = (n + 1 - 2 / d) * (square - trace ** 2 / d);
  return bottom > 0 ? Math.min(1, top / bottom) : 1;
}
