/**
 * Ancestral sampling.
 * @module
 */
import type { SamplerLevel } from "./levels.ts";
import { type Plan, PlanBuilder } from "./plan.ts";

/** Options of {@link ddpm}. */
export interface DdpmOptions {
  /**
   * The variance of a step from level t to s: `small` is the posterior's β̃ = β σ_s²/σ_t², right where the data is one
   * point; `large` is β = 1 − (α_t/α_s)², right where the data is standard normal.
   */
  readonly variance?: "small" | "large";
  /** Cuts the estimate of the data to [−this, this] before every step; for pictures in [−1, 1] it is 1. None unless told. */
  readonly clip?: number;
}

/**
 * DDPM's ancestral sampler (Ho et al. 2020, algorithm 2), over all steps or fewer (Nichol & Dhariwal 2021, sec. 4).
 *
 * From t to s the data is estimated, x̂0 = (x − σ_t ε̂)/α_t, and the posterior of x_s given x_t and x̂0 is drawn from. The
 * last step, to the data, adds no noise.
 * @param levels From noise to data, as `gridLevels` or `scheduleLevels` make them.
 * @param options The variance, `small` unless told, and clipping.
 * @returns The plan: one evaluation a step.
 * @throws {RangeError} If there are fewer than two levels or λ does not rise from each to the next.
 */
export function ddpm(levels: readonly SamplerLevel[], options: DdpmOptions = {}): Plan {
  const { variance = "small", clip } = options;
  const plan = new PlanBuilder();
  let x = "start";
  for (const [t, s] of pairs(levels)) {
    const eps = plan.predict(x, t.time);
    // β/σ_t² = 1 − SNR_t/SNR_s, from log-SNRs so that neighbouring levels do not cancel.
    const share = -Math.expm1(t.logSnr - s.logSnr);
    const kept = t.alpha / s.alpha;
    const mean: [number, string][] = clip === undefined
      ? [[1 / kept, x], [-share * t.sigma / kept, eps]]
      : [[s.alpha * share, clippedData(plan, x, eps, t, clip)], [kept * (s.sigma / t.sigma) ** 2, x]];
    const deviation = Math.sqrt(share) * (variance === "small" ? s.sigma : t.sigma);
    if (s.sigma > 0) mean.push([deviation, plan.noise(x)]);
    x = plan.combine(...mean);
    plan.endStep(t.time, s.time, x);
  }
  return plan.build(variance === "small" ? "DDPM" : "DDPM with large variance", 1);
}

/**
 * The steps of a walk, checked.
 * @param levels From noise to data.
 * @returns Each level with the next.
 * @throws {RangeError} If there are fewer than two levels or λ does not rise from each to the next.
 */
export function pairs(levels: readonly SamplerLevel[]): [from: SamplerLevel, to: SamplerLevel][] {
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

/**
 * The estimate of the data at a level, cut to a range.
 * @param plan The plan under way.
 * @param x The noisy vector.
 * @param eps The prediction of its noise.
 * @param level Its level.
 * @param clip The greatest magnitude, above 0.
 * @returns The name of min(clip, max(−clip, (x − σ ε̂)/α)).
 * @throws {RangeError} If clip is not above 0.
 */
export function clippedData(plan: PlanBuilder, x: string, eps: string, level: SamplerLevel, clip: number): string {
  if (!(clip > 0)) throw new RangeError(`Cannot plan a sampler: clip must be greater than 0, got ${clip}`);
  return plan.clip(plan.combine([1 / level.alpha, x], [-level.sigma / level.alpha, eps]), -clip, clip);
}
