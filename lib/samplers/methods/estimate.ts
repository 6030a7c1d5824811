/**
 * What a prediction says of the data and the noise, cut to a range where that is asked for, and walks that ask step by step.
 * @module
 */
import { checkNumber, checkPositive } from "../../numerics/check.ts";
import type { SamplerLevel } from "../noise_path.ts";
import { type Plan, PlanBuilder, type VectorName } from "../plan.ts";

/** Dynamic thresholding (Saharia et al. 2022, sec. 2.3). */
export interface DynamicThreshold {
  /** Which quantile of a sample's magnitudes it is cut at, in [0, 1]; 0.995 is usual. */
  readonly quantile: number;
  /** The greatest magnitude to cut at, at least 1 (the least); 1 unless told, which is a static cut to [−1, 1]. */
  readonly most?: number;
}

/** What is done to every estimate of the data: nothing, a static cut to [−this, this], or a dynamic one. */
export interface CutOptions {
  /** The cut; for pictures in [−1, 1] the static one is 1. None unless told. */
  readonly clip?: number | DynamicThreshold;
}

/** What is known of the predictor, and what is done to its estimates. */
export interface PredictionOptions extends CutOptions {
  /**
   * What the network says; `eps` unless told. One that says x0 or v is asked for the data where σ > α, for the noise
   * elsewhere, so that neither is divided by a small number. In pure noise the data are asked for, whatever it says.
   */
  readonly predicts?: "eps" | "x0" | "v";
}

/** A prediction's two faces; each is made when it is first asked for. */
export interface Estimate {
  /** Which of the two the predictor returned. */
  readonly asked: "eps" | "x0";
  /** The name of ε̂ as predicted, of data that was not cut. */
  predicted(): VectorName;
  /** The name of x̂0, (x − σ ε̂)/α where the noise was predicted, cut. */
  data(): VectorName;
  /** The name of the noise: ε̂ as predicted, or (x − α x̂0)/σ where x̂0 is cut. */
  noise(): VectorName;
}

/**
 * Asks the predictor at a level.
 * @param plan The plan under way.
 * @param x The noisy vector.
 * @param level Its level; in pure noise, where α = 0, the data are asked for.
 * @param options What the network says, and the cut.
 * @returns The estimate.
 * @throws {RangeError} If a cut makes no sense: not above 0, a quantile outside [0, 1], or `most` below 1.
 */
export function estimateAt(
  plan: PlanBuilder,
  x: VectorName,
  level: SamplerLevel,
  options: PredictionOptions = {},
): Estimate {
  const { clip, predicts = "eps" } = options, { alpha, sigma } = level;
  const cut = cutter(plan, clip);
  const asked = alpha === 0 || (predicts !== "eps" && sigma > alpha) ? "x0" : "eps";
  const said = plan.predict(x, level.time, asked);
  const noiseOf = (data: VectorName) => plan.combine([1 / sigma, x], [-alpha / sigma, data]);
  let data: VectorName | undefined, noise: VectorName | undefined, predicted: VectorName | undefined;
  const estimate: Estimate = {
    asked,
    predicted: () => predicted ??= asked === "eps" ? said : noiseOf(said),
    data: () => data ??= cut(asked === "x0" ? said : plan.combine([1 / alpha, x], [-sigma / alpha, said])),
    noise: () => noise ??= clip === undefined ? estimate.predicted() : noiseOf(estimate.data()),
  };
  return estimate;
}

/**
 * Checks how a plan cuts, and does it.
 * @param plan The plan under way.
 * @param clip The cut.
 * @returns A function from the name of an estimate of the data to the name of the cut one.
 */
function cutter(plan: PlanBuilder, clip: CutOptions["clip"]): (data: VectorName) => VectorName {
  if (clip === undefined) return (data) => data;
  if (typeof clip === "number") {
    checkPositive("plan a sampler", "clip", clip);
    return (data) => plan.clip(data, -clip, clip);
  }
  const { quantile, most = 1 } = clip;
  checkNumber("plan a sampler", "clip.quantile", quantile, 0, 1);
  checkNumber("plan a sampler", "clip.most", most, 1);
  return (data) => plan.threshold(data, quantile, most);
}

/**
 * The steps of a walk, checked.
 * @param levels From noise to data.
 * @returns Each level with the next.
 * @throws {RangeError} If there are fewer than two levels or λ does not rise from each to the next.
 */
export function stepsOf(levels: readonly SamplerLevel[]): [from: SamplerLevel, to: SamplerLevel][] {
  if (levels.length < 2) {
    throw new RangeError(`Cannot plan a sampler: levels must hold at least 2 (noise and data), got ${levels.length}`);
  }
  return levels.slice(1).map((to, i) => {
    const from = levels[i];
    if (!(to.logSnr > from.logSnr)) {
      throw new RangeError(
        `Cannot plan a sampler: logSnr must rise from level ${i} to the next, got ${from.logSnr} and ${to.logSnr}`,
      );
    }
    return [from, to];
  });
}

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
