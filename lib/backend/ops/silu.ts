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
    backward: (dy, [x]) => [gradient(x, dy)],
  }) as T;
}

/**
 * The derivative of SiLU at x along dx, entry by entry. Differentiable in x and dx.
 * @param x Any shape, float32.
 * @param dx The shape of x.
 * @returns The shape of x.
 */
export function siluTangent<T extends tf.Tensor>(x: T, dx: T): T {
  return differentiable([x, dx], {
    forward: () => [gradient(x, dx), x, dx],
    backward: (dy, [x, dx]) => [tf.mul(tf.mul(dy, dx), curvature(x)), gradient(x, dy)],
  }) as T;
}

/** dy·σ(x)·(1 + x·(1 − σ(x))). */
function gradient(x: tf.Tensor, dy: tf.Tensor): tf.Tensor {
  if (hasKernel("SiluGrad")) return runKernel("SiluGrad", { x, dy });
  const sigmoid = tf.sigmoid(x);
  return tf.mul(dy, tf.mul(sigmoid, tf.add(tf.mul(x, tf.sub(1, sigmoid)), 1)));
}

/** The second derivative, σ(x)·(1 − σ(x))·(2 + x·(1 − 2σ(x))). */
function curvature(x: tf.Tensor): tf.Tensor {
  const sigmoid = tf.sigmoid(x);
  const slope = tf.mul(sigmoid, tf.sub(1, sigmoid));
  return tf.mul(slope, tf.add(tf.mul(x, tf.sub(1, tf.mul(sigmoid, 2))), 2));
}
