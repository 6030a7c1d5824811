/**
 * DPM-Solver, single step.
 * @module
 */
import { checkInteger, checkKnown } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { type Estimate, estimateAt, stepsOf } from "./estimate.ts";
import {
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

/**
 * How predictions are weighted: `exact` integrates the polynomial through all of them; `midpoint` and `heun` are the
 * published forms under diffusers' names. Of order 2, `midpoint` halves the moment of order 0 in place of the moment of
 * order 1, and `heun` is exact; of order 3 see each sampler.
 */
export type Weights = "exact" | "midpoint" | "heun";

/** Options of {@link dpmSolver}. */
export interface DpmSolverOptions extends NearNoiseOptions {
  /** How many levels a step takes, 1 to 3; 2 unless told. */
  readonly order?: number;
  /** What is integrated: the `noise` of DPM-Solver, which is the default, or the `data` of DPM-Solver++. */
  readonly prediction?: Prediction;
  /** The weights; `exact` unless told. Of order 3, `midpoint` leaves the first inner prediction out of the last stage. */
  readonly weights?: Weights;
  /** Whether the last steps are of lower order even where the levels allow a full one, as in the paper's DPM-Solver-fast. */
  readonly lowerOrderFinal?: boolean;
}

/**
 * DPM-Solver (Lu et al. 2022) and DPM-Solver++ (2S, 3S) in single steps: a step of order k goes over k levels and asks the
 * predictor at the first of each. With levels even in log-SNR the inner ones lie where the paper has them, at 1/2, or at
 * 1/3 and 2/3; `exact` weights keep the order on any levels. What remains at the end is done by one shorter step, and the
 * step to the data is of order 1. From pure noise, or in a bounded walk, the steps that begin below α = σ integrate the data
 * in α/σ; one that would go too far beyond it goes over one level alone.
 *
 * @example Of order 2
 * ```ts
 * import assert from "node:assert/strict";
 * import { dpmSolver, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = dpmSolver(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options Order, prediction, weights, cut and whether the walk is bounded.
 * @returns The plan: one evaluation a level. Its order is lower than asked for where a remainder makes it so.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise, or an option is out of range.
 * @category Samplers
 */
export function dpmSolver(levels: readonly SamplerLevel[], options: DpmSolverOptions = {}): Plan {
  checkArguments("dpmSolver", arguments);
  const { order = 2, prediction = "noise", weights = "exact", lowerOrderFinal = false } = options;
  checkInteger("plan DPM-Solver", "order", order, 1, 3);
  checkKnown("plan DPM-Solver", "weights", weights, ["exact", "midpoint", "heun"]);
  checkKnown("plan DPM-Solver", "prediction", prediction, ["noise", "data"]);
  const steps = stepsOf(levels).length, toData = levels[steps].sigma === 0;
  const before = toData ? steps - 1 : steps;
  const plan = new PlanBuilder(), near = nearNoise(levels, options), orders: number[] = [];
  let x: VectorName = "start", first = 0;
  while (first < before) {
    let [size] = groupOrders(before - first, order, lowerOrderFinal && !toData);
    const bounded = near(levels[first]);
    if (bounded && !spans(levels.slice(first, first + size + 1))) size = 1;
    x = singleStep(plan, x, levels.slice(first, first + size + 1), { ...options, bounded }).x;
    orders.push(size);
    first += size;
  }
  if (toData) {
    x = estimateAt(plan, x, levels[first], options).data();
    plan.endStep(levels[first].time, levels[steps].time, x);
  }
  // A lone step of order k errs by h^{k+1}, once.
  const reached = Math.min(order, ...orders.map((each) => each + 1));
  return plan.build(`DPM-Solver${prediction === "data" ? "++" : ""} ${order}S`, reached);
}

/** What a single step leaves. */
export interface SingleStep {
  /** The vector at the last level. */
  readonly x: VectorName;
  /** What was predicted at every level but the last. */
  readonly estimates: readonly Estimate[];
}

/**
 * One single step over its levels, each of its stages ended as a step of the plan.
 * @param plan The plan under way.
 * @param start The vector at the first level.
 * @param levels The levels, as many as the order and one more.
 * @param options Prediction, weights, cut and whether this step integrates the data in α/σ.
 * @returns The vector at the last level and the predictions.
 */
export function singleStep(
  plan: PlanBuilder,
  start: VectorName,
  levels: readonly SamplerLevel[],
  options: Omit<DpmSolverOptions, "order" | "lowerOrderFinal">,
): SingleStep {
  const { prediction = "noise", weights = "exact", bounded = false } = options;
  const estimates: Estimate[] = [], [s] = levels;
  let x = start;
  for (let stage = 1; stage < levels.length; stage++) {
    const t = levels[stage], estimate = estimateAt(plan, x, levels[stage - 1], options);
    estimates.push(estimate);
    const kernel = bounded ? signalKernel(s, t, false) : kernelOf(s, t, prediction, false);
    // The published third stage uses the first and the last prediction.
    const used = weights === "midpoint" && stage === 3 ? [0, 2] : estimates.map((_, i) => i);
    const moments = kernel.moments(used.length);
    if (weights === "midpoint" && stage === 2) moments[1] = moments[0] / 2;
    const factors = weightsOf(used.map((i) => kernel.node(levels[i])), moments);
    const terms = used.map((i, j) => [factors[j], estimates[i][kernel.integrand]()] as const);
    x = plan.combine([kernel.kept, start], ...terms);
    plan.endStep(levels[stage - 1].time, t.time, x);
  }
  return { x, estimates };
}

/** The orders of the steps over a number of levels. */
function groupOrders(count: number, order: number, lowerFinal: boolean): number[] {
  const rest = count % order, orders = new Array<number>((count - rest) / order).fill(order);
  if (rest > 0) return [...orders, rest];
  return lowerFinal && order > 1 && count > 0 ? [...orders.slice(0, -1), order - 1, 1] : orders;
}

/** Its entries. */
export const dpmSolverEntries: readonly SamplerEntry[] = [
  samplerEntry("DPM-Solver 2S", 2, false, 1, (levels, asked, { bounded }) => dpmSolver(levels, { ...asked, bounded })),
  samplerEntry(
    "DPM-Solver 3S",
    3,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolver(levels, { ...asked, bounded, order: 3 }),
  ),
  samplerEntry(
    "DPM-Solver++ 2S",
    2,
    false,
    1,
    (levels, asked, { bounded }) => dpmSolver(levels, { ...asked, bounded, prediction: "data" }),
  ),
];
