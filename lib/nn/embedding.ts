/**
 * What a network sees of its condition: sinusoids.
 * @module
 */
import { checkFinite, checkInteger, checkPositive } from "../numerics/check.ts";

/**
 * The sinusoidal embedding of Vaswani et al. 2017, section 3.5, as DDPM uses it: with h = dimension / 2 and
 * ω_i = maxPeriod^(−i / (h − 1)), row b is [sin(c_b ω_0), …, sin(c_b ω_{h−1}), cos(c_b ω_0), …, cos(c_b ω_{h−1})].
 *
 * Computed in float64 and rounded once: float32 angles near 1000 would be off by 6e-5.
 * @param conditions B conditions; steps in {0, …, T − 1}, or times in [0, 1] multiplied by about 1000.
 * @param dimension Even, at least 4.
 * @param maxPeriod The longest wavelength divided by 2π.
 * @returns B × dimension numbers, row-major.
 * @throws {RangeError} If the dimension is odd or below 4, or a condition is not finite.
 */
export function sinusoids(conditions: Float64Array, dimension: number, maxPeriod: number = 10_000): Float32Array {
  return waves(conditions, dimension, maxPeriod, (angle) => [Math.sin(angle), Math.cos(angle)]);
}

/**
 * The derivative of {@linkcode sinusoids} in the conditions: row b is [ω_0 cos(c_b ω_0), …, −ω_0 sin(c_b ω_0), …].
 * @param conditions B conditions.
 * @param dimension Even, at least 4.
 * @param maxPeriod The longest wavelength divided by 2π.
 * @returns B × dimension numbers, row-major, computed in float64 and rounded once.
 * @throws {RangeError} If the dimension is odd or below 4, or a condition is not finite.
 */
export function sinusoidSlopes(conditions: Float64Array, dimension: number, maxPeriod: number = 10_000): Float32Array {
  return waves(conditions, dimension, maxPeriod, (angle, rate) => [rate * Math.cos(angle), -rate * Math.sin(angle)]);
}

function waves(
  conditions: Float64Array,
  dimension: number,
  maxPeriod: number,
  pair: (angle: number, rate: number) => [first: number, second: number],
): Float32Array {
  checkInteger("embed conditions", "dimension", dimension, 4);
  if (dimension % 2 !== 0) throw new RangeError(`Cannot embed conditions: dimension must be even, got ${dimension}`);
  checkPositive("embed conditions", "maxPeriod", maxPeriod);
  checkFinite("embed conditions", "conditions", conditions);
  const half = dimension / 2;
  const rates = Float64Array.from({ length: half }, (_, i) => Math.exp(-Math.log(maxPeriod) * i / (half - 1)));
  const out = new Float32Array(conditions.length * dimension);
  for (let b = 0; b < conditions.length; b++) {
    for (let i = 0; i < half; i++) {
      const [first, second] = pair(conditions[b] * rates[i], rates[i]);
      out[b * dimension + i] = first;
      out[b * dimension + half + i] = second;
    }
  }
  return out;
}
