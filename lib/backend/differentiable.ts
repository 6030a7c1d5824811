/**
 * Operations with a gradient of their own.
 * @module
 */
import { tf } from "./tf.ts";

/** An operation and its gradient. */
export interface Differentiable {
  /**
   * The value, followed by the tensors that the gradient will need; inputs may be among them. Whatever else is made
   * on the way is disposed of.
   */
  forward: () => tf.Tensor[];
  /** From the gradient for the value and the tensors kept by `forward`, one gradient for each input. */
  backward: (dy: tf.Tensor, kept: tf.Tensor[]) => tf.Tensor[];
}

/**
 * Runs an operation whose gradient is `backward` rather than that of the operations it is made of.
 * @param inputs The tensors to differentiate by.
 * @param operation The operation and its gradient.
 * @returns The value.
 */
export function differentiable(inputs: tf.Tensor[], operation: Differentiable): tf.Tensor {
  const run = tf.customGrad((...args) => {
    const save = args[args.length - 1] as tf.GradSaveFunc;
    const [value, ...kept] = operation.forward();
    save(kept);
    const gradFunc = (dy: tf.Tensor, kept: tf.Tensor[]) => tf.tidy(() => operation.backward(dy, kept));
    return { value, gradFunc };
  });
  return tf.tidy(() => run(...inputs));
}
