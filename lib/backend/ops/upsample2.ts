/**
 * Doubling height and width by repetition.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import type { tf } from "../tf.ts";
import { blockSums, repeat } from "./blocks.ts";

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
    forward: () => [repeat(x)],
    backward: (dy) => [blockSums(dy)],
  }) as tf.Tensor4D;
}
