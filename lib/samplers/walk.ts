/**
 * What samplers share that go from level to level with nothing but the state.
 * @module
 */
import { type Estimate, estimateAt, type PredictionOptions, stepsOf } from "./estimate.ts";
import type { SamplerLevel } from "./noise_path.ts";
import { type Plan, PlanBuilder, type VectorName } from "./plan.ts";

/** A step of a walk, when the predictor has been asked at its beginning. */
export interface WalkStep {
  /** The plan under way. */
  readonly plan: PlanBuilder;
  /** The state. */
  readonly x: VectorName;
  /** The level it is at. */
  readonly t: SamplerLevel;
  /** The next level, before the data. */
  readonly s: SamplerLevel;
  /** What was predicted at the first. */
  readonly estimate: Estimate;
}

/**
 * Plans a walk whose every step asks the predictor at its beginning; a last step to the data is x̂0.
 * @param levels From noise to data.
 * @param options What the network says, and the cut.
 * @param name The plan's name.
 * @param order The plan's order.
 * @param advance Plans a step that does not end at the data, and returns the state at its end.
 * @returns The plan.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise or an option is out of range.
 */
export function planWalk(
  levels: readonly SamplerLevel[],
  options: PredictionOptions,
  name: string,
  order: number,
  advance: (step: WalkStep) => VectorName,
): Plan {
  const plan = new PlanBuilder();
  let x: VectorName = "start";
  for (const [t, s] of stepsOf(levels)) {
    const estimate = estimateAt(plan, x, t, options);
    x = s.sigma === 0 ? estimate.data() : advance({ plan, x, t, s, estimate });
    plan.endStep(t.time, s.time, x);
  }
  return plan.build(name, order);
}
