/**
 * The inner loops of mixtures: squared distances from points to scaled means.
 * @module
 */
import type { Atoms } from "./atoms.ts";

/** Numbers of one block of means; a block is read once per pass over the rows and should stay in the cache. */
const BLOCK = 1 << 15;

/**
 * ‖x_row − α μ_k‖² for rows first, …, last − 1 and all atoms.
 *
 * Differences are taken before squaring: the expanded form ‖x‖² − 2αx·μ + α²‖μ‖² would lose all digits where σ is small
 * and x lies near αμ, which is where the kit is used.
 * @param table Output, (last − first) × K.
 * @param x Points, row-major.
 * @param first First row.
 * @param last One past the last row.
 * @param alpha α.
 * @param atoms The means.
 */
export function distancesInto(
  table: Float64Array,
  x: Float64Array,
  first: number,
  last: number,
  alpha: number,
  atoms: Atoms,
): void {
  const d = atoms.dimension, count = atoms.count;
  const block = Math.max(4, Math.floor(BLOCK / d));
  for (let from = 0; from < count; from += block) {
    const to = Math.min(count, from + block), start = atoms.seek(from, to), means = atoms.view;
    for (let row = first; row < last; row++) {
      const at = row * d, target = (row - first) * count;
      let k = from;
      for (; k + 4 <= to; k += 4) {
        const m0 = start + (k - from) * d, m1 = m0 + d, m2 = m1 + d, m3 = m2 + d;
        let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
        for (let i = 0; i < d; i++) {
          const xi = x[at + i];
          const d0 = xi - alpha * means[m0 + i], d1 = xi - alpha * means[m1 + i];
          const d2 = xi - alpha * means[m2 + i], d3 = xi - alpha * means[m3 + i];
          s0 += d0 * d0;
          s1 += d1 * d1;
          s2 += d2 * d2;
          s3 += d3 * d3;
        }
        table[target + k] = s0;
        table[target + k + 1] = s1;
        table[target + k + 2] = s2;
        table[target + k + 3] = s3;
      }
      for (; k < to; k++) {
        const m = start + (k - from) * d;
        let sum = 0;
        for (let i = 0; i < d; i++) {
          const difference = x[at + i] - alpha * means[m + i];
          sum += difference * difference;
        }
        table[target + k] = sum;
      }
    }
  }
}

/**
 * (x − αμ) · (dx − dα μ), half the derivative of ‖x − αμ‖² along a motion.
 * @param x Points.
 * @param at Offset of the point.
 * @param means Means.
 * @param offset Offset of the mean.
 * @param d The dimension.
 * @param alpha α.
 * @param dAlpha dα.
 * @param dx The points' speed, laid out as x; 0 where absent.
 * @returns The inner product.
 */
export function motionDot(
  x: Float64Array,
  at: number,
  means: Float64Array,
  offset: number,
  d: number,
  alpha: number,
  dAlpha: number,
  dx: Float64Array | undefined,
): number {
  let sum = 0;
  if (dx === undefined) {
    for (let i = 0; i < d; i++) {
      const mean = means[offset + i];
      sum += (x[at + i] - alpha * mean) * mean;
    }
    return -dAlpha * sum;
  }
  for (let i = 0; i < d; i++) {
    const mean = means[offset + i];
    sum += (x[at + i] - alpha * mean) * (dx[at + i] - dAlpha * mean);
  }
  return sum;
}
