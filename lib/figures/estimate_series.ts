/**
 * Estimates with intervals as curves with bands.
 * @module
 */
import type { Interval } from "../numerics/stats.ts";
import type { Series } from "./series.ts";

/** An estimate at a time; a `LipschitzEstimate` is one. */
export interface TimedEstimate {
  /** Where it was made. */
  readonly time: number;
  /** The estimate with its interval. */
  readonly estimate: Interval;
}

/**
 * A curve of estimates with their intervals as its band.
 *
 * @example A curve with its band
 * ```ts
 * import assert from "node:assert/strict";
 * import { estimateSeries } from "nearzero/figures";
 * import { exactDerivative } from "nearzero/lipschitz";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const curve = [1e-4, 1e-2].map((time) => exactDerivative(data, linear(), { time }));
 * assert.deepEqual(estimateSeries("linear", curve).x, [1e-4, 1e-2]);
 * ```
 *
 * @param label Its name in the legend.
 * @param estimates The estimates, in order of their times.
 * @param style How the curve looks, and `at`: where an estimate of a time is drawn, the time itself unless told.
 * @returns The curve.
 * @category Figures
 */
export function estimateSeries(
  label: string,
  estimates: readonly TimedEstimate[],
  style: Pick<Series, "dash" | "markers" | "colour" | "steps" | "points"> & { readonly at?: (time: number) => number } =
    {},
): Series {
  const { at = (time: number) => time, ...look } = style;
  return {
    label,
    x: estimates.map(({ time }) => at(time)),
    y: estimates.map(({ estimate }) => estimate.value),
    band: { low: estimates.map(({ estimate }) => estimate.low), high: estimates.map(({ estimate }) => estimate.high) },
    ...look,
  };
}
