/**
 * One Gaussian of a mixture, seen through noise in the basis where its covariance is diagonal.
 * @module
 */
import type { MovingLevel } from "../schedules/types.ts";
import type { Rule } from "./parameterisation.ts";

/**
 * N(μ, Σ) with Σ = Σ_i λ_i b_i b_iᵀ + λ_rest (I − Σ_i b_i b_iᵀ): a full covariance has d directions b_i and no rest, a
 * Gaussian on a k-dimensional subspace has k directions and λ_rest = 0.
 */
export interface GaussianComponent {
  /** μ, d entries. */
  readonly mean: Float64Array;
  /** The orthonormal directions b_i as rows, k × d. */
  readonly basis: Float64Array;
  /** λ_i, k entries. */
  readonly variances: Float64Array;
  /** λ_rest, the variance in the d − k other directions. */
  readonly rest: number;
}

/** A component at one noise level: what {@link GaussianComponent} needs per direction, the last entry for the rest. */
export class NoisyGaussian {
  /** x − αμ in the basis, k entries; set by {@link NoisyGaussian.place}. */
  readonly #inside: Float64Array;
  /** What of x − αμ the basis does not hold, d entries. */
  readonly #outside: Float64Array;
  readonly #insideSpeed: Float64Array;
  readonly #outsideSpeed: Float64Array;
  readonly #scales: Float64Array;
  readonly #logScales: Float64Array;
  readonly #phi: Float64Array;
  readonly #dPhi: Float64Array;
  readonly #logNormaliser: number;
  readonly #logNormaliserSpeed: number;
  readonly #component: GaussianComponent;
  readonly #level: MovingLevel;
  readonly #psi: number;
  readonly #dPsi: number;

  /**
   * Tabulates a component at a noise level.
   * @param component The component.
   * @param level α, σ and their speeds, 0 where nothing moves.
   * @param rule The quantity to evaluate.
   */
  constructor(component: GaussianComponent, level: MovingLevel, rule: Rule) {
    const { alpha, sigma, dAlpha, dSigma } = level;
    const d = component.mean.length, rank = component.variances.length;
    const variances = Float64Array.of(...component.variances, component.rest);
    this.#component = component;
    this.#level = level;
    this.#scales = variances.map((variance) => alpha * alpha * variance + sigma * sigma);
    this.#logScales = variances.map((v, i) => 2 * (alpha * dAlpha * v + sigma * dSigma) / this.#scales[i]);
    this.#phi = variances.map((variance, i) => rule.phi(level, variance, this.#scales[i]));
    this.#dPhi = variances.map((variance, i) => rule.dPhi(level, variance, this.#scales[i]));
    this.#psi = rule.psi(level);
    this.#dPsi = rule.dPsi(level);
    const count = (i: number) => i < rank ? 1 : d - rank;
    this.#logNormaliser = this.#scales.reduce(
      (sum, s, i) => count(i) === 0 ? sum : sum - count(i) / 2 * Math.log(2 * Math.PI * s),
      0,
    );
    this.#logNormaliserSpeed = this.#logScales.reduce((sum, r, i) => count(i) === 0 ? sum : sum - count(i) / 2 * r, 0);
    this.#inside = new Float64Array(rank);
    this.#outside = new Float64Array(d);
    this.#insideSpeed = new Float64Array(rank);
    this.#outsideSpeed = new Float64Array(d);
  }

  /**
   * Places the component before a point.
   * @param x Points.
   * @param at Offset of the point in `x`.
   * @returns The log-density of the point under the noisy component.
   */
  place(x: Float64Array, at: number): number {
    const { mean } = this.#component, { alpha } = this.#level, scales = this.#scales, rank = this.#inside.length;
    for (let i = 0; i < mean.length; i++) this.#outside[i] = x[at + i] - alpha * mean[i];
    split(this.#component.basis, this.#outside, this.#inside);
    let square = 0;
    for (let i = 0; i < rank; i++) square += this.#inside[i] * this.#inside[i] / scales[i];
    if (rank < mean.length) square += dot(this.#outside, this.#outside) / scales[rank];
    return this.#logNormaliser - square / 2;
  }

  /**
   * The derivative of the log-density at the point last placed, along the motion.
   * @param dx The points' speed, laid out as x; 0 where absent.
   * @param at Offset of the point.
   * @returns d log N(x; αμ, α²Σ + σ²I).
   */
  move(dx: Float64Array | undefined, at: number): number {
    const { mean } = this.#component, { dAlpha } = this.#level, rank = this.#inside.length;
    const inside = this.#inside, outside = this.#outside, scales = this.#scales;
    for (let i = 0; i < mean.length; i++) {
      this.#outsideSpeed[i] = (dx === undefined ? 0 : dx[at + i]) - dAlpha * mean[i];
    }
    split(this.#component.basis, this.#outsideSpeed, this.#insideSpeed);
    let rate = this.#logNormaliserSpeed;
    for (let i = 0; i < rank; i++) {
      rate += inside[i] / scales[i] * (inside[i] * this.#logScales[i] / 2 - this.#insideSpeed[i]);
    }
    if (rank < mean.length) {
      rate += dot(outside, outside) / scales[rank] * this.#logScales[rank] / 2 -
        dot(outside, this.#outsideSpeed) / scales[rank];
    }
    return rate;
  }

  /**
   * Adds `weight · f` for the point last placed.
   * @param weight The posterior weight.
   * @param out Output, d entries from `at` on.
   * @param at Offset of the point.
   */
  addValue(weight: number, out: Float64Array, at: number): void {
    const { mean } = this.#component;
    for (let i = 0; i < mean.length; i++) out[at + i] += weight * this.#psi * mean[i];
    this.#addDirections((i) => weight * this.#phi[i] * this.#inside[i], out, at);
    this.#addRest(weight * this.#phi[this.#inside.length], this.#outside, out, at);
  }

  /**
   * Adds the derivative of `weight · f` for the point last placed and moved.
   * @param weight The posterior weight.
   * @param rate Its logarithmic derivative, d ln weight.
   * @param out Output, d entries from `at` on.
   * @param at Offset of the point.
   */
  addDerivative(weight: number, rate: number, out: Float64Array, at: number): void {
    const { mean } = this.#component, rank = this.#inside.length, phi = this.#phi, dPhi = this.#dPhi;
    const shift = weight * (rate * this.#psi + this.#dPsi);
    for (let i = 0; i < mean.length; i++) out[at + i] += shift * mean[i];
    this.#addDirections(
      (i) => weight * ((rate * phi[i] + dPhi[i]) * this.#inside[i] + phi[i] * this.#insideSpeed[i]),
      out,
      at,
    );
    this.#addRest(weight * (rate * phi[rank] + dPhi[rank]), this.#outside, out, at);
    this.#addRest(weight * phi[rank], this.#outsideSpeed, out, at);
  }

  #addDirections(coordinate: (direction: number) => number, out: Float64Array, at: number): void {
    const { basis, mean } = this.#component, d = mean.length;
    for (let k = 0; k < this.#inside.length; k++) {
      const c = coordinate(k);
      for (let i = 0; i < d; i++) out[at + i] += c * basis[k * d + i];
    }
  }

  #addRest(factor: number, vector: Float64Array, out: Float64Array, at: number): void {
    if (this.#inside.length === vector.length) return;
    for (let i = 0; i < vector.length; i++) out[at + i] += factor * vector[i];
  }
}

/**
 * Splits a vector: its coordinates in a basis go to `inside`, what the basis does not hold stays in it.
 * @param basis Orthonormal rows, k × d.
 * @param vector d entries; what is left is written back, except where the basis holds everything.
 * @param inside k entries, written.
 */
export function split(basis: Float64Array, vector: Float64Array, inside: Float64Array): void {
  const d = vector.length;
  for (let k = 0; k < inside.length; k++) {
    let sum = 0;
    for (let i = 0; i < d; i++) sum += basis[k * d + i] * vector[i];
    inside[k] = sum;
  }
  if (inside.length === d) return;
  for (let k = 0; k < inside.length; k++) {
    const coordinate = inside[k];
    for (let i = 0; i < d; i++) vector[i] -= coordinate * basis[k * d + i];
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
