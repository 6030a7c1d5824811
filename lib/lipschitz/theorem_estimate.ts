/**
 * The sizes of Theorem 3.1's terms, as estimates with intervals.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { bootstrap } from "../numerics/stats.ts";
import type { Oracle } from "../oracle/oracle.ts";
import { theoremTerms } from "../oracle/theorem_terms.ts";
import type { Schedule } from "../schedules/types.ts";
import { rowNorms } from "./oracle_subject.ts";
import type { EstimateOptions, LipschitzEstimate } from "./types.ts";

/**
 * Mean norms of both sides of Theorem 3.1 at one time.
 * @category Lipschitz estimators
 */
export interface TheoremEstimate {
  /** E ‖∂ₜε*‖. */
  readonly dEps: LipschitzEstimate;
  /** E ‖(α/√(1 − α²)) (dα/dt) ∇ log q_t‖. */
  readonly scheduleTerm: LipschitzEstimate;
  /** E ‖σ ∂ₜ ∇ log q_t‖. */
  readonly scoreTerm: LipschitzEstimate;
}

/**
 * Estimates the mean norms of Theorem 3.1's terms over x_t ~ q_t, at the points of `exactDerivative`.
 *
 * @example On smooth data the schedule’s term carries the divergence
 * ```ts
 * import assert from "node:assert/strict";
 * import { estimateTheorem } from "nearzero/lipschitz";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const { dEps, scheduleTerm, scoreTerm } = estimateTheorem(data, linear(), { time: 1e-6 });
 * assert.ok(Math.abs(scheduleTerm.estimate.value / dEps.estimate.value - 1) < 1e-3);
 * assert.ok(scoreTerm.estimate.value < 1e-3 * dEps.estimate.value);
 * ```
 *
 * @param oracle The data.
 * @param schedule The schedule.
 * @param options t in (0, 1], N and seed.
 * @returns One estimate for each side and term; their spans are 0.
 * @throws {RangeError} If t is 0 or outside [0, 1], or N or the seed is out of range.
 * @category Lipschitz estimators
 */
export function estimateTheorem(
  oracle: Oracle,
  schedule: Schedule,
  options: EstimateOptions & { readonly time: number },
): TheoremEstimate {
  checkArguments("estimateTheorem", arguments);
  const { time, samples = 256, seed = 0, confidence, resamples } = options;
  checkInteger("estimate the theorem's terms", "samples", samples, 2);
  const level = schedule.at(time);
  const terms = theoremTerms(oracle, oracle.sample(samples, level, new Random(seed, "lipschitz").fork(0)), level);
  const estimate = (term: Float64Array): LipschitzEstimate => {
    const quotients = rowNorms([[1, term]], oracle.dimension);
    return {
      time,
      span: 0,
      estimate: bootstrap(quotients, undefined, { seed, confidence, resamples }),
      quotients,
      seed,
    };
  };
  return {
    dEps: estimate(terms.dEps),
    scheduleTerm: estimate(terms.scheduleTerm),
    scoreTerm: estimate(terms.scoreTerm),
  };
}
