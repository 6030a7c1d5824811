/**
 * Two-dimensional convolution.
 * @module
 */
import { tf } from "../tf.ts";

/**
 * Convolution with zero padding "same" (output size ⌈size / stride⌉), channels last.
 * @param x [n, height, width, cIn].
 * @param filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param stride Step in both directions.
 * @returns [n, ⌈height / stride⌉, ⌈width / stride⌉, cOut].
 */
export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number = 1): tf.Tensor4D {
  return tf.conv2d(x, filter, stride, "same");
}
