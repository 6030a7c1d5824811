/**
 * Doubling height and width by repetition.
 * @module
 */
import { tf } from "../tf.ts";

/**
 * Nearest-neighbour upsampling by two. Made of concatenations, since tfjs's own resizeNearestNeighbor has a wrong
 * gradient on its cpu backend for batches of more than one.
 * @param x [n, height, width, c].
 * @returns [n, 2·height, 2·width, c].
 */
export function upsample2(x: tf.Tensor4D): tf.Tensor4D {
  const [n, height, width, channels] = x.shape;
  const wide = tf.reshape(tf.concat([x, x], 3), [n, height, 2 * width * channels]);
  return tf.reshape(tf.concat([wide, wide], 2), [n, 2 * height, 2 * width, channels]);
}
