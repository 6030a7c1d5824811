/**
 * Convolution by 3 × 3 filters with 4 multiplications where the sum of products takes 9: Winograd's F(2 × 2, 3 × 3)
 * (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks", section 4.1).
 * @module
 */
import type { tf } from "../tf.ts";
import { address, allocate, floats, release } from "./heap.ts";
import { type Geometry, PaddedImages } from "./padded_images.ts";
import { PANEL, ROWS, STEP, tiles } from "./tiles.ts";
import { filterLoop, winogradLoops } from "./winograd_loops.ts";

/** Channels below which the transforms cost more than they save. */
const LEAST = 16;

/** Bytes of transformed pixels that stay in the second-level cache. */
const TOGETHER = 1 << 19;

/**
 * Whether a convolution can be made this way: 3 × 3 taps, an even number of rows and columns, whole panels, no strides.
 * Dilations are not looked at.
 * @param geometry The convolution's.
 * @returns Whether.
 */
export function suitsWinograd(geometry: Geometry): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth, inChannels, outChannels } = geometry;
  return filterHeight === 3 && filterWidth === 3 && strideHeight === 1 && strideWidth === 1 &&
    geometry.outHeight % 2 === 0 && geometry.outWidth % 2 === 0 && inChannels >= LEAST && outChannels >= LEAST &&
    inChannels % STEP === 0 && outChannels % PANEL === 0;
}

/**
 * Convolves where {@linkcode suitsWinograd} says so. What is not finite spreads over its tile: then, and where sums on the
 * way go beyond float32, the caller convolves by products.
 * @param x [n, h, w, cIn].
 * @param filter [3, 3, cIn, cOut].
 * @param geometry The convolution's.
 * @param out The address of [n, hOut, wOut, cOut].
 * @returns Whether all of the result is finite.
 */
export function convolveByWinograd(x: tf.TensorInfo, filter: tf.TensorInfo, geometry: Geometry, out: number): boolean {
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = geometry;
  const across = outWidth / 2, each = outHeight / 2 * across, bytes = 64 * (inChannels + outChannels);
  const images = Math.min(batchSize, Math.max(1, Math.floor(TOGETHER / (bytes * each))));
  const room = new PaddedImages(geometry, images);
  const [spread, products, planes, flag] = allocate(
    [images * each, 16, inChannels],
    [images * each, 16, outChannels],
    [16, inChannels, outChannels],
    [4],
  );
  floats(flag).fill(0);
  const row = 4 * outChannels, plane = inChannels * row;
  for (let column = 0; column < outChannels; column += PANEL) {
    const [from, to] = [address(filter) + 4 * column, address(planes) + column * 4 * inChannels];
    filterLoop().filter(from, to, inChannels, plane, row, plane);
  }
  const [into, from] = [winogradLoops(inChannels), winogradLoops(outChannels)], rowBytes = 4 * outWidth * outChannels;
  for (let n = 0; n < batchSize; n += images) {
    const count = Math.min(images, batchSize - n), padded = room.put(x, n, count), rows = count * outHeight / 2;
    for (let row = 0; row < rows; row++) {
      const image = Math.floor(2 * row / outHeight),
        start = padded + (image * room.height + 2 * row - image * outHeight) * room.rowBytes;
      into.spread(start, address(spread) + 64 * row * across * inChannels, across, room.rowBytes);
    }
    multiply(address(spread), address(planes), address(products), count * each, inChannels, outChannels);
    for (let row = 0; row < rows; row++) {
      const to = out + (n * outHeight + 2 * row) * rowBytes;
      from.gather(address(products) + 64 * row * across * outChannels, to, across, rowBytes, address(flag));
    }
  }
  const finite = floats(flag).every((value) => value === 0);
  room.release();
  release(spread, products, planes, flag);
  return finite;
}

/** products[i, plane] = spread[i, plane] · planes[plane] for all tiles and 16 planes. */
function multiply(spread: number, planes: number, products: number, rows: number, cIn: number, cOut: number): void {
  const byRows = tiles().rowsReplacing, [inBytes, outBytes] = [64 * cIn, 64 * cOut];
  for (let plane = 0; plane < 16; plane++) {
    for (let column = 0; column < cOut; column += PANEL) {
      const panel = planes + 4 * cIn * (plane * cOut + column), to = products + 4 * (plane * cOut + column);
      for (let i = 0; i < rows; i += ROWS) {
        const a = spread + i * inBytes + 4 * plane * cIn, tile = byRows[Math.min(ROWS, rows - i)];
        tile(
          a,
          a + inBytes,
          a + 2 * inBytes,
          a + 3 * inBytes,
          a + 4 * inBytes,
          a + 5 * inBytes,
          panel,
          to + i * outBytes,
          outBytes,
          1,
          cIn,
          0,
        );
      }
    }
  }
}
