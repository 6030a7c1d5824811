/**
 * Two-dimensional convolution.
 * @module
 */
import { checkInteger } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { tf } from "../tf.ts";

/**
 * Convolution, channels last: with zero padding "same" (output size ⌈size / stride⌉; where one row more is needed at one
 * end it is at the far one), or without, "valid".
 * @param x [n, height, width, cIn].
 * @param filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param stride Step in both directions, from 1.
 * @param padding Whether zeros stand around.
 * @returns [n, ⌈height / stride⌉, ⌈width / stride⌉, cOut] where padded; else without what the filter sticks out.
 * @throws {TypeError} If the ranks or the channels do not fit.
 * @throws {RangeError} If the stride is not a positive integer.
 */
export function conv2d(
  x: tf.Tensor4D,
  filter: tf.Tensor4D,
  stride: number = 1,
  padding: "same" | "valid" = "same",
): tf.Tensor4D {
  checkArguments("conv2d", arguments);
  checkConvolution(x, filter, stride);
  return tf.conv2d(x, filter, stride, padding);
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
