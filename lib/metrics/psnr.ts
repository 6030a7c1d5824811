/**
 * Peak signal-to-noise ratio, for super-resolution.
 * @module
 */
import { checkPositive, checkRows } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { bootstrap, type BootstrapOptions, type Interval } from "../numerics/stats.ts";
import { checkFeatures, type Features } from "./kernels/rows.ts";

/**
 * The peak signal-to-noise ratio of each picture, 10 log₁₀(peak² / MSE).
 *
 * @example A tenth of the peak is 20 dB
 * ```ts
 * import assert from "node:assert/strict";
 * import { psnr } from "nearzero/metrics";
 *
 * const [decibel] = psnr(Float64Array.of(0.1, 0.1), Float64Array.of(0, 0), 2, 1);
 * assert.ok(Math.abs(decibel - 20) < 1e-9);
 * ```
 *
 * @param pictures n pictures of `size` values each.
 * @param references The true pictures, as many.
 * @param size Values in a picture: height × width × channels.
 * @param peak The span of the values: 2 for [−1, 1], 1 for [0, 1], 255 for bytes.
 * @returns n ratios in decibels; Infinity where a picture is exact.
 * @throws {TypeError} If the lengths do not fit.
 * @throws {RangeError} If a value is not finite or the peak is not positive.
 * @category Metrics
 */
export function psnr(pictures: Features, references: Features, size: number, peak: number): Float64Array {
  const action = "compute a signal-to-noise ratio";
  checkPositive(action, "peak", peak);
  const n = checkRows(action, "pictures", pictures, size);
  if (references.length !== pictures.length) {
    throw new TypeError(`Cannot ${action}: there are ${n} pictures and ${references.length / size} references`);
  }
  checkFeatures(action, "pictures", pictures, size);
  checkFeatures(action, "references", references, size);
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let at = i * size; at < (i + 1) * size; at++) sum += (pictures[at] - references[at]) ** 2;
    return 10 * Math.log10(peak * peak * size / sum);
  });
}

/**
 * The mean ratio over pictures with its bootstrap interval.
 * @param pictures n pictures of `size` values each, n ≥ 2.
 * @param references The true pictures, as many.
 * @param size Values in a picture.
 * @param peak The span of the values.
 * @param options How the bootstrap is made.
 * @returns The mean in decibels; n counts the pictures.
 * @throws {TypeError} If the lengths do not fit.
 * @throws {RangeError} If a value is not finite, there are fewer than two pictures or one is exact, whose ratio has no
 * mean.
 */
export function meanPsnr(
  pictures: Features,
  references: Features,
  size: number,
  peak: number,
  options: BootstrapOptions = {},
): Interval {
  checkArguments("meanPsnr", arguments);
  const ratios = psnr(pictures, references, size, peak), exact = ratios.indexOf(Infinity);
  if (exact >= 0) throw new RangeError(`Cannot average signal-to-noise ratios: picture ${exact} equals its reference`);
  return bootstrap(ratios, undefined, options);
}
