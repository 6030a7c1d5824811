/**
 * Samples of a trained network as plain numbers.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { tensorSpace } from "../nn/tensor_space.ts";
import { checkInteger, checkLength } from "../numerics/check.ts";
import { checkArguments } from "../numerics/check_arguments.ts";
import { Random } from "../numerics/random.ts";
import { guided } from "../samplers/guidance.ts";
import type { Plan } from "../samplers/plan.ts";
import { sample } from "../samplers/sample.ts";
import { imageTensor } from "../training/step.ts";
import { ForwardWorkers } from "../training/workers/forward_workers.ts";
import { usesOneCore } from "../training/workers/gradient_workers.ts";
import { labelledPredictor, predictor, type Trained } from "./trained.ts";

/** What a batch holds unless told: a U-Net's features take a few hundred times its memory of 1 MiB. */
const BATCH_ENTRIES = 2 ** 18;

/**
 * How many samples, from which noise.
 * @category Predictors
 */
export interface DrawOptions {
  /** How many samples, at least 1. */
  readonly count: number;
  /** The class of each sample, one each, −1 for none; networks with classes take them. */
  readonly labels?: ArrayLike<number>;
  /** The picture beside each sample, count × height × width × channels; networks with `imageChannels` take them. */
  readonly image?: Float32Array;
  /** How strongly the labels guide: the scale w of {@linkcode guided}, 1 unless told, which is the network's word alone. */
  readonly guidance?: number;
  /** The seed of the start and of the sampler's noise; 0 unless told. */
  readonly seed?: number;
  /**
   * Samples at a time; as many as hold 2¹⁸ entries unless told, 1024 pictures of 16 × 16. The samples do not depend on it
   * but for the backend's rounding.
   */
  readonly batch?: number;
  /**
   * Workers that share each batch's predictions, on backends that use one core; 1 unless told, which is this thread. Others
   * use the whole machine anyway.
   */
  readonly workers?: number;
  /** Called after every step of every batch. */
  readonly onStep?: (done: number, total: number) => void | Promise<void>;
}

/**
 * Runs a sampler's plan on a trained network.
 *
 * The start and all noise are functions of the seed and the sample's number: two networks under one seed begin at the
 * same noise, and the first samples do not change when more are asked for.
 * @param trained The network.
 * @param plan The sampler's plan, on the network's path.
 * @param options How many, the seed and the batch.
 * @returns count samples, row-major.
 * @throws {TypeError} If there are labels for a network without classes, not as many as samples, guidance without any, or
 * the pictures beside the samples are not as many numbers as the network takes.
 * @throws {RangeError} If the count, the seed, the batch, the workers, a label or the guidance is out of range.
 * @category Predictors
 */
export async function drawSamples(trained: Trained, plan: Plan, options: DrawOptions): Promise<Float32Array> {
  checkArguments("drawSamples", arguments);
  const { shape } = trained.network, size = shape.reduce((a, b) => a * b, 1);
  const { count, seed = 0, batch = Math.max(1, Math.floor(BATCH_ENTRIES / size)) } = options;
  const { labels, image, guidance = 1, workers = 1, onStep } = options;
  checkInteger("draw samples", "count", count, 1);
  checkInteger("draw samples", "batch", batch, 1);
  checkInteger("draw samples", "workers", workers, 1);
  if (labels !== undefined) {
    checkLength("draw samples", "labels", labels, count);
    for (let i = 0; i < count; i++) checkInteger("draw samples", `labels[${i}]`, labels[i], -1);
  } else if (options.guidance !== undefined) throw new TypeError("Cannot draw samples: guidance needs labels");
  const { config } = trained.network, pictureSize = config.kind === "unet" ? size / shape[2] * config.imageChannels : 0;
  if (image !== undefined) checkLength("draw samples", "image", image, count * pictureSize);
  const out = new Float32Array(count * size), total = Math.ceil(count / batch) * plan.steps.length;
  const random = new Random(seed, "samples");
  using shared = workers === 1 || !usesOneCore(tf.getBackend())
    ? undefined
    : await ForwardWorkers.start(trained.network, trained.weights, workers);
  for (let first = 0, made = 0; first < count; first += batch) {
    const n = Math.min(batch, count - first), space = tensorSpace(first * size);
    const label = labels && Int32Array.from({ length: n }, (_, i) => labels[first + i]);
    const told = image && {
      image: imageTensor(image.subarray(first * pictureSize, (first + n) * pictureSize), n, shape),
    };
    const predict = label
      ? guided(labelledPredictor(trained, told, shared?.forward), { space, label, scale: guidance })
      : predictor(trained, told, shared?.forward);
    const start = tf.tensor(Float32Array.from(random.fork("start").normals(n * size, first * size)), [n, ...shape]);
    try {
      const samples = await sample(plan, predict, {
        space,
        start,
        random: random.fork("noise"),
        onStep: () => onStep?.(++made, total),
      });
      out.set(await samples.data<"float32">(), first * size);
      samples.dispose();
    } finally {
      tf.dispose([start, told?.image]);
    }
  }
  return out;
}
