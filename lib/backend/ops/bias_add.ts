/**
 * Adding a vector to the last dimension.
 * @module
 */
import { tf } from "../tf.ts";

/**
 * Adds a bias to the last dimension.
 * @param x [..., c].
 * @param bias [c].
 * @returns The shape of x.
 */
export function biasAdd<T extends tf.Tensor>(x: T, bias: tf.Tensor): T {
  return tf.add(x, bias);
}
