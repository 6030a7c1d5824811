/**
 * Euler–Maruyama on the reverse SDE.
 * @module
 */
import { checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type CutOptions, estimateAt, stepsOf } from "./estimate.ts";
import type { SamplerLevel } from "./noise_path.ts";
import { type Plan, PlanBuilder } from "./plan.ts";

/**
 * Euler–Maruyama on the reverse SDE (Song et al. 2021, eq. 6, with the variance-preserving f = −½βx and g² = β): with
 * b = β(t) Δt and β = −σ² dλ/dt,
 *
 *   x_s = (1 + b/2) x − (b/σ) ε̂ + √b z.
 *
 * A last step to the data is x̂0. On a grid β is the slope of the interpolated path.
 * @param levels From noise to data.
 * @param options The cut.
 * @returns The plan: one evaluation a step, weak order 1.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise or dλ/dt is not known at one.
 */
export function eulerMaruyama(levels: readonly SamplerLevel[], options: CutOptions = {}): Plan {
  checkArguments("eulerMaruyama", arguments);
  const plan = new PlanBuilder();
  let x = "start";
  for (const [t, s] of stepsOf(levels)) {
    const estimate = estimateAt(plan, x, t, options);
    if (s.sigma === 0) x = estimate.data();
    else {
      checkPositive("plan Euler–Maruyama", `−dλ/dt at time ${t.time}`, -t.dLogSnr);
      const b = -t.dLogSnr * t.sigma ** 2 * (t.time - s.time);
      x = plan.combine([1 + b / 2, x], [-b / t.sigma, estimate.noise()], [Math.sqrt(b), plan.noise(x)]);
    }
    plan.endStep(t.time, s.time, x);
  }
  return plan.build("Euler–Maruyama", 1);
}
