/**
 * A sampler with its usual options, as tables, comparisons and tests name it.
 * @module
 */
import type { NoisePath, SamplerLevel } from "../noise_path.ts";
import type { Plan } from "../plan.ts";
import type { PredictionOptions } from "./estimate.ts";
import type { NearNoiseOptions } from "./exponential.ts";

/**
 * What every sampler of the list takes.
 * @category Samplers
 */
export interface SamplerOptions extends NearNoiseOptions {
  /** What the levels lie on; samplers that raise the noise between levels need it. */
  readonly path?: NoisePath;
}

/**
 * A sampler with its usual options.
 * @category Samplers
 */
export interface SamplerEntry {
  /** Its name, by which it is found. */
  readonly name: string;
  /** Its declared order: of its path, or of its law where it is stochastic (weak order). */
  readonly order: number;
  /** Whether it draws noise. */
  readonly stochastic: boolean;
  /** Evaluations of the predictor a step; a step to the data takes one. */
  readonly evaluationsPerStep: number;
  /**
   * Makes its plan.
   * @param levels From noise to data.
   * @param options The cut, what the network says, whether the walk is bounded, and the path.
   * @returns The plan.
   */
  make(levels: readonly SamplerLevel[], options?: SamplerOptions): Plan;
}

/**
 * Makes an entry: options are handed to the sampler as it takes them, and its plan is called by the entry's name.
 * @param name Its name.
 * @param order Its declared order.
 * @param stochastic Whether it draws noise.
 * @param evaluationsPerStep Evaluations of the predictor a step.
 * @param make Makes its plan.
 * @returns The entry.
 */
export function samplerEntry(
  name: string,
  order: number,
  stochastic: boolean,
  evaluationsPerStep: number,
  make: (
    levels: readonly SamplerLevel[],
    asked: PredictionOptions,
    more: Pick<SamplerOptions, "bounded" | "path">,
  ) => Plan,
): SamplerEntry {
  return {
    name,
    order,
    stochastic,
    evaluationsPerStep,
    make: (levels, { path, bounded, ...asked } = {}) => ({ ...make(levels, asked, { path, bounded }), name }),
  };
}
