/**
 * The inner loops of mixtures: squared distances from points to scaled means, as far as they are needed.
 * @module
 */
import type { Atoms } from "./atoms.ts";
import { NEGLIGIBLE } from "./posterior.ts";

/** Numbers of one block of means; a block is read once per pass over the rows and should stay in the cache. */
const BLOCK = 1 << 15;

/** Up to this dimension distances are summed whole: giving them up would cost more than it saves. */
const UNSCREENED = 256;
/** Coordinates summed at a time beyond. */
const CHUNK = 128;

/** What of a mixture decides whether a component can still matter: ℓ_k ≤ offset_k − ‖x − αμ_k‖²/(2 s_k). */
export interface Screen {
  /** log weight and log normaliser of each component. */
  readonly offsets: Float64Array;
  /** s_k. */
  readonly scales: Float64Array;
}

/**
 * ‖x_row − α μ_k‖² for rows first, …, last − 1 and all atoms; ∞ for components that cannot matter.
 *
 * Differences are taken before squaring: the expanded form ‖x‖² − 2αx·μ + α²‖μ‖² would lose all digits where σ is small
 * and x lies near αμ, which is where the kit is used. A distance is summed in chunks of the dimension and given up once
 * the component is sure to be negligible beside the likeliest so far ({@link NEGLIGIBLE}): at low noise one chunk is all
 * that most components cost.
 * @param table Output, (last − first) × K.
 * @param x Points, row-major.
 * @param first First row.
 * @param last One past the last row.
 * @param alpha α.
 * @param atoms The means.
 * @param screen The components' offsets and scales.
 */
export function distancesInto(
  table: Float64Array,
  x: Float64Array,
  first: number,
  last: number,
  alpha: number,
  atoms: Atoms,
  screen: Screen,
): void {
  const d = atoms.dimension, count = atoms.count, chunk = d <= UNSCREENED ? d : CHUNK;
  const block = Math.max(4, Math.floor(BLOCK / d)), floors = new Float64Array(last - first).fill(-Infinity);
  for (let from = 0; from < count; from += block) {
    const size = Math.min(count - from, block);
    atoms.scaled(from, from + size, alpha);
    for (let row = first; row < last; row += 2) {
      // The last row of an odd number is measured twice.
      const next = Math.min(row + 1, last - 1), target = (row - first) * count + from;
      beginDistances(table, target, (next - first) * count + from, x, row * d, next * d, atoms.view, size, d, chunk);
      if (chunk === d) continue;
      for (let each = row; each <= next; each++) {
        const distances = table.subarray((each - first) * count + from, (each - first) * count + from + size);
        const offsets = screen.offsets.subarray(from, from + size), scales = screen.scales.subarray(from, from + size);
        floors[each - first] = finishDistances(
          distances,
          x,
          each * d,
          atoms.view,
          d,
          offsets,
          scales,
          floors[each - first],
        );
      }
    }
  }
}

/** The distances of two rows in the first coordinates, to four means at a time. */
function beginDistances(
  table: Float64Array,
  targetA: number,
  targetB: number,
  x: Float64Array,
  a: number,
  b: number,
  means: Float64Array,
  count: number,
  d: number,
  length: number,
): void {
  let k = 0;
  for (; k + 4 <= count; k += 4) {
    const m0 = k * d, m1 = m0 + d, m2 = m1 + d, m3 = m2 + d;
    let a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0;
    for (let i = 0; i < length; i++) {
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
    table[targetA + k] = stretch(x, a, means, k * d, length);
    table[targetB + k] = stretch(x, b, means, k * d, length);
  }
}

/** Completes the distances of one row, the most promising first, and returns the logit below which none matters. */
function finishDistances(
  distances: Float64Array,
  x: Float64Array,
  at: number,
  means: Float64Array,
  d: number,
  offsets: Float64Array,
  scales: Float64Array,
  floor: number,
): number {
  let promising = 0, highest = -Infinity;
  for (let k = 0; k < distances.length; k++) {
    const bound = offsets[k] - distances[k] / (2 * scales[k]);
    if (bound > highest) [promising, highest] = [k, bound];
  }
  for (let i = -1; i < distances.length; i++) {
    if (i === promising) continue;
    const k = i < 0 ? promising : i;
    let done = CHUNK, sum = distances[k], logit = offsets[k] - sum / (2 * scales[k]);
    for (; done < d && logit >= floor; done += CHUNK) {
      sum += stretch(x, at + done, means, k * d + done, Math.min(CHUNK, d - done));
      logit = offsets[k] - sum / (2 * scales[k]);
    }
    // Given up or not: below the floor the component is negligible.
    distances[k] = logit >= floor ? sum : Infinity;
    floor = Math.max(floor, logit - NEGLIGIBLE);
  }
  return floor;
}

/** Σ (x_i − m_i)² over a stretch, in four sums that do not wait for each other. */
function stretch(x: Float64Array, at: number, means: Float64Array, offset: number, length: number): number {
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
