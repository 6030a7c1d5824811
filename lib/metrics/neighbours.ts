/**
 * Distances between all samples of two sets, some rows at a time.
 * @module
 */
import { checkInteger, checkRows } from "../numerics/check.ts";
import { rowProducts } from "./kernels/row_products.ts";
import type { Features } from "./kernels/rows.ts";

/** Rows whose distances are in memory together. */
const BAND = 1024;

/**
 * Squared distances from every row of one set to all rows of another, without all of them in memory.
 * @param x n × d, row-major.
 * @param y m × d, row-major.
 * @param dimension d.
 * @param visit Called for each row of x in order, with the row's index and its m squared distances, which are
 * overwritten after it returns.
 */
export function visitDistances(
  x: Features,
  y: Features,
  dimension: number,
  visit: (row: number, squares: Float64Array) => void,
): void {
  const d = dimension, n = x.length / d, m = y.length / d, normsX = squaredNorms(x, d), normsY = squaredNorms(y, d);
  const squares = new Float64Array(m).fill(0);
  for (let start = 0; start < n; start += BAND) {
    const end = Math.min(n, start + BAND);
    const bands: Float64Array[] = [];
    for (let from = 0; from < m; from += BAND) {
      bands.push(rowProducts(x.subarray(start * d, end * d), y.subarray(from * d, (from + BAND) * d), d));
    }
    for (let i = start; i < end; i++) {
      for (let from = 0, band = 0; from < m; from += BAND, band++) {
        const width = Math.min(BAND, m - from), at = (i - start) * width;
        for (let j = 0; j < width; j++) {
          squares[from + j] = Math.max(0, normsX[i] + normsY[from + j] - 2 * bands[band][at + j]);
        }
      }
      visit(i, squares);
    }
  }
}

/**
 * The squared distance of every sample to its k-th nearest neighbour in its own set.
 * @param x n × d, row-major.
 * @param dimension d.
 * @param k Which neighbour, at least 1; the sample itself does not count.
 * @returns n squared distances.
 * @throws {RangeError} If there are no k other samples.
 */
export function neighbourRadii(x: Features, dimension: number, k: number): Float64Array {
  const n = checkRows("find neighbours", "features", x, dimension);
  checkInteger("find neighbours", "k", k, 1, n - 1);
  const radii = new Float64Array(n);
  visitDistances(x, x, dimension, (row, squares) => {
    squares[row] = 0;
    radii[row] = smallest(squares, k + 1);
  });
  return radii;
}

/** The k-th smallest of many values, for small k. */
function smallest(values: Float64Array, k: number): number {
  const best = new Float64Array(k).fill(Infinity);
  for (const value of values) {
    if (value >= best[k - 1]) continue;
    let at = k - 1;
    for (; at > 0 && best[at - 1] > value; at--) best[at] = best[at - 1];
    best[at] = value;
  }
  return best[k - 1];
}

function squaredNorms(x: Features, d: number): Float64Array {
  return Float64Array.from({ length: x.length / d }, (_, i) => {
    let sum = 0;
    for (let j = i * d; j < (i + 1) * d; j++) sum += x[j] * x[j];
    return sum;
  });
}
