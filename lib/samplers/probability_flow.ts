/**
 * The probability-flow ODE in time, by Euler and by Heun.
 * @module
 */
import { checkPositive } from "../numerics/check.ts";
import { type Estimate, estimateAt, type PredictionOptions } from "./estimate.ts";
import type { SamplerLevel } from "./noise_path.ts";
import type { Plan, VectorName } from "./plan.ts";
import { planWalk } from "./walk.ts";

/** Options of {@link probabilityFlow}. */
export interface ProbabilityFlowOptions extends PredictionOptions {
  /** Euler's method, of order 1, or Heun's, of order 2, which is the default. */
  readonly method?: "euler" | "heun";
}

/**
 * The probability-flow ODE (Song et al. 2021, eq. 13) with time itself as the variable,
 *
 *   dx/dt = −½ (dλ/dt) (σ ε̂ − σ² x) = (dα/dt) (x̂0 − α x)/σ²,
 *
 * the second where the data are predicted, by an explicit method that knows nothing of its structure: what the exponential integrators (DDIM, DPM-Solver) and the
 * better variables (EDM) are compared with. A last step to the data is x̂0.
 * @param levels From noise to data.
 * @param options The method and the cut.
 * @returns The plan: one evaluation a step of Euler's method, two of Heun's.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise or dλ/dt is not known at one.
 */
export function probabilityFlow(levels: readonly SamplerLevel[], options: ProbabilityFlowOptions = {}): Plan {
  const { method = "heun" } = options, euler = method === "euler";
  const name = euler ? "Euler on the ODE" : "Heun on the ODE";
  return planWalk(levels, options, name, euler ? 1 : 2, ({ plan, x, t, s, estimate }) => {
    const length = t.time - s.time, first = slopeOf(x, estimate, t);
    const end = plan.combine(...step(x, [first], length));
    if (euler) return end;
    return plan.combine(...step(x, [first, slopeOf(end, estimateAt(plan, end, s, options), s)], length / 2));
  });
}

/** −dx/dt at a state, as terms. */
function slopeOf(x: VectorName, estimate: Estimate, level: SamplerLevel): [number, VectorName][] {
  const { time, alpha, sigma, dLogSnr } = level, action = "plan a probability flow";
  if (estimate.asked === "eps") {
    checkPositive(action, `−dλ/dt at time ${time}`, -dLogSnr);
    return [[-dLogSnr / 2 * sigma * sigma, x], [dLogSnr / 2 * sigma, estimate.noise()]];
  }
  // dα/dt = ½ α σ² dλ/dt, but in pure noise.
  const fall = alpha === 0 ? -(level.dAlpha ?? NaN) / (sigma * sigma) : -alpha * dLogSnr / 2;
  checkPositive(action, `−dα/dt at time ${time}`, fall);
  return [[-fall * alpha, x], [fall, estimate.data()]];
}

/** x + length Σ of slopes, as terms with every vector once. */
function step(
  x: VectorName,
  slopes: readonly (readonly [number, VectorName][])[],
  length: number,
): [number, VectorName][] {
  const sum = new Map<VectorName, number>([[x, 1]]);
  for (const [coefficient, name] of slopes.flat()) sum.set(name, (sum.get(name) ?? 0) + coefficient * length);
  return Array.from(sum, ([name, coefficient]) => [coefficient, name]);
}
