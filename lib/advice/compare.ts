/**
 * Numbers of advice with their intervals: ratios of errors, what they can tell, and curves with bands.
 * @module
 */
import { bootstrapRows, type Interval } from "../numerics/stats.ts";
import type { AdviceCurve } from "./types.ts";

/** The reference flow is not known better: distances below it are one. */
export const RESOLUTION = 1e-6;

/** What is lost or won below this factor is nothing. */
const NEGLIGIBLE = 1.01;

/**
 * The ratio of two mean distances, or errors, with its interval over the rows, paired.
 * @param a Those of the one.
 * @param b Those of the other, of the same rows.
 * @param seed The seed of the bootstrap.
 * @returns mean a / mean b.
 */
export function meanRatio(a: Float64Array, b: Float64Array, seed: number): Interval {
  return bootstrapRows(a.length, (rows) => {
    let [over, under] = [RESOLUTION * rows.length, RESOLUTION * rows.length];
    for (let i = 0; i < rows.length; i++) {
      over += a[rows[i]];
      under += b[rows[i]];
    }
    return over / under;
  }, { seed, resamples: 500 });
}

/** Whether a cost can be told from nothing: its whole interval is beyond one per cent. */
export function isDistinguishable({ low }: Pick<Interval, "low">): boolean {
  return low > NEGLIGIBLE;
}

/** Whether a factor can be told from 1, whichever way it goes: its whole interval lies beyond one per cent of it. */
export function changes({ low, high }: Pick<Interval, "low" | "high">): boolean {
  return low > NEGLIGIBLE || high < 1 / NEGLIGIBLE;
}

/** An interval as text. */
export function formatInterval({ value, low, high }: Pick<Interval, "value" | "low" | "high">): string {
  const short = (number: number) => Number(number.toPrecision(3)).toString();
  return `${short(value)} [${short(low)}, ${short(high)}]`;
}

/**
 * A curve of means with their intervals, and what is made of them.
 * @param label What it is.
 * @param x Where.
 * @param rows What was found there, row by row; as many rows everywhere.
 * @param seed The seed of the bootstrap.
 * @param of What is shown of the mean at a place; rises with it. The mean itself unless told.
 * @returns The curve, without the places where the mean is 0.
 */
export function meanCurve(
  label: string,
  x: readonly number[],
  rows: readonly ArrayLike<number>[],
  seed: number,
  of: (mean: number, index: number) => number = (mean) => mean,
): AdviceCurve {
  const kept = x.map((_, i) => i).filter((i) => Array.prototype.some.call(rows[i], (value) => value > 0));
  const found = kept.map((i) =>
    bootstrapRows(rows[i].length, (picked) => {
      let sum = 0;
      for (let j = 0; j < picked.length; j++) sum += rows[i][picked[j]];
      return sum / picked.length;
    }, { seed, resamples: 200 })
  );
  const at = (end: "value" | "low" | "high") => found.map((interval, j) => of(interval[end], kept[j]));
  return { label, x: kept.map((i) => x[i]), y: at("value"), band: { low: at("low"), high: at("high") } };
}
