/**
 * Scaled dot-product attention.
 * @module
 */
import { tf } from "../tf.ts";

/**
 * softmax(q·kᵀ / √d)·v (Vaswani et al. 2017, eq. 1). Heads are part of the leading dimensions.
 * @param q [..., queries, d].
 * @param k [..., keys, d].
 * @param v [..., keys, dv].
 * @returns [..., queries, dv].
 */
export function attention<T extends tf.Tensor>(q: T, k: T, v: T): T {
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(q.shape[q.rank - 1]));
  return tf.matMul(tf.softmax(scores), v) as T;
}
