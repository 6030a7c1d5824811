/**
 * The centres of a mixture, read as float64 whatever they are stored in.
 * @module
 */

/** Storage that an oracle reads without copying it whole. */
export type AtomStorage = Float64Array | Float32Array | Uint8Array;

/**
 * K points in d dimensions. Float64 storage is read in place; other storage is widened a block at a time, so that the
 * inner loops see one kind of array and 50,000 pictures need no second copy.
 */
export class Atoms {
  /** K, how many. */
  readonly count: number;
  /** d. */
  readonly dimension: number;
  /** Where {@link Atoms.seek} last put its rows. */
  view: Float64Array;
  readonly #data: AtomStorage;
  readonly #scale: number;

  /**
   * Reads storage as atoms.
   * @param data K × d numbers, row-major.
   * @param dimension d.
   * @param scale Factor on entries of `Uint8Array` and `Float32Array` storage, 1 unless told.
   */
  constructor(data: AtomStorage, dimension: number, scale: number = 1) {
    this.#data = data;
    this.#scale = scale;
    this.dimension = dimension;
    this.count = data.length / dimension;
    this.view = data instanceof Float64Array ? data : new Float64Array(0);
  }

  /**
   * Makes atoms first, …, last − 1 readable in {@link Atoms.view} until the next call.
   * @param first Index of the first atom.
   * @param last One past the last.
   * @returns The offset of the first atom in the view.
   */
  seek(first: number, last: number): number {
    const data = this.#data, d = this.dimension, from = first * d, length = (last - first) * d;
    if (data instanceof Float64Array) return from;
    if (this.view.length < length) this.view = new Float64Array(length);
    const view = this.view, scale = this.#scale;
    for (let i = 0; i < length; i++) view[i] = data[from + i] * scale;
    return 0;
  }

  /**
   * Copies one atom.
   * @param index Which.
   * @param out Where to, d entries.
   * @param offset Where in `out`.
   */
  read(index: number, out: Float64Array, offset: number = 0): void {
    const start = this.seek(index, index + 1);
    for (let i = 0; i < this.dimension; i++) out[offset + i] = this.view[start + i];
  }
}
