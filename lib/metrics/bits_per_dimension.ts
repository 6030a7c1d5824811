/**
 * Likelihoods in bits per dimension.
 * @module
 */
import { checkFinite, checkInteger, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { bootstrap, type BootstrapOptions, type Interval } from "../numerics/stats.ts";
import { bitsPerDimension } from "../samplers/likelihood.ts";

/**
 * Turns log-densities of continuous data, as a sampler's probability flow gives them, into bits per dimension of the
 * quantised data (Theis, van den Oord & Bethge 2016): −log₂ p / d + log₂(levels / span), an upper bound in expectation
 * where the data were dequantised with uniform noise.
 * @param logDensities Natural log-densities of n samples, n ≥ 2.
 * @param dimension Values in a sample: height × width × channels.
 * @param span The width of the range over which the levels are spread: 2 for [−1, 1]; 256 levels from bytes.
 * @param levels Number of levels; 256 unless told.
 * @param options How the bootstrap over the samples is made.
 * @returns The mean in bits per dimension with its interval; n counts the samples.
 * @throws {RangeError} If a log-density is not finite, there are fewer than two, or an argument is out of range.
 * @category Metrics
 */
export function meanBitsPerDimension(
  logDensities: Float64Array,
  dimension: number,
  span: number,
  levels: number = 256,
  options: BootstrapOptions = {},
): Interval {
  checkArguments("meanBitsPerDimension", arguments);
  const action = "take bits per dimension";
  checkInteger(action, "dimension", dimension, 1);
  checkNumber(action, "span", span, Number.MIN_VALUE);
  checkInteger(action, "levels", levels, 1);
  checkFinite(action, "logDensities", logDensities);
  return bootstrap(bitsPerDimension(logDensities, dimension, span / levels), undefined, options);
}
