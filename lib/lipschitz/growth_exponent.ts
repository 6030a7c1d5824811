/**
 * The exponent at which a slope grows as t → 0.
 * @module
 */
import { checkInteger, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { type BootstrapOptions, bootstrapRows, fitSlope, type Interval } from "../numerics/stats.ts";
import type { LipschitzEstimate } from "./types.ts";

/**
 * A fitted power law E‖·‖ ~ t^p.
 * @category Lipschitz estimators
 */
export interface GrowthExponent {
  /** p with its bootstrap interval over the points. */
  readonly exponent: Interval;
  /** Largest distance of ln E‖·‖ from the line: small where the growth is a power law. */
  readonly misfit: number;
}

/**
 * Fits the exponent of growth to estimates at several times: the slope of ln E‖·‖ against ln t. The interval resamples the
 * points, the same ones at every time, so estimates of one seed should be given: they share their data and noise.
 *
 * @example Measured where theory says −1/2
 * ```ts
 * import assert from "node:assert/strict";
 * import { exactDerivative, growthExponent } from "nearzero/lipschitz";
 * import { logSpace } from "nearzero/numerics";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * const curve = Array.from(logSpace(1e-8, 1e-5, 4), (time) => exactDerivative(data, linear(), { time }));
 * assert.ok(Math.abs(growthExponent(curve).exponent.value + 0.5) < 1e-3);
 * ```
 *
 * @param estimates At least three estimates at distinct times, of the same number of points.
 * @param options Resamples (1,000 unless told), confidence and seed of the bootstrap.
 * @returns The exponent and how well a line fits.
 * @throws {RangeError} If there are fewer than three estimates, or a mean has no logarithm: all quotients at one time (or in
 * a resample) are 0, as within a shared interval, or one is not finite.
 * @throws {TypeError} If they differ in their number of points.
 * @category Lipschitz estimators
 */
export function growthExponent(
  estimates: readonly Pick<LipschitzEstimate, "time" | "quotients">[],
  options: BootstrapOptions = {},
): GrowthExponent {
  checkArguments("growthExponent", arguments);
  checkInteger("fit an exponent of growth", "the number of estimates", estimates.length, 3);
  const n = estimates[0].quotients.length;
  for (const { quotients } of estimates) checkLength("fit an exponent of growth", "quotients", quotients, n);
  for (const { time, quotients } of estimates) {
    const sum = quotients.reduce((sum, value) => sum + value, 0);
    if (!(sum > 0 && sum < Infinity)) {
      throw new RangeError(
        `Cannot fit an exponent of growth: the mean at t = ${time} must be greater than 0 and finite, got ${sum / n}`,
      );
    }
  }
  const x = estimates.map(({ time }) => Math.log(time));
  const means = (rows: Int32Array) =>
    estimates.map(({ quotients }) => {
      let sum = 0;
      for (const row of rows) sum += quotients[row];
      return Math.log(sum / rows.length);
    });
  const exponent = bootstrapRows(n, (rows) => fitSlope(x, means(rows)).slope.value, { resamples: 1000, ...options });
  const y = means(Int32Array.from({ length: n }, (_, i) => i)), line = fitSlope(x, y);
  const misfit = Math.max(...y.map((value, i) => Math.abs(value - line.intercept - line.slope.value * x[i])));
  return { exponent, misfit };
}
