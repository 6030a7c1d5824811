/**
 * The probability-flow ODE in ℓ = λ/2, which adaptive solvers and likelihoods integrate; in α/σ from pure noise.
 * @module
 */
import { checkSignal, type NoisePath, type SamplerLevel } from "./noise_path.ts";
import { integrate, type Integrated, type IntegrateOptions, type NormedSpace } from "./runge_kutta.ts";
import { REMEDY } from "./sample.ts";
import { nameTime, type NoisePredictor, noisePredictor, type VectorSpace } from "./types.ts";

/**
 * The ends of a walk in ℓ = λ/2, checked.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param path The levels.
 * @param from The first time.
 * @param to The last time.
 * @returns ℓ at both.
 * @throws {RangeError} If they are equal, the path cannot represent one or one is pure noise, where ℓ is −∞.
 */
export function logSnrRange(action: string, path: NoisePath, from: number, to: number): [first: number, last: number] {
  if (from === to) throw new RangeError(`Cannot ${action}: from and to must differ, both are ${to}`);
  for (const time of [from, to]) checkSignal(action, `time ${time}`, path.at(time));
  return [path.at(from).logSnr / 2, path.at(to).logSnr / 2];
}

/**
 * The level at ℓ between two times; at the ends exactly the times' own, which rounding must not pass.
 * @param path The levels.
 * @param from A time.
 * @param to Another.
 * @returns ℓ ↦ the level.
 */
export function levelAtHalfLogSnr(path: NoisePath, from: number, to: number): (half: number) => SamplerLevel {
  const ends = [path.at(from), path.at(to)];
  const [low, high] = from > to ? ends : ends.toReversed();
  return (half) => {
    if (2 * half <= low.logSnr) return low;
    if (2 * half >= high.logSnr) return high;
    return path.at(path.timeAt(2 * half));
  };
}

/**
 * Asks a predictor and checks what it says, as far as that can be told without reading back.
 * @param where What the error begins with, as in "Cannot {where}, time …: …".
 * @param predict The predictor.
 * @param space The arithmetic.
 * @param x The batch.
 * @param time Where its noise is.
 * @returns ε̂, a new vector. Throws as the space's check does, naming the time and what the network is told of it.
 */
export async function askChecked<V>(
  where: string,
  predict: NoisePredictor<V>,
  space: VectorSpace<V>,
  x: V,
  time: number,
): Promise<V> {
  const eps = await predict(x, time);
  try {
    space.check?.(eps, x, `${where}, ${nameTime(predict, time)}`);
    return eps;
  } catch (error) {
    space.release(eps);
    throw error;
  }
}

/**
 * dx/dℓ = σ² x − σ ε̂, the probability-flow ODE.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param predict The predictor.
 * @param space The arithmetic.
 * @param path The levels.
 * @param from The first time.
 * @param to The last time.
 * @returns The slope at x and ℓ, a new vector; it is told the number of the step for its errors.
 */
export function estimateSlope<V>(
  action: string,
  predict: NoisePredictor<V>,
  space: VectorSpace<V>,
  path: NoisePath,
  from: number,
  to: number,
): (x: V, half: number, step: number) => Promise<V> {
  const levelAt = levelAtHalfLogSnr(path, from, to);
  return async (x, half, step) => {
    const { time, sigma } = levelAt(half), eps = await askChecked(`${action} at step ${step}`, predict, space, x, time);
    try {
      return space.combine([[sigma * sigma, x], [-sigma, eps]]);
    } finally {
      space.release(eps);
    }
  };
}

/**
 * Names the place of a slope that turned out not to be finite only when its size was read back.
 * @param action What the caller was about to do.
 * @param predict The predictor.
 * @param path The levels.
 * @param from The first time.
 * @param to The last time.
 * @returns (step, ℓ) ↦ what the error begins with.
 */
export function placeOnFlow<V>(
  action: string,
  predict: NoisePredictor<V>,
  path: NoisePath,
  from: number,
  to: number,
): (step: number, half: number) => string {
  const levelAt = levelAtHalfLogSnr(path, from, to);
  return (step, half) => `${action} at step ${step}, near ${nameTime(predict, levelAt(half).time)}`;
}

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
