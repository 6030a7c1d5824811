/**
 * Cholesky factors of matrices that may be singular, in blocks.
 * @module
 */
import { checkFinite, checkLength } from "../../numerics/check.ts";
import { type Float64Kernels, STEP, TILE } from "../../numerics/kernels/float64.ts";
import { metricsKernels } from "./scratch.ts";

/** Columns factorised before the rest of the matrix is brought up to date. */
const PANEL = 32;
/** Rows of the rest that are brought up to date together, to the end of the last one's part of the triangle. */
const SIDE = 64;

/** A factor L of A = L Lᵀ with as many columns as A has rank. */
export interface CholeskyFactor {
  /** d × rank, row-major, its rows in the matrix's own order. */
  readonly factor: Float64Array;
  /** Number of columns: the numerical rank. */
  readonly rank: number;
  /** The pivots' order: row `order[k]` of L is zero behind column k. */
  readonly order: Int32Array;
}

/**
 * The Cholesky factor with complete pivoting (Higham, "Analysis of the Cholesky decomposition of a semi-definite
 * matrix", 1990), which stops where what is left is rounding: no pivot above d · 2⁻⁵² of the largest.
 * @param matrix d × d, row-major, positive semi-definite; only the lower triangle is read.
 * @param dimension d ≥ 1.
 * @param name The argument's name for the error.
 * @returns The factor, its rank and the order of the pivots.
 * @throws {TypeError} If the length is not d².
 * @throws {RangeError} If an entry is not finite, or a pivot is more negative than rounding explains.
 */
export function pivotedCholesky(matrix: Float64Array, dimension: number, name: string = "matrix"): CholeskyFactor {
  const d = dimension, stride = Math.ceil((d + TILE) / TILE) * TILE;
  checkLength("factorise", name, matrix, d * d);
  checkFinite("factorise", name, matrix);
  const kernels = metricsKernels(8 * stride * (stride + 2 * PANEL));
  const a = new Float64Array(kernels.memory.buffer, 0, stride * stride).fill(0);
  for (let i = 0; i < d; i++) a.set(matrix.subarray(i * d, i * d + i + 1), i * stride);
  const order = Int32Array.from({ length: d }, (_, i) => i);
  let largest = 0;
  for (let i = 0; i < d; i++) largest = Math.max(largest, a[i * stride + i]);
  const tolerance = d * Number.EPSILON * largest;
  let rank = d;
  for (let start = 0; start < d && rank === d; start += PANEL) {
    const end = Math.min(d, start + PANEL);
    const reached = factorisePanel(a, d, stride, start, end, tolerance, order);
    if (reached < end) rank = reached;
    else updateRest(kernels, a, d, stride, start, end);
  }
  checkNoneNegative(a, d, stride, rank, tolerance, name);
  const factor = new Float64Array(d * rank);
  for (let i = 0; i < d; i++) {
    factor.set(a.subarray(i * stride, i * stride + Math.min(i + 1, rank)), order[i] * rank);
  }
  return { factor, rank, order };
}

/** Factorises columns start…end; returns how far it came before every pivot was within the tolerance. */
function factorisePanel(
  a: Float64Array,
  d: number,
  stride: number,
  start: number,
  end: number,
  tolerance: number,
  order: Int32Array,
): number {
  // What the panel's columns have taken off each diagonal entry so far.
  const taken = new Float64Array(d);
  for (let k = start; k < end; k++) {
    let pivot = k, best = -Infinity;
    for (let i = k; i < d; i++) {
      const left = a[i * stride + i] - taken[i];
      if (left > best) [pivot, best] = [i, left];
    }
    if (!(best > tolerance)) {
      for (let i = k; i < d; i++) a[i * stride + i] -= taken[i];
      return k;
    }
    if (pivot !== k) {
      swap(a, d, stride, k, pivot);
      [taken[k], taken[pivot]] = [taken[pivot], taken[k]];
      [order[k], order[pivot]] = [order[pivot], order[k]];
    }
    const root = Math.sqrt(best), row = k * stride;
    a[row + k] = root;
    for (let i = k + 1; i < d; i++) {
      const at = i * stride;
      let sum = a[at + k];
      for (let j = start; j < k; j++) sum -= a[at + j] * a[row + j];
      const entry = sum / root;
      a[at + k] = entry;
      taken[i] += entry * entry;
    }
  }
  return end;
}

/** Swaps rows and columns k < p of a symmetric matrix of which only the lower triangle is kept. */
function swap(a: Float64Array, d: number, stride: number, k: number, p: number): void {
  const exchange = (i: number, j: number) => [a[i], a[j]] = [a[j], a[i]];
  exchange(k * stride + k, p * stride + p);
  for (let j = 0; j < k; j++) exchange(k * stride + j, p * stride + j);
  for (let i = p + 1; i < d; i++) exchange(i * stride + k, i * stride + p);
  for (let i = k + 1; i < p; i++) exchange(i * stride + k, p * stride + i);
}

/** A₂₂ −= L₂₁ L₂₁ᵀ in the lower triangle (and, harmlessly, a little above it). */
function updateRest(
  kernels: Float64Kernels,
  a: Float64Array,
  d: number,
  stride: number,
  start: number,
  end: number,
): void {
  const width = end - start, depth = Math.ceil(width / STEP) * STEP, panels = Math.ceil((d - end) / TILE);
  if (panels === 0) return;
  const size = panels * TILE * depth, from = a.length;
  const packed = new Float64Array(kernels.memory.buffer, 8 * from, 2 * size).fill(0);
  for (let i = end; i < d; i++) {
    const row = i - end, at = Math.floor(row / TILE) * TILE * depth + row % TILE;
    for (let j = 0; j < width; j++) {
      const entry = a[i * stride + start + j];
      packed[at + TILE * j] = entry;
      packed[size + at + TILE * j] = -entry;
    }
  }
  const side = SIDE / TILE, bytes = 8 * TILE * depth;
  for (let i = 0; i < panels; i += side) {
    const rows = Math.min(side, panels - i), c = 8 * ((end + TILE * i) * stride + end);
    kernels.block(8 * (from + size) + i * bytes, 8 * from, c, rows, i + rows, depth, 8 * stride);
  }
}

function checkNoneNegative(
  a: Float64Array,
  d: number,
  stride: number,
  rank: number,
  tolerance: number,
  name: string,
): void {
  for (let i = rank; i < d; i++) {
    // A covariance that was rounded on its way, to float32 say, is allowed the errors of that rounding.
    if (a[i * stride + i] < -Math.max(tolerance, 1e-6 * Math.abs(a[0]) ** 2)) {
      throw new RangeError(
        `Cannot factorise: ${name} is not positive semi-definite, ${a[i * stride + i]} is left on its diagonal`,
      );
    }
  }
}
