/**
 * Outputs that the authors of models have published, and whether ours are the same.
 * @module
 */
import defer * as z from "zod";
import { once } from "../../numerics/once.ts";
import { tf } from "../../backend/tf.ts";
import reported from "../../../data/reported/diffusers_outputs.json" with { type: "json" };
import { checkKnown } from "../../numerics/check.ts";
import type { PretrainedModel } from "../models/model.ts";
import { torchNormals } from "./torch_normals.ts";

const outputs = once(() =>
  z.strictObject({
    source: z.string(),
    seed: z.int(),
    step: z.int(),
    tolerance: z.number(),
    models: z.array(z.strictObject({ name: z.string(), values: z.array(z.number()) })),
  }).parse(reported)
);

/**
 * What was compared.
 * @category Pretrained networks
 */
export interface Verification {
  /** The published model. */
  readonly name: string;
  /** The largest difference. */
  readonly apart: number;
  /** Differences up to this are agreement. */
  readonly tolerance: number;
  /** Where the difference is largest, among the values compared. */
  readonly at: number;
  /** How many values were compared. */
  readonly count: number;
}

/**
 * The models whose outputs are published.
 * @returns Their names, such as "google/ddpm-cifar10-32".
 * @category Pretrained networks
 */
export function publishedModels(): string[] {
  return outputs().models.map(({ name }) => name);
}

/**
 * Asks a model what its authors asked it, with the noise of PyTorch's generator, and compares.
 * @param model The model.
 * @param name Which published one it is; its own name, with the owner or without, unless told.
 * @returns The largest difference.
 * @throws {RangeError} If no output of that name is published.
 * @category Pretrained networks
 */
export async function verifyPublished(model: PretrainedModel, name: string = model.name): Promise<Verification> {
  const known = publishedModels(), full = known.find((each) => each === name || each.split("/")[1] === name) ?? name;
  checkKnown("verify a model", "published model", full, known);
  const { values } = outputs().models.find((each) => each.name === full)!, { seed, step, tolerance } = outputs();
  const [height, width, channels] = model.shape, noise = torchNormals(seed, height * width * channels);
  const x = tf.tidy(() => tf.transpose(tf.tensor(noise, [1, channels, height, width]), [0, 2, 3, 1]));
  const said = await model.predict(x, step), all = await said.data();
  tf.dispose([x, said]);
  let apart = 0, at = 0;
  values.forEach((value, column) => {
    const difference = Math.abs(all[column * channels] - value);
    // NaN is no agreement.
    if (!(difference <= apart)) [apart, at] = [Number.isNaN(difference) ? Infinity : difference, column];
  });
  return { name: full, apart, tolerance, at, count: values.length };
}
