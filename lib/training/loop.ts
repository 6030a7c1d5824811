/**
 * The training loop.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { stackNetwork } from "../nn/stack.ts";
import { Random } from "../numerics/random.ts";
import type { ExampleSource } from "./examples.ts";
import { LossHistory } from "./history.ts";
import { initialState, Optimiser, type OptimiserState } from "./optimiser.ts";
import type { LoopPlan, TrainingProgress } from "./options.ts";
import { type GradientRunner, lossGradient } from "./step.ts";
import { Slices } from "./slices.ts";
import { UnreadLosses } from "./unread_losses.ts";

/** Where a loop is. */
export interface LoopState {
  /** The parameters, their moments and their average, and how many steps were made. */
  readonly optimiser: OptimiserState;
  /** The losses so far. */
  readonly history: LossHistory;
  /** What the source of the examples has learned of them; absent where it learns nothing. */
  readonly source?: Float64Array;
}

/** What a loop leaves: its last state, which is the last good one where it diverged. */
export interface LoopEnd extends LoopState {
  /** The first training step, from 0, whose loss is not finite; absent where all are. */
  readonly divergedAt?: number;
  /** Which network of a stack it is of; absent where all are finite. */
  readonly divergedIn?: number;
  /** Whether the signal stopped it before its last step. */
  readonly stopped?: boolean;
}

/** What happens around a loop. */
export interface LoopHooks {
  /** Where it goes on; at the beginning where not given. */
  readonly start?: LoopState;
  /** Called with each report; awaited. */
  readonly onProgress?: (progress: TrainingProgress) => void | Promise<void>;
  /** Called with the first state that is reported after so many training steps each, and with the last; awaited. */
  readonly save?: { readonly every: number; state(state: LoopState): void | Promise<void> };
  /** Computes the gradients; this thread where not given. */
  readonly gradient?: GradientRunner;
  /** Stops the loop after the step under way. */
  readonly signal?: AbortSignal;
}

/**
 * Trains until the last step, the first loss that is not finite or the signal. Losses are read back every `every` steps
 * only, the parameters where they are to be saved and at the end.
 * @param plan The run.
 * @param source Where its examples come from.
 * @param hooks What happens around it.
 * @returns The last state.
 * @throws {CellInterruptError} If a notebook's front end terminated the code of a step.
 */
export async function runLoop(plan: LoopPlan, source: ExampleSource, hooks: LoopHooks = {}): Promise<LoopEnd> {
  using slices = new Slices();
  return await Promise.race([loop(plan, source, hooks, slices), slices.broken]);
}

async function loop(plan: LoopPlan, source: ExampleSource, hooks: LoopHooks, slices: Slices): Promise<LoopEnd> {
  const { steps, accumulate, every, seed, stack } = plan, { save, signal } = hooks;
  const learner = stack === undefined ? plan.network : stackNetwork(plan.network, stack.length);
  const dropout = (stack ?? [seed]).map((each) => new Random(each, "training/dropout"));
  const { optimiser: start, history } = hooks.start ?? beginning(plan);
  const optimiser = new Optimiser(start, plan.optimiser, dropout.length);
  const { gradient: gradientOf = (...batch) => lossGradient(learner, ...batch) } = hooks;
  // Of the states at reports, the newest is good only once a loss made with it is seen to be finite. They stay on the
  // backend, since reading them back costs more than a step of a small network.
  let good = optimiser.snapshot(), candidate = optimiser.snapshot(), last = start;
  const unread = new UnreadLosses();
  const free = () => [unread, good, candidate, optimiser].forEach((held) => held[Symbol.dispose]());
  slices.cleanUp = free;
  try {
    let next = start.step < steps ? quiet(source.at(start.step)) : undefined;
    let lastReport = performance.now(), lastPause = lastReport;
    for (let step = start.step; step < steps; step++) {
      const examples = await slices.wait(next!);
      const reports = (step + 1) % every === 0 || step + 1 === steps;
      // Asked for ahead, so that data from elsewhere arrive while this step computes; not past a report, since the losses
      // read there may decide which times are drawn.
      if (!reports) next = quiet(source.at(step + 1));
      const options = { accumulate, dropout: dropout.map((each) => each.fork(step)) };
      const { gradient, losses } = await slices.wait(gradientOf(optimiser.parameters, examples, options));
      unread.add(losses, examples);
      optimiser.update(gradient);
      gradient.dispose();
      if (performance.now() - lastPause > PAUSE) lastPause = await slices.wait(pause());
      const stopped = signal?.aborted === true && step + 1 < steps;
      if (!reports && !stopped) continue;

      const first = step + 1 - unread.count, window = Math.floor(step / every) * every;
      for (const [i, { values, times, shares }] of (await slices.wait(unread.read())).entries()) {
        const divergedIn = notFinite(values, dropout.length);
        if (divergedIn !== undefined) {
          return {
            optimiser: await slices.wait((i > 0 ? candidate : good).read()),
            history,
            divergedAt: first + i,
            divergedIn,
          };
        }
        history.record(first + i, times, values, shares);
        source.observe(first + i, times, values);
      }
      if (step + 1 < steps) next = quiet(source.at(step + 1));
      good[Symbol.dispose]();
      [good, candidate] = [candidate, optimiser.snapshot()];
      if (reports) {
        await slices.wait(
          hooks.onProgress?.({
            step: step + 1,
            steps,
            loss: history.mean(window, step + 1),
            lossByInterval: history.byInterval(window),
            millisecondsPerStep: (performance.now() - lastReport) / (step + 1 - first),
            tensors: tf.memory().numTensors,
          }),
        );
        lastReport = performance.now();
      }
      const due = save !== undefined && Math.floor((step + 1) / save.every) > Math.floor(window / save.every);
      if (!due && !stopped && step + 1 < steps) continue;
      last = await slices.wait(candidate.read());
      const divergedIn = notFinite(last.parameters, dropout.length);
      if (divergedIn !== undefined) {
        return { optimiser: await slices.wait(good.read()), history, divergedAt: step + 1, divergedIn };
      }
      await slices.wait(save?.state({ optimiser: last, history }));
      if (stopped) return { optimiser: last, history, stopped };
    }
    return { optimiser: last, history };
  } finally {
    free();
  }
}

/**
 * Where every run begins.
 * @param plan The run.
 * @returns The first parameters, and no losses.
 */
export function beginning({ network, seed, stack, steps, span, intervals, every }: LoopPlan): LoopState {
  const parameters = stack === undefined
    ? network.parameters.initialise(seed)
    : stackNetwork(network, stack.length).initialise(stack);
  return {
    optimiser: initialState(parameters),
    history: new LossHistory(steps, span, intervals, every),
  };
}

/** Which of several networks' equal stretches holds the first number that is not finite; undefined where all are. */
function notFinite(values: Float32Array, networks: number): number | undefined {
  const at = values.findIndex((value) => !Number.isFinite(value));
  return at < 0 ? undefined : Math.floor(at * networks / values.length);
}

/** Milliseconds of computing after which the process hears what has happened meanwhile, such as a signal. */
const PAUSE = 50;

async function pause(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  return performance.now();
}

/** Marks a promise as one whose failure is looked at later. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
