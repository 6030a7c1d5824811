/**
 * The centres of a mixture, read as float64 whatever they are stored in.
 * @module
 */

/** Storage that an oracle reads without copying it whole. */
export type AtomStorage = Float64Array | Float32Array | Uint8Array;

/**
 * K points in d dimensions. Plain float64 storage is read in place; other storage is widened and scaled a block at a
 * time, so that the inner loops see one kind of array and 50,000 pictures need no second copy.
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
  readonly #shift: number;
  readonly #inPlace: Float64Array | undefined;

  /**
   * Reads storage as atoms.
   * @param data K × d numbers, row-major.
   * @param dimension d.
   * @param scale Factor on every entry, 1 unless told.
   * @param shift Added to every entry after scaling, 0 unless told.
   */
  constructor(data: AtomStorage, dimension: number, scale: number = 1, shift: number = 0) {
    this.#data = data;
    this.#scale = scale;
    this.#shift = shift;
    this.dimension = dimension;
    this.count = data.length / dimension;
    this.#inPlace = data instanceof Float64Array && scale === 1 && shift === 0 ? data : undefined;
    this.view = this.#inPlace ?? new Float64Array(0);
  }

  /**
   * Makes atoms first, …, last − 1 readable in {@link Atoms.view} until the next call.
   * @param first Index of the first atom.
   * @param last One past the last.
   * @returns The offset of the first atom in the view.
   */
  seek(first: number, last: number): number {
    const data = this.#data, d = this.dimension, from = first * d, length = (last - first) * d;
    if (this.#inPlace !== undefined) return from;
    if (this.view.length < length) this.view = new Float64Array(length);
    const view = this.view, scale = this.#scale, shift = this.#shift;
    for (let i = 0; i < length; i++) view[i] = data[from + i] * scale + shift;
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
