/**
 * Forward mode: tensors that carry their derivative along.
 * @module
 */
import { tf } from "../backend/tf.ts";

/** A tensor and its derivative in one number that it depends on (Griewank & Walther 2008, section 3.1). */
export class Dual {
  /**
   * Takes the two parts; whoever made them frees them.
   * @param value The tensor.
   * @param tangent Its derivative, of the same shape.
   */
  constructor(readonly value: tf.Tensor, readonly tangent: tf.Tensor) {}

  /** The shape of both parts. */
  get shape(): number[] {
    return this.value.shape;
  }
}

/** What the layers work on: a tensor alone, or one with its derivative. */
export type Value = tf.Tensor | Dual;

/**
 * Applies a linear map, whose derivative is the map itself.
 * @param map The map.
 * @param x Its argument.
 * @returns The image, with its derivative where x has one.
 */
export function linearly<X extends Value>(map: (x: tf.Tensor) => tf.Tensor, x: X): X {
  return (x instanceof Dual ? new Dual(map(x.value), map(x.tangent)) : map(x)) as X;
}

/**
 * Applies a map that is linear in each of two arguments, by the product rule.
 * @param map The map.
 * @param x Its first argument.
 * @param y Its second argument, with a derivative if and only if x has one.
 * @returns The image, with its derivative where the arguments have theirs.
 */
export function bilinearly<X extends Value>(map: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, x: X, y: X): X {
  if (!(x instanceof Dual && y instanceof Dual)) return map(x as tf.Tensor, y as tf.Tensor) as X;
  const tangent = tf.add(map(x.tangent, y.value), map(x.value, y.tangent));
  return new Dual(map(x.value, y.value), tangent) as Value as X;
}

/**
 * A tensor as what stands beside it: with the derivative 0 where that has one.
 * @param constant The tensor.
 * @param beside What it is to be used with.
 * @returns The constant.
 */
export function constantBeside<X extends Value>(constant: tf.Tensor, beside: X): X {
  return (beside instanceof Dual ? new Dual(constant, tf.zerosLike(constant)) : constant) as X;
}
