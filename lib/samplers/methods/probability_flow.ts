/**
 * The probability-flow ODE in time, by Euler and by Heun.
 * @module
 */
import { checkNumber, checkPositive } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { type Estimate, estimateAt, planWalk, type PredictionOptions } from "./estimate.ts";
import type { SamplerLevel } from "../noise_path.ts";
import type { Plan, VectorName } from "../plan.ts";

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
 * the second where the data are predicted, by an explicit method that knows nothing of its structure: what the exponential
 * integrators (DDIM, DPM-Solver) and the better variables (EDM) are compared with. A last step to the data is x̂0.
 *
 * @example Euler or Heun on the ODE
 * ```ts
 * import assert from "node:assert/strict";
 * import { probabilityFlow, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = probabilityFlow(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options The method and the cut.
 * @returns The plan: one evaluation a step of Euler's method, two of Heun's.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise, dλ/dt is not known at one, or the walk begins in
 * pure noise where dα/dt is infinite or nearly so.
 * @category Samplers
 */
export function probabilityFlow(levels: readonly SamplerLevel[], options: ProbabilityFlowOptions = {}): Plan {
  checkArguments("probabilityFlow", arguments);
  const { method = "heun" } = options, euler = method === "euler";
  const name = euler ? "Euler on the ODE" : "Heun on the ODE";
  return planWalk(levels, options, name, euler ? 1 : 2, ({ plan, x, t, s, estimate }) => {
    if (t.alpha === 0) checkStart(t, s);
    const length = t.time - s.time, first = slopeOf(x, estimate, t);
    const end = plan.combine(...step(x, [first], length));
    if (euler) return end;
    return plan.combine(...step(x, [first, slopeOf(end, estimateAt(plan, end, s, options), s)], length / 2));
  });
}

/** How many times the data that belong there a first step from pure noise may put into the state. */
const STEEPEST = 100;

/** Refuses a first step where α falls like √(1 − t): no step in time can follow a slope without end. */
function checkStart({ time, dAlpha = NaN }: SamplerLevel, s: SamplerLevel): void {
  if (-dAlpha * (time - s.time) <= STEEPEST * s.alpha) return;
  throw new RangeError(
    `Cannot plan a probability flow: dα/dt is ${dAlpha} in pure noise, at time ${time}, too steep to step in time; begin ` +
      "the walk where there is some signal (from), or take a sampler that steps in α/σ, such as DPM-Solver++",
  );
}

/** −dx/dt at a state, as terms. */
function slopeOf(x: VectorName, estimate: Estimate, level: SamplerLevel): [number, VectorName][] {
  const { time, alpha, sigma, dLogSnr } = level, action = "plan a probability flow";
  if (estimate.asked === "eps") {
    checkPositive(action, `−dλ/dt at time ${time}`, -dLogSnr);
    return [[-dLogSnr / 2 * sigma * sigma, x], [dLogSnr / 2 * sigma, estimate.noise()]];
  }
  // dα/dt = ½ α σ² dλ/dt, but in pure noise.
  const fall = alpha === 0 ? Math.max(0, -(level.dAlpha ?? NaN)) / (sigma * sigma) : -alpha * dLogSnr / 2;
  checkNumber(action, `−dα/dt at time ${time}`, fall, 0);
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

/** Its entries. */
export const probabilityFlowEntries: readonly SamplerEntry[] = [
  samplerEntry("ODE, Euler", 1, false, 1, (levels, asked) => probabilityFlow(levels, { ...asked, method: "euler" })),
  samplerEntry("ODE, Heun", 2, false, 2, (levels, asked) => probabilityFlow(levels, asked)),
];
