/**
 * The noise levels that a sampler goes through, and the times by which the predictor knows them.
 * @module
 */
import { checkInteger } from "../numerics/check.ts";
import type { Grid } from "../schedules/grid.ts";
import type { Schedule } from "../schedules/types.ts";

/** A stop on the way from noise to data. */
export interface SamplerLevel {
  /** What the predictor is given: the step on a grid, or t. */
  readonly time: number;
  /** α at this stop. */
  readonly alpha: number;
  /** σ at this stop; 0 at the data. */
  readonly sigma: number;
  /** λ = ln(α²/σ²); +∞ at the data. */
  readonly logSnr: number;
}

/** How the steps of a shorter walk are spread over a grid's; the names are those of diffusers. */
export type StepSpacing = "linspace" | "leading" | "trailing";

/**
 * Which steps of a grid a shorter walk stops at.
 *
 * `linspace` takes both ends and rounds what lies between to the nearest even (Nichol & Dhariwal 2021, sec. 4), `leading`
 * the multiples of ⌊T/n⌋ from 0 (Song et al. 2021), `trailing` every T/n-th from T − 1 down (Lin et al. 2024, table 2).
 * @param steps T, the grid's number of steps.
 * @param count n, in [1, T].
 * @param spacing How they are spread.
 * @returns n decreasing steps in {0, …, T − 1}.
 * @throws {RangeError} If n is not an integer in [1, T].
 */
export function respacedSteps(steps: number, count: number, spacing: StepSpacing = "linspace"): number[] {
  checkInteger("respace steps", "steps", steps, 1);
  checkInteger("respace steps", "count", count, 1, steps);
  const every = Math.floor(steps / count);
  return Array.from({ length: count }, (_, i) => {
    if (spacing === "leading") return (count - 1 - i) * every;
    if (spacing === "trailing") return roundHalfEven(steps - i * steps / count) - 1;
    // One step alone is the noisiest: a walk of one step must start at the noise.
    return count === 1 ? steps - 1 : roundHalfEven((count - 1 - i) * (steps - 1) / (count - 1));
  });
}

/**
 * The levels of a walk over a grid, from its noisiest step to the data.
 * @param grid The grid.
 * @param steps Decreasing steps to stop at; all of the grid's unless told.
 * @returns The steps' levels, their time being the step, and the data at the end with time −1.
 * @throws {RangeError} If there is no step, a step is not on the grid or they do not decrease.
 */
export function gridLevels(
  grid: Grid,
  steps: readonly number[] = respacedSteps(grid.steps, grid.steps),
): SamplerLevel[] {
  if (steps.length === 0) throw new RangeError("Cannot walk over a grid: steps must hold at least one, got none");
  const levels = steps.map((step, i) => {
    checkInteger(`walk over the ${grid.name} grid`, `steps[${i}]`, step, 0, grid.steps - 1);
    if (i > 0 && step >= steps[i - 1]) {
      throw new RangeError(`Cannot walk over a grid: steps[${i}] must be below ${steps[i - 1]}, got ${step}`);
    }
    return { time: step, alpha: grid.alpha[step], sigma: grid.sigma[step], logSnr: grid.logSnr[step] };
  });
  return [...levels, { time: -1, ...DATA }];
}

/**
 * The levels of a walk over a schedule, from its first time to the data.
 * @param schedule The schedule.
 * @param times Decreasing times in (0, 1]. The data at t = 0 is added.
 * @returns The times' levels and the data at the end.
 * @throws {RangeError} If there is no time, one is outside (0, 1], they do not decrease, or the schedule cannot tell one
 * from the data (σ = 0) or has no signal left at one (α = 0).
 */
export function scheduleLevels(schedule: Schedule, times: readonly number[]): SamplerLevel[] {
  if (times.length === 0) throw new RangeError("Cannot walk over a schedule: times must hold at least one, got none");
  const levels = times.map((time, i) => {
    if (i > 0 && !(time < times[i - 1])) {
      throw new RangeError(`Cannot walk over a schedule: times[${i}] must be below ${times[i - 1]}, got ${time}`);
    }
    const { alpha, sigma, logSnr } = schedule.at(time);
    if (!(alpha > 0 && sigma > 0)) {
      throw new RangeError(
        `Cannot walk over the ${schedule.name} schedule: times[${i}] = ${time} has α = ${alpha} and σ = ${sigma}, ` +
          "both must be above 0",
      );
    }
    return { time, alpha, sigma, logSnr };
  });
  return [...levels, { time: 0, ...DATA }];
}

const DATA = { alpha: 1, sigma: 0, logSnr: Infinity };

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
