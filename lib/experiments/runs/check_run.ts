/**
 * A dry pass over a run: everything that must fail fails here, before anything is trained for it.
 * @module
 */
import { readFirstWeights } from "../../training/checkpoints/first_weights.ts";
import { trainingOf } from "../../training/config/training_config.ts";
import { planTraining, type TrainingPlan } from "../../training/options.ts";
import { checkMeasures } from "../measures/curves.ts";
import { checkMetrics } from "../metrics/score.ts";
import type { PlannedRun } from "../config/planned_run.ts";
import type { RunConfig } from "../config/run_config.ts";
import { loadRunData, type RunData } from "../config/run_data.ts";
import type { WeightsFinder } from "../config/run_content.ts";
import { planOfRun, planRunSamples } from "./run_samples.ts";

/**
 * Passes over a run with no training steps: its data, its network against them, first weights, its sampler on the noise
 * levels of its training, and what its metrics and measures need.
 * @param run The run.
 * @param data Its data; loaded unless given.
 * @param weights Finds the weights that it begins at; what is named is a path unless told.
 * @throws {TypeError} If the network's shape is not the data's (names `data.size`), labels are missing, or first weights are
 * of another network.
 * @throws {RangeError} If there are too few samples or data, or the sampler cannot walk the schedule.
 * @throws {SyntaxError} If a file is damaged.
 * @throws {Error} If something is not here; the message says how to get it.
 */
export async function checkRun(
  { config }: PlannedRun,
  data?: RunData,
  weights: WeightsFinder = (from) => Promise.resolve(from),
): Promise<void> {
  planOfRun(config); // It needs no data, which may be slow to load.
  const found = data ?? await loadRunData(config.data);
  checkShape(config, found);
  const plan = planTraining(trainingOf(config.training, found.training));
  await checkAfterTraining(config, found, plan);
  const { from } = config.training;
  if (from !== undefined) await readFirstWeights(await weights(from), plan.network, plan.loss.prediction);
}

/**
 * The part of the pass that is about what comes after the training.
 * @param config The run.
 * @param data Its data.
 * @param plan Its training, with the noise levels of its treatment and what the network is told.
 * @throws As {@linkcode checkRun}.
 */
export async function checkAfterTraining(
  { sampler, metrics, measures }: Pick<RunConfig, "sampler" | "metrics" | "measures">,
  data: RunData,
  plan: Pick<TrainingPlan, "path" | "loss" | "told">,
): Promise<void> {
  planRunSamples(sampler, plan.path, plan.loss.prediction);
  await checkMetrics(metrics, sampler.count, data);
  checkMeasures(measures, plan, data);
}

/** Which key of the configuration makes the shape is known here, and not where networks are made. */
function checkShape({ data, training: { network } }: RunConfig, { training }: RunData): void {
  if (data.kind !== "pictures" || training.shape.join() === network.shape.join()) return;
  const [ours, theirs] = [training.shape, network.shape].map((shape) => `[${shape.join(", ")}]`);
  throw new TypeError(
    `Cannot train: data.size ${data.size} makes ${data.name} ${ours}, training.network.shape is ${theirs}; set data.size ` +
      "and data.channels to the network's, or the network to the data's",
  );
}
