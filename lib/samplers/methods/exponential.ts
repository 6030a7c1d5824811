/**
 * What all exponential integrators share: the exact integral of a polynomial through the predictions.
 *
 * The polynomial is one in ℓ = ln(α/σ), but near pure noise, where ℓ is −∞ and what is predicted of the data is smooth in
 * r = α/σ: there it is one in r, trusted only so far.
 * @module
 */
import type { PredictionOptions } from "./estimate.ts";
import type { SamplerLevel } from "../noise_path.ts";

/**
 * Which prediction is taken for a polynomial in ℓ = λ/2 = ln(α/σ).
 * @category Samplers
 */
export type Prediction = "noise" | "data";

/**
 * One step from level s to level t of the ODE (or the reverse SDE) in ℓ, with the linear part exact:
 *
 *   x_t = kept · x_s + ∫₀¹ k(u) m(u) du + deviation · z,
 *
 * where u = (ℓ − ℓ_s)/h, h = ℓ_t − ℓ_s, and m is the noise or the data that is predicted along the way.
 */
export interface Kernel {
  /** The factor on x_s. */
  readonly kept: number;
  /** ∫₀¹ k(u) u^i du for i = 0, 1, 2, …, as many as asked for. */
  readonly moments: (count: number) => number[];
  /** ∫₀¹ of k's limit at h = 0: what `bh1` of UniPC has in place of the moment of order 0. */
  readonly plain: number;
  /** The standard deviation of the noise added; 0 for the ODE. */
  readonly deviation: number;
  /** What is predicted along the way. */
  readonly integrand: Prediction;
  /** Where a level lies on the step, u: 0 at s, 1 at t. */
  readonly node: (level: SamplerLevel) => number;
}

/**
 * The kernel of a step.
 *
 * ODE, noise (DPM-Solver, Lu et al. 2022, eq. 3.4): x_t = (α_t/α_s) x − σ_t ∫ e^{h(1−u)} h ε̂ du.
 * ODE, data (DPM-Solver++, eq. 8): x_t = (σ_t/σ_s) x + α_t ∫ e^{−h(1−u)} h x̂0 du.
 * SDE, noise: the same with 2 ε̂ and noise of variance σ_t² (e^{2h} − 1).
 * SDE, data: x_t = (σ_t/σ_s) e^{−h} x + α_t ∫ e^{−2h(1−u)} 2h x̂0 du and noise of variance σ_t² (1 − e^{−2h}).
 * @param s The level it begins at.
 * @param t The level it ends at, before the data.
 * @param prediction What is integrated.
 * @param stochastic Whether it is the SDE's step.
 * @returns The kernel.
 */
export function kernelOf(s: SamplerLevel, t: SamplerLevel, prediction: Prediction, stochastic: boolean): Kernel {
  const h = (t.logSnr - s.logSnr) / 2;
  const make = (kept: number, scale: number, exponent: number, variance: number): Kernel => ({
    kept,
    plain: scale * h,
    moments: (count) => phis(exponent, count).map((phi, i) => scale * h * factorial(i) * phi),
    deviation: t.sigma * Math.sqrt(variance),
    integrand: prediction,
    node: (level) => nodeOf(level, s, t),
  });
  if (prediction === "noise") {
    return make(t.alpha / s.alpha, -(stochastic ? 2 : 1) * t.sigma, h, stochastic ? Math.expm1(2 * h) : 0);
  }
  return stochastic
    ? make(t.sigma / s.sigma * Math.exp(-h), 2 * t.alpha, -2 * h, -Math.expm1(-2 * h))
    : make(t.sigma / s.sigma, t.alpha, -h, 0);
}

/**
 * The kernel of a step near pure noise, or from it, where s has no signal at all: with r = α/σ and u = (r − r_s)/(r_t − r_s)
 * the ODE is d(x/σ)/dr = x̂0, and nothing grows as α goes to 0.
 *
 * ODE: x_t = (σ_t/σ_s) x + σ_t (r_t − r_s) ∫ x̂0 du.
 * SDE: x_t = (σ_t/σ_s)(r_s/r_t) x + α_t ∫ (2r/r_t²) (r_t − r_s) x̂0 du and noise of variance σ_t² (1 − r_s²/r_t²).
 * @param s The level it begins at.
 * @param t The level it ends at, before the data.
 * @param stochastic Whether it is the SDE's step.
 * @returns The kernel; the data are integrated.
 */
export function signalKernel(s: SamplerLevel, t: SamplerLevel, stochastic: boolean): Kernel {
  const from = s.alpha / s.sigma, to = t.alpha / t.sigma, length = to - from, lasting = stochastic ? from / to : 1;
  const moment = (i: number) =>
    stochastic
      ? 2 * t.sigma * length / to * (from / (i + 1) + length / (i + 2))
      : (from === 0 ? t.alpha : t.sigma * length) / (i + 1);
  return {
    kept: t.sigma / s.sigma * lasting,
    plain: moment(0),
    moments: (count) => Array.from({ length: count }, (_, i) => moment(i)),
    deviation: stochastic ? t.sigma * Math.sqrt((1 - lasting) * (1 + lasting)) : 0,
    integrand: "data",
    node: (level) => (level.alpha / level.sigma - from) / length,
  };
}

/**
 * φ_1(z), …, φ_n(z) with φ_k(z) = ∫₀¹ e^{(1−u) z} u^{k−1}/(k−1)! du, the functions of exponential integrators.
 * @param z The exponent.
 * @param count n, at most 8.
 * @returns The values, to the last digits for any z: by their series near 0, where the recursion would cancel.
 */
export function phis(z: number, count: number): number[] {
  if (Math.abs(z) < 1) return Array.from({ length: count }, (_, i) => series(z, i + 1));
  const out = [Math.expm1(z) / z];
  // φ_{k+1}(z) = (φ_k(z) − 1/k!)/z.
  for (let k = 1; k < count; k++) out.push((out[k - 1] - 1 / factorial(k)) / z);
  return out.slice(0, count);
}

/** Σ z^j/(j + k)!. */
function series(z: number, k: number): number {
  let term = 1 / factorial(k), sum = term;
  for (let j = 1; Math.abs(term) > 1e-18 * Math.abs(sum); j++) sum += term *= z / (j + k);
  return sum;
}

/**
 * The weights w that make Σ w_j m(u_j) = ∫ k(u) p(u) du, p the polynomial through the nodes.
 * @param nodes The u_j, all different: 0 at the step's beginning, 1 at its end, below 0 in the past.
 * @param moments ∫ k u^i du, one for each node. A method that alters one alters what p's coefficient is multiplied by.
 * @returns One weight a node.
 */
export function weightsOf(nodes: readonly number[], moments: readonly number[]): number[] {
  return nodes.map((node, j) => {
    // Coefficients of the Lagrange polynomial of node j, lowest first.
    let coefficients = [1];
    nodes.forEach((other, i) => {
      if (i === j) return;
      const next = new Array<number>(coefficients.length + 1).fill(0);
      coefficients.forEach((c, power) => {
        next[power] -= c * other / (node - other);
        next[power + 1] += c / (node - other);
      });
      coefficients = next;
    });
    return coefficients.reduce((sum, c, power) => sum + c * moments[power], 0);
  });
}

/**
 * Where a level lies on a step.
 * @param level The level.
 * @param s The level the step begins at.
 * @param t The level the step ends at.
 * @returns u = (ℓ − ℓ_s)/(ℓ_t − ℓ_s).
 */
export function nodeOf(level: SamplerLevel, s: SamplerLevel, t: SamplerLevel): number {
  return (level.logSnr - s.logSnr) / (t.logSnr - s.logSnr);
}

function factorial(n: number): number {
  let out = 1;
  for (let i = 2; i <= n; i++) out *= i;
  return out;
}

/** Options of samplers that take large steps of σ/α. */
export interface NearNoiseOptions extends PredictionOptions {
  /**
   * Whether steps that begin below α = σ integrate the data in α/σ, in which nothing grows however little signal the walk
   * begins with, in place of the sampler's own variable, as published. Unless told, only in walks from pure noise, where
   * σ/α is infinite.
   */
  readonly bounded?: boolean;
}

/** How much larger than their sum the magnitudes of weights may be; Adams and Bashforth's three on even steps have 11/3. */
const MOST = 6;

/** The α/σ that no polynomial from below α = σ goes beyond. */
const FARTHEST = 2;

/**
 * Tells which steps of a walk are near pure noise.
 * @param levels From noise to data.
 * @param options Whether the walk is bounded; unless told it is where it begins at α = 0.
 * @returns A function from the level that a step begins at to whether it is; pure noise always is.
 */
export function nearNoise(
  levels: readonly SamplerLevel[],
  { bounded = levels[0]?.alpha === 0 }: NearNoiseOptions,
): (s: SamplerLevel) => boolean {
  return (s) => s.alpha === 0 || (bounded && s.alpha < s.sigma);
}

/**
 * The weights of a polynomial in α/σ, of lower order where that takes the predictions too many times or goes too far.
 * @param nodes Where the predictions lie on the step, the ones to keep first.
 * @param moments The kernel's moments, as many as asked for.
 * @param t The level the step ends at.
 * @returns The weights of the first predictions; of the others there are none.
 */
export function boundedWeights(
  nodes: readonly number[],
  moments: (count: number) => readonly number[],
  t: SamplerLevel,
): number[] {
  let count = t.alpha > FARTHEST * t.sigma ? nodes.filter((node) => node >= 0).length : nodes.length;
  for (;; count--) {
    const parts = moments(count), weights = weightsOf(nodes.slice(0, count), parts);
    const size = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
    if (count === 1 || size <= MOST * parts[0]) return weights;
  }
}

/**
 * Whether polynomials in α/σ through the inner levels of a single step can be trusted at each of its stages.
 * @param levels The levels of the step, the first near pure noise.
 * @returns Whether they can; a step over one level always is.
 */
export function spans(levels: readonly SamplerLevel[]): boolean {
  const [s, ...stages] = levels, last = stages.at(-1)!;
  if (stages.length > 1 && last.alpha > FARTHEST * last.sigma) return false;
  return stages.every((t, i) => {
    const kernel = signalKernel(s, t, false), nodes = levels.slice(0, i + 1).map(kernel.node);
    return boundedWeights(nodes, kernel.moments, t).length === i + 1;
  });
}
