/**
 * Convolution by 3 × 3 filters with 4 multiplications where the sum of products takes 9: Winograd's F(2 × 2, 3 × 3)
 * (Lavin & Gray 2016, "Fast algorithms for convolutional neural networks", section 4.1).
 * @module
 */
import type { tf } from "../tf.ts";
import { address, allocate, floats, release } from "./heap.ts";
import { type Geometry, PaddedImages } from "./padded_images.ts";
import { addColumnProducts } from "./products.ts";
import { PANEL, ROWS, STEP, tiles } from "./tiles.ts";
import { filterLoop, winogradLoops } from "./winograd_loops.ts";

/** Channels below which the transforms cost more than they save. */
const LEAST = 16;

/**
 * Bytes from a plane to the next: of planes that lie a multiple of a page apart, no more than eight would stay in the
 * first-level cache.
 */
function pitch(bytes: number): number {
  return bytes % 512 === 0 ? bytes + 320 : bytes;
}

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
  const { inChannels, outChannels } = geometry, groups = new TileGroups(geometry);
  const [planes, products, flag] = allocate([16, inChannels, outChannels], groups.planes(outChannels), [4]);
  floats(flag).fill(0);
  const row = 4 * outChannels, plane = inChannels * row, transform = winogradLoops(outChannels);
  for (let column = 0; column < outChannels; column += PANEL) {
    const [from, to] = [address(filter) + 4 * column, address(planes) + column * 4 * inChannels];
    filterLoop().filter(from, to, inChannels, plane, row, plane);
  }
  groups.each(x, (spread, count, eachRow) => {
    for (let i = 0; i < 16; i++) {
      const from = spread + i * pitch(4 * count * inChannels), to = address(products) + i * pitch(count * row);
      multiply(from, address(planes) + i * plane, to, count, inChannels, outChannels);
    }
    eachRow((tile, pixel) => {
      const from = address(products) + tile * row, to = out + pixel * row;
      transform.gather(from, to, groups.across, groups.rowBytes, pitch(count * row), address(flag));
    });
  });
  const finite = floats(flag).every((value) => value === 0);
  groups.release();
  release(planes, products, flag);
  return finite;
}

/**
 * The gradient of such a convolution for its filter, by the transposed transforms: Gᵀ (Σ (A dy Aᵀ) (Bᵀ x B)) G. As there, the caller
 * takes products where not all is finite.
 * @param x [n, h, w, cIn].
 * @param dy [n, hOut, wOut, cOut].
 * @param geometry The convolution's.
 * @param out [3, 3, cIn, cOut].
 * @returns Whether all of the result is finite.
 */
export function filterGradientByWinograd(
  x: tf.TensorInfo,
  dy: tf.TensorInfo,
  geometry: Geometry,
  out: tf.TensorInfo,
): boolean {
  const { inChannels, outChannels } = geometry, groups = new TileGroups(geometry), size = inChannels * outChannels;
  const [widened, sums, flag] = allocate(groups.planes(outChannels), [16, inChannels, outChannels], [4]);
  for (const zeros of [sums, flag]) floats(zeros).fill(0);
  const row = 4 * outChannels, transform = winogradLoops(outChannels);
  groups.each(x, (spread, count, eachRow) => {
    eachRow((tile, pixel) => {
      const from = address(dy) + pixel * row, to = address(widened) + tile * row;
      transform.widen(from, to, groups.across, groups.rowBytes, pitch(count * row));
    });
    const step = 4 * inChannels,
      terms = { rows: inChannels, images: 1, runs: 1, length: count, step, gap: 0, imageGap: 0 };
    for (let i = 0; i < 16; i++) {
      const [a, b] = [spread + i * pitch(count * step), address(widened) + i * pitch(count * row)];
      addColumnProducts(a, terms, b, address(sums) + 4 * i * size, outChannels);
    }
  });
  filterLoop().taps(address(sums), address(out), size / 4, 4 * size, address(flag));
  const finite = floats(flag).every((value) => value === 0);
  groups.release();
  release(widened, sums, flag);
  return finite;
}

/** A batch's tiles of 2 × 2 pixels of the result, a few images at a time. */
class TileGroups {
  /** Tiles in a row. */
  readonly across: number;
  /** The most tiles of a group. */
  readonly most: number;
  /** Bytes of a row of the result. */
  readonly rowBytes: number;
  readonly #geometry: Geometry;
  readonly #images: number;
  readonly #padded: PaddedImages;
  readonly #spread: tf.TensorInfo;

  constructor(geometry: Geometry) {
    const { batchSize, inChannels, outChannels, outHeight, outWidth } = geometry;
    this.across = outWidth / 2;
    this.rowBytes = 4 * outWidth * outChannels;
    const each = outHeight / 2 * this.across, bytes = 64 * (inChannels + outChannels) * each;
    this.#geometry = geometry;
    this.#images = Math.min(batchSize, Math.max(1, Math.floor(TOGETHER / bytes)));
    this.most = this.#images * each;
    this.#padded = new PaddedImages(geometry, this.#images);
    [this.#spread] = allocate(this.planes(inChannels));
  }

  /** The shape that 16 planes of a group take at most. */
  planes(channels: number): number[] {
    return [4 * pitch(4 * this.most * channels) + 4 * 320];
  }

  /**
   * Visits the groups.
   * @param x The images.
   * @param visit Told where the transformed images lie, 16 planes of `count` tiles, and given the rows of tiles: the number of a
   * row's first tile in the group, and of its first pixel in the batch's result.
   */
  each(
    x: tf.TensorInfo,
    visit: (spread: number, count: number, eachRow: (visit: (tile: number, pixel: number) => void) => void) => void,
  ): void {
    const { batchSize, inChannels, outHeight, outWidth } = this.#geometry, half = outHeight / 2, pixel = 4 * inChannels;
    const transform = winogradLoops(inChannels), { height, rowBytes } = this.#padded, spread = address(this.#spread);
    for (let n = 0; n < batchSize; n += this.#images) {
      const images = Math.min(this.#images, batchSize - n), rows = images * half, count = rows * this.across;
      const padded = this.#padded.put(x, n, images);
      for (let row = 0; row < rows; row++) {
        const from = padded + (Math.floor(row / half) * height + 2 * (row % half)) * rowBytes;
        transform.spread(from, spread + row * this.across * pixel, this.across, rowBytes, pitch(count * pixel));
      }
      visit(spread, count, (visit) => {
        for (let row = 0; row < rows; row++) visit(row * this.across, (n * outHeight + 2 * row) * outWidth);
      });
    }
  }

  release(): void {
    this.#padded.release();
    release(this.#spread);
  }
}

/** out = a · b for a [rows, cIn], b in panels and out [rows, cOut]. */
function multiply(a: number, b: number, out: number, rows: number, cIn: number, cOut: number): void {
  const byRows = tiles().rowsReplacing, [inBytes, outBytes] = [4 * cIn, 4 * cOut];
  for (let column = 0; column < cOut; column += PANEL, b += 4 * PANEL * cIn) {
    for (let i = 0, at = a; i < rows; i += ROWS, at += ROWS * inBytes) {
      const to = out + i * outBytes + 4 * column, tile = byRows[Math.min(ROWS, rows - i)];
      const [at1, at2, at3] = [at + inBytes, at + 2 * inBytes, at + 3 * inBytes];
      tile(at, at1, at2, at3, at + 4 * inBytes, at + 5 * inBytes, b, to, outBytes, 1, cIn, 0);
    }
  }
}
