/**
 * What training minimises.
 * @module
 */
import { tf } from "../backend/tf.ts";

/**
 * ‖ε − ε̂‖² of each sample, averaged over its entries: DDPM's simple loss (Ho et al. 2020, eq. 14). E-TSDM's is the
 * same at the true step, with the shared condition told to the network (Yang et al. 2024).
 * @param prediction ε̂, [B, ...shape].
 * @param noise ε, of the same shape.
 * @returns [B].
 * @throws {TypeError} If the shapes differ.
 */
export function noiseLoss(prediction: tf.Tensor, noise: tf.Tensor): tf.Tensor1D {
  if (prediction.shape.join() !== noise.shape.join()) {
    const shapes = `[${prediction.shape.join(", ")}] and [${noise.shape.join(", ")}]`;
    throw new TypeError(`Cannot compute the loss: prediction and noise must have one shape, got ${shapes}`);
  }
  const rows = tf.reshape(tf.sub(prediction, noise), [prediction.shape[0], -1]);
  return tf.mean(tf.square(rows), 1);
}
