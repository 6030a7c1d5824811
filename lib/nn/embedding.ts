/**
 * Waves of a condition: sinusoids of fixed rates or of random ones.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { checkFinite, checkInteger, checkNumber, checkPositive } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";

/**
 * The rates of the sinusoidal embedding of Vaswani et al. 2017, section 3.5, as DDPM uses it: with h = width / 2,
 * ω_i = maxPeriod^(−i / (h − shift)). Made for steps in {0, …, T − 1}, or times in [0, 1] multiplied by about 1000.
 * @param width Twice the number of rates: even, at least 4.
 * @param maxPeriod The longest wavelength divided by 2π, or nearly so where the shift is below 1.
 * @param shift In [0, 1]: 1 in DDPM, 0 in its successors of Dhariwal & Nichol (2021).
 * @returns The rates, falling from 1.
 * @throws {RangeError} If the width is odd or below 4, maxPeriod is not positive or the shift out of range.
 */
export function sinusoidalRates(width: number, maxPeriod: number = 10_000, shift: number = 1): Float64Array {
  const half = halfOf(width);
  checkPositive("embed conditions", "maxPeriod", maxPeriod);
  checkNumber("embed conditions", "shift", shift, 0, 1);
  return Float64Array.from({ length: half }, (_, i) => Math.exp(-Math.log(maxPeriod) * i / (half - shift)));
}

/**
 * The rates of Gaussian Fourier features (Tancik et al. 2020; for times, Song et al. 2021): ω_i = 2π z_i, z_i normal with
 * the given deviation. Made for times in [0, 1]. They are always the same draws, and no parameters: nothing moves them,
 * and a network is made again from its configuration alone.
 * @param width Twice the number of rates: even, at least 4.
 * @param deviation Of the frequencies z_i: the larger, the faster may the network change with its condition.
 * @returns The rates.
 * @throws {RangeError} If the width is odd or below 4, or the deviation is not positive.
 */
export function fourierRates(width: number, deviation: number = 16): Float64Array {
  const half = halfOf(width);
  checkPositive("embed conditions", "deviation", deviation);
  return new Random(0, "fourier features").normals(half).map((z) => 2 * Math.PI * deviation * z);
}

/** Which half of the waves comes first. */
export type WaveOrder = "sin-cos" | "cos-sin";

/**
 * Row b is [sin(c_b ω_0), …, sin(c_b ω_{h−1}), cos(c_b ω_0), …, cos(c_b ω_{h−1})],
 * or the cosines before the sines.
 *
 * Computed in float64 and rounded once: float32 angles near 1000 would be off by 6e-5.
 * @param conditions B conditions.
 * @param rates The h rates.
 * @param order Which half comes first.
 * @returns B × 2h numbers, row-major.
 * @throws {RangeError} If a condition is not finite.
 */
export function waves(conditions: Float64Array, rates: Float64Array, order: WaveOrder = "sin-cos"): Float32Array {
  checkArguments("waves", arguments);
  return pairs(conditions, rates, order, (angle) => [Math.sin(angle), Math.cos(angle)]);
}

/**
 * The derivative of {@linkcode waves} in the conditions: row b is [ω_0 cos(c_b ω_0), …, −ω_0 sin(c_b ω_0), …].
 * @param conditions B conditions.
 * @param rates The h rates.
 * @param order Which half comes first.
 * @returns B × 2h numbers, row-major, computed in float64 and rounded once.
 * @throws {RangeError} If a condition is not finite.
 */
export function waveSlopes(conditions: Float64Array, rates: Float64Array, order: WaveOrder = "sin-cos"): Float32Array {
  checkArguments("waveSlopes", arguments);
  return pairs(conditions, rates, order, (angle, rate) => [rate * Math.cos(angle), -rate * Math.sin(angle)]);
}

function halfOf(width: number): number {
  checkInteger("embed conditions", "width", width, 4);
  if (width % 2 !== 0) throw new RangeError(`Cannot embed conditions: width must be even, got ${width}`);
  return width / 2;
}

function pairs(
  conditions: Float64Array,
  rates: Float64Array,
  order: WaveOrder,
  pair: (angle: number, rate: number) => [sine: number, cosine: number],
): Float32Array {
  checkFinite("embed conditions", "conditions", conditions);
  const half = rates.length, [sines, cosines] = order === "sin-cos" ? [0, half] : [half, 0];
  const out = new Float32Array(conditions.length * 2 * half);
  // Many samples share a condition where time is discrete, and all do while a sampler takes a step.
  const seen = new Map<number, number>();
  for (let b = 0; b < conditions.length; b++) {
    const condition = conditions[b], at = 2 * b * half, before = seen.get(condition);
    if (before !== undefined) {
      out.copyWithin(at, before, before + 2 * half);
      continue;
    }
    seen.set(condition, at);
    for (let i = 0; i < half; i++) {
      const [sine, cosine] = pair(condition * rates[i], rates[i]);
      out[at + sines + i] = sine;
      out[at + cosines + i] = cosine;
    }
  }
  return out;
}
