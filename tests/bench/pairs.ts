/**
 * Comparing two sides that took turns.
 * @module
 */
import { quantile } from "../../lib/numerics/stats.ts";

/** How many times as long the one took as the other: over the turns, each with the one that it is paired with. */
export interface Ratio {
  /** The median over the turns. */
  readonly median: number;
  /** The smallest and the largest. */
  readonly range: readonly [number, number];
}

/**
 * Compares turn by turn, so that an hour in which the machine is slow counts for both.
 * @param mine The one's times in each turn.
 * @param theirs The other's.
 * @returns The ratio of the medians within a turn.
 */
export function pairRatio(mine: readonly (readonly number[])[], theirs: readonly (readonly number[])[]): Ratio {
  const ratios = mine.map((times, i) => median(times) / median(theirs[i]));
  return { median: median(ratios), range: [Math.min(...ratios), Math.max(...ratios)] };
}

/**
 * The middle of some times.
 * @param values The times.
 * @returns Their median.
 */
export function median(values: readonly number[]): number {
  return quantile([...values], 0.5);
}

/**
 * The least of some times, that of the quietest moment.
 * @param values The times.
 * @returns Their least.
 */
export function least(values: readonly number[]): number {
  return Math.min(...values);
}

/**
 * A ratio in words.
 * @param ratio The ratio.
 * @returns Such as "0.61 x [0.58, 0.66]".
 */
export function showRatio({ median, range }: Ratio): string {
  return `${median.toFixed(2)} x [${range.map((value) => value.toFixed(2)).join(", ")}]`;
}
