/**
 * Where a walk is so near pure noise that samplers integrate the data in α/σ.
 * @module
 */
import type { PredictionOptions } from "./estimate.ts";
import type { SamplerLevel } from "./noise_path.ts";

/** Options of samplers that take large steps of σ/α. */
export interface NearNoiseOptions extends PredictionOptions {
  /**
   * Whether steps up to α = σ integrate the data in α/σ, in which nothing grows however little signal the walk begins with,
   * in place of the sampler's own variable, as published. Unless told, only in walks from pure noise, where σ/α is infinite.
   */
  readonly bounded?: boolean;
}

/**
 * Tells which steps of a walk are near pure noise.
 * @param levels From noise to data.
 * @param options Whether the walk is bounded; unless told it is where it begins at α = 0.
 * @returns A function from a step's ends to whether it is; a step that begins in pure noise always is.
 */
export function nearNoise(
  levels: readonly SamplerLevel[],
  { bounded = levels[0]?.alpha === 0 }: NearNoiseOptions,
): (s: SamplerLevel, t: SamplerLevel) => boolean {
  return (s, t) => s.alpha === 0 || (bounded && t.alpha <= t.sigma);
}
