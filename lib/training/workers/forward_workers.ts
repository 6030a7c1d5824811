/**
 * One network's predictions made by several workers, each of some of a batch's samples.
 * @module
 */
import { tf } from "../../backend/tf.ts";
import { type Also, checkAlso } from "../../nn/also.ts";
import { checkBatch } from "../../nn/shapes.ts";
import type { Network } from "../../nn/types.ts";
import { ask, startWorkers } from "./gradient_workers.ts";
import type { SentSamples, ToGradientWorker } from "./types.ts";

/** Workers that share the samples of a batch, for backends that use one core. */
export class ForwardWorkers implements Disposable {
  readonly #network: Network;
  readonly #workers: readonly Worker[];

  private constructor(network: Network, workers: readonly Worker[]) {
    this.#network = network;
    this.#workers = workers;
  }

  /**
   * Starts workers on the running backend.
   * @param network The network.
   * @param weights Its parameters.
   * @param count How many workers.
   * @returns The workers, once all are ready; the caller ends them.
   * @throws What goes wrong in a worker.
   */
  static async start(network: Network, weights: Float32Array, count: number): Promise<ForwardWorkers> {
    const made = new ForwardWorkers(network, startWorkers(count));
    const parameters = new Float32Array(new SharedArrayBuffer(weights.byteLength));
    parameters.set(weights);
    try {
      const backend = tf.getBackend();
      const start: ToGradientWorker = { kind: "start", backend, network: network.config, parameters, gradients: [] };
      await Promise.all(made.#workers.map((worker) => ask(worker, start)));
      return made;
    } catch (error) {
      made[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * The prediction for a batch, as `Network.forward` makes it: the samples are shared out evenly, in their order.
   * @param x [B, ...shape].
   * @param conditions B numbers: what the network is told of each sample's time.
   * @param also What it is told beside them.
   * @returns [B, ...shape]; the caller frees it.
   * @throws {TypeError} If x or the conditions have another shape, or what is told is not what the network takes.
   * @throws {RangeError} If a label is not among the classes.
   */
  readonly forward = async (
    x: tf.Tensor,
    conditions: Float64Array,
    { labels, image }: Omit<Also, "dropout"> = {},
  ): Promise<tf.Tensor> => {
    checkBatch(x, conditions, this.#network.shape);
    checkAlso(this.#network.config, { labels, image }, conditions.length);
    const [values, pictures] = await Promise.all([x.data<"float32">(), image?.data<"float32">()]);
    const batch = x.shape[0], each = Math.ceil(batch / this.#workers.length), parts: Promise<Float32Array[]>[] = [];
    for (let first = 0; first < batch; first += each) {
      const last = Math.min(batch, first + each);
      const cut = (all: Float32Array) => all.slice(first * all.length / batch, last * all.length / batch);
      const sent: SentSamples = {
        x: cut(values),
        conditions: conditions.slice(first, last),
        labels: labels?.slice(first, last),
        image: pictures && cut(pictures),
      };
      parts.push(ask(this.#workers[parts.length], { kind: "forward", ...sent }));
    }
    const out = new Float32Array(values.length);
    (await Promise.all(parts)).forEach(([part], i) => out.set(part, i * each * values.length / batch));
    return tf.tensor(out, x.shape);
  };

  /** Ends the workers. */
  [Symbol.dispose](): void {
    this.#workers.forEach((worker) => worker.terminate());
  }
}
