/**
 * Two-dimensional convolution.
 * @module
 */
import { checkInteger } from "../../numerics/check.ts";
import { tf } from "../tf.ts";

/**
 * Convolution with zero padding "same" (output size ⌈size / stride⌉), channels last.
 * @param x [n, height, width, cIn].
 * @param filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param stride Step in both directions, from 1.
 * @returns [n, ⌈height / stride⌉, ⌈width / stride⌉, cOut].
 * @throws {TypeError} If the ranks or the channels do not fit.
 * @throws {RangeError} If the stride is not a positive integer.
 */
export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number = 1): tf.Tensor4D {
  checkConvolution(x, filter, stride);
  return tf.conv2d(x, filter, stride, "same");
}

/**
 * Checks what is to be convolved.
 * @param x [n, height, width, cIn].
 * @param filter [filterHeight, filterWidth, cIn, cOut].
 * @param stride Step in both directions.
 * @throws {TypeError} If ranks or channels do not fit.
 * @throws {RangeError} If the stride is not a positive integer.
 */
export function checkConvolution(x: tf.Tensor4D, filter: tf.Tensor4D, stride: number): void {
  if (x.rank !== 4 || filter.rank !== 4 || x.shape[3] !== filter.shape[2]) {
    throw new TypeError(
      `Cannot convolve: x [n, h, w, cIn] and filter [h, w, cIn, cOut] must share cIn, got [${x.shape}] and ` +
        `[${filter.shape}]`,
    );
  }
  checkInteger("convolve", "stride", stride, 1);
}
