/**
 * Models of others as subjects of the Lipschitz estimators, and their samples.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { tf } from "../../backend/tf.ts";
import type { Subject } from "../../lipschitz/types.ts";
import { tensorSpace } from "../../nn/tensor_space.ts";
import { checkInteger } from "../../numerics/check.ts";
import { Random } from "../../numerics/random.ts";
import { ddim } from "../../samplers/methods/ddim.ts";
import { spacedLevels } from "../../samplers/levels.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { Plan } from "../../samplers/plan.ts";
import { sample } from "../../samplers/sample.ts";
import type { Level } from "../../schedules/types.ts";
import type { TrainingData } from "../../training/data.ts";
import { modelPredictor, type PretrainedModel } from "./model.ts";

/** Noisy points with what they were made of. */
export interface NoisyPoints {
  /** α x0 + σ ε, [n, ...shape]. */
  readonly x: tf.Tensor;
  /** ε, n × the size of one. */
  readonly noise: Float64Array;
}

/**
 * Draws noisy points. Data and noise depend on the stream alone, so that several times and models are compared on the
 * same pairs; they are those of `networkSubject` too.
 * @param data Where x0 is drawn from, with replacement.
 * @param levels The level of each point.
 * @param random The stream.
 * @returns The points; the caller frees x.
 */
export async function noisyPoints(data: TrainingData, levels: readonly Level[], random: Random): Promise<NoisyPoints> {
  const n = levels.length, x0 = await data.batch(Uint32Array.from(random.fork("data").integers(n, data.count)));
  const noise = random.fork("noise").normals(x0.length), size = x0.length / n;
  const x = x0.map((value, i) => {
    const { alpha, sigma } = levels[Math.floor(i / size)];
    return alpha * value + sigma * noise[i];
  });
  return { x: tf.tensor(x, [n, ...data.shape]), noise };
}

/**
 * A model seen through data: points are x_t = α x0 + σ ε with x0 from the data, times are those of its path.
 * @param model The model.
 * @param data Where x0 is drawn from, with replacement.
 * @returns The subject.
 * @category Pretrained networks
 */
export function modelSubject(model: PretrainedModel, data: TrainingData): Subject<tf.Tensor> {
  return {
    predict: (x, time) => model.predict(x, time),
    draw: async (n, time, random) => (await noisyPoints(data, new Array(n).fill(model.path.levelAt(time)), random)).x,
    norms: rowNormsOf,
    release: (batch) => batch.dispose(),
  };
}

/**
 * Euclidean norms of the rows of Σ c_i v_i.
 * @param terms Coefficients and batches.
 * @returns One norm a row.
 */
export async function rowNormsOf(
  terms: readonly (readonly [coefficient: number, vector: tf.Tensor])[],
): Promise<Float64Array> {
  const norms = tf.tidy(() => {
    const sum = terms.map(([c, v]) => tf.mul(v, c)).reduce((total, term) => tf.add(total, term));
    return tf.norm(tf.reshape(sum, [sum.shape[0], -1]), "euclidean", 1);
  });
  const values = Float64Array.from(await norms.data());
  norms.dispose();
  return values;
}

/** Where a walk begins whose path ends in pure noise: EDM's largest σ. */
const NOISIEST = 80;

/**
 * DDIM's plan for samples of a model, cut to [−1, 1] at every step: evenly over a grid's steps; over a schedule's times in
 * EDM's spacing, from σ/α = 80 where it ends in pure noise.
 * @param path The model's path.
 * @param steps How many steps.
 * @returns The plan.
 * @throws {RangeError} If the path has not so many steps.
 * @category Pretrained networks
 */
export function samplePlan(path: NoisePath, steps: number): Plan {
  if (path.steps !== undefined) return ddim(spacedLevels(path, steps), { clip: 1 });
  const pure = !(path.levelAt(path.noisiest).alpha > 1 / NOISIEST);
  const from = pure ? path.timeAt(-2 * Math.log(NOISIEST)) : path.noisiest;
  return ddim(spacedLevels(path, steps, { spacing: "karras", from }), { clip: 1 });
}

/**
 * How many samples, from which noise.
 * @category Pretrained networks
 */
export interface ModelSampleOptions {
  /** How many, at least 1. */
  readonly count: number;
  /** Samples at a time; all unless told. */
  readonly batch?: number;
  /** The seed of the start and of the sampler's noise; 0 unless told. */
  readonly seed?: number;
  /** Labels of all samples, one each, −1 for none. */
  readonly labels?: Int32Array;
  /** Called after every step of every batch. */
  readonly onStep?: (done: number, total: number) => void;
}

/**
 * Runs a sampler's plan on a model.
 * @param model The model.
 * @param plan The plan, on the model's path.
 * @param options How many, the batch and the seed.
 * @returns count samples, row-major.
 * @throws {RangeError} If the count, the batch or the seed is out of range.
 * @category Pretrained networks
 */
export async function modelSamples(
  model: PretrainedModel,
  plan: Plan,
  options: ModelSampleOptions,
): Promise<Float32Array> {
  checkArguments("modelSamples", arguments);
  const { count, batch = count, seed = 0, labels, onStep } = options, size = model.shape.reduce((a, b) => a * b, 1);
  checkInteger("draw samples", "count", count, 1);
  checkInteger("draw samples", "batch", batch, 1);
  const random = new Random(seed, "samples"), out = new Float32Array(count * size);
  const total = Math.ceil(count / batch) * plan.steps.length;
  for (let first = 0, made = 0; first < count; first += batch) {
    const n = Math.min(batch, count - first);
    const start = tf.tensor(Float32Array.from(random.fork("start").normals(n * size, first * size)), [
      n,
      ...model.shape,
    ]);
    const told = labels && { labels: labels.subarray(first, first + n) };
    const samples = await sample(plan, modelPredictor(model, told), {
      space: tensorSpace(first * size),
      start,
      random: random.fork("noise"),
      onStep: () => onStep?.(++made, total),
    }).finally(() => start.dispose());
    out.set(await samples.data<"float32">(), first * size);
    samples.dispose();
  }
  return out;
}
