/**
 * Inner products with all means at once, for noise levels at which the expanded squared distance keeps its digits.
 * @module
 */
import { type Float64Kernels, scratchKernels, STEP, TILE } from "../numerics/kernels/float64.ts";
import { type NativeFloat64, nativeFloat64 } from "../numerics/kernels/native.ts";
import { packPanels } from "../numerics/kernels/pack.ts";
import type { Atoms } from "./atoms.ts";

/** Coordinates, or means, summed before a sum is added to its total. */
const DEPTH = 64;
/** Rows and columns of one tile of a product: with this depth, its factors and its sums stay in the cache. */
const SIDE = 64;

/** Means handed to machine code at once where they must be copied: a multiple of {@linkcode DEPTH}. */
const GROUP = 512;
/** Largest error of a log-weight that the expanded distance may cause; the weights then err by twice that. */
export const TOLERABLE: number = 5e-11;

/** What a bound on the expanded distance depends on; lengths are of centred vectors. */
export interface Reach {
  /** d. */
  readonly dimension: number;
  /** α. */
  readonly alpha: number;
  /** ‖x − αc‖ + α‖c‖. */
  readonly point: number;
  /** Largest ‖μ_k − c‖. */
  readonly mean: number;
  /** Smallest and largest s_k. */
  readonly scales: readonly [smallest: number, largest: number];
}

/**
 * Bounds the error of the log-weights −(‖y‖² − 2αy·ν + α²‖ν‖²)/(2s), up to a constant that they share.
 *
 * With sums of {@link DEPTH} terms added up in turn, an inner product of length d errs by at most n u ‖a‖‖b‖, where u is
 * half the spacing of floats at 1 and n = DEPTH + d/DEPTH + 4 counts the roundings on the longest way through the sums,
 * with those of y and ν (Higham 2002, "Accuracy and stability of numerical algorithms", section 3.1). ‖y‖² is shared, so
 * its error counts only as far as the s_k differ; the last few roundings are of the size of the whole.
 * @param reach The lengths.
 * @returns The bound.
 */
export function expansionError({ dimension, alpha, point, mean, scales: [smallest, largest] }: Reach): number {
  const n = Math.min(DEPTH, dimension) + Math.ceil(dimension / DEPTH) + 4, scaled = alpha * mean;
  const products = (point * scaled + scaled * scaled / 2) / smallest;
  const square = point * point / 2 * (1 / smallest - 1 / largest);
  return Number.EPSILON / 2 * (n * (products + square) + 2 * (point + scaled) ** 2 / smallest);
}

/** Means ν_k = μ_k − c about their average c, as one factor of block products. */
export class Expansion {
  /** c. */
  readonly centre: Float64Array;
  /** ‖c‖. */
  readonly offset: number;
  /** ‖ν_k‖². */
  readonly squares: Float64Array;
  /** c · ν_k. */
  readonly crossings: Float64Array;
  /** Largest ‖ν_k‖. */
  readonly largest: number;
  readonly #atoms: Atoms;

  /**
   * Centres means.
   * @param atoms The means.
   */
  constructor(atoms: Atoms) {
    const { count, dimension: d } = atoms, centre = new Float64Array(d), mean = new Float64Array(d);
    for (let k = 0; k < count; k++) {
      atoms.read(k, mean);
      for (let i = 0; i < d; i++) centre[i] += mean[i];
    }
    for (let i = 0; i < d; i++) centre[i] /= count;
    this.centre = centre;
    this.offset = Math.sqrt(innerProduct(centre, centre));
    this.squares = new Float64Array(count);
    this.crossings = new Float64Array(count);
    for (let k = 0; k < count; k++) {
      atoms.read(k, mean);
      for (let i = 0; i < d; i++) mean[i] -= centre[i];
      this.squares[k] = innerProduct(mean, mean);
      this.crossings[k] = innerProduct(centre, mean);
    }
    this.largest = Math.sqrt(this.squares.reduce((a, b) => Math.max(a, b), 0));
    this.#atoms = atoms;
  }

  /**
   * (x_row − factor · c) · ν_k for some rows and all means.
   * @param table Output, rows × K.
   * @param x Points, row-major.
   * @param rows Which.
   * @param factor The factor.
   */
  products(table: Float64Array, x: Float64Array, rows: Int32Array, factor: number): void {
    const native = nativeFloat64();
    if (native !== undefined) return this.#nativeProducts(native, table, x, rows, factor);
    const { count, dimension: d } = this.#atoms, slabs = Math.ceil(d / DEPTH), tiles = Math.ceil(rows.length / SIDE);
    const depth = Math.min(DEPTH, Math.ceil(d / STEP) * STEP), tile = SIDE * depth;
    const b = tiles * slabs * tile, c = b + slabs * tile, { memory, block } = this.#reserve(c + SIDE * SIDE);
    memory.fill(0, 0, c);
    for (let r = 0; r < rows.length; r++) {
      const base = Math.floor(r / SIDE) * slabs * tile;
      packRow(memory, base, r % SIDE, depth, x, rows[r] * d, d, this.centre, factor);
    }
    for (let from = 0; from < count; from += SIDE) {
      const size = Math.min(SIDE, count - from), view = this.#show(from, size);
      for (let k = 0; k < size; k++) packRow(memory, b, k, depth, view, k * d, d, this.centre, 1);
      for (let first = 0; first < rows.length; first += SIDE) {
        const height = Math.min(SIDE, rows.length - first), a = first * slabs * depth;
        memory.fill(0, c, c + SIDE * SIDE);
        for (let slab = 0; slab < slabs; slab++) {
          block(8 * (a + slab * tile), 8 * (b + slab * tile), 8 * c, panels(height), panels(size), depth, 8 * SIDE);
        }
        for (let r = 0; r < height; r++) {
          table.set(memory.subarray(c + r * SIDE, c + r * SIDE + size), (first + r) * count + from);
        }
      }
    }
  }

  /**
   * Adds Σ share_k ν_k to some rows.
   * @param out The rows, row-major.
   * @param rows Which.
   * @param shares One factor per row and mean, rows × K.
   */
  addShares(out: Float64Array, rows: Int32Array, shares: Float64Array): void {
    const native = nativeFloat64();
    if (native !== undefined) return this.#addNativeShares(native, out, rows, shares);
    const { count, dimension: d } = this.#atoms, tiles = Math.ceil(rows.length / SIDE), tile = SIDE * DEPTH;
    const stride = panels(d) * TILE, b = tiles * tile, c = b + stride * DEPTH;
    const { memory, block } = this.#reserve(c + tiles * SIDE * stride);
    memory.fill(0, b, c + tiles * SIDE * stride);
    for (let from = 0; from < count; from += DEPTH) {
      const size = Math.min(DEPTH, count - from), view = this.#show(from, size);
      // Shares of means that are not there stay zero, and so does what is added for them.
      memory.fill(0, 0, b);
      packPanels(memory, 0, DEPTH, shares, from, [rows.length, count], [size, 1]);
      for (let left = 0, to = b; left < d; left += TILE) {
        for (let k = 0; k < DEPTH; k++, to += TILE) {
          for (let i = 0; k < size && i < Math.min(TILE, d - left); i++) {
            memory[to + i] = view[k * d + left + i] - this.centre[left + i];
          }
        }
      }
      for (let column = 0; column < stride; column += SIDE) {
        const width = panels(Math.min(SIDE, stride - column));
        for (let first = 0; first < rows.length; first += SIDE) {
          const height = panels(Math.min(SIDE, rows.length - first)), to = c + first * stride + column;
          block(8 * first * DEPTH, 8 * (b + column * DEPTH), 8 * to, height, width, DEPTH, 8 * stride);
        }
      }
    }
    for (let r = 0; r < rows.length; r++) {
      for (let i = 0; i < d; i++) out[rows[r] * d + i] += memory[c + r * stride + i];
    }
  }

  #nativeProducts(native: NativeFloat64, table: Float64Array, x: Float64Array, rows: Int32Array, factor: number): void {
    const { dimension: d, count } = this.#atoms, y = new Float64Array(rows.length * d);
    for (let r = 0, to = 0; r < rows.length; r++) {
      for (let i = 0; i < d; i++) y[to++] = x[rows[r] * d + i] - factor * this.centre[i];
    }
    native.productsBegin(y, rows.length, d);
    this.#inGroups((means, size, from) => native.products(means, owned(this.centre), size, owned(table), count, from));
  }

  #addNativeShares(native: NativeFloat64, out: Float64Array, rows: Int32Array, shares: Float64Array): void {
    const { dimension: d, count } = this.#atoms;
    native.sharesBegin(rows.length, d);
    this.#inGroups((means, size, from) => native.shares(means, owned(this.centre), size, owned(shares), count, from));
    native.sharesEnd(owned(out), rows as Int32Array<ArrayBuffer>);
  }

  #inGroups(use: (means: Float64Array<ArrayBuffer>, size: number, from: number) => void): void {
    const { count } = this.#atoms;
    for (let from = 0; from < count; from += GROUP) {
      const size = Math.min(GROUP, count - from);
      use(owned(this.#atoms.rows(from, from + size)), size, from);
    }
  }

  #show(from: number, size: number): Float64Array {
    this.#atoms.scaled(from, from + size, 1);
    return this.#atoms.view;
  }

  #reserve(entries: number): { memory: Float64Array; block: Float64Kernels["block"] } {
    const { memory, block } = scratchKernels(8 * entries);
    return { memory: new Float64Array(memory.buffer), block };
  }
}

/** Packs a row − factor · centre for a product: slabs of coordinates, in each of them panels of four rows. */
function packRow(
  memory: Float64Array,
  base: number,
  row: number,
  depth: number,
  values: Float64Array,
  at: number,
  length: number,
  centre: Float64Array,
  factor: number,
): void {
  let to = base + (row - row % TILE) * depth + row % TILE;
  for (let start = 0; start < length; start += depth, to += (SIDE - TILE) * depth) {
    const end = Math.min(length, start + depth);
    for (let i = start; i < end; i++, to += TILE) memory[to] = values[at + i] - factor * centre[i];
  }
}

/** An array as machine code takes it: of this thread alone. */
function owned(values: Float64Array): Float64Array<ArrayBuffer> {
  return values as Float64Array<ArrayBuffer>;
}

function panels(rows: number): number {
  return Math.ceil(rows / TILE);
}

/**
 * a · b with the sums of {@link expansionError}.
 * @param a A vector.
 * @param b Another.
 * @param at Offset of the first coordinate in a.
 * @returns The inner product.
 */
export function innerProduct(a: Float64Array, b: Float64Array, at: number = 0): number {
  let total = 0;
  for (let start = 0; start < b.length; start += DEPTH) {
    let sum = 0;
    for (let i = start; i < Math.min(b.length, start + DEPTH); i++) sum += a[at + i] * b[i];
    total += sum;
  }
  return total;
}
