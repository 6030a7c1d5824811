/**
 * Blocks of 2 × 2 positions: spreading a value over one, and adding one up. Each is the other's transpose, so that
 * upsampling and pooling are both made of the two.
 * @module
 */
import { hasKernel, runKernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/**
 * Repeats every position in a block of 2 × 2. Has no gradient of its own.
 * @param x [n, height, width, c].
 * @returns [n, 2·height, 2·width, c].
 */
export function repeat(x: tf.Tensor): tf.Tensor {
  if (hasKernel("Repeat2")) return runKernel("Repeat2", { x });
  const [n, height, width, channels] = x.shape;
  const wide = tf.reshape(tf.concat([x, x], 3), [n, height, 2 * width * channels]);
  return tf.reshape(tf.concat([wide, wide], 2), [n, 2 * height, 2 * width, channels]);
}

/**
 * Adds up each block of 2 × 2. Has no gradient of its own.
 * @param x [n, 2·height, 2·width, c].
 * @returns [n, height, width, c].
 */
export function blockSums(x: tf.Tensor): tf.Tensor {
  if (hasKernel("BlockSums2")) return runKernel("BlockSums2", { x });
  return tf.mul(tf.avgPool(x as tf.Tensor4D, 2, 2, "valid"), 4);
}
