/**
 * What every network is to the rest of the kit.
 * @module
 */
import type { tf } from "../backend/tf.ts";
import type { Also } from "./also.ts";
import type { NetworkConfig } from "./config.ts";
import type { Parameters, Views } from "./parameters.ts";

/**
 * A network without its numbers: a pure function of the parameters, the noisy batch and what it is told of the time.
 * @category Networks
 */
export interface Network {
  /** The configuration with every default filled in; `makeNetwork(config)` makes the same network. */
  readonly config: NetworkConfig;
  /** The shape of one sample, without the batch: [height, width, channels] or [dimension]. */
  readonly shape: readonly number[];
  /** The parameters' names, shapes and places. */
  readonly parameters: Parameters;
  /**
   * The prediction for a batch. Differentiable in the views and in x.
   * @param views The parameters as tensors, from `parameters.views`.
   * @param x [B, ...shape].
   * @param conditions B numbers: what the network is told of each sample's time.
   * @param also What it is told beside them.
   * @returns [B, ...shape].
   * @throws {TypeError} If x or the conditions have another shape, or what is told is not what the network takes.
   * @throws {RangeError} If a label is not among the classes.
   */
  forward(views: Views, x: tf.Tensor, conditions: Float64Array, also?: Also): tf.Tensor;
  /**
   * The prediction's derivative in what the network is told, ∂ε̂(x, c)/∂c at fixed x, by forward mode: exact up to the
   * rounding of one pass. Differentiable in the views and in x.
   * @param views The parameters as tensors, from `parameters.views`.
   * @param x [B, ...shape].
   * @param conditions B numbers c.
   * @param also What it is told beside them.
   * @returns [B, ...shape].
   * @throws {TypeError} If x or the conditions have another shape, or what is told is not what the network takes.
   * @throws {RangeError} If a label is not among the classes.
   */
  tangent(views: Views, x: tf.Tensor, conditions: Float64Array, also?: Also): tf.Tensor;
}
