/**
 * Several seeds of one run as one computation.
 * @module
 */
import { checkInteger } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { joinExamples } from "../batches.ts";
import { DivergenceError } from "./divergence.ts";
import { type ExampleSource, exampleSource } from "../examples.ts";
import { LossHistory } from "../history.ts";
import { beginning, runLoop } from "../loop.ts";
import { initialState } from "../optimiser.ts";
import { planTraining, type TrainingPlan, type TrainOptions } from "../options.ts";
import { Trained } from "../../predictors/trained.ts";
import { planWithWeights } from "./run.ts";

/** A run whose seeds are given apart; checkpoints, logs and workers are for runs of one network. */
export type SeedsOptions = Omit<TrainOptions, "seed" | "checkpoint" | "log" | "workers">;

/**
 * Trains S seeds of a perceptron as one stack: a few large operations in place of S times as many small ones.
 *
 * Each seed has its own first parameters, order of the data, times, noise and clipping, and sees what it would see alone. Its
 * network is what `train` gives, up to the order in which the backend adds up a product of matrices: after a few hundred
 * steps weights agree to about 1e-4 of the largest, and bit for bit where a backend multiplies a batch of matrices as it
 * does one. Reports are of the mean over all seeds.
 * @param options The run.
 * @param seeds Different seeds, at least one.
 * @returns One trained network for each seed, in their order.
 * @throws {TypeError} If the network is not an MLP, the data's shape is not the network's, or a value has the wrong type.
 * @throws {RangeError} If there is no seed, one comes twice, or a number is out of range.
 * @throws {DivergenceError} If a loss is not finite; holds the last good state of the seed whose loss it is.
 * @throws The reason of `signal` where that stopped the run.
 * @category Training
 */
export async function trainSeeds(options: SeedsOptions, seeds: readonly number[]): Promise<Trained[]> {
  checkArguments("trainSeeds", arguments);
  checkInteger("train seeds", "seeds.length", seeds.length, 1);
  const twice = seeds.find((seed, i) => seeds.indexOf(seed) !== i);
  if (twice !== undefined) throw new RangeError(`Cannot train seeds: ${twice} comes twice`);
  const first = await planWithWeights({ ...options, seed: seeds[0] }), { from = options.from } = first;
  const plans = seeds.map((seed) => planTraining({ ...options, from, seed })), [plan] = plans;
  const histories = plans.map(({ steps, span, intervals, every }) => new LossHistory(steps, span, intervals, every));
  const { onProgress, signal } = options, loop = { ...plan, stack: seeds };
  const { weights } = plan.from ?? {}, size = plan.network.parameters.size;
  const start = weights && { ...beginning(loop), optimiser: initialState(repeated(weights, seeds.length)) };
  const end = await runLoop(loop, stackSource(plans, histories), { start, onProgress, signal });
  if (end.stopped) signal!.throwIfAborted();
  const { network, path, treatment: { condition }, loss: { prediction } } = plan,
    { parameters, average } = end.optimiser;
  const part = (flat: Float32Array, i: number) => flat.slice(i * size, (i + 1) * size);
  const trained = histories.map((history, i) => {
    const [weights, lastWeights] = [part(average, i), part(parameters, i)];
    return new Trained({ network, path, condition, prediction, weights, lastWeights, history });
  });
  if (end.divergedAt !== undefined) throw new DivergenceError(end.divergedAt, trained[end.divergedIn!]);
  return trained;
}

/** Every network of a stack begins at the same weights. */
function repeated(weights: Float32Array, times: number): Float32Array {
  const all = new Float32Array(times * weights.length);
  for (let i = 0; i < times; i++) all.set(weights, i * weights.length);
  return all;
}

/** The examples of all runs, one run after another; each run's losses go to its own source and history. */
function stackSource(plans: readonly TrainingPlan[], histories: readonly LossHistory[]): ExampleSource {
  const sources = plans.map(exampleSource), shares = new Map<number, (Float64Array | undefined)[]>();
  return {
    async at(step) {
      const batches = await Promise.all(sources.map((source) => source.at(step)));
      shares.set(step, batches.map((batch) => batch.shares));
      return joinExamples(batches);
    },
    observe(step, times, losses) {
      const batch = times.length / sources.length, values = Float64Array.from(losses);
      sources.forEach((source, i) => {
        const [own, ownLosses] = [times, values].map((all) => all.subarray(i * batch, (i + 1) * batch));
        histories[i].record(step, own, ownLosses, shares.get(step)![i]);
        source.observe(step, own, ownLosses);
      });
      shares.delete(step);
    },
  };
}
