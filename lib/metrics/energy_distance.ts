/**
 * Energy distance between two samples, whole or by groups.
 * @module
 */
import { checkFinite, checkInteger, checkRows } from "../numerics/check.ts";
import { type Interval, mean, variance } from "../numerics/stats.ts";

/** The fewest points of a sample. */
export const FEWEST_ENERGY = 3;

/**
 * The energy distance 2 E‖X − Y‖ − E‖X − X′‖ − E‖Y − Y′‖ (Székely & Rizzo 2013), 0 if and only if the laws are equal.
 * The estimate is unbiased (a U-statistic), so it may be negative between samples of one law. The interval is the normal
 * one of its Hoeffding projection; the work is (n + m)² d / 2.
 * @param first n points, n × d.
 * @param second m points, m × d.
 * @param dimension d.
 * @returns The estimate with its 95 % interval; its n is the smaller sample's.
 * @throws {TypeError} If a sample does not hold whole rows.
 * @throws {RangeError} If a sample has fewer than three points or an entry is not finite.
 */
export function energyDistance(first: Float64Array, second: Float64Array, dimension: number): Interval {
  const d = dimension, action = "compare samples";
  checkInteger(action, "dimension", d, 1);
  const n = checkRows(action, "the first sample", first, d), m = checkRows(action, "the second sample", second, d);
  checkInteger(action, "the size of the first sample", n, FEWEST_ENERGY);
  checkInteger(action, "the size of the second sample", m, FEWEST_ENERGY);
  checkFinite(action, "the first sample", first);
  checkFinite(action, "the second sample", second);
  const across = meanDistances(first, second, d), back = meanDistances(second, first, d);
  const within = meanDistances(first, first, d), withinSecond = meanDistances(second, second, d);
  // A point's distance to itself is no draw of ‖X − X′‖.
  const x = across.map((value, i) => 2 * (value - within[i] * n / (n - 1)));
  const y = back.map((value, j) => 2 * (value - withinSecond[j] * m / (m - 1)));
  const value = (mean(x) + mean(y)) / 2;
  const half = 1.959963984540054 * Math.sqrt(variance(x) / n + variance(y) / m);
  return { value, low: value - half, high: value + half, n: Math.min(n, m), confidence: 0.95 };
}

/**
 * Energy distances between two samples that are cut into groups: between the g-th rows of both, group by group. Samples
 * that were drawn with the same noise are then compared paired, as by `comparePaired`.
 * @param first n points, n × d.
 * @param second m points, m × d.
 * @param dimension d.
 * @param groups How many groups of equal size, in the order of the rows; divides n and m.
 * @returns The estimates, one a group.
 * @throws {TypeError} If a sample does not hold whole rows.
 * @throws {RangeError} If a sample does not fall into so many equal groups, a group has fewer than three points, or an
 * entry is not finite.
 */
export function energyDistances(
  first: Float64Array,
  second: Float64Array,
  dimension: number,
  groups: number,
): number[] {
  const [ours, theirs] = [
    cut("the first sample", first, dimension, groups),
    cut("the second sample", second, dimension, groups),
  ];
  return ours.map((group, i) => energyDistance(group, theirs[i], dimension).value);
}

/** A sample's rows in groups of equal size. */
function cut(name: string, sample: Float64Array, d: number, groups: number): Float64Array[] {
  const action = "compare samples by groups";
  checkInteger(action, "dimension", d, 1);
  checkInteger(action, "groups", groups, 1);
  const rows = checkRows(action, name, sample, d), size = rows / groups * d;
  if (rows % groups !== 0) {
    throw new RangeError(`Cannot ${action}: ${name} must fall into ${groups} equal groups, got ${rows} rows`);
  }
  return Array.from({ length: groups }, (_, g) => sample.subarray(g * size, (g + 1) * size));
}

/** The mean distance from each row of one sample to all rows of another. */
function meanDistances(from: Float64Array, to: Float64Array, d: number): Float64Array {
  const out = new Float64Array(from.length / d), count = to.length / d;
  for (let row = 0; row < out.length; row++) {
    let sum = 0;
    for (let other = 0; other < count; other++) {
      let square = 0;
      for (let i = 0; i < d; i++) {
        const difference = from[row * d + i] - to[other * d + i];
        square += difference * difference;
      }
      sum += Math.sqrt(square);
    }
    out[row] = sum / count;
  }
  return out;
}
