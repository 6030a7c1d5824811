/**
 * Networks from their way through: prediction and derivative of one and the same function.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { NetworkConfig } from "./config.ts";
import { Dual, type Value } from "./dual.ts";
import { sinusoids, sinusoidSlopes } from "./embedding.ts";
import type { Parameters, Views } from "./parameters.ts";
import { checkBatch } from "./shapes.ts";
import type { Network } from "./types.ts";

/** What a network is made of. */
export interface NetworkParts {
  /** The configuration with every default filled in. */
  readonly config: NetworkConfig;
  /** The parameters' names, shapes and places. */
  readonly parameters: Parameters;
  /** How many sinusoids of its condition the network is shown. */
  readonly sinusoids: number;
  /** The way through: from the batch and the sinusoids [B, sinusoids] to the prediction, with derivatives or without. */
  readonly through: <X extends Value>(views: Views, x: X, waves: X) => X;
}

/**
 * Makes a network of its parts.
 * @param parts The parts.
 * @returns The network.
 */
export function defineNetwork({ config, parameters, sinusoids: width, through }: NetworkParts): Network {
  const { shape, timeScale } = config;
  const waves = (of: typeof sinusoids, conditions: Float64Array): tf.Tensor =>
    tf.tensor2d(of(conditions.map((c) => c * timeScale), width), [conditions.length, width]);
  return {
    config,
    shape,
    parameters,
    forward(views, x, conditions) {
      checkBatch(x, conditions, shape);
      return through(views, x, waves(sinusoids, conditions));
    },
    tangent(views, x, conditions) {
      checkBatch(x, conditions, shape);
      return tf.tidy(() => {
        const slopes = tf.mul(waves(sinusoidSlopes, conditions), timeScale);
        const told = new Dual(waves(sinusoids, conditions), slopes);
        return through<Dual>(views, new Dual(x, tf.zerosLike(x)), told).tangent;
      });
    },
  };
}
