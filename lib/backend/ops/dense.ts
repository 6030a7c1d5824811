/**
 * The affine layer.
 * @module
 */
import { tf } from "../tf.ts";
import { biasAdd } from "./bias_add.ts";

/**
 * x·w + b on the last dimension: one map for all, or one for each entry of the first of three dimensions.
 * @param x [..., in]; [s, n, in] where each entry has its map.
 * @param w [in, out] or [s, in, out].
 * @param b [out] or [s, out].
 * @returns [..., out].
 * @throws {TypeError} If the shapes do not fit.
 */
export function dense<T extends tf.Tensor>(x: T, w: tf.Tensor, b: tf.Tensor): T {
  const [from, to] = w.shape.slice(-2);
  const each = w.rank === 3, fits = w.rank === 2 || each && x.rank === 3 && x.shape[0] === w.shape[0];
  if (!fits || x.shape[x.rank - 1] !== from || b.rank !== w.rank - 1) {
    throw new TypeError(
      `Cannot apply a dense layer: x [..., in] and w [in, out] must share in, and x, w and b a first dimension where ` +
        `there are several maps, got [${x.shape}], [${w.shape}] and [${b.shape}]`,
    );
  }
  return tf.tidy(() => {
    if (each || x.rank === 2) return biasAdd(tf.matMul(x as tf.Tensor, w), b) as T;
    const out = biasAdd(tf.matMul(tf.reshape(x, [-1, from]), w as tf.Tensor2D), b);
    return tf.reshape(out, [...x.shape.slice(0, -1), to]) as T;
  });
}
