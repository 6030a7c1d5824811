/**
 * What surrounds a training loop, wherever it runs: its examples, its checkpoints and what becomes of its end.
 * @module
 */
import { join, resolve } from "node:path";
import { Lease } from "../../io/lease.ts";
import { mendEngine } from "../../backend/engine_state.ts";
import { CellInterruptError, stoppable } from "../../io/process/cell_interrupt.ts";
import { CheckpointKeeper } from "../checkpoints/checkpoint_keeper.ts";
import { type ExampleSource, exampleSource } from "../examples.ts";
import { DivergenceError } from "./divergence.ts";
import type { LoopEnd, LoopHooks } from "../loop.ts";
import { MetricsLog } from "../checkpoints/metrics_log.ts";
import { readFirstWeights } from "../checkpoints/first_weights.ts";
import { LossHistory } from "../history.ts";
import type { LoopState } from "../loop.ts";
import { initialState } from "../optimiser.ts";
import { planTraining, type TrainingPlan, type TrainingProgress, type TrainOptions } from "../options.ts";
import { Trained } from "../../predictors/trained.ts";

/** The file that says which process writes into a folder of checkpoints or logs. */
const LEASE_FILE = "training.lease";

/** Runs a loop: in this thread or in another one. */
export type LoopRunner = (plan: TrainingPlan, source: ExampleSource, hooks: LoopHooks) => Promise<LoopEnd>;

/**
 * Makes a run from its options around a loop.
 * @param options The run.
 * @param runner Runs its loop.
 * @returns The network with its learned parameters.
 * @throws What `train` throws, and a {@linkcode CellInterruptError} where a notebook's stop button ended it.
 */
export async function surround(options: TrainOptions, runner: LoopRunner): Promise<Trained> {
  // What an interrupted cell was in the middle of is nobody's now.
  mendEngine();
  return await stoppable(async (stop) => {
    const signals = [options.signal, stop].filter((signal) => signal !== undefined);
    try {
      return await inside({ ...options, signal: signals.length > 1 ? AbortSignal.any(signals) : signals[0] }, runner);
    } catch (error) {
      if (!(error instanceof CellInterruptError)) throw error;
      const how = new CellInterruptError(
        options.checkpoint === undefined
          ? "Interrupted: run the cell again to begin anew; with train({ …, checkpoint: { folder, every } }) it goes on"
          : `Interrupted: run the cell again, and it goes on from its checkpoint in ${options.checkpoint.folder}`,
        error.terminated,
      );
      // The cell may be answered already, with no word of why.
      if (error.terminated) console.error(how.message);
      throw how;
    }
  });
}

async function inside(options: TrainOptions, runner: LoopRunner): Promise<Trained> {
  const plan = await planWithWeights(options), source = exampleSource(plan), { checkpoint, signal } = options;
  const checkpoints = checkpoint && new CheckpointKeeper(plan, source, checkpoint), save = checkpoints?.hook();
  await using _leases = await leaseFolders(options);
  const start = await checkpoints?.load() ?? startAtWeights(plan);
  using log = options.log && await MetricsLog.open(options.log, start?.optimiser.step ?? 0);
  const onProgress = async (progress: TrainingProgress) => {
    checkpoints?.remember(progress.step);
    await log?.report(progress);
    await options.onProgress?.(progress);
  };
  const end = await runner(plan, source, { start, onProgress, save, signal });
  if (end.divergedAt !== undefined) await checkpoints?.goBack(end);
  if (end.stopped) signal!.throwIfAborted();
  const { network, path, treatment: { condition }, loss: { prediction } } = plan;
  const { optimiser: { parameters: lastWeights, average: weights }, history } = end;
  const trained = new Trained({ network, path, condition, prediction, weights, lastWeights, history });
  if (end.divergedAt !== undefined) throw new DivergenceError(end.divergedAt, trained);
  return trained;
}

/** Two runs that wrote into one folder would spoil each other's files. */
async function leaseFolders({ checkpoint, log }: TrainOptions): Promise<AsyncDisposable> {
  await using leases = new AsyncDisposableStack();
  const folders = [checkpoint, log].flatMap((options) => options === undefined ? [] : [resolve(options.folder)]);
  for (const folder of new Set(folders)) leases.use(await Lease.acquire(join(folder, LEASE_FILE)));
  return leases.move();
}

/**
 * Fills in a run's defaults, checks it and reads its first weights, where a file holds them.
 * @param options The run.
 * @returns The full plan.
 * @throws What {@linkcode planTraining} and {@linkcode readFirstWeights} throw.
 */
export async function planWithWeights(options: TrainOptions): Promise<TrainingPlan> {
  const plan = planTraining(options), { from } = options;
  if (typeof from !== "string") return plan;
  return { ...plan, from: await readFirstWeights(from, plan.network, plan.loss.prediction) };
}

/** The state before the first step of a run that begins at given weights; undefined where they are drawn. */
function startAtWeights({ from, steps, span, intervals, every }: TrainingPlan): LoopState | undefined {
  if (from === undefined) return undefined;
  return { optimiser: initialState(from.weights), history: new LossHistory(steps, span, intervals, every) };
}
