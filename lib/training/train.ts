/**
 * The training loop.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { Network } from "../nn/types.ts";
import { type Examples, exampleStream } from "./examples.ts";
import { LossHistory } from "./history.ts";
import { noiseLoss } from "./loss.ts";
import { Optimiser } from "./optimiser.ts";
import { planTraining, type TrainOptions } from "./options.ts";
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
 * Everything drawn is a function of the seed and the training step, so two runs that differ in their condition see the
 * same samples, steps and noise, and the same run twice on one backend gives the same bytes. Losses are read back every
 * `every` steps only. A backend must have been started.
 * @param options The run.
 * @returns The network with its learned parameters.
 * @throws {TypeError} If the data's shape is not the network's, or a value has the wrong type.
 * @throws {RangeError} If a number is out of range or the batch exceeds the data.
 * @throws {DivergenceError} If a loss is not finite; holds the last good state.
 */
export async function train(options: TrainOptions): Promise<Trained> {
  const plan = planTraining(options);
  const { network, grid, condition, steps, every } = plan;
  const examplesAt = exampleStream(plan);
  const history = new LossHistory(steps, grid.steps, plan.intervals, every);
  const optimiser = new Optimiser(network.parameters.initialise(plan.seed), plan.optimiser);
  const trained = (weights: Float32Array, lastWeights: Float32Array) =>
    new Trained({ network, grid, condition, weights, lastWeights, history });
  // Of the states at readings, the newest is good only once a loss made with it is seen to be finite.
  let good = await readState(optimiser), candidate = good;
  const unread: { losses: tf.Tensor1D; times: Int32Array }[] = [];
  try {
    let next = examplesAt(0);
    let lastReport = performance.now();
    for (let step = 0; step < steps; step++) {
      const examples = await next;
      // Asked for ahead, so that data from elsewhere arrive while this step computes.
      if (step + 1 < steps) next = quiet(examplesAt(step + 1));
      unread.push({ losses: trainStep(network, optimiser, examples), times: examples.steps });
      if (unread.length < every && step + 1 < steps) continue;

      const first = step + 1 - unread.length;
      const losses = await readLosses(unread);
      const state = await readState(optimiser);
      losses.forEach(({ values, times }, i) => {
        if (!values.every(Number.isFinite)) {
          const last = i > 0 ? candidate : good;
          throw new DivergenceError(first + i, trained(last.average, last.parameters));
        }
        history.record(first + i, times, values);
      });
      [good, candidate] = [candidate, state];
      const now = performance.now();
      await options.onProgress?.({
        step: step + 1,
        steps,
        loss: history.mean(first, step + 1),
        millisecondsPerStep: (now - lastReport) / losses.length,
        tensors: tf.memory().numTensors,
      });
      lastReport = performance.now();
    }
    if (!candidate.parameters.every(Number.isFinite)) {
      throw new DivergenceError(steps, trained(good.average, good.parameters));
    }
    return trained(candidate.average, candidate.parameters);
  } finally {
    unread.forEach(({ losses }) => losses.dispose());
    optimiser.dispose();
  }
}

/** One update; returns the loss of each sample, [B], still on the backend. */
function trainStep(network: Network, optimiser: Optimiser, examples: Examples): tf.Tensor1D {
  const batch = examples.steps.length;
  return tf.tidy(() => {
    const x = tf.tensor(examples.noisy, [batch, ...network.shape]);
    const noise = tf.tensor(examples.noise, [batch, ...network.shape]);
    let losses: tf.Tensor1D | undefined;
    const { grad } = tf.valueAndGrad((flat: tf.Tensor) => {
      losses = noiseLoss(network.forward(network.parameters.views(flat), x, examples.conditions), noise);
      tf.keep(losses);
      return tf.mean(losses);
    })(optimiser.parameters);
    optimiser.update(grad);
    return losses!;
  });
}

/** Reads and frees the losses of several steps in one transfer. */
async function readLosses(
  unread: { losses: tf.Tensor1D; times: Int32Array }[],
): Promise<{ values: Float32Array; times: Int32Array }[]> {
  const all = tf.concat(unread.map(({ losses }) => losses));
  const values = await all.data<"float32">();
  all.dispose();
  let start = 0;
  const read = unread.map(({ losses, times }) => {
    losses.dispose();
    return { values: values.slice(start, start += times.length), times };
  });
  unread.length = 0;
  return read;
}

async function readState(optimiser: Optimiser): Promise<{ parameters: Float32Array; average: Float32Array }> {
  const [parameters, average] = await Promise.all([optimiser.parameters.data(), optimiser.average.data()]);
  return { parameters: Float32Array.from(parameters), average: Float32Array.from(average) };
}

/** Marks a promise as one whose failure is looked at later. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
