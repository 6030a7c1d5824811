/**
 * The probability-flow ODE in ℓ = λ/2, which adaptive solvers and likelihoods integrate.
 * @module
 */
import type { NoisePath, SamplerLevel } from "./noise_path.ts";
import type { NoisePredictor, VectorSpace } from "./types.ts";

/**
 * The ends of a walk in ℓ = λ/2, checked.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param path The levels.
 * @param from The first time.
 * @param to The last time.
 * @returns ℓ at both.
 * @throws {RangeError} If they are equal or the path cannot represent one.
 */
export function logSnrRange(action: string, path: NoisePath, from: number, to: number): [first: number, last: number] {
  if (from === to) throw new RangeError(`Cannot ${action}: from and to must differ, both are ${to}`);
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
 * dx/dℓ = σ² x − σ ε̂, the probability-flow ODE.
 * @param action What the caller was about to do, as in "Cannot {action}: …".
 * @param predict The predictor.
 * @param space The arithmetic.
 * @param path The levels.
 * @param from The first time.
 * @param to The last time.
 * @returns The slope at x and ℓ, a new vector. Throws as the space's check does, naming the time.
 */
export function estimateSlope<V>(
  action: string,
  predict: NoisePredictor<V>,
  space: VectorSpace<V>,
  path: NoisePath,
  from: number,
  to: number,
): (x: V, half: number) => Promise<V> {
  const levelAt = levelAtHalfLogSnr(path, from, to);
  return async (x, half) => {
    const { time, sigma } = levelAt(half), eps = await predict(x, time);
    try {
      const told = predict.condition === undefined ? "" : ` told as ${predict.condition(time)}`;
      space.check?.(eps, x, `${action} at time ${time}${told}`);
      return space.combine([[sigma * sigma, x], [-sigma, eps]]);
    } finally {
      space.release(eps);
    }
  };
}
