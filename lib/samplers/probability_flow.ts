/**
 * The probability-flow ODE in time, by Euler and by Heun.
 * @module
 */
import { checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type CutOptions, estimateAt, stepsOf } from "./estimate.ts";
import type { SamplerLevel } from "./noise_path.ts";
import { type Plan, PlanBuilder } from "./plan.ts";

/** Options of {@link probabilityFlow}. */
export interface ProbabilityFlowOptions extends CutOptions {
  /** Euler's method, of order 1, or Heun's, of order 2, which is the default. */
  readonly method?: "euler" | "heun";
}

/**
 * The probability-flow ODE (Song et al. 2021, eq. 13) with time itself as the variable,
 *
 *   dx/dt = −½ (dλ/dt) (σ ε̂ − σ² x),
 *
 * by an explicit method that knows nothing of its structure: what the exponential integrators (DDIM, DPM-Solver) and the
 * better variables (EDM) are compared with. A last step to the data is x̂0.
 * @param levels From noise to data.
 * @param options The method and the cut.
 * @returns The plan: one evaluation a step of Euler's method, two of Heun's.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise or dλ/dt is not known at one.
 */
export function probabilityFlow(levels: readonly SamplerLevel[], options: ProbabilityFlowOptions = {}): Plan {
  checkArguments("probabilityFlow", arguments);
  const { method = "heun", clip } = options;
  const plan = new PlanBuilder();
  let x = "start";
  for (const [t, s] of stepsOf(levels)) {
    const estimate = estimateAt(plan, x, t, { clip });
    if (s.sigma === 0) x = estimate.data();
    else {
      const length = t.time - s.time, noise = estimate.noise();
      const euler = plan.combine(...step([[1, x]], [[x, noise, t]], length));
      x = method === "euler" ? euler : plan.combine(
        ...step([[1, x]], [[x, noise, t], [euler, estimateAt(plan, euler, s, { clip }).noise(), s]], length / 2),
      );
    }
    plan.endStep(t.time, s.time, x);
  }
  return plan.build(method === "euler" ? "Euler on the ODE" : "Heun on the ODE", method === "euler" ? 1 : 2);
}

/** base − length Σ dx/dt, as terms with every vector once. */
function step(
  base: readonly [number, string][],
  slopes: readonly [x: string, noise: string, level: SamplerLevel][],
  length: number,
): [number, string][] {
  const sum = new Map(base.map(([coefficient, name]) => [name, coefficient]));
  const add = (name: string, coefficient: number) => sum.set(name, (sum.get(name) ?? 0) + coefficient);
  for (const [x, noise, { time, sigma, dLogSnr }] of slopes) {
    checkPositive("plan a probability flow", `−dλ/dt at time ${time}`, -dLogSnr);
    add(x, -dLogSnr / 2 * sigma * sigma * length);
    add(noise, dLogSnr / 2 * sigma * length);
  }
  return Array.from(sum, ([name, coefficient]) => [coefficient, name]);
}
