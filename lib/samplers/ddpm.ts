/**
 * Ancestral sampling.
 * @module
 */
import { checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type CutOptions, estimateAt, stepsOf } from "./estimate.ts";
import type { SamplerLevel } from "./noise_path.ts";
import { type Plan, PlanBuilder } from "./plan.ts";

/** Options of {@link ddpm}. */
export interface DdpmOptions extends CutOptions {
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
 * @param levels From noise to data.
 * @param options The variance, `small` unless told, and the cut.
 * @returns The plan: one evaluation a step, weak order 1.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise from each to the next, or an option is out of
 * range.
 */
export function ddpm(levels: readonly SamplerLevel[], options: DdpmOptions = {}): Plan {
  checkArguments("ddpm", arguments);
  const { variance = "small", clip } = options;
  const share = variance === "small" ? 0 : variance === "large" ? 1 : variance;
  checkNumber("plan DDPM", "variance", share, 0, 1);
  const plan = new PlanBuilder();
  let x = "start";
  for (const [t, s] of stepsOf(levels)) {
    const estimate = estimateAt(plan, x, t, { clip });
    // β/σ_t² = 1 − SNR_t/SNR_s, from log-SNRs so that neighbouring levels do not cancel.
    const lost = -Math.expm1(t.logSnr - s.logSnr), kept = t.alpha / s.alpha;
    const terms: [number, string][] = clip === undefined
      ? [[1 / kept, x], [-lost * t.sigma / kept, estimate.predicted]]
      : [[s.alpha * lost, estimate.data()], [kept * (s.sigma / t.sigma) ** 2, x]];
    if (s.sigma > 0) terms.push([Math.sqrt(lost) * t.sigma ** share * s.sigma ** (1 - share), plan.noise(x)]);
    x = plan.combine(...terms);
    plan.endStep(t.time, s.time, x);
  }
  const named = typeof variance === "number" ? `variance ${variance}` : `${variance} variance`;
  return plan.build(variance === "small" ? "DDPM" : `DDPM with ${named}`, 1);
}
