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
 * @throws {TypeError} If the shapes do not fit.
 */
export function attention<T extends tf.Tensor>(q: T, k: T, v: T): T {
  const [rank, d] = [q.rank, q.shape[q.rank - 1]];
  const fits = rank >= 2 && k.rank === rank && v.rank === rank && k.shape[rank - 1] === d &&
    k.shape.slice(0, -1).every((size, i) => size === v.shape[i]) &&
    q.shape.slice(0, -2).every((size, i) => size === k.shape[i]);
  if (!fits) {
    throw new TypeError(
      `Cannot attend: q [..., queries, d], k [..., keys, d] and v [..., keys, dv] must fit, got [${q.shape}], ` +
        `[${k.shape}] and [${v.shape}]`,
    );
  }
  return tf.tidy(() => {
    // Scaling the queries touches d numbers for each of them, scaling the scores would touch all keys.
    const scores = tf.matMul(tf.mul(q, 1 / Math.sqrt(d)), k, false, true);
    return tf.matMul(tf.softmax(scores), v) as T;
  });
}
