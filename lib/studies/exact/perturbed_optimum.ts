/**
 * A perfect E-TSDM against a perfect DDPM at inputs that are not quite what training shows: nothing is trained in it.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { meanInterval } from "../../numerics/stats.ts";
import type { Interval } from "../../numerics/stats.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import { type ExactPredictor, intervalErrors } from "./interval_error.ts";
import type { OnProgress, Sharing } from "./types.ts";

/**
 * What is compared, and where.
 * @category Studies
 */
export interface PerturbedOptimumOptions {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** The standard deviations s of the perturbation. */
  readonly scales: readonly number[];
  /** Rising steps where intervals end. */
  readonly edges: readonly number[];
  /** Points at each step, 20 steps an interval; 256 unless told. */
  readonly points?: number;
  /** Seeds of points, which are the units of the intervals; 0 to 4 unless told. */
  readonly seeds?: readonly number[];
  /** Told after each kind of data and scale. */
  readonly onProgress?: OnProgress;
}

/**
 * One kind of data under one perturbation, one number for each seed and interval.
 * @category Studies
 */
export interface PerturbedOptimum {
  /** The data's name. */
  readonly data: string;
  /** s. */
  readonly scale: number;
  /** Errors of the ideal predictor, seed by seed, interval by interval. */
  readonly plain: readonly (readonly number[])[];
  /** Errors of the perfect E-TSDM. */
  readonly shared: readonly (readonly number[])[];
  /** Errors of a predictor that says 0: what whoever has learned nothing gets. */
  readonly zero: readonly (readonly number[])[];
}

/**
 * E ‖f(x_t + s η, f(t)) − ε‖² of both optima, by interval: the measure of `08_perturbed_inputs`, of perfect predictors.
 *
 * Where data fill k of d dimensions, the ideal predictor divides what x is off the data by σ_t, so that a perturbation of
 * s costs it (d − k) s²/σ_t², without bound as t → 0. The perfect E-TSDM takes the same x for one of a noisier time of its
 * interval and divides by that time's σ.
 * @param options Data, perturbations and intervals.
 * @returns One entry for each kind of data and scale.
 * @category Studies
 */
export async function comparePerturbedOptima(options: PerturbedOptimumOptions): Promise<PerturbedOptimum[]> {
  const { data, grid, sharing, scales, edges, points = 256, seeds = [0, 1, 2, 3, 4], onProgress } = options;
  const levelAt = (step: number) => gridLevel(grid, step),
    times = Array.from({ length: grid.steps }, (_, step) => step);
  const rows: PerturbedOptimum[] = [];
  for (const oracle of data) {
    const optimum = sharedOptimum({ oracle, levelAt, condition: shareTimesteps(sharing), times });
    const predictors: ExactPredictor[] = [
      (x, step) => oracle.eps(x, levelAt(step)),
      (x, step) => optimum.predict(x, step),
      (x) => new Float64Array(x.length),
    ];
    for (const scale of scales) {
      const errors = seeds.map((seed) =>
        intervalErrors(predictors, "noise", { oracle, grid, edges, perturbation: scale, points, seed })
      );
      const [plain, shared, zero] = predictors.map((_, which) => errors.map((bySeed) => bySeed[which]));
      rows.push({ data: oracle.name, scale, plain, shared, zero });
      await onProgress?.(rows.length, data.length * scales.length);
    }
  }
  return rows;
}

/**
 * By how much the perfect E-TSDM's error differs from the perfect DDPM's, as a share of it.
 * @param row What was compared.
 * @param interval Which interval of steps.
 * @returns The mean over seeds of E-TSDM / DDPM − 1, with Student's 95 % interval.
 * @category Studies
 */
export function relativeError({ plain, shared }: PerturbedOptimum, interval: number): Interval {
  return meanInterval(plain.map((errors, seed) => shared[seed][interval] / errors[interval] - 1));
}
