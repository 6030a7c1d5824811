/**
 * Inner products with all means at once, for noise levels at which the expanded squared distance keeps its digits.
 * @module
 */
import { type NativeFloat64, nativeFloat64 } from "../numerics/kernels/native.ts";
import { Softmax } from "../numerics/kernels/softmax.ts";
import type { Atoms } from "./atoms.ts";
import { addShares, DEPTH, productsInto } from "./expansion_products.ts";

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
  #softmax?: Softmax;

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

  /** Room for one logit a mean. Kept: WebAssembly's memory takes longer to get than a few points to be computed in it. */
  get softmax(): Softmax {
    return this.#softmax ??= new Softmax(this.squares.length);
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
    productsInto(this.#atoms, this.centre, table, x, rows, factor);
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
    addShares(this.#atoms, this.centre, out, rows, shares);
  }

  #nativeProducts(native: NativeFloat64, table: Float64Array, x: Float64Array, rows: Int32Array, factor: number): void {
    const { dimension: d, count } = this.#atoms, shift = this.centre.map((value) => factor * value);
    native.productsBegin(owned(x), rows as Int32Array<ArrayBuffer>, rows.length, d, owned(shift));
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
}

/** An array as machine code takes it, of this thread alone: a copy where others share it. */
function owned(values: Float64Array): Float64Array<ArrayBuffer> {
  return (values.buffer instanceof ArrayBuffer ? values : values.slice()) as Float64Array<ArrayBuffer>;
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
