/**
 * The two gradients of a convolution on wasm. TensorFlow.js 4.22 has none for the filter there and a slow one for the
 * input; both are written here as forward convolutions, which XNNPACK runs fast.
 * @module
 */
import type { Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { allocate, floats } from "./heap.ts";
import { transposeInto } from "./transpose.ts";

type Shape4D = [number, number, number, number];

interface ConvolutionAttributes {
  strides: number | [number, number];
  dilations: number | [number, number];
  pad: "valid" | "same" | number;
  dataFormat: "NHWC" | "NCHW";
  dimRoundingMode?: "floor" | "round" | "ceil";
  filterShape: Shape4D;
  inputShape: Shape4D;
}

/**
 * Conv2D with its padding spelt out: for padding "same" the backend's own kernel returns zeros where the last stride
 * ends before the image does, as with size 6, filter 2 and stride 3 (TensorFlow.js 4.22).
 * @param inputs x [n, h, w, cIn] and filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param attributes Those of TensorFlow.js.
 * @param previous TensorFlow.js's own kernel.
 * @returns [n, hOut, wOut, cOut].
 */
export const conv2d: Kernel = (inputs, attributes, previous) => {
  const { strides, pad, dilations, dataFormat } = attributes as unknown as ConvolutionAttributes;
  refuseChannelsFirst("convolve", dataFormat);
  let attrs = attributes;
  if (pad === "same") {
    const [x, filter] = [inputs.x.shape, inputs.filter.shape] as [Shape4D, Shape4D];
    const { top, bottom, left, right } = tf.backend_util.computeConv2DInfo(x, filter, strides, dilations, pad).padInfo;
    attrs = { ...attributes, pad: [[0, 0], [top, bottom], [left, right], [0, 0]] };
  }
  return previous!({ inputs, backend: tf.backend(), attrs: attrs as never });
};

/**
 * Gradient for the filter: dw[i, j, ci, co] = Σ x̄[n, y·s + i, z·s + j, ci]·dy[n, y, z, co], x̄ being the padded input.
 * With channels and batch swapped this is a convolution of x̄ by dy, dilated by the stride.
 * @param inputs x [n, h, w, cIn] and dy [n, hOut, wOut, cOut].
 * @param attributes Those of the forward convolution, and filterShape.
 * @returns [kernelHeight, kernelWidth, cIn, cOut].
 */
export const conv2dBackpropFilter: Kernel = ({ x, dy }, attributes) => {
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attributes as unknown as ConvolutionAttributes;
  refuseChannelsFirst("differentiate a convolution", dataFormat);
  const info = tf.backend_util.computeConv2DInfo(x.shape as Shape4D, filterShape, strides, 1, pad, dimRoundingMode);
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth, outHeight, outWidth, padInfo } = info;
  const { strideHeight, strideWidth } = info;
  const pointwise = filterHeight === 1 && filterWidth === 1 && strideHeight === 1 && strideWidth === 1 &&
    padInfo.top + padInfo.bottom + padInfo.left + padInfo.right === 0;
  return tf.tidy(() => {
    if (pointwise) {
      const rows = tf.reshape(x, [-1, inChannels]) as tf.Tensor2D;
      return tf.reshape(tf.matMul(rows, tf.reshape(dy, [-1, outChannels]) as tf.Tensor2D, true), filterShape);
    }
    const height = (outHeight - 1) * strideHeight + filterHeight, width = (outWidth - 1) * strideWidth + filterWidth;
    const image = tensor(channelsToBatch(x, padInfo.top, padInfo.left, height, width));
    const filter = tf.transpose(dy, [1, 2, 0, 3]) as tf.Tensor4D;
    const out = tf.conv2d(image, filter, 1, "valid", "NHWC", [strideHeight, strideWidth]);
    return tf.transpose(tf.reshape(out, [inChannels, filterHeight, filterWidth, outChannels]), [1, 2, 0, 3]);
  });

  /** x̄ with channels and batch swapped: [cIn, height, width, n]. */
  function channelsToBatch(x: tf.Tensor, top: number, left: number, height: number, width: number): tf.TensorInfo {
    const [, rows, columns] = x.shape;
    const [out] = allocate([inChannels, height, width, batchSize]);
    const from = floats(x), to = floats(out);
    to.fill(0);
    const area = rows * columns * inChannels, plane = height * width * batchSize;
    for (let row = Math.max(0, top); row < Math.min(height, rows + top); row++) {
      for (let column = Math.max(0, left); column < Math.min(width, columns + left); column++) {
        const start = ((row - top) * columns + column - left) * inChannels;
        transposeInto(from, start, batchSize, inChannels, area, to, (row * width + column) * batchSize, plane);
      }
    }
    return out;
  }
};

/**
 * Gradient for the input: a convolution of dy, its rows and columns spread by the stride, by the filter turned by 180°
 * with its channels swapped.
 * @param inputs dy [n, hOut, wOut, cOut] and filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param attributes Those of the forward convolution, and inputShape.
 * @returns [n, h, w, cIn].
 */
export const conv2dBackpropInput: Kernel = ({ dy, filter }, attributes) => {
  const { strides, pad, dataFormat, dimRoundingMode, inputShape } = attributes as unknown as ConvolutionAttributes;
  refuseChannelsFirst("differentiate a convolution", dataFormat);
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filter.shape as Shape4D,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const top = filterHeight - 1 - padInfo.top, left = filterWidth - 1 - padInfo.left;
  const height = inputShape[1] + filterHeight - 1, width = inputShape[2] + filterWidth - 1;
  return tf.tidy(() => {
    const turned = tensor(turn(filter));
    const centred = strideHeight === 1 && strideWidth === 1 && top === left && top >= 0 &&
      height === info.outHeight + 2 * top && width === info.outWidth + 2 * left;
    if (centred) return tf.conv2d(dy as tf.Tensor4D, turned, 1, top);
    return tf.conv2d(tensor(spread(dy, top, left, height, width)), turned, 1, "valid");
  });

  /** dy with its entries `stride` apart, the first at (top, left), in a field of zeros; what falls outside is left out. */
  function spread(dy: tf.Tensor, top: number, left: number, height: number, width: number): tf.TensorInfo {
    const [batch, rows, columns, channels] = dy.shape;
    const [out] = allocate([batch, height, width, channels]);
    const from = floats(dy), to = floats(out);
    to.fill(0);
    for (let n = 0; n < batch; n++) {
      for (let row = 0; row < rows; row++) {
        const y = row * strideHeight + top;
        if (y < 0 || y >= height) continue;
        for (let column = 0; column < columns; column++) {
          const z = column * strideWidth + left;
          if (z < 0 || z >= width) continue;
          const start = ((n * rows + row) * columns + column) * channels;
          to.set(from.subarray(start, start + channels), ((n * height + y) * width + z) * channels);
        }
      }
    }
    return out;
  }
};

/** The filter turned by 180°, its channels swapped: [kernelHeight, kernelWidth, cOut, cIn]. */
function turn(filter: tf.Tensor): tf.TensorInfo {
  const [height, width, inChannels, outChannels] = filter.shape;
  const [out] = allocate([height, width, outChannels, inChannels]);
  const from = floats(filter), to = floats(out), size = inChannels * outChannels;
  for (let tap = 0; tap < height * width; tap++) {
    const opposite = (height * width - 1 - tap) * size;
    transposeInto(from, opposite, inChannels, outChannels, outChannels, to, tap * size, inChannels);
  }
  return out;
}

function refuseChannelsFirst(action: string, dataFormat: string): void {
  if (dataFormat === "NHWC" || dataFormat === undefined) return;
  throw new TypeError(`Cannot ${action} on wasm: dataFormat must be "NHWC", got "${dataFormat}"`);
}

/** A tensor that tf.tidy will dispose of. */
function tensor(info: tf.TensorInfo): tf.Tensor4D {
  return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor4D;
}
