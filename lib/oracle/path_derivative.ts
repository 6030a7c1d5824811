/**
 * The total derivative of a mixture's predictions along x = α x0 + σ ε, from x0 and ε rather than from x.
 *
 * Where σ is small, x rounds what matters away: on a point mass ε* does not change along the path at all, yet from x its
 * derivative is the difference of two numbers of the size of dσ/σ. Here every component is seen from its mean, at
 * α (x0 − μ) + σ ε, and where x0 is that mean the first term is exactly nothing.
 * @module
 */
import type { MovingLevel } from "../schedules/types.ts";
import { type GaussianComponent, split } from "./gaussian_component.ts";
import type { Rule } from "./parameterisation.ts";
import { Posterior } from "./posterior.ts";

/** A mixture as its components, shown one at a time. */
export interface PathMixture {
  /** K. */
  readonly count: number;
  /** log w, K entries. */
  readonly logWeights: Float64Array;
  /** Shows a component. */
  component(k: number): GaussianComponent;
}

/**
 * d/dt of a prediction along x = α x0 + σ ε.
 *
 * The prediction is E[g_k] under the posterior weights, with g = φ (x − αμ) + ψμ; its derivative is E[dg_k] and the
 * covariance of g_k with the components' log-densities' speeds.
 * @param rule The quantity.
 * @param mixture The mixture.
 * @param x0 The data, n × d.
 * @param eps The noise, n × d.
 * @param level The noise level with its speed.
 * @returns The derivative, n × d.
 */
export function mixturePathDerivative(
  rule: Rule,
  mixture: PathMixture,
  x0: Float64Array,
  eps: Float64Array,
  level: MovingLevel,
): Float64Array {
  const { count, logWeights } = mixture, d = mixture.component(0).mean.length, n = x0.length / d;
  const logits = new Float64Array(n * count), rates = new Float64Array(n * count);
  let reference = 0;
  for (let k = 0; k < count; k++) {
    const view = new PathView(mixture.component(k), level, rule);
    // Normalisers move like d dσ/σ; among components of one variance they must drop out, not cancel.
    if (k === 0) reference = view.logNormaliserSpeed;
    for (let row = 0; row < n; row++) {
      view.place(x0, eps, row * d);
      logits[row * count + k] = logWeights[k] + view.logDensity();
      rates[row * count + k] = view.logNormaliserSpeed - reference - view.exponentSpeed();
    }
  }
  const out = new Float64Array(n * d), posterior = new Posterior(count), { active, weight, rate } = posterior;
  for (let row = 0, at = 0; row < n; row++, at += d) {
    posterior.logits.set(logits.subarray(row * count, (row + 1) * count));
    posterior.normalise();
    for (let a = 0; a < posterior.size; a++) rate[a] = rates[row * count + active[a]];
    posterior.centre();
    const top = new PathView(copy(mixture.component(posterior.likeliest)), level, rule);
    top.place(x0, eps, at);
    for (let a = 0; a < posterior.size; a++) {
      const view = active[a] === posterior.likeliest ? top : new PathView(mixture.component(active[a]), level, rule);
      if (view !== top) view.place(x0, eps, at);
      view.addSpeed(weight[a], out, at);
      if (view !== top && rate[a] !== 0) view.addDifference(weight[a] * rate[a], top, out, at);
    }
  }
  return out;
}

/** A component's mean may be scratch memory. */
function copy(component: GaussianComponent): GaussianComponent {
  return { ...component, mean: component.mean.slice() };
}

/** A component seen from a path: x0 − μ and ε in the basis where its covariance is diagonal, the last entry for the rest. */
class PathView {
  /** d ln of the density's normaliser. */
  readonly logNormaliserSpeed: number;
  readonly #component: GaussianComponent;
  readonly #level: MovingLevel;
  readonly #rule: Rule;
  readonly #variances: Float64Array;
  readonly #scales: Float64Array;
  readonly #logNormaliser: number;
  readonly #signal: { readonly inside: Float64Array; readonly outside: Float64Array };
  readonly #noise: { readonly inside: Float64Array; readonly outside: Float64Array };

  constructor(component: GaussianComponent, level: MovingLevel, rule: Rule) {
    const { alpha, sigma, dAlpha, dSigma } = level, d = component.mean.length, rank = component.variances.length;
    this.#component = component;
    this.#level = level;
    this.#rule = rule;
    this.#variances = Float64Array.of(...component.variances, component.rest);
    this.#scales = this.#variances.map((variance) => alpha * alpha * variance + sigma * sigma);
    let normaliser = 0, speed = 0;
    for (let i = 0; i <= rank; i++) {
      const times = i < rank ? 1 : d - rank, s = this.#scales[i];
      if (times === 0) continue;
      normaliser -= times / 2 * Math.log(2 * Math.PI * s);
      speed -= times * (alpha * dAlpha * this.#variances[i] + sigma * dSigma) / s;
    }
    this.#logNormaliser = normaliser;
    this.logNormaliserSpeed = speed;
    this.#signal = { inside: new Float64Array(rank), outside: new Float64Array(d) };
    this.#noise = { inside: new Float64Array(rank), outside: new Float64Array(d) };
  }

  /** Takes x0 − μ and ε of one row apart. */
  place(x0: Float64Array, eps: Float64Array, at: number): void {
    const { mean, basis, rest } = this.#component, signal = this.#signal, noise = this.#noise, d = mean.length;
    let size = 0;
    for (let i = 0; i < d; i++) {
      signal.outside[i] = x0[at + i] - mean[i];
      noise.outside[i] = eps[at + i];
      size = Math.max(size, Math.abs(x0[at + i]), Math.abs(mean[i]));
    }
    split(basis, signal.outside, signal.inside);
    split(basis, noise.outside, noise.inside);
    if (rest !== 0 || basis.length === 0) return;
    // Data on a subspace lies on it but for its rounding: what is left of that is not a distance.
    const rounding = 4 * (d + signal.inside.length) * Number.EPSILON * size;
    if (signal.outside.every((value) => Math.abs(value) <= rounding)) signal.outside.fill(0);
  }

  /** The log-density of the row last placed. */
  logDensity(): number {
    const { alpha, sigma } = this.#level;
    let square = 0;
    this.#eachDirection((signal, noise, i) => {
      const y = alpha * signal + sigma * noise;
      square += y * y / this.#scales[i];
    });
    return this.#logNormaliser - square / 2;
  }

  /** d ‖y‖²/(2s) for y = α (x0 − μ) + σ ε: with w = α dσ − σ dα it is w y · (αλ ε − σ (x0 − μ))/s² in every direction. */
  exponentSpeed(): number {
    const { alpha, sigma, dAlpha, dSigma } = this.#level, turn = alpha * dSigma - sigma * dAlpha;
    let speed = 0;
    this.#eachDirection((signal, noise, i) => {
      const s = this.#scales[i];
      speed += (alpha * signal + sigma * noise) / s * (turn / s) *
        (alpha * this.#variances[i] * noise - sigma * signal);
    });
    return speed;
  }

  /** Adds weight · dg. */
  addSpeed(weight: number, out: Float64Array, at: number): void {
    const { mean } = this.#component, level = this.#level, rule = this.#rule;
    const dPsi = rule.dPsi(level), scales = this.#scales;
    const dSignal = this.#variances.map((variance, i) => rule.dSignal(level, variance, scales[i]));
    const dNoise = this.#variances.map((variance, i) => rule.dNoise(level, variance, scales[i]));
    for (let i = 0; i < mean.length; i++) out[at + i] += weight * dPsi * mean[i];
    this.#add((signal, noise, i) => weight * (dSignal[i] * signal + dNoise[i] * noise), out, at);
  }

  /** Adds factor · (g − g of another). */
  addDifference(factor: number, other: PathView, out: Float64Array, at: number): void {
    const level = this.#level, { alpha, sigma } = level, d = this.#component.mean.length;
    if (this.#component.basis.length > 0 || other.#component.basis.length > 0) {
      this.#addValue(factor, out, at);
      other.#addValue(-factor, out, at);
      return;
    }
    // φ y − φ′ y′ + ψ (μ − μ′) = (ψ − φα)(μ − μ′) + (φ − φ′) y′: no difference of large terms between near means.
    const pull = this.#rule.pull(level, this.#variances[0], this.#scales[0]), phi = this.#phi()[0] - other.#phi()[0];
    for (let i = 0; i < d; i++) {
      const y = alpha * other.#signal.outside[i] + sigma * other.#noise.outside[i];
      out[at + i] += factor * (pull * (this.#component.mean[i] - other.#component.mean[i]) + phi * y);
    }
  }

  #phi(): Float64Array {
    return this.#variances.map((variance, i) => this.#rule.phi(this.#level, variance, this.#scales[i]));
  }

  #addValue(factor: number, out: Float64Array, at: number): void {
    const { mean } = this.#component,
      { alpha, sigma } = this.#level,
      psi = this.#rule.psi(this.#level),
      phi = this.#phi();
    for (let i = 0; i < mean.length; i++) out[at + i] += factor * psi * mean[i];
    this.#add((signal, noise, i) => factor * phi[i] * (alpha * signal + sigma * noise), out, at);
  }

  /** Visits the coordinates in the basis, then, unless it holds everything, those of the rest. */
  #eachDirection(visit: (signal: number, noise: number, variance: number) => void): void {
    const signal = this.#signal, noise = this.#noise, rank = signal.inside.length, d = signal.outside.length;
    for (let i = 0; i < rank; i++) visit(signal.inside[i], noise.inside[i], i);
    if (rank < d) { for (let i = 0; i < d; i++) visit(signal.outside[i], noise.outside[i], rank); }
  }

  /** Adds the vector with the given coordinates. */
  #add(coordinate: (signal: number, noise: number, variance: number) => number, out: Float64Array, at: number): void {
    const { basis } = this.#component, signal = this.#signal, noise = this.#noise;
    const rank = signal.inside.length, d = signal.outside.length;
    for (let k = 0; k < rank; k++) {
      const c = coordinate(signal.inside[k], noise.inside[k], k);
      for (let i = 0; i < d; i++) out[at + i] += c * basis[k * d + i];
    }
    if (rank === d) return;
    for (let i = 0; i < d; i++) out[at + i] += coordinate(signal.outside[i], noise.outside[i], rank);
  }
}
