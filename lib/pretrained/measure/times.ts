/**
 * At which times a model is measured.
 * @module
 */
import type { NoisePath } from "../../samplers/noise_path.ts";

/** The times of a measurement. */
export interface MeasureTimes {
  /** Rising times; densest where the noise is least. */
  readonly times: readonly number[];
  /** The two distances of K: 1 and 10 steps, or as much of the path where time is continuous. */
  readonly spans: readonly [near: number, far: number];
  /** The ends of the intervals over which errors are averaged. */
  readonly edges: readonly number[];
}

/** Steps of a path of 1000 at which curves bend most, and then ever fewer. */
const STEPS = [0, 1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 65, 90, 130, 180, 250, 350, 480, 650, 820, 988];
const INTERVALS = 10;

/**
 * The times at which a model on a path is measured.
 * @param path The path.
 * @param count How many at most; 21 unless told.
 * @returns The times.
 */
export function measureTimes(path: NoisePath, count: number = STEPS.length): MeasureTimes {
  const chosen = count >= STEPS.length
    ? STEPS
    : Array.from({ length: count }, (_, i) => STEPS[Math.round(i * (STEPS.length - 1) / Math.max(1, count - 1))]);
  const share = (i: number) => i / INTERVALS, ends = Array.from({ length: INTERVALS + 1 }, (_, i) => share(i));
  const { steps, finest, noisiest } = path;
  if (steps === undefined) {
    const unit = (noisiest - finest) / 1000;
    return {
      times: chosen.map((step) => finest + step * unit),
      spans: [unit, 10 * unit],
      edges: ends.map((end) => finest + end * (noisiest - finest)),
    };
  }
  const far = Math.min(10, steps - 1), scaled = chosen.map((step) => Math.round(step * (steps - 1 - far) / 988));
  return {
    times: [...new Set(scaled)],
    spans: [1, far],
    edges: [...new Set(ends.map((end) => Math.round(end * steps)))],
  };
}
