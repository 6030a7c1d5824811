/**
 * One training step on the backend.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Network } from "../nn/types.ts";
import type { Examples } from "./examples.ts";
import { squaredError } from "./loss.ts";
import type { Optimiser } from "./optimiser.ts";

/**
 * Moves the parameters against the gradient of the mean loss of one batch.
 * @param network The network.
 * @param optimiser Holds the parameters.
 * @param examples The batch of B samples.
 * @returns The loss of each sample, [B], still on the backend.
 */
export function trainStep(network: Network, optimiser: Optimiser, examples: Examples): tf.Tensor1D {
  const batch = examples.times.length;
  return tf.tidy(() => {
    const x = tf.tensor(examples.noisy, [batch, ...network.shape]);
    const target = tf.tensor(examples.target, [batch, ...network.shape]);
    let losses: tf.Tensor1D | undefined;
    const { grad } = tf.valueAndGrad((flat: tf.Tensor) => {
      losses = squaredError(network.forward(network.parameters.views(flat), x, examples.conditions), target);
      tf.keep(losses);
      const { shares } = examples;
      return tf.mean(shares === undefined ? losses : tf.mul(losses, tf.tensor1d(Float32Array.from(shares))));
    })(optimiser.parameters);
    optimiser.update(grad);
    return losses!;
  });
}
