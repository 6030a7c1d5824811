/**
 * The training loop.
 * @module
 */
import { tf } from "../backend/tf.ts";
import type { ExampleSource } from "./examples.ts";
import { LossHistory } from "./history.ts";
import { Optimiser } from "./optimiser.ts";
import type { LoopPlan, TrainOptions } from "./options.ts";
import { trainStep } from "./step.ts";

/** What a loop leaves. */
export interface LoopEnd {
  /** The moving average of the parameters; of the last good state where the loop diverged. */
  readonly weights: Float32Array;
  /** The parameters. */
  readonly lastWeights: Float32Array;
  /** The losses along the way. */
  readonly history: LossHistory;
  /** The first training step, from 0, whose loss is not finite; absent where all are. */
  readonly divergedAt?: number;
}

/** The losses of a step that were not read back yet. */
interface Unread {
  readonly losses: tf.Tensor1D;
  readonly times: Float64Array;
  readonly shares?: Float64Array;
}

/**
 * Trains until the last step or the first loss that is not finite. Losses are read back every `every` steps only.
 * @param plan The run.
 * @param source Where its examples come from.
 * @param onProgress Called with each report; awaited.
 * @returns The parameters and the losses.
 */
export async function runLoop(
  plan: LoopPlan,
  source: ExampleSource,
  onProgress?: TrainOptions["onProgress"],
): Promise<LoopEnd> {
  const { network, steps, every } = plan;
  const history = new LossHistory(steps, plan.span, plan.intervals, every);
  const optimiser = new Optimiser(network.parameters.initialise(plan.seed), plan.optimiser);
  const end = (state: State, divergedAt?: number): LoopEnd => ({
    weights: state.average,
    lastWeights: state.parameters,
    history,
    divergedAt,
  });
  // Of the states at readings, the newest is good only once a loss made with it is seen to be finite.
  let good = await readState(optimiser), candidate = good;
  const unread: Unread[] = [];
  try {
    let next = source.at(0);
    let lastReport = performance.now();
    for (let step = 0; step < steps; step++) {
      const examples = await next;
      const reads = unread.length + 1 === every || step + 1 === steps;
      // Asked for ahead, so that data from elsewhere arrive while this step computes; not past a reading, since what is
      // read may decide which times are drawn.
      if (!reads) next = quiet(source.at(step + 1));
      const { times, shares } = examples;
      unread.push({ losses: trainStep(network, optimiser, examples), times, shares });
      if (!reads) continue;

      const first = step + 1 - unread.length;
      const losses = await readLosses(unread);
      const state = await readState(optimiser);
      for (const [i, { values, times, shares }] of losses.entries()) {
        if (!values.every(Number.isFinite)) return end(i > 0 ? candidate : good, first + i);
        history.record(first + i, times, values, shares);
        source.observe(times, values);
      }
      if (step + 1 < steps) next = quiet(source.at(step + 1));
      [good, candidate] = [candidate, state];
      const now = performance.now();
      await onProgress?.({
        step: step + 1,
        steps,
        loss: history.mean(first, step + 1),
        millisecondsPerStep: (now - lastReport) / losses.length,
        tensors: tf.memory().numTensors,
      });
      lastReport = performance.now();
    }
    return candidate.parameters.every(Number.isFinite) ? end(candidate) : end(good, steps);
  } finally {
    unread.forEach(({ losses }) => losses.dispose());
    optimiser.dispose();
  }
}

/** Reads and frees the losses of several steps in one transfer. */
async function readLosses(unread: Unread[]): Promise<(Omit<Unread, "losses"> & { values: Float32Array })[]> {
  const all = tf.concat(unread.map(({ losses }) => losses));
  const values = await all.data<"float32">();
  all.dispose();
  let start = 0;
  const read = unread.map(({ losses, times, shares }) => {
    losses.dispose();
    return { values: values.slice(start, start += times.length), times, shares };
  });
  unread.length = 0;
  return read;
}

/** The parameters and their average, read back. */
interface State {
  readonly parameters: Float32Array;
  readonly average: Float32Array;
}

async function readState(optimiser: Optimiser): Promise<State> {
  const [parameters, average] = await Promise.all([optimiser.parameters.data(), optimiser.average.data()]);
  return { parameters: Float32Array.from(parameters), average: Float32Array.from(average) };
}

/** Marks a promise as one whose failure is looked at later. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
