/**
 * K(t, t + 1) of the ideal predictor and of a perfect E-TSDM, step by step.
 * @module
 */
import { shareTimesteps } from "../../conditioning/share_timesteps.ts";
import { lipschitzCurve } from "../../lipschitz/lipschitz_constant.ts";
import { optimumSubject } from "../../lipschitz/optimum_subject.ts";
import { oracleSubject } from "../../lipschitz/oracle_subject.ts";
import { totalVariation } from "../../lipschitz/total_variation.ts";
import type { LipschitzEstimate } from "../../lipschitz/types.ts";
import type { Interval } from "../../numerics/stats.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { sharedOptimum } from "../../oracle/shared_optimum.ts";
import { type Grid, gridLevel } from "../../schedules/grid.ts";
import type { TimedInterval } from "./interval_ends.ts";
import type { OnProgress, Sharing } from "./types.ts";

/**
 * A predictor's K by step, and how far it travels over the shared steps.
 * @category Studies
 */
export interface StepFunction {
  /** K(t, t + 1). */
  readonly curve: readonly TimedInterval[];
  /** Σ K(t, t + 1) over t < t̃. */
  readonly travelled: Interval;
}

/**
 * Both optima on one kind of data.
 * @category Studies
 */
export interface StepFunctions {
  /** The data's name. */
  readonly data: string;
  /** The ideal predictor. */
  readonly ideal: StepFunction;
  /** The perfect E-TSDM. */
  readonly shared: StepFunction;
}

/**
 * What is followed.
 * @category Studies
 */
export interface StepFunctionOptions {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The noise levels. */
  readonly grid: Grid;
  /** t̃ and n. */
  readonly sharing: Sharing;
  /** How many steps are followed. */
  readonly steps: number;
  /** N, the points of each estimate. */
  readonly samples: number;
  /** Told after each kind of data. */
  readonly onProgress?: OnProgress;
}

/**
 * Follows both optima.
 * @param options Data, levels and sharing.
 * @returns One entry for each kind of data.
 * @category Studies
 */
export async function followSteps(options: StepFunctionOptions): Promise<StepFunctions[]> {
  const { data, grid, sharing, steps, samples, onProgress } = options, curves: StepFunctions[] = [];
  const levelAt = (step: number) => gridLevel(grid, step),
    times = Array.from({ length: grid.steps }, (_, step) => step);
  const pairs = times.slice(0, steps).map((step) => [step, step + 1] as const);
  for (const oracle of data) {
    const optimum = sharedOptimum({ oracle, levelAt, condition: shareTimesteps(sharing), times });
    const [ideal, shared] = [
      await lipschitzCurve(oracleSubject(oracle, levelAt), pairs, { samples }),
      await lipschitzCurve(optimumSubject(optimum, oracle, levelAt), pairs, { samples }),
    ].map((curve) => stepFunction(curve, sharing.until));
    curves.push({ data: oracle.name, ideal, shared });
    await onProgress?.(curves.length, data.length);
  }
  return curves;
}

/**
 * A measured curve as a step function, without the quotients of its points.
 * @param curve K of neighbouring steps, from step 0 on.
 * @param until t̃, in steps.
 * @param seed The seed of the total variation's bootstrap; 0 unless told.
 * @returns The curve and its total variation over t < t̃.
 * @category Studies
 */
export function stepFunction(curve: readonly LipschitzEstimate[], until: number, seed: number = 0): StepFunction {
  return {
    curve: curve.map(({ time, estimate }) => ({ time, estimate })),
    travelled: totalVariation(curve.slice(0, until), { seed }),
  };
}

/**
 * The largest value of a curve below a time, with the interval that it has there.
 * @param curve The curve.
 * @param until The time.
 * @returns The estimate that is largest. Chosen among many, it is a little too large by its noise.
 * @category Studies
 */
export function largestBelow(curve: readonly TimedInterval[], until: number): Interval {
  return curve.filter(({ time }) => time < until).map(({ estimate }) => estimate)
    .reduce((most, estimate) => estimate.value > most.value ? estimate : most);
}
