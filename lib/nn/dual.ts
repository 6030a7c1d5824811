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
   * @param moving Its derivative, of the same shape; or without the last entries of the last dimension, where they are
   * constants.
   */
  constructor(readonly value: tf.Tensor, readonly moving: tf.Tensor) {}

  /** The shape of both parts. */
  get shape(): number[] {
    return this.value.shape;
  }

  /** The derivative, of the value's shape: where entries are constants, a new tensor. */
  get tangent(): tf.Tensor {
    const { value, moving } = this, constants = last(value.shape) - last(moving.shape);
    if (constants === 0) return moving;
    return tf.pad(
      moving,
      moving.shape.map((_, axis): [number, number] => [0, axis === moving.rank - 1 ? constants : 0]),
    );
  }
}

function last(shape: readonly number[]): number {
  return shape[shape.length - 1] ?? 0;
}

/**
 * What the layers work on: a tensor alone, or one with its derivative. Beside one that has a derivative, a tensor alone
 * is a constant.
 */
export type Value = tf.Tensor | Dual;

/**
 * The tensor.
 * @param x With its derivative or alone.
 * @returns It alone.
 */
export function valueOf(x: Value): tf.Tensor {
  return x instanceof Dual ? x.value : x;
}

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
 * @param y Its second argument.
 * @returns The image, with its derivative where an argument has one.
 */
export function bilinearly<X extends Value>(map: (x: tf.Tensor, y: tf.Tensor) => tf.Tensor, x: X, y: X): X {
  const [a, b] = [valueOf(x), valueOf(y)], value = map(a, b);
  const tangents = [
    ...x instanceof Dual ? [map(x.tangent, b)] : [],
    ...y instanceof Dual ? [map(a, y.tangent)] : [],
  ];
  return (tangents.length === 0 ? value : new Dual(value, tangents.reduce((sum, each) => tf.add(sum, each)))) as X;
}
