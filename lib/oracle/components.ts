/**
 * What all mixtures share: checked means, variances and weights, and the choice of components when drawing.
 * @module
 */
import { checkFinite, checkInteger, checkLength, checkNumber, checkPositive, checkRows } from "../numerics/check.ts";
import type { Random } from "../numerics/random.ts";

/** Largest |μ| and |x| an oracle takes: squared distances over σ² must stay finite down to t = 1e-8 and far below. */
export const LARGEST = 1e100;

/**
 * Checks a mixture's means.
 * @param name The oracle's name, for the error.
 * @param dimension d.
 * @param means K × d numbers.
 * @param scale Factor on every entry, 1 unless told.
 * @param shift Added to every entry after scaling, 0 unless told.
 * @returns K.
 * @throws {TypeError} If the means are not whole rows.
 * @throws {RangeError} If d < 1, there is no component, a mean is not finite, or one is beyond ±1e100 when scaled and
 * shifted.
 */
export function checkComponents(
  name: string,
  dimension: number,
  means: ArrayLike<number>,
  scale: number = 1,
  shift: number = 0,
): number {
  checkInteger(`make ${name}`, "dimension", dimension, 1);
  const count = checkRows(`make ${name}`, "means", means, dimension);
  if (count === 0) throw new RangeError(`Cannot make ${name}: the set of means is empty`);
  checkFinite(`make ${name}`, "means", means);
  checkNumber(`make ${name}`, "scale", scale);
  checkNumber(`make ${name}`, "shift", shift);
  for (let i = 0; i < means.length; i++) checkWithin(`make ${name}`, `means[${i}]`, means[i] * scale + shift);
  return count;
}

/**
 * Checks that a coordinate leaves room for squared distances.
 * @param action What the caller was about to do.
 * @param name The coordinate's name.
 * @param value The coordinate.
 * @throws {RangeError} If it is NaN or beyond ±1e100.
 */
export function checkWithin(action: string, name: string, value: number): void {
  if (!(value <= LARGEST && value >= -LARGEST)) checkNumber(action, name, value, -LARGEST, LARGEST);
}

/**
 * Checks a variance that is not 0.
 * @param action What the caller was about to do.
 * @param name The variance's name.
 * @param value The variance.
 * @throws {RangeError} If it is outside [1e-100, 1e100], where densities and their derivatives are finite.
 */
export function checkVariance(action: string, name: string, value: number): void {
  checkPositive(action, name, value);
  checkNumber(action, name, value, 1 / LARGEST, LARGEST);
}

/**
 * Checks a mixture's weights. They are scaled to sum to 1, which forgives the rounding of weights that were float32.
 * @param name The oracle's name, for the error.
 * @param weights K numbers; equal weights where absent.
 * @param count K.
 * @returns The weights, scaled to sum to 1.
 * @throws {TypeError} If there are not K weights.
 * @throws {RangeError} If a weight is negative or their sum differs from 1 by more than 1e-6.
 */
export function checkWeights(name: string, weights: ArrayLike<number> | undefined, count: number): Float64Array {
  if (weights === undefined) return new Float64Array(count).fill(1 / count);
  checkLength(`make ${name}`, "weights", weights, count);
  const given = Float64Array.from(weights);
  given.forEach((value, k) => checkNumber(`make ${name}`, `weights[${k}]`, value, 0));
  const sum = given.reduce((a, b) => a + b, 0);
  if (!(Math.abs(sum - 1) <= 1e-6)) throw new RangeError(`Cannot make ${name}: weights must sum to 1, got ${sum}`);
  return given.map((value) => value / sum);
}

/**
 * Draws components by their weights.
 * @param weights Weights that sum to 1.
 * @param n How many draws.
 * @param random The stream.
 * @returns n indices.
 */
export function pickComponents(weights: Float64Array, n: number, random: Random): Int32Array {
  const cumulative = new Float64Array(weights.length);
  let sum = 0;
  for (let k = 0; k < weights.length; k++) cumulative[k] = sum += weights[k];
  return Int32Array.from(random.uniforms(n), (u) => {
    let low = 0, high = weights.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulative[middle] > u * sum) high = middle;
      else low = middle + 1;
    }
    return low;
  });
}
