/**
 * UniPC.
 * @module
 */
import { checkInteger, checkKnown } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { type Estimate, estimateAt, stepsOf } from "./estimate.ts";
import {
  boundedWeights,
  type Kernel,
  kernelOf,
  nearNoise,
  type NearNoiseOptions,
  type Prediction,
  signalKernel,
  weightsOf,
} from "./exponential.ts";
import type { SamplerLevel } from "../noise_path.ts";
import { type Plan, PlanBuilder, type VectorName } from "../plan.ts";

/** Options of {@link unipc}. */
export interface UnipcOptions extends NearNoiseOptions {
  /** p, how many past predictions the predictor uses, 1 to 3; 2 unless told. The corrector uses one more. */
  readonly order?: number;
  /** What is integrated: the `data`, which is the default, or the `noise`. */
  readonly prediction?: Prediction;
  /**
   * B(h), which matters only where the paper takes ½ for the one weight it would have to solve for, in the predictor of
   * order 2 and the corrector of order 1: `bh1` is h, `bh2` (the default) is e^h − 1, and `exact` solves there too.
   */
  readonly variant?: "bh1" | "bh2" | "exact";
  /** Whether the last steps are of lower order, which is the default. */
  readonly lowerOrderFinal?: boolean;
  /** The steps, from 0, that are not corrected, or `all`; none unless told. */
  readonly uncorrected?: readonly number[] | "all";
}

/** A prediction and where it was made. */
interface Past {
  readonly level: SamplerLevel;
  readonly estimate: Estimate;
}

/**
 * UniPC (Zhao et al. 2023). The prediction at a step's end, which the next step needs anyway, corrects
 * that step: the polynomial through it and the past is integrated again. Nothing is asked twice, so the prediction stays
 * that of the uncorrected point. It is the exponential Adams method with a corrector: but for the weights of ½, B(h) falls
 * out of the published equations. From pure noise, or in a bounded walk, the steps that begin below α = σ integrate the
 * data in α/σ.
 *
 * @example With a corrector
 * ```ts
 * import assert from "node:assert/strict";
 * import { unipc, gridLevels, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const plan = unipc(gridLevels(ddpmLinearGrid(), respacedSteps(1000, 10)));
 * assert.ok(plan.evaluations >= 10 && plan.order >= 1);
 * ```
 *
 * @param levels From noise to data.
 * @param options Order, prediction, B(h), cut and whether the walk is bounded.
 * @returns The plan: one evaluation a step, order min(p + 1, 3); the start by lower orders keeps it from 4.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise, or an option is out of range.
 * @category Samplers
 */
export function unipc(levels: readonly SamplerLevel[], options: UnipcOptions = {}): Plan {
  checkArguments("unipc", arguments);
  const { order = 2, prediction = "data", variant = "bh2", lowerOrderFinal = true, uncorrected = [] } = options;
  checkInteger("plan UniPC", "order", order, 1, 3);
  checkKnown("plan UniPC", "variant", variant, ["bh1", "bh2", "exact"]);
  checkKnown("plan UniPC", "prediction", prediction, ["noise", "data"]);
  const steps = stepsOf(levels), plan = new PlanBuilder(), near = nearNoise(levels, options);
  /** Moments with the published shortcut in place of the second one. */
  const momentsOf = (kernel: Kernel, count: number) => {
    const moments = kernel.moments(count);
    if (count === 2 && variant !== "exact") moments[1] = (variant === "bh1" ? kernel.plain : moments[0]) / 2;
    return moments;
  };
  const advance = (from: VectorName, [s, t]: [SamplerLevel, SamplerLevel], made: readonly Past[]): VectorName => {
    const close = near(s), kernel = close ? signalKernel(s, t, false) : kernelOf(s, t, prediction, false);
    // No polynomial in ℓ goes through pure noise.
    const used = made.filter(({ level }) => close || level.alpha > 0);
    const nodes = used.map(({ level }) => kernel.node(level)), moments = (count: number) => momentsOf(kernel, count);
    const factors = close ? boundedWeights(nodes, moments, t) : weightsOf(nodes, moments(nodes.length));
    return plan.combine(
      [kernel.kept, from],
      ...factors.map((factor, j) => [factor, used[j].estimate[kernel.integrand]()] as const),
    );
  };
  let x: VectorName = "start", before: VectorName = "start", past: Past[] = [];
  for (const [i, [s, t]] of steps.entries()) {
    const now = { level: s, estimate: estimateAt(plan, x, s, options) };
    if (i > 0 && uncorrected !== "all" && !uncorrected.includes(i - 1)) {
      x = advance(before, steps[i - 1], [now, ...past]);
    }
    const p = Math.min(order, i + 1, lowerOrderFinal ? steps.length - i : order);
    past = [now, ...past].slice(0, p);
    before = x;
    x = t.sigma === 0 ? now.estimate.data() : advance(x, [s, t], past);
    plan.endStep(s.time, t.time, x);
  }
  const reached = uncorrected === "all" ? Math.min(order, 2) : Math.min(order + 1, 3);
  return plan.build(`UniPC-${order}`, reached);
}

function stops(levels: readonly SamplerLevel[]): boolean {
  return levels.at(-1)!.sigma > 0;
}

/** Its entries. */
export const unipcEntries: readonly SamplerEntry[] = [
  samplerEntry(
    "UniPC-2",
    3,
    false,
    1,
    (levels, asked, { bounded }) => unipc(levels, { ...asked, bounded, lowerOrderFinal: !stops(levels) }),
  ),
  samplerEntry(
    "UniPC-3",
    3,
    false,
    1,
    (levels, asked, { bounded }) => unipc(levels, { ...asked, bounded, order: 3, lowerOrderFinal: !stops(levels) }),
  ),
];
