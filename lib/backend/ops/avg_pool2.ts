/**
 * Halving height and width by averages.
 * @module
 */
import { tf } from "../tf.ts";

/**
 * The mean of each 2 × 2 block.
 * @param x [n, height, width, c], height and width even.
 * @returns [n, height / 2, width / 2, c].
 * @throws {RangeError} If height or width is odd.
 */
export function avgPool2(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  if (height % 2 !== 0 || width % 2 !== 0) {
    throw new RangeError(`Cannot halve by averages: height and width must be even, got ${height}x${width}`);
  }
  return tf.avgPool(x, 2, 2, "valid");
}
