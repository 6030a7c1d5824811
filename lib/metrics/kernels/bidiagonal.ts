/**
 * Singular values of bidiagonal matrices.
 * @module
 */
import { checkLength } from "../../numerics/check.ts";

/**
 * The singular values of an upper bidiagonal matrix by implicit QR with Wilkinson's shift (Golub & Van Loan, "Matrix
 * computations", section 8.6), to an absolute error of a few 2⁻⁵² of the largest,
 * or of half of 2⁻¹⁰⁷⁴, the smallest number, where that is more.
 * @param diagonal The n entries of the diagonal.
 * @param above n entries, of which the first n − 1 stand above the diagonal.
 * @returns n values, descending.
 * @throws {TypeError} If the lengths differ.
 */
export function bidiagonalSingularValues(diagonal: Float64Array, above: Float64Array): Float64Array {
  checkLength("find singular values", "above", above, diagonal.length);
  const n = diagonal.length;
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, Math.abs(diagonal[i]), i + 1 < n ? Math.abs(above[i]) : 0);
  // Powers of two change no digit; without them fourth powers of small entries are 0 and no rotation is found.
  const exponent = largest > 0 && largest < Infinity ? Math.max(-1023, Math.floor(Math.log2(largest))) : 0;
  const d = diagonal.map((value) => value * 2 ** -exponent), e = above.map((value) => value * 2 ** -exponent);
  let norm = 0;
  for (let i = 0; i < n; i++) norm = Math.max(norm, Math.abs(d[i]) + (i + 1 < n ? Math.abs(e[i]) : 0));
  // A rotation alone leaves an error of this size; asking for less would never end where many values are equal.
  const tiny = 2 * Number.EPSILON * norm;
  for (let last = n - 1, turns = 0; last > 0;) {
    if (Math.abs(e[last - 1]) <= tiny) {
      last--;
      turns = 0;
      continue;
    }
    let first = last - 1;
    while (first > 0 && Math.abs(e[first - 1]) > tiny) first--;
    const zero = findZero(d, first, last, tiny);
    if (zero >= 0) clearZero(d, e, zero, first, last);
    else sweep(d, e, first, last);
    // Two sweeps a value are usual; a matrix that defies 200 is one of this function's own mistakes.
    if (++turns > 200) throw new RangeError(`Cannot find singular values: no convergence at index ${last}`);
  }
  return d.map((value) => Math.abs(value) * 2 ** exponent).sort().reverse();
}

function findZero(d: Float64Array, first: number, last: number, tiny: number): number {
  for (let i = last; i >= first; i--) if (Math.abs(d[i]) <= tiny) return i;
  return -1;
}

/** Where d[zero] is 0, rotations push the entry beside it out of the matrix and split it there. */
function clearZero(d: Float64Array, e: Float64Array, zero: number, first: number, last: number): void {
  d[zero] = 0;
  if (zero < last) {
    let bulge = e[zero];
    e[zero] = 0;
    for (let k = zero + 1; k <= last && bulge !== 0; k++) {
      const radius = Math.hypot(d[k], bulge), c = d[k] / radius, s = bulge / radius;
      d[k] = radius;
      if (k < last) {
        bulge = -s * e[k];
        e[k] *= c;
      }
    }
    return;
  }
  let bulge = e[last - 1];
  e[last - 1] = 0;
  for (let k = last - 1; k >= first && bulge !== 0; k--) {
    const radius = Math.hypot(d[k], bulge), c = d[k] / radius, s = bulge / radius;
    d[k] = radius;
    if (k > first) {
      bulge = -s * e[k - 1];
      e[k - 1] *= c;
    }
  }
}

/** One Golub-Kahan step on the unreduced block first…last. */
function sweep(d: Float64Array, e: Float64Array, first: number, last: number): void {
  const below = last - 1 > first ? e[last - 2] : 0;
  const a = d[last - 1] ** 2 + below ** 2, b = d[last - 1] * e[last - 1], c = d[last] ** 2 + e[last - 1] ** 2;
  const half = (a - c) / 2;
  const shift = b === 0 ? c : c - b * b / (half + Math.sign(half || 1) * Math.hypot(half, b));
  let y = d[first] ** 2 - shift, z = d[first] * e[first];
  for (let k = first; k < last; k++) {
    // Right rotation of columns k, k + 1.
    let radius = Math.sqrt(y * y + z * z), cos = radius === 0 ? 1 : y / radius, sin = radius === 0 ? 0 : z / radius;
    if (k > first) e[k - 1] = radius;
    y = cos * d[k] + sin * e[k];
    e[k] = cos * e[k] - sin * d[k];
    z = sin * d[k + 1];
    d[k + 1] *= cos;
    // Left rotation of rows k, k + 1.
    radius = Math.sqrt(y * y + z * z);
    cos = radius === 0 ? 1 : y / radius;
    sin = radius === 0 ? 0 : z / radius;
    d[k] = radius;
    y = cos * e[k] + sin * d[k + 1];
    d[k + 1] = cos * d[k + 1] - sin * e[k];
    if (k + 1 < last) {
      z = sin * e[k + 1];
      e[k + 1] *= cos;
    }
    e[k] = y;
  }
}
