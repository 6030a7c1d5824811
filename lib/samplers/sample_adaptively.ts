/**
 * The probability-flow ODE by steps of its own choice.
 * @module
 */
import { checkArguments } from "../numerics/check_arguments.ts";
import { askChecked, estimateSlope, logSnrRange, placeOnFlow } from "./flow.ts";
import type { NoisePath } from "./noise_path.ts";
import { integrate, type Integrated, type IntegrateOptions } from "./runge_kutta.ts";
import { nameTime, type NoisePredictor, type VectorSpace } from "./types.ts";

const ACTION = "sample by RK45";

/** What the solver works with. */
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
 *
 * It is deterministic and of order 5. Its steps depend on the whole batch: cut differently, samples differ within the tolerance.
 * @param predict The predictor.
 * @param options Space, start, path and tolerances.
 * @returns The samples, the caller's to free, and the number of evaluations.
 * @throws {TypeError} If the space has no norm, or a prediction has another shape.
 * @throws {RangeError} If a time is out of range, a prediction is not finite, or the steps do not suffice.
 */
export async function sampleAdaptively<V>(
  predict: NoisePredictor<V>,
  options: AdaptiveOptions<V>,
): Promise<Integrated<V>> {
  checkArguments("sampleAdaptively", arguments);
  const { space, start, path, from = path.noisiest, to = path.finest, end = "data" } = options;
  const { norm } = space;
  if (norm === undefined) throw new TypeError("Cannot sample by RK45: the vector space has no norm");
  const [first, last] = logSnrRange(ACTION, path, from, to);
  const slope = estimateSlope(ACTION, predict, space, path, from, to);
  const place = placeOnFlow(ACTION, predict, path, from, to);
  const solved = await integrate(slope, { ...space, norm }, start, first, last, options, place);
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
