/**
 * Noise levels as a function of time, for schedules and for grids between their steps.
 * @module
 */
import { checkInteger, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type Grid, gridLevel } from "../schedules/grid.ts";
import type { Level, Schedule } from "../schedules/types.ts";

/**
 * A stop on the way from noise to data.
 * @category Samplers
 */
export interface SamplerLevel {
  /** What the predictor is given: the step on a grid, which may be a fraction, or t. */
  readonly time: number;
  /** α at this stop. */
  readonly alpha: number;
  /** σ at this stop; 0 at the data. */
  readonly sigma: number;
  /** λ = ln(α²/σ²); +∞ at the data, −∞ in pure noise. */
  readonly logSnr: number;
  /** dλ/dtime, below 0; −∞ in pure noise. */
  readonly dLogSnr: number;
  /** dα/dtime, at most 0; given where α = 0, where λ does not tell it. */
  readonly dAlpha?: number;
}

/**
 * A way from noise to data: where the noise is at a time, and when it is there.
 * @category Samplers
 */
export interface NoisePath {
  /** The name of what it was made of. */
  readonly name: string;
  /** The last time, where noise is strongest. */
  readonly noisiest: number;
  /** The time to stop at unless told: the first step of a grid, t = 1e-3 of a schedule. */
  readonly finest: number;
  /** The time that stands for the data. */
  readonly data: number;
  /** T where training draws whole steps in {0, …, T − 1}; absent where time is continuous. */
  readonly steps?: number;
  /**
   * The level at a time.
   * @param time The time.
   * @returns The level; σ is above 0, and α too but in pure noise.
   * @throws {RangeError} If the path cannot represent the time: outside its range, or σ is 0 there.
   */
  at(time: number): SamplerLevel;
  /**
   * Where the noise is at a time, pure noise (α = 0) and pure data (σ = 0) too: what training needs, where a walk stops.
   * @param time The time.
   * @returns α and σ.
   * @throws {RangeError} If the time is outside the path's range.
   */
  levelAt(time: number): Level;
  /**
   * The time of a log-SNR.
   * @param logSnr λ.
   * @returns The time.
   * @throws {RangeError} If the path never reaches it.
   */
  timeAt(logSnr: number): number;
}

/**
 * A schedule as a path; time is t.
 *
 * @example Time runs to 1
 * ```ts
 * import assert from "node:assert/strict";
 * import { schedulePath } from "nearzero/samplers";
 * import { linear } from "nearzero/schedules";
 *
 * assert.equal(schedulePath(linear()).at(0.5).alpha, linear().at(0.5).alpha);
 * ```
 *
 * @param schedule The schedule.
 * @returns The path. Where α(1) = 0 it begins in pure noise: ε says nothing of the data there, x0 and v do.
 * @category Samplers
 */
export function schedulePath(schedule: Schedule): NoisePath {
  const { name } = schedule;
  return {
    name: `${name} schedule`,
    noisiest: 1,
    finest: 1e-3,
    data: 0,
    at(time) {
      checkNumber(`walk over the ${name} schedule`, "time", time, 0, 1);
      const { alpha, sigma, logSnr, dLogSnr, dAlpha } = schedule.at(time);
      checkNoise(`walk over the ${name} schedule`, `time ${time}`, { alpha, sigma });
      if (alpha === 0) return { time, alpha, sigma, logSnr: -Infinity, dLogSnr: -Infinity, dAlpha };
      return { time, alpha, sigma, logSnr, dLogSnr };
    },
    levelAt: (time) => schedule.at(time),
    timeAt: (logSnr) => schedule.timeAt(logSnr),
  };
}

/**
 * A grid as a path; time is the step, and between steps ln α is linear in it, as in DPM-Solver (Lu et al. 2022, and its
 * code's discrete schedule); before a last step of pure noise, where ln α is −∞, α itself is linear. A network trained
 * on the steps is told the fraction, through its condition.
 * @param grid The grid.
 * @returns The path from step T − 1 to step 0. Below step 0 the grid says nothing.
 * @category Samplers
 */
export function gridPath(grid: Grid): NoisePath {
  const { name, steps, logSnr } = grid, action = `walk over the ${name} grid`;
  // ln α = −½ ln(1 + e^{−λ}), accurate where α is near 1.
  const logAlpha = logSnr.map((lambda) => -Math.log1p(Math.exp(-lambda)) / 2);
  const slopeFrom = (k: number) => steps === 1 ? NaN : logAlpha[k + 1] - logAlpha[k];
  const segmentOf = (time: number) => Math.min(Math.floor(time), Math.max(0, steps - 2));
  // dα from the last step but one to pure noise; undefined where the grid does not end in it.
  const lastFall = grid.alpha[steps - 1] > 0 ? undefined : steps === 1 ? NaN : -grid.alpha[steps - 2];
  const between = (time: number) => {
    checkNumber(action, "step", time, 0, steps - 1);
    if (lastFall !== undefined && time > steps - 2) return levelOfAlpha(-lastFall * (steps - 1 - time));
    return levelOfLogAlpha(logAlpha[Math.floor(time)] + (time - Math.floor(time)) * slopeFrom(segmentOf(time)));
  };
  return {
    name: `${name} grid`,
    noisiest: steps - 1,
    finest: 0,
    data: -1,
    steps,
    levelAt: (time) => Number.isInteger(time) ? gridLevel(grid, time) : between(time),
    at(time) {
      checkNumber(action, "step", time, 0, steps - 1);
      const level = Number.isInteger(time) ? { ...gridLevel(grid, time), logSnr: logSnr[time] } : between(time);
      checkNoise(action, `step ${time}`, level);
      if (level.alpha === 0) return { time, ...level, dLogSnr: -Infinity, dAlpha: lastFall };
      const slope = lastFall !== undefined && time >= steps - 2 ? lastFall / level.alpha : slopeFrom(segmentOf(time));
      // With α² + σ² = 1, dλ = 2 d(ln α)/σ².
      return { time, ...level, dLogSnr: 2 * slope / level.sigma ** 2 };
    },
    timeAt(lambda) {
      checkNumber(action, "logSnr", lambda, logSnr[steps - 1], logSnr[0]);
      let low = 0, high = steps - 1;
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (logSnr[middle] >= lambda) low = middle;
        else high = middle;
      }
      if (lambda === logSnr[low]) return low;
      if (lambda === logSnr[high]) return high;
      if (lastFall !== undefined && high === steps - 1) return high + levelOfLogSnr(lambda).alpha / lastFall;
      const wanted = -Math.log1p(Math.exp(-lambda)) / 2;
      return low + (wanted - logAlpha[low]) / (logAlpha[high] - logAlpha[low]);
    },
  };
}

/**
 * Checks that a walk can stop at a level: there is noise left.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param where The time, as in "time 0".
 * @param level The level.
 * @throws {RangeError} If σ is 0.
 */
export function checkNoise(action: string, where: string, { alpha, sigma }: Level): void {
  if (sigma > 0) return;
  throw new RangeError(`Cannot ${action}: ${where} has α = ${alpha} and σ = ${sigma}, σ must be above 0`);
}

/**
 * Checks that a level is not pure noise, for what divides by α or takes its logarithm.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param where The time, as in "time 1".
 * @param level The level.
 * @throws {RangeError} If α is 0.
 */
export function checkSignal(action: string, where: string, { alpha, sigma }: Level): void {
  if (alpha > 0) return;
  throw new RangeError(`Cannot ${action}: ${where} has α = ${alpha} and σ = ${sigma}, α must be above 0`);
}

/**
 * The level that stands for the data itself.
 * @param time The time that stands for it.
 * @returns α = 1, σ = 0.
 */
export function dataLevel(time: number): SamplerLevel {
  return { time, alpha: 1, sigma: 0, logSnr: Infinity, dLogSnr: -Infinity };
}

/** How a walk ends: at the `data`, by denoising to zero, or by stopping at its last time, t_eps. */
export type WalkEnd = "data" | "stop";

/**
 * The levels of a walk that stops at given times.
 * @param path The path.
 * @param times Decreasing times, at least one; two if the walk ends with them.
 * @param end Whether the data is added as a last level, which is the default, or the walk stops at the last time.
 * @returns The levels, from noise to data.
 * @throws {RangeError} If there are too few times, they do not decrease or the path cannot represent one.
 */
export function levelsAt(path: NoisePath, times: ArrayLike<number>, end: WalkEnd = "data"): SamplerLevel[] {
  checkArguments("levelsAt", arguments);
  checkInteger(`walk over the ${path.name}`, "times.length", times.length, end === "data" ? 1 : 2);
  const levels = Array.from(times, (time, i) => {
    if (i > 0 && !(time < times[i - 1])) {
      throw new RangeError(
        `Cannot walk over the ${path.name}: times[${i}] must be below ${times[i - 1]}, got ${time}`,
      );
    }
    return path.at(time);
  });
  return end === "data" ? [...levels, dataLevel(path.data)] : levels;
}

type Place = Pick<SamplerLevel, "alpha" | "sigma" | "logSnr">;

function levelOfAlpha(alpha: number): Place {
  const sigma = Math.sqrt((1 - alpha) * (1 + alpha));
  return { alpha, sigma, logSnr: 2 * Math.log(alpha / sigma) };
}

function levelOfLogSnr(logSnr: number): Pick<SamplerLevel, "alpha"> {
  return { alpha: 1 / Math.sqrt(1 + Math.exp(-logSnr)) };
}

function levelOfLogAlpha(logAlpha: number): Place {
  const alpha = Math.exp(logAlpha), sigma = Math.sqrt(-Math.expm1(2 * logAlpha));
  return { alpha, sigma, logSnr: 2 * (logAlpha - Math.log(sigma)) };
}
