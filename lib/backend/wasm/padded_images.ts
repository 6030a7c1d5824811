/**
 * Images with their padding spelt out on the wasm heap, a few at a time so that they stay in the cache.
 * @module
 */
import type { tf } from "../tf.ts";
import { address, allocate, copyFloats, floats, heapFloats, release } from "./heap.ts";

/** What a convolution's geometry is, as TensorFlow.js computes it. */
export type Geometry = tf.backend_util.Conv2DInfo;

/** Room for some images of a batch with zeros around them; what a strided filter never reaches is cut off. */
export class PaddedImages {
  /** Rows of a padded image. */
  readonly height: number;
  /** Pixels in a row of one. */
  readonly width: number;
  readonly #geometry: Geometry;
  readonly #room: tf.TensorInfo;

  /**
   * Makes the room.
   * @param geometry The convolution's.
   * @param count For how many images.
   */
  constructor(geometry: Geometry, count: number) {
    const { outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth, inChannels } = geometry;
    this.height = (outHeight - 1) * strideHeight + filterHeight;
    this.width = (outWidth - 1) * strideWidth + filterWidth;
    this.#geometry = geometry;
    [this.#room] = allocate([count, this.height, this.width, inChannels]);
    floats(this.#room).fill(0);
  }

  /** Bytes from a row to the next. */
  get rowBytes(): number {
    return 4 * this.width * this.#geometry.inChannels;
  }

  /**
   * Puts images into the room.
   * @param x [n, h, w, c].
   * @param first The first image's place in the batch.
   * @param count How many, at most as many as there is room for.
   * @returns The address of the first padded image.
   */
  put(x: tf.TensorInfo, first: number, count: number): number {
    const { inHeight, inWidth, inChannels, padInfo: { top, left } } = this.#geometry;
    const heap = heapFloats(), from = address(x) / 4, to = address(this.#room) / 4;
    const columns = [Math.max(0, left), Math.min(this.width, inWidth + left)];
    const rows = [Math.max(0, top), Math.min(this.height, inHeight + top)];
    for (let n = 0; n < count; n++) {
      for (let row = rows[0]; row < rows[1]; row++) {
        const start = from + (((first + n) * inHeight + row - top) * inWidth + columns[0] - left) * inChannels;
        const size = Math.max(0, columns[1] - columns[0]) * inChannels;
        copyFloats(heap, to + ((n * this.height + row) * this.width + columns[0]) * inChannels, start, size);
      }
    }
    return 4 * to;
  }

  /** Frees the room. */
  release(): void {
    release(this.#room);
  }
}
