/**
 * Training one network.
 * @module
 */
import { exampleSource } from "./examples.ts";
import { type LoopEnd, runLoop } from "./loop.ts";
import { planTraining, type TrainingPlan, type TrainOptions } from "./options.ts";
import { Trained } from "./trained.ts";

/** Training left the finite numbers; `last` is the network before it did. */
export class DivergenceError extends RangeError {
  /** The first training step, from 0, whose loss is not finite. */
  readonly step: number;
  /** The last good state. */
  readonly last: Trained;

  /**
   * Says at which step.
   * @param step The first training step whose loss is not finite.
   * @param last The last good state.
   */
  constructor(step: number, last: Trained) {
    super(
      `Cannot train on: the loss is not finite at step ${step}; a smaller learningRate or clip may help, ` +
        "and the last good state is in the error's property `last`",
    );
    this.name = "DivergenceError";
    this.step = step;
    this.last = last;
  }
}

/**
 * Trains a network to predict the noise.
 *
 * Everything drawn is a function of the seed and the training step, so two runs that differ in their treatment see the
 * same samples, times and noise, and the same run twice on one backend gives the same bytes. Losses are read back every
 * `every` steps only. A backend must have been started.
 * @param options The run.
 * @returns The network with its learned parameters.
 * @throws {TypeError} If the data's shape is not the network's, or a value has the wrong type.
 * @throws {RangeError} If a number is out of range or the batch exceeds the data.
 * @throws {DivergenceError} If a loss is not finite; holds the last good state.
 */
export async function train(options: TrainOptions): Promise<Trained> {
  const plan = planTraining(options);
  return trainedOf(plan, await runLoop(plan, exampleSource(plan), options.onProgress));
}

/**
 * The network that a loop leaves.
 * @param plan The run.
 * @param end What its loop left.
 * @returns The network with its learned parameters.
 * @throws {DivergenceError} If the loop diverged.
 */
export function trainedOf({ network, path, treatment: { condition } }: TrainingPlan, end: LoopEnd): Trained {
  const { weights, lastWeights, history, divergedAt } = end;
  const trained = new Trained({ network, path, condition, weights, lastWeights, history });
  if (divergedAt !== undefined) throw new DivergenceError(divergedAt, trained);
  return trained;
}
