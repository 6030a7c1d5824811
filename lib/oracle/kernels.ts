/**
 * The inner loops of mixtures over float64 arrays.
 * @module
 */
import type { Atoms } from "./atoms.ts";

/**
 * ‖x_row − m_k‖² of two rows of x to all means, four at a time: eight sums in registers.
 * @param table Output.
 * @param targetA Where the first row's distances go.
 * @param targetB Where the second row's go.
 * @param x Points.
 * @param a Offset of the first row.
 * @param b Offset of the second row.
 * @param means Means, one after the other.
 * @param count How many means.
 * @param d The length of a row and of a mean.
 */
export function pairDistances(
  table: Float64Array,
  targetA: number,
  targetB: number,
  x: Float64Array,
  a: number,
  b: number,
  means: Float64Array,
  count: number,
  d: number,
): void {
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const m0 = k * d, m1 = m0 + d, m2 = m1 + d, m3 = m2 + d;
    let a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0;
    for (let i = 0; i < d; i++) {
      const xa = x[a + i],
        xb = x[b + i],
        c0 = means[m0 + i],
        c1 = means[m1 + i],
        c2 = means[m2 + i],
        c3 = means[m3 + i];
      a0 += (xa - c0) * (xa - c0);
      a1 += (xa - c1) * (xa - c1);
      a2 += (xa - c2) * (xa - c2);
      a3 += (xa - c3) * (xa - c3);
      b0 += (xb - c0) * (xb - c0);
      b1 += (xb - c1) * (xb - c1);
      b2 += (xb - c2) * (xb - c2);
      b3 += (xb - c3) * (xb - c3);
    }
    table[targetA + k] = a0;
    table[targetA + k + 1] = a1;
    table[targetA + k + 2] = a2;
    table[targetA + k + 3] = a3;
    table[targetB + k] = b0;
    table[targetB + k + 1] = b1;
    table[targetB + k + 2] = b2;
    table[targetB + k + 3] = b3;
  }
  for (; k < count; k++) {
    table[targetA + k] = stretch(x, a, means, k * d, d);
    table[targetB + k] = stretch(x, b, means, k * d, d);
  }
}

/**
 * Σ (x_i − m_i)² over a stretch, in four sums that do not wait for each other.
 * @param x Points.
 * @param at Offset of the first coordinate in x.
 * @param means Means.
 * @param offset Offset of the first coordinate in the means.
 * @param length How many coordinates.
 * @returns The sum.
 */
export function stretch(x: Float64Array, at: number, means: Float64Array, offset: number, length: number): number {
  let s0 = 0, s1 = 0, s2 = 0, s3 = 0, i = 0;
  for (; i + 4 <= length; i += 4) {
    const d0 = x[at + i] - means[offset + i], d1 = x[at + i + 1] - means[offset + i + 1];
    const d2 = x[at + i + 2] - means[offset + i + 2], d3 = x[at + i + 3] - means[offset + i + 3];
    s0 += d0 * d0;
    s1 += d1 * d1;
    s2 += d2 * d2;
    s3 += d3 * d3;
  }
  for (; i < length; i++) s0 += (x[at + i] - means[offset + i]) ** 2;
  return s0 + s1 + (s2 + s3);
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
  // Two sums that do not wait for each other.
  let even = 0, odd = 0, i = 0;
  if (dx === undefined) {
    for (; i + 2 <= d; i += 2) {
      const a = means[offset + i], b = means[offset + i + 1];
      even += (x[at + i] - alpha * a) * a;
      odd += (x[at + i + 1] - alpha * b) * b;
    }
    if (i < d) even += (x[at + i] - alpha * means[offset + i]) * means[offset + i];
    return -dAlpha * (even + odd);
  }
  for (; i < d; i++) even += (x[at + i] - alpha * means[offset + i]) * (dx[at + i] - dAlpha * means[offset + i]);
  return even;
}

/**
 * Adds Σ share_k (μ_k − reference) to a row.
 * @param out The rows.
 * @param at Offset of the row.
 * @param atoms The means, gathered.
 * @param shares One factor per gathered mean.
 * @param count How many are gathered.
 * @param reference d entries.
 */
export function addDifferences(
  out: Float64Array,
  at: number,
  { view, offsets }: Atoms,
  shares: Float64Array,
  count: number,
  reference: Float64Array,
): void {
  const d = reference.length;
  let i = 0;
  // Four coordinates stay in registers over all means: storing after each would cost four times as much.
  for (; i + 4 <= d; i += 4) {
    const r0 = reference[i], r1 = reference[i + 1], r2 = reference[i + 2], r3 = reference[i + 3];
    let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    for (let a = 0; a < count; a++) {
      const share = shares[a], m = offsets[a] + i;
      s0 += share * (view[m] - r0);
      s1 += share * (view[m + 1] - r1);
      s2 += share * (view[m + 2] - r2);
      s3 += share * (view[m + 3] - r3);
    }
    out[at + i] += s0;
    out[at + i + 1] += s1;
    out[at + i + 2] += s2;
    out[at + i + 3] += s3;
  }
  for (; i < d; i++) for (let a = 0; a < count; a++) out[at + i] += shares[a] * (view[offsets[a] + i] - reference[i]);
}
