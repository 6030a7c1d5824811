/**
 * Group normalisation, alone and followed by SiLU.
 * @module
 */
import { checkInteger, checkPositive } from "../../numerics/check.ts";
import { type Differentiable, differentiable } from "../differentiable.ts";
import { hasKernel, runKernels } from "../kernels.ts";
import { tf } from "../tf.ts";
import { silu } from "./silu.ts";

/**
 * Group normalisation with an affine map per channel (Wu & He 2018).
 * @param x Batch first, channels last: [n, …, c].
 * @param scale [c], multiplies the normalised values.
 * @param offset [c], is added to them.
 * @param groups How many groups the channels are split into; divides c.
 * @param eps Added to the variance, greater than 0.
 * @returns The shape of x.
 * @throws {TypeError} If scale or offset is not of shape [c].
 * @throws {RangeError} If the groups do not divide the channels or eps is not positive.
 */
export function groupNorm<T extends tf.Tensor>(
  x: T,
  scale: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
  eps: number = 1e-5,
): T {
  checkNorm(x, scale, offset, groups, eps);
  const operation = hasKernel("GroupNorm") ? fused : composite;
  return differentiable([x, scale, offset], operation("GroupNorm", x, scale, offset, groups, eps)) as T;
}

/**
 * SiLU of a group normalisation, silu(groupNorm(x, …)): one pass over memory where the backend can.
 * @param x Batch first, channels last: [n, …, c].
 * @param scale [c], multiplies the normalised values.
 * @param offset [c], is added to them.
 * @param groups How many groups the channels are split into; divides c.
 * @param eps Added to the variance, greater than 0.
 * @returns The shape of x.
 * @throws {TypeError} If scale or offset is not of shape [c].
 * @throws {RangeError} If the groups do not divide the channels or eps is not positive.
 */
export function groupNormSilu<T extends tf.Tensor>(
  x: T,
  scale: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
  eps: number = 1e-5,
): T {
  if (!hasKernel("GroupNormSilu")) {
    return tf.tidy(() => silu(groupNorm(x, scale, offset, groups, eps)));
  }
  checkNorm(x, scale, offset, groups, eps);
  return differentiable([x, scale, offset], fused("GroupNormSilu", x, scale, offset, groups, eps)) as T;
}

/**
 * Checks what is to be normalised.
 * @param x [..., c].
 * @param scale [c].
 * @param offset [c].
 * @param groups How many groups.
 * @param eps Added to the variance.
 * @throws {TypeError} If scale or offset is not of shape [c].
 * @throws {RangeError} If the groups do not divide the channels or eps is not positive.
 */
export function checkNorm(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, groups: number, eps: number): void {
  const channels = x.shape[x.rank - 1];
  for (const [name, tensor] of Object.entries({ scale, offset })) {
    if (tensor.rank === 1 && tensor.shape[0] === channels) continue;
    throw new TypeError(`Cannot normalise: ${name} must have shape [${channels}], got [${tensor.shape}]`);
  }
  checkInteger("normalise", "groups", groups, 1);
  if (channels % groups !== 0) {
    throw new RangeError(`Cannot normalise: groups must divide the ${channels} channels, got ${groups}`);
  }
  checkPositive("normalise", "eps", eps);
}

type Make = (
  kernel: string,
  x: tf.Tensor,
  scale: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
  eps: number,
) => Differentiable;

const fused: Make = (kernel, x, scale, offset, groups, eps) => ({
  forward: () => {
    const [y, statistics] = runKernels(kernel, { x, scale, offset }, { groups, eps });
    return [y, x, scale, offset, statistics];
  },
  backward: (dy, [x, scale, offset, statistics]) =>
    runKernels(`${kernel}Grad`, { x, scale, offset, statistics, dy }, { groups }),
});

const composite: Make = (_kernel, x, scale, offset, groups, eps) => {
  const grouped = (t: tf.Tensor) => tf.reshape(t, [x.shape[0], -1, groups, scale.shape[0] / groups]);
  const columnSums = (t: tf.Tensor) => tf.sum(tf.reshape(t, [-1, scale.shape[0]]), 0);
  return {
    forward: () => {
      const values = grouped(x), centred = tf.sub(values, tf.mean(values, [1, 3], true));
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), [1, 3], true), eps));
      const normal = tf.reshape(tf.mul(centred, inverse), x.shape);
      return [tf.add(tf.mul(normal, scale), offset), normal, scale, inverse];
    },
    backward: (dy, [normal, scale, inverse]) => {
      // Per group, with d = dy·scale: dx = (d − mean(d) − x̂·mean(d·x̂)) / √(variance + eps).
      const d = grouped(tf.mul(dy, scale)), unit = grouped(normal);
      const along = tf.mul(unit, tf.mean(tf.mul(d, unit), [1, 3], true));
      const dx = tf.mul(tf.sub(tf.sub(d, tf.mean(d, [1, 3], true)), along), inverse);
      return [tf.reshape(dx, dy.shape), columnSums(tf.mul(dy, normal)), columnSums(dy)];
    },
  };
};
