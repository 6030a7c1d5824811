/**
 * Singular values of large dense matrices, without vectors.
 * @module
 */
import { checkFinite, checkLength } from "../../numerics/check.ts";
import { bidiagonalSingularValues } from "./bidiagonal.ts";
import { type Float64Kernels, TILE } from "../../numerics/kernels/float64.ts";
import { metricsKernels } from "./scratch.ts";

/** Columns reduced before the rest of the matrix is brought up to date. */
const PANEL = 32;
const SIDE = 64;

/**
 * The singular values of a matrix: Householder reduction to bidiagonal form in panels (Dongarra, Hammarling & Sorensen
 * 1989, "Block reduction of matrices to condensed forms", the recurrences of LAPACK's dlabrd), then implicit QR.
 *
 * Every value is right to about d · 2⁻⁵² of the largest. The eigenvalues of A Aᵀ are their squares; going through A Aᵀ
 * would lose half the digits of the small ones.
 * @param matrix rows × columns, row-major.
 * @param rows Number of rows.
 * @param columns Number of columns.
 * @returns min(rows, columns) values, descending.
 * @throws {TypeError} If the length does not fit.
 * @throws {RangeError} If an entry is not finite.
 */
export function singularValues(matrix: Float64Array, rows: number, columns: number): Float64Array {
  checkLength("find singular values", "matrix", matrix, rows * columns);
  checkFinite("find singular values", "matrix", matrix);
  if (matrix.length === 0) return new Float64Array(0);
  const work = new Reduction(matrix, rows, columns);
  const diagonal = new Float64Array(work.n), above = new Float64Array(work.n);
  for (let start = 0; start < work.n; start += PANEL) {
    const end = Math.min(work.n, start + PANEL);
    for (let i = start; i < end; i++) work.step(i, start, diagonal, above);
    if (end < work.n) work.updateRest(end);
  }
  return bidiagonalSingularValues(diagonal, above);
}

/** A matrix of m ≥ n under reduction, A = A₀ − W Zᵀ, where W and Z gather the reflections of the current panel. */
class Reduction {
  readonly m: number;
  readonly n: number;
  readonly #stride: number;
  readonly #kernels: Float64Kernels;
  readonly #a: Float64Array;
  /** Reflection k's v and X in columns 2k and 2k + 1, rows of A. */
  readonly #w: Float64Array;
  /** Reflection k's Y and u in columns 2k and 2k + 1, columns of A. */
  readonly #z: Float64Array;
  readonly #v: Float64Array;
  readonly #x: Float64Array;
  readonly #u: Float64Array;
  readonly #y: Float64Array;
  readonly #small: Float64Array;
  readonly #out: Float64Array;
  readonly #packed: Float64Array;

  constructor(matrix: Float64Array, rows: number, columns: number) {
    const wide = rows < columns;
    [this.m, this.n] = wide ? [columns, rows] : [rows, columns];
    const height = Math.ceil(this.m / TILE) * TILE + TILE, stride = Math.ceil(this.n / TILE) * TILE + TILE;
    this.#stride = stride;
    const sizes = [height * stride, height * 2 * PANEL, stride * 2 * PANEL, height, height, stride, stride];
    sizes.push(2 * PANEL, height, (height + stride) * 2 * PANEL);
    this.#kernels = metricsKernels(8 * sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    const parts = sizes.map((size) => {
      at += size;
      return new Float64Array(this.#kernels.memory.buffer, 8 * (at - size), size).fill(0);
    });
    [this.#a, this.#w, this.#z, this.#v, this.#x] = parts;
    [, , , , , this.#u, this.#y, this.#small, this.#out, this.#packed] = parts;
    for (let i = 0; i < this.m; i++) {
      if (!wide) this.#a.set(matrix.subarray(i * this.n, (i + 1) * this.n), i * stride);
      else for (let j = 0; j < this.n; j++) this.#a[i * stride + j] = matrix[j * this.m + i];
    }
  }

  /** Reduces column i and row i; start is the panel's first column. */
  step(i: number, start: number, diagonal: Float64Array, above: Float64Array): void {
    const { m, n } = this, t = i - start, width = 2 * PANEL, stride = this.#stride;
    const [a, w, z, v, u, x, y] = [this.#a, this.#w, this.#z, this.#v, this.#u, this.#x, this.#y];
    if (t === 0) {
      w.fill(0);
      z.fill(0);
    }
    const firstRow = i - i % TILE, used = 2 * t;
    // Column i as it stands now.
    this.#rows(w, firstRow, m, used, z.subarray(i * width, i * width + used), this.#out);
    for (let r = i; r < m; r++) v[r] = a[r * stride + i] - (used > 0 ? this.#out[r - firstRow] : 0);
    v.fill(0, 0, i);
    const left = reflect(v, i, m);
    diagonal[i] = left.beta;
    for (let r = i; r < m; r++) w[r * width + 2 * t] = v[r];
    if (i + 1 >= n) return;
    // Y = τ Aᵀ v.
    const firstColumn = (i + 1) - (i + 1) % TILE;
    this.#columnsOf(firstRow, firstColumn, v, y);
    this.#subtractProducts(w, firstRow, m, v, z, firstColumn, n, used, y);
    for (let c = i + 1; c < n; c++) z[c * width + 2 * t] = left.tau * y[c];
    // Row i as it stands now, this column's reflection included.
    this.#rows(z, firstColumn, n, used + 2, w.subarray(i * width, i * width + used + 2), this.#out);
    for (let c = i + 1; c < n; c++) u[c] = a[i * stride + c] - this.#out[c - firstColumn];
    u.fill(0, 0, i + 1);
    const right = reflect(u, i + 1, n);
    above[i] = right.beta;
    // X = τ A u.
    const nextRow = (i + 1) - (i + 1) % TILE;
    this.#rowsOf(nextRow, firstColumn, u, x);
    this.#subtractProducts(z, firstColumn, n, u, w, nextRow, m, used + 2, x);
    for (let r = i + 1; r < m; r++) w[r * width + 2 * t + 1] = right.tau * x[r];
    for (let c = i + 1; c < n; c++) z[c * width + 2 * t + 1] = u[c];
  }

  /** A₀ −= W Zᵀ behind the panel that ends before `end`. */
  updateRest(end: number): void {
    const depth = 2 * PANEL, rows = this.m - end, columns = this.n - end;
    const panels1 = Math.ceil(rows / TILE), panels2 = Math.ceil(columns / TILE), size = panels1 * TILE * depth;
    this.#packed.fill(0);
    pack(this.#packed, 0, this.#w, end, rows, -1);
    pack(this.#packed, size, this.#z, end, columns, 1);
    const base = this.#packed.byteOffset, bytes = 8 * TILE * depth, side = SIDE / TILE;
    for (let i = 0; i < panels1; i += side) {
      for (let j = 0; j < panels2; j += side) {
        const to = 8 * ((end + TILE * i) * this.#stride + end + TILE * j);
        const [p, q] = [Math.min(side, panels1 - i), Math.min(side, panels2 - j)];
        this.#kernels.block(base + i * bytes, base + 8 * size + j * bytes, to, p, q, depth, 8 * this.#stride);
      }
    }
  }

  /** out = rows first…end of a gathered matrix times a short vector. */
  #rows(gathered: Float64Array, first: number, end: number, used: number, short: Float64Array, out: Float64Array) {
    if (used === 0) return;
    this.#small.set(short);
    const rows = Math.ceil((end - first) / TILE) * TILE, address = gathered.byteOffset + 8 * first * 2 * PANEL;
    this.#kernels.rowsTimes(address, 16 * PANEL, rows, used, this.#small.byteOffset, out.byteOffset);
  }

  /** to −= B (Cᵀ with), where `with` lies along the rows of C and `to` along those of B. */
  #subtractProducts(
    c: Float64Array,
    firstOfC: number,
    endOfC: number,
    along: Float64Array,
    b: Float64Array,
    firstOfB: number,
    endOfB: number,
    used: number,
    to: Float64Array,
  ): void {
    if (used === 0) return;
    const rows = Math.ceil((endOfC - firstOfC) / TILE) * TILE, address = c.byteOffset + 16 * PANEL * firstOfC;
    this.#small.fill(0);
    const from = along.byteOffset + 8 * firstOfC;
    this.#kernels.columnsTimes(address, 16 * PANEL, rows, used, from, this.#small.byteOffset);
    this.#rows(b, firstOfB, endOfB, used, this.#small.subarray(0, used), this.#out);
    for (let i = firstOfB; i < endOfB; i++) to[i] -= this.#out[i - firstOfB];
  }

  /** y = A₀ᵀ v over the rows and columns that are left. */
  #columnsOf(firstRow: number, firstColumn: number, v: Float64Array, y: Float64Array): void {
    y.fill(0);
    const rows = Math.ceil((this.m - firstRow) / TILE) * TILE, columns = roundEven(this.n - firstColumn);
    const address = 8 * (firstRow * this.#stride + firstColumn);
    const [from, to] = [v.byteOffset + 8 * firstRow, y.byteOffset + 8 * firstColumn];
    this.#kernels.columnsTimes(address, 8 * this.#stride, rows, columns, from, to);
  }

  /** x = A₀ u over the rows and columns that are left. */
  #rowsOf(firstRow: number, firstColumn: number, u: Float64Array, x: Float64Array): void {
    if (firstRow >= this.m) return;
    const rows = Math.ceil((this.m - firstRow) / TILE) * TILE, columns = roundEven(this.n - firstColumn);
    const address = 8 * (firstRow * this.#stride + firstColumn);
    const [from, to] = [u.byteOffset + 8 * firstColumn, x.byteOffset + 8 * firstRow];
    this.#kernels.rowsTimes(address, 8 * this.#stride, rows, columns, from, to);
  }
}

/**
 * The reflection H = I − τ v vᵀ with v[first] = 1 that maps a vector onto its first axis; v replaces the vector.
 */
function reflect(vector: Float64Array, first: number, end: number): { tau: number; beta: number } {
  const alpha = vector[first];
  let scale = 0;
  for (let i = first + 1; i < end; i++) scale = Math.max(scale, Math.abs(vector[i]));
  vector[first] = 1;
  if (scale === 0) return { tau: 0, beta: alpha };
  let sum = (alpha / scale) ** 2;
  for (let i = first + 1; i < end; i++) sum += (vector[i] / scale) ** 2;
  const beta = -Math.sign(alpha || 1) * scale * Math.sqrt(sum);
  for (let i = first + 1; i < end; i++) vector[i] /= alpha - beta;
  return { tau: (beta - alpha) / beta, beta };
}

function pack(to: Float64Array, base: number, from: Float64Array, first: number, rows: number, sign: number): void {
  const depth = 2 * PANEL;
  for (let i = 0; i < rows; i++) {
    const at = base + Math.floor(i / TILE) * TILE * depth + i % TILE, row = (first + i) * depth;
    for (let k = 0; k < depth; k++) to[at + TILE * k] = sign * from[row + k];
  }
}

function roundEven(value: number): number {
  return value + (value & 1);
}
