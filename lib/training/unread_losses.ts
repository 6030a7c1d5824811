/**
 * Losses that were not read back yet.
 * @module
 */
import { tf } from "../backend/tf.ts";

/** When the samples of a training step are. */
export interface StepTimes {
  /** The times of its B samples. */
  readonly times: Float64Array;
  /** What each sample's loss counts. */
  readonly shares?: Float64Array;
}

/** The losses of a training step, read back. */
export interface ReadLosses extends StepTimes {
  /** The loss of each sample, [B]. */
  readonly values: Float32Array;
}

/** The losses of training steps, still on the backend: reading those of many steps at once keeps it busy meanwhile. */
export class UnreadLosses implements Disposable {
  #steps: (StepTimes & { readonly losses: tf.Tensor1D })[] = [];

  /** Of how many training steps there are losses. */
  get count(): number {
    return this.#steps.length;
  }

  /**
   * Takes the losses of the next training step.
   * @param losses The loss of each sample, [B]; freed here.
   * @param examples When the samples are.
   */
  add(losses: tf.Tensor1D, { times, shares }: StepTimes): void {
    this.#steps.push({ losses, times, shares });
  }

  /**
   * Reads and frees the losses in one transfer.
   * @returns Those of each training step, in order.
   */
  async read(): Promise<ReadLosses[]> {
    const all = tf.concat(this.#steps.map(({ losses }) => losses));
    const values = await all.data<"float32">();
    all.dispose();
    let start = 0;
    const read = this.#steps.map(({ times, shares }) => {
      return { values: values.slice(start, start += times.length), times, shares };
    });
    this[Symbol.dispose]();
    return read;
  }

  /** Frees what was not read. */
  [Symbol.dispose](): void {
    this.#steps.forEach(({ losses }) => losses.dispose());
    this.#steps = [];
  }
}
