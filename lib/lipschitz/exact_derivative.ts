/**
 * The exact time derivative of an ideal predictor, as an estimate like the others.
 * @module
 */
import { shownEstimate } from "./shown_estimate.ts";
import { checkInteger } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { bootstrap } from "../numerics/stats.ts";
import type { Oracle } from "../oracle/oracle.ts";
import type { Quantity } from "../oracle/parameterisation.ts";
import type { Schedule } from "../schedules/types.ts";
import { type Coordinate, coordinateSpeed } from "./coordinate.ts";
import { rowNorms } from "./oracle_subject.ts";
import type { EstimateOptions, LipschitzEstimate } from "./types.ts";

/**
 * Where the derivative is taken, and of what.
 * @category Lipschitz estimators
 */
export interface ExactDerivativeOptions extends EstimateOptions {
  /** t. */
  readonly time: number;
  /** The prediction; ε* unless told. */
  readonly quantity?: Quantity;
  /** What the slope is taken against; t unless told. */
  readonly coordinate?: Coordinate;
}

/**
 * E ‖∂f(x_t, t)/∂c‖ over x_t ~ q_t at fixed x, in closed form: the limit of K(t, t′) as t′ → t.
 *
 * @example The slope near 0 under DDPM’s schedule
 * ```ts
 * import assert from "node:assert/strict";
 * import { exactDerivative } from "nearzero/lipschitz";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const at = (time: number) => exactDerivative(data, linear(), { time }).estimate.value;
 * assert.ok(Math.abs(at(1e-8) / at(1e-6) - 10) < 0.01); // t to the power −1/2
 * ```
 *
 * @param oracle The data.
 * @param schedule The schedule.
 * @param options t, the prediction, the coordinate, N and seed.
 * @returns The mean with its bootstrap interval; its span is 0.
 * @throws {RangeError} If t is not in [0, 1], or α, σ or their speeds are infinite there.
 * @category Lipschitz estimators
 */
export function exactDerivative(
  oracle: Oracle,
  schedule: Schedule,
  options: ExactDerivativeOptions,
): LipschitzEstimate {
  checkArguments("exactDerivative", arguments);
  const { time, quantity = "eps", coordinate = "t", samples = 256, seed = 0, confidence, resamples } = options;
  checkInteger("estimate a derivative", "samples", samples, 2);
  const level = schedule.at(time), { dAlpha, dSigma } = level;
  // The points of K's first batch under the same seed.
  const x = oracle.sample(samples, level, new Random(seed, "lipschitz").fork(0));
  const { value } = oracle.evaluate(quantity, x, level, { dAlpha, dSigma });
  const quotients = rowNorms([[1 / coordinateSpeed(coordinate, level), value]], oracle.dimension);
  return shownEstimate({
    time,
    span: 0,
    estimate: bootstrap(quotients, undefined, { seed, confidence, resamples }),
    quotients,
    seed,
  });
}
