/**
 * Mixtures of isotropic Gaussians, with point masses as the case of no variance.
 * @module
 */
import { checkLength, checkNumber } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { nativeFloat64 } from "../numerics/kernels/native.ts";
import type { Random } from "../numerics/random.ts";
import type { Level, MovingLevel } from "../schedules/types.ts";
import { Atoms, type AtomStorage } from "./atoms.ts";
import { distancesInto } from "./distances.ts";
import { Expansion, expansionError, innerProduct, TOLERABLE } from "./expansion.ts";
import { type ExpandedBatch, expandRows } from "./expanded_rows.ts";
import { addDifferences, motionDot } from "./kernels.ts";
import { checkComponents, checkVariance, checkWeights, pickComponents } from "./components.ts";
import { type Evaluation, type Motion, Oracle, type PathSample } from "./oracle.ts";
import { type Quantity, RULES } from "./parameterisation.ts";
import { mixturePathDerivative } from "./path_derivative.ts";
import { Posterior } from "./posterior.ts";
import { Terms } from "./terms.ts";

/**
 * A mixture Σ w_k N(μ_k, λ_k I).
 * @category Oracles
 */
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
const TABLE = 1 << 22;

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
 *
 * Points so noisy that the expanded square provably keeps its digits ({@link expansionError}) are done many at a time by
 * block products, relative to the average mean instead; which way a point goes depends on nothing but itself.
 */
class IsotropicMixture extends Oracle {
  override readonly name: string;
  override readonly dimension: number;
  override readonly singular: boolean;
  readonly #atoms: Atoms;
  #expansion?: Expansion;
  readonly #variances: Float64Array;
  readonly #logWeights: Float64Array;
  readonly #weights: Float64Array;
  #table = new Float64Array(0);

  constructor(options: IsotropicMixtureOptions) {
    super();
    const { dimension, means, variance, weights, name = "isotropic mixture", scale = 1, shift = 0 } = options;
    const count = checkComponents(name, dimension, means, scale, shift);
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
    const d = this.dimension, count = this.#atoms.count;
    const out = { logDensity: new Float64Array(n), value: new Float64Array(n * d) };
    nativeFloat64()?.ready(out.value);
    const terms = new Terms(quantity, level, motion, this.#variances);
    const offsets = this.#logWeights.map((w, k) => w - d / 2 * Math.log(2 * Math.PI * terms.scales[k]));
    const { direct, expanded, squares } = this.#divide(x, terms), all = Math.max(1, direct.length, expanded.length);
    // As few parts as fit, of about one size: each reads all means.
    const most = Math.ceil(all / Math.ceil(all / Math.max(1, Math.floor(TABLE / Math.max(count, d)))));
    // Kept: memory that is asked for anew takes longer than what is computed in it.
    if (this.#table.length < most * count) this.#table = new Float64Array(most * count);
    const batch = { x, terms, offsets, table: this.#table.subarray(0, most * count), out, squares };
    for (let at = 0; at < direct.length; at += most) this.#takeDifferences(direct.subarray(at, at + most), batch);
    for (let at = 0; at < expanded.length; at += most) {
      expandRows(this.#expansion!, expanded.subarray(at, at + most), batch);
    }
    this.checkResult("log-density", out.logDensity, level);
    this.checkResult(quantity, out.value, level);
    return out;
  }

  override pathDerivative(
    quantity: Quantity,
    pair: Pick<PathSample, "x0" | "eps">,
    level: MovingLevel,
  ): Float64Array {
    this.checkPath(pair, level);
    const none = new Float64Array(0), mean = new Float64Array(this.dimension);
    const mixture = {
      count: this.#atoms.count,
      logWeights: this.#logWeights,
      component: (k: number) => {
        this.#atoms.read(k, mean);
        return { mean, basis: none, variances: none, rest: this.#variances[k] };
      },
    };
    return this.checkResult(
      quantity,
      mixturePathDerivative(RULES[quantity], mixture, pair.x0, pair.eps, level),
      level,
    );
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

  /** The rows whose distances must be taken directly, those whose may be expanded, and ‖x − αc‖² of each row. */
  #divide(
    x: Float64Array,
    { alpha, scales }: Terms,
  ): Record<"direct" | "expanded", Int32Array> & { squares: Float64Array } {
    const d = this.dimension, n = x.length / d, y = new Float64Array(d), squares = new Float64Array(n);
    const rows = [new Int32Array(n), new Int32Array(n)], sizes = [0, 0];
    const { centre, offset, largest } = this.#expansion ??= new Expansion(this.#atoms);
    const range = scales.reduce(([a, b], s) => [Math.min(a, s), Math.max(b, s)], [Infinity, 0]);
    const bound = { dimension: d, alpha, mean: largest, scales: [range[0], range[1]] as const };
    for (let row = 0, at = 0; row < n; row++, at += d) {
      for (let i = 0; i < d; i++) y[i] = x[at + i] - alpha * centre[i];
      squares[row] = innerProduct(y, y);
      const point = Math.sqrt(squares[row]) + alpha * offset;
      const way = expansionError({ ...bound, point }) <= TOLERABLE ? 1 : 0;
      rows[way][sizes[way]++] = row;
    }
    const [direct, expanded] = rows.map((all, way) => all.slice(0, sizes[way]));
    return { direct, expanded, squares };
  }

  /** Evaluates rows by differences, relative to the likeliest mean. */
  #takeDifferences(rows: Int32Array, { x, terms, offsets, table, out }: ExpandedBatch): void {
    const d = this.dimension,
      atoms = this.#atoms,
      count = atoms.count,
      { alpha, dAlpha, dx, scales, dLogScale } = terms;
    const posterior = new Posterior(count),
      { logits, active, weight, rate } = posterior,
      likeliest = new Float64Array(d),
      shares = new Float64Array(GROUP);
    const points = new Float64Array(rows.length * d);
    rows.forEach((row, r) => points.set(x.subarray(row * d, row * d + d), r * d));
    distancesInto(table, points, 0, rows.length, alpha, atoms, { offsets, scales });
    rows.forEach((row, r) => {
      const distances = table.subarray(r * count, (r + 1) * count), at = row * d;
      for (let k = 0; k < count; k++) logits[k] = offsets[k] - distances[k] / (2 * scales[k]);
      out.logDensity[row] = posterior.normalise();
      const { size } = posterior;
      for (let from = 0; terms.moving && from < size; from += GROUP) {
        const to = Math.min(size, from + GROUP);
        atoms.gather(active, from, to);
        for (let a = from; a < to; a++) {
          const k = active[a], s = scales[k];
          const dot = motionDot(x, at, atoms.view, atoms.offsets[a - from], d, alpha, dAlpha, dx);
          rate[a] = (distances[k] / s - d) * dLogScale[k] / 2 - dot / s;
        }
      }
      if (terms.moving) out.logDensity[row] = posterior.centre();
      atoms.read(posterior.likeliest, likeliest);
      terms.clear();
      for (let from = 0; from < size; from += GROUP) {
        const to = Math.min(size, from + GROUP);
        for (let a = from; a < to; a++) shares[a - from] = terms.add(active[a], weight[a], rate[a]);
        // Alone, the likeliest differs from itself by nothing.
        if (size === 1) continue;
        atoms.gather(active, from, to);
        addDifferences(out.value, at, atoms, shares, to - from, likeliest);
      }
      terms.finish(out.value, x, at, likeliest, true);
    });
  }
}

/** One variance per component, checked. */
function expandVariances(name: string, variance: number | ArrayLike<number>, count: number): Float64Array {
  const given = typeof variance === "number" ? new Float64Array(count).fill(variance) : Float64Array.from(variance);
  checkLength(`make ${name}`, "variance", given, count);
  given.forEach((value, k) => {
    checkNumber(`make ${name}`, `variance[${k}]`, value, 0);
    if (value !== 0) checkVariance(`make ${name}`, `variance[${k}]`, value);
  });
  return given;
}

/**
 * The oracle of a mixture of isotropic Gaussians.
 *
 * @example Between two equal components nothing pulls
 * ```ts
 * import assert from "node:assert/strict";
 * import { isotropicMixture } from "nearzero/oracle";
 * import { linear } from "nearzero/schedules";
 *
 * const data = isotropicMixture({ dimension: 2, means: Float64Array.of(-1, 0, 1, 0), variance: 0.04 });
 * assert.ok(Math.abs(data.eps(Float64Array.of(0, 0), linear().at(0.1))[0]) < 1e-15);
 * ```
 *
 * @param options Means, variances and weights.
 * @returns The oracle.
 * @throws {TypeError} If lengths do not fit each other.
 * @throws {RangeError} If there is no component, a mean is not finite or beyond ±1e100, a variance is neither 0 nor in
 * [1e-100, 1e100], or the weights are negative or do not sum to 1; names the culprit.
 * @category Oracles
 */
export function isotropicMixture(options: IsotropicMixtureOptions): Oracle {
  checkArguments("isotropicMixture", arguments);
  return new IsotropicMixture(options);
}
