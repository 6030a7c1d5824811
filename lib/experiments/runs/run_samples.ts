/**
 * The samples of a run.
 * @module
 */
import { checkArguments } from "../../numerics/check_arguments.ts";
import { Random } from "../../numerics/random.ts";
import { planWithin, samplerNamed } from "../../samplers/registry.ts";
import type { TrainingData } from "../../training/data.ts";
import { drawSamples } from "../../predictors/network_samples.ts";
import type { Trained } from "../../predictors/trained.ts";
import type { RunConfig } from "../config/run_config.ts";

/**
 * Draws a run's samples; labels and coarse pictures, where the network is told such, are those of some of the data.
 * @param config The run: its sampler and seed.
 * @param trained The network.
 * @param data What it was trained on.
 * @param options A signal that stops the walk after the step under way.
 * @returns As many samples as the sampler's count, one after another: networks under one seed begin with the same noise.
 * @throws {RangeError} If the sampler cannot be planned, such as with fewer evaluations than it needs.
 * @throws The reason of the signal where that stopped it.
 */
export async function drawRunSamples(
  config: RunConfig,
  trained: Trained,
  data: TrainingData,
  options: { readonly signal?: AbortSignal } = {},
): Promise<Float32Array> {
  checkArguments("drawRunSamples", arguments);
  const { training: { seed } } = config, { path, network } = trained;
  const { name, evaluations, spacing, from: share, end, clip, count, guidance } = config.sampler;
  const from = path.steps === undefined ? share * path.noisiest : Math.round(share * path.noisiest);
  const plan = planWithin(samplerNamed(name), path, evaluations, { spacing, from, end, clip: clip ?? undefined });
  const picked = Uint32Array.from(new Random(seed, "samples beside").integers(count, data.count));
  const labels = network.config.classes > 0 ? Int32Array.from(picked, (i) => data.labels![i]) : undefined;
  const told = network.config.kind === "unet" && network.config.imageChannels > 0
    ? await data.image!.batch(picked)
    : undefined;
  return await drawSamples(trained, plan, {
    count,
    seed,
    ...(labels === undefined ? {} : { labels, guidance }),
    image: told,
    onStep: () => options.signal?.throwIfAborted(),
  });
}
