/**
 * Mixtures of Gaussians with any covariances.
 * @module
 */
import { checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { eigenSymmetric } from "../numerics/linalg.ts";
import type { Random } from "../numerics/random.ts";
import type { Level, MovingLevel } from "../schedules/types.ts";
import { checkComponents, checkVariance, checkWeights, pickComponents } from "./components.ts";
import { type GaussianComponent, NoisyGaussian } from "./gaussian_component.ts";
import { type Evaluation, type Motion, Oracle, type PathSample } from "./oracle.ts";
import { type Quantity, RULES } from "./parameterisation.ts";
import { mixturePathDerivative } from "./path_derivative.ts";
import { Posterior } from "./posterior.ts";

/**
 * A mixture Σ w_k N(μ_k, Σ_k).
 * @category Oracles
 */
export interface GaussianMixtureOptions {
  /** d. */
  readonly dimension: number;
  /** μ, K × d row-major. */
  readonly means: Float64Array;
  /** Σ, K matrices of d × d, row-major, symmetric positive definite. */
  readonly covariances: readonly Float64Array[];
  /** w, K numbers that sum to 1; equal weights where absent. */
  readonly weights?: ArrayLike<number>;
  /** What the data is, for tables and figures. */
  readonly name?: string;
}

/**
 * The oracle of a mixture of Gaussians with any covariances.
 *
 * @example Of one component it is that Gaussian
 * ```ts
 * import assert from "node:assert/strict";
 * import { gaussianMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = gaussianMixture({
 *   dimension: 2,
 *   means: Float64Array.of(1, -1),
 *   covariances: [Float64Array.of(2, 0.5, 0.5, 1)],
 * });
 * // Without noise the score is −Σ⁻¹(x − μ): here x − μ = (2, 0.5) = Σ (1, 0).
 * const [first, second] = data.score(Float64Array.of(3, -0.5), linear().at(0));
 * assert.ok(Math.abs(first + 1) < 1e-12 && Math.abs(second) < 1e-12);
 * ```
 *
 * @param options Means, covariances and weights.
 * @returns The oracle.
 * @throws {TypeError} If lengths do not fit each other.
 * @throws {RangeError} If there is no component, a covariance is not symmetric positive definite, a value is not finite,
 * or the weights are negative or do not sum to 1; names the culprit.
 * @category Oracles
 */
export function gaussianMixture(options: GaussianMixtureOptions): Oracle {
  checkArguments("gaussianMixture", arguments);
  const { dimension: d, means, covariances, weights, name = "Gaussian mixture" } = options;
  const count = checkComponents(name, d, means);
  checkLength(`make ${name}`, "covariances", covariances, count);
  const components = covariances.map((covariance, k): GaussianComponent => {
    const { values, vectors } = eigenSymmetric(covariance, d, `covariances[${k}]`);
    if (!(values[0] > 0)) {
      throw new RangeError(
        `Cannot make ${name}: covariances[${k}] must be positive definite, its least eigenvalue is ${values[0]}`,
      );
    }
    for (const value of values) checkVariance(`make ${name}`, `an eigenvalue of covariances[${k}]`, value);
    return { mean: means.slice(k * d, (k + 1) * d), basis: vectors, variances: values, rest: 0 };
  });
  return new GaussianMixture(name, components, checkWeights(name, weights, count));
}

/**
 * A mixture of Gaussians, each in the basis where its covariance is diagonal: α²Σ + σ²I stays diagonal there, so no
 * matrix is factorised at any time t.
 *
 * A quantity is the average of the components' own under the posterior weights; its derivative adds their covariance
 * with the components' log-densities' speeds: dE[f] = E[df] + Cov(f, dℓ).
 * @category Oracles
 */
export class GaussianMixture extends Oracle {
  /** What the data is, for tables and figures. */
  override readonly name: string;
  /** d, the dimension of the data. */
  override readonly dimension: number;
  /** Whether q_0 lacks a density. */
  override readonly singular: boolean;
  readonly #components: readonly GaussianComponent[];
  readonly #weights: Float64Array;

  /**
   * Makes the oracle of components that are known to be valid; {@linkcode gaussianMixture} checks what it is given.
   * @param name What the data is.
   * @param components The Gaussians, at least one, all of one dimension.
   * @param weights Their weights, which sum to 1.
   */
  constructor(name: string, components: readonly GaussianComponent[], weights: Float64Array) {
    super();
    this.name = name;
    this.dimension = components[0].mean.length;
    this.#components = components;
    this.#weights = weights;
    this.singular = components.some(({ rest, variances, mean }) =>
      variances.some((variance) => variance === 0) || (rest === 0 && variances.length < mean.length)
    );
  }

  /**
   * Evaluates log q_t and one quantity, or their derivatives along a motion.
   * @param quantity What to evaluate.
   * @param x n points, n × d.
   * @param level α and σ.
   * @param motion The direction to differentiate in, if any.
   * @returns The log-density and the quantity, or their derivatives.
   */
  override evaluate(quantity: Quantity, x: Float64Array, level: Level, motion?: Motion): Evaluation {
    const n = this.checkArguments(x, level, motion);
    const d = this.dimension, logDensity = new Float64Array(n), value = new Float64Array(n * d);
    const moving = {
      alpha: level.alpha,
      sigma: level.sigma,
      dAlpha: motion?.dAlpha ?? 0,
      dSigma: motion?.dSigma ?? 0,
    };
    const noisy = this.#components.map((component) => new NoisyGaussian(component, moving, RULES[quantity]));
    const posterior = new Posterior(noisy.length), { active, weight, rate } = posterior;
    for (let row = 0, at = 0; row < n; row++, at += d) {
      for (let k = 0; k < noisy.length; k++) {
        posterior.logits[k] = Math.log(this.#weights[k]) + noisy[k].place(x, at);
      }
      logDensity[row] = posterior.normalise();
      if (motion === undefined) {
        for (let a = 0; a < posterior.size; a++) noisy[active[a]].addValue(weight[a], value, at);
        continue;
      }
      for (let a = 0; a < posterior.size; a++) rate[a] = noisy[active[a]].move(motion.dx, at);
      logDensity[row] = posterior.centre();
      for (let a = 0; a < posterior.size; a++) noisy[active[a]].addDerivative(weight[a], rate[a], value, at);
    }
    return {
      logDensity: this.checkResult("log-density", logDensity, level),
      value: this.checkResult(quantity, value, level),
    };
  }

  /**
   * The total derivative along x_t = α x0 + σ ε at fixed (x0, ε), from x0 and ε rather than from x.
   * @param quantity What to differentiate.
   * @param pair The data and the noise, each n × d.
   * @param level The noise level with its speed.
   * @returns d/dt of the quantity, n × d.
   */
  override pathDerivative(
    quantity: Quantity,
    pair: Pick<PathSample, "x0" | "eps">,
    level: MovingLevel,
  ): Float64Array {
    this.checkPath(pair, level);
    const mixture = {
      count: this.#components.length,
      logWeights: this.#weights.map(Math.log),
      component: (k: number) => this.#components[k],
    };
    return this.checkResult(
      quantity,
      mixturePathDerivative(RULES[quantity], mixture, pair.x0, pair.eps, level),
      level,
    );
  }

  /**
   * Draws data: a component by its weight, then μ + Σ_i √λ_i b_i z_i with z standard normal.
   * @param n How many points.
   * @param random The stream.
   * @returns n points of q_0, n × d.
   */
  override sampleData(n: number, random: Random): Float64Array {
    const d = this.dimension, out = new Float64Array(n * d);
    const choice = pickComponents(this.#weights, n, random.fork("component"));
    const z = random.fork("spread").normals(n * d);
    for (let row = 0; row < n; row++) {
      const { mean, basis, variances, rest } = this.#components[choice[row]], at = row * d, rank = variances.length;
      for (let i = 0; i < d; i++) out[at + i] = mean[i] + Math.sqrt(rest) * z[at + i];
      // In a direction of the basis the spread is λ_i instead of the rest.
      for (let k = 0; k < rank; k++) {
        let along = 0;
        for (let i = 0; i < d; i++) along += basis[k * d + i] * z[at + i];
        const change = (Math.sqrt(variances[k]) - Math.sqrt(rest)) * along;
        for (let i = 0; i < d; i++) out[at + i] += change * basis[k * d + i];
      }
    }
    return out;
  }
}
