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
 * ‖x‖² + ‖y‖² − 2 x·y errs by some units in the last place of ‖x‖² + ‖y‖². Below this share of it the square is summed
 * from differences instead, so that every square is right to about 1e-11 of itself.
 */
const NEAR = 1e-4;
/** Means nearer to zero than so many spreads stay where they are. */
const FAR = 4;
/** Beyond this size, and below its inverse, squares would leave float64's range. */
const LARGE = 2 ** 400;

/**
 * Moves sets to where their distances are quick to take: coordinates whose mean is far from zero are shifted, the same
 * way in all sets, and so are sizes whose squares are no float64. Shifts and factors are powers of two or multiples of
 * one that is no larger than the spread: differences of points, and so ties among their distances, stay what they were.
 * @param sets Rows of the sets.
 * @param dimension d.
 * @returns The sets, moved; the same arrays where nothing has to be.
 */
export function centred<T extends readonly Features[]>(sets: T, dimension: number): T {
  const d = dimension, shift = new Float64Array(d), middle = new Float64Array(d);
  const low = new Float64Array(d).fill(Infinity), high = new Float64Array(d).fill(-Infinity);
  for (const set of sets) {
    // Divided before it is added: a sum of large values may overflow.
    const share = d / set.length / sets.length;
    for (let at = 0; at < set.length; at += d) {
      for (let j = 0; j < d; j++) {
        const value = set[at + j];
        if (value < low[j]) low[j] = value;
        if (value > high[j]) high[j] = value;
        middle[j] += value * share;
      }
    }
  }
  let size = 0;
  for (let j = 0; j < d; j++) {
    const spread = high[j] / 2 - low[j] / 2;
    if (Math.abs(middle[j]) > FAR * spread) {
      const unit = 2 ** Math.floor(Math.log2(spread));
      shift[j] = spread === 0 ? low[j] : Math.round(middle[j] / unit) * unit;
    }
    size = Math.max(size, Math.abs(high[j] - shift[j]), Math.abs(low[j] - shift[j]));
  }
  const factor = size > LARGE || (size > 0 && size < 1 / LARGE) ? 2 ** -Math.round(Math.log2(size)) : 1;
  if (factor === 1 && shift.every((value) => value === 0)) return sets;
  return sets.map((set) => set.map((value, i) => (value - shift[i % d]) * factor)) as unknown as T;
}

/**
 * Squared distances from every row of one set to all rows of another, without all of them in memory: right to about
 * 1e-11 of themselves wherever the points lie, and quickest where {@link centred} has put them.
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
          const norms = normsX[i] + normsY[from + j], square = norms - 2 * bands[band][at + j];
          squares[from + j] = square > NEAR * norms ? square : squareOf(x, i * d, y, (from + j) * d, d);
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

/** ‖x − y‖² from differences. */
function squareOf(x: Features, i: number, y: Features, j: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) sum += (x[i + k] - y[j + k]) * (x[i + k] - y[j + k]);
  return sum;
}

function squaredNorms(x: Features, d: number): Float64Array {
  return Float64Array.from({ length: x.length / d }, (_, i) => {
    let sum = 0;
    for (let j = i * d; j < (i + 1) * d; j++) sum += x[j] * x[j];
    return sum;
  });
}
