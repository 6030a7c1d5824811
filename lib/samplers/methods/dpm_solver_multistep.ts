/**
 * DPM-Solver++ 2M and 3M, their stochastic forms, and DPM-Solver in the same way.
 * @module
 */
import { checkInteger, checkKnown } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { singleStep, type Weights } from "./dpm_solver.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { type Estimate, estimateAt, stepsOf } from "./estimate.ts";
import {
  boundedWeights,
  kernelOf,
  nearNoise,
  type NearNoiseOptions,
  type Prediction,
  signalKernel,
  spans,
  weightsOf,
} from "./exponential.ts";
import type { SamplerLevel } from "../noise_path.ts";
import { type Plan, PlanBuilder, type VectorName } from "../plan.ts";

/** Options of {@link dpmSolverMultistep}. */
export interface MultistepOptions extends NearNoiseOptions {
  /** How many predictions a step uses, 1 to 3; 2 unless told. */
  readonly order?: number;
  /** What is integrated: the `data` of DPM-Solver++, which is the default, or the `noise` of DPM-Solver. */
  readonly prediction?: Prediction;
  /** Whether it solves the reverse SDE. */
  readonly stochastic?: boolean;
  /**
   * The weights; `exact` unless told. Of order 3 both published forms halve the second difference's, which leaves them of
   * order 2.
   */
  readonly weights?: Weights;
  /**
   * How a walk of order 3 begins: by a `single` step over its first three levels, at the same cost, which is the default,
   * or by steps of `lower` order, as published, whose first errs by h². A stochastic walk always begins by the latter.
   */
  readonly begin?: "single" | "lower";
  /** Lower order at the end: of the last two steps (2, then 1), of the last (`euler`), or of none, which is the default. */
  readonly lowerOrderFinal?: boolean | "euler";
}

/**
 * DPM-Solver++ (Lu et al. 2022b, algorithm 2) over several steps: the polynomial through the
 * last predictions is integrated exactly over the next step. One evaluation a step; the step to the data is x̂0. From pure
 * noise, or in a bounded walk, the steps that begin below α = σ integrate the data in α/σ.
 *
 * @example DPM-Solver++ 2M
 * ```ts
 * import assert from "node:assert/strict";
 * import { dpmSolverMultistep, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = dpmSolverMultistep(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options Order, prediction, weights, noise, cut and whether the walk is bounded.
 * @returns The plan; of weak order 1 or 2 where it is stochastic.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise, or an option is out of range.
 * @category Samplers
 */
export function dpmSolverMultistep(levels: readonly SamplerLevel[], options: MultistepOptions = {}): Plan {
  checkArguments("dpmSolverMultistep", arguments);
  const { order = 2, prediction = "data", stochastic = false, weights = "exact", lowerOrderFinal = false } = options;
  const { begin = "single" } = options;
  checkInteger("plan DPM-Solver", "order", order, 1, 3);
  checkKnown("plan DPM-Solver", "weights", weights, ["exact", "midpoint", "heun"]);
  checkKnown("plan DPM-Solver", "prediction", prediction, ["noise", "data"]);
  checkKnown("plan DPM-Solver", "begin", begin, ["single", "lower"]);
  const steps = stepsOf(levels), plan = new PlanBuilder(), last = steps.length - 1;
  const near = nearNoise(levels, options);
  const past: { level: SamplerLevel; estimate: Estimate }[] = [];
  let x: VectorName = "start", first = 0;
  // Before the data or a lower order at the end, a short walk has no room for a single step.
  const room = steps.length - (lowerOrderFinal === true ? 2 : lowerOrderFinal === "euler" || toData(steps) ? 1 : 0);
  const bounded = near(levels[0]), able = room >= order && (!bounded || spans(levels.slice(0, order + 1)));
  const single = order === 3 && begin === "single" && !stochastic && able;
  if (single) {
    const started = singleStep(plan, x, levels.slice(0, order + 1), {
      ...options,
      prediction,
      weights: "exact",
      bounded,
    });
    x = started.x;
    first = order;
    started.estimates.forEach((estimate, i) => past.unshift({ level: levels[i], estimate }));
  }
  for (let i = first; i <= last; i++) {
    const [s, t] = steps[i];
    past.unshift({ level: s, estimate: estimateAt(plan, x, s, options) });
    const allowed = lowerOrderFinal === true ? last + 1 - i : lowerOrderFinal === "euler" && i === last ? 1 : order;
    if (t.sigma === 0) x = past[0].estimate.data();
    else {
      const close = near(s),
        kernel = close ? signalKernel(s, t, stochastic) : kernelOf(s, t, prediction, stochastic);
      // No polynomial in ℓ goes through pure noise.
      const used = past.slice(0, Math.min(order, allowed)).filter(({ level }) => close || level.alpha > 0);
      const nodes = used.map(({ level }) => kernel.node(level));
      const momentsOf = (count: number) => {
        const moments = kernel.moments(count);
        if (weights === "midpoint" && count === 2) moments[1] = moments[0] / 2;
        if (weights !== "exact" && count === 3) moments[2] /= 2;
        return moments;
      };
      const factors = close ? boundedWeights(nodes, momentsOf, t) : weightsOf(nodes, momentsOf(nodes.length));
      const terms = factors.map((factor, j) => [factor, used[j].estimate[kernel.integrand]()] as const);
      const noise = stochastic ? [[kernel.deviation, plan.noise(x)] as const] : [];
      x = plan.combine([kernel.kept, x], ...terms, ...noise);
    }
    past.length = Math.min(past.length, order - 1);
    plan.endStep(s.time, t.time, x);
  }
  const full = weights === "exact" && single ? order : Math.min(order, 2);
  return plan.build(`${stochastic ? "SDE-" : ""}DPM-Solver${prediction === "data" ? "++" : ""} ${order}M`, full);
}

function toData(steps: readonly [SamplerLevel, SamplerLevel][]): boolean {
  return steps.at(-1)![1].sigma === 0;
}

/** Its entries. */
export const dpmSolverMultistepEntries: readonly SamplerEntry[] = [
  samplerEntry(
    "DPM-Solver++ 2M",
    2,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolverMultistep(levels, { ...asked, bounded }),
  ),
  samplerEntry(
    "DPM-Solver++ 3M",
    3,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolverMultistep(levels, { ...asked, bounded, order: 3 }),
  ),
  samplerEntry(
    "SDE-DPM-Solver++ 2M",
    2,
    true,
    1,
    (levels, asked, { bounded }) => dpmSolverMultistep(levels, { ...asked, bounded, stochastic: true }),
  ),
];
