/**
 * Euler–Maruyama on the reverse SDE.
 * @module
 */
import { checkPositive } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { lostShare, posteriorMean } from "./ddpm.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { nearNoise, type NearNoiseOptions } from "./exponential.ts";
import type { SamplerLevel } from "../noise_path.ts";
import type { Plan } from "../plan.ts";
import { planWalk } from "./estimate.ts";

/**
 * Euler–Maruyama on the reverse SDE (Song et al. 2021, eq. 6, with the variance-preserving f = −½βx and g² = β): with
 * b = β(t) Δt and β = −σ² dλ/dt,
 *
 *   x_s = (1 + b/2) x − (b/σ) ε̂ + √b z.
 *
 * A last step to the data is x̂0. On a grid β is the slope of the interpolated path. From pure noise, where β is infinite
 * and the state forgotten at once, the first step is DDPM's; in a bounded walk all steps that begin below α = σ are.
 *
 * @example The reverse equation, one step at a time
 * ```ts
 * import assert from "node:assert/strict";
 * import { eulerMaruyama, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = eulerMaruyama(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options The cut, and whether the walk is bounded.
 * @returns The plan: one evaluation a step, weak order 1.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise or dλ/dt is not known at one.
 * @category Samplers
 */
export function eulerMaruyama(levels: readonly SamplerLevel[], options: NearNoiseOptions = {}): Plan {
  checkArguments("eulerMaruyama", arguments);
  const near = nearNoise(levels, options);
  return planWalk(levels, options, "Euler–Maruyama", 1, ({ plan, x, t, s, estimate }) => {
    if (near(t)) {
      const mean = posteriorMean(t, s, x, estimate, "data");
      return plan.combine(...mean, [Math.sqrt(lostShare(t, s)) * s.sigma, plan.noise(x)]);
    }
    checkPositive("plan Euler–Maruyama", `−dλ/dt at time ${t.time}`, -t.dLogSnr);
    const b = -t.dLogSnr * t.sigma ** 2 * (t.time - s.time);
    return plan.combine([1 + b / 2, x], [-b / t.sigma, estimate.noise()], [Math.sqrt(b), plan.noise(x)]);
  });
}

/** Its entries. */
export const eulerMaruyamaEntries: readonly SamplerEntry[] = [
  samplerEntry(
    "Euler–Maruyama",
    1,
    true,
    1,
    (levels, asked, { bounded }) => eulerMaruyama(levels, { ...asked, bounded }),
  ),
];
