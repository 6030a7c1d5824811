/**
 * Noticing that a notebook's front end has terminated a training loop between two of its waits.
 * @module
 */
import { mendEngine, scopeDepth } from "../backend/engine_state.ts";
import { CellInterruptError, inKernel } from "../io/process/cell_interrupt.ts";

/** Milliseconds between two looks. */
const LOOK = 200;

/**
 * What a loop computes between two waits is one slice, and no timer fires inside one. A timer that finds the loop inside
 * all the same knows that the slice was terminated: the loop will never go on, nor clean up.
 */
export class Slices implements Disposable {
  /** Rejects with a {@linkcode CellInterruptError} once a slice was terminated; never resolves. */
  readonly broken: Promise<never>;
  /** Does what the loop cannot do any more. */
  cleanUp: () => void = () => {};
  readonly #timer?: ReturnType<typeof setInterval>;
  #inside = true;

  /** Begins inside a slice. */
  constructor() {
    const { promise, reject } = Promise.withResolvers<never>(), depth = scopeDepth();
    this.broken = promise;
    promise.catch(() => {});
    if (!inKernel()) return;
    this.#timer = setInterval(() => {
      if (!this.#inside) return;
      this[Symbol.dispose]();
      mendEngine(depth);
      this.cleanUp();
      reject(new CellInterruptError("Interrupted", true));
    }, LOOK);
  }

  /**
   * Waits, outside the slices.
   * @param promise For what.
   * @returns What it resolves to.
   * @throws What it is rejected with.
   */
  async wait<T>(promise: T | PromiseLike<T>): Promise<T> {
    this.#inside = false;
    try {
      return await promise;
    } finally {
      this.#inside = true;
    }
  }

  /** Stops looking. */
  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
