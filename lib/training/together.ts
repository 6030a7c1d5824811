/**
 * Several training runs at once.
 * @module
 */
import { tf } from "../backend/tf.ts";
import { checkInteger } from "../numerics/check.ts";
import { exampleSource } from "./examples.ts";
import { LossHistory } from "./history.ts";
import { planTraining, type TrainingPlan, type TrainOptions } from "./options.ts";
import { train, trainedOf } from "./train.ts";
import type { Trained } from "./trained.ts";
import type { FromWorker, SentPlan, ToWorker } from "./types.ts";

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
 */
export async function trainTogether(runs: readonly TrainOptions[], options: TogetherOptions = {}): Promise<Trained[]> {
  const { workers = navigator.hardwareConcurrency } = options;
  checkInteger("train together", "workers", workers, 1);
  const plans = runs.map(planTraining);
  const backend = tf.getBackend();
  const results: Trained[] = [];
  if (workers === 1 || runs.length === 1 || !["wasm", "cpu"].includes(backend)) {
    for (const run of runs) results.push(await train(run));
    return results;
  }
  const alive = new Set<Worker>();
  let next = 0;
  const runNext = async (): Promise<void> => {
    while (next < runs.length) {
      const i = next++;
      results[i] = await trainInWorker(plans[i], backend, runs[i].onProgress, alive);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(workers, runs.length) }, runNext));
    return results;
  } finally {
    alive.forEach((worker) => worker.terminate());
  }
}

/** Trains one network in a worker, which is in `alive` while it runs. */
function trainInWorker(
  plan: TrainingPlan,
  backend: string,
  onProgress: TrainOptions["onProgress"],
  alive: Set<Worker>,
): Promise<Trained> {
  const source = exampleSource(plan);
  const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { type: "module" });
  alive.add(worker);
  const say = (message: ToWorker) => worker.postMessage(message);
  const result = new Promise<Trained>((resolve, reject) => {
    const answer = async (message: FromWorker): Promise<void> => {
      switch (message.kind) {
        case "ask":
          return say({ kind: "examples", step: message.step, examples: await source.at(message.step) });
        case "losses":
          return source.observe(message.times, message.losses);
        case "progress":
          return await onProgress?.(message.progress);
        case "done":
          return resolve(trainedOf(plan, { ...message.end, history: LossHistory.from(message.end.history) }));
        case "failed":
          return reject(sentError(message.name, message.message));
      }
    };
    worker.onmessage = ({ data: message }: MessageEvent<FromWorker>) => answer(message).catch(reject);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot train in a worker: ${event.message}`));
    };
  });
  say({ kind: "plan", plan: sentPlan(plan, backend) });
  return result.finally(() => {
    worker.terminate();
    alive.delete(worker);
  });
}

function sentPlan(plan: TrainingPlan, backend: string): SentPlan {
  const { network: { config }, steps, optimiser, seed, span, intervals, every } = plan;
  return { backend, network: config, steps, optimiser, seed, span, intervals, every };
}

/** An error of a worker, in the class it had there. */
function sentError(name: string, message: string): Error {
  const classes: Record<string, new (message: string) => Error> = { TypeError, RangeError, SyntaxError };
  return new (classes[name] ?? Error)(message);
}
