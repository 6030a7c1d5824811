/**
 * How far one predictor is from another where the data puts x_t.
 * @module
 */
import { checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { bootstrap, type Interval } from "../numerics/stats.ts";
import type { Level } from "../schedules/types.ts";
import type { Oracle } from "./oracle.ts";

/** What is compared, where, and on how many points. */
export interface PredictionErrorOptions {
  /** The data, which draws x_t. */
  readonly oracle: Oracle;
  /** The noise level at which x_t is drawn. */
  readonly level: Level;
  /** The predictor under test, n × d to n × d. */
  readonly predict: (x: Float64Array) => Float64Array;
  /** What it is compared with; ε* where absent. */
  readonly reference?: (x: Float64Array) => Float64Array;
  /** N, 1,024 unless told. */
  readonly samples?: number;
  /** The seed of the points and of the bootstrap; 0 unless told. */
  readonly seed?: number;
  /** Resamples of the bootstrap, at least 10; 2,000 unless told. */
  readonly resamples?: number;
}

/**
 * A mean squared distance with its interval.
 * @category Oracles
 */
export interface PredictionError {
  /** E ‖predict − reference‖² with its 95 % interval. */
  readonly error: Interval;
  /** The squared distance at each point. */
  readonly squares: Float64Array;
}

/**
 * E ‖f(x_t) − g(x_t)‖² over x_t ~ q_t. Against ε* it is what a predictor loses beyond the unavoidable: the training loss
 * is this plus a constant.
 *
 * @example The ideal predictor errs by nothing
 * ```ts
 * import assert from "node:assert/strict";
 * import { isotropicMixture, predictionError } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const oracle = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const level = linear().at(0.1);
 * assert.equal(predictionError({ oracle, level, predict: (x) => oracle.eps(x, level) }).error.value, 0);
 * assert.ok(predictionError({ oracle, level, predict: (x) => x }).error.value > 0);
 * ```
 *
 * @param options The predictors, the level and N.
 * @returns The mean with its bootstrap interval, and each point's square.
 * @throws {TypeError} If a predictor returns another shape.
 * @category Oracles
 */
export function predictionError(options: PredictionErrorOptions): PredictionError {
  checkArguments("predictionError", arguments);
  const { oracle, level, predict, samples = 1024, seed = 0, resamples } = options;
  const { reference = (x: Float64Array) => oracle.eps(x, level) } = options;
  const x = oracle.sample(samples, level, new Random(seed, "prediction error"));
  const first = predict(x), second = reference(x), d = oracle.dimension;
  checkLength("compare predictions", "the prediction", first, x.length);
  checkLength("compare predictions", "the reference", second, x.length);
  const squares = new Float64Array(samples);
  for (let i = 0; i < first.length; i++) squares[Math.floor(i / d)] += (first[i] - second[i]) ** 2;
  return { error: bootstrap(squares, undefined, { seed, resamples }), squares };
}
