/**
 * Networks from their way through: prediction and derivative of one and the same function.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { type Also, checkAlso } from "./also.ts";
import type { NetworkConfig } from "./config.ts";
import { Dual, type Value } from "./dual.ts";
import type { Parameters, Views } from "./parameters.ts";
import { checkBatch } from "./shapes.ts";
import type { TimeEmbedding } from "./time_embedding.ts";
import type { Network } from "./types.ts";

/** What a network is made of. */
export interface NetworkParts {
  /** The configuration with every default filled in. */
  readonly config: NetworkConfig;
  /** The parameters' names, shapes and places. */
  readonly parameters: Parameters;
  /** What the network sees of its condition. */
  readonly embedding: TimeEmbedding;
  /**
   * The way through: from the batch, the features of the condition [B, width] and what else is told to the prediction,
   * with derivatives or without.
   */
  readonly through: <X extends Value>(views: Views, x: X, seen: X, also: Also) => X;
}

/**
 * Makes a network of its parts.
 * @param parts The parts.
 * @returns The network.
 */
export function defineNetwork({ config, parameters, embedding, through }: NetworkParts): Network {
  const { shape, timeScale } = config;
  const numbers = (of: TimeEmbedding["features"], conditions: Float64Array): tf.Tensor =>
    tf.tensor2d(of(conditions.map((c) => c * timeScale)), [conditions.length, embedding.width]);
  const check = (x: tf.Tensor, conditions: Float64Array, also: Also): void => {
    checkBatch(x, conditions, shape);
    checkAlso(config, also, conditions.length);
  };
  return {
    config,
    shape,
    parameters,
    forward(views, x, conditions, also = {}) {
      check(x, conditions, also);
      return through(views, x, embedding.layer(views, numbers(embedding.features, conditions)), also);
    },
    tangent(views, x, conditions, also = {}) {
      check(x, conditions, also);
      return tf.tidy(() => {
        const slopes = tf.mul(numbers(embedding.slopes, conditions), timeScale);
        const told = new Dual(numbers(embedding.features, conditions), slopes);
        return through<Dual>(views, new Dual(x, tf.zerosLike(x)), embedding.layer(views, told), also).tangent;
      });
    },
  };
}
