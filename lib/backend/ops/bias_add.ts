/**
 * Adding a vector to the last dimension.
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { hasKernel, runKernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/**
 * Adds a bias to the last dimension.
 * @param x [..., c].
 * @param bias [c].
 * @returns The shape of x.
 * @throws {TypeError} If the bias is not of shape [c].
 */
export function biasAdd<T extends tf.Tensor>(x: T, bias: tf.Tensor): T {
  const channels = x.shape[x.rank - 1];
  if (bias.rank !== 1 || bias.shape[0] !== channels) {
    throw new TypeError(`Cannot add a bias: it must have shape [${channels}], got [${bias.shape}]`);
  }
  return differentiable([x, bias], {
    forward: () => [hasKernel("BiasAdd") ? runKernel("BiasAdd", { x, bias }) : tf.add(x, bias)],
    backward: (dy) => [dy, columnSums(dy)],
  }) as T;
}

/** Sum over all but the last dimension. */
function columnSums(dy: tf.Tensor): tf.Tensor {
  if (hasKernel("BiasAddGrad")) return runKernel("BiasAddGrad", { dy });
  return tf.sum(tf.reshape(dy, [-1, dy.shape[dy.rank - 1]]), 0);
}
