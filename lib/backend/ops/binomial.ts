/**
 * Smoothing by binomial weights.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { tf } from "../tf.ts";

/** What a pixel takes of the one before it, of itself and of the one after it, in each direction. */
const [aside, centre] = [0.25, 0.5];

/**
 * Weighted means of 3 × 3 pixels, by the weights [1, 2, 1] / 4 in each direction. Before the means of blocks, or after
 * repetition, they make the filter [1, 3, 3, 1] / 8 of Karras et al. (2019) out of [1, 1] / 2.
 * @param x [n, height, width, c], height and width at least 3.
 * @returns [n, height − 2, width − 2, c]: the pixels with all their neighbours.
 * @throws {TypeError} If x is not of rank 4.
 * @throws {RangeError} If height or width is below 3.
 */
export function binomial3(x: tf.Tensor4D): tf.Tensor4D {
  if (x.rank !== 4) throw new TypeError(`Cannot smooth: x must have rank 4, got ${x.rank}`);
  const [, height, width] = x.shape;
  if (height < 3 || width < 3) {
    throw new RangeError(`Cannot smooth: height and width must be at least 3, got ${height}x${width}`);
  }
  return differentiable([x], {
    forward: () => [smooth(x)],
    // The weights are symmetric: a pixel's gradient comes from all whose means it is in.
    backward: (dy) => [smooth(tf.pad(dy as tf.Tensor4D, [[0, 0], [2, 2], [2, 2], [0, 0]]))],
  }) as tf.Tensor4D;
}

function smooth(x: tf.Tensor4D): tf.Tensor4D {
  const [n, height, width, channels] = x.shape;
  const rows = along(tf.reshape(x, [n, height, width * channels]));
  return tf.reshape(along(tf.reshape(rows, [n * (height - 2), width, channels])), [n, height - 2, width - 2, channels]);
}

/** Along the middle dimension. */
function along(x: tf.Tensor3D): tf.Tensor3D {
  const [n, size, rest] = x.shape, from = (at: number) => tf.slice(x, [0, at, 0], [n, size - 2, rest]);
  return tf.add(tf.mul(tf.add(from(0), from(2)), aside), tf.mul(from(1), centre));
}
