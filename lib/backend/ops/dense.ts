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
 * @throws {TypeError} If the shapes do not fit.
 */
export function dense<T extends tf.Tensor>(x: T, w: tf.Tensor2D, b: tf.Tensor1D): T {
  if (w.rank !== 2 || x.shape[x.rank - 1] !== w.shape[0]) {
    throw new TypeError(
      `Cannot apply a dense layer: x [..., in] and w [in, out] must share in, got [${x.shape}] and [${w.shape}]`,
    );
  }
  return tf.tidy(() => {
    const rows = x.rank === 2 ? x : tf.reshape(x, [-1, w.shape[0]]);
    const out = biasAdd(tf.matMul(rows as tf.Tensor, w), b);
    return (x.rank === 2 ? out : tf.reshape(out, [...x.shape.slice(0, -1), w.shape[1]])) as T;
  });
}
