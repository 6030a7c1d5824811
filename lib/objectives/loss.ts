/**
 * What training minimises.
 * @module
 */
import { tf } from "../backend/tf.ts";

/**
 * ‖target − output‖² of each sample, averaged over its entries: with the noise as the target DDPM's simple loss (Ho et al.
 * 2020, eq. 14). E-TSDM's is the same at the true time, with the shared condition told to the network (Yang et al. 2024).
 * @param output What the network says, [B, ...shape].
 * @param target What it should say, of the same shape.
 * @returns [B].
 * @throws {TypeError} If the shapes differ.
 */
export function squaredError(output: tf.Tensor, target: tf.Tensor): tf.Tensor1D {
  if (output.shape.join() !== target.shape.join()) {
    const shapes = `[${output.shape.join(", ")}] and [${target.shape.join(", ")}]`;
    throw new TypeError(`Cannot compute the loss: output and target must have one shape, got ${shapes}`);
  }
  return meanSquare(tf.sub(output, target));
}

/**
 * The mean square of each sample.
 * @param x [B, ...shape].
 * @returns [B].
 */
export function meanSquare(x: tf.Tensor): tf.Tensor1D {
  return tf.mean(tf.square(tf.reshape(x, [x.shape[0], -1])), 1);
}
