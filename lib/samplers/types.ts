/**
 * What samplers are written over: vectors of any kind, and a predictor of their noise.
 * @module
 */
import type { Random } from "../numerics/random.ts";

/**
 * The few things that samplers do with a batch. The same sampler runs on float64 arrays with an exact oracle and on
 * tensors with a network.
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
   * Checks a prediction, without reading it back from a device.
   * @param prediction What a predictor returned.
   * @param like What it was asked for.
   * @param where What the error begins with, as in "Cannot {where}: …".
   * @throws {TypeError} If the prediction has another shape.
   * @throws {RangeError} If an entry is not finite, where that can be told.
   */
  check?(prediction: V, like: V, where: string): void;
}

/**
 * Predicts the noise in a batch: ε̂(x, time), a new vector that the sampler frees.
 *
 * The time says where the noise is, as a step of a grid or as t, whichever the levels of the plan are counted in. What a
 * network is told of it is the predictor's own affair: every treatment, E-TSDM above all, is a predictor that applies its
 * condition.
 */
export type NoisePredictor<V> = (x: V, time: number) => V | Promise<V>;
