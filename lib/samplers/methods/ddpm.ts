/**
 * Ancestral sampling.
 * @module
 */
import { checkNumber } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { type Estimate, estimateAt, type PredictionOptions, stepsOf } from "./estimate.ts";
import type { SamplerLevel } from "../noise_path.ts";
import { type Plan, PlanBuilder, type VectorName } from "../plan.ts";

/** Options of {@link ddpm}. */
export interface DdpmOptions extends PredictionOptions {
  /**
   * The variance of a step from level t to s: `small` is the posterior's β̃ = β σ_s²/σ_t², right where the data is one
   * point; `large` is β = 1 − (α_t/α_s)², right where the data is standard normal; a number v in [0, 1] lies between, as
   * β^v β̃^(1−v), the form in which improved DDPM learns it (Nichol & Dhariwal 2021, eq. 15).
   */
  readonly variance?: "small" | "large" | number;
}

/**
 * DDPM's ancestral sampler (Ho et al. 2020, algorithm 2), over all steps or fewer (Nichol & Dhariwal 2021, sec. 4).
 *
 * From t to s the data is estimated, x̂0 = (x − σ_t ε̂)/α_t, and the posterior of x_s given x_t and x̂0 is drawn from. The
 * last step, to the data, adds no noise.
 *
 * @example Ancestral sampling
 * ```ts
 * import assert from "node:assert/strict";
 * import { ddpm, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = ddpm(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options The variance, `small` unless told, and the cut.
 * @returns The plan: one evaluation a step, weak order 1.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise from each to the next, or an option is out of
 * range.
 * @category Samplers
 */
export function ddpm(levels: readonly SamplerLevel[], options: DdpmOptions = {}): Plan {
  checkArguments("ddpm", arguments);
  const { variance = "small", clip } = options;
  const share = variance === "small" ? 0 : variance === "large" ? 1 : variance;
  checkNumber("plan DDPM", "variance", share, 0, 1);
  const plan = new PlanBuilder();
  let x = "start";
  for (const [t, s] of stepsOf(levels)) {
    const estimate = estimateAt(plan, x, t, options);
    const terms = posteriorMean(t, s, x, estimate, clip === undefined ? "noise" : "data");
    const deviation = Math.sqrt(lostShare(t, s)) * t.sigma ** share * s.sigma ** (1 - share);
    if (s.sigma > 0) terms.push([deviation, plan.noise(x)]);
    x = plan.combine(...terms);
    plan.endStep(t.time, s.time, x);
  }
  const named = typeof variance === "number" ? `variance ${variance}` : `${variance} variance`;
  return plan.build(variance === "small" ? "DDPM" : `DDPM with ${named}`, 1);
}

/**
 * β/σ_t² = 1 − SNR_t/SNR_s, the share of the noise at t that a step to s takes away: from log-SNRs, so that neighbouring
 * levels do not cancel; 1 from pure noise.
 * @param t The level a step begins at.
 * @param s The level it ends at.
 * @returns The share, in (0, 1].
 */
export function lostShare(t: SamplerLevel, s: SamplerLevel): number {
  return -Math.expm1(t.logSnr - s.logSnr);
}

/**
 * The mean of the posterior of x_s given x_t and the estimated data.
 * @param t The level x is at.
 * @param s The level a step ends at.
 * @param x The state.
 * @param estimate What was predicted at t.
 * @param form Whether it is made of the noise or of the data, which is always so where the data were predicted.
 * @returns Its terms.
 */
export function posteriorMean(
  t: SamplerLevel,
  s: SamplerLevel,
  x: VectorName,
  estimate: Estimate,
  form: "noise" | "data",
): [number, VectorName][] {
  const lost = lostShare(t, s), kept = t.alpha / s.alpha;
  return form === "noise" && estimate.asked === "eps"
    ? [[1 / kept, x], [-lost * t.sigma / kept, estimate.noise()]]
    : [[s.alpha * lost, estimate.data()], [kept * (s.sigma / t.sigma) ** 2, x]];
}

/** Its entries. */
export const ddpmEntries: readonly SamplerEntry[] = [
  samplerEntry("DDPM", 1, true, 1, (levels, asked) => ddpm(levels, asked)),
  samplerEntry("DDPM, large variance", 1, true, 1, (levels, asked) => ddpm(levels, { ...asked, variance: "large" })),
];
