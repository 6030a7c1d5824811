/**
 * The activation x·σ(x).
 * @module
 */
import { tf } from "../tf.ts";

/**
 * SiLU, x·sigmoid(x), elementwise (Elfwing, Uchibe & Doya 2018).
 * @param x Any shape, float32.
 * @returns The same shape.
 */
export function silu<T extends tf.Tensor>(x: T): T {
  return tf.mul(x, tf.sigmoid(x));
}
