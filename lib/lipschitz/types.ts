/**
 * What the Lipschitz estimators measure, and what they answer.
 * @module
 */
import type { Random } from "../numerics/random.ts";
import type { Interval } from "../numerics/stats.ts";

/**
 * A predictor under measurement: an oracle in float64 or a network in tensors, seen through three functions.
 * @typeParam V A batch of points: a `Float64Array` or a tensor.
 * @category Lipschitz estimators
 */
export interface Subject<V> {
  /** The prediction for a batch when told a time. */
  predict(x: V, time: number): V | Promise<V>;
  /** Draws a batch from q at a time; a pure function of its arguments. */
  draw(n: number, time: number, random: Random): V | Promise<V>;
  /** The norm of c_1 v_1 + c_2 v_2 + … for each row of the batch. */
  norms(terms: readonly (readonly [coefficient: number, vector: V])[]): Float64Array | Promise<Float64Array>;
  /** Frees a batch that is no longer used; absent where there is nothing to free. */
  release?(batch: V): void;
}

/**
 * How many points an estimate is made of, and which.
 * @category Lipschitz estimators
 */
export interface EstimateOptions {
  /** N, the number of points; 256 unless told. */
  readonly samples?: number;
  /** Points per batch; all at once unless told. */
  readonly batch?: number;
  /** The seed of the points and of the bootstrap; 0 unless told. */
  readonly seed?: number;
  /** Nominal coverage of the interval; 0.95 unless told. */
  readonly confidence?: number;
  /** Resamples of the bootstrap, at least 10; 2,000 unless told. They move the interval's ends alone, not the mean. */
  readonly resamples?: number;
}

/**
 * An estimate of E‖difference‖ / span.
 * @category Lipschitz estimators
 */
export interface LipschitzEstimate {
  /** The time where the points lie. */
  readonly time: number;
  /** The distance between the times compared, in the coordinate of the estimate. */
  readonly span: number;
  /** The mean over the points with its bootstrap interval. */
  readonly estimate: Interval;
  /** The quotient of each point, so that other statistics can be taken. */
  readonly quotients: Float64Array;
  /** The seed. */
  readonly seed: number;
}
