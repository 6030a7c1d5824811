/**
 * The activation x·σ(x).
 * @module
 */
import { differentiable } from "../differentiable.ts";
import { hasKernel, runKernel } from "../kernels.ts";
import { tf } from "../tf.ts";

/**
 * SiLU, x·sigmoid(x), elementwise (Elfwing, Uchibe & Doya 2018).
 * @param x Any shape, float32.
 * @returns The same shape.
 */
export function silu<T extends tf.Tensor>(x: T): T {
  return differentiable([x], {
    forward: () => [hasKernel("Silu") ? runKernel("Silu", { x }) : tf.mul(x, tf.sigmoid(x)), x],
    backward: (dy, [x]) => [hasKernel("SiluGrad") ? runKernel("SiluGrad", { x, dy }) : gradient(x, dy)],
  }) as T;
}

/** dy·σ(x)·(1 + x·(1 − σ(x))). */
function gradient(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  const sigmoid = tf.sigmoid(x);
  return tf.mul(dy, tf.mul(sigmoid, tf.add(tf.mul(x, tf.sub(1, sigmoid)), 1)));
}
