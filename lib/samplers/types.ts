/**
 * What samplers are written over: vectors of any kind, and a predictor of their noise.
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import type { Random } from "../numerics/random.ts";

/**
 * The few things that samplers do with a batch. The same sampler runs on float64 arrays with an exact oracle and on
 * tensors with a network. The rows of a batch are its samples.
 * @category Samplers
 */
export interface VectorSpace<V> {
  /**
   * A linear combination Σ cᵢ vᵢ.
   * @param terms At least one coefficient and vector; all vectors have one shape.
   * @returns A new vector.
   */
  combine(terms: readonly (readonly [coefficient: number, vector: V])[]): V;
  /**
   * Standard normal noise in the shape of a vector.
   * @param like The vector whose shape it takes.
   * @param random The stream.
   * @param index Which draw of the stream; the same index gives the same noise, and row i of it depends neither on the
   * other rows nor on how many there are.
   * @returns A new vector.
   */
  noise(like: V, random: Random, index: number): V;
  /**
   * Frees a vector.
   * @param vector A vector made by this space or by a predictor.
   */
  release(vector: V): void;
  /**
   * Cuts every entry to a range. Only samplers that clip need it.
   * @param vector The vector.
   * @param low The least value.
   * @param high The greatest value.
   * @returns A new vector.
   */
  clip?(vector: V, low: number, high: number): V;
  /**
   * Dynamic thresholding (Saharia et al. 2022, sec. 2.3): with s the quantile of a row's magnitudes, cut to [1, most],
   * cuts the row to [−s, s] and divides it by s. Only samplers that threshold need it.
   * @param vector The vector.
   * @param quantile In [0, 1]; between two entries it is interpolated linearly.
   * @param most The greatest s.
   * @returns A new vector.
   */
  threshold?(vector: V, quantile: number, most: number): V;
  /**
   * The largest root mean square of a row, read back from where the vector lies. Only adaptive solvers need it.
   * @param vector The vector.
   * @returns The norm.
   */
  norm?(vector: V): number | Promise<number>;
  /**
   * The inner product of every row of one vector with the same row of another, read back. Only likelihoods need it.
   * @param a A vector.
   * @param b A vector of its shape.
   * @returns One number a row.
   */
  rowDots?(a: V, b: V): Float64Array | Promise<Float64Array>;
  /**
   * Checks a prediction, without reading it back from a device.
   * @param prediction What a predictor returned.
   * @param like What it was asked for.
   * @param where What the error begins with, as in "Cannot {where}: …".
   * @throws {TypeError} If the prediction has another shape.
   * @throws {RangeError} If an entry is not finite, where that can be told.
   */
  check?(prediction: V, like: V, where: string): void;
  /**
   * A mark of whether a vector is finite, left where the vector lies: what `check` cannot tell without reading back.
   * @param vector The vector.
   * @returns A new vector, finite if and only if every entry is.
   */
  mark?(vector: V): V;
  /**
   * Reads marks back, all at once.
   * @param marks What `mark` returned.
   * @returns Whether each is finite.
   */
  readMarks?(marks: readonly V[]): Promise<boolean[]>;
}

/**
 * Predicts the noise in a batch: ε̂(x, time), a new vector that the sampler frees.
 *
 * The time says where the noise is, as a step of a grid or as t, whichever the levels of the plan are counted in; between
 * the steps of a grid it is a fraction. What a network is told of it is the predictor's own affair: every treatment,
 * E-TSDM above all, is a predictor that applies its condition.
 * @category Samplers
 */
export interface NoisePredictor<V> {
  /**
   * Predicts.
   * @param x The batch.
   * @param time Where its noise is.
   * @returns ε̂, a new vector.
   */
  (x: V, time: number): V | Promise<V>;
  /**
   * Predicts the data, x̂0(x, time), a new vector: what oracles and networks that say x0 or v can tell at every level.
   * Walks from pure noise need it, where the noise says nothing of the data; absent where ε̂ is all there is.
   * @param x The batch.
   * @param time Where its noise is.
   * @returns x̂0, a new vector.
   */
  readonly x0?: (x: V, time: number) => V | Promise<V>;
  /** What the network is told of a time, for messages; nothing else reads it. */
  readonly condition?: Condition;
}

/**
 * A predictor of its parts.
 * @param predict The prediction of the noise.
 * @param parts The prediction of the data and what the network is told of a time, each where it is known.
 * @returns The predictor.
 * @category Samplers
 */
export function noisePredictor<V>(
  predict: (x: V, time: number) => V | Promise<V>,
  { x0, condition }: Pick<NoisePredictor<V>, "x0" | "condition">,
): NoisePredictor<V> {
  return Object.assign(predict, x0 === undefined ? {} : { x0 }, condition === undefined ? {} : { condition });
}

/**
 * A time for messages, with what the network is told of it.
 * @param predict The predictor.
 * @param time The time.
 * @returns As in "time 222 told as 200".
 */
export function nameTime<V>({ condition }: NoisePredictor<V>, time: number): string {
  return `time ${time}${condition === undefined ? "" : ` told as ${condition(time)}`}`;
}
