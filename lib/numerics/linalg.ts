/**
 * Small dense linear algebra in float64: row-major d × d matrices as `Float64Array`.
 * @module
 */
import { checkFinite, checkLength } from "./check.ts";

/**
 * The lower Cholesky factor L of a symmetric positive definite matrix, A = L Lᵀ.
 * @param matrix d × d, row-major; only the lower triangle is read.
 * @param dimension d ≥ 1.
 * @param name The argument's name for the error.
 * @returns L, d × d, with zeros above the diagonal.
 * @throws {TypeError} If the length is not d².
 * @throws {RangeError} If the matrix is not positive definite; names the leading minor.
 */
export function cholesky(matrix: Float64Array, dimension: number, name: string = "matrix"): Float64Array {
  const d = dimension;
  checkLength("factorise", name, matrix, d * d);
  checkFinite("factorise", name, matrix);
  const lower = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * d + j];
      for (let k = 0; k < j; k++) sum -= lower[i * d + k] * lower[j * d + k];
      if (i !== j) {
        lower[i * d + j] = sum / lower[j * d + j];
      } else {
        if (!(sum > 0)) {
          throw new RangeError(`Cannot factorise: ${name} is not positive definite, pivot ${i} is ${sum}`);
        }
        lower[i * d + i] = Math.sqrt(sum);
      }
    }
  }
  return lower;
}

/** A symmetric matrix in its eigenbasis: A = V diag(values) Vᵀ. */
export interface SymmetricEigen {
  /** Eigenvalues, ascending. */
  readonly values: Float64Array;
  /** d × d row-major; row k is the unit eigenvector of values[k]. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations: slow for large d, and as accurate as
 * float64 allows.
 * @param matrix d × d, row-major, symmetric to 1e-12 of its largest entry.
 * @param dimension d ≥ 1.
 * @param name The argument's name for the error.
 * @returns Ascending eigenvalues and the eigenvectors as rows.
 * @throws {TypeError} If the length is not d².
 * @throws {RangeError} If the matrix is not finite or not symmetric; names the entry.
 */
export function eigenSymmetric(matrix: Float64Array, dimension: number, name: string = "matrix"): SymmetricEigen {
  const d = dimension;
  checkSymmetric(matrix, d, name);
  const a = Float64Array.from(matrix), v = identityMatrix(d);
  let scale = 0;
  for (const entry of a) scale = Math.max(scale, Math.abs(entry));
  for (let sweep = 0; sweep < 60; sweep++) {
    let off = 0;
    for (let i = 0; i < d; i++) for (let j = 0; j < i; j++) off = Math.max(off, Math.abs(a[i * d + j]));
    if (off <= 1e-300 || off <= 1e-17 * scale) break;
    for (let p = 0; p < d; p++) for (let q = p + 1; q < d; q++) rotate(a, v, d, p, q);
  }
  const order = Array.from({ length: d }, (_, i) => i).sort((i, j) => a[i * d + i] - a[j * d + j]);
  const vectors = new Float64Array(d * d);
  order.forEach((from, to) => vectors.set(v.subarray(from * d, from * d + d), to * d));
  return { values: Float64Array.from(order, (i) => a[i * d + i]), vectors };
}

/** One Jacobi rotation that zeroes a[p, q]; the rows of v collect the eigenvectors. */
function rotate(a: Float64Array, v: Float64Array, d: number, p: number, q: number): void {
  const apq = a[p * d + q];
  if (apq === 0) return;
  const theta = (a[q * d + q] - a[p * d + p]) / (2 * apq);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1), s = t * c;
  for (let k = 0; k < d; k++) {
    const akp = a[k * d + p], akq = a[k * d + q];
    a[k * d + p] = c * akp - s * akq;
    a[k * d + q] = s * akp + c * akq;
  }
  for (let k = 0; k < d; k++) {
    const apk = a[p * d + k], aqk = a[q * d + k];
    a[p * d + k] = c * apk - s * aqk;
    a[q * d + k] = s * apk + c * aqk;
    const vpk = v[p * d + k], vqk = v[q * d + k];
    v[p * d + k] = c * vpk - s * vqk;
    v[q * d + k] = s * vpk + c * vqk;
  }
}

/**
 * Checks that a matrix is finite and symmetric.
 * @param matrix d × d, row-major.
 * @param dimension d ≥ 1.
 * @param name The argument's name for the error.
 * @throws {TypeError} If the length is not d².
 * @throws {RangeError} If an entry is not finite or differs from its mirror by more than 1e-12 of the largest.
 */
export function checkSymmetric(matrix: Float64Array, dimension: number, name: string): void {
  const d = dimension;
  checkLength("decompose", name, matrix, d * d);
  checkFinite("decompose", name, matrix);
  let scale = 0;
  for (const entry of matrix) scale = Math.max(scale, Math.abs(entry));
  for (let i = 0; i < d; i++) {
    for (let j = 0; j < i; j++) {
      if (Math.abs(matrix[i * d + j] - matrix[j * d + i]) > 1e-12 * scale) {
        throw new RangeError(
          `Cannot decompose: ${name} is not symmetric, [${i}, ${j}] is ${matrix[i * d + j]} and [${j}, ${i}] is ${
            matrix[j * d + i]
          }`,
        );
      }
    }
  }
}

/**
 * The identity matrix.
 * @param dimension d ≥ 0.
 * @returns d × d, row-major.
 */
export function identityMatrix(dimension: number): Float64Array {
  const out = new Float64Array(dimension * dimension);
  for (let i = 0; i < dimension; i++) out[i * dimension + i] = 1;
  return out;
}

/**
 * Matrix product C = A B.
 * @param a n × k, row-major.
 * @param b k × m, row-major.
 * @param n Rows of A.
 * @param k Columns of A.
 * @param m Columns of B.
 * @returns n × m, row-major.
 * @throws {TypeError} If a length does not fit.
 */
export function matmul(a: Float64Array, b: Float64Array, n: number, k: number, m: number): Float64Array {
  checkLength("multiply", "a", a, n * k);
  checkLength("multiply", "b", b, k * m);
  const c = new Float64Array(n * m);
  for (let i = 0; i < n; i++) {
    for (let l = 0; l < k; l++) {
      const factor = a[i * k + l];
      for (let j = 0; j < m; j++) c[i * m + j] += factor * b[l * m + j];
    }
  }
  return c;
}

/**
 * The transpose of a matrix.
 * @param a n × m, row-major.
 * @param n Rows.
 * @param m Columns.
 * @returns m × n, row-major.
 * @throws {TypeError} If the length does not fit.
 */
export function transpose(a: Float64Array, n: number, m: number): Float64Array {
  checkLength("transpose", "a", a, n * m);
  const out = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[j * n + i] = a[i * m + j];
  return out;
}
