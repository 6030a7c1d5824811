/**
 * Denoising diffusion implicit models.
 * @module
 */
import { checkNumber } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { estimateAt, type PredictionOptions, stepsOf } from "./estimate.ts";
import type { SamplerLevel } from "../noise_path.ts";
import { type Plan, PlanBuilder } from "../plan.ts";

/** Options of {@link ddim}. */
export interface DdimOptions extends PredictionOptions {
  /** η in [0, 1]: 0 (unless told) is deterministic, 1 is DDPM with the small variance. */
  readonly eta?: number;
  /** Whether the noise is derived again from data that was cut, or left as predicted, which is the default. */
  readonly clipNoise?: boolean;
}

/**
 * DDIM (Song, Meng & Ermon 2021, eq. 12 and 16): x_s = α_s x̂0 + √(σ_s² − τ²) ε̂ + τ z with x̂0 = (x − σ_t ε̂)/α_t and
 * τ = η √β̃, β̃ the variance of the posterior. With η = 0 it is Euler's method for the probability-flow ODE in σ/α.
 *
 * @example Asks once a step
 * ```ts
 * import assert from "node:assert/strict";
 * import { ddim, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = ddim(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options η and the cut.
 * @returns The plan: one evaluation a step, order 1 (weak order 1 where η > 0).
 * @throws {RangeError} If η is outside [0, 1], there are fewer than two levels or λ does not rise.
 * @category Samplers
 */
export function ddim(levels: readonly SamplerLevel[], options: DdimOptions = {}): Plan {
  checkArguments("ddim", arguments);
  const { eta = 0, clip, clipNoise = false } = options;
  checkNumber("plan DDIM", "eta", eta, 0, 1);
  const plan = new PlanBuilder();
  let x = "start";
  for (const [t, s] of stepsOf(levels)) {
    const estimate = estimateAt(plan, x, t, options);
    // β̃/σ_s² = 1 − SNR_t/SNR_s.
    const share = -Math.expm1(t.logSnr - s.logSnr);
    const direction = s.sigma * Math.sqrt(1 - eta * eta * share);
    const terms: [number, string][] = clip === undefined && estimate.asked === "eps"
      ? [[s.alpha / t.alpha, x], [direction - s.alpha * t.sigma / t.alpha, estimate.predicted()]]
      : [[s.alpha, estimate.data()]];
    if (terms.length === 1 && direction > 0) {
      terms.push([direction, clipNoise ? estimate.noise() : estimate.predicted()]);
    }
    const deviation = eta * s.sigma * Math.sqrt(share);
    if (deviation > 0) terms.push([deviation, plan.noise(x)]);
    x = plan.combine(...terms);
    plan.endStep(t.time, s.time, x);
  }
  return plan.build(eta === 0 ? "DDIM" : `DDIM with η = ${eta}`, 1);
}

/** Its entries. */
export const ddimEntries: readonly SamplerEntry[] = [
  samplerEntry("DDIM", 1, false, 1, (levels, asked) => ddim(levels, asked)),
  samplerEntry("DDIM, η = 0.5", 1, true, 1, (levels, asked) => ddim(levels, { ...asked, eta: 0.5 })),
];
