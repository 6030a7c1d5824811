/**
 * Halving height and width by averages.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { tf } from "../tf.ts";
import { blockSums, repeat } from "./blocks.ts";

/**
 * The mean of each 2 × 2 block.
 * @param x [n, height, width, c], height and width even.
 * @returns [n, height / 2, width / 2, c].
 * @throws {TypeError} If x is not of rank 4.
 * @throws {RangeError} If height or width is odd.
 */
export function avgPool2(x: tf.Tensor4D): tf.Tensor4D {
  if (x.rank !== 4) throw new TypeError(`Cannot halve by averages: x must have rank 4, got ${x.rank}`);
  const [, height, width] = x.shape;
  if (height % 2 !== 0 || width % 2 !== 0) {
    throw new RangeError(`Cannot halve by averages: height and width must be even, got ${height}x${width}`);
  }
  return differentiable([x], {
    forward: () => [tf.mul(blockSums(x), 0.25)],
    backward: (dy) => [repeat(tf.mul(dy, 0.25))],
  }) as tf.Tensor4D;
}
