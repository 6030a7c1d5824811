/**
 * Scaled dot-product attention.
 * @module
 */
import { checkInteger } from "../../numerics/check.ts";
import { differentiable } from "../differentiable.ts";
import { hasKernel, runKernel } from "../kernels.ts";
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

/**
 * Self-attention in several heads: queries, keys and values side by side, and in each of them the heads.
 * @param qkv [n, positions, 3·c].
 * @param heads How many heads; divides c.
 * @returns [n, positions, c], the heads side by side.
 * @throws {TypeError} If qkv is not of rank 3.
 * @throws {RangeError} If its last dimension is not a multiple of three times the heads.
 */
export function selfAttention(qkv: tf.Tensor3D, heads: number): tf.Tensor3D {
  const action = "attend";
  checkInteger(action, "heads", heads, 1);
  if (qkv.rank !== 3) throw new TypeError(`Cannot ${action}: qkv must have rank 3, got ${qkv.rank}`);
  const [n, positions, width] = qkv.shape, channels = width / 3;
  if (width % (3 * heads) !== 0) {
    throw new RangeError(`Cannot ${action}: qkv must have a multiple of ${3 * heads} channels, got ${width}`);
  }
  if (hasKernel("Attention")) {
    return differentiable([qkv], {
      forward: () => [runKernel("Attention", { qkv }, { groups: heads }), qkv],
      backward: (dy, [qkv]) => [runKernel("AttentionGrad", { qkv, dy }, { groups: heads })],
    }) as tf.Tensor3D;
  }
  return tf.tidy(() => {
    const toHeads = (part: tf.Tensor) =>
      heads === 1 ? part : tf.transpose(tf.reshape(part, [n, positions, heads, channels / heads]), [0, 2, 1, 3]);
    const [q, k, v] = tf.split(qkv as tf.Tensor, 3, 2).map(toHeads), mixed = attention(q, k, v);
    const joined = heads === 1 ? mixed : tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [n, positions, channels]);
    return joined as tf.Tensor3D;
  });
}
