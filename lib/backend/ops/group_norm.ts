/**
 * Group normalisation.
 * @module
 */
import { tf } from "../tf.ts";

/**
 * Group normalisation with an affine map per channel (Wu & He 2018).
 * @param x Batch first, channels last: [n, …, c].
 * @param scale [c], multiplies the normalised values.
 * @param offset [c], added to them.
 * @param groups How many groups the channels are split into; must divide c.
 * @param eps Added to the variance.
 * @returns The shape of x.
 */
export function groupNorm<T extends tf.Tensor>(
  x: T,
  scale: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
  eps: number = 1e-5,
): T {
  const channels = x.shape[x.rank - 1];
  const grouped = tf.reshape(x, [x.shape[0], -1, groups, channels / groups]);
  const centred = tf.sub(grouped, tf.mean(grouped, [1, 3], true));
  const variance = tf.mean(tf.square(centred), [1, 3], true);
  const normal = tf.reshape(tf.mul(centred, tf.rsqrt(tf.add(variance, eps))), x.shape);
  return tf.add(tf.mul(normal, scale), offset);
}
