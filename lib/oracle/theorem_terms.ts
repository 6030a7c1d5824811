/**
 * Theorem 3.1, term by term.
 * @module
 */
import { checkPositive } from "../numerics/check.ts";
import type { MovingLevel } from "../schedules/types.ts";
import type { Oracle } from "./oracle.ts";

/**
 * Both sides of Theorem 3.1 at n points, each n × d.
 * @category Oracles
 */
export interface TheoremTerms {
  /** ∂ₜε*(x, t), computed on its own and not as the sum of the two terms. */
  readonly dEps: Float64Array;
  /** (α/√(1 − α²)) (dα/dt) ∇ log q_t: what the schedule makes diverge where dα/dt ≠ 0 at 0. */
  readonly scheduleTerm: Float64Array;
  /** −σ ∂ₜ ∇ log q_t: what the data makes diverge where q_0 has no smooth density. */
  readonly scoreTerm: Float64Array;
}

/**
 * The terms of Theorem 3.1 (Yang et al. 2024):
 *
 *   ∂ₜε* = (α/√(1 − α²)) (dα/dt) ∇ log q_t − σ ∂ₜ ∇ log q_t,
 *
 * which is the product rule on ε* = −σ ∇ log q_t with σ′ = −αα′/σ. Data N(0, I) has the first alone: ∂ₜε* = σ′ x.
 *
 * @example On a standard normal the schedule’s term is all there is
 * ```ts
 * import assert from "node:assert/strict";
 * import { gaussian, theoremTerms } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = gaussian({ mean: Float64Array.of(0), covariance: Float64Array.of(1) });
 * const { dEps, scheduleTerm, scoreTerm } = theoremTerms(data, Float64Array.of(1.5), linear().at(0.01));
 * assert.ok(Math.abs(dEps[0] - scheduleTerm[0]) < 1e-12);
 * assert.ok(Math.abs(scoreTerm[0]) < 1e-12);
 * ```
 *
 * @param oracle The data.
 * @param x n points, n × d.
 * @param level The noise level with its speed; σ greater than 0.
 * @returns Both sides.
 * @throws {RangeError} If σ is 0.
 * @category Oracles
 */
export function theoremTerms(oracle: Oracle, x: Float64Array, level: MovingLevel): TheoremTerms {
  const { alpha, sigma, dAlpha } = level;
  checkPositive("split the theorem", "sigma", sigma);
  // √(1 − α²) is σ, which the level carries with all its digits.
  const factor = alpha / sigma * dAlpha;
  return {
    dEps: oracle.dEps(x, level),
    scheduleTerm: oracle.score(x, level).map((value) => factor * value),
    scoreTerm: oracle.dScore(x, level).map((value) => -sigma * value),
  };
}
