/**
 * What one training step sees: samples, times and noise, a pure function of (seed, step) and the time sampler's state.
 * @module
 */
import { checkLength } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import type { TrainingData } from "./data.ts";
import { type TimeSampler, uniformTimes } from "./times.ts";
import type { Treatment } from "./treatment.ts";

/** A batch of B noisy samples with what the network is told and what it should say: plain arrays, to send or store. */
export interface Examples {
  /** α x0 + σ ε at the noise's times, B × the size of one sample. */
  readonly noisy: Float32Array;
  /** What the network should say, the noise ε, of the same shape. */
  readonly target: Float32Array;
  /** The true times, B of them: whole steps where time is discrete. */
  readonly times: Float64Array;
  /** What the network is told of them. */
  readonly conditions: Float64Array;
  /** What each sample's loss counts in the batch's mean; absent where each counts 1. */
  readonly shares?: Float64Array;
}

/** What examples are made of. */
export interface ExampleOptions {
  /** The samples. */
  readonly data: TrainingData;
  /** The noise levels. */
  readonly path: NoisePath;
  /** What the network is told of a time, and where the noise is. */
  readonly treatment: Treatment;
  /** Samples in one batch, at most `data.count`. */
  readonly batch: number;
  /** Everything drawn is a function of this seed and the training step. */
  readonly seed: number;
}

/** Where the examples of a run come from. */
export interface ExampleSource {
  /**
   * The examples of a training step.
   * @param step The training step, from 0.
   * @returns The examples; nothing that `observe` is told later changes them.
   */
  at(step: number): Promise<Examples>;
  /**
   * Is told the losses that were read, in the order of the training steps and before the next examples are asked for:
   * times may be drawn where losses are large.
   * @param times The times of samples.
   * @param losses The loss of each.
   */
  observe(times: Float64Array, losses: ArrayLike<number>): void;
}

/**
 * The examples of any training step.
 *
 * Only the seed and the training step decide which samples, times and noise are drawn: methods that differ in their
 * treatment or network see the same ones, and a resumed run goes on where it was. Samples are visited in an order
 * shuffled anew in each epoch.
 * @param options What examples are made of.
 * @param sampler Draws the times; uniform where not given.
 * @returns The source.
 */
export function exampleSource(
  options: ExampleOptions,
  sampler: TimeSampler = uniformTimes(options.path, options.seed),
): ExampleSource {
  const { data, path, treatment: { condition, noiseTime = (time) => time }, batch, seed } = options;
  const size = data.shape.reduce((product, dimension) => product * dimension, 1);
  const noises = new Random(seed, "training/noise");
  const order = shuffledOrder(seed, data.count);
  return {
    async at(step) {
      const { times, shares } = sampler.draw(step, batch);
      const target = Float32Array.from(noises.normals(batch * size, step * batch * size));
      const clean = await data.batch(order(step * batch, batch));
      checkLength("train", `the batch of ${data.name}`, clean, batch * size);
      const noisy = new Float32Array(batch * size);
      times.forEach((time, b) => {
        const { alpha, sigma } = path.levelAt(noiseTime(time));
        for (let i = b * size; i < (b + 1) * size; i++) noisy[i] = alpha * clean[i] + sigma * target[i];
      });
      return { noisy, target, times, conditions: times.map(condition), shares };
    },
    observe: (times, losses) => sampler.observe?.(times, losses),
  };
}

/**
 * The endless sequence of sample indices: one permutation of {0, …, count − 1} after another, one for each epoch, each a
 * pure function of (seed, epoch).
 * @param seed The seed.
 * @param count How many samples there are.
 * @returns A function from the position of the first index and how many, to the indices.
 */
export function shuffledOrder(seed: number, count: number): (start: number, n: number) => Uint32Array {
  const shuffle = new Random(seed, "shuffle");
  let epoch = -1;
  let permutation: Uint32Array = new Uint32Array(0);
  return (start, n) =>
    Uint32Array.from({ length: n }, (_, i) => {
      const wanted = Math.floor((start + i) / count);
      if (wanted !== epoch) [epoch, permutation] = [wanted, shuffle.fork(wanted).permutation(count)];
      return permutation[(start + i) % count];
    });
}
