/**
 * One network trained by several workers: each computes the gradients of some of a batch's parts.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import type { TrainingPlan } from "../options.ts";
import { averageParts, type GradientRunner } from "../step.ts";
import { sentError } from "./sent_error.ts";
import type { FromGradientWorker, ToGradientWorker } from "./types.ts";

/**
 * Workers that share the parts of a batch. Which of them computes a part makes no difference, and the parts' gradients are
 * added in their order, so that the bytes are those of one thread, however many workers there are.
 *
 * The parameters and the gradients are in memory that all of them see.
 */
export class GradientWorkers implements Disposable {
  readonly #workers: readonly Worker[];
  readonly #parts: number;
  readonly #parameters: Float32Array;
  readonly #gradients: readonly Float32Array[];

  private constructor(plan: TrainingPlan, workers: readonly Worker[]) {
    const { network: { parameters: { size } }, accumulate } = plan, bytes = size * Float32Array.BYTES_PER_ELEMENT;
    const shared = new SharedArrayBuffer(bytes * accumulate);
    this.#workers = workers;
    this.#parts = accumulate;
    this.#parameters = new Float32Array(new SharedArrayBuffer(bytes));
    this.#gradients = Array.from({ length: accumulate }, (_, part) => new Float32Array(shared, part * bytes, size));
  }

  /**
   * Starts workers on the running backend.
   * @param plan The run; its batches are cut into `accumulate` parts.
   * @param count How many workers, at most as many as there are parts.
   * @returns The workers, once all are ready; the caller ends them.
   * @throws What goes wrong in a worker.
   */
  static async start(plan: TrainingPlan, count: number): Promise<GradientWorkers> {
    const workers = startWorkers(count), made = new GradientWorkers(plan, workers);
    try {
      const start: ToGradientWorker = {
        kind: "start",
        backend: tf.getBackend(),
        network: plan.network.config,
        parameters: made.#parameters,
        gradients: made.#gradients,
      };
      await Promise.all(workers.map((worker) => ask(worker, start)));
      return made;
    } catch (error) {
      made[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * The gradient of a batch's mean loss.
   * @param parameters The network's parameters, [size].
   * @param examples The batch.
   * @param options How it goes through.
   * @returns The gradient and the losses; the caller's to free.
   */
  readonly gradient: GradientRunner = async (parameters, examples, { dropout: [{ seed, stream }] }) => {
    this.#parameters.set(await parameters.data<"float32">());
    const losses: Float32Array[] = [];
    await Promise.all(this.#workers.map(async (worker, w) => {
      const parts = this.#gradients.flatMap((_, part) => part % this.#workers.length === w ? [part] : []);
      const answer = await ask(worker, { kind: "batch", examples, parts, of: this.#parts, dropout: { seed, stream } });
      parts.forEach((part, i) => losses[part] = answer[i]);
    }));
    return tf.tidy(() =>
      averageParts(losses.map((values, part) => {
        // A copy, since a backend may keep what it is given and the workers write here again.
        return { gradient: tf.tensor1d(this.#gradients[part].slice()), losses: tf.tensor1d(values) };
      }))
    );
  };

  /** Ends the workers. */
  [Symbol.dispose](): void {
    this.#workers.forEach((worker) => worker.terminate());
  }
}

/**
 * Whether workers make a backend faster.
 * @param backend Its name in TensorFlow.js.
 * @returns True where it uses one core; the others use the whole machine.
 */
export function usesOneCore(backend: string): boolean {
  return backend === "wasm" || backend === "cpu";
}

/**
 * Starts workers.
 * @param count How many.
 * @returns The workers; the caller ends them.
 */
export function startWorkers(count: number): Worker[] {
  const url = new URL("./gradient_worker.ts", import.meta.url).href;
  return Array.from({ length: count }, () => new Worker(url, { type: "module" }));
}

/**
 * Tells a worker something and waits for its answer.
 * @param worker The worker.
 * @param message What it is told.
 * @returns The losses of the parts or the prediction; nothing where it has started.
 * @throws What goes wrong in the worker.
 */
export function ask(worker: Worker, message: ToGradientWorker): Promise<Float32Array[]> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data: answer }: MessageEvent<FromGradientWorker>) => {
      if (answer.kind === "done") resolve(answer.values);
      else reject(sentError(answer.name, answer.message));
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot compute in a worker: ${event.message}`));
    };
    worker.postMessage(message);
  });
}
