/**
 * Singular values of large dense matrices, without vectors.
 * @module
 */
import { checkFinite, checkLength } from "../../numerics/check.ts";
import { bidiagonalSingularValues } from "./bidiagonal.ts";
import { type Float64Kernels, GEMVT_PARTS, STRIP, TILE } from "../../numerics/kernels/float64.ts";
import { metricsKernels } from "./scratch.ts";

/** Columns reduced before the rest of the matrix is brought up to date; columns of a strip of the matrix in memory. */
const PANEL = STRIP;

/**
 * The singular values of a matrix: Householder reduction to bidiagonal form in panels (Dongarra, Hammarling & Sorensen
 * 1989, "Block reduction of matrices to condensed forms", the recurrences of LAPACK's dlabrd) with both products of a
 * step in one pass over the matrix (Howell, Demmel, Fulton, Hammarling & Marmol 2008, "Cache efficient bidiagonalization
 * using BLAS 2.5 operators"), then implicit QR.
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
  /** Rows of a strip. */
  readonly #height: number;
  readonly #kernels: Float64Kernels;
  /** A₀ in strips of {@link STRIP} columns, one after the other, each row-major; columns that are done with are zero. */
  readonly #a: Float64Array;
  /** Reflection k's v and X in columns 2k and 2k + 1, rows of A. */
  readonly #w: Float64Array;
  /** Reflection k's Y and u in columns 2k and 2k + 1, columns of A. */
  readonly #z: Float64Array;
  readonly #v: Float64Array;
  readonly #scaled: Float64Array;
  readonly #u: Float64Array;
  readonly #parts: Float64Array;
  readonly #small: Float64Array;
  readonly #out: Float64Array;
  readonly #packed: Float64Array;

  constructor(matrix: Float64Array, rows: number, columns: number) {
    const wide = rows < columns;
    [this.m, this.n] = wide ? [columns, rows] : [rows, columns];
    const height = Math.ceil(this.m / TILE) * TILE + TILE, width = Math.ceil(this.n / STRIP) * STRIP + TILE;
    this.#height = height;
    const sizes = [height * (width - TILE), height * 2 * PANEL, width * 2 * PANEL, height, height, width];
    sizes.push(GEMVT_PARTS * height, 2 * PANEL, Math.max(height, width), (height + width) * 2 * PANEL);
    this.#kernels = metricsKernels(8 * sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    const parts = sizes.map((size) => {
      at += size;
      return new Float64Array(this.#kernels.memory.buffer, 8 * (at - size), size).fill(0);
    });
    [this.#a, this.#w, this.#z, this.#v, this.#scaled, this.#u] = parts;
    [, , , , , , this.#parts, this.#small, this.#out, this.#packed] = parts;
    for (let i = 0; i < this.m; i++) {
      for (let j = 0; j < this.n; j++) this.#a[this.#place(i, j)] = matrix[wide ? j * this.m + i : i * this.n + j];
    }
  }

  /** Reduces column i and row i; start is the panel's first column. */
  step(i: number, start: number, diagonal: Float64Array, above: Float64Array): void {
    const { m, n } = this, t = i - start, width = 2 * PANEL, used = 2 * t;
    const [a, w, z, v, u, out] = [this.#a, this.#w, this.#z, this.#v, this.#u, this.#out];
    if (t === 0) {
      w.fill(0);
      z.fill(0);
    }
    const firstRow = i - i % TILE;
    // Column i as it stands now; its place is not needed any more.
    this.#rows(w, firstRow, m, z.subarray(i * width, i * width + used));
    for (let r = i, at = this.#place(i, i); r < m; r++, at += STRIP) {
      v[r] = a[at] - out[r - firstRow];
      a[at] = 0;
    }
    v.fill(0, 0, i);
    const left = reflect(v, i, m);
    diagonal[i] = left.beta;
    for (let r = i; r < m; r++) w[r * width + 2 * t] = v[r];
    if (i + 1 >= n) return;
    const firstColumn = (i + 1) - (i + 1) % TILE;
    // Row i as it stands now, then u = row − τ Aᵀ v, as this column's reflection leaves it.
    this.#rows(z, firstColumn, n, w.subarray(i * width, i * width + used));
    u.fill(0, 0, i + 1);
    for (let c = i + 1; c < n; c++) u[c] = z[c * width + 2 * t] = a[this.#place(i, c)] - out[c - firstColumn];
    this.#rows(z, firstColumn, n, this.#along(w, firstRow, m, v, used));
    for (let c = i + 1; c < n; c++) u[c] += left.tau * out[c - firstColumn];
    for (let r = firstRow; r < m; r++) this.#scaled[r] = -left.tau * v[r];
    this.#gemvt(firstRow, firstColumn);
    // Y: what the reflection has taken off row i, where v is 1.
    for (let c = i + 1; c < n; c++) z[c * width + 2 * t] -= u[c];
    const right = reflect(u, i + 1, n);
    above[i] = right.beta;
    for (let c = i + 1; c < n; c++) z[c * width + 2 * t + 1] = u[c];
    if (right.tau === 0) return;
    // X = τ A u, of what A₀ makes of the row that the reflection has scaled, its first entry less β.
    this.#rows(w, firstRow, m, this.#along(z, firstColumn, n, u, used + 2));
    const parts = this.#parts, height = this.#height;
    for (let r = i + 1, at = this.#place(i + 1, i + 1); r < m; r++, at += STRIP) {
      let product = 0;
      for (let part = r; part < parts.length; part += height) product += parts[part];
      w[r * width + 2 * t + 1] = right.tau * ((product - right.beta * a[at]) / right.divisor - out[r - firstRow]);
    }
  }

  /** A₀ −= W Zᵀ behind the panel that ends before `end`. */
  updateRest(end: number): void {
    const depth = 2 * PANEL, rows = this.m - end, columns = this.n - end;
    const panels = Math.ceil(rows / TILE), size = panels * TILE * depth;
    this.#packed.fill(0);
    pack(this.#packed, 0, this.#w, end, rows, -1);
    pack(this.#packed, size, this.#z, end, columns, 1);
    const base = this.#packed.byteOffset;
    for (let j = 0; j < columns; j += STRIP) {
      const [across, to] = [Math.ceil(Math.min(STRIP, columns - j) / TILE), 8 * this.#place(end, end + j)];
      this.#kernels.block(base, base + 8 * (size + j * depth), to, panels, across, depth, 8 * STRIP);
    }
  }

  /** Where an entry of A₀ is kept. */
  #place(row: number, column: number): number {
    return (column - column % STRIP) * this.#height + row * STRIP + column % STRIP;
  }

  /** out = rows first…end of a gathered matrix times a short vector. */
  #rows(gathered: Float64Array, first: number, end: number, short: Float64Array): void {
    const rows = Math.ceil((end - first) / TILE) * TILE, address = gathered.byteOffset + 16 * PANEL * first;
    this.#out.fill(0, 0, rows);
    if (short.length === 0) return;
    this.#small.set(short);
    this.#kernels.rowsTimes(address, 16 * PANEL, rows, short.length, this.#small.byteOffset, this.#out.byteOffset);
  }

  /** The first columns of a gathered matrix, of which rows first…end count, times a long vector. */
  #along(gathered: Float64Array, first: number, end: number, long: Float64Array, columns: number): Float64Array {
    const rows = Math.ceil((end - first) / TILE) * TILE, address = gathered.byteOffset + 16 * PANEL * first;
    const short = this.#small.subarray(0, columns).fill(0);
    if (columns === 0) return short;
    this.#kernels.columnsTimes(address, 16 * PANEL, rows, columns, long.byteOffset + 8 * first, short.byteOffset);
    return short;
  }

  /** u += A₀ᵀ (−τ v), and the parts of A₀ u, over the rows and columns that are left. */
  #gemvt(firstRow: number, firstColumn: number): void {
    const strip = firstColumn - firstColumn % STRIP, strips = Math.ceil((this.n - strip) / STRIP);
    const rows = Math.ceil((this.m - firstRow) / TILE) * TILE;
    const [y, x, w] = [this.#scaled, this.#u.subarray(strip), this.#parts].map((part) => part.byteOffset);
    this.#parts.fill(0);
    this.#kernels.gemvt(8 * strip * this.#height, this.#height, firstRow, rows, strips, y, x, w);
  }
}

/**
 * The reflection H = I − τ v vᵀ with v[first] = 1 that maps a vector onto its first axis; v, the vector less β
 * there and divided, replaces it.
 */
function reflect(vector: Float64Array, first: number, end: number): { tau: number; beta: number; divisor: number } {
  const alpha = vector[first];
  let scale = 0;
  for (let i = first + 1; i < end; i++) scale = Math.max(scale, Math.abs(vector[i]));
  vector[first] = 1;
  if (scale === 0) return { tau: 0, beta: alpha, divisor: 1 };
  let sum = (alpha / scale) ** 2;
  for (let i = first + 1; i < end; i++) sum += (vector[i] / scale) ** 2;
  const beta = -Math.sign(alpha || 1) * scale * Math.sqrt(sum);
  for (let i = first + 1; i < end; i++) vector[i] /= alpha - beta;
  return { tau: (beta - alpha) / beta, beta, divisor: alpha - beta };
}

function pack(to: Float64Array, base: number, from: Float64Array, first: number, rows: number, sign: number): void {
  const depth = 2 * PANEL;
  for (let i = 0; i < rows; i++) {
    const at = base + Math.floor(i / TILE) * TILE * depth + i % TILE, row = (first + i) * depth;
    for (let k = 0; k < depth; k++) to[at + TILE * k] = sign * from[row + k];
  }
}
