/**
 * The affine layer.
 * @module
 */
import { tf } from "../tf.ts";
import { biasAdd } from "./bias_add.ts";

/**
 * x·w + b on the last dimension.
 * @param x [..., in].
 * @param w [in, out].
 * @param b [out].
 * @returns [..., out].
 */
export function dense(x: tf.Tensor, w: tf.Tensor2D, b: tf.Tensor1D): tf.Tensor {
  const rows = tf.reshape(x, [-1, w.shape[0]]) as tf.Tensor2D;
  return tf.reshape(biasAdd(tf.matMul(rows, w), b), [...x.shape.slice(0, -1), w.shape[1]]);
}
