/**
 * EDM's sampler: Heun in σ/α, with churn.
 * @module
 */
import { checkNumber } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { type Estimate, estimateAt, stepsOf } from "./estimate.ts";
import { nearNoise, type NearNoiseOptions } from "./exponential.ts";
import type { NoisePath, SamplerLevel } from "../noise_path.ts";
import { type Plan, PlanBuilder } from "../plan.ts";

/** Options of {@link edmHeun}. */
export interface EdmHeunOptions extends NearNoiseOptions {
  /** S_churn: how much noise is put back, over the whole walk; 0 unless told, which is deterministic. */
  readonly churn?: number;
  /** S_noise, the factor on the noise put back; 1 unless told. */
  readonly churnNoise?: number;
  /** S_tmin: the least σ/α at which noise is put back; 0 unless told. */
  readonly churnFrom?: number;
  /** S_tmax: the greatest; no limit unless told. */
  readonly churnTo?: number;
  /** What says at which time a raised noise level lies; needed where there is churn. */
  readonly path?: NoisePath;
}

/**
 * EDM's stochastic sampler (Karras et al. 2022, algorithm 2). In y = x/α and ŝ = σ/α the ODE is dy/dŝ = ε̂: Heun's method
 * takes one step of it, Euler's the last one, to the data. Before a step, ŝ may be raised to (1 + γ) ŝ, with
 * γ = min(S_churn/N, √2 − 1), by fresh noise; never above the first level's, since the path may end there. From pure noise,
 * where ŝ is infinite, Heun's method is that for d(x/σ)/d(α/σ) = x̂0, until α = σ; and so it is in a bounded walk.
 *
 * @example Heun on Karras’s levels
 * ```ts
 * import assert from "node:assert/strict";
 * import { edmHeun, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = edmHeun(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options Churn, cut and whether the walk is bounded.
 * @returns The plan: two evaluations a step, order 2 (weak order where there is churn).
 * @throws {RangeError} If there are fewer than two levels, λ does not rise or an option is out of range.
 * @throws {TypeError} If there is churn and no path.
 * @category Samplers
 */
export function edmHeun(levels: readonly SamplerLevel[], options: EdmHeunOptions = {}): Plan {
  checkArguments("edmHeun", arguments);
  const { churn = 0, churnNoise = 1, churnFrom = 0, churnTo = Infinity, path } = options;
  checkNumber("plan EDM's sampler", "churn", churn, 0);
  checkNumber("plan EDM's sampler", "churnNoise", churnNoise, 0);
  if (churn > 0 && path === undefined) throw new TypeError("Cannot plan EDM's sampler: churn needs a path");
  const steps = stepsOf(levels), plan = new PlanBuilder(), near = nearNoise(levels, options);
  const gamma = Math.min(churn / steps.length, Math.SQRT2 - 1);
  let x = "start";
  for (const [level, s] of steps) {
    let t = level;
    const ratio = ratioOf(t);
    if (gamma > 0 && ratio >= churnFrom && ratio <= churnTo) {
      const raised = Math.min(ratio * (1 + gamma), ratioOf(levels[0]));
      if (raised > ratio) {
        t = path!.at(path!.timeAt(-2 * Math.log(raised)));
        const deviation = churnNoise * t.alpha * Math.sqrt(raised * raised - ratio * ratio);
        x = plan.combine([t.alpha / level.alpha, x], [deviation, plan.noise(x)]);
      }
    }
    const first = estimateAt(plan, x, t, options);
    x = s.sigma === 0 ? first.data() : (near(t) ? heunOfData : heun)(plan, x, t, s, first, options);
    plan.endStep(level.time, s.time, x);
  }
  return plan.build(churn === 0 ? "EDM Heun" : `EDM Heun with churn ${churn}`, 2);
}

function heun(
  plan: PlanBuilder,
  x: string,
  t: SamplerLevel,
  s: SamplerLevel,
  first: Estimate,
  options: NearNoiseOptions,
): string {
  const kept = s.alpha / t.alpha, length = s.alpha * (ratioOf(s) - ratioOf(t));
  const euler = plan.combine([kept, x], [length, first.noise()]);
  const second = estimateAt(plan, euler, s, options);
  return plan.combine([kept, x], [length / 2, first.noise()], [length / 2, second.noise()]);
}

/** The same in α/σ, with the data for the noise. */
function heunOfData(
  plan: PlanBuilder,
  x: string,
  t: SamplerLevel,
  s: SamplerLevel,
  first: Estimate,
  options: NearNoiseOptions,
): string {
  const kept = s.sigma / t.sigma, length = t.alpha === 0 ? s.alpha : s.alpha - kept * t.alpha;
  const euler = plan.combine([kept, x], [length, first.data()]);
  const second = estimateAt(plan, euler, s, options);
  return plan.combine([kept, x], [length / 2, first.data()], [length / 2, second.data()]);
}

/** σ/α, EDM's σ. */
function ratioOf({ logSnr }: SamplerLevel): number {
  return Math.exp(-logSnr / 2);
}

/** Its entries. */
export const edmHeunEntries: readonly SamplerEntry[] = [
  samplerEntry("EDM Heun", 2, false, 2, (levels, asked, { bounded }) => edmHeun(levels, { ...asked, bounded })),
  samplerEntry(
    "EDM Heun, churn",
    2,
    true,
    2,
    (levels, asked, { bounded, path }) =>
      edmHeun(levels, { ...asked, bounded, churn: 5, churnFrom: 0.05, churnTo: 50, path }),
  ),
];
