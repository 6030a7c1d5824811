/**
 * What the components of an isotropic mixture add to a quantity at one noise level.
 * @module
 */
import type { Level } from "../schedules/types.ts";
import type { Motion } from "./oracle.ts";
import { type Quantity, RULES } from "./parameterisation.ts";

/** The coefficients of the components' sums, set up once per batch, and the sums of those at one point. */
export class Terms {
  /** α. */
  readonly alpha: number;
  /** dα along the motion, 0 without one. */
  readonly dAlpha: number;
  /** The points' speed; they rest where absent. */
  readonly dx: Float64Array | undefined;
  /** Whether derivatives are asked for. */
  readonly moving: boolean;
  /** s_k = α²λ_k + σ². */
  readonly scales: Float64Array;
  /** d ln s_k. */
  readonly dLogScale: Float64Array;
  readonly #phi: Float64Array;
  readonly #dPhi: Float64Array;
  readonly #psi: number;
  readonly #dPsi: number;
  #xi = 0;
  #eta = 0;
  #zeta = 0;

  /**
   * Sets the coefficients up.
   * @param quantity The quantity.
   * @param level The noise level.
   * @param motion The motion, if derivatives are asked for.
   * @param variances λ_k.
   */
  constructor(quantity: Quantity, level: Level, motion: Motion | undefined, variances: Float64Array) {
    const { alpha, sigma } = level, { dAlpha = 0, dSigma = 0 } = motion ?? {}, rule = RULES[quantity];
    const moving = { alpha, sigma, dAlpha, dSigma };
    const scales = variances.map((variance) => alpha * alpha * variance + sigma * sigma);
    this.alpha = alpha;
    this.dAlpha = dAlpha;
    this.dx = motion?.dx;
    this.moving = motion !== undefined;
    this.scales = scales;
    this.dLogScale = variances.map((v, k) => 2 * (alpha * dAlpha * v + sigma * dSigma) / scales[k]);
    this.#phi = variances.map((variance, k) => rule.phi(level, variance, scales[k]));
    this.#dPhi = variances.map((variance, k) => rule.dPhi(moving, variance, scales[k]));
    this.#psi = rule.psi(level);
    this.#dPsi = rule.dPsi(moving);
  }

  /** Begins the sums of a point. */
  clear(): void {
    this.#xi = this.#eta = this.#zeta = 0;
  }

  /**
   * Adds a component.
   * @param k Which.
   * @param weight ρ_k.
   * @param rate dℓ_k, centred.
   * @returns The factor of μ_k relative to the reference, η − αξ.
   */
  add(k: number, weight: number, rate: number): number {
    let xi = weight * this.#phi[k], eta = weight * this.#psi;
    if (this.moving) {
      this.#zeta += xi;
      eta = weight * (rate * this.#psi + this.#dPsi) - this.dAlpha * xi;
      xi = weight * (rate * this.#phi[k] + this.#dPhi[k]);
    }
    this.#xi += xi;
    this.#eta += eta;
    return eta - this.alpha * xi;
  }

  /**
   * Adds all components, as {@linkcode Terms.add} does one by one.
   * @param weights ρ_k.
   * @param rates dℓ_k, centred; not looked at where nothing moves.
   * @param shares Output: the factor of each μ_k.
   * @param at Where in `shares` the first goes.
   */
  addAll(weights: Float64Array, rates: Float64Array, shares: Float64Array, at: number): void {
    const { alpha, dAlpha } = this, phi = this.#phi, dPhi = this.#dPhi, psi = this.#psi, dPsi = this.#dPsi;
    let xis = 0, etas = 0, zetas = 0;
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k], still = weight * phi[k];
      let xi = still, eta = weight * psi;
      if (this.moving) {
        zetas += still;
        eta = weight * (rates[k] * psi + dPsi) - dAlpha * still;
        xi = weight * (rates[k] * phi[k] + dPhi[k]);
      }
      xis += xi;
      etas += eta;
      shares[at + k] = eta - alpha * xi;
    }
    this.#xi += xis;
    this.#eta += etas;
    this.#zeta += zetas;
  }

  /**
   * Puts the part that all components share, Σ ξ (x − α r) + Σ η r + Σ ζ dx.
   * @param value The rows of the quantity, laid out as x.
   * @param x The points.
   * @param at Offset of the row.
   * @param reference r.
   * @param add Whether it is added to what the row holds. Memory that is new is better written to than read first: the
   * system would give each page twice, once to be read and once to be written.
   */
  finish(value: Float64Array, x: Float64Array, at: number, reference: Float64Array, add: boolean): void {
    const { alpha, dx } = this, xi = this.#xi, eta = this.#eta, zeta = this.#zeta, d = reference.length;
    for (let i = 0; i < d; i++) {
      const part = xi * (x[at + i] - alpha * reference[i]) + eta * reference[i];
      value[at + i] = add ? value[at + i] + part : part;
    }
    if (dx !== undefined) { for (let i = at; i < at + d; i++) value[i] += zeta * dx[i]; }
  }
}
