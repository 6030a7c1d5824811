/**
 * A multilayer perceptron for low-dimensional data.
 * @module
 */
import { mlpConfig, type MlpOptions } from "./config.ts";
import { defineNetwork } from "./define_network.ts";
import { linear } from "./layers.ts";
import { concat, silu } from "./operations.ts";
import { Parameters } from "./parameters.ts";
import type { Network } from "./types.ts";

/**
 * A perceptron with SiLU between its layers, whose input is the sample beside the sinusoidal embedding of the condition.
 * The last layer begins at zero, so that the first prediction is zero and the first loss is the variance of its target.
 * @param options The shape [dimension], and what differs from `mlpConfig`'s defaults.
 * @returns The network.
 * @throws {TypeError} If a value has the wrong type.
 * @throws {RangeError} If a key is unknown or a value out of range.
 */
export function makeMlp(options: MlpOptions): Network {
  const config = mlpConfig(options);
  const { shape, hidden, embedding } = config;
  const parameters = new Parameters();
  const widths = [shape[0] + embedding, ...hidden];
  const layers = hidden.map((width, i) => linear(parameters, `hidden${i}`, widths[i], width));
  const out = linear(parameters, "out", hidden[hidden.length - 1], shape[0], { zero: true });
  return defineNetwork({
    config,
    parameters,
    sinusoids: embedding,
    through(views, x, waves) {
      let h = concat([x, waves], 1);
      for (const layer of layers) h = silu(layer(views, h));
      return out(views, h);
    },
  });
}
