/**
 * What one training step sees: samples, times and noise, a pure function of (seed, step) and the time sampler's state.
 * @module
 */
import { checkLength } from "../numerics/check.ts";
import { Random } from "../numerics/random.ts";
import type { NoisePath } from "../samplers/noise_path.ts";
import type { TrainingData } from "./data.ts";
import { lossCoefficient, type LossConfig } from "../objectives/loss_weight.ts";
import { type SlopeTerms, slopeTerms } from "../objectives/penalty.ts";
import { makeTimes, type TimesConfig } from "../objectives/times.ts";
import type { Treatment } from "../treatments/treatment.ts";

/** A batch of B noisy samples with what the network is told and what it should say: plain arrays, to send or store. */
export interface Examples {
  /** α x0 + σ ε at the noise's times, B × the size of one sample. */
  readonly noisy: Float32Array;
  /** What the network should say, ε, x0 or v, of the same shape. */
  readonly target: Float32Array;
  /** The true times, B of them: whole steps where time is discrete. */
  readonly times: Float64Array;
  /** What the network is told of them. */
  readonly conditions: Float64Array;
  /** What multiplies each sample's squared error; absent where it is 1. */
  readonly coefficients?: Float64Array;
  /** What each sample's loss counts in the batch's mean; absent where each counts 1. */
  readonly shares?: Float64Array;
  /** The class of each sample, −1 where the network is not told; absent where it takes none. */
  readonly labels?: Int32Array;
  /** The picture that goes with each sample; absent where the network takes none. */
  readonly image?: Float32Array;
  /** The slopes whose squares are added to the loss; absent where none are. */
  readonly slope?: SlopeTerms;
}

/** What examples are made of. */
export interface ExampleOptions {
  /** The samples. */
  readonly data: TrainingData;
  /** The noise levels. */
  readonly path: NoisePath;
  /** What the network is told of a time, where the noise is, and what is penalised. */
  readonly treatment: Treatment;
  /** What the network should say, and how errors weigh. */
  readonly loss: LossConfig;
  /** How times are drawn. */
  readonly times: TimesConfig;
  /** Whether the network is told the data's labels, and a picture beside each sample. */
  readonly told: { readonly labels: boolean; readonly image: boolean };
  /** The share of samples whose label the network is not told. */
  readonly labelDropout: number;
  /** Samples in one batch, at most `data.count`. */
  readonly batch: number;
  /** Training steps from one report of the losses to the next. */
  readonly every: number;
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
   * Is told the losses of a training step, in the order of the steps and before the first examples after a report are
   * asked for: times may be drawn where losses are large.
   * @param step The training step, from 0.
   * @param times The times of the samples.
   * @param losses The loss of each.
   */
  observe(step: number, times: Float64Array, losses: ArrayLike<number>): void;
  /** All that `observe` changed, the array itself: a checkpoint copies it out, and back in. Absent where it is nothing. */
  readonly state?: Float64Array;
}

/**
 * The examples of any training step.
 *
 * Only the seed and the training step decide which samples, times and noise are drawn: methods that differ in their
 * treatment or network see the same ones, and a resumed run goes on where it was. Samples are visited in an order
 * shuffled anew in each epoch.
 * @param options What examples are made of.
 * @returns The source.
 */
export function exampleSource(options: ExampleOptions): ExampleSource {
  const { data, path, treatment, loss, told, labelDropout, batch, seed } = options;
  const { condition, noiseTime = (time) => time, penalty } = treatment;
  const size = data.shape.reduce((product, dimension) => product * dimension, 1);
  const noises = new Random(seed, "training/noise"), untold = new Random(seed, "training/labels");
  const order = shuffledOrder(seed, data.count), sampler = makeTimes(options.times, options);
  const coefficient = lossCoefficient(loss, path);
  const slopes = penalty && slopeTerms(penalty, { path, condition, prediction: loss.prediction });
  const labelsOf = (step: number, indices: Uint32Array) => {
    const dropped = untold.uniforms(batch, step * batch);
    return Int32Array.from(indices, (index, b) => dropped[b] < labelDropout ? -1 : data.labels![index]);
  };
  return {
    async at(step) {
      const { times, shares } = sampler.draw(step);
      const indices = order(step * batch, batch);
      const noise = Float32Array.from(noises.normals(batch * size, step * batch * size));
      const [clean, image] = await Promise.all([
        data.batch(indices),
        told.image ? data.image!.batch(indices) : undefined,
      ]);
      checkLength("train", `the batch of ${data.name}`, clean, batch * size);
      const noisy = new Float32Array(batch * size),
        target = loss.prediction === "eps" ? noise : new Float32Array(noisy);
      times.forEach((time, b) => {
        const { alpha, sigma } = path.levelAt(noiseTime(time)), first = b * size;
        for (let i = first; i < first + size; i++) noisy[i] = alpha * clean[i] + sigma * noise[i];
        if (loss.prediction === "x0") target.set(clean.subarray(first, first + size), first);
        if (loss.prediction === "v") {
          for (let i = first; i < first + size; i++) target[i] = alpha * noise[i] - sigma * clean[i];
        }
      });
      return {
        noisy,
        target,
        times,
        conditions: times.map(condition),
        coefficients: coefficient && times.map((time) => coefficient(noiseTime(time))),
        shares,
        labels: told.labels ? labelsOf(step, indices) : undefined,
        image,
        slope: slopes?.(times),
      };
    },
    observe: (step, times, losses) => sampler.observe?.(step, times, losses),
    state: sampler.state,
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
