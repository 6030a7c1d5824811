/**
 * Group normalisation in forward mode.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { differentiating } from "../engine_state.ts";
import { hasKernel, runKernel, runKernels } from "../kernels.ts";
import { tf } from "../tf.ts";
import { groupNorm } from "./group_norm.ts";
import { siluTangent } from "./silu.ts";

/**
 * The derivative of group normalisation (scale 1, offset 0) at x along dx. With x̂ the normalised values, in each group
 * (dx − mean(dx) − x̂·mean(x̂·dx)) / √(variance + eps). The Jacobian is symmetric, so that this is its gradient as well,
 * and the backend's fastest way to that is taken. Differentiable in x and dx.
 * @param x Batch first, channels last: [n, …, c].
 * @param dx The shape of x.
 * @param groups How many groups the channels are split into; divides c.
 * @param eps Added to the variance, greater than 0.
 * @returns The shape of x.
 */
export function groupNormTangent<T extends tf.Tensor>(x: T, dx: T, groups: number, eps: number = 1e-5): T {
  const [n, channels] = [x.shape[0], x.shape[x.rank - 1]];
  const grouped = (t: tf.Tensor) => tf.reshape(t, [n, -1, groups, channels / groups]);
  const centred = (t: tf.Tensor) => tf.sub(t, mean(t));
  return differentiable([x, dx], {
    forward: () => {
      if (hasKernel("GroupNormGrad")) {
        const scale = tf.ones([channels]);
        const [, statistics] = runKernels("GroupNorm", { x, scale, offset: tf.zeros([channels]) }, { groups, eps });
        const inputs = { x, scale, offset: tf.zeros([channels]), statistics, dy: dx };
        return [runKernels("GroupNormGrad", inputs, { groups })[0], x, dx];
      }
      const { unit, inverse } = normalise(grouped(x), eps), moved = centred(grouped(dx));
      return [tf.reshape(along(unit, inverse, moved), x.shape), x, dx];
    },
    backward: (dy, [x, dx]) => {
      const { unit, inverse } = normalise(grouped(x), eps);
      const [moved, asked] = [centred(grouped(dx)), centred(grouped(dy))];
      // With p = mean(x̂·dx), q = mean(x̂·dy) and s = mean(dx·dy) of the centred dx and dy, the gradient in x is
      // −(p·dy + q·dx + (s − 3pq)·x̂) / (variance + eps).
      const [p, q, s] = [[unit, moved], [unit, asked], [moved, asked]].map(([a, b]) => mean(tf.mul(a, b)));
      const bend = tf.mul(unit, tf.sub(s, tf.mul(tf.mul(p, q), 3)));
      const sum = tf.add(tf.add(tf.mul(p, asked), tf.mul(q, moved)), bend);
      return [tf.mul(tf.neg(tf.square(inverse)), sum), along(unit, inverse, asked)].map((t) => tf.reshape(t, dy.shape));
    },
  }) as T;
}

/**
 * The derivative of SiLU of a group normalisation, silu(groupNorm(x, …)), along dx: one kernel where the backend has it and
 * no gradient will be asked for. Differentiable in x, dx, scale and offset.
 * @param x Batch first, channels last: [n, …, c].
 * @param dx The shape of x.
 * @param scale [c], multiplies the normalised values.
 * @param offset [c], is added to them.
 * @param groups How many groups the channels are split into; divides c.
 * @param eps Added to the variance, greater than 0.
 * @returns The shape of x.
 */
export function groupNormSiluTangent<T extends tf.Tensor>(
  x: T,
  dx: T,
  scale: tf.Tensor,
  offset: tf.Tensor,
  groups: number,
  eps: number = 1e-5,
): T {
  if (hasKernel("GroupNormSiluTangent") && !differentiating()) {
    return runKernel("GroupNormSiluTangent", { x, dx, scale, offset }, { groups, eps }) as T;
  }
  return tf.tidy(() => {
    const moved = tf.mul(groupNormTangent(x, dx, groups, eps), scale);
    return siluTangent(groupNorm(x as tf.Tensor, scale, offset, groups, eps), moved) as T;
  });
}

/** The mean of each sample's groups. */
function mean(grouped: tf.Tensor): tf.Tensor {
  return tf.mean(grouped, [1, 3], true);
}

/** x̂, and 1 / √(variance + eps). */
function normalise(grouped: tf.Tensor, eps: number): { unit: tf.Tensor; inverse: tf.Tensor } {
  const centred = tf.sub(grouped, mean(grouped)), inverse = tf.rsqrt(tf.add(mean(tf.square(centred)), eps));
  return { unit: tf.mul(centred, inverse), inverse };
}

/** The derivative along a centred direction. */
function along(unit: tf.Tensor, inverse: tf.Tensor, centred: tf.Tensor): tf.Tensor {
  return tf.mul(inverse, tf.sub(centred, tf.mul(unit, mean(tf.mul(unit, centred)))));
}
