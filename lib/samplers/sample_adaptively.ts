/**
 * The probability-flow ODE by steps of its own choice.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { askChecked, estimateSlope, flowFromNoise, logSnrRange, placeOnFlow } from "./flow.ts";
import type { NoisePath } from "./noise_path.ts";
import { integrate, type Integrated, type IntegrateOptions, type NormedSpace } from "./runge_kutta.ts";
import { nameTime, type NoisePredictor, type VectorSpace } from "./types.ts";

const ACTION = "sample by RK45";

/**
 * What the solver works with.
 * @category Samplers
 */
export interface AdaptiveOptions<V> extends IntegrateOptions {
  /** The arithmetic, with a norm. */
  readonly space: VectorSpace<V>;
  /** Where to begin: noise of the first time. It stays the caller's. */
  readonly start: V;
  /** The levels: `schedulePath(schedule)` or `gridPath(grid)`. */
  readonly path: NoisePath;
  /** The first time; the path's noisiest unless told. */
  readonly from?: number;
  /** The last time, t_eps; the path's finest unless told. */
  readonly to?: number;
  /** Whether to end at the data, x̂0 at the last time, which is the default, or to stop there. */
  readonly end?: "data" | "stop";
}

/**
 * Solves the probability-flow ODE by RK45 (Song et al. 2021, sec. 4.3) in ℓ = λ/2, where dx/dℓ = σ² x − σ ε̂ stays smooth.
 * From pure noise, where ℓ is −∞, the walk up to α = σ is one in α/σ, of the data.
 *
 * It is deterministic and of order 5. Its steps depend on the whole batch: cut differently, samples differ within the tolerance.
 * @param predict The predictor.
 * @param options Space, start, path and tolerances.
 * @returns The samples, the caller's to free, and the number of evaluations.
 * @throws {TypeError} If the space has no norm, or a prediction has another shape.
 * @throws {RangeError} If a time is out of range, a prediction is not finite, the steps do not suffice, or the walk begins
 * in pure noise and the predictor cannot tell the data.
 * @category Samplers
 */
export async function sampleAdaptively<V>(
  predict: NoisePredictor<V>,
  options: AdaptiveOptions<V>,
): Promise<Integrated<V>> {
  checkArguments("sampleAdaptively", arguments);
  const { space, start, path, from = path.noisiest, to = path.finest, end = "data" } = options;
  const { norm } = space;
  if (norm === undefined) throw new TypeError("Cannot sample by RK45: the vector space has no norm");
  const solved = await flow(predict, { ...options, from, to, space: { ...space, norm } }, start);
  if (end === "stop") return solved;
  const { alpha, sigma } = path.at(to), where = `${ACTION} at its last step`;
  try {
    const eps = await askChecked(where, predict, space, solved.end, to);
    const data = space.combine([[1 / alpha, solved.end], [-sigma / alpha, eps]]);
    space.release(eps);
    if (!Number.isFinite(await norm(data))) {
      space.release(data);
      throw new RangeError(`Cannot ${where}, ${nameTime(predict, to)}: prediction must be finite`);
    }
    return { ...solved, end: data, evaluations: solved.evaluations + 1 };
  } finally {
    space.release(solved.end);
  }
}

async function flow<V>(
  predict: NoisePredictor<V>,
  options: AdaptiveOptions<V> & { space: VectorSpace<V> & NormedSpace<V>; from: number; to: number },
  start: V,
): Promise<Integrated<V>> {
  const { space, path, from, to } = options;
  if (from > to && path.at(from).alpha === 0) {
    const aim = path.at(to), middle = aim.logSnr > 0 ? path.timeAt(0) : to;
    const left = await flowFromNoise(ACTION, predict, { ...options, to: middle });
    if (middle === to) return left;
    try {
      const mostSteps = Math.max(1, (options.mostSteps ?? 10_000) - left.steps - left.rejected);
      const rest = await flow(predict, { ...options, from: middle, mostSteps }, left.end);
      return {
        end: rest.end,
        steps: left.steps + rest.steps,
        rejected: left.rejected + rest.rejected,
        evaluations: left.evaluations + rest.evaluations,
      };
    } finally {
      space.release(left.end);
    }
  }
  const [first, last] = logSnrRange(ACTION, path, from, to);
  const slope = estimateSlope(ACTION, predict, space, path, from, to);
  return await integrate(slope, space, start, first, last, options, placeOnFlow(ACTION, predict, path, from, to));
}
