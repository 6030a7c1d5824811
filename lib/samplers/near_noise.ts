/**
 * Where a walk is so near pure noise that samplers integrate the data in α/σ, and how far their polynomials are trusted.
 * @module
 */
import type { PredictionOptions } from "./estimate.ts";
import { signalKernel, weightsOf } from "./exponential.ts";
import type { SamplerLevel } from "./noise_path.ts";

/** Options of samplers that take large steps of σ/α. */
export interface NearNoiseOptions extends PredictionOptions {
  /**
   * Whether steps that begin below α = σ integrate the data in α/σ, in which nothing grows however little signal the walk
   * begins with, in place of the sampler's own variable, as published. Unless told, only in walks from pure noise, where
   * σ/α is infinite.
   */
  readonly bounded?: boolean;
}

/** How much larger than their sum the magnitudes of weights may be; Adams and Bashforth's three on even steps have 11/3. */
const MOST = 6;

/** The α/σ that no polynomial from below α = σ goes beyond. */
const FARTHEST = 2;

/**
 * Tells which steps of a walk are near pure noise.
 * @param levels From noise to data.
 * @param options Whether the walk is bounded; unless told it is where it begins at α = 0.
 * @returns A function from the level that a step begins at to whether it is; pure noise always is.
 */
export function nearNoise(
  levels: readonly SamplerLevel[],
  { bounded = levels[0]?.alpha === 0 }: NearNoiseOptions,
): (s: SamplerLevel) => boolean {
  return (s) => s.alpha === 0 || (bounded && s.alpha < s.sigma);
}

/**
 * The weights of a polynomial in α/σ, of lower order where that takes the predictions too many times or goes too far.
 * @param nodes Where the predictions lie on the step, the ones to keep first.
 * @param moments The kernel's moments, as many as asked for.
 * @param t The level the step ends at.
 * @returns The weights of the first predictions; of the others there are none.
 */
export function boundedWeights(
  nodes: readonly number[],
  moments: (count: number) => readonly number[],
  t: SamplerLevel,
): number[] {
  let count = t.alpha > FARTHEST * t.sigma ? nodes.filter((node) => node >= 0).length : nodes.length;
  for (;; count--) {
    const parts = moments(count), weights = weightsOf(nodes.slice(0, count), parts);
    const size = weights.reduce((sum, weight) => sum + Math.abs(weight), 0);
    if (count === 1 || size <= MOST * parts[0]) return weights;
  }
}

/**
 * Whether polynomials in α/σ through the inner levels of a single step can be trusted at each of its stages.
 * @param levels The levels of the step, the first near pure noise.
 * @returns Whether they can; a step over one level always is.
 */
export function spans(levels: readonly SamplerLevel[]): boolean {
  const [s, ...stages] = levels, last = stages.at(-1)!;
  if (stages.length > 1 && last.alpha > FARTHEST * last.sigma) return false;
  return stages.every((t, i) => {
    const kernel = signalKernel(s, t, false), nodes = levels.slice(0, i + 1).map(kernel.node);
    return boundedWeights(nodes, kernel.moments, t).length === i + 1;
  });
}
