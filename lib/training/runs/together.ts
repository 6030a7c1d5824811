/**
 * Several training runs at once.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import { CellInterruptError } from "../../io/process/cell_interrupt.ts";
import { checkInteger } from "../../numerics/check.ts";
import { checkArguments } from "../../numerics/check_arguments.ts";
import type { ExampleSource } from "../examples.ts";
import { usesOneCore } from "../workers/gradient_workers.ts";
import { LossHistory } from "../history.ts";
import type { LoopEnd, LoopHooks, LoopState } from "../loop.ts";
import { planTraining, type TrainingPlan, type TrainOptions } from "../options.ts";
import { surround } from "./run.ts";
import { sentError } from "../workers/sent_error.ts";
import { train } from "./train.ts";
import type { Trained } from "../../predictors/trained.ts";
import type { FromWorker, Request, SentState, ToWorker } from "../workers/types.ts";

/** How runs share the machine. */
export interface TogetherOptions {
  /** Runs at a time, each in a worker of its own; as many as there are cores where not given. 1: one after another. */
  readonly workers?: number;
}

/**
 * Trains several networks. On the backends `wasm` and `cpu`, which use one core each, runs take place in parallel
 * workers; on the others, which use the whole machine, one after another. Each gives the bytes it would give alone.
 *
 * A run's examples are made here and sent, a batch at a time.
 * @param runs The runs; each reports to its own `onProgress`.
 * @param options How they share the machine.
 * @returns The trained networks, in the order of the runs.
 * @throws {TypeError} If a run's data do not fit its network, or a value has the wrong type.
 * @throws {RangeError} If a number is out of range.
 * @throws {DivergenceError} If a run diverges; the others are then stopped.
 * @throws The reason of a run's `signal` where that stopped it, once the others under way have ended.
 * @category Training
 */
export async function trainTogether(runs: readonly TrainOptions[], options: TogetherOptions = {}): Promise<Trained[]> {
  checkArguments("trainTogether", arguments);
  const { workers = navigator.hardwareConcurrency } = options;
  checkInteger("train together", "workers", workers, 1);
  runs.forEach(planTraining);
  const backend = tf.getBackend();
  const results: Trained[] = [];
  if (workers === 1 || runs.length === 1 || !usesOneCore(backend)) {
    for (const run of runs) results.push(await train(run));
    return results;
  }
  const alive = new Set<Worker>();
  let next = 0;
  const runNext = async (): Promise<void> => {
    while (next < runs.length) {
      const i = next++;
      results[i] = await surround(runs[i], (...loop) => loopInWorker(...loop, backend, alive));
    }
  };
  const running = Array.from({ length: Math.min(workers, runs.length) }, runNext);
  try {
    await Promise.all(running);
    return results;
  } catch (error) {
    next = runs.length;
    // A signal stops every run that hears it; each has a checkpoint to write.
    const stopped = error instanceof CellInterruptError ||
      runs.some(({ signal }) => signal?.aborted && signal.reason === error);
    if (stopped) await Promise.allSettled(running);
    throw error;
  } finally {
    alive.forEach((worker) => worker.terminate());
  }
}

/** Runs a loop in a worker, which is in `alive` while it runs. */
function loopInWorker(
  plan: TrainingPlan,
  source: ExampleSource,
  hooks: LoopHooks,
  backend: string,
  alive: Set<Worker>,
): Promise<LoopEnd> {
  const worker = new Worker(new URL("../workers/worker.ts", import.meta.url).href, { type: "module" });
  alive.add(worker);
  const say = (message: ToWorker) => worker.postMessage(message);
  const stop = () => say({ kind: "stop" });
  const answer = async (request: Request) => {
    switch (request.kind) {
      case "examples":
        return await source.at(request.step);
      case "progress":
        return void await hooks.onProgress?.(request.progress);
      case "save":
        return void await hooks.save?.state(received(request.state));
    }
  };
  const result = new Promise<LoopEnd>((resolve, reject) => {
    const hear = async (message: FromWorker): Promise<void> => {
      switch (message.kind) {
        case "request":
          return say({ kind: "answer", id: message.id, answer: await answer(message.request) });
        case "losses":
          return source.observe(message.step, message.times, message.losses);
        case "done":
          return resolve({ ...message.end, ...received(message.end) });
        case "failed":
          return reject(sentError(message.name, message.message));
      }
    };
    worker.onmessage = ({ data: message }: MessageEvent<FromWorker>) => hear(message).catch(reject);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot train in a worker: ${event.message}`));
    };
  });
  const { network: { config: network }, steps, accumulate, optimiser, seed, span, intervals, every } = plan;
  const start = hooks.start && { ...hooks.start, history: hooks.start.history.toJSON() };
  const saveEvery = hooks.save?.every;
  say({
    kind: "plan",
    plan: { backend, network, steps, accumulate, optimiser, seed, span, intervals, every, start, saveEvery },
  });
  if (hooks.signal?.aborted) stop();
  hooks.signal?.addEventListener("abort", stop);
  return result.finally(() => {
    hooks.signal?.removeEventListener("abort", stop);
    worker.terminate();
    alive.delete(worker);
  });
}

/** A worker's state as the page keeps it. */
function received({ optimiser, history }: SentState): LoopState {
  return { optimiser, history: LossHistory.from(history) };
}
