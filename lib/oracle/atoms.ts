/**
 * The centres of a mixture, read as float64 whatever they are stored in.
 * @module
 */

/** Storage that an oracle reads without copying it whole. */
export type AtomStorage = Float64Array | Float32Array | Uint8Array;

/**
 * K points in d dimensions, shown a group at a time: the inner loops see one kind of array, and 50,000 pictures need no
 * second copy in float64. Plain float64 storage is not copied at all unless it is scaled.
 */
export class Atoms {
  /** K, how many. */
  readonly count: number;
  /** d. */
  readonly dimension: number;
  /** Where the last group's rows are. */
  view: Float64Array = new Float64Array(0);
  /** Offset in {@link Atoms.view} of each row of the last group. */
  offsets: Int32Array = new Int32Array(0);
  readonly #data: AtomStorage;
  readonly #scale: number;
  readonly #shift: number;
  #scratch = new Float64Array(0);

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
  }

  /**
   * Shows a group of atoms until the next call.
   * @param indices Which, in any order.
   * @param from First place in `indices`.
   * @param to One past the last.
   */
  gather(indices: Int32Array, from: number, to: number): void {
    const data = this.#data, d = this.dimension, size = to - from;
    if (this.offsets.length < size) this.offsets = new Int32Array(size);
    if (data instanceof Float64Array && this.#scale === 1 && this.#shift === 0) {
      this.view = data;
      for (let a = 0; a < size; a++) this.offsets[a] = indices[from + a] * d;
      return;
    }
    this.#reserve(size);
    for (let a = 0; a < size; a++) {
      this.offsets[a] = a * d;
      this.#copy(indices[from + a] * d, d, a * d, 1);
    }
  }

  /**
   * Neighbouring atoms one after the other: the storage itself where it can serve.
   * @param first Index of the first.
   * @param last One past the last.
   * @returns The atoms; a copy is valid until the next call.
   */
  rows(first: number, last: number): Float64Array {
    const d = this.dimension;
    if (this.#data instanceof Float64Array && this.#scale === 1 && this.#shift === 0) {
      return this.#data.subarray(first * d, last * d);
    }
    this.scaled(first, last, 1);
    return this.view.subarray(0, (last - first) * d);
  }

  /**
   * Shows the first coordinates of neighbouring atoms times a factor, one after the other from the start of
   * {@link Atoms.view}, until the next call.
   * @param first Index of the first.
   * @param last One past the last.
   * @param factor The factor.
   * @param width How many coordinates; all d unless told.
   */
  scaled(first: number, last: number, factor: number, width: number = this.dimension): void {
    this.#reserve(last - first);
    for (let k = first; k < last; k++) this.#copy(k * this.dimension, width, (k - first) * width, factor);
  }

  /**
   * Copies one atom.
   * @param index Which.
   * @param out Where to, d entries.
   * @param offset Where in `out`.
   */
  read(index: number, out: Float64Array, offset: number = 0): void {
    this.gather(Int32Array.of(index), 0, 1);
    for (let i = 0; i < this.dimension; i++) out[offset + i] = this.view[this.offsets[0] + i];
  }

  #reserve(rows: number): void {
    if (this.#scratch.length < rows * this.dimension) this.#scratch = new Float64Array(rows * this.dimension);
    this.view = this.#scratch;
  }

  #copy(from: number, length: number, to: number, factor: number): void {
    const data = this.#data, view = this.view, scale = this.#scale, shift = this.#shift;
    for (let i = 0; i < length; i++) view[to + i] = (data[from + i] * scale + shift) * factor;
  }
}
