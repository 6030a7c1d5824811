/**
 * Mixtures of isotropic Gaussians, with point masses as the case of no variance.
 * @module
 */
import { checkLength, checkNumber } from "../numerics/check.ts";
import type { Random } from "../numerics/random.ts";
import type { Level } from "../schedules/types.ts";
import { Atoms, type AtomStorage } from "./atoms.ts";
import { distancesInto } from "./distances.ts";
import { addDifferences, motionDot } from "./kernels.ts";
import { checkComponents, checkWeights, pickComponents } from "./components.ts";
import { type Evaluation, type Motion, Oracle } from "./oracle.ts";
import { type Quantity, RULES } from "./parameterisation.ts";
import { Posterior } from "./posterior.ts";

/** A mixture Σ w_k N(μ_k, λ_k I). */
export interface IsotropicMixtureOptions {
  /** d. */
  readonly dimension: number;
  /** μ, K × d row-major. */
  readonly means: AtomStorage;
  /** λ: one variance for all components or one each; 0 makes a point mass. */
  readonly variance: number | ArrayLike<number>;
  /** w, K numbers that sum to 1; equal weights where absent. */
  readonly weights?: ArrayLike<number>;
  /** What the data is, for tables and figures. */
  readonly name?: string;
  /** Factor on every entry of `means`, such as 1/127.5 for bytes; 1 where absent. */
  readonly scale?: number;
  /** Added to every entry after scaling; 0 where absent. */
  readonly shift?: number;
}

/** Entries of the table of distances held at once: what bounds the memory beside the data. */
const TABLE = 1 << 20;

/** Means gathered at once. */
const GROUP = 64;

/**
 * The mixture Σ w_k N(μ_k, λ_k I), seen through noise: q_t = Σ w_k N(αμ_k, s_k I) with s_k = α²λ_k + σ².
 *
 * At a point, with posterior weights ρ_k ∝ w_k N(x; αμ_k, s_k I), every quantity is f = Σ ρ_k [φ_k (x − αμ_k) + ψ μ_k]
 * (see {@link Rule}) and its derivative along a motion
 *
 *   df = Σ ρ_k [(dℓ_k − Σ ρ dℓ)(φ_k (x − αμ_k) + ψ μ_k) + dφ_k (x − αμ_k) + φ_k (dx − dα μ_k) + dψ μ_k].
 *
 * Both are three numbers per component, ξ (x − αμ) + η μ + ζ dx, summed relative to the likeliest mean μ*, so that
 * x − αμ* is the only difference taken and nothing cancels as σ → 0:
 *
 *   Σ ξ (x − αμ*) + Σ η μ* + Σ ζ dx + Σ (η − αξ)(μ_k − μ*).
 */
class IsotropicMixture extends Oracle {
  override readonly name: string;
  override readonly dimension: number;
  override readonly singular: boolean;
  readonly #atoms: Atoms;
  readonly #variances: Float64Array;
  readonly #logWeights: Float64Array;
  readonly #weights: Float64Array;

  constructor(options: IsotropicMixtureOptions) {
    super();
    const { dimension, means, variance, weights, name = "isotropic mixture", scale = 1, shift = 0 } = options;
    const count = checkComponents(name, dimension, means);
    this.name = name;
    this.dimension = dimension;
    this.#atoms = new Atoms(means, dimension, scale, shift);
    this.#variances = expandVariances(name, variance, count);
    this.#weights = checkWeights(name, weights, count);
    this.#logWeights = this.#weights.map(Math.log);
    this.singular = this.#variances.some((value) => value === 0);
  }

  override evaluate(quantity: Quantity, x: Float64Array, level: Level, motion?: Motion): Evaluation {
    const n = this.checkArguments(x, level, motion);
    const d = this.dimension, count = this.#atoms.count, { alpha } = level;
    const out = { logDensity: new Float64Array(n), value: new Float64Array(n * d) };
    const scales = this.#variances.map((variance) => alpha * alpha * variance + level.sigma * level.sigma);
    const offsets = this.#logWeights.map((logWeight, k) => logWeight - d / 2 * Math.log(2 * Math.PI * scales[k]));
    const posterior = new Posterior(count);
    const atRow = this.#rowEvaluator(quantity, x, level, motion, scales, posterior, out);
    const rows = Math.max(1, Math.min(n, Math.floor(TABLE / count)));
    const table = new Float64Array(rows * count);
    for (let first = 0; first < n; first += rows) {
      const last = Math.min(n, first + rows);
      distancesInto(table, x, first, last, alpha, this.#atoms, { offsets, scales });
      for (let row = first; row < last; row++) {
        const distances = table.subarray((row - first) * count, (row - first + 1) * count);
        for (let k = 0; k < count; k++) posterior.logits[k] = offsets[k] - distances[k] / (2 * scales[k]);
        out.logDensity[row] = posterior.normalise();
        atRow(row, distances);
      }
    }
    return out;
  }

  override sampleData(n: number, random: Random): Float64Array {
    const d = this.dimension, out = new Float64Array(n * d);
    const component = pickComponents(this.#weights, n, random.fork("component"));
    const spread = this.#variances.some((variance) => variance > 0) ? random.fork("spread").normals(n * d) : undefined;
    for (let row = 0; row < n; row++) {
      this.#atoms.read(component[row], out, row * d);
      const deviation = Math.sqrt(this.#variances[component[row]]);
      for (let i = row * d; spread !== undefined && i < (row + 1) * d; i++) out[i] += deviation * spread[i];
    }
    return out;
  }

  /** Makes the function that turns one row's posterior weights into its output; tables are set up once per batch. */
  #rowEvaluator(
    quantity: Quantity,
    x: Float64Array,
    level: Level,
    motion: Motion | undefined,
    scales: Float64Array,
    posterior: Posterior,
    out: Evaluation,
  ): (row: number, distances: Float64Array) => void {
    const d = this.dimension, atoms = this.#atoms, rule = RULES[quantity], variances = this.#variances;
    const { alpha, sigma } = level, dAlpha = motion?.dAlpha ?? 0, dSigma = motion?.dSigma ?? 0, dx = motion?.dx;
    const moving = { alpha, sigma, dAlpha, dSigma };
    const phi = variances.map((variance, k) => rule.phi(level, variance, scales[k])), psi = rule.psi(level);
    const dPhi = variances.map((variance, k) => rule.dPhi(moving, variance, scales[k])), dPsi = rule.dPsi(moving);
    // d ln s of each component.
    const dLogScale = variances.map((v, k) => 2 * (alpha * dAlpha * v + sigma * dSigma) / scales[k]);
    const likeliest = new Float64Array(d), shares = new Float64Array(GROUP);
    return (row, distances) => {
      const { active, weight, rate, size } = posterior, { value } = out, at = row * d;
      for (let from = 0; motion !== undefined && from < size; from += GROUP) {
        const to = Math.min(size, from + GROUP);
        atoms.gather(active, from, to);
        for (let a = from; a < to; a++) {
          const k = active[a], s = scales[k];
          const dot = motionDot(x, at, atoms.view, atoms.offsets[a - from], d, alpha, dAlpha, dx);
          rate[a] = (distances[k] / s - d) * dLogScale[k] / 2 - dot / s;
        }
      }
      if (motion !== undefined) out.logDensity[row] = posterior.centre();
      atoms.read(posterior.likeliest, likeliest);
      let sumXi = 0, sumEta = 0, sumZeta = 0;
      for (let from = 0; from < size; from += GROUP) {
        const to = Math.min(size, from + GROUP);
        for (let a = from; a < to; a++) {
          const k = active[a], w = weight[a];
          let xi = w * phi[k], eta = w * psi;
          if (motion !== undefined) {
            sumZeta += xi;
            eta = w * (rate[a] * psi + dPsi) - dAlpha * xi;
            xi = w * (rate[a] * phi[k] + dPhi[k]);
          }
          sumXi += xi;
          sumEta += eta;
          shares[a - from] = eta - alpha * xi;
        }
        // Alone, the likeliest differs from itself by nothing.
        if (size === 1) continue;
        atoms.gather(active, from, to);
        addDifferences(value, at, atoms, shares, to - from, likeliest);
      }
      for (let i = 0; i < d; i++) {
        value[at + i] += sumXi * (x[at + i] - alpha * likeliest[i]) + sumEta * likeliest[i];
      }
      if (dx !== undefined) { for (let i = at; i < at + d; i++) value[i] += sumZeta * dx[i]; }
    };
  }
}

/** One variance per component, checked. */
function expandVariances(name: string, variance: number | ArrayLike<number>, count: number): Float64Array {
  const given = typeof variance === "number" ? new Float64Array(count).fill(variance) : Float64Array.from(variance);
  checkLength(`make ${name}`, "variance", given, count);
  given.forEach((value, k) => checkNumber(`make ${name}`, `variance[${k}]`, value, 0));
  return given;
}

/**
 * The oracle of a mixture of isotropic Gaussians.
 * @param options Means, variances and weights.
 * @returns The oracle.
 * @throws {TypeError} If lengths do not fit each other.
 * @throws {RangeError} If there is no component, a mean is not finite, a variance is negative, or the weights are
 * negative or do not sum to 1; names the culprit.
 */
export function isotropicMixture(options: IsotropicMixtureOptions): Oracle {
  return new IsotropicMixture(options);
}
