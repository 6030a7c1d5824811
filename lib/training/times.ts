/**
 * At which times training looks.
 * @module
 */
import { Random } from "../numerics/random.ts";
import type { NoisePath } from "../samplers/noise_path.ts";

/** The times of one batch. */
export interface DrawnTimes {
  /** B times: whole steps where time is discrete. */
  readonly times: Float64Array;
  /** What each sample's loss counts, so that the mean is the one over uniform times; absent where each counts 1. */
  readonly shares?: Float64Array;
}

/** Draws the times of each training step. */
export interface TimeSampler {
  /**
   * The times of a training step: a pure function of the seed, the step and the state.
   * @param step The training step, from 0.
   * @param batch B, how many.
   * @returns B times.
   */
  draw(step: number, batch: number): DrawnTimes;
  /**
   * Learns from losses, in the order of the training steps; absent where nothing is learned.
   * @param times The times of samples.
   * @param losses The loss of each.
   */
  observe?(times: Float64Array, losses: ArrayLike<number>): void;
}

/**
 * Uniform times: on {0, …, T − 1} where time is discrete, between the finest and the noisiest where continuous.
 * @param path The path.
 * @param seed Everything drawn is a function of this seed and the training step.
 * @returns The sampler.
 */
export function uniformTimes(path: NoisePath, seed: number): TimeSampler {
  const random = new Random(seed, "training/steps"), { steps, finest, noisiest } = path;
  return {
    draw: (step, batch) => ({
      times: steps === undefined
        ? random.uniforms(batch, step * batch).map((u) => finest + u * (noisiest - finest))
        : Float64Array.from(random.integers(batch, steps, step * batch)),
    }),
  };
}
