/**
 * The noise levels that a sampler goes through: which steps of a grid, which times of a schedule.
 * @module
 */
import { checkInteger, checkKnown, checkPositive } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Grid } from "../schedules/grid.ts";
import type { Schedule } from "../schedules/types.ts";
import { gridPath, levelsAt, type NoisePath, type SamplerLevel, schedulePath, type WalkEnd } from "./noise_path.ts";

/** How the steps of a shorter walk are spread over a grid's; the names are those of diffusers. */
export type StepSpacing = "linspace" | "leading" | "trailing";

/**
 * Which steps of a grid a shorter walk stops at.
 *
 * `linspace` takes both ends and rounds what lies between to the nearest even (Nichol & Dhariwal 2021, sec. 4), `leading`
 * the multiples of ⌊T/n⌋ from 0 (Song et al. 2021), `trailing` every T/n-th from T − 1 down (Lin et al. 2024, table 2).
 *
 * @example Ten of a thousand
 * ```ts
 * import assert from "node:assert/strict";
 * import { respacedSteps } from "nearzero/samplers";
 *
 * assert.equal(respacedSteps(1000, 10).length, 10);
 * ```
 *
 * @param steps T, the grid's number of steps.
 * @param count n, in [1, T].
 * @param spacing How they are spread.
 * @returns n decreasing steps in {0, …, T − 1}.
 * @throws {RangeError} If n is not an integer in [1, T] or the spacing is unknown.
 * @category Samplers
 */
export function respacedSteps(steps: number, count: number, spacing: StepSpacing = "linspace"): number[] {
  checkArguments("respacedSteps", arguments);
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
 *
 * @example From noise to the data
 * ```ts
 * import assert from "node:assert/strict";
 * import { gridLevels } from "nearzero/samplers";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const levels = gridLevels(ddpmLinearGrid(), [999, 499, 0]);
 * assert.ok(levels[0].sigma > levels[1].sigma);
 * assert.equal(levels.at(-1)!.alpha, 1);
 * ```
 *
 * @param grid The grid.
 * @param steps Decreasing steps to stop at, fractions allowed ({@linkcode gridPath}); all of the grid's unless told.
 * @param end Whether to go on to the data, with time −1, which is the default, or to stop at the last step.
 * @returns The steps' levels, their time being the step.
 * @throws {RangeError} If there is no step, a step is not on the grid or they do not decrease.
 * @category Samplers
 */
export function gridLevels(
  grid: Grid,
  steps: readonly number[] = respacedSteps(grid.steps, grid.steps),
  end: WalkEnd = "data",
): SamplerLevel[] {
  checkArguments("gridLevels", arguments);
  return levelsAt(gridPath(grid), steps, end);
}

/**
 * The levels of a walk over a schedule, from its first time to the data.
 *
 * @example Of times of one’s own
 * ```ts
 * import assert from "node:assert/strict";
 * import { scheduleLevels } from "nearzero/samplers";
 * import { linear } from "nearzero/schedules";
 *
 * const levels = scheduleLevels(linear(), [1, 0.5, 0.1]);
 * assert.equal(levels[1].alpha, linear().at(0.5).alpha);
 * ```
 *
 * @param schedule The schedule.
 * @param times Decreasing times in (0, 1].
 * @param end Whether to go on to the data at t = 0, which is the default, or to stop at the last time, t_eps.
 * @returns The times' levels.
 * @throws {RangeError} If there is no time, one is outside (0, 1], they do not decrease, or the schedule cannot tell one
 * from the data (σ = 0).
 * @category Samplers
 */
export function scheduleLevels(schedule: Schedule, times: readonly number[], end: WalkEnd = "data"): SamplerLevel[] {
  checkArguments("scheduleLevels", arguments);
  return levelsAt(schedulePath(schedule), times, end);
}

/**
 * How levels are spread: evenly in `time`, in `logSnr` (DPM-Solver), in √time (`quadratic`, DDIM's), or in the ρ-th root
 * of σ/α (`karras`, EDM's eq. 5).
 */
export type LevelSpacing = "time" | "logSnr" | "quadratic" | "karras";

const SPACINGS: readonly LevelSpacing[] = ["time", "logSnr", "quadratic", "karras"];

/**
 * How a walk is cut into steps.
 * @category Samplers
 */
export interface LevelOptions {
  /** How levels are spread; `time` unless told. */
  readonly spacing?: LevelSpacing;
  /** The first time; the path's noisiest unless told, pure noise where the path ends in it. */
  readonly from?: number;
  /** The last time before the data, t_eps; the path's finest unless told. */
  readonly to?: number;
  /** Whether to go on to the data, which is the default, or to stop at the last time. */
  readonly end?: WalkEnd;
  /** ρ of `karras`; 7 unless told. */
  readonly rho?: number;
  /**
   * Where a time is moved to before the walk, never up past the next one, such as to the one of its interval that E-TSDM's
   * condition names. Times that are moved onto one another are one stop, so that the walk may be shorter than was asked.
   */
  readonly visit?: (time: number) => number;
}

/**
 * The levels of a walk of a given number of steps.
 * @param path The path: `schedulePath(schedule)` or `gridPath(grid)`.
 * @param count The number of steps, the last one to the data if the walk ends there; at least 1.
 * @param options How they are spread and where they end.
 * @returns count + 1 levels from noise to data; fewer where `visit` makes one stop of several.
 * @throws {RangeError} If the count is below 1, `to` is not below `from`, the path cannot represent one of them, the
 * spacing is unknown, or it is one by noise levels, `logSnr` or `karras`, and the walk begins in pure noise.
 * @category Samplers
 */
export function spacedLevels(path: NoisePath, count: number, options: LevelOptions = {}): SamplerLevel[] {
  checkArguments("spacedLevels", arguments);
  const { spacing = "time", from = path.noisiest, to = path.finest, end = "data", rho = 7, visit } = options;
  const action = `walk over the ${path.name}`;
  checkInteger(action, "count", count, 1);
  checkKnown(action, "spacing", spacing, SPACINGS);
  checkPositive(action, "rho", rho);
  const first = path.at(from), last = path.at(to), intervals = end === "data" ? count - 1 : count;
  if (intervals > 0 && !(to < from)) throw new RangeError(`Cannot ${action}: to must be below ${from}, got ${to}`);
  if (intervals > 0 && first.alpha === 0 && (spacing === "logSnr" || spacing === "karras")) {
    const remedy = "spread by time or quadratic, or begin with some signal (from)";
    throw new RangeError(
      `Cannot ${action}: spacing ${spacing} cannot begin in pure noise, α = 0 at ${from}; ${remedy}`,
    );
  }
  const times = Array.from({ length: intervals + 1 }, (_, i) => {
    if (i === 0) return from;
    if (i === intervals) return to;
    const share = i / intervals, between = (a: number, b: number) => a + share * (b - a);
    switch (spacing) {
      case "time":
        return between(from, to);
      case "quadratic":
        return between(Math.sqrt(from), Math.sqrt(to)) ** 2;
      case "logSnr":
        return path.timeAt(between(first.logSnr, last.logSnr));
      case "karras": {
        const root = (level: SamplerLevel) => Math.exp(-level.logSnr / 2 / rho);
        return path.timeAt(-2 * rho * Math.log(between(root(first), root(last))));
      }
    }
  });
  const visited = visit === undefined ? times : times.map(visit);
  return levelsAt(path, visited.filter((time, i) => i === 0 || time !== visited[i - 1]), end);
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
