/**
 * Discrete schedules: the noise levels of steps 0, …, T − 1.
 * @module
 */
import { checkInteger, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import type { Level, Schedule } from "./types.ts";

/**
 * The noise levels of T steps; step k is DDPM's t = k + 1.
 * @category Schedules
 */
export interface Grid {
  /** Its name. */
  readonly name: string;
  /** T, the number of steps. */
  readonly steps: number;
  /** α of each step. */
  readonly alpha: Float64Array;
  /** σ of each step. */
  readonly sigma: Float64Array;
  /** λ = ln(α²/σ²) of each step. */
  readonly logSnr: Float64Array;
  /** The continuous time of each step, (k + 1)/T. */
  readonly times: Float64Array;
}

/** More steps are a mistake rather than a grid: a thousandfold of what is used, and eighty bytes each. */
export const MOST_STEPS = 1_000_000;

/** DDPM's parameters of a linear grid. */
export interface LinearGridOptions {
  /** T. */
  readonly steps?: number;
  /** β of the first step. */
  readonly first?: number;
  /** β of the last step. */
  readonly last?: number;
}

/**
 * DDPM's grid (Ho et al. 2020): β rises linearly from the first to the last step and ᾱ = Π (1 − β).
 *
 * @example The first of 1,000 steps
 * ```ts
 * import assert from "node:assert/strict";
 * import { ddpmLinearGrid } from "nearzero/schedules";
 *
 * const grid = ddpmLinearGrid();
 * assert.equal(grid.steps, 1000);
 * assert.ok(Math.abs(grid.sigma[0] - 0.01) < 1e-15); // β₁ = 1e-4
 * ```
 *
 * @param options T = 1000 steps, β from 1e-4 to 0.02.
 * @returns The grid.
 * @throws {RangeError} If T is not a positive integer or a β is outside (0, 1).
 * @category Schedules
 */
export function ddpmLinearGrid({ steps = 1000, first = 1e-4, last = 0.02 }: LinearGridOptions = {}): Grid {
  checkArguments("ddpmLinearGrid", arguments);
  checkInteger("make a linear grid", "steps", steps, 1, MOST_STEPS);
  checkBeta("make a linear grid", "first", first);
  checkBeta("make a linear grid", "last", last);
  const rise = (last - first) / Math.max(1, steps - 1);
  return gridFromBetas("DDPM linear", Float64Array.from({ length: steps }, (_, k) => first + k * rise));
}

/**
 * Samples a schedule at t = (k + 1)/T.
 *
 * @example Step k is the time (k + 1)/T
 * ```ts
 * import assert from "node:assert/strict";
 * import { discretise, linear } from "nearzero/schedules";
 *
 * const grid = discretise(linear(), 10);
 * assert.equal(grid.alpha[4], linear().at(0.5).alpha);
 * ```
 *
 * @param schedule The schedule.
 * @param steps T.
 * @returns The grid.
 * @throws {RangeError} If T is not a positive integer.
 * @category Schedules
 */
export function discretise(schedule: Schedule, steps: number): Grid {
  checkInteger("discretise a schedule", "steps", steps, 1, MOST_STEPS);
  const levels = Array.from({ length: steps }, (_, k) => schedule.at((k + 1) / steps));
  return gridOfAlphaSigma(
    schedule.name,
    Float64Array.from(levels, (level) => level.alpha),
    Float64Array.from(levels, (level) => level.sigma),
  );
}

/**
 * The grid of a sequence of β: ᾱ_k = Π_{i ≤ k} (1 − β_i), summed as logarithms so that 1 − ᾱ keeps its accuracy.
 *
 * @example Two steps
 * ```ts
 * import assert from "node:assert/strict";
 * import { gridFromBetas } from "nearzero/schedules";
 *
 * const grid = gridFromBetas("mine", [0.19, 0.36]);
 * assert.ok(Math.abs(grid.alpha[0] - 0.9) < 1e-15 && Math.abs(grid.alpha[1] - 0.72) < 1e-15);
 * ```
 *
 * @param name The grid's name.
 * @param betas β of each step, each in (0, 1).
 * @returns The grid.
 * @throws {RangeError} If there is no β or one is outside (0, 1).
 * @category Schedules
 */
export function gridFromBetas(name: string, betas: ArrayLike<number>): Grid {
  checkInteger("make a grid", "betas.length", betas.length, 1, MOST_STEPS);
  let sum = 0;
  const rates = Float64Array.from(betas, (beta, k) => {
    checkBeta("make a grid", `betas[${k}]`, beta);
    return sum -= Math.log1p(-beta);
  });
  return gridFromRates(name, rates);
}

/**
 * The noise level of a step.
 *
 * @example α and σ of a step
 * ```ts
 * import assert from "node:assert/strict";
 * import { ddpmLinearGrid, gridLevel } from "nearzero/schedules";
 *
 * const { alpha, sigma } = gridLevel(ddpmLinearGrid(), 500);
 * assert.ok(Math.abs(alpha ** 2 + sigma ** 2 - 1) < 1e-12);
 * ```
 *
 * @param grid The grid.
 * @param step The step, an integer in [0, T − 1].
 * @returns Its α and σ.
 * @throws {RangeError} If there is no such step.
 * @category Schedules
 */
export function gridLevel(grid: Grid, step: number): Level {
  checkInteger(`look up a step of the ${grid.name} grid`, "step", step, 0, grid.steps - 1);
  return { alpha: grid.alpha[step], sigma: grid.sigma[step] };
}

/**
 * The grid of α and σ at each step.
 * @param name The grid's name.
 * @param alpha α of each step.
 * @param sigma σ of each step, as accurate where it is small as α.
 * @returns The grid.
 * @throws {TypeError} If the lengths differ.
 */
export function gridOfAlphaSigma(name: string, alpha: Float64Array, sigma: Float64Array): Grid {
  const steps = alpha.length;
  checkLength("make a grid", "sigma", sigma, steps);
  const logSnr = alpha.map((a, k) => 2 * Math.log(a / sigma[k]));
  return { name, steps, alpha, sigma, logSnr, times: Float64Array.from({ length: steps }, (_, k) => (k + 1) / steps) };
}

/** β is a share of the variance that a step adds: at 0 it adds none, at 1 nothing of the data is left. */
function checkBeta(action: string, name: string, beta: number): void {
  if (!(beta > 0 && beta < 1)) throw new RangeError(`Cannot ${action}: ${name} must be between 0 and 1, got ${beta}`);
}

/**
 * The grid of B = −ln ᾱ at each step.
 * @param name The grid's name.
 * @param rates B of each step.
 * @returns The grid.
 */
export function gridFromRates(name: string, rates: Float64Array): Grid {
  const alpha = rates.map((rate) => Math.exp(-rate / 2)), sigma = rates.map((rate) => Math.sqrt(-Math.expm1(-rate)));
  return gridOfAlphaSigma(name, alpha, sigma);
}
