/**
 * What all mixtures share: checked weights, and the choice of components when drawing.
 * @module
 */
import { checkFinite, checkInteger, checkLength, checkNumber, checkRows } from "../numerics/check.ts";
import type { Random } from "../numerics/random.ts";

/**
 * Checks a mixture's means.
 * @param name The oracle's name, for the error.
 * @param dimension d.
 * @param means K × d numbers.
 * @returns K.
 * @throws {TypeError} If the means are not whole rows.
 * @throws {RangeError} If d < 1, there is no component, or a mean is not finite.
 */
export function checkComponents(name: string, dimension: number, means: ArrayLike<number>): number {
  checkInteger(`make ${name}`, "dimension", dimension, 1);
  const count = checkRows(`make ${name}`, "means", means, dimension);
  if (count === 0) throw new RangeError(`Cannot make ${name}: the set of means is empty`);
  checkFinite(`make ${name}`, "means", means);
  return count;
}

/**
 * Checks a mixture's weights.
 * @param name The oracle's name, for the error.
 * @param weights K numbers; equal weights where absent.
 * @param count K.
 * @returns The weights, scaled to sum to 1.
 * @throws {TypeError} If there are not K weights.
 * @throws {RangeError} If a weight is negative or their sum differs from 1 by more than 1e-9.
 */
export function checkWeights(name: string, weights: ArrayLike<number> | undefined, count: number): Float64Array {
  if (weights === undefined) return new Float64Array(count).fill(1 / count);
  checkLength(`make ${name}`, "weights", weights, count);
  const given = Float64Array.from(weights);
  given.forEach((value, k) => checkNumber(`make ${name}`, `weights[${k}]`, value, 0));
  const sum = given.reduce((a, b) => a + b, 0);
  if (Math.abs(sum - 1) > 1e-9) throw new RangeError(`Cannot make ${name}: weights must sum to 1, got ${sum}`);
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
