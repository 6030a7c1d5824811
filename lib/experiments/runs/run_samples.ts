/**
 * The samples of a run.
 * @module
 */
import type { Condition } from "../../conditioning/types.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import type { Target } from "../../objectives/loss_weight.ts";
import { drawSamples } from "../../predictors/network_samples.ts";
import type { Trained } from "../../predictors/trained.ts";
import type { NoisePath } from "../../samplers/noise_path.ts";
import type { Plan } from "../../samplers/plan.ts";
import { planFor } from "../../samplers/methods/budget.ts";
import { samplerNamed } from "../../samplers/methods/registry.ts";
import { makePath } from "../../training/config/schedule_config.ts";
import type { TrainingData } from "../../training/data.ts";
import { makeTreatment } from "../../treatments/treatment_config.ts";
import type { IntervalStops, RunConfig, SamplerConfig } from "../config/run_config.ts";
import { pickedBeside } from "../config/run_data.ts";

/**
 * The plan of a run's sampler. What must fail of it fails here, and it needs no network.
 * @param sampler How samples are drawn.
 * @param path The noise levels of the training.
 * @param predicts What the network says.
 * @returns The plan.
 * @throws {RangeError} If the sampler cannot be planned, such as with fewer evaluations than it needs, begins in pure noise
 * where the network says ε, or would stop where there is no noise, at the start of the first interval of continuous time.
 */
export function planRunSamples(sampler: SamplerConfig, path: NoisePath, predicts: Target): Plan {
  checkArguments("planRunSamples", arguments);
  const { name, evaluations, spacing, from: share, stops, end, clip } = sampler;
  const from = path.steps === undefined ? share * path.noisiest : Math.round(share * path.noisiest);
  const visit = stops === undefined ? {} : { visit: visitOf(stops, path) };
  const options = { spacing, from, end, clip: clip ?? undefined, ...visit };
  return planFor(samplerNamed(name), path, evaluations, predicts, options);
}

/** Moves a time to the one of its interval that a network is told which has learned to share so. */
function visitOf({ at, ...sharing }: IntervalStops, path: NoisePath): Condition {
  return makeTreatment({ kind: at === "start" ? "e-tsdm" : "quantised", ...sharing }, path).condition;
}

/**
 * The same of a run's configuration alone, before anything is trained: whether its sampler, schedule and prediction go
 * together.
 * @param config The run.
 * @returns The plan.
 * @throws {RangeError} As {@linkcode planRunSamples}, or if the schedule or the treatment cannot be made.
 */
export function planOfRun({ sampler, training }: RunConfig): Plan {
  const path = makePath(training.schedule, training.time);
  const walked = makeTreatment(training.treatment, path).path ?? path;
  return planRunSamples(sampler, walked, training.loss.prediction);
}

/**
 * Draws a run's samples; labels and coarse pictures, where the network is told such, are those of some of the data.
 * @param config The run: its sampler and seed.
 * @param trained The network.
 * @param data What samples are told of: the `beside` of the run's data.
 * @param options A signal that stops the walk after the step under way, and who is told of each step.
 * @returns As many samples as the sampler's count, one after another: networks under one seed begin with the same noise.
 * @throws {RangeError} If the sampler cannot be planned ({@linkcode planRunSamples}).
 * @throws The reason of the signal where that stopped it.
 * @category Experiments
 */
export async function drawRunSamples(
  config: RunConfig,
  trained: Trained,
  data: TrainingData,
  options: { readonly signal?: AbortSignal; readonly onStep?: (done: number, total: number) => void } = {},
): Promise<Float32Array> {
  checkArguments("drawRunSamples", arguments);
  const { sampler, training: { seed } } = config, { network } = trained;
  const { count, guidance } = sampler;
  const plan = planRunSamples(sampler, trained.path, trained.prediction);
  const picked = pickedBeside(data, count, seed);
  const labels = network.config.classes > 0 ? Int32Array.from(picked, (i) => data.labels![i]) : undefined;
  const told = network.config.kind === "unet" && network.config.imageChannels > 0
    ? await data.image!.batch(picked)
    : undefined;
  return await drawSamples(trained, plan, {
    count,
    seed,
    ...(labels === undefined ? {} : { labels, guidance }),
    image: told,
    onStep: (done, total) => {
      options.onStep?.(done, total);
      options.signal?.throwIfAborted();
    },
  });
}
