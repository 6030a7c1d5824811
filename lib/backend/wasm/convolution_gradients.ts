/**
 * The two gradients of a convolution on wasm. TensorFlow.js 4.22 has none for the filter there and a slow one for the
 * input.
 * @module
 */
import type { Kernel } from "../kernels.ts";
import { tf } from "../tf.ts";
import { geometryOf, type Shape4D } from "./convolution.ts";
import { address, allocate, floats, release } from "./heap.ts";
import { PaddedImages } from "./padded_images.ts";
import { allocateSums, trimmed, widened } from "./panels.ts";
import { addColumnProducts } from "./products.ts";
import { transposeInto } from "./transpose.ts";
import { filterGradientByWinograd, suitsWinograd } from "./winograd.ts";

/** Terms of a sum that stay in the first-level cache: as many images are taken together as have no more pixels. */
const depth = 512;

/**
 * Gradient for the filter: dw[i, j, ci, co] = Σ x̄[n, y·s + i, z·s + j, ci]·dy[n, y, z, co], x̄ being the padded input.
 * Each tap is a product of its own, whose terms are the pixels of dy.
 * @param inputs x [n, h, w, cIn] and dy [n, hOut, wOut, cOut].
 * @param attributes Those of the forward convolution, and filterShape.
 * @returns [kernelHeight, kernelWidth, cIn, cOut].
 */
export const conv2dBackpropFilter: Kernel = ({ x, dy }, attributes) => {
  const filterShape = attributes.filterShape as Shape4D;
  const geometry = geometryOf("differentiate a convolution", x.shape, filterShape, attributes);
  const { batchSize, inChannels, outChannels, outHeight, outWidth, strideHeight, strideWidth } = geometry;
  if (geometry.dilationHeight === 1 && geometry.dilationWidth === 1 && suitsWinograd(geometry)) {
    const [out] = allocate(filterShape);
    if (filterGradientByWinograd(x, dy, geometry, out)) return out;
    release(out);
  }
  const [height, width] = filterShape,
    pixels = outHeight * outWidth,
    together = Math.max(1, Math.floor(depth / pixels));
  const images = new PaddedImages(geometry, Math.min(together, batchSize));
  const right = widened(dy, batchSize * pixels, outChannels),
    sums = allocateSums(height * width * inChannels, outChannels);
  const columns = sums.shape[1], step = 4 * strideWidth * inChannels;
  const gap = strideHeight * images.rowBytes - outWidth * step;
  const imageGap = (images.height - outHeight * strideHeight) * images.rowBytes;
  for (let n = 0; n < batchSize; n += together) {
    const count = Math.min(together, batchSize - n), start = images.put(x, n, count);
    const terms = { rows: inChannels, images: count, runs: outHeight, length: outWidth, step, gap, imageGap };
    for (let tap = 0; tap < height * width; tap++) {
      const corner = start + Math.floor(tap / width) * images.rowBytes + 4 * (tap % width) * inChannels;
      const to = address(sums) + 4 * tap * inChannels * columns;
      addColumnProducts(corner, terms, address(right) + 4 * n * pixels * columns, to, columns);
    }
  }
  if (right !== dy) release(right);
  images.release();
  return trimmed(sums, filterShape);
};

/**
 * Gradient for the input: a convolution of dy, its rows and columns spread by the stride, by the filter turned by 180°
 * with its channels swapped.
 * @param inputs dy [n, hOut, wOut, cOut] and filter [kernelHeight, kernelWidth, cIn, cOut].
 * @param attributes Those of the forward convolution, and inputShape.
 * @returns [n, h, w, cIn].
 */
export const conv2dBackpropInput: Kernel = ({ dy, filter }, attributes) => {
  const inputShape = attributes.inputShape as Shape4D;
  const geometry = geometryOf("differentiate a convolution", inputShape, filter.shape, attributes);
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = geometry;
  const top = filterHeight - 1 - padInfo.top, left = filterWidth - 1 - padInfo.left;
  const height = inputShape[1] + filterHeight - 1, width = inputShape[2] + filterWidth - 1;
  return tf.tidy(() => {
    const turned = tensor(turn(filter));
    const centred = strideHeight === 1 && strideWidth === 1 && top === left && top >= 0 &&
      height === geometry.outHeight + 2 * top && width === geometry.outWidth + 2 * left;
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

/** A tensor that tf.tidy will dispose of. */
function tensor(info: tf.TensorInfo): tf.Tensor4D {
  return tf.engine().makeTensorFromTensorInfo(info) as tf.Tensor4D;
}
