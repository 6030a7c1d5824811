/**
 * How far a predictor travels while the time runs: K integrated.
 * @module
 */
import { checkInteger, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { bootstrap, type Interval } from "../numerics/stats.ts";
import type { LipschitzEstimate } from "./types.ts";

/**
 * Σ K(t_k, t_{k+1}) |t_{k+1} − t_k| over a curve of neighbours: the total variation in time, jumps included. Sharing
 * conditions makes a step function of a predictor; whether it travels less, or only all at once, is this number.
 *
 * @example The steps of a walk, summed
 * ```ts
 * import assert from "node:assert/strict";
 * import { totalVariation } from "nearzero/lipschitz";
 *
 * const curve = [{ span: 1, quotients: Float64Array.of(1, 1, 1) }, { span: 2, quotients: Float64Array.of(3, 3, 3) }];
 * assert.equal(totalVariation(curve).value, 7);
 * ```
 *
 * @param curve Estimates at neighbouring pairs of times, of one seed and number of points.
 * @param options Confidence and seed of the bootstrap.
 * @returns The sum with its interval over the points.
 * @throws {RangeError} If the curve is empty.
 * @throws {TypeError} If the estimates differ in their number of points.
 * @category Lipschitz estimators
 */
export function totalVariation(
  curve: readonly Pick<LipschitzEstimate, "span" | "quotients">[],
  options: { readonly confidence?: number; readonly seed?: number } = {},
): Interval {
  checkArguments("totalVariation", arguments);
  checkInteger("sum a variation", "the number of estimates", curve.length, 1);
  const travelled = new Float64Array(curve[0].quotients.length);
  for (const { span, quotients } of curve) {
    checkLength("sum a variation", "quotients", quotients, travelled.length);
    for (let row = 0; row < travelled.length; row++) travelled[row] += span * quotients[row];
  }
  return bootstrap(travelled, undefined, options);
}
