/**
 * What one training step sees: pictures, steps and noise, a pure function of (seed, step).
 * @module
 */
import type { Condition } from "../conditioning/types.ts";
import { checkLength } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import type { Grid } from "../schedules/grid.ts";
import type { TrainingData } from "./data.ts";

/** A batch of B noisy samples with what the network is told and what it should say. */
export interface Examples {
  /** α_t x0 + σ_t ε at the true steps, B × the size of one sample. */
  readonly noisy: Float32Array;
  /** The noise ε, of the same shape. */
  readonly noise: Float32Array;
  /** The true steps, B integers in {0, …, T − 1}. */
  readonly steps: Int32Array;
  /** What the network is told of them. */
  readonly conditions: Float64Array;
}

/** Where examples come from. */
export interface ExampleSource {
  /** The samples. */
  readonly data: TrainingData;
  /** The noise levels. */
  readonly grid: Grid;
  /** What the network is told of a step. */
  readonly condition: Condition;
  /** Samples in one batch, at most `data.count`. */
  readonly batch: number;
  /** Everything drawn is a function of this seed and the training step. */
  readonly seed: number;
}

/**
 * The examples of any training step.
 *
 * Only the seed and the training step decide which samples, steps and noise are drawn: methods that differ in their
 * condition or network see the same ones, and a resumed run goes on where it was. Samples are visited in an order
 * shuffled anew in each epoch; steps are uniform on the grid.
 * @param source Where examples come from.
 * @returns A function from the training step, counted from 0, to its examples.
 */
export function exampleStream(source: ExampleSource): (step: number) => Promise<Examples> {
  const { data, grid, condition, batch, seed } = source;
  const size = data.shape.reduce((product, dimension) => product * dimension, 1);
  const conditions = Float64Array.from({ length: grid.steps }, (_, step) => condition(step));
  const times = new Random(seed, "training/steps");
  const noises = new Random(seed, "training/noise");
  const order = shuffledOrder(seed, data.count);
  return async (step) => {
    const drawn = times.integers(batch, grid.steps, step * batch);
    const noise = Float32Array.from(noises.normals(batch * size, step * batch * size));
    const clean = await data.batch(order(step * batch, batch));
    checkLength("train", `the batch of ${data.name}`, clean, batch * size);
    const noisy = new Float32Array(batch * size);
    for (let b = 0; b < batch; b++) {
      const alpha = grid.alpha[drawn[b]], sigma = grid.sigma[drawn[b]];
      for (let i = b * size; i < (b + 1) * size; i++) noisy[i] = alpha * clean[i] + sigma * noise[i];
    }
    return { noisy, noise, steps: drawn, conditions: Float64Array.from(drawn, (t) => conditions[t]) };
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
