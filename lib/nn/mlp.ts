/**
 * A multilayer perceptron for low-dimensional data.
 * @module
 */
import { type MlpConfig, mlpConfig, type MlpOptions } from "./config.ts";
import { defineNetwork, type NetworkParts } from "./define_network.ts";
import { dropout } from "./dropout.ts";
import { classTable, linear } from "./layers.ts";
import { concat, silu } from "./operations.ts";
import { Parameters } from "./parameters.ts";
import { timeEmbedding } from "./time_embedding.ts";
import type { Network } from "./types.ts";

/**
 * A perceptron with SiLU between its layers, whose input is the sample beside the embedding of the condition, to which
 * that of its class is added.
 * The last layer begins at zero, so that the first prediction is zero and the first loss is the variance of its target.
 *
 * @example A small perceptron
 * ```ts
 * import assert from "node:assert/strict";
 * import { countParameters, makeMlp } from "nearzero/nn";
 *
 * const network = makeMlp({ shape: [2], hidden: [32, 32] });
 * assert.ok(countParameters(network) > 32 * 32);
 * ```
 *
 * @param options The shape [dimension], and what differs from `mlpConfig`'s defaults.
 * @returns The network.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 * @category Networks
 */
export function makeMlp(options: MlpOptions): Network {
  return defineNetwork(mlpParts(mlpConfig(options)));
}

/**
 * What such a perceptron is made of. Its way through takes views with one more dimension in front as well, which stack
 * as many perceptrons as that has entries.
 * @param config The full configuration.
 * @returns The parts.
 */
export function mlpParts(config: MlpConfig): NetworkParts {
  const { shape, hidden, embedding: width, classes } = config;
  const parameters = new Parameters();
  const embedding = timeEmbedding(parameters, "time/learned", config.timeEmbedding, width);
  const addClass = classTable(parameters, "class", classes, width);
  const widths = [shape[0] + width, ...hidden];
  const layers = hidden.map((width, i) => linear(parameters, `hidden${i}`, widths[i], width));
  const out = linear(parameters, "out", hidden[hidden.length - 1], shape[0], { zero: true });
  return {
    config,
    parameters,
    embedding,
    through(views, x, seen, also) {
      let h = concat([x, addClass(views, seen, also.labels)], x.shape.length - 1);
      layers.forEach((layer, i) => h = dropout(silu(layer(views, h)), i, config.dropout, also.dropout));
      return out(views, h);
    },
  };
}
