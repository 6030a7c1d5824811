/**
 * Special functions in float64, accurate in their tails.
 * @module
 */
import { checkInteger, checkNumber, checkPositive } from "./check.ts";

/**
 * ln Σ exp(vᵢ) without overflow or underflow.
 * @param values Any numbers; −∞ counts as a term of 0.
 * @returns The logarithm of the sum; −∞ for no terms.
 */
export function logSumExp(values: ArrayLike<number>): number {
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) if (values[i] > max) max = values[i];
  if (max === -Infinity || max === Infinity) return max;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += Math.exp(values[i] - max);
  return max + Math.log(sum);
}

/**
 * ln(1 − e^{−x}) for x > 0 (Mächler 2012): `log1p` where e^{−x} is small, `expm1` where it is near 1.
 * @param x A number ≥ 0.
 * @returns A number ≤ 0; −∞ at 0.
 */
export function log1mExp(x: number): number {
  return x > Math.LN2 ? Math.log1p(-Math.exp(-x)) : Math.log(-Math.expm1(-x));
}

/**
 * The logistic function 1 / (1 + e^{−x}), with a full relative accuracy in both tails.
 * @param x Any number.
 * @returns A number in [0, 1].
 */
export function sigmoid(x: number): number {
  if (x >= 0) return 1 / (1 + Math.exp(-x));
  const e = Math.exp(x);
  return e / (1 + e);
}

/**
 * The complementary error function, to about 1e-14 relative over the whole line.
 * @param x Any number.
 * @returns erfc(x) in [0, 2].
 */
export function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  if (x < 2.2) {
    // erf(x) = 2/√π e^{−x²} Σ 2ᵏ x^{2k+1} / (2k+1)!!: all terms positive, no cancellation within.
    let term = x, sum = x;
    for (let k = 1; term > 1e-18 * sum; k++) sum += term *= 2 * x * x / (2 * k + 1);
    return 1 - 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }
  // Continued fraction of Laplace, from the far end.
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/**
 * The standard normal distribution function Φ.
 * @param x Any number.
 * @returns P(Z ≤ x).
 */
export function normalCdf(x: number): number {
  return erfc(-x / Math.SQRT2) / 2;
}

/**
 * The standard normal quantile Φ⁻¹: Acklam's rational start, then two Halley steps on {@linkcode normalCdf}.
 * @param p A probability in [0, 1].
 * @returns z with Φ(z) = p; ±∞ at the ends.
 * @throws {RangeError} If p is not in [0, 1].
 */
export function normalQuantile(p: number): number {
  checkNumber("take a normal quantile", "p", p, 0, 1);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  let z = acklam(p);
  for (let i = 0; i < 2; i++) {
    const error = (normalCdf(z) - p) * Math.sqrt(2 * Math.PI) * Math.exp(z * z / 2);
    z -= error / (1 + z * error / 2);
  }
  return z;
}

/** P. J. Acklam's approximation for p ≤ 0.5, relative error below 1.2e-9. */
function acklam(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return horner(q, [
      -7.784894002430293e-3,
      -0.3223964580411365,
      -2.400758277161838,
      -2.549732539343734,
      4.374664141464968,
      2.938163982698783,
    ]) / horner(q, [7.784695709041462e-3, 0.3224671290700398, 2.445134137142996, 3.754408661907416, 1]);
  }
  const q = p - 0.5, r = q * q;
  return q * horner(r, [
    -39.69683028665376,
    220.9460984245205,
    -275.9285104469687,
    138.357751867269,
    -30.66479806614716,
    2.506628277459239,
  ]) / horner(r, [
    -54.47609879822406,
    161.5858368580409,
    -155.6989798598866,
    66.80131188771972,
    -13.28068155288572,
    1,
  ]);
}

function horner(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, c) => sum * x + c, 0);
}

/**
 * ln Γ(x) for x > 0 (Lanczos, g = 7, nine terms; about 1e-14 relative).
 * @param x A number greater than 0.
 * @returns ln Γ(x).
 * @throws {RangeError} If x is not greater than 0.
 */
export function logGamma(x: number): number {
  checkPositive("take a log gamma", "x", x);
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const c = [
    0.9999999999998099,
    676.5203681218851,
    -1259.1392167224028,
    771.3234287776531,
    -176.6150291621406,
    12.507343278686905,
    -0.13857109526572012,
    9.984369578019572e-6,
    1.5056327351493116e-7,
  ];
  const z = x - 1, w = z + 7.5;
  const series = c.slice(1).reduce((sum, ck, k) => sum + ck / (z + k + 1), c[0]);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(w) - w + Math.log(series);
}

/**
 * Student's t quantile.
 * @param p A probability in (0, 1).
 * @param degrees Degrees of freedom, an integer ≥ 1.
 * @returns t with P(T ≤ t) = p, to about 1e-10.
 * @throws {RangeError} If p or the degrees are out of range.
 */
export function studentQuantile(p: number, degrees: number): number {
  checkNumber("take a Student quantile", "p", p, Number.MIN_VALUE, 1 - Number.EPSILON / 2);
  checkInteger("take a Student quantile", "degrees", degrees, 1);
  if (p === 0.5) return 0;
  if (p < 0.5) return -studentQuantile(1 - p, degrees);
  // P(T > t) falls in t: bisect.
  let low = 1e-8, high = 1;
  while (studentTail(high, degrees) > 1 - p) high *= 2;
  for (let i = 0; i < 200 && high - low > 1e-13 * high; i++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * The upper tail of Student's t: P(T > t) = I_u(ν/2, 1/2)/2 with u = ν/(ν + t²), for t ≥ 0.
 * @param t A number of at least 0; infinity is allowed.
 * @param degrees Degrees of freedom ν, an integer ≥ 1.
 * @returns The probability, in [0, 1/2].
 * @throws {RangeError} If an argument is out of range.
 */
export function studentTail(t: number, degrees: number): number {
  checkNumber("take a Student tail", "t", t, 0, Infinity);
  checkInteger("take a Student tail", "degrees", degrees, 1);
  return incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5) / 2;
}

/** The regularised incomplete beta function I_x(a, b), by Lentz's continued fraction. */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(
    logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  ) / a;
  let c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), result = d;
  for (let m = 1; m < 500; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    result *= c * d;
    const odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    result *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return front * result;
}
