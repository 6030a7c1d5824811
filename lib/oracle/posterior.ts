/**
 * Which component did x_t come from? The weights that every prediction of a mixture is averaged with.
 * @module
 */

/**
 * Components less likely than the likeliest by more than e^−75 ≈ 3e-33 are left out: even 1e6 of them, moving 1e10 times
 * as fast, stay below the last bit of a sum.
 */
export const NEGLIGIBLE: number = 75;

/** Posterior weights of a mixture's components at one point, and how they change along a motion. */
export class Posterior {
  /** log of weight times density of each component; filled by the caller, up to a shared constant. */
  readonly logits: Float64Array;
  /** Indices of the components that matter, in rising order: the first {@link Posterior.size} entries. */
  readonly active: Int32Array;
  /** Posterior weight of each active component. */
  readonly weight: Float64Array;
  /** d logit of each active component; filled by the caller, centred by {@link Posterior.centre}. */
  readonly rate: Float64Array;
  /** Number of active components. */
  size = 0;
  /** Index of the likeliest component. */
  likeliest = 0;

  /**
   * Makes room for the weights.
   * @param count K, the number of components.
   */
  constructor(count: number) {
    this.logits = new Float64Array(count);
    this.active = new Int32Array(count);
    this.weight = new Float64Array(count);
    this.rate = new Float64Array(count);
  }

  /**
   * Normalises the logits by log-sum-exp.
   * @returns log Σ exp(logits).
   */
  normalise(): number {
    const { logits, active, weight } = this;
    let likeliest = 0;
    for (let k = 1; k < logits.length; k++) if (logits[k] > logits[likeliest]) likeliest = k;
    const max = logits[likeliest];
    let size = 0, sum = 0;
    for (let k = 0; k < logits.length; k++) {
      const below = logits[k] - max;
      if (below < -NEGLIGIBLE) continue;
      active[size] = k;
      sum += weight[size++] = Math.exp(below);
    }
    for (let a = 0; a < size; a++) weight[a] /= sum;
    this.size = size;
    this.likeliest = likeliest;
    return max + Math.log(sum);
  }

  /**
   * Centres the rates, so that `weight · rate` is the derivative of `weight`: d ρ_k = ρ_k (dℓ_k − Σ ρ dℓ).
   *
   * The likeliest component's rate is taken off first: rates may be huge and nearly equal, and where one component
   * dominates, the centred rates must come out as exact zeros.
   * @returns Σ ρ dℓ, the derivative of the log-density.
   */
  centre(): number {
    const { active, weight, rate, size, likeliest } = this;
    let base = 0;
    for (let a = 0; a < size; a++) if (active[a] === likeliest) base = rate[a];
    let mean = 0;
    for (let a = 0; a < size; a++) mean += weight[a] * (rate[a] -= base);
    for (let a = 0; a < size; a++) rate[a] -= mean;
    return base + mean;
  }
}
