/**
 * Adding a vector to the last dimension.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { hasKernel, runKernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/**
 * Adds a bias to the last dimension: one for all, or one for each sample.
 * @param x [..., c]; [n, ..., c] where each sample has its bias.
 * @param bias [c] or [n, c].
 * @returns The shape of x.
 * @throws {TypeError} If the bias has another shape.
 */
export function biasAdd<T extends tf.Tensor>(x: T, bias: tf.Tensor): T {
  const [n, channels] = [x.shape[0], x.shape[x.rank - 1]];
  const perSample = bias.rank === 2;
  if (bias.shape[bias.rank - 1] !== channels || bias.rank > 2 || (perSample && bias.shape[0] !== n)) {
    throw new TypeError(
      `Cannot add a bias: it must have shape [${channels}] or [${n},${channels}], got [${bias.shape}]`,
    );
  }
  return differentiable([x, bias], {
    forward: () => {
      if (hasKernel("BiasAdd")) return [runKernel("BiasAdd", { x, bias }), bias];
      return [tf.add(x, perSample ? tf.reshape(bias, [n, ...Array(x.rank - 2).fill(1), channels]) : bias), bias];
    },
    backward: (dy, [bias]) => {
      if (hasKernel("BiasAddGrad")) return [tf.clone(dy), runKernel("BiasAddGrad", { dy, bias })];
      return [tf.clone(dy), tf.sum(tf.reshape(dy, perSample ? [n, -1, channels] : [-1, channels]), perSample ? 1 : 0)];
    },
  }) as T;
}
