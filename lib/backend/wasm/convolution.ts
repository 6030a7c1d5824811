/**
 * Convolution on wasm, as sums of products.
 * @module
 */
import type { Attributes, Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { address, allocate, floats, release } from "./heap.ts";
import { type Geometry, PaddedImages } from "./padded_images.ts";
import { allocateSums, packPanels, trimmed, wholePanels } from "./panels.ts";
import { addRowProducts } from "./products.ts";
import { ROWS } from "./tiles.ts";
import { convolveByWinograd, suitsWinograd } from "./winograd.ts";

/** A batch of images or a filter. */
export type Shape4D = [number, number, number, number];

/** What TensorFlow.js says of a convolution. */
export interface ConvolutionAttributes {
  /** Steps in both directions. */
  readonly strides: number | [number, number];
  /** Distances of the filter's taps. */
  readonly dilations: number | [number, number];
  /** The padding, by name or spelt out. */
  readonly pad: "valid" | "same" | number | [number, number][];
  /** Channels last or first. */
  readonly dataFormat: "NHWC" | "NCHW";
  /** How sizes that are not whole are rounded. */
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
  /** The filter's shape, for the gradient by it. */
  readonly filterShape: Shape4D;
  /** The input's shape, for the gradient by it. */
  readonly inputShape: Shape4D;
}

/**
 * Conv2D: each pixel of the result is a row, whose terms are the filter's rows over the padded image.
 * @param inputs x [n, h, w, cIn] and filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param attributes Those of TensorFlow.js.
 * @param previous TensorFlow.js's own kernel, which dilated filters are left to.
 * @returns [n, hOut, wOut, cOut].
 */
export const conv2d: Kernel = ({ x, filter }, attributes, previous) => {
  const geometry = geometryOf("convolve", x.shape, filter.shape, attributes);
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth, outHeight, outWidth } = geometry;
  if (geometry.dilationHeight > 1 || geometry.dilationWidth > 1) {
    // With padding "same" its result has zeros where the last stride ends before the image does (TensorFlow.js 4.22).
    const { top, bottom, left, right } = geometry.padInfo, pad = [[0, 0], [top, bottom], [left, right], [0, 0]];
    return previous!({ inputs: { x, filter }, backend: tf.backend(), attrs: { ...attributes, pad } as never });
  }
  if (suitsWinograd(geometry)) {
    const [out] = allocate([batchSize, outHeight, outWidth, outChannels]);
    if (convolveByWinograd(x, filter, geometry, address(out))) return out;
    release(out);
  }
  const pixels = outHeight * outWidth, columns = wholePanels(outChannels), length = filterWidth * inChannels;
  const [panels] = allocate([columns, filterHeight * length]), image = new PaddedImages(geometry, 1);
  const sums = allocateSums(batchSize * pixels, outChannels);
  packPanels(floats(filter), 0, [filterHeight * length, outChannels], [outChannels, 1], floats(panels));
  const starts = new Int32Array(pixels + ROWS);
  for (let i = 0; i < pixels; i++) {
    const row = Math.floor(i / outWidth) * geometry.strideHeight, column = i % outWidth * geometry.strideWidth;
    starts[i] = row * image.rowBytes + 4 * column * inChannels;
  }
  const terms = { starts, rows: pixels, runs: filterHeight, length, gap: image.rowBytes - 4 * length };
  for (let n = 0; n < batchSize; n++) {
    addRowProducts(image.put(x, n, 1), terms, address(panels), address(sums) + 4 * n * pixels * columns, columns);
  }
  release(panels);
  image.release();
  return trimmed(sums, [batchSize, outHeight, outWidth, outChannels]);
};

/**
 * A convolution's sizes and paddings.
 * @param action What is being done, for errors.
 * @param x The input's shape.
 * @param filter The filter's shape.
 * @param attributes Those of TensorFlow.js.
 * @returns The geometry.
 * @throws {TypeError} If the channels come first.
 */
export function geometryOf(action: string, x: number[], filter: number[], attributes: Attributes): Geometry {
  const { strides, pad, dataFormat, dilations = 1, dimRoundingMode } = attributes as Partial<ConvolutionAttributes>;
  if (dataFormat !== "NHWC" && dataFormat !== undefined) {
    throw new TypeError(`Cannot ${action} on wasm: dataFormat must be "NHWC", got "${dataFormat}"`);
  }
  const [input, taps] = [x, filter] as [Shape4D, Shape4D];
  return tf.backend_util.computeConv2DInfo(input, taps, strides!, dilations, pad as "same", dimRoundingMode);
}
