/**
 * Predictor–corrector sampling with Langevin dynamics.
 * @module
 */
import { checkInteger, checkPositive } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { lostShare, posteriorMean } from "./ddpm.ts";
import { type SamplerEntry, samplerEntry } from "./entry.ts";
import { estimateAt, planWalk, type PredictionOptions } from "./estimate.ts";
import type { SamplerLevel } from "../noise_path.ts";
import type { Plan } from "../plan.ts";

/** Options of {@link predictorCorrector}. */
export interface PredictorCorrectorOptions extends PredictionOptions {
  /** Langevin steps after each step of the predictor; 1 unless told. */
  readonly corrections?: number;
  /** r, the ratio of a Langevin step's score to its noise; 0.16 unless told. */
  readonly ratio?: number;
}

/**
 * Predictor–corrector sampling (Song et al. 2021, algorithms 1 and 5): a step of DDPM to the next level, then Langevin
 * steps there, x ← x + δ ∇log q − … = x − (δ/σ) ε̂ + √(2δ) z.
 *
 * The paper takes δ = 2 (r ‖z‖/‖∇log q‖)² with the batch's mean norms, so that a sample depends on its batch and every
 * step reads back. Here the norms are their expectations, ‖z‖ = √d and ‖∇log q‖ = √d/σ: δ = 2 (r σ)².
 * @param levels From noise to data.
 * @param options How many corrections, how long, and the cut.
 * @returns The plan: 1 + corrections evaluations a step, weak order 1; a last step to the data is not corrected.
 * @throws {RangeError} If there are fewer than two levels, λ does not rise, or an option is out of range.
 * @category Samplers
 */
export function predictorCorrector(levels: readonly SamplerLevel[], options: PredictorCorrectorOptions = {}): Plan {
  checkArguments("predictorCorrector", arguments);
  const { corrections = 1, ratio = 0.16 } = options;
  checkInteger("plan a predictor–corrector", "corrections", corrections, 0);
  checkPositive("plan a predictor–corrector", "ratio", ratio);
  return planWalk(levels, options, "Predictor–corrector", 1, ({ plan, x: start, t, s, estimate }) => {
    const mean = posteriorMean(t, s, start, estimate, "noise");
    let x = plan.combine(...mean, [Math.sqrt(lostShare(t, s)) * s.sigma, plan.noise(start)]);
    for (let i = 0; i < corrections; i++) {
      const delta = 2 * (ratio * s.sigma) ** 2, at = estimateAt(plan, x, s, options);
      x = plan.combine([1, x], [-delta / s.sigma, at.noise()], [Math.sqrt(2 * delta), plan.noise(x)]);
    }
    return x;
  });
}

/** Langevin's relative error is δ/2: it vanishes with finer steps only if δ does. From 30 steps down r is the paper's. */
const LANGEVIN_RATIO = (steps: number) => 0.16 * Math.sqrt(Math.min(1, 30 / steps));

/** Its entries. */
export const predictorCorrectorEntries: readonly SamplerEntry[] = [
  samplerEntry(
    "Predictor–corrector",
    1,
    true,
    2,
    (levels, asked) => predictorCorrector(levels, { ...asked, ratio: LANGEVIN_RATIO(levels.length - 1) }),
  ),
];
