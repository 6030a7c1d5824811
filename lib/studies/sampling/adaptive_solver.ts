/**
 * Where an adaptive solver of the probability-flow ODE spends its evaluations.
 * @module
 */
import { Random } from "../../numerics/random.ts";
import { continuousOptimum } from "../../oracle/continuous_optimum.ts";
import type { Oracle } from "../../oracle/oracle.ts";
import { float64Space } from "../../samplers/float64_space.ts";
import { schedulePath } from "../../samplers/noise_path.ts";
import { sampleAdaptively } from "../../samplers/sample_adaptively.ts";
import type { Schedule } from "../../schedules/types.ts";
import type { OnProgress } from "../exact/types.ts";

/**
 * What is solved.
 * @category Studies
 */
export interface AdaptiveSolverOptions {
  /** The data. */
  readonly data: readonly Oracle[];
  /** The schedule, in continuous time. */
  readonly schedule: Schedule;
  /** t̃. */
  readonly until: number;
  /** n. */
  readonly intervals: number;
  /** The last time. */
  readonly finest: number;
  /** The solver's tolerance, relative and absolute; the optimum's integrals are held to a hundredth of it. */
  readonly tolerance: number;
  /** How many samples are followed at once. */
  readonly followed: number;
  /** Told after each kind of data and predictor. */
  readonly onProgress?: OnProgress;
}

/**
 * One solution.
 * @category Studies
 */
export interface AdaptiveRun {
  /** The data's name. */
  readonly data: string;
  /** "perfect DDPM" or "perfect E-TSDM". */
  readonly label: string;
  /** The times at which the predictor was asked, in their order. */
  readonly times: readonly number[];
  /** Steps taken. */
  readonly steps: number;
  /** Steps rejected. */
  readonly rejected: number;
  /** Evaluations in all. */
  readonly evaluations: number;
}

/**
 * Solves the flow with both optima by RK45, which chooses its own steps.
 * @param options Data, schedule, sharing and tolerance.
 * @returns One solution for each kind of data and predictor.
 * @category Studies
 */
export async function followAdaptively(options: AdaptiveSolverOptions): Promise<AdaptiveRun[]> {
  const { data, schedule, until, intervals, finest, tolerance, followed, onProgress } = options;
  const path = schedulePath(schedule), runs: AdaptiveRun[] = [];
  for (const oracle of data) {
    const shared = { oracle, levelAt: path.at, until, intervals, tolerance: tolerance / 100 };
    const optimum = continuousOptimum(shared);
    const predictors = {
      "perfect DDPM": (x: Float64Array, t: number) => oracle.eps(x, path.at(t)),
      "perfect E-TSDM": (x: Float64Array, t: number) => optimum.predict(x, t),
    };
    for (const [label, predict] of Object.entries(predictors)) {
      const times: number[] = [];
      const { steps, rejected, evaluations } = await sampleAdaptively((x, t) => (times.push(t), predict(x, t)), {
        space: float64Space(0, oracle.dimension),
        start: new Random(4, "adaptive").normals(followed * oracle.dimension),
        path,
        to: finest,
        relative: tolerance,
        absolute: tolerance,
      });
      runs.push({ data: oracle.name, label, times, steps, rejected, evaluations });
      await onProgress?.(runs.length, 2 * data.length);
    }
  }
  return runs;
}

/**
 * Counts values between edges.
 * @param values The values.
 * @param edges Rising edges; each cell holds its lower one.
 * @returns One count for each cell.
 * @category Studies
 */
export function histogram(values: readonly number[], edges: readonly number[]): number[] {
  return edges.slice(1).map((edge, i) => values.filter((value) => value >= edges[i] && value < edge).length);
}
