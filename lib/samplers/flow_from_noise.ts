/**
 * The probability-flow ODE from pure noise, for adaptive solvers.
 * @module
 */
import { askChecked } from "./flow.ts";
import type { NoisePath } from "./noise_path.ts";
import { integrate, type Integrated, type IntegrateOptions, type NormedSpace } from "./runge_kutta.ts";
import { REMEDY } from "./sample.ts";
import { nameTime, type NoisePredictor, noisePredictor, type VectorSpace } from "./types.ts";

/** Where a flow leaves pure noise. */
export interface FlowFromNoiseOptions<V> extends IntegrateOptions {
  /** The arithmetic, with a norm. */
  readonly space: VectorSpace<V> & NormedSpace<V>;
  /** Standard normal noise. It stays the caller's. */
  readonly start: V;
  /** The levels. */
  readonly path: NoisePath;
  /** The time of pure noise. */
  readonly from: number;
  /** The time to go to, at which there is signal. */
  readonly to: number;
}

/**
 * Solves d(x/σ)/dr = x̂0, r = α/σ: the flow where ℓ = ln r is −∞, and smooth.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param predict A predictor that tells the data.
 * @param options Space, start, path and tolerances.
 * @returns The state at the end, the caller's to free, and the number of evaluations.
 * @throws {RangeError} If the predictor cannot tell the data, a prediction is not finite or the steps do not suffice.
 */
export async function flowFromNoise<V>(
  action: string,
  { x0, condition }: NoisePredictor<V>,
  options: FlowFromNoiseOptions<V>,
): Promise<Integrated<V>> {
  const { space, start, path, from, to } = options;
  if (x0 === undefined) {
    throw new RangeError(
      `Cannot ${action}: time ${from} is pure noise, of which a predictor of ε says nothing; ${REMEDY}`,
    );
  }
  const first = path.at(from), last = path.at(to), end = last.alpha / last.sigma;
  const levelAt = (r: number) => r <= 0 ? first : r >= end ? last : path.at(path.timeAt(2 * Math.log(r)));
  const predictData = noisePredictor(x0, { condition });
  const slope = async (scaled: V, r: number, step: number): Promise<V> => {
    const { time, sigma } = levelAt(r), x = space.combine([[sigma, scaled]]);
    try {
      return await askChecked(`${action} at step ${step}`, predictData, space, x, time);
    } finally {
      space.release(x);
    }
  };
  const place = (step: number, r: number) =>
    `${action} at step ${step}, near ${nameTime(predictData, levelAt(r).time)}`;
  const solved = await integrate(slope, space, start, 0, end, options, place);
  try {
    return { ...solved, end: space.combine([[last.sigma, solved.end]]) };
  } finally {
    space.release(solved.end);
  }
}
