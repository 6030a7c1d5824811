/**
 * Doubling height and width by repetition.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { hasKernel, runKernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/**
 * Nearest-neighbour upsampling by two. tfjs's own resizeNearestNeighbor has a wrong gradient on its cpu backend for
 * batches of more than one (version 4.22), so this does not use it.
 * @param x [n, height, width, c].
 * @returns [n, 2·height, 2·width, c].
 * @throws {TypeError} If x is not of rank 4.
 */
export function upsample2(x: tf.Tensor4D): tf.Tensor4D {
  if (x.rank !== 4) throw new TypeError(`Cannot upsample: x must have rank 4, got ${x.rank}`);
  return differentiable([x], {
    forward: () => [hasKernel("Upsample2") ? runKernel("Upsample2", { x }) : repeat(x)],
    backward: (dy) => [hasKernel("Upsample2Grad") ? runKernel("Upsample2Grad", { dy }) : blockSums(dy)],
  }) as tf.Tensor4D;
}

function repeat(x: tf.Tensor4D): tf.Tensor {
  const [n, height, width, channels] = x.shape;
  const wide = tf.reshape(tf.concat([x, x], 3), [n, height, 2 * width * channels]);
  return tf.reshape(tf.concat([wide, wide], 2), [n, 2 * height, 2 * width, channels]);
}

function blockSums(dy: tf.Tensor): tf.Tensor {
  return tf.mul(tf.avgPool(dy as tf.Tensor4D, 2, 2, "valid"), 4);
}
