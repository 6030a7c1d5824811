/**
 * Samples of an exact predictor as plain numbers.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import { checkInteger, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import type { Oracle } from "../oracle/oracle.ts";
import { float64Space } from "./float64_space.ts";
import type { NoisePath } from "./noise_path.ts";
import type { Plan } from "./plan.ts";
import { sample } from "./sample.ts";
import { type NoisePredictor, noisePredictor } from "./types.ts";

/**
 * The ideal predictor as samplers ask for it, of the noise and of the data.
 *
 * @example The ideal predictor as samplers ask it
 * ```ts
 * import assert from "node:assert/strict";
 * import { empiricalSet } from "nearzero/oracle";
 * import { oraclePredictor, schedulePath } from "nearzero/samplers";
 * import { linear } from "nearzero/schedules";
 *
 * const data = empiricalSet({ dimension: 1, points: Float64Array.of(-2, 2) });
 * const predict = oraclePredictor(data, schedulePath(linear())), x = Float64Array.of(0.7);
 * assert.deepEqual(await predict(x, 0.3), data.eps(x, linear().at(0.3)));
 * ```
 *
 * @param oracle The data.
 * @param path Where the noise is at a time.
 * @param condition The time that ε* is evaluated at instead of the true one; the true one unless told. This is a predictor
 * that is right at f(t) and used at t; the optimum of the loss with shared conditions is `sharedOptimum`'s.
 * @returns ε*(x, f(t)).
 * @category Samplers
 */
export function oraclePredictor(
  oracle: Oracle,
  path: NoisePath,
  condition?: Condition,
): NoisePredictor<Float64Array> {
  const level = (time: number) => path.at(condition ? condition(time) : time);
  // A predictor that errs by its condition errs in ε̂; what it says of the data follows from that wherever it can.
  const x0 = (x: Float64Array, time: number) => {
    const { alpha, sigma } = path.at(time);
    if (condition === undefined || alpha === 0) return oracle.x0(x, level(time));
    return oracle.eps(x, level(time)).map((eps, i) => (x[i] - sigma * eps) / alpha);
  };
  return noisePredictor((x, time) => oracle.eps(x, level(time)), { x0, condition });
}

/** How many samples, from which noise. */
export interface ExactDrawOptions {
  /** How many samples, at least 1. */
  readonly count: number;
  /** d. */
  readonly dimension: number;
  /** The seed of the start and of the sampler's noise; 0 unless told. */
  readonly seed?: number;
  /** Samples at a time; all at once unless told. The samples do not depend on it. */
  readonly batch?: number;
  /** Where to begin, count × d; standard normal noise of the seed unless told. */
  readonly start?: Float64Array;
  /**
   * Called after every step of every batch.
   * @param done How many steps are done, over all batches.
   * @param total How many there are.
   * @param state The batch after the step, rows × d: a copy keeps a trajectory.
   */
  readonly onStep?: (done: number, total: number, state: Float64Array) => void | Promise<void>;
}

/**
 * Runs a plan with an exact predictor in float64. The start and all noise are functions of the seed and the sample's
 * number: two predictors, or two samplers, under one seed begin at the same noise, and a batch cut smaller changes nothing.
 *
 * @example Samples of a perfect predictor
 * ```ts
 * import assert from "node:assert/strict";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { ddim, drawExactSamples, gridLevels, noisePredictor, respacedSteps } from "nearzero/samplers";
 * import { ddpmLinearGrid, gridLevel } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 1, means: Float64Array.of(-1, 1), variance: 1e-4 });
 * const grid = ddpmLinearGrid(), plan = ddim(gridLevels(grid, respacedSteps(grid.steps, 50, "trailing")));
 * const predict = (x: Float64Array, step: number) => data.eps(x, gridLevel(grid, step));
 * const samples = await drawExactSamples(plan, predict, { count: 20, dimension: 1 });
 * assert.ok(samples.every((value) => Math.abs(Math.abs(value) - 1) < 0.1)); // all at one of the two
 * ```
 *
 * @param plan The plan.
 * @param predict The predictor.
 * @param options How many, of which dimension, the seed and the batch.
 * @returns count × d samples.
 * @throws {RangeError} If the count, the dimension, the seed or the batch is out of range.
 * @throws {TypeError} If the start has another length.
 * @category Samplers
 */
export async function drawExactSamples(
  plan: Plan,
  predict: NoisePredictor<Float64Array>,
  options: ExactDrawOptions,
): Promise<Float64Array> {
  checkArguments("drawExactSamples", arguments);
  const { count, dimension: d, seed = 0, batch = count, start, onStep } = options;
  checkInteger("draw samples", "count", count, 1);
  checkInteger("draw samples", "dimension", d, 1);
  checkInteger("draw samples", "batch", batch, 1);
  if (start !== undefined) checkLength("draw samples", "start", start, count * d);
  const random = new Random(seed, "samples"), out = new Float64Array(count * d);
  const total = Math.ceil(count / batch) * plan.steps.length;
  for (let first = 0, made = 0; first < count; first += batch) {
    const rows = Math.min(batch, count - first), at = first * d;
    const begin = start?.slice(at, at + rows * d) ?? random.fork("start").normals(rows * d, at);
    const samples = await sample(plan, predict, {
      space: float64Space(at, d),
      start: begin,
      random: random.fork("noise"),
      onStep: (state) => onStep?.(++made, total, state),
    });
    out.set(samples, at);
  }
  return out;
}
