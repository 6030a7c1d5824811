/**
 * Training one network.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import { GradientWorkers, usesOneCore } from "../workers/gradient_workers.ts";
import { runLoop } from "../loop.ts";
import type { TrainOptions } from "../options.ts";
import { surround } from "./run.ts";
import type { Trained } from "../../predictors/trained.ts";

/**
 * Trains a network to predict the noise.
 *
 * Everything drawn is a function of the seed and the training step, so two runs that differ in their treatment see the
 * same samples, times and noise, and the same run twice on one backend gives the same bytes, also where it was stopped
 * or killed and went on from a checkpoint. Losses are read back every `every` steps only, the parameters where a
 * checkpoint is due and at the end. A backend must have been started.
 * @param options The run.
 * @returns The network with its learned parameters.
 * @throws {TypeError} If the data's shape is not the network's, a value has the wrong type or the checkpoints are of
 * another network.
 * @throws {RangeError} If a number is out of range, the batch exceeds the data or the checkpoints are of another run.
 * @throws {DamagedCheckpointsError} A SyntaxError, if there are checkpoints and all are damaged.
 * @throws {LeaseHeldError} If another run writes its checkpoints or reports into the same folder.
 * @throws {DivergenceError} If a loss is not finite; holds the last good state, which is the newest checkpoint then.
 * @throws {CellInterruptError} If a notebook's stop button ended it; the message says how to go on.
 * @throws The reason of `signal` where that stopped the run; its checkpoint is written by then.
 * @category Training
 */
export function train(options: TrainOptions): Promise<Trained> {
  checkArguments("train", arguments);
  const { workers = 1 } = options;
  return surround(options, async (plan, source, hooks) => {
    if (workers === 1 || !usesOneCore(tf.getBackend())) return await runLoop(plan, source, hooks);
    using shared = await GradientWorkers.start(plan, workers);
    return await runLoop(plan, source, { ...hooks, gradient: shared.gradient });
  });
}
