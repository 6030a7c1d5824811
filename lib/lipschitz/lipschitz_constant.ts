/**
 * K(t, t′), the paper's measure of how fast a predictor changes with the time it is told.
 * @module
 */
import { shownEstimate } from "./shown_estimate.ts";
import { checkInteger, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { bootstrap } from "../numerics/stats.ts";
import type { EstimateOptions, LipschitzEstimate, Subject } from "./types.ts";

/** A pair of times and the coordinate in which their distance is taken. */
export interface PairOptions extends EstimateOptions {
  /** t, where the points are drawn. */
  readonly time: number;
  /** t′, the other time told. */
  readonly other: number;
  /** What the distance is measured in: a monotone function of time such as λ or σ; the time itself unless told. */
  readonly coordinate?: (time: number) => number;
}

/**
 * K(t, t′) = E ‖f(x_t, t) − f(x_t, t′)‖₂ / |t − t′| with the same x_t ~ q_t under both times (Yang et al. 2024).
 *
 * The pair (x_t, t′) is off the training distribution, so K of a network mixes its slope in t with extrapolation.
 *
 * @example K of a close pair is the slope
 * ```ts
 * import assert from "node:assert/strict";
 * import { exactDerivative, lipschitzConstant, oracleSubject } from "nearzero/lipschitz";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const { estimate } = await lipschitzConstant(oracleSubject(data, linear().at), { time: 0.1, other: 0.1 + 1e-6 });
 * const slope = exactDerivative(data, linear(), { time: 0.1 }).estimate.value;
 * assert.ok(Math.abs(estimate.value / slope - 1) < 1e-3);
 * ```
 *
 * @param subject The predictor, drawn points and their norms.
 * @param options The two times, N, seed, coordinate.
 * @returns The mean with its bootstrap interval, and each point's quotient.
 * @throws {RangeError} If the times coincide in the coordinate, or N or the seed is out of range.
 * @typeParam V A batch of points.
 * @category Lipschitz estimators
 */
export function lipschitzConstant<V>(subject: Subject<V>, options: PairOptions): Promise<LipschitzEstimate> {
  checkArguments("lipschitzConstant", arguments);
  const { time, other, coordinate = (t: number) => t } = options;
  const span = Math.abs(coordinate(time) - coordinate(other));
  checkNumber("estimate K", "the distance between time and other", span, Number.MIN_VALUE);
  return estimateQuotients(subject, time, span, [[1, time], [-1, other]], options);
}

/**
 * K along a sequence of pairs.
 *
 * @example K(t, t + 1) on DDPM’s steps
 * ```ts
 * import assert from "node:assert/strict";
 * import { lipschitzCurve, oracleSubject } from "nearzero/lipschitz";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { ddpmLinearGrid, gridLevel } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const grid = ddpmLinearGrid(), subject = oracleSubject(data, (step) => gridLevel(grid, step));
 * const [first, later] = await lipschitzCurve(subject, [[0, 1], [50, 51]]);
 * assert.ok(first.estimate.value > later.estimate.value);
 * ```
 *
 * @param subject The predictor, drawn points and their norms.
 * @param pairs The pairs (t, t′).
 * @param options N, seed, coordinate; every pair has the same data and noise.
 * @returns One estimate per pair.
 * @throws {RangeError} As {@linkcode lipschitzConstant}.
 * @typeParam V A batch of points.
 * @category Lipschitz estimators
 */
export async function lipschitzCurve<V>(
  subject: Subject<V>,
  pairs: readonly (readonly [time: number, other: number])[],
  options: Omit<PairOptions, "time" | "other"> = {},
): Promise<LipschitzEstimate[]> {
  checkArguments("lipschitzCurve", arguments);
  const curve: LipschitzEstimate[] = [];
  for (const [time, other] of pairs) curve.push(await lipschitzConstant(subject, { ...options, time, other }));
  return curve;
}

/**
 * E ‖Σ c_i f(x_t, t_i)‖ / span, the common core of all difference quotients.
 * @param subject The predictor, drawn points and their norms.
 * @param time t, where the points are drawn.
 * @param span The divisor.
 * @param stencil The coefficients c_i and the times t_i told.
 * @param options N, batch, seed, confidence.
 * @returns The estimate.
 * @throws {RangeError} If N < 2, or batch or seed is out of range.
 * @typeParam V A batch of points.
 */
export async function estimateQuotients<V>(
  subject: Subject<V>,
  time: number,
  span: number,
  stencil: readonly (readonly [coefficient: number, time: number])[],
  options: EstimateOptions,
): Promise<LipschitzEstimate> {
  const { samples = 256, batch = samples, seed = 0, confidence, resamples } = options;
  checkInteger("estimate a difference quotient", "samples", samples, 2);
  checkInteger("estimate a difference quotient", "batch", batch, 1);
  const random = new Random(seed, "lipschitz"), quotients = new Float64Array(samples);
  for (let first = 0, part = 0; first < samples; first += batch, part++) {
    const x = await subject.draw(Math.min(batch, samples - first), time, random.fork(part));
    const terms: [number, V][] = [];
    for (const [coefficient, told] of stencil) terms.push([coefficient / span, await subject.predict(x, told)]);
    quotients.set(await subject.norms(terms), first);
    for (const vector of [x, ...terms.map(([, value]) => value)]) subject.release?.(vector);
  }
  return shownEstimate({
    time,
    span,
    estimate: bootstrap(quotients, undefined, { seed, confidence, resamples }),
    quotients,
    seed,
  });
}
