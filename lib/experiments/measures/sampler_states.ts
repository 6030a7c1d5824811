/**
 * How far the states that a sampler visits are from what a network was trained on, where that can be told exactly.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import { momentsOf } from "../../metrics/moments.ts";
import { tensorSpace } from "../../nn/tensor_space.ts";
import { eigenSymmetric } from "../../numerics/linalg.ts";
import { Random } from "../../numerics/random.ts";
import { bootstrap } from "../../numerics/stats.ts";
import { predictor, type Trained } from "../../predictors/trained.ts";
import type { Plan } from "../../samplers/plan.ts";
import { sample } from "../../samplers/sample.ts";
import type { TrainingData } from "../../training/data.ts";
import type { CurvePoint } from "../store/scores.ts";

/** Data behind the estimate of their quietest directions. */
const MOST_DATA = 4096;

/** Directions, orthonormal rows, in which data hardly vary; along them x_t is known but for the noise. */
interface QuietDirections {
  /** count × d. */
  readonly rows: Float64Array;
  readonly count: number;
  /** The data's mean along each. */
  readonly means: Float64Array;
  /** The data's variance, averaged over the directions. */
  readonly variance: number;
}

/**
 * The excess variance of a sampler's states over that of q_t, divided by σ_t², in the directions of least variance of the
 * data: (Var[u·x] − α² Var[u·x₀])/σ² − 1, averaged over the directions u and over walks. States of variance σ² + s² are
 * what an input perturbed by s is, so that √value · σ_t is the s that the sampler's own states amount to; below 0 they hold
 * less noise than the network is told.
 * @param trained The network.
 * @param plan The sampler's plan.
 * @param data What the network was trained on.
 * @param options `points` walks, the `share` of all directions that counts as quiet, and a seed.
 * @returns One point for each state after a step, but for the data; 95 % bootstrap intervals over walks.
 */
export async function samplerStates(
  trained: Trained,
  plan: Plan,
  data: TrainingData,
  { points, share, seed }: { readonly points: number; readonly share: number; readonly seed: number },
): Promise<CurvePoint[]> {
  const { shape } = trained.network,
    size = shape.reduce((a, b) => a * b, 1),
    quiet = await quietDirections(data, share);
  const random = new Random(seed, "sampler states"), found: CurvePoint[] = [];
  const start = tf.tensor(Float32Array.from(random.fork("start").normals(points * size)), [points, ...shape]);
  try {
    const last = await sample(plan, predictor(trained), {
      space: tensorSpace(0),
      start,
      random: random.fork("noise"),
      onStep: async (state, done) => {
        if (done === plan.steps.length) return;
        const { to: time } = plan.steps[done - 1], { alpha, sigma } = trained.path.levelAt(time);
        const told = alpha * alpha * quiet.variance + sigma * sigma;
        const excess = alongQuiet(await state.data(), quiet, alpha).map((square) => (square - told) / (sigma * sigma));
        const { value, low, high } = bootstrap(excess, undefined, { seed });
        found.push({ time, value, low, high });
      },
    });
    last.dispose();
  } finally {
    start.dispose();
  }
  return found.reverse();
}

async function quietDirections(data: TrainingData, share: number): Promise<QuietDirections> {
  const n = Math.min(MOST_DATA, data.count), d = data.shape.reduce((a, b) => a * b, 1);
  const values = await data.batch(Uint32Array.from({ length: n }, (_, i) => Math.floor(i * data.count / n)));
  const { mean, covariance } = await momentsOf(values, d, { workers: 0 });
  const { values: variances, vectors } = eigenSymmetric(covariance, d, "covariance"), count = quietCount(d, share);
  const rows = vectors.slice(0, count * d), means = new Float64Array(count);
  for (let k = 0; k < count; k++) for (let i = 0; i < d; i++) means[k] += rows[k * d + i] * mean[i];
  // The data are the law here, not a sample of one: the divisor is n.
  const total = variances.slice(0, count).reduce((sum, value) => sum + Math.max(0, value), 0) * (n - 1) / n;
  const variance = total / count;
  return { rows, count, means, variance };
}

/** At least one direction is quiet. */
function quietCount(dimension: number, share: number): number {
  return Math.max(1, Math.floor(share * dimension));
}

/** (u · (x − α mean))² averaged over the directions, one number a walk. */
function alongQuiet(states: ArrayLike<number>, { rows, count, means }: QuietDirections, alpha: number): Float64Array {
  const d = rows.length / count, squares = new Float64Array(states.length / d);
  for (let walk = 0; walk < squares.length; walk++) {
    for (let k = 0; k < count; k++) {
      let along = -alpha * means[k];
      for (let i = 0; i < d; i++) along += rows[k * d + i] * states[walk * d + i];
      squares[walk] += along * along / count;
    }
  }
  return squares;
}
